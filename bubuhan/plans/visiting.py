"""Which visits a schedule promises, and how one of them stands today. Pure: days in, words out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Standing = Literal["done", "coming", "today", "late", "missed", "cancelled"]
WORDS: dict[str, str] = {
    "done": "Dikunjungi",
    "coming": "Mendatang",
    "today": "Hari ini",
    "late": "Terlambat",
    "missed": "Terlewat",
    "cancelled": "Dibatalkan",
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `every_days` days, from one day until another (None: open end)."""

    every_days: int
    from_on: date
    until_on: date | None = None


def days(rhythm: Rhythm, upto: date, after: date | None = None) -> Iterator[date]:
    """The promised days up to `upto`, those after `after` only."""
    last = min(upto, rhythm.until_on) if rhythm.until_on else upto
    step = timedelta(days=rhythm.every_days)
    day = rhythm.from_on
    if after is not None and after >= day:
        day += step * ((after - day).days // rhythm.every_days + 1)
    while day <= last:
        yield day
        day += step


def standing(state: str, due_on: date, miss_on: date, today: date) -> Standing:
    """How a promised visit stands: late until the next is due, then missed."""
    if state == "done":
        return "done"
    if state == "cancelled":
        return "cancelled"
    if today < due_on:
        return "coming"
    if today == due_on:
        return "today"
    return "missed" if today >= miss_on else "late"


@dataclass(frozen=True, slots=True)
class Promise:
    """An undone visit as a visit looks for it."""

    id: object
    due_on: date
    every_days: int
    own: bool


def fulfilled(promises: list[Promise], visited_on: date) -> Promise | None:
    """Which promise a visit without a name keeps: the nearest one not further than half a round.

    One's own come first; among equals the earlier. A visit long before its day keeps none.
    """
    near = [
        p for p in promises if -_before(p) <= (visited_on - p.due_on).days < max(p.every_days, 1)
    ]
    return min(
        near, key=lambda p: (not p.own, abs((visited_on - p.due_on).days), p.due_on), default=None
    )


def _before(promise: Promise) -> int:
    return max(1, promise.every_days // 2) if promise.every_days > 1 else 0
