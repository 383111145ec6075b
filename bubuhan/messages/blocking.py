"""Who is never told anything about a case: the suspected abuser, also as guardian, by person or by number."""

from dataclasses import dataclass
from uuid import UUID

from bubuhan.assessments.queries import blocked_contacts
from bubuhan.messages.people import Recipient


@dataclass(frozen=True, slots=True)
class Blocks:
    """Records and numbers that stay in the dark; phones in international form."""

    persons: frozenset[UUID] = frozenset()
    phones: frozenset[str] = frozenset()

    def hits(self, one: Recipient) -> bool:
        """True when any of his records, or his number, is meant."""
        return bool(self.persons.intersection(one.persons)) or one.phone in self.phones


def of_case(case_id: UUID | None) -> Blocks:
    """The blocks of a case; none without a case."""
    if case_id is None:
        return Blocks()
    found = blocked_contacts(case_id)
    return Blocks(frozenset(found.person_ids), frozenset(found.phones))
