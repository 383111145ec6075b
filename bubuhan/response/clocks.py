"""Starting, moving and stopping clocks: always from what is true now, so that again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bubuhan.cases.models import Assignment, Case, State
from bubuhan.response.ladder import Running, next_at
from bubuhan.response.models import Clock, ClockKind
from bubuhan.response.places import Places

OF_CASE = (ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.OFFER)
WAITS = (State.WAITING, State.OFFERED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock that should run."""

    kind: str
    subject_id: UUID
    due_at: datetime

    @property
    def key(self) -> tuple[str, UUID]:
        return (self.kind, self.subject_id)


def wanted(case: Case, offers: Iterable[Assignment]) -> list[Wanted]:
    """The clocks of a case as it stands: its own deadline, and each offer that will lapse. Pure."""
    if not case.is_open or case.deadline_at is None:
        return []
    kind = ClockKind.RESPOND if case.state in WAITS else ClockKind.RESOLVE
    found = [Wanted(kind, case.id, case.deadline_at)]
    found += [
        Wanted(ClockKind.OFFER, task.id, task.lapses_at)
        for task in offers
        if task.state == Assignment.State.OFFERED and task.lapses_at is not None
    ]
    return found


def follow(case: Case, now: datetime, places: Places | None = None) -> None:
    """Make the clocks of a case what they should be. In the caller's unit; idempotent."""
    offers = Assignment.objects.filter(case=case, state=Assignment.State.OFFERED)
    should = {one.key: one for one in wanted(case, offers)}
    running = Clock.objects.select_for_update().filter(case=case, stopped_at=None, kind__in=OF_CASE)
    places = places or Places()
    for clock in running.order_by("id"):
        one = should.pop((clock.kind, clock.subject_id), None)
        if one is None or _renewed(clock, one, now):
            stop([clock], now)
            if one is not None:
                should[one.key] = one
        elif _differs(clock, case, one):
            _move(clock, case, one, places)
    begin(case, list(should.values()), now, places)


def begin(case: Case, ones: Sequence[Wanted], now: datetime, places: Places) -> None:
    """Start clocks; one that runs already stays as it is."""
    Clock.objects.bulk_create([_new(case, one, now, places) for one in ones], ignore_conflicts=True)


def stop(clocks: Sequence[Clock], now: datetime) -> None:
    """What was waited for has come, or is not waited for any more."""
    ids = [clock.pk for clock in clocks]
    if ids:
        Clock.objects.filter(pk__in=ids, stopped_at=None).update(stopped_at=now, next_at=None)


def _new(case: Case, one: Wanted, now: datetime, places: Places) -> Clock:
    return Clock(
        kind=one.kind,
        subject_id=one.subject_id,
        case=case,
        area_code=case.area_code,
        band=case.band,
        started_at=now,
        due_at=one.due_at,
        next_at=look_at(one.kind, case.area_code, Running(case.band, one.due_at), places),
    )


def look_at(kind: str, area_code: str, running: Running, places: Places) -> datetime | None:
    """When the scan should look at a clock. An offer climbs nowhere: it lapses and goes on."""
    if kind == ClockKind.OFFER:
        return None
    return next_at(running, places.of(area_code, running.band))


def running_of(clock: Clock) -> Running:
    """A row as the pure rule wants it."""
    return Running(clock.band, clock.due_at, clock.rung, clock.told_at, clock.held_until)


def _renewed(clock: Clock, one: Wanted, now: datetime) -> bool:
    """A climbing clock whose deadline was moved into the future: a new promise, a new ladder."""
    return clock.rung > 0 and one.due_at > max(now, clock.due_at)


def _differs(clock: Clock, case: Case, one: Wanted) -> bool:
    return (clock.due_at, clock.band, clock.area_code) != (one.due_at, case.band, case.area_code)


def _move(clock: Clock, case: Case, one: Wanted, places: Places) -> None:
    clock.due_at, clock.band, clock.area_code = one.due_at, case.band, case.area_code
    clock.next_at = look_at(clock.kind, clock.area_code, running_of(clock), places)
    clock.save(update_fields=["due_at", "band", "area_code", "next_at"])
