"""Is there room? Pure: figures and a day in, a state and words out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

State = Literal["terbuka", "penuh", "daftar_tunggu", "tidak_diketahui"]
WORDS: dict[State, str] = {
    "terbuka": "Ada tempat",
    "daftar_tunggu": "Daftar tunggu",
    "penuh": "Penuh",
    "tidak_diketahui": "Belum diketahui",
}


class Figures(Protocol):
    """What is known of a service's room."""

    limited: bool
    capacity: int | None
    occupied: int | None
    waiting: int | None
    as_of: date | None
    fresh_days: int


@dataclass(frozen=True, slots=True)
class Room:
    """`free` is None when nobody knows; `old` when the figure is older than the service allows."""

    state: State
    free: int | None
    old: bool
    days: int | None
    words: str


def room(one: Figures, today: date) -> Room:
    """Judge one service's figures on a day. A counter without limits is always open."""
    if not one.limited:
        return Room("terbuka", None, False, None, "Melayani tanpa batas tempat")
    days = (today - one.as_of).days if one.as_of else None
    old = days is not None and days > one.fresh_days
    free = None
    if one.capacity is not None and one.occupied is not None:
        free = max(0, one.capacity - one.occupied)
    state = _state(one, free)
    return Room(state, free, old, days, _words(one, state, free))


def _state(one: Figures, free: int | None) -> State:
    if one.as_of is None or (free is None and not one.waiting):
        return "tidak_diketahui"
    if one.waiting:
        return "daftar_tunggu"
    return "terbuka" if free else "penuh"


def _words(one: Figures, state: State, free: int | None) -> str:
    """`3 dari 40 tempat kosong`, `Penuh (40 tempat), 5 menunggu`."""
    if state == "tidak_diketahui":
        told = f"{one.capacity} tempat, " if one.capacity is not None else ""
        return f"{told}isinya belum diketahui".capitalize()
    size = f" ({one.capacity} tempat)" if one.capacity is not None else ""
    if state == "terbuka":
        return f"{free} dari {one.capacity} tempat kosong"
    if state == "penuh":
        over = (one.occupied or 0) - (one.capacity or 0)
        return f"Penuh{size}" + (f", lebih {over} orang" if over > 0 else "")
    return f"Daftar tunggu {one.waiting} orang{size}"


def rank(found: Room) -> int:
    """Where a referral has a chance first: sure room, unsure room, waiting list, full."""
    if found.state == "terbuka":
        return 1 if found.old else 0
    if found.state == "tidak_diketahui":
        return 2
    if found.state == "daftar_tunggu":
        return 3
    return 3 if found.old else 4
