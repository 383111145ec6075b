"""The same workbook back, with a column "Hasil periksa", coloured cells and comments.

An xlsx keeps its own formatting; xls, ods and csv come back as a new xlsx with the same cells.
"""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bubuhan.imports.sheet_formulas import Uncomputed
from bubuhan.imports.sheet_read import Book

FILLS = {
    "created": PatternFill("solid", fgColor="D7F0DD"),
    "updated": PatternFill("solid", fgColor="D9E8F7"),
    "unchanged": PatternFill("solid", fgColor="EFEFEF"),
    "held": PatternFill("solid", fgColor="FFE8B3"),
    "rejected": PatternFill("solid", fgColor="F7C6C5"),
}
WORDS = {
    "created": "Baru",
    "updated": "Diperbarui",
    "unchanged": "Tidak berubah",
    "held": "DITAHAN",
    "rejected": "DITOLAK",
}
FAULT = PatternFill("solid", fgColor="FFB84D")
NOTED = PatternFill("solid", fgColor="FFF6D6")
HEADING = "Hasil periksa"

# (sheet from 0, row from 1) -> (outcome, [(column from 0 or None, message, holds)])
Results = Mapping[tuple[int, int], tuple[str, list[tuple[int | None, str, bool]]]]


def coloured(book: Book, data: bytes, results: Results, header_rows: Mapping[int, int]) -> bytes:
    """The workbook as xlsx bytes; `header_rows` is the last header row (from 0) of each sheet."""
    made = _own(data) if book.kind == "xlsx" else None
    made = made or _rebuilt(book)
    pages = [
        made[s.name] if s.name and s.name in made.sheetnames else made.worksheets[n]
        for n, s in enumerate(book.sheets)
    ]
    columns: dict[int, int] = {}
    for number, row in header_rows.items():
        columns[number] = _result_column(pages[number], row)
        heading = pages[number].cell(row + 1, columns[number], HEADING)
        heading.font = Font(bold=True)
        pages[number].column_dimensions[heading.column_letter].width = 60
    for (number, row), (outcome, faults) in results.items():
        _mark(pages[number], row, columns[number], outcome, faults)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def plain(book: Book, results: Results, header_rows: Mapping[int, int]) -> bytes:
    """A long workbook as xlsx bytes, row by row: values, results and colours, no other formatting."""
    made = openpyxl.Workbook(write_only=True)
    for number, sheet in enumerate(book.sheets):
        page = made.create_sheet((sheet.name or "Lembar1")[:31] or f"Lembar{number + 1}")
        width = max((len(r) for r in sheet.rows), default=0)
        for r, row in enumerate(sheet.rows):
            cells: list[Any] = [None if isinstance(v, Uncomputed) else _cell(v) for v in row]
            found = results.get((number, r + 1))
            if found:
                cells += [None] * (width - len(cells))
                outcome, faults = found
                for where, _, holds in faults:
                    if where is not None and where < width:
                        cells[where] = _filled(page, cells[where], FAULT if holds else NOTED)
                said = " ".join(message for _, message, _ in faults)
                text = WORDS[outcome] + (f": {said}" if said else "")
                cells.append(_filled(page, text, FILLS[outcome]))
            elif header_rows.get(number) == r:
                cells += [None] * (width - len(cells)) + [HEADING]
            page.append(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _filled(page: Any, value: Any, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(page, value)
    cell.fill = fill
    return cell


def _result_column(page: Worksheet, row: int) -> int:
    """The column of an earlier check, else the first free one to the right."""
    for cell in page[row + 1]:
        if cell.value == HEADING:
            return int(cell.column or 1)
    return page.max_column + 1


def _mark(
    page: Worksheet, row: int, column: int, outcome: str, faults: list[tuple[int | None, str, bool]]
) -> None:
    said = " ".join(message for _, message, _ in faults)
    cell = page.cell(row, column, WORDS[outcome] + (f": {said}" if said else ""))
    cell.fill = FILLS[outcome]
    for where, message, holds in faults:
        if where is None:
            continue
        place = page.cell(row, where + 1)
        place.fill = FAULT if holds else NOTED
        if not hasattr(place, "comment") or place.comment is None:
            try:
                place.comment = Comment(message, "Bubuhan", width=320, height=110)
            except AttributeError:  # a covered part of a merged cell takes no comment
                continue


def _own(data: bytes) -> openpyxl.Workbook | None:
    """The office's own workbook with its formatting; None when openpyxl cannot open what calamine could."""
    try:
        return openpyxl.load_workbook(io.BytesIO(data))
    except Exception:  # many kinds, by the parts of the file that are broken
        return None


def _rebuilt(book: Book) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for number, sheet in enumerate(book.sheets):
        page = made.create_sheet((sheet.name or "Lembar1")[:31] or f"Lembar{number + 1}")
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if value is not None and not isinstance(value, Uncomputed):
                    page.cell(r + 1, c + 1, _cell(value))
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    return made


def _cell(value: Any) -> Any:
    """Text that begins like a formula stays text."""
    if isinstance(value, str):
        value = "".join(c for c in value if c >= " " or c in "\n\t")
        return "'" + value if value[:1] in "=+@" else value
    return value
