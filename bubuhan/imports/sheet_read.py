"""Open an office's own spreadsheet: bytes in, plain cells out. Pure; no Django, no database.

xlsx, xls and ods through calamine (cached values of formulas), csv with its delimiter and encoding
guessed. Everything that is not a readable sheet is a `Problem` that says what to do. Rows and
columns are absolute (row 1 is index 0), so that a cell can be named as the office sees it: `C7`.
"""

import csv
import io
import math
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine as calamine

from bubuhan.kernel.problems import Problem

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 50_000
MAX_SHEETS = 30
MAX_COLUMNS = 150
MAX_TEXT = 32_767  # of one cell, as in Excel
CHILD_SECONDS = 90
KINDS = ("xlsx", "xls", "ods", "csv")

Merge = tuple[int, int, int, int]  # top, left, bottom, right; all inclusive, counted from 0


class Uncomputed:
    """A formula whose result the file does not hold. Looks empty, but is not."""

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> str:
        return "UNCOMPUTED"  # there is one, also after a journey between processes


UNCOMPUTED = Uncomputed()


@dataclass(slots=True)
class Sheet:
    """One sheet: `name` is None for CSV; `rows[0]` is row 1."""

    name: str | None
    rows: list[list[Any]]
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """A whole file."""

    kind: str
    sheets: list[Sheet]


def read(data: bytes, file_name: str = "") -> Book:
    """Read a file of any of KINDS.

    Raises Problem `sheet_pdf`, `sheet_password`, `sheet_unreadable`, `sheet_empty`,
    `sheet_too_large`, `sheet_too_long` or `sheet_too_many`.
    """
    if len(data) > MAX_BYTES:
        raise Problem("sheet_too_large", "file", limit=MAX_BYTES // 2**20)
    kind = detect(data)
    sheets = _read_csv(data) if kind == "csv" else _guarded(data, kind)
    if not any(_filled(row) for sheet in sheets for row in sheet.rows):
        raise Problem("sheet_empty", "file")
    return Book(kind, sheets)


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
    return value is None or (isinstance(value, str) and not value.strip(" \t\r\n\u00a0-–—_.'"))


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


def _guarded(data: bytes, kind: str) -> list[Sheet]:
    """Parse in a process of its own, with bounds on memory and time.

    A workbook of 10 KB may name its last cell XFD1048576: the parser would then ask for hundreds of
    gigabytes and take the web server along. Here only the child dies, and the file is unreadable.
    """
    command = [sys.executable, "-m", "bubuhan.imports.sheet_child", kind]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=CHILD_SECONDS, check=True
        )
        found = pickle.loads(done.stdout)  # noqa: S301  (our own child's answer)
    except (subprocess.SubprocessError, OSError, EOFError, pickle.UnpicklingError) as error:
        raise Problem("sheet_unreadable", "file") from error
    if isinstance(found, tuple):
        code, values = found
        raise Problem(code, "file", **values)
    sheets: list[Sheet] = found
    return sheets


def read_workbook(data: bytes, kind: str) -> list[Sheet]:
    """What the child does: the parsers' failures as one answer, even a Rust panic."""
    try:
        return _read_workbook(data, kind)
    except Problem:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Problem(_why_not(error), "file") from error
        raise


def _read_workbook(data: bytes, kind: str) -> list[Sheet]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(names) > MAX_SHEETS:
        raise Problem("sheet_too_many", "file", sheets=len(names), limit=MAX_SHEETS)
    left = MAX_ROWS
    sheets = []
    for name in names:
        sheet = _read_sheet(book, name, left)
        left -= len(sheet.rows)
        sheets.append(sheet)
    if kind == "xlsx":
        _mark_uncomputed(data, sheets)
    return sheets


def _why_not(error: BaseException) -> str:
    if isinstance(error, calamine.PasswordError):
        return "sheet_password"
    return (
        "sheet_password"
        if "password" in str(error).lower() or "encrypt" in str(error).lower()
        else "sheet_unreadable"
    )


def _read_sheet(book: calamine.CalamineWorkbook, name: str, left: int) -> Sheet:
    found = book.get_sheet_by_name(name)
    if found.start is None:
        return Sheet(name, [])
    if found.total_height > left:
        raise Problem("sheet_too_long", "file", rows=found.total_height, limit=MAX_ROWS)
    pad: list[Any] = [None] * found.start[1]
    keep = max(0, MAX_COLUMNS - len(pad))
    rows = [pad + [_clean(v) for v in row[:keep]] for row in found.iter_rows()]
    merges = [(t, le, b, r) for (t, le), (b, r) in found.merged_cell_ranges or []]
    return Sheet(name, rows, merges)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return (value.replace("\0", "") if "\0" in value else value)[:MAX_TEXT] or None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


# -- formulas without a stored result -------------------------------------------------------------
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v>[^<]|<is>")


def _mark_uncomputed(data: bytes, sheets: list[Sheet]) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet, path in zip(
            sheets, _sheet_paths(archive, [s.name or "" for s in sheets]), strict=True
        ):
            if not path:
                continue
            xml = archive.read(path)
            if b"<f" not in xml:
                continue
            for row, column in _uncomputed(xml):
                _put(sheet.rows, row, column)


def _uncomputed(xml: bytes) -> Iterator[tuple[int, int]]:
    for found in _CELL.finditer(xml):
        inside = found[3]
        if b"<f" in inside and not _VALUE.search(inside):
            column = 0
            for letter in found[1].decode():
                column = column * 26 + ord(letter) - 64
            if column <= MAX_COLUMNS and int(found[2]) <= MAX_ROWS:
                yield int(found[2]) - 1, column - 1


def _put(rows: list[list[Any]], row: int, column: int) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row].extend([None] * (column + 1 - len(rows[row])))
    rows[row][column] = UNCOMPUTED


def _sheet_paths(archive: zipfile.ZipFile, names: list[str]) -> list[str]:
    """Where each named sheet lies inside an xlsx, "" when that cannot be told."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return [""] * len(names)
    targets: dict[str, str] = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", links):
        rid, target = re.search(r'\bId="([^"]+)"', tag), re.search(r'\bTarget="([^"]+)"', tag)
        if rid and target:
            path = target[1]
            targets[rid[1]] = path.lstrip("/") if path.startswith("/") else "xl/" + path
    order: dict[str, str] = {}
    for tag in re.findall(r"<sheet\b[^>]*>", book):
        name, rid = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]+)"', tag)
        if name and rid:
            order[_unescape(name[1])] = targets.get(rid[1], "")
    present = set(archive.namelist())
    return [path if (path := order.get(name, "")) in present else "" for name in names]


def _unescape(text: str) -> str:
    from html import unescape

    return unescape(text)


# -- csv ------------------------------------------------------------------------------------------
def _read_csv(data: bytes) -> list[Sheet]:
    text = _decode(data).replace("\0", "")
    lines = text.count("\n") + 1
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
    return [Sheet(None, rows)]


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
