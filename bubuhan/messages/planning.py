"""When and how: pure rules. A moment, wishes and what happened in, the next step out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bubuhan.duty.hours import instant
from bubuhan.duty.night import URGENT, NightRules, wakes_at
from bubuhan.messages.kinds import Channel, Fault, MessageState, Pace

FIELD_ORDER = (Channel.PUSH, Channel.WHATSAPP, Channel.SMS, Channel.EMAIL)
OFFICE_ORDER = (Channel.PUSH, Channel.EMAIL, Channel.WHATSAPP, Channel.SMS)
DIGEST_HOUR = 7
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20))
_WAITS_URGENT = (timedelta(seconds=20), timedelta(minutes=1))
_LONGEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person set. No quiet hours of his own: those of his area count."""

    order: tuple[str, ...] = ()
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to a message next; `channel` is the one to use, "" when there is none left."""

    state: MessageState
    channel: str = ""
    at: datetime | None = None


def order_of(usual: Sequence[str], wished: Sequence[str], usable: Collection[str]) -> list[str]:
    """Channels to try in this order: the wished ones first, then the usual, only usable ones."""
    asked = [*wished, *usual]
    return [one for n, one in enumerate(asked) if one in usable and one not in asked[:n]]


def starts_at(now: datetime, band: str, night: NightRules, wishes: Wishes) -> datetime:
    """Now, or the end of the quiet hours. An emergency waits for nobody's own quiet hours."""
    at = wakes_at(now, band, night)
    if band == URGENT or wishes.quiet is None:
        return at
    begins, ends = wishes.quiet
    local = at.astimezone(night.zone)
    if not _within(local.time(), begins, ends):
        return at
    later = local.date() + timedelta(days=local.time() >= ends)
    return instant(later, ends, night.zone)


def _within(at: time, begins: time, ends: time) -> bool:
    if begins == ends:
        return False
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def pace_of(wished: str, band: str, usual: str) -> Pace:
    """An emergency is always told at once; otherwise the person's wish, else the usual."""
    if band == URGENT:
        return Pace.NOW
    return Pace(wished if wished in Pace.values else usual)


def after(
    fault: Fault, *, channels: Sequence[str], tries: int, now: datetime, urgent: bool, wait: int = 0
) -> Step:
    """The next step after a failed try: again later on this channel, the next channel, or given up.

    `channels` begins with the one that failed; `tries` counts those made on it.
    """
    waits = _WAITS_URGENT if urgent else _WAITS
    if fault in (Fault.AGAIN, Fault.BUSY) and tries <= len(waits):
        asked = min(timedelta(seconds=wait), _LONGEST)
        return Step(MessageState.WAITING, channels[0], now + max(waits[tries - 1], asked))
    if len(channels) > 1:
        return Step(MessageState.WAITING, channels[1], now)
    return Step(MessageState.FAILED)


def digest_due(now: datetime, night: NightRules) -> bool:
    """True in the hour in which an area gets its daily summaries."""
    return now.astimezone(night.zone).hour == DIGEST_HOUR
