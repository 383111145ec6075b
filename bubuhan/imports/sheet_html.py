"""HTML tables that are called .xls, as many web applications export them. Pure, simple ones only.

Every `<table>` with at least two rows becomes a sheet; merged cells (`colspan`, `rowspan`) keep their place.
"""

from html.parser import HTMLParser
from typing import Any

from bubuhan.kernel.problems import Problem

Merge = tuple[int, int, int, int]
_SPAN = 200


class _Reader(HTMLParser):
    """Collects the rows of every table; a table inside a cell counts as text of that cell."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = (max_rows, max_columns)
        self.found: list[tuple[list[list[Any]], list[Merge]]] = []
        self.depth = 0
        self.rows: list[dict[int, Any]] = []
        self.merges: list[Merge] = []
        self.taken: set[tuple[int, int]] = set()
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.rows, self.merges, self.taken = [], [], set()
        elif self.depth != 1:
            if tag == "br" and self.cell is not None:
                self.cell.append(" ")
        elif tag == "tr":
            self._close_cell()
            self.rows.append({})
            if len(self.rows) > self.limits[0]:
                raise Problem("sheet_too_long", "file", rows=len(self.rows), limit=self.limits[0])
        elif tag in {"td", "th"}:
            self._close_cell()
            given = dict(attrs)
            self.span = (_number(given.get("rowspan")), _number(given.get("colspan")))
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self._close_cell()
                self._close_table()
        elif tag in {"td", "th", "tr"} and self.depth == 1:
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _close_cell(self) -> None:
        if self.cell is None:
            return
        text = " ".join("".join(self.cell).replace("\0", "").split())
        self.cell = None
        if not self.rows:
            self.rows.append({})
        row, column = len(self.rows) - 1, 0
        while (row, column) in self.taken:
            column += 1
        if column >= self.limits[1]:
            return
        down, right = self.span
        self.taken.update((row + r, column + c) for r in range(down) for c in range(right))
        if down > 1 or right > 1:
            self.merges.append((row, column, row + down - 1, column + right - 1))
        self.rows[row][column] = text or None

    def _close_table(self) -> None:
        rows = [[row.get(c) for c in range(max(row, default=-1) + 1)] for row in self.rows]
        if len([r for r in rows if any(r)]) >= 2:
            self.found.append((rows, self.merges))


def tables(
    data: bytes, max_rows: int, max_columns: int
) -> list[tuple[list[list[Any]], list[Merge]]]:
    """Rows and merges of every table. Raises `sheet_unreadable` when there is none."""
    reader = _Reader(max_rows, max_columns)
    reader.feed(_decode(data))
    reader.close()
    if not reader.found:
        raise Problem("sheet_unreadable", "file")
    return reader.found


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _number(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text and text.isascii() and text.isdigit() else 1
