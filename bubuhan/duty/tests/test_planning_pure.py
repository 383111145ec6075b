"""Rosters as arithmetic: over midnight, clock changes, every second week, gaps hour by hour."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bubuhan.duty.hours import WIB, WIT, WITA
from bubuhan.duty.planning import Wanted, Watch, days_of, gaps, monday_of, span

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
EVERY = tuple(range(7))
KOTA = "63.71"


def at(text: str, zone: ZoneInfo = WITA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def want(**over) -> Wanted:
    return Wanted(**{"area_code": KOTA, "pillar": "TAGANA", "days": EVERY, "starts": time(0),
                     "ends": time(0), "count": 1, **over})  # fmt: skip


def watch(start: str, end: str, area: str = KOTA, pillar: str = "TAGANA") -> Watch:
    return Watch(area, pillar, at(start), at(end))


def found(wanted, watches, since="2026-03-02T00:00", until="2026-03-03T00:00"):
    return [
        (
            f"{g.starts_at.astimezone(WITA):%d %H.%M}",
            f"{g.ends_at.astimezone(WITA):%d %H.%M}",
            g.have,
        )
        for g in gaps(wanted, watches, at(since), at(until), WITA)
    ]


def test_over_midnight_and_clock_changes() -> None:
    assert span(MONDAY, time(20), time(6), WITA) == (at("2026-03-02T20:00"), at("2026-03-03T06:00"))
    assert span(MONDAY, time(8), time(8), WITA)[1] == at("2026-03-03T08:00")
    start, end = span(date(2026, 3, 28), time(20), time(6), BERLIN)  # the night that loses an hour
    assert end - start == timedelta(hours=9)
    start, end = span(date(2026, 10, 24), time(20), time(6), BERLIN)
    assert end - start == timedelta(hours=11)


def test_the_same_wall_time_in_three_zones() -> None:
    starts = [span(MONDAY, time(8), time(16), zone)[0] for zone in (WIT, WITA, WIB)]
    assert [b - a for a, b in pairwise(starts)] == [timedelta(hours=1)] * 2


def test_every_second_week() -> None:
    days = days_of([0, 3], 2, date(2026, 3, 4), date(2026, 3, 1), date(2026, 3, 31))
    assert days == [date(2026, 3, 5), date(2026, 3, 16), date(2026, 3, 19), date(2026, 3, 30)]
    assert monday_of(date(2026, 3, 8)) == MONDAY


def test_gaps_hour_by_hour_are_joined() -> None:
    assert found([want()], []) == [("02 00.00", "03 00.00", 0)]
    shifts = [
        watch("2026-03-02T00:00", "2026-03-02T08:00"),
        watch("2026-03-02T16:00", "2026-03-03T08:00"),
    ]
    assert found([want()], shifts) == [("02 08.00", "02 16.00", 0)]
    assert found([want(count=2)], shifts) == [
        ("02 00.00", "02 08.00", 1), ("02 08.00", "02 16.00", 0), ("02 16.00", "03 00.00", 1),
    ]  # fmt: skip
    assert found([want(days=(1,))], []) == []
    assert found([want(starts=time(22), ends=time(4), days=(6,))], []) == [
        ("02 00.00", "02 04.00", 0)
    ]
    elsewhere = [
        watch("2026-03-02T00:00", "2026-03-03T00:00", "63.71.03"),
        watch("2026-03-02T00:00", "2026-03-03T00:00", pillar="PSM"),
    ]
    assert found([want()], elsewhere) == [("02 00.00", "03 00.00", 0)]


def test_who_leaves_within_the_hour_leaves_a_gap() -> None:
    shifts = [
        watch("2026-03-02T00:00", "2026-03-02T08:30"),
        watch("2026-03-02T08:45", "2026-03-03T00:00"),
    ]
    assert found([want()], shifts) == [("02 08.00", "02 09.00", 0)]


hours = st.integers(0, 47)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(hours, st.integers(1, 20)), max_size=6), st.integers(1, 3))
def test_gaps_and_watches_make_the_whole(shifts, count) -> None:
    """Every hour is a gap exactly when fewer than wanted are there."""
    base = at("2026-03-02T00:00")
    watches = [
        Watch(KOTA, "TAGANA", base + timedelta(hours=a), base + timedelta(hours=a + n))
        for a, n in shifts
    ]
    holes = gaps([want(count=count)], watches, base, base + timedelta(days=2), WITA)
    for n in range(48):
        moment = base + timedelta(hours=n)
        have = sum(w.starts_at <= moment < w.ends_at for w in watches)
        hole = [g for g in holes if g.starts_at <= moment < g.ends_at]
        assert bool(hole) == (have < count)
        assert all(g.have == have for g in hole)
