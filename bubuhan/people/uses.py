"""Who else speaks of a person? Rooms above answer through functions that `site.wiring` adds here."""

from collections.abc import Callable, Collection
from uuid import UUID

from bubuhan.accounts.models import EnrolmentCode, User

CHECKS: list[Callable[[Collection[UUID]], set[UUID]]] = []


def in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons that may not be removed: an account, an enrolment, a case or a report names them."""
    found = set(User.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True))
    found |= set(
        EnrolmentCode.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    )
    for check in CHECKS:
        found |= check(person_ids)
    return {one for one in found if one}
