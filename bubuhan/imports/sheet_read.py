"""Open an office's own spreadsheet: bytes in, plain cells out. Pure; no Django, no database.

xlsx, xls and ods through calamine (cached values of formulas), csv with its delimiter and encoding
guessed, and the HTML tables that web applications sell as ".xls". Everything that is not a readable
sheet is a `Problem` that says what to do. Rows and columns are absolute (row 1 is index 0), so that
a cell can be named as the office sees it: `C7`. Files of others are parsed in a process of their own
(`sheet_child`, reached through `sheet_stream`), with bounds on memory and time.
"""

import csv
import io
import math
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine as calamine

from bubuhan.imports import sheet_formulas
from bubuhan.imports.sheet_formulas import UNCOMPUTED, Marks
from bubuhan.kernel.problems import Problem

MAX_BYTES = 40 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 150_000
MAX_SHEETS = 30
MAX_COLUMNS = 150
MAX_TEXT = 32_767  # of one cell, as in Excel
HEAD_ROWS = 120  # enough to find a header and to show samples
KINDS = ("xlsx", "xls", "ods", "csv", "html")
BLANKS = " \t\r\n\u00a0-–—_.'"

Merge = tuple[int, int, int, int]  # top, left, bottom, right; all inclusive, counted from 0


@dataclass(slots=True)
class Sheet:
    """One sheet, or its first rows: `name` is None for CSV; `rows[0]` is row 1; `height` counts all."""

    name: str | None
    rows: list[list[Any]]
    merges: list[Merge] = field(default_factory=list)
    height: int = 0


@dataclass(slots=True)
class Book:
    """A whole file."""

    kind: str
    sheets: list[Sheet]


@dataclass(slots=True)
class OpenSheet:
    """A sheet whose rows are still to come: `rows()` yields each row as read, from row 1."""

    name: str | None
    height: int
    merges: list[Merge]
    rows: Callable[[], Iterator[list[Any]]]

    def head(self, most: int = HEAD_ROWS) -> Sheet:
        """The first rows, cleaned."""
        rows = []
        for number, row in enumerate(self.rows()):
            if number >= most:
                break
            rows.append([clean(v) for v in row])
        return Sheet(self.name, rows, self.merges, self.height)


def detect(data: bytes) -> str:
    """What the bytes are, whatever the file is called; raises the Problem when not a sheet."""
    head = data[:2048].lstrip()
    if not head:
        raise Problem("sheet_empty", "file")
    if b"%PDF-" in data[:1024]:
        raise Problem("sheet_pdf", "file")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Problem("sheet_password", "file")
        return "xls"
    if data[:4] == b"PK\x03\x04":
        return _detect_zip(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "csv"
    if head[:1] == b"<" and b"<table" in data[:200_000].lower() and b"\0" not in data[:4096]:
        return "html"
    if (
        b"\0" in data[:4096]
        or head[:1] == b"<"
        or data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"{\\rt")
    ):
        raise Problem("sheet_unreadable", "file")
    return "csv"


def cell_name(row: int, column: int) -> str:
    """`(6, 2)` counted from 0 -> `C7`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def is_blank(value: object) -> bool:
    """Nothing, spaces, or a dash put where nothing is known."""
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def _filled(row: list[Any]) -> bool:
    return any(value is not None and value != "" for value in row)


def _detect_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            if sum(info.file_size for info in infos.values()) > MAX_UNPACKED:
                raise Problem("sheet_too_large", "file", limit=MAX_UNPACKED // 2**20)
            if any(name.startswith("xl/") for name in infos):
                return "xlsx"
            manifest = (
                archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in infos else b""
            )
            if b"encryption-data" in manifest:
                raise Problem("sheet_password", "file")
            if "content.xml" in infos and b"spreadsheet" in manifest:
                return "ods"
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,
        ValueError,
        KeyError,
        EOFError,
    ) as error:
        raise Problem("sheet_unreadable", "file") from error
    raise Problem("sheet_unreadable", "file")


def open_sheets(data: bytes, kind: str) -> list[OpenSheet]:
    """Parse a file of `kind`; for the child process only. Raises Problem, also for a Rust panic."""
    try:
        if kind == "csv":
            return _open_csv(data)
        if kind == "html":
            from bubuhan.imports import sheet_html

            found = sheet_html.tables(data, MAX_ROWS, MAX_COLUMNS)
            return [_listed(rows, merges) for rows, merges in found]
        return _open_workbook(data, kind)
    except Problem:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Problem(_why_not(error), "file") from error
        raise


def _open_workbook(data: bytes, kind: str) -> list[OpenSheet]:
    formulas = sheet_formulas.Scan(data, MAX_ROWS, MAX_COLUMNS) if kind == "xlsx" else None
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(names) > MAX_SHEETS:
        raise Problem("sheet_too_many", "file", sheets=len(names), limit=MAX_SHEETS)
    left = MAX_ROWS
    sheets = []
    for name in names:
        found = book.get_sheet_by_name(name)
        height = found.end[0] + 1 if found.end else 0
        if height > left:
            raise Problem("sheet_too_long", "file", rows=height, limit=MAX_ROWS)
        left -= height
        sheets.append((name, height, found))
    marks = formulas.marks() if formulas else {}
    return [_open_sheet(name, height, found, marks.get(name, {})) for name, height, found in sheets]


def _open_sheet(name: str, height: int, found: calamine.CalamineSheet, marks: Marks) -> OpenSheet:
    if not height or found.start is None or found.end is None:
        return OpenSheet(name, 0, [], lambda: iter(()))
    pad: list[Any] = [None] * found.start[1]
    keep, width = max(0, MAX_COLUMNS - len(pad)), found.end[1] + 1

    def rows() -> Iterator[list[Any]]:
        plain = not pad and width <= keep
        for number, row in enumerate(found.iter_rows()):
            cells: list[Any] = row if plain else pad + row[:keep]
            for column in marks.get(number, ()):
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = UNCOMPUTED
            yield cells

    merges = [(t, le, b, r) for (t, le), (b, r) in found.merged_cell_ranges or []]
    return OpenSheet(name, height, merges, rows)


def _why_not(error: BaseException) -> str:
    if isinstance(error, calamine.PasswordError):
        return "sheet_password"
    return (
        "sheet_password"
        if "password" in str(error).lower() or "encrypt" in str(error).lower()
        else "sheet_unreadable"
    )


def clean(value: Any) -> Any:
    if isinstance(value, str):
        return (value.replace("\0", "") if "\0" in value else value)[:MAX_TEXT] or None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


# -- csv ------------------------------------------------------------------------------------------
def _listed(rows: list[list[Any]], merges: list[Merge]) -> OpenSheet:
    return OpenSheet(None, len(rows), merges, lambda: iter(rows))


def _open_csv(data: bytes) -> list[OpenSheet]:
    text = _decode(data).replace("\0", "")
    lines = text.rstrip().count("\n") + 1
    if lines > MAX_ROWS * 3:
        raise Problem("sheet_too_long", "file", rows=lines, limit=MAX_ROWS)
    delimiter, skip = _delimiter(text)
    csv.field_size_limit(1_000_000)
    rows: list[list[Any]] = []
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ):
            if number >= MAX_ROWS:
                raise Problem("sheet_too_long", "file", rows=lines, limit=MAX_ROWS)
            rows.append([] if number < skip else [v.strip() or None for v in row[:MAX_COLUMNS]])
    except csv.Error as error:
        raise Problem("sheet_unreadable", "file") from error
    return [_listed(rows, [])]


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter that cuts the first lines most evenly, and how many lines are no data (`sep=;`)."""
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4], 1
    lines = [line for line in text[:20_000].splitlines()[:40] if line.strip()]
    best, best_score = ",", 0.0
    for mark in (",", ";", "\t", "|"):
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n) * min(n, 1), n)) if counts else 0
        score = counts.count(usual) * min(usual, 8) if usual else 0
        if score > best_score:
            best, best_score = mark, score
    return best, 0
