"""Maps as numbers for SVG: shapes below an area, coloured by class. A table twin stands beside each.

The geometry is pure; only `area_map` reads shapes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bubuhan.geo import queries

WIDTH = 420
CLASSES = 5
_NAMED = 26  # more names than this cover the map


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


@dataclass(frozen=True, slots=True)
class Patch:
    """What a map says of one area: its names, its value (None: not known), and the value in words."""

    name: str
    short: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """What `_map.html` draws: areas, legend, and whether every boundary is official."""

    measure: str
    title: str
    height: int
    areas: list[dict[str, Any]]
    legend: list[dict[str, str]]
    official: bool
    notice: str


def area_map(
    level: str,
    within: str,
    patches: Mapping[str, Patch],
    *,
    measure: str,
    title: str,
    unit: str = "",
    bounds: Sequence[float] | None = None,
) -> Map | None:
    """The map of one measure, or None when no shape of that level is known (one query and names)."""
    shapes = queries.map_shapes(level, within)
    points = [p for shape in shapes for ring in shape.rings for p in ring]
    if not points:
        return None
    plane = Plane.around(points)
    known = [p.value for p in patches.values() if p.value is not None]
    classes = list(bounds) if bounds is not None else steps(known)
    written = _told_apart({s.code: patches[s.code].short for s in shapes if s.code in patches})
    areas = [
        {
            "code": shape.code,
            "name": patches[shape.code].name,
            "short": written[shape.code],
            "path": outline(shape.rings, plane),
            "middle": middle(shape.rings, plane) if len(shapes) <= _NAMED else None,
            "tone": class_of(patches[shape.code].value, classes),
            "text": patches[shape.code].text,
        }
        for shape in shapes
        if shape.code in patches
    ]
    official = all(shape.official for shape in shapes)
    key = legend(classes, unit)
    return Map(measure, title, plane.height, areas, key, official, queries.INDICATIVE)


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names on a small map without the first word they all share ("Banjarmasin Utara": "Utara")."""
    halves = {code: name.partition(" ") for code, name in names.items()}
    same = len({first for first, _, _ in halves.values()}) == 1
    cut = same and len(halves) > 1 and all(rest for _, _, rest in halves.values())
    return {code: halves[code][2] if cut else name for code, name in names.items()}


def legend(bounds: Sequence[float], unit: str = "") -> list[dict[str, str]]:
    """What each class means: `[{"tone", "text"}]`, zero first."""
    rows = [{"tone": "0", "text": f"0{unit}"}]
    low = 0.0
    for place, bound in enumerate(bounds, start=1):
        text = f"{bound:g}{unit}" if bound == low + 1 else f"{low + 1:g}–{bound:g}{unit}"
        rows.append({"tone": str(place + CLASSES - len(bounds)), "text": text})
        low = bound
    return rows
