"""The pure rule: when is which rung told, and who sleeps on."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bubuhan.duty.hours import WITA, Calendar
from bubuhan.duty.night import NightRules, Quiet
from bubuhan.response.ladder import Place, Running, Step, decide, next_at

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = Calendar(WITA, (((time(8), time(16)),),) * 5 + ((), ()))
NIGHT = NightRules(WITA, {"darurat": Quiet(time(0), time(0)), "tinggi": Quiet(time(21), time(6))})
STEPS = (Step("responder", 0), Step("coordinator", 10), Step("officer", 30))
PLACE = Place(STEPS, OFFICE, NIGHT)
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # Wednesday, 12.00 WITA


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WITA)


def climb(clock: Running, until: datetime, place: Place = PLACE) -> list[tuple[str, datetime]]:
    """Scan every minute until a moment; what was told, and when."""
    told, now = [], clock.due_at - 5 * MINUTE
    while now <= until:
        found = decide(clock, place, now)
        if found.step is not None:
            told.append((found.step.to, now))
            clock = Running(clock.band, clock.due_at, found.position, now, clock.held_until)
        now += MINUTE
    return told


def test_each_rung_once_and_in_its_time() -> None:
    assert climb(Running("darurat", NOON), NOON + 5 * HOUR) == [
        ("responder", NOON),
        ("coordinator", NOON + 10 * MINUTE),
        ("officer", NOON + 30 * MINUTE),
    ]


def test_before_its_time_nobody_is_told() -> None:
    found = decide(Running("darurat", NOON), PLACE, NOON - MINUTE)
    assert (found.step, found.next_at) == (None, NOON)


def test_after_the_last_rung_the_clock_is_not_looked_at_again() -> None:
    done = Running("darurat", NOON, rung=3, told_at=NOON)
    assert decide(done, PLACE, NOON + 9 * HOUR).next_at is None
    assert next_at(Running("darurat", NOON), Place((), OFFICE, NIGHT)) is None


def test_after_a_pause_of_the_server_the_gaps_are_kept() -> None:
    """Told late, the next rung waits its ten minutes all the same: nobody is passed over."""
    late = NOON + 6 * HOUR
    first = decide(Running("darurat", NOON), PLACE, late)
    assert (first.step and first.step.to, first.next_at) == ("responder", late + 10 * MINUTE)


def test_what_can_wait_wakes_nobody() -> None:
    at_night = Running("tinggi", local(18, 22, 30))
    assert climb(at_night, local(19, 8)) == [
        ("responder", local(19, 6)),
        ("coordinator", local(19, 6, 10)),
        ("officer", local(19, 6, 30)),
    ]
    urgent = Running("darurat", local(18, 22, 30))
    assert climb(urgent, local(18, 23))[0] == ("responder", local(18, 22, 30))


def test_a_night_in_the_middle_of_the_ladder() -> None:
    told = climb(Running("tinggi", local(18, 20, 55)), local(19, 7))
    assert told == [
        ("responder", local(18, 20, 55)),
        ("coordinator", local(19, 6)),
        ("officer", local(19, 6, 20)),
    ]


def test_saya_tangani_holds_the_ladder() -> None:
    held = Running("darurat", NOON, 1, NOON, held_until=NOON + HOUR)
    assert decide(held, PLACE, NOON + 20 * MINUTE).step is None
    found = decide(held, PLACE, NOON + HOUR)
    assert (found.step and found.step.to, found.position) == ("coordinator", 2)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (local(20, 15), local(20, 16)),  # Friday 15.00 + 60 working minutes
        (local(20, 15, 30), local(23, 8, 30)),  # the rest on Monday
    ],
)
def test_a_step_in_working_time(due: datetime, told: datetime) -> None:
    place = Place((Step("officer", 60, True),), OFFICE, NIGHT)
    assert next_at(Running("darurat", due), place) == told
