"""The map of one measure: shapes below an area, coloured by class, each a link one level down."""

from dataclasses import dataclass
from typing import Any

from bubuhan.geo import queries as geo
from bubuhan.insight import drawing
from bubuhan.insight.queries import Board, Row

MEASURES: dict[str, str] = {
    "terbuka": "Belum selesai",
    "terlambat": "Terlambat",
    "psm": "PSM aktif",
}
_NAMED = 26  # more names than this cover the map


@dataclass(frozen=True, slots=True)
class Map:
    """What the template draws: areas, legend, and whether every boundary is official."""

    measure: str
    title: str
    height: int
    areas: list[dict[str, Any]]
    legend: list[dict[str, str]]
    official: bool
    notice: str


def draw(board: Board, measure: str) -> Map | None:
    """The map of a board, or None when no shape of that level is known."""
    measure = measure if measure in MEASURES else "terbuka"
    shapes = geo.map_shapes(board.scope.level, board.scope.area)
    points = [p for shape in shapes for ring in shape.rings for p in ring]
    if not points:
        return None
    plane = drawing.Plane.around(points)
    rows = {row.code: row for row in board.rows}
    values = {code: _value(row, measure) for code, row in rows.items()}
    bounds = _bounds(measure, list(values.values()))
    areas = [
        {
            "code": shape.code,
            "name": rows[shape.code].name,
            "short": rows[shape.code].map_name,
            "path": drawing.outline(shape.rings, plane),
            "middle": drawing.middle(shape.rings, plane) if len(shapes) <= _NAMED else None,
            "tone": drawing.class_of(values[shape.code], bounds),
            "text": _say(values[shape.code], measure),
        }
        for shape in shapes
        if shape.code in rows
    ]
    official = all(shape.official for shape in shapes)
    return Map(
        measure,
        MEASURES[measure],
        plane.height,
        areas,
        _legend(bounds, measure),
        official,
        geo.INDICATIVE,
    )


def _value(row: Row, measure: str) -> float | None:
    if measure == "psm":
        return row.share
    return row.overdue if measure == "terlambat" else row.open


def _bounds(measure: str, values: list[float | None]) -> list[float]:
    if measure == "psm":
        return [20, 40, 60, 80, 100]
    return drawing.steps([v for v in values if v is not None])


def _say(value: float | None, measure: str) -> str:
    if value is None:
        return "belum ada data"
    return f"{value:g}%" if measure == "psm" else f"{value:g} kasus"


def _legend(bounds: list[float], measure: str) -> list[dict[str, str]]:
    unit = "%" if measure == "psm" else ""
    rows = [{"tone": "0", "text": f"0{unit}"}]
    low = 0.0
    for place, bound in enumerate(bounds, start=1):
        text = f"{bound:g}{unit}" if bound == low + 1 else f"{low + 1:g}–{bound:g}{unit}"
        rows.append({"tone": str(place + drawing.CLASSES - len(bounds)), "text": text})
        low = bound
    return rows
