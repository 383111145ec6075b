"""The map of one measure of the board: each area a link one level down."""

from bubuhan.geo import drawing
from bubuhan.geo.drawing import Map, Patch
from bubuhan.insight.queries import Board, Row

MEASURES: dict[str, str] = {
    "terbuka": "Belum selesai",
    "terlambat": "Terlambat",
    "psm": "PSM aktif",
}


def draw(board: Board, measure: str) -> Map | None:
    """The map of a board, or None when no shape of that level is known."""
    measure = measure if measure in MEASURES else "terbuka"
    patches = {row.code: _patch(row, measure) for row in board.rows}
    share = measure == "psm"
    return drawing.area_map(
        board.scope.level,
        board.scope.area,
        patches,
        measure=measure,
        title=MEASURES[measure],
        unit="%" if share else "",
        bounds=[20, 40, 60, 80, 100] if share else None,
    )


def _patch(row: Row, measure: str) -> Patch:
    value = _value(row, measure)
    return Patch(row.name, row.map_name, value, _say(value, measure))


def _value(row: Row, measure: str) -> float | None:
    if measure == "psm":
        return row.share
    return row.overdue if measure == "terlambat" else row.open


def _say(value: float | None, measure: str) -> str:
    if value is None:
        return "belum ada data"
    return f"{value:g}%" if measure == "psm" else f"{value:g} kasus"
