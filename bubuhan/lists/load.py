"""Load `contract/lists/*.json` into the database; rows an office edited are left alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from bubuhan import journal
from bubuhan.lists import queries
from bubuhan.lists.models import ListItem

FOLDER = Path(__file__).resolve().parents[2] / "contract" / "lists"
_COLUMNS = ("name", "regulation", "certainty", "example", "valid_to", "sort", "data")


def load_lists(folder: Path = FOLDER) -> int:
    """Insert or refresh every list; return the number of rows changed. Tells the phones."""
    changed = 0
    touched: set[str] = set()
    with journal.unit():
        for path in sorted(folder.glob("*.json")):
            name = path.stem
            for sort, raw in enumerate(json.loads(path.read_text("utf-8")), start=1):
                if _upsert(name, sort, raw):
                    changed += 1
                    touched.add(name)
        journal.touch(*(_touch(name) for name in sorted(touched) if name in queries.PHONE_LISTS))
    queries.forget()
    return changed


def _touch(name: str) -> journal.Touch:
    return journal.Touch("national", "guide" if name == "guide" else "list", name)


def _upsert(name: str, sort: int, raw: dict[str, Any]) -> bool:
    start = _day(raw.get("valid_from"))
    values = {
        "name": raw["name"],
        "regulation": raw.get("regulation", ""),
        "certainty": raw.get("certainty", "V"),
        "example": raw.get("example", False),
        "valid_to": _day(raw.get("valid_to")),
        "sort": sort,
        "data": raw.get("data", {}),
    }
    row = ListItem.objects.filter(list=name, code=raw["code"], valid_from=start).first()
    if row is None:
        ListItem.objects.create(list=name, code=raw["code"], valid_from=start, **values)
        return True
    if all(getattr(row, c) == values[c] for c in _COLUMNS) or row.data.get("edited"):
        return False
    for column in _COLUMNS:
        setattr(row, column, values[column])
    row.save()
    return True


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
