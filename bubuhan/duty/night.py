"""Who may be woken? Pure: a moment, an urgency and the night rules of an area, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bubuhan.duty.hours import instant

URGENT = "darurat"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours of one band in local time; `starts == ends` is none: it may wake at any hour."""

    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class NightRules:
    """Quiet hours per band of one area; a band without a row sleeps from 21.00 to 06.00."""

    zone: ZoneInfo
    bands: Mapping[str, Quiet]

    def quiet(self, band: str) -> Quiet:
        if band in self.bands:
            return self.bands[band]
        return _AWAKE if band == URGENT else _USUAL


_USUAL = Quiet(time(21), time(6))
_AWAKE = Quiet(time(0), time(0))


def may_wake(at: datetime, band: str, rules: NightRules) -> bool:
    """True when something of this urgency may ring a telephone at this moment."""
    quiet = rules.quiet(band)
    if quiet.starts == quiet.ends:
        return True
    local = at.astimezone(rules.zone).time()
    if quiet.starts < quiet.ends:
        return not quiet.starts <= local < quiet.ends
    return quiet.ends <= local < quiet.starts


def wakes_at(at: datetime, band: str, rules: NightRules) -> datetime:
    """`at` itself when one may wake, otherwise the end of this night: first thing in the morning."""
    if may_wake(at, band, rules):
        return at
    ends = rules.quiet(band).ends
    day = at.astimezone(rules.zone).date()
    morning = instant(day, ends, rules.zone)
    if morning <= at.astimezone(UTC):
        morning = instant(day + timedelta(days=1), ends, rules.zone)
    return morning.astimezone(at.tzinfo)
