"""Working time as arithmetic: pure, no clock, no database.

A calendar is the office hours of a week in one time zone, and its holidays. Instants go in and come
out aware; lengths are real minutes, so a clock change (none in Indonesia, but the table of zones is
the world's) makes a working day longer or shorter and never loses or repeats a minute.

WIB, WITA and WIT lie side by side (Keppres 41/1987): each area has its own zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
ZONE_WORDS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_WIB_PROVINCES = frozenset([*map(str, range(11, 20)), "21", *map(str, range(31, 37)), "61", "62"])
_FAR = timedelta(days=3_660)

Span = tuple[time, time]  # opens, closes; closes <= opens ends on the next day (a night office)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Office hours of one area. `week` has seven days, Monday first; an empty day is closed.

    A week without any hours means: time counts around the clock.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    @property
    def always(self) -> bool:
        """True when no hours are set: every minute counts."""
        return not any(self.week)


ALWAYS = Calendar(WITA, ((),) * 7)


def zone_of(area_code: str) -> ZoneInfo:
    """The time zone in law of an area (Keppres 41/1987); the nation's centre (WITA) for ""."""
    if area_code[:2] in _WIB_PROVINCES:
        return WIB
    return WIT if area_code[:1] in ("8", "9") else WITA


def zone_word(zone: ZoneInfo) -> str:
    """`WITA`; the plain name of a zone that is not one of the three."""
    return ZONE_WORDS.get(zone.key, zone.key)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall time of a place as an instant. A time the clock skipped moves on by the gap."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def spans_on(day: date, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """The open spans that begin on one local day, as instants, without overlap, in order."""
    if day in calendar.holidays:
        return []
    found: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(calendar.week[day.weekday()]):
        start = instant(day, opens, calendar.zone)
        end = instant(day + timedelta(days=closes <= opens), closes, calendar.zone)
        if found and start < found[-1][1]:
            start = found[-1][1]
        if start < end:
            found.append((start, end))
    return found


def _spans(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Open spans that end after `start`, in order, none twice; ten years of them."""
    day = start.astimezone(calendar.zone).date() - timedelta(days=1)
    last, until = start, day + _FAR
    while day < until:
        for opens, closes in spans_on(day, calendar):
            if closes > last:
                yield max(opens, last), closes
                last = closes
        day += timedelta(days=1)


def is_open(at: datetime, calendar: Calendar) -> bool:
    """True when the office works at this instant (the closing minute itself is closed)."""
    if calendar.always:
        return True
    first = next(_spans(at, calendar), None)
    return first is not None and first[0] <= at


def due(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """When `minutes` of working time have passed since `start`, in the zone of `start`.

    Zero minutes is `start` itself, even when the office is closed.
    """
    left = timedelta(minutes=minutes)
    if calendar.always or not minutes:
        return (start.astimezone(UTC) + left).astimezone(start.tzinfo)
    for opens, closes in _spans(start.astimezone(UTC), calendar):
        if closes - opens >= left:
            return (opens + left).astimezone(start.tzinfo)
        left -= closes - opens
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)


def worked(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time between two instants; nothing when `end` is not after `start`."""
    if end <= start:
        return timedelta()
    if calendar.always:
        return end - start
    total = timedelta()
    for opens, closes in _spans(start.astimezone(UTC), calendar):
        if opens >= end:
            break
        total += min(closes, end.astimezone(UTC)) - opens
    return total
