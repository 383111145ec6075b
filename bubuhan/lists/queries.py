"""Reads of the lists. Rows change rarely: each process keeps them and looks again each minute."""

import time
from datetime import date
from typing import Any

from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc
from bubuhan.lists.models import ListItem

# What a phone shows. PPKS types are not among them: some are too sensitive for a check box.
PHONE_LISTS = (
    "need",
    "urgency_sign",
    "outcome",
    "decline_reason",
    "no_consent_reason",
    "pillar",
    "aid_kind",
    "aid_source",
    "guide",
    "cause",
    "relation",
)
_KEEP_SECONDS = 60.0
_cache: dict[str, tuple[float, list[ListItem]]] = {}


def items(name: str, on: date | None = None) -> list[ListItem]:
    """Entries of one list valid on a day (default today), in their order."""
    day = on or clock.today()
    return [
        row
        for row in _all(name)
        if (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day < row.valid_to)
    ]


def item(name: str, code: str) -> ListItem | None:
    """One entry by code, also when it is no longer valid (history still needs its name)."""
    return next((row for row in reversed(_all(name)) if row.code == code), None)


def title(name: str, code: str) -> str:
    """The name behind a code; the code itself when unknown, so that nothing disappears."""
    found = item(name, code)
    return found.name if found else code


def codes(name: str) -> frozenset[str]:
    """Codes valid today."""
    return frozenset(row.code for row in items(name))


def forget() -> None:
    """Drop what this process remembers (after a load)."""
    _cache.clear()


def documents(actor: Any, ids: Any) -> dict[str, Doc]:
    """Lists as documents for phones (everyone's)."""
    found: dict[str, Doc] = {}
    for name in ids:
        rows = items(name)
        body = {"items": [{"code": r.code, "name": r.name, **r.data} for r in rows]}
        found[name] = Doc(name, max((r.pk for r in rows), default=0), body)
    return found


def _all(name: str) -> list[ListItem]:
    kept = _cache.get(name)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    rows = list(ListItem.objects.filter(list=name).order_by("sort", "code", "valid_from"))
    _cache[name] = (time.monotonic() + _KEEP_SECONDS, rows)
    return rows
