"""A case somebody works on, and a plan for it, through the doors."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import actions as cases
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import fresh, open_case, send, today
from bubuhan.plans import actions
from bubuhan.plans.models import Plan
from bubuhan.plans.scheduling import ScheduleWords, save_schedule

__all__ = ["fresh", "send", "today"]


def worked_on(ani: Actor, budi: Actor, **report: Any) -> Case:
    """A case that Ani reported and accepted."""
    case = open_case(ani, **report)
    assert ani.person_id
    cases.dispatch(actor=budi, case_id=case.id, person_id=ani.person_id)
    cases.accept(actor=ani, case_id=case.id)
    journal.drain()
    return fresh(case)


def planned(budi: Actor, case: Case, *, agreed: bool = True) -> Plan:
    """A plan in force with one goal and one action of the responder."""
    actions.begin(actor=budi, case_id=case.id)
    goal = actions.save_goal(actor=budi, case_id=case.id, text="Makan tiga kali sehari")
    words = actions.ActionWords("Antar makan siang", "permakanan", due_on=today())
    actions.save_action(actor=budi, case_id=case.id, goal_id=goal.id, words=words)
    said = actions.Agreement(
        agreed, "Siti Aminah", today(), "di rumahnya", "" if agreed else "belum bertemu"
    )
    actions.agree(
        actor=budi, case_id=case.id, agreement=said, review_on=today() + timedelta(days=30)
    )
    return actions.approve(actor=budi, case_id=case.id)


def scheduled(
    budi: Actor, case: Case, *, ago: int = 14, every: int = 7, person: UUID | None = None
) -> Any:
    """A schedule that began some days ago."""
    start: date = today() - timedelta(days=ago)
    words = ScheduleWords("lansia", every, start, start + timedelta(days=60), person)
    return save_schedule(actor=budi, case_id=case.id, words=words)


def a_visit(case: Case, **changes: Any) -> dict[str, Any]:
    """The body of `case.visit`."""
    return {
        "case_id": str(case.id),
        "visited_on": today().isoformat(),
        "met": "yes",
        "condition": "membaik",
        "found": "Sudah makan, rumah bersih.",
        **changes,
    }
