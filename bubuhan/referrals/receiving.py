"""The other end of a journey home: taken, arrived, not arrived; and the hand-over of the case.

When the receiving office confirms the arrival, the place of the case, and with it its office, changes in
the same transaction; the officer who sent it keeps it in sight. So nobody is ever between two desks. An
office that does not work with us yet answers by telephone or letter (`heard`): the case stays with us.
"""

from datetime import datetime
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role, require
from bubuhan.cases import assigning, entries, guards
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import OPEN, Case, CaseHandler, EntryKind
from bubuhan.cases.rules import times_for
from bubuhan.geo import names
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.problems import Problem
from bubuhan.referrals import lifecycle, sending, travelling
from bubuhan.referrals.models import Journey
from bubuhan.reports import checks

HEARD: dict[str, str] = {
    "telepon": "lewat telepon",
    "surat": "lewat surat balasan",
    "pendamping": "menurut pendamping yang mengantar",
}


def has_desk(area_code: str) -> bool:
    """Does anybody of that office work here, who could confirm an arrival himself?"""
    return User.objects.filter(
        is_active=True, role__in=(Role.PETUGAS, Role.PIMPINAN), area_code=area_code
    ).exists()


def heard(
    *,
    actor: Actor,
    journey_id: UUID,
    who: str,
    how: str,
    note: str = "",
    rev: int | None = None,
) -> Journey:
    """The sending office writes down who confirmed the arrival, and how; only of an office without a desk here.

    The case stays with the sending office, which closes it when the other one looks after the person.
    Raises `journey_has_desk`, `field_missing`, `field_invalid`, `journey_state`, `referral_moved`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case, one = travelling.held(actor, journey_id, rev)
        after = lifecycle.next_journey(one.state, "arrive")
        if has_desk(one.to_area):
            raise Problem("journey_has_desk")
        who = " ".join(who.split())[:80]
        if not who:
            raise Problem("field_missing", "who", name="siapa yang memastikan")
        if how not in HEARD:
            raise Problem("field_invalid", "how", name="cara", why="pilih dari daftar")
        one.state, one.arrived_at = after, stamp.at
        one.confirmed_by = f"{who}, {HEARD[how]}"
        one.note = " ".join(note.split())[:1000]
        travelling.save(one)
        place = names.label(one.to_area)
        words = f"Tiba di {place}, dipastikan {one.confirmed_by}. {one.note}".strip()
        travelling.write(actor, case, one, stamp, words)
        travelling.record("journey.arrived", actor, case, one, stamp, data={"heard": how})
    return one


def take(*, actor: Actor, journey_id: UUID) -> Journey:
    """An officer of the receiving office takes it, and from now on reads what was shared. Journalled."""
    with journal.unit():
        one = arriving(actor, journey_id)
        if one.taken_by_id is None:
            Journey.objects.filter(id=one.id).update(taken_by_id=actor.user_id, taken_by=actor.name)
            one.refresh_from_db()
            journal.record(
                "journey.taken",
                actor=actor.ref,
                subject=("journey", one.id),
                area=one.to_area,
                data={"case": str(one.case_id)},
            )
    return one


def arrive(
    *, actor: Actor, journey_id: UUID, area_code: str, note: str = "", rev: int | None = None
) -> Journey:
    """The receiving office confirms that the person is there: the case is its own from now on.

    `area_code`: the desa of the receiving side. Raises `not_found`, `journey_state`, `area_*`,
    `forbidden`, `referral_take_first`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        one = _receiving(actor, journey_id, rev)
        after = lifecycle.next_journey(one.state, "arrive")
        desa = checks.area(area_code, "area_code")
        if not actor.covers(desa):
            raise Problem("forbidden", "area_code")
        case = guards.locked(one.case_id)
        one = travelling.locked(one.id)
        one.state, one.arrived_at, one.confirmed_by = after, stamp.at, actor.name
        one.handed_over_at = stamp.at
        one.note = " ".join(note.split())[:1000]
        travelling.save(one)
        _hand_over(actor, case, one, desa, stamp)
        travelling.record("journey.arrived", actor, case, one, stamp)
    return one


def miss(*, actor: Actor, journey_id: UUID, note: str, rev: int | None = None) -> Journey:
    """The receiving office says that nobody came. The sending office is told; the case is still its own."""
    stamp = Stamp.fresh()
    if not note.strip():
        raise Problem("field_missing", "note", name="keterangan")
    with journal.unit():
        one = _receiving(actor, journey_id, rev)
        case = guards.locked(one.case_id)
        one = travelling.locked(one.id)
        one.state = lifecycle.next_journey(one.state, "miss")
        one.note = " ".join(note.split())[:1000]
        travelling.save(one)
        travelling.write(
            actor, case, one, stamp, f"Belum tiba di {names.label(one.to_area)}. {one.note}"
        )
        travelling.record("journey.missed", actor, case, one, stamp)
    return one


def remind(now: datetime, limit: int = 200) -> int:
    """Say once that somebody who should have arrived was not confirmed; returns how many."""
    due = Journey.objects.filter(
        state=lifecycle.TRAVELLING, late_at=None, expected_at__lt=now
    ).values_list("id", flat=True)
    ids = list(due[:limit])
    for journey_id in ids:
        with journal.unit():
            one = travelling.locked(journey_id)
            if one.state != lifecycle.TRAVELLING or one.late_at:
                continue
            Journey.objects.filter(id=one.id).update(late_at=now)
            journal.record(
                "journey.late",
                actor=SYSTEM,
                subject=("journey", one.id),
                area=entries.told_area(one.case),
                data={"case": str(one.case_id), "to_area": one.to_area},
                at=now,
            )
    return len(ids)


def arriving(actor: Actor, journey_id: UUID) -> Journey:
    """A journey to the actor's office that has begun. Raises `not_found`."""
    found: Journey | None = (
        Journey.objects.arriving_at(actor)
        .exclude(state__in=(lifecycle.PREPARING, lifecycle.CANCELLED))
        .select_related("case")
        .filter(id=journey_id)
        .first()
    )
    if found is None:
        raise Problem("not_found")
    return found


def _receiving(actor: Actor, journey_id: UUID, rev: int | None) -> Journey:
    require(actor, "journey.receive")
    one = arriving(actor, journey_id)
    if one.case.sensitive and one.taken_by_id != actor.user_id:
        raise Problem("referral_take_first")
    if rev is not None and one.rev != rev:
        raise Problem("referral_moved")
    return one


def _hand_over(actor: Actor, case: Case, one: Journey, desa: str, stamp: Stamp) -> None:
    """The case moves: old tasks end (those responders are far away), the response clock starts anew."""
    was = case.area_code
    lost: list[UUID] = []
    if case.state in OPEN:
        tasks = case.assignments.filter(state__in=("offered", "accepted"))
        lost = assigning.withdraw_tasks(tasks, stamp)
        case.state = assigning.after_offers(case)
        times = times_for(desa, case.need, case.band)
        case.deadline_at = stamp.at + times.respond
    case.area_code = desa
    case.field_revs["area_code"] = case.rev + 1
    # not `handlers.take`: a protected case is not taken but handed over, to whom has taken the journey
    CaseHandler.objects.get_or_create(
        case=case,
        user_id=actor.user_id,
        released_at=None,
        defaults={"name": actor.name, "role": actor.role, "taken_at": stamp.at},
    )
    entries.save(case)
    place = [names.label(was), names.label(desa)]
    entries.append(
        case,
        EntryKind.UPDATE,
        stamp=stamp,
        **entries.who(actor),
        text=f"Tiba dan diterima {sending.office_name(one.to_area)}. {one.note or ''}".strip(),
        data={"changes": {"area_code": place}, "journey": str(one.id)},
    )
    journal.record(
        "case.updated",
        actor=actor.ref,
        subject=("case", case.id),
        area=entries.told_area(case),
        data={"fields": ["area_code"], "journey": str(one.id)},
        touched=entries.touches(case, also=lost, was_area=was),
        at=stamp.at,
    )
