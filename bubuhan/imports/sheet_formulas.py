"""Formulas whose result an xlsx does not hold: such a cell looks empty, but is not. Pure.

A large file is searched in a process of its own while calamine parses: most files hold no formula
at all, and then the answer costs no time.
"""

import io
import os
import pickle
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

Marks = dict[int, list[int]]  # row from 0 -> columns from 0
BESIDE_FROM = 1_000_000  # bytes of a file that is searched beside the parser
_PIECE = 1 << 20
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<v>[^<]|<is>")


class Uncomputed:
    """A formula whose result the file does not hold. Looks empty, but is not."""

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> str:
        return "UNCOMPUTED"  # there is one, also after a journey between processes


UNCOMPUTED = Uncomputed()


class Scan:
    """Begins to search at once; `marks()` waits for the answer: `{sheet name: {row: [column]}}`."""

    def __init__(self, data: bytes, max_rows: int, max_columns: int) -> None:
        self._work = (data, max_rows, max_columns)
        self._pipe: int | None = None
        if len(data) >= BESIDE_FROM:
            self._start()

    def marks(self) -> dict[str, Marks]:
        if self._pipe is None:
            return find(*self._work)
        with os.fdopen(self._pipe, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(self._child, 0)
        found: dict[str, Marks] = pickle.loads(answer) if answer else {}  # noqa: S301  (our own child)
        return found

    def _start(self) -> None:
        ours, theirs = os.pipe()
        self._child = os.fork()
        if self._child:
            os.close(theirs)
            self._pipe = ours
            return
        with suppress(BaseException), os.fdopen(theirs, "wb") as pipe:
            pickle.dump(find(*self._work), pipe)
        os._exit(0)


def find(data: bytes, max_rows: int, max_columns: int) -> dict[str, Marks]:
    """All cells with a formula and no result, by sheet."""
    out: dict[str, Marks] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, path in _sheet_paths(archive).items():
            if not _has_formula(archive, path):
                continue
            marks: Marks = {}
            for row, column in _uncomputed(archive.read(path)):
                if column < max_columns and row < max_rows:
                    marks.setdefault(row, []).append(column)
            if marks:
                out[name] = marks
    return out


def _has_formula(archive: zipfile.ZipFile, path: str) -> bool:
    tail = b""
    with archive.open(path) as source:
        while piece := source.read(_PIECE):
            if b"<f>" in tail + piece or b"<f " in piece or b"<f/" in piece:
                return True
            tail = piece[-3:]
    return False


def _uncomputed(xml: bytes) -> Iterator[tuple[int, int]]:
    for found in _CELL.finditer(xml):
        inside = found[3]
        if b"<f" in inside and not _VALUE.search(inside):
            column = 0
            for letter in found[1].decode():
                column = column * 26 + ord(letter) - 64
            yield int(found[2]) - 1, column - 1


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each named sheet lies inside an xlsx."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets: dict[str, str] = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", links):
        rid, target = re.search(r'\bId="([^"]+)"', tag), re.search(r'\bTarget="([^"]+)"', tag)
        if rid and target:
            path = target[1]
            targets[rid[1]] = path.lstrip("/") if path.startswith("/") else "xl/" + path
    present = set(archive.namelist())
    found: dict[str, str] = {}
    for tag in re.findall(r"<sheet\b[^>]*>", book):
        name, rid = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]+)"', tag)
        if name and rid and (path := targets.get(rid[1], "")) in present:
            found[unescape(name[1])] = path
    return found
