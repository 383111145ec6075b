"""Officers who take responsibility for a case, and the journal of who read a sensitive one."""

from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role, can, require
from bubuhan.cases.access import access, open_glass
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import locked
from bubuhan.cases.models import Case, CaseHandler, EntryKind
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem


def take(*, actor: Actor, case_id: UUID, stamp: Stamp | None = None) -> Case:
    """Take responsibility; from now on this officer reads the case in full. Journalled.

    A protected case is given by the head (`entrust`). By himself takes it only a head, or who broke its
    glass while nobody answers for it: a child at night does not wait for the morning.
    Raises `not_found`, `forbidden` (role or area), `case_entrust_first`. Again by the same officer:
    nothing happens.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        case = locked(case_id)
        if access(actor, case) == "none":
            raise Problem("not_found")
        require(actor, "case.take", case)
        mine = CaseHandler.objects.filter(case=case, user_id=actor.user_id, released_at=None)
        if case.sensitive and not mine.exists() and not may_take(actor, case):
            raise Problem("case_entrust_first")
        _, fresh = CaseHandler.objects.get_or_create(
            case=case,
            user_id=actor.user_id,
            released_at=None,
            defaults={"name": actor.name, "role": actor.role, "taken_at": stamp.at},
        )
        if not fresh:
            return case
        save(case)
        append(case, EntryKind.TAKE, stamp=stamp, **who(actor))
        journal.record(
            "case.taken",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"sensitive": case.sensitive},
            touched=touches(case),
            at=stamp.at,
        )
    return case


def may_take(actor: Actor, case: Case) -> bool:
    """Whether this officer may take a protected case without being given it."""
    if can(actor, "case.entrust", case):
        return True
    alone = not CaseHandler.objects.filter(case=case, released_at=None).exists()
    return alone and open_glass(actor, case, clock.now()) is not None


def entrust(*, actor: Actor, case_id: UUID, user_id: UUID) -> Case:
    """The head gives a case to an officer of its area, who reads and decides from now on. Journalled, told.

    Raises `not_found`, `forbidden`, `handler_unknown` (no active officer of that area).
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = locked(case_id)
        if access(actor, case) == "none":
            raise Problem("not_found")
        require(actor, "case.entrust", case)
        officer = next((one for one in officers(case) if one.pk == user_id), None)
        if officer is None:
            raise Problem("handler_unknown", "user_id")
        _, fresh = CaseHandler.objects.get_or_create(
            case=case,
            user_id=officer.pk,
            released_at=None,
            defaults={"name": officer.name, "role": officer.role, "taken_at": stamp.at},
        )
        if not fresh:
            return case
        save(case)
        text = f"Dipercayakan kepada {officer.name}."
        append(case, EntryKind.TAKE, stamp=stamp, **who(actor), text=text)
        journal.record(
            "case.entrusted",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"user": str(officer.pk)},
            touched=touches(case),
            at=stamp.at,
        )
    return case


def officers(case: Case) -> list[User]:
    """Whom a case may be given to: officers and heads of its kab/kota, and of its province."""
    areas = [case.area_code[:5], case.area_code[:2]]
    found = User.objects.filter(
        role__in=(Role.PETUGAS, Role.PIMPINAN), area_code__in=areas, is_active=True
    )
    return list(found.order_by("-area_code", "name"))


def release(*, actor: Actor, case_id: UUID) -> Case:
    """Give responsibility back (leave, another post). Raises `not_found` when one did not have it."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = locked(case_id)
        ended = CaseHandler.objects.filter(
            case=case, user_id=actor.user_id, released_at=None
        ).update(released_at=stamp.at)
        if not ended:
            raise Problem("not_found")
        save(case)
        journal.record(
            "case.released",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            touched=touches(case),
        )
    return case


def read(*, actor: Actor, case: Case) -> None:
    """Write down that somebody opened a sensitive case in full. For any other case: nothing."""
    if not case.sensitive or access(actor, case) != "full":
        return
    with journal.unit():
        journal.record(
            "case.read_sensitive", actor=actor.ref, subject=("case", case.id), area=told_area(case)
        )
