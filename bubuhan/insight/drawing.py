"""Geometry of the map and the week chart. Pure: numbers in, numbers for SVG out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDTH = 420
CLASSES = 5


@dataclass(frozen=True, slots=True)
class Plane:
    """A box of the earth flattened to WIDTH units; small enough that one cosine serves it all."""

    west: float
    north: float
    scale: float
    squeeze: float
    height: int

    @classmethod
    def around(cls, points: Sequence[Sequence[float]]) -> "Plane":
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
        wide = max((max(lons) - min(lons)) * squeeze, 1e-6)
        tall = max(max(lats) - min(lats), 1e-6)
        scale = min(WIDTH / wide, WIDTH * 1.1 / tall)
        return cls(min(lons), max(lats), scale, squeeze, max(40, round(tall * scale)))

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            round((lon - self.west) * self.squeeze * self.scale, 1),
            round((self.north - lat) * self.scale, 1),
        )


def outline(rings: Sequence[Sequence[Sequence[float]]], plane: Plane) -> str:
    """An SVG path of closed rings (even-odd)."""
    parts = []
    for ring in rings:
        points = [plane.place(p[0], p[1]) for p in ring]
        kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
    return "".join(parts)


def middle(rings: Sequence[Sequence[Sequence[float]]], plane: Plane) -> tuple[str, str]:
    """Where a name can stand: the centre of the largest ring's box."""
    ring = max(rings, key=len)
    xs, ys = zip(*(plane.place(p[0], p[1]) for p in ring), strict=True)
    return f"{(min(xs) + max(xs)) / 2:.1f}", f"{(min(ys) + max(ys)) / 2:.1f}"


def steps(values: Sequence[float]) -> list[float]:
    """Upper bounds of at most five classes with about equally many areas; zero is a class of its own."""
    known = sorted(v for v in values if v > 0)
    if not known:
        return []
    bounds = [
        known[min(len(known) - 1, math.ceil(len(known) * k / CLASSES) - 1)]
        for k in range(1, CLASSES + 1)
    ]
    return sorted(set(bounds))


def class_of(value: float | None, bounds: Sequence[float]) -> str:
    """`none` (not known), 0, or 1..5 by the bounds, spread so that the highest is always 5."""
    if value is None:
        return "none"
    if value <= 0 or not bounds:
        return "0"
    place = next((n for n, bound in enumerate(bounds, start=1) if value <= bound), len(bounds))
    return str(place + CLASSES - len(bounds))


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
