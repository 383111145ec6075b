"""Who may write what on a case: the guards every action starts with."""

from dataclasses import dataclass
from uuid import UUID

from bubuhan.accounts.policy import Actor, require
from bubuhan.cases.access import Level, access, in_office
from bubuhan.cases.models import Assignment, Case, CaseReport
from bubuhan.kernel.problems import Problem


@dataclass(slots=True)
class Standing:
    """How the actor stands to a locked case: what he sees, and his open task, if any."""

    case: Case
    level: Level
    task: Assignment | None

    @property
    def works(self) -> bool:
        return self.task is not None


def locked(case_id: UUID, rev: int | None = None) -> Case:
    """The case, locked until the commit. Raises `not_found`; `conflict` when it moved on from `rev`."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise Problem("not_found")
    if rev is not None and case.rev != rev:
        raise Problem("conflict")
    return case


def for_office(actor: Actor, verb: str, case_id: UUID, rev: int | None = None) -> Case:
    """A locked case an officer may decide on.

    Raises `not_found` (out of sight), `forbidden` (role or area), `case_protected` (a sensitive case
    nobody of the office has taken yet), `conflict`.
    """
    case = locked(case_id)
    level = access(actor, case)
    if level == "none":
        raise Problem("not_found")
    require(actor, verb, case)
    if level != "full":
        raise Problem("case_protected" if level == "masked" else "forbidden")
    if rev is not None and case.rev != rev:
        raise Problem("conflict")
    return case


def standing(actor: Actor, case_id: UUID) -> Standing:
    """A locked case and the actor's task on it. Raises `not_found` when he has nothing to do with it."""
    case = locked(case_id)
    level = access(actor, case)
    task = open_task(actor, case)
    if level == "none" and not once_involved(actor, case):
        raise Problem("not_found")
    return Standing(case, level, task)


def open_task(actor: Actor, case: Case) -> Assignment | None:
    """The actor's own offered or accepted task on this case."""
    if actor.person_id is None:
        return None
    return Assignment.objects.filter(
        case=case, person_id=actor.person_id, state__in=("offered", "accepted")
    ).first()


def may_write(actor: Actor, who: Standing) -> bool:
    """True for the responder, for an officer who sees the case in full, and for its reporter."""
    if who.works:
        return True
    return who.level == "full" and (in_office(actor, who.case) or _reported(actor, who.case))


def may_work(actor: Actor, who: Standing) -> bool:
    """True for the responder and for an officer who sees the case in full (not for its reporter)."""
    return who.works or (who.level == "full" and in_office(actor, who.case))


def once_involved(actor: Actor, case: Case) -> bool:
    """Had a task on it, at any time, or reported it: his late notes are kept."""
    if actor.person_id is None:
        return False
    had = Assignment.objects.filter(case=case, person_id=actor.person_id).exists()
    return had or _reported(actor, case)


def _reported(actor: Actor, case: Case) -> bool:
    if actor.person_id is None:
        return False
    return CaseReport.objects.filter(case=case, reporter_id=actor.person_id).exists()


def task_to_answer(actor: Actor, case: Case, assignment_id: UUID | None) -> Assignment:
    """The task an answer speaks of: one's own, or (an officer writing down a phone call) a given one.

    Raises `offer_gone` when it was withdrawn or given to another, `not_found`, `forbidden`.
    """
    if assignment_id is None:
        if actor.person_id is None:
            raise _gone(actor, case)
        found = Assignment.objects.filter(case=case, person_id=actor.person_id)
    else:
        found = Assignment.objects.filter(case=case, id=assignment_id)
    task = found.order_by("-offered_at").first()
    if task is None:
        raise _gone(actor, case)
    own = actor.person_id == task.person_id
    if not own and not (in_office(actor, case) and access(actor, case) == "full"):
        raise Problem("forbidden")
    return task


def _gone(actor: Actor, case: Case) -> Problem:
    """No such task; a stranger is not told that there is such a case."""
    return Problem("not_found" if access(actor, case) == "none" else "offer_gone")
