"""Break the glass: read a protected case in an emergency, for three hours, with a reason, watched.

It opens the pages of that case to read, and nothing else: no list, no export, no writing (`access`).

The opening is journalled and told to the heads of the area; every reading while it is open is
journalled too (`handlers.read`). The head says afterwards whether it was right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, area_q, require
from bubuhan.cases.access import access, in_office, open_glass
from bubuhan.cases.entries import Stamp, append, save, told_area, who
from bubuhan.cases.guards import locked
from bubuhan.cases.handlers import officers
from bubuhan.cases.models import BrokenGlass, Case, CaseHandler, EntryKind
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

OPEN_FOR = timedelta(hours=3)
LEAST_WORDS = 4
VERDICTS = {"wajar": "Wajar", "tidak": "Tidak wajar"}
# What a journal of readers tells, in words.
READINGS = {
    "case.read_sensitive": "Membaca",
    "case.taken": "Mengambil penanganan",
    "case.entrusted": "Menunjuk petugas",
    "case.released": "Melepas penanganan",
    "case.glass_broken": "Membuka darurat",
    "case.glass_closed": "Menutup kembali",
    "case.protected": "Melindungi kasus",
    "case.unprotected": "Melepas perlindungan",
}


def break_glass(*, actor: Actor, case_id: UUID, reason: str) -> Case:
    """Open a protected case of one's area for three hours. Again while it is open: nothing happens.

    Raises `not_found`, `forbidden` (role, area, or a phone: a copy there would outlive the hours),
    `glass_reason` (fewer than four words).
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = locked(case_id)
        level = access(actor, case)
        if level == "none":
            raise Problem("not_found")
        require(actor, "case.break_glass", case)
        if actor.device_id is not None or not in_office(actor, case):
            raise Problem("forbidden")
        if level == "full" or open_glass(actor, case, stamp.at):
            return case
        if len(reason.split()) < LEAST_WORDS:
            raise Problem("glass_reason", "reason")
        opened = BrokenGlass.objects.create(
            case=case,
            user_id=actor.user_id,
            name=actor.name,
            role=actor.role,
            reason=reason.strip()[:1000],
            opened_at=stamp.at,
            until=stamp.at + OPEN_FOR,
        )
        save(case)
        append(case, EntryKind.GLASS, stamp=stamp, **who(actor), text=opened.reason)
        _tell("case.glass_broken", actor, case, opened)
    return case


def close_again(*, actor: Actor, case_id: UUID) -> Case:
    """Give the sight back before the three hours are over. Raises `not_found` when none is open."""
    now = clock.now()
    with journal.unit():
        case = locked(case_id)
        mine = BrokenGlass.objects.filter(case=case, user_id=actor.user_id, until__gt=now)
        opened = mine.first()
        if opened is None:
            raise Problem("not_found")
        mine.update(until=now)
        _tell("case.glass_closed", actor, case, opened)
    return case


def review(*, actor: Actor, glass_id: UUID, verdict: str, note: str = "") -> BrokenGlass:
    """The head's word on one opening; never his own. Raises `not_found`, `forbidden`, `own_glass`,
    `field_invalid`."""
    with journal.unit():
        rows = BrokenGlass.objects.select_for_update(of=("self",)).select_related("case")
        opened = rows.filter(id=glass_id).first()
        if opened is None or not actor.covers(opened.case.area_code):
            raise Problem("not_found")
        require(actor, "case.audit", opened.case)
        if verdict not in VERDICTS:
            raise Problem(
                "field_invalid", "verdict", name="penilaian", why="pilih wajar atau tidak"
            )
        if opened.user_id == actor.user_id:
            raise Problem("own_glass")
        opened.verdict, opened.review_note = verdict, note.strip()[:500]
        opened.reviewed_at, opened.reviewed_by = clock.now(), actor.name
        opened.save()
        _tell("case.glass_reviewed", actor, opened.case, opened)
    return opened


def _tell(event: str, actor: Actor, case: Case, opened: BrokenGlass) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"glass": str(opened.id), "user": str(opened.user_id)},
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening for the head's page: no name, no need, only number and kecamatan of the case."""

    glass: BrokenGlass
    number: str
    area_code: str
    open_now: bool
    read: int
    own: bool


def openings(actor: Actor, *, waiting: bool) -> list[Opening]:
    """Openings in the actor's area, newest first; `waiting`: only those without the head's word."""
    here = BrokenGlass.objects.filter(area_q(actor, "case__area_code"))
    rows = here.select_related("case").order_by("-opened_at")
    if waiting:
        rows = rows.filter(verdict="")
    found = list(rows[:500])
    readings = _readings({row.case_id for row in found})
    now = clock.now()
    return [
        Opening(
            row,
            row.case.number,
            told_area(row.case),
            row.until > now,
            sum(
                row.opened_at <= at <= row.until
                for at in readings.get((row.case_id, row.user_id), ())
            ),
            row.user_id == actor.user_id,
        )
        for row in found
    ]


def _readings(case_ids: set[UUID]) -> dict[tuple[UUID, UUID], list[datetime]]:
    found: dict[tuple[UUID, UUID], list[datetime]] = {}
    events = Event.objects.filter(
        name="case.read_sensitive",
        subject_kind="case",
        subject_id__in=[str(one) for one in case_ids],
        actor_kind="user",
    )
    for case_id, user_id, at in events.values_list("subject_id", "actor_id", "at"):
        found.setdefault((UUID(case_id), UUID(user_id)), []).append(at)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the read journal of a protected case."""

    at: datetime
    name: str
    what: str


def readers_page(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The page of a protected case for its head: who handles it, to whom it may be given, who read it."""
    case, readings = readers(actor, case_id)
    handling = CaseHandler.objects.filter(case=case, released_at=None).order_by("taken_at")
    taken = {one.user_id: one for one in handling}
    free = [one for one in officers(case) if one.pk not in taken]
    return {"case": case, "readings": readings, "handlers": taken.values(), "officers": free}


def readers(actor: Actor, case_id: UUID) -> tuple[Case, Sequence[Reading]]:
    """Who read a protected case and when, newest first. Raises `not_found`, `forbidden`."""
    case = Case.objects.filter(id=case_id, sensitive=True).first()
    if case is None or access(actor, case) == "none":
        raise Problem("not_found")
    require(actor, "case.audit", case)
    events = Event.objects.filter(
        subject_kind="case", subject_id=str(case.id), name__in=list(READINGS)
    ).order_by("-id")[:500]
    return case, [Reading(e.at, e.actor_name, READINGS[e.name]) for e in events]
