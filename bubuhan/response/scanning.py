"""The scan of every minute: what is due is claimed, told and written down in one transaction.

Rows are taken with SKIP LOCKED, so two workers share the work; the claim is one statement that
compares the rung it saw (compare and set), so a rung is told once even if a lock was lost; a crash
rolls everything back and the next minute takes it up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection
from django.db.models import QuerySet

from bubuhan import journal
from bubuhan.cases.entries import shared_touches, told_area
from bubuhan.cases.models import Case, CaseEntry, EntryKind
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.response import clocks
from bubuhan.response.ladder import Decision, Running, decide, next_at
from bubuhan.response.models import Clock, ClockKind, Escalation, Rung
from bubuhan.response.places import Places
from bubuhan.response.recipients import Recipients, Told

log = structlog.get_logger(__name__)
CHUNK = 500
MOST = 50_000  # of one scan: the rest is taken a minute later


@dataclass(frozen=True, slots=True)
class Rise:
    """A clock, what was decided, and who is told."""

    clock: Clock
    decision: Decision
    told: Told


@dataclass(slots=True)
class Scanned:
    """What one scan did: rungs told, clocks only moved on, clocks that could not be dealt with."""

    told: int = 0
    moved: int = 0
    failed: int = 0


def scan(now: datetime, *, chunk: int = CHUNK, most: int = MOST) -> Scanned:
    """Look at every clock that is due at `now`."""
    done, places, people = Scanned(), Places(), Recipients(now)
    bad: set[int] = set()
    while done.told + done.moved + done.failed < most:
        try:
            with journal.unit():
                took = _due(now, chunk, bad)
                _climb(took, now, places, people, done)
        except Exception:  # one odd clock must not keep the others waiting
            took = _one_by_one(now, chunk, bad, done)
        if len(took) < chunk:
            break
    return done


def _due(now: datetime, chunk: int, bad: set[int]) -> list[Clock]:
    found = Clock.objects.select_for_update(skip_locked=True, of=("self",)).filter(next_at__lte=now)
    if bad:
        found = found.exclude(pk__in=bad)
    return list(_with_case(found).order_by("next_at")[:chunk])


def _with_case(found: QuerySet[Clock]) -> QuerySet[Clock]:
    """Clocks with what the scan reads of their cases; the long columns stay in the database."""
    columns = [f.name for f in Clock._meta.concrete_fields]
    return found.select_related("case").only(*columns, *(f"case__{name}" for name in _OF_CASE))


_OF_CASE = ("area_code", "band", "state", "sensitive", "deadline_at")


def _one_by_one(now: datetime, chunk: int, bad: set[int], done: Scanned) -> list[Clock]:
    """The chunk again, each clock in a unit of its own; one that fails waits for the next minute."""
    due = Clock.objects.filter(next_at__lte=now).exclude(pk__in=bad).order_by("next_at")
    ids = list(due.values_list("pk", flat=True)[:chunk])
    took: list[Clock] = []
    for pk in ids:
        try:
            with journal.unit():
                one = Clock.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                    pk=pk, next_at__lte=now
                )
                found = list(_with_case(one))
                _climb(found, now, Places(), Recipients(now), done)
                took += found
        except Exception:
            log.exception("escalation failed", clock=pk)
            bad.add(pk)
            done.failed += 1
    return took


def _climb(
    took: Sequence[Clock], now: datetime, places: Places, people: Recipients, done: Scanned
) -> None:
    """Decide on each, claim all in one statement, write what was told."""
    live = [clock for clock in took if _still(clock, now, places)]
    people.know_holders([clock.case for clock in live])
    rises = [_rise(clock, now, places, people) for clock in live]
    claimed = _claim(rises, now)
    told = [r for r in rises if r.clock.pk in claimed and r.decision.step is not None]
    _write(told, now)
    done.told += len(told)
    done.moved += len(took) - len(told)


def _still(clock: Clock, now: datetime, places: Places) -> bool:
    """False when the case moved on and its reaction has not run yet: then nobody is disturbed."""
    if clock.kind not in clocks.OF_CASE:
        return True
    for one in clocks.wanted(clock.case, ()):
        if one.key == (clock.kind, clock.subject_id) and one.due_at <= now:
            return True
    clocks.follow(clock.case, now, places)
    return False


def _rise(clock: Clock, now: datetime, places: Places, people: Recipients) -> Rise:
    """The next rung on which somebody stands; empty ones are passed at once."""
    place = places.of(clock.area_code, clock.band)
    running = clocks.running_of(clock)
    decision = decide(running, place, now)
    if decision.step is None:
        return Rise(clock, decision, Told())
    for position in range(decision.position, len(place.steps) + 1):
        step = place.steps[position - 1]
        told = people.of(step.to, clock.case)
        if told or position == len(place.steps):
            after = next_at(Running(clock.band, clock.due_at, position, now), place)
            return Rise(clock, Decision(step, position, after), told)
    raise AssertionError("a ladder has a last step")


_CLAIM = """
UPDATE response_clock AS c
SET rung = v.rung, next_at = v.next_at, told_at = coalesce(v.told_at, c.told_at),
    told = coalesce(nullif(v.told, ''), c.told), held_until = NULL, held_by = ''
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[])
  AS v (id, was, rung, next_at, told_at, told)
WHERE c.id = v.id AND c.rung = v.was AND c.stopped_at IS NULL
RETURNING c.id
"""


def _claim(rises: Sequence[Rise], now: datetime) -> set[int]:
    """Move the clocks on, those that still stand where we saw them; returns their ids."""
    if not rises:
        return set()
    steps = [rise.decision.step for rise in rises]
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            [
                [rise.clock.pk for rise in rises],
                [rise.clock.rung for rise in rises],
                [rise.decision.position for rise in rises],
                [rise.decision.next_at for rise in rises],
                [now if step else None for step in steps],
                [step.to if step else "" for step in steps],
            ],
        )
        return {pk for (pk,) in cursor.fetchall()}


def _write(rises: Sequence[Rise], now: datetime) -> None:
    """The rung once for ever, a line in the timeline, and the event that `messages` reacts to."""
    Escalation.objects.bulk_create(
        Escalation(
            clock=rise.clock,
            position=rise.decision.position,
            to=_to(rise),
            users=[str(user) for user in rise.told.users],
            persons=[str(person) for person in rise.told.persons],
            at=now,
        )
        for rise in rises
    )
    CaseEntry.objects.bulk_create(_entry(rise, now) for rise in rises)
    for rise in rises:
        _record(rise, now)
    if rises:
        journal.touch(*shared_touches([rise.clock.case for rise in rises]))


def _to(rise: Rise) -> str:
    return rise.decision.step.to if rise.decision.step else ""


def _entry(rise: Rise, now: datetime) -> CaseEntry:
    clock = rise.clock
    nobody = "" if rise.told else " Belum ada orang di anak tangga ini."
    return CaseEntry(
        id=uuid7(),
        case=clock.case,
        kind=EntryKind.ESCALATE,
        at=now,
        made_at=now,
        by_kind=SYSTEM.kind,
        by_id=SYSTEM.id,
        by_name=SYSTEM.name,
        text=f"{ClockKind(clock.kind).label} lewat batas. "
        f"Diberitahukan kepada {Rung(_to(rise)).label}.{nobody}",
        data={"clock": clock.kind, "rung": rise.decision.position},
    )


def _record(rise: Rise, now: datetime) -> None:
    case: Case = rise.clock.case
    journal.record(
        "case.escalated",
        actor=SYSTEM,
        subject=("case", case.id),
        area=told_area(case),
        data={
            "case": str(case.id),
            "clock": rise.clock.kind,
            "rung": rise.decision.position,
            "to": _to(rise),
            "users": [str(user) for user in rise.told.users],
            "persons": [str(person) for person in rise.told.persons],
            "band": rise.clock.band,
        },
        at=now,
    )
