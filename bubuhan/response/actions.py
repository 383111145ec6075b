"""Every write of people in this room: "Saya tangani", and the office's own ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases.access import access
from bubuhan.cases.entries import Stamp, append, told_area, touches, who
from bubuhan.cases.guards import locked
from bubuhan.cases.models import Band, Case, EntryKind
from bubuhan.geo.codes import is_code
from bubuhan.kernel import clock as time
from bubuhan.kernel import history
from bubuhan.kernel.problems import Problem
from bubuhan.response import clocks
from bubuhan.response.ladder import HOLD_MINUTES
from bubuhan.response.models import Clock, LadderStep, Rung
from bubuhan.response.places import Places

MOST_STEPS = 8
LONGEST = 60 * 24 * 90


def hold(*, actor: Actor, case_id: UUID) -> Case:
    """ "Saya tangani": the climbing clocks of a case rest for an hour, and the timeline says who.

    Pressed twice nothing more happens. Raises `not_found`, `forbidden`, `not_climbing`.
    """
    stamp = Stamp.fresh()
    until = stamp.at + timedelta(minutes=HOLD_MINUTES)
    with journal.unit():
        climbing = Clock.objects.select_for_update().filter(
            case_id=case_id, stopped_at=None, rung__gt=0
        )
        rows = list(climbing.order_by("id"))  # clocks first, then the case: the order of the scan
        case = locked(case_id)
        if access(actor, case) == "none":
            raise Problem("not_found")
        require(actor, "response.hold", case)
        if not rows:
            raise Problem("not_climbing")
        if all(row.held_until and row.held_until > stamp.at for row in rows):
            return case
        places = Places()
        for row in rows:
            row.held_until, row.held_by = until, actor.name
            row.next_at = clocks.look_at(row.kind, row.area_code, clocks.running_of(row), places)
        Clock.objects.bulk_update(rows, ["held_until", "held_by", "next_at"])
        _note_hold(actor, case, stamp)
    return case


def _note_hold(actor: Actor, case: Case, stamp: Stamp) -> None:
    append(
        case,
        EntryKind.ESCALATE,
        stamp=stamp,
        **who(actor),
        text=f"{actor.name} menangani. Pemberitahuan berikutnya ditahan {HOLD_MINUTES} menit.",
        data={"held": HOLD_MINUTES},
    )
    journal.record(
        "case.held",
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"case": str(case.id), "minutes": HOLD_MINUTES},
        touched=touches(case),
        at=stamp.at,
    )


@dataclass(frozen=True, slots=True)
class NewStep:
    """One rung as the office wrote it."""

    to: str
    after_minutes: int
    working_hours: bool = False


def set_ladder(
    *, actor: Actor, area_code: str, band: str, steps: Sequence[NewStep], reason: str
) -> list[LadderStep]:
    """Replace the whole ladder of one area and band; the old rows keep their history.

    Clocks that run follow it from their next step on. Raises `forbidden`, `field_invalid`,
    `reason_missing`, `area_unknown`.
    """
    require(actor, "ladder.edit", area_code)
    _check(area_code, band, steps)
    now, said = time.now(), history.needed(reason)
    with journal.unit():
        history.end(LadderStep, {"area_code": area_code, "band": band})
        rows = LadderStep.objects.bulk_create(
            LadderStep(
                area_code=area_code,
                band=band,
                position=n,
                to=step.to,
                after_minutes=step.after_minutes,
                working_hours=step.working_hours,
                valid_from=now,
                by=actor.name,
                reason=said,
            )
            for n, step in enumerate(steps, start=1)
        )
        _renew(area_code, band)
        journal.record(
            "ladder.changed",
            actor=actor.ref,
            subject=("ladder", f"{area_code}:{band}"),
            area=area_code,
            data={
                "band": band,
                "steps": [[s.to, s.after_minutes, s.working_hours] for s in steps],
                "reason": said,
            },
        )
    return rows


def _renew(area_code: str, band: str) -> None:
    """Clocks that run in this area look when the new ladder says."""
    running = Clock.objects.select_for_update().filter(stopped_at=None, band=band)
    if area_code:
        running = running.filter(area_code__gte=area_code, area_code__lt=area_code + "/")
    places, chunk = Places(), []
    for row in running.order_by("id").iterator(2000):
        row.next_at = clocks.look_at(row.kind, row.area_code, clocks.running_of(row), places)
        chunk.append(row)
    Clock.objects.bulk_update(chunk, ["next_at"], batch_size=2000)


def _check(area_code: str, band: str, steps: Sequence[NewStep]) -> None:
    if area_code and not is_code(area_code):
        raise Problem("area_unknown", "area_code", code=area_code)
    if band not in Band.values:
        raise Problem(
            "field_invalid", "band", name="kegawatan", why="pilihannya tidak ada dalam daftar"
        )
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Problem("ladder_empty", "to")
    last = 0
    for step in steps:
        if step.to not in Rung.values:
            raise Problem(
                "field_invalid", "to", name="kepada", why="pilihannya tidak ada dalam daftar"
            )
        if not 0 <= step.after_minutes <= LONGEST:
            raise Problem(
                "field_invalid", "after", name="sesudah batas", why=f"0 sampai {LONGEST} menit"
            )
        if step.after_minutes < last:
            raise Problem(
                "field_invalid",
                "after",
                name="sesudah batas",
                why="anak tangga yang lebih tinggi tidak boleh lebih awal",
            )
        last = step.after_minutes
