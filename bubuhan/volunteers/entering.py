"""A new person with a first hat: an officer enters a member, a koordinator proposes one."""

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can
from bubuhan.people import actions as people
from bubuhan.people.actions import PersonValues
from bubuhan.people.models import Person
from bubuhan.volunteers import actions, verifying
from bubuhan.volunteers.actions import MembershipValues
from bubuhan.volunteers.models import Membership, Status


def enter(
    *, actor: Actor, person: PersonValues, values: MembershipValues, keep: str = ""
) -> Membership:
    """Person and hat together or neither; raises what `add_person` and the two doors raise."""
    with journal.unit():
        made = people.add_person(actor=actor, values=person, keep=keep, verb="member.propose")
        return give(actor=actor, person=made, values=values)


def give(*, actor: Actor, person: Person, values: MembershipValues) -> Membership:
    """A hat for a known person: at once from an officer, through the chain from a koordinator."""
    if can(actor, "person.edit", values.area_code):
        return actions.add_membership(actor=actor, person=person, values=values)
    return verifying.propose(actor=actor, person=person, values=values.columns())


def sentence(member: Membership) -> str:
    """What to tell who entered it."""
    if member.status == Status.ACTIVE:
        return "Tersimpan sebagai anggota aktif."
    return (
        "Usulan terkirim. Anggota ini menunggu verifikasi; jalannya tampak di bagian Keanggotaan."
    )
