"""Protect a case: from then on only those who work on it, or took it, read it. And, seldom, the way back."""

from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.cases.access import access
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import locked
from bubuhan.cases.models import Case, CaseHandler, EntryKind
from bubuhan.kernel.problems import Problem


def protect(*, actor: Actor, case_id: UUID, reason: str, stamp: Stamp | None = None) -> Case:
    """Make a case protected. An officer who does it takes it too: else he would lose sight of it.

    Who only reported it reads no more than others from now on. Already protected: nothing happens.
    Raises `field_missing` (reason), `not_found`, `forbidden` (he does not see it in full).
    """
    stamp = stamp or Stamp.fresh()
    if not reason.strip():
        raise Problem("field_missing", "reason", name="alasan")
    with journal.unit():
        case = locked(case_id)
        level = access(actor, case)
        if level == "none":
            raise Problem("not_found")
        if level == "masked" or case.sensitive:
            return case
        require(actor, "case.protect")
        if level != "full":
            raise Problem("forbidden")
        if can(actor, "case.take", case):
            CaseHandler.objects.get_or_create(
                case=case,
                user_id=actor.user_id,
                released_at=None,
                defaults={"name": actor.name, "role": actor.role, "taken_at": stamp.at},
            )
        _set(case, actor, stamp, sensitive=True, reason=reason)
    return case


def unprotect(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Lift a protection that was a mistake; only the head, and only when he has taken the case.

    Raises `field_missing`, `not_found`, `case_protected` (not taken by him), `forbidden`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = locked(case_id)
        level = access(actor, case)
        if level == "none":
            raise Problem("not_found")
        require(actor, "case.unprotect", case)
        took = CaseHandler.objects.filter(case=case, user_id=actor.user_id, released_at=None)
        if level != "full" or (case.sensitive and not took.exists()):  # a broken glass is no office
            raise Problem("case_protected")
        if not reason.strip():
            raise Problem("field_missing", "reason", name="alasan")
        if case.sensitive:
            _set(case, actor, stamp, sensitive=False, reason=reason)
    return case


def _set(case: Case, actor: Actor, stamp: Stamp, *, sensitive: bool, reason: str) -> None:
    case.sensitive = sensitive
    save(case)
    append(
        case,
        EntryKind.PROTECT,
        stamp=stamp,
        own_id=False,
        **who(actor),
        text=reason.strip()[:1000],
        data={"protected": sensitive},
    )
    journal.record(
        "case.protected" if sensitive else "case.unprotected",
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        touched=touches(case),
        at=stamp.at,
    )
