"""Helpers around assignments: whose hat, who makes room, what becomes of the other offers."""

from collections.abc import Iterable
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import lifecycle
from bubuhan.cases.entries import Stamp, responded
from bubuhan.cases.models import Assignment, Case
from bubuhan.geo.codes import kabkota_of
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_of

OPEN_TASK = ("offered", "accepted")


def begin(case: Case, task: Assignment, stamp: Stamp) -> list[UUID]:
    """Move case and task to "accepted" (the case unsaved); returns who lost an offer by it.

    Who supports changes nothing for the one who answers for the case.
    """
    lost: list[UUID] = []
    if task.part == Assignment.Part.LEAD:
        case.state = lifecycle.next_state(case.state, "accept")
        others = case.assignments.filter(state="offered", part=Assignment.Part.LEAD)
        lost = withdraw_tasks(others.exclude(id=task.id), stamp)
        responded(case, stamp.at)
    else:
        lifecycle.next_state(case.state, "support")
    task.state, task.answered_at, task.ended_at = Assignment.State.ACCEPTED, stamp.at, None
    task.save(update_fields=["state", "answered_at", "ended_at"])
    return lost


def withdraw_tasks(tasks: Iterable[Assignment], stamp: Stamp) -> list[UUID]:
    """End open tasks; returns whose they were."""
    lost = []
    for task in tasks:
        task.state, task.ended_at = Assignment.State.WITHDRAWN, stamp.at
        task.save(update_fields=["state", "ended_at"])
        lost.append(task.person_id)
    return lost


def finish_tasks(case: Case, stamp: Stamp) -> list[UUID]:
    """The work is done: the accepted task too; offers nobody answered fall away."""
    case.assignments.filter(state="accepted").update(state=Assignment.State.DONE, ended_at=stamp.at)
    return withdraw_tasks(case.assignments.filter(state="offered"), stamp)


def after_offers(case: Case) -> str:
    """The state that follows from the tasks still open of who answers for the case."""
    leads = case.assignments.filter(state__in=OPEN_TASK, part=Assignment.Part.LEAD)
    states = list(leads.values_list("state", flat=True))
    return lifecycle.after_offer(states.count("offered"), accepted="accepted" in states)


def make_room(case: Case, person_id: UUID, stamp: Stamp, part: str) -> list[UUID]:
    """Refuse a second offer to the same person; withdraw the task of the present responder.

    Who is asked to support takes nobody's task.
    """
    if case.assignments.filter(person_id=person_id, state__in=OPEN_TASK).exists():
        raise Problem("already_assigned", "person_id")
    if part == Assignment.Part.SUPPORT:
        return []
    return withdraw_tasks(case.assignments.filter(state="accepted", part=part), stamp)


def may_still_have(case: Case, task: Assignment) -> None:
    """An answer that came after the offer lapsed. Raises `offer_lapsed` when another has the case."""
    leads = case.assignments.filter(state="accepted", part=task.part).exclude(id=task.id)
    taken = task.part == Assignment.Part.LEAD and leads.exists()
    if taken or not lifecycle.allows(case.state, "accept" if task.part == "lead" else "support"):
        raise Problem("offer_lapsed")
    again = case.assignments.filter(person_id=task.person_id, state__in=OPEN_TASK)
    if again.exists():
        raise Problem("offer_gone")


def lapsed_for(actor: Actor, case_id: UUID) -> bool:
    """True when the actor's last offer of this case passed unanswered: he is told so kindly."""
    if actor.person_id is None:
        return False
    tasks = Assignment.objects.filter(case_id=case_id, person_id=actor.person_id)
    last = tasks.order_by("-offered_at").values_list("state", flat=True).first()
    return last == Assignment.State.LAPSED


def hat_of(actor: Actor, case: Case, person_id: UUID, membership_id: UUID | None) -> Membership:
    """The active membership in which the person is asked: in this kab/kota, or in the actor's area.

    Raises `not_a_member`.
    """
    hats: list[Membership] = [m for m in active_of(person_id) if membership_id in (None, m.id)]
    here = kabkota_of(case.area_code)
    hats = [m for m in hats if kabkota_of(m.area_code) in ("", here) or actor.covers(m.area_code)]
    if not hats:
        raise Problem("not_a_member", "person_id")
    return max(
        hats, key=lambda m: (m.area_code == case.area_code, m.area_code[:8] == case.area_code[:8])
    )
