"""Geometry of the week chart. Pure: numbers in, numbers for SVG out."""

from collections.abc import Sequence
from typing import Any


def weeks(rows: Sequence[dict[str, Any]], width: int = 420, height: int = 150) -> dict[str, Any]:
    """Two lines over weeks, with a scale of round numbers."""
    top = nice(max((max(r["opened"], r["closed"]) for r in rows), default=1))
    step = width / max(1, len(rows) - 1)

    def line(key: str) -> str:
        return " ".join(
            f"{n * step:.1f},{height - r[key] * height / top:.1f}" for n, r in enumerate(rows)
        )

    marks = [{"y": f"{height - height * k / 4:g}", "label": f"{top * k // 4}"} for k in (0, 2, 4)]
    dates = [{"x": f"{n * step:.1f}", "day": r["code"]} for n, r in enumerate(rows) if n % 5 == 0]
    return {
        "opened": line("opened"),
        "closed": line("closed"),
        "marks": marks,
        "dates": dates,
        "height": height,
        "width": width,
    }


def nice(value: int) -> int:
    """The next round number that four parts divide: 4, 8, 20, 40, 80, 200 ..."""
    size = 4
    while True:
        for factor in (1, 2, 5):
            if size * factor >= value:
                return size * factor
        size *= 10
