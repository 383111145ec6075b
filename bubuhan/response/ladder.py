"""Is it time to tell somebody, and whom? Pure: a clock, a ladder, a night and a moment; no database.

A step is due `after_minutes` after the deadline, but never sooner after the step before it than the
ladder says: after a night, or after the server was off, people get the time the office gave them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bubuhan.duty.hours import Calendar, due
from bubuhan.duty.night import NightRules, wakes_at

HOLD_MINUTES = 60  # "Saya tangani" keeps the ladder still for so long


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: whom, how many minutes after the deadline, and whether only working time counts."""

    to: str
    after_minutes: int
    working_hours: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """What the decision needs to know of a clock; `rung` steps were told, the last at `told_at`."""

    band: str
    due_at: datetime
    rung: int = 0
    told_at: datetime | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What the area of a clock brings: its ladder, its office hours, its nights."""

    steps: Sequence[Step]
    calendar: Calendar
    night: NightRules


@dataclass(frozen=True, slots=True)
class Decision:
    """`step` to tell now (None: nobody), and when to look at this clock again (None: never)."""

    step: Step | None
    position: int
    next_at: datetime | None


def decide(clock: Running, place: Place, now: datetime) -> Decision:
    """What to do with a clock at `now`: tell the next step, or when to look again."""
    at = next_at(clock, place)
    if at is None or at > now:
        return Decision(None, clock.rung, at)
    step = place.steps[clock.rung]
    told = Running(clock.band, clock.due_at, clock.rung + 1, now)
    return Decision(step, clock.rung + 1, next_at(told, place))


def next_at(clock: Running, place: Place) -> datetime | None:
    """When the next step is due; None when the ladder has ended.

    Nobody is woken for what can wait: at night it moves to the first minute of the morning.
    """
    if clock.rung >= len(place.steps):
        return None
    step = place.steps[clock.rung]
    at = _after(clock.due_at, step.after_minutes, step, place)
    if clock.told_at is not None and clock.rung:
        gap = max(0, step.after_minutes - place.steps[clock.rung - 1].after_minutes)
        at = max(at, _after(clock.told_at, gap, step, place))
    if clock.held_until is not None:
        at = max(at, clock.held_until)
    return wakes_at(at, clock.band, place.night)


def _after(start: datetime, minutes: int, step: Step, place: Place) -> datetime:
    """So many minutes later; in working time for a step that counts only that."""
    return due(start, minutes, place.calendar if step.working_hours else _round_the_clock(place))


def _round_the_clock(place: Place) -> Calendar:
    return Calendar(place.calendar.zone, ((),) * 7)
