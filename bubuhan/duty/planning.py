"""Rosters as arithmetic: local times to instants, patterns to shifts, gaps. Pure.

A shift is written in the wall time of its area. Over midnight ends on the next day; a time that a
clock change skipped moves on by the gap (see `hours.instant`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bubuhan.duty.hours import instant

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many of a pillar an area wants, on which weekdays, from when until when (local time)."""

    area_code: str
    pillar: str
    days: tuple[int, ...]
    starts: time
    ends: time
    count: int


@dataclass(frozen=True, slots=True)
class Watch:
    """A shift as far as gaps need it."""

    area_code: str
    pillar: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """From `starts_at` to `ends_at` only `have` of `wanted` of a pillar are on duty in an area."""

    area_code: str
    pillar: str
    starts_at: datetime
    ends_at: datetime
    have: int
    wanted: int

    @property
    def missing(self) -> int:
        return self.wanted - self.have


def span(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants of a shift that begins on a local day; `ends <= starts` is over midnight."""
    return (
        instant(day, starts, zone),
        instant(day + timedelta(days=ends <= starts), ends, zone),
    )


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def days_of(
    weekdays: Sequence[int], every_weeks: int, first_on: date, since: date, until: date
) -> list[date]:
    """The days of a pattern from `since` to `until`; weeks are counted from the week it began."""
    found = []
    day = max(first_on, since)
    while day <= until:
        weeks = (monday_of(day) - monday_of(first_on)).days // 7
        if day.weekday() in weekdays and weeks % every_weeks == 0:
            found.append(day)
        day += timedelta(days=1)
    return found


def gaps(
    wanted: Iterable[Wanted],
    watches: Iterable[Watch],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> list[Gap]:
    """Where fewer are on duty than wanted, hour by hour, equal hours joined; earliest first.

    Who is on duty for an area counts there and not below it.
    """
    there: dict[tuple[str, str], list[Watch]] = {}
    for watch in watches:
        there.setdefault((watch.area_code, watch.pillar), []).append(watch)
    found: list[Gap] = []
    for want in wanted:
        mine = there.get((want.area_code, want.pillar), [])
        for start, end in _times(want, since, until, zone):
            found += _gaps_in(want, mine, max(start, since), min(end, until))
    return sorted(_joined(found), key=lambda g: (g.starts_at, g.area_code, g.pillar))


def _times(
    want: Wanted, since: datetime, until: datetime, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    day = since.astimezone(zone).date() - timedelta(days=1)
    last = until.astimezone(zone).date()
    found = []
    while day <= last:
        if day.weekday() in want.days:
            start, end = span(day, want.starts, want.ends, zone)
            if end > since and start < until:
                found.append((start, end))
        day += timedelta(days=1)
    return found


def _gaps_in(want: Wanted, watches: Sequence[Watch], start: datetime, end: datetime) -> list[Gap]:
    """The hours of one wanted span with too few; the first and last hour may be shorter."""
    found = []
    at = start
    while at < end:
        to = min(at + HOUR, end)
        have = min((_at(watches, t) for t in _edges(watches, at, to)), default=0)
        if have < want.count:
            found.append(Gap(want.area_code, want.pillar, at, to, have, want.count))
        at = to
    return found


def _edges(watches: Sequence[Watch], at: datetime, to: datetime) -> list[datetime]:
    """The moments of an hour at which the number on duty may change."""
    return [at, *(w.ends_at for w in watches if at < w.ends_at < to)]


def _at(watches: Sequence[Watch], moment: datetime) -> int:
    return sum(w.starts_at <= moment < w.ends_at for w in watches)


def _joined(found: Iterable[Gap]) -> list[Gap]:
    """Neighbouring hours with the same numbers become one."""
    out: list[Gap] = []
    for gap in found:
        last = out[-1] if out else None
        same = last is not None and (
            (last.area_code, last.pillar, last.have, last.wanted, last.ends_at)
            == (gap.area_code, gap.pillar, gap.have, gap.wanted, gap.starts_at)
        )
        if same and last is not None:
            out[-1] = Gap(
                gap.area_code, gap.pillar, last.starts_at, gap.ends_at, gap.have, gap.wanted
            )
        else:
            out.append(gap)
    return out
