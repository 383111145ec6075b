"""Semantic checks of a report: what the shape alone cannot tell. Each raises one Problem."""

import time
from datetime import date, datetime, timedelta, timezone

from django.conf import settings

from bubuhan.geo import caches
from bubuhan.geo import check as geo_check
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_nik
from bubuhan.lists import queries as lists

_EAST = timezone(timedelta(hours=9))  # the first zone of the country in which a day begins
_MAX_OFFSET = timedelta(days=2)
_KEEP_SECONDS = 60.0
_valid_areas: dict[str, float] = {}


@caches.on_clear
def forget() -> None:
    """Drop what this process knows of valid areas (after a load)."""
    _valid_areas.clear()


def area(code: str, field: str = "place.area_code") -> str:
    """A code valid today; asks the database at most once a minute for each code.

    Raises `area_missing`, `area_retired`, `area_unknown`.
    """
    now = time.monotonic()
    if _valid_areas.get(code, 0.0) < now:
        geo_check.current(code, field)
        _valid_areas[code] = now + _KEEP_SECONDS
    return code


def day(claimed: date | None, received_at: datetime, offset_ms: int, field: str) -> date:
    """The day it happened, at most today.

    A phone whose clock runs ahead (by up to two days, as measured in this push) says "tomorrow"
    and means today: the day is pulled back, the claim stays in the report. Otherwise `date_future`.
    """
    today = received_at.astimezone(_EAST).date()
    if claimed is None or claimed <= today:
        return claimed or today
    offset = timedelta(milliseconds=offset_ms)
    if abs(offset) <= _MAX_OFFSET and claimed <= (received_at - offset).astimezone(_EAST).date():
        return today
    raise Problem("date_future", field, value=f"{claimed:%d-%m-%Y}")


def nik(raw: str, field: str = "subject.nik") -> str:
    """Sixteen digits or "". Raises `nik_length`, `nik_date`, `nik_serial`."""
    found = parse_nik(raw, field=field, allow_example=settings.BUBUHAN_DEMO)
    if isinstance(found, Problem):
        raise found
    return found


def code(list_name: str, value: str, field: str, name: str) -> str:
    """A code of a list that is valid today, or `field_invalid`."""
    if value not in lists.codes(list_name):
        raise Problem("field_invalid", field, name=name, why="pilihannya tidak ada dalam daftar")
    return value


def is_sensitive(need: str, signs: dict[str, bool | None]) -> bool:
    """True when the need, or a sign answered with yes, says so (lists, `data.sensitive`)."""
    entry = lists.item("need", need) if need else None
    if entry is not None and entry.data.get("sensitive"):
        return True
    return any(
        bool(found.data.get("sensitive"))
        for sign, answer in signs.items()
        if answer and (found := lists.item("urgency_sign", sign)) is not None
    )
