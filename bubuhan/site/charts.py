"""Geometry of the server-drawn figures. Pure: numbers in, numbers for SVG out."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

HATS_WIDTH = 720
_LABEL_ROOM = 8
_ROW = 38
_LETTER = 7.2


def hats(items: Sequence[dict[str, Any]], today: date) -> dict[str, Any]:
    """Bars of dated memberships, one row each, over whole years up to today."""
    dated = [i for i in items if i.get("start")]
    if not dated:
        return {"rows": []}
    first = date(min(i["start"].year for i in dated), 1, 1)
    last = date(today.year + 1, 1, 1)
    scale = HATS_WIDTH / max(1, (last - first).days)
    rows = [
        _hat(i, n, first, today, scale)
        for n, i in enumerate(sorted(dated, key=lambda i: i["start"]))
    ]
    floor = len(rows) * _ROW + 6
    step = max(1, -(-(last.year - first.year) // 10))
    ticks = [
        {"x": number((date(y, 1, 1) - first).days * scale), "label": str(y)}
        for y in range(first.year, last.year, step)
    ]
    words = "; ".join(
        f"{i['label']} {i['start'].year}–{i['end'].year if i.get('end') else 'kini'}" for i in dated
    )
    return {
        "rows": rows,
        "ticks": ticks,
        "width": HATS_WIDTH,
        "height": floor + 18,
        "floor": floor,
        "base": floor + 14,
        "words": words,
    }


def _hat(item: dict[str, Any], row: int, first: date, today: date, scale: float) -> dict[str, Any]:
    x = (item["start"] - first).days * scale
    width = max(4.0, ((item.get("end") or today) - item["start"]).days * scale)
    at_end = x + len(item["label"]) * _LETTER > HATS_WIDTH
    return {
        "label": item["label"],
        "tone": item.get("tone") or ("past" if item.get("end") else "brand"),
        "x": number(x),
        "y": row * _ROW + 20,
        "w": number(width),
        "text_x": number(HATS_WIDTH - _LABEL_ROOM if at_end else x + 1),
        "text_y": row * _ROW + 14,
        "anchor": "end" if at_end else "start",
    }


def parts(values: Iterable[tuple[str, float]], whole: float) -> list[dict[str, Any]]:
    """Stacked parts of one bar as percentages of `whole`."""
    out: list[dict[str, Any]] = []
    x = 0.0
    for tone, value in values:
        width = 100 * value / whole if whole else 0.0
        if width:
            out.append({"tone": tone, "x": number(x), "w": number(width)})
        x += width
    return out


def number(value: float) -> str:
    """A number as SVG wants it (a decimal point whatever the language of the page)."""
    return f"{round(value, 2):g}"
