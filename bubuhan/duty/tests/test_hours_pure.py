"""Working time: the same answer minute by minute, in every zone, through holidays and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bubuhan.duty.hours import (
    ALWAYS,
    WIB,
    WIT,
    WITA,
    Calendar,
    due,
    instant,
    is_open,
    spans_on,
    worked,
    zone_of,
    zone_word,
)
from bubuhan.duty.night import NightRules, Quiet, may_wake, wakes_at

DAY = ((time(8), time(16, 30)),)
WEEK = (DAY, DAY, DAY, DAY, ((time(7, 30), time(11)), (time(13), time(16))), (), ())
OFFICE = Calendar(WITA, WEEK, frozenset({date(2026, 8, 17)}))
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = WITA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-02T09:00", 45, "2026-03-02T09:45"),
        ("2026-03-02T16:00", 60, "2026-03-03T08:30"),  # over the evening
        ("2026-03-02T22:00", 30, "2026-03-03T08:30"),  # asked at night
        ("2026-03-06T10:30", 60, "2026-03-06T13:30"),  # over the Friday prayer
        ("2026-03-06T15:45", 30, "2026-03-09T08:15"),  # over the weekend
        ("2026-08-14T15:30", 60, "2026-08-18T08:30"),  # weekend and 17 August
        ("2026-03-07T12:00", 0, "2026-03-07T12:00"),
        ("2026-03-02T08:00", 510, "2026-03-02T16:30"),  # the whole day, not the next morning
    ],
)
def test_due(start: str, minutes: int, end: str) -> None:
    assert due(at(start), minutes, OFFICE) == at(end)


def test_three_zones_side_by_side() -> None:
    eight = at("2026-03-02T08:00", WIB)  # 09.00 WITA, 10.00 WIT
    assert [
        is_open(eight - timedelta(minutes=30), Calendar(z, WEEK)) for z in (WIB, WITA, WIT)
    ] == [
        False,
        True,
        True,
    ]
    assert due(eight - timedelta(hours=3), 60, Calendar(WIT, WEEK)) == at("2026-03-02T09:00", WIT)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("63.71", "WITA"),
        ("62.71", "WIB"),
        ("61", "WIB"),
        ("64.72", "WITA"),
        ("51", "WITA"),
        ("31.71", "WIB"),
        ("82", "WIT"),
        ("94.01", "WIT"),
        ("", "WITA"),
    ],
)
def test_the_zone_of_an_area(code: str, word: str) -> None:
    assert zone_word(zone_of(code)) == word


def test_no_hours_means_around_the_clock() -> None:
    start = at("2026-03-07T23:00")
    assert due(start, 90, ALWAYS) == start + timedelta(minutes=90)
    assert is_open(start, ALWAYS)


def test_a_night_office_and_hours_that_overlap() -> None:
    night = ((time(20), time(6)), (time(5), time(9)), (time(8), time(10)))
    calendar = Calendar(WITA, (night,) * 7)
    assert is_open(at("2026-03-02T02:00"), calendar)
    assert worked(at("2026-03-02T00:00"), at("2026-03-03T00:00"), calendar) == timedelta(hours=14)


def test_clock_changes_lose_and_repeat_nothing() -> None:
    """Zones with summer time: the day is 23 or 25 hours, the sum of minutes stays true."""
    whole = Calendar(BERLIN, (((time(0), time(0)),),) * 7)
    spring, autumn = at("2026-03-29T00:00", BERLIN), at("2026-10-25T00:00", BERLIN)
    assert due(spring, 60 * 23, whole) == at("2026-03-30T00:00", BERLIN)
    assert due(autumn, 60 * 25, whole) == at("2026-10-26T00:00", BERLIN)
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert [b - a for a, b in spans_on(date(2026, 3, 29), whole)] == [timedelta(hours=23)]


zones = st.sampled_from([WIB, WITA, WIT, BERLIN])
days = st.lists(
    st.tuples(st.integers(0, 23), st.integers(0, 23)).map(lambda p: (time(p[0]), time(p[1]))),
    max_size=2,
).map(tuple)
calendars = st.builds(
    Calendar,
    zones,
    st.tuples(*[days] * 7),
    st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=5),
)
moments = st.integers(0, 15 * 24 * 60).map(
    lambda n: datetime(2026, 3, 18, tzinfo=UTC) + timedelta(minutes=n)
)


@settings(max_examples=120, deadline=None)
@given(calendars, moments, st.integers(0, 6_000))
def test_due_and_worked_are_each_other(calendar: Calendar, start: datetime, minutes: int) -> None:
    end = due(start, minutes, calendar)
    assert end >= start
    assert worked(start, end, calendar) == timedelta(minutes=minutes)
    if minutes and not calendar.always:
        assert is_open(end - timedelta(minutes=1), calendar)


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.integers(0, 3_000), st.integers(0, 3_000))
def test_due_adds_up_and_never_goes_back(
    calendar: Calendar, start: datetime, a: int, b: int
) -> None:
    assert due(due(start, a, calendar), b, calendar) == due(start, a + b, calendar)
    assert due(start + timedelta(minutes=a), b, calendar) >= due(start, b, calendar)


RULES = NightRules(WITA, {"sedang": Quiet(time(20), time(7)), "rendah": Quiet(time(0), time(5))})


@pytest.mark.parametrize(
    ("when", "band", "may"),
    [
        ("2026-03-02T23:00", "darurat", True),
        ("2026-03-02T23:00", "sedang", False),
        ("2026-03-02T20:00", "sedang", False),
        ("2026-03-02T19:59", "sedang", True),
        ("2026-03-02T07:00", "sedang", True),
        ("2026-03-02T04:00", "rendah", False),
        ("2026-03-02T05:00", "rendah", True),
        ("2026-03-02T22:00", "tinggi", False),  # no row: 21.00 to 06.00
        ("2026-03-02T06:00", "tinggi", True),
    ],
)
def test_may_wake(when: str, band: str, may: bool) -> None:
    assert may_wake(at(when), band, RULES) is may


@given(moments, st.sampled_from(["darurat", "tinggi", "sedang", "rendah"]))
def test_wakes_at_is_the_first_moment_that_may(when: datetime, band: str) -> None:
    then = wakes_at(when, band, RULES)
    assert then >= when
    assert may_wake(then, band, RULES)
    if then > when:
        assert not may_wake(then - timedelta(minutes=1), band, RULES)
        assert then - when < timedelta(days=1)


def test_first_thing_in_the_morning() -> None:
    assert wakes_at(at("2026-03-02T23:00"), "sedang", RULES) == at("2026-03-03T07:00")
    assert wakes_at(at("2026-03-03T01:00"), "sedang", RULES) == at("2026-03-03T07:00")
