"""`python -m bubuhan.imports.sheet_child FD FD`: one file, parsed and checked away from the server.

Talks over two sockets (`sheet_stream` is the other end). First it is sent the bytes and answers with the
first rows of each sheet; then it may be told how to read them (`Job`) and sends the checked rows in
chunks. A long file is checked by two processes that take turns. Only area names need the
database: those are asked back, each once.
"""

import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from bubuhan.imports.row_binary import PackedRow, Packer
from bubuhan.imports.sheet_map import Column
from bubuhan.imports.sheet_read import OpenSheet, Sheet, clean, open_sheets
from bubuhan.imports.sheet_rows import AreaAnswer, Draft, Raw, Rules, check, gather, kept_columns
from bubuhan.imports.sheet_table import Table, lines
from bubuhan.kernel.problems import Problem

MOST_MEMORY = 1536 * 1024 * 1024
MOST_CPU_SECONDS = 240
CHUNK = 2000
TWO_FROM = 6000  # rows from which a second process helps


@dataclass(frozen=True, slots=True)
class SheetJob:
    """How one sheet is read: `index` in its file, `sheet` its number in the batch."""

    index: int
    sheet: int
    header_rows: list[int]
    columns: list[Column]
    hints: dict[str, str]
    pillar: str
    asks: tuple[str, str | None, dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be checked, and the facts a check needs."""

    batch: UUID
    sheets: list[SheetJob]
    today: date
    allow_example: bool


def main(first: int, second: int) -> None:
    """Serve one file."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    one, two = Connection(first), Connection(second)
    try:
        kind = one.recv()
        sheets = open_sheets(one.recv_bytes(), kind)
        one.send(("heads", [s.head() for s in sheets]))
        order = one.recv()
        if order == "whole":
            one.send(("whole", [_whole(s) for s in sheets]))
        elif order is not None:
            _serve(order, sheets, one, two)
    except Problem as problem:
        one.send(("problem", problem.code, problem.values))
    except MemoryError:
        one.send(("problem", "sheet_unreadable", {}))
    except (EOFError, BrokenPipeError, ConnectionError):
        return


def _whole(sheet: OpenSheet) -> Sheet:
    rows = [[clean(v) for v in row] for row in sheet.rows()]
    return Sheet(sheet.name, rows, sheet.merges, sheet.height)


def _serve(job: Job, sheets: list[OpenSheet], one: Connection, two: Connection) -> None:
    if sum(sheets[j.index].height for j in job.sheets) < TWO_FROM:
        one.send(("workers", 1))
        _check(job, sheets, one, 0, 1)
        return
    one.send(("workers", 2))
    if os.fork():
        two.close()
        _check(job, sheets, one, 0, 2)
    else:
        one.close()
        try:
            _check(job, sheets, two, 1, 2)
        finally:
            os._exit(0)


def _check(job: Job, sheets: list[OpenSheet], line: Connection, turn: int, workers: int) -> None:
    """Check every chunk whose turn it is; `end` says how many chunks there were."""
    number = -1
    packer = Packer(job.batch)
    try:
        for number, (rules, raws) in enumerate(_chunks(job, sheets, line, turn, workers)):
            if raws:
                line.send(
                    ("rows", number, [tuple(_row(packer, check(raw, rules), raw)) for raw in raws])
                )
        line.send(("end", number + 1))
    except Problem as problem:
        line.send(("problem", problem.code, problem.values))


def _chunks(
    job: Job, sheets: list[OpenSheet], line: Connection, turn: int, workers: int
) -> Iterator[tuple[Rules, list[Raw]]]:
    """Chunks of one sheet each; those of the other process stay empty."""
    find_area = _Asker(line).find
    place = 0
    for one in job.sheets:
        asks = Problem(one.asks[0], one.asks[1], **one.asks[2]) if one.asks else None
        rules = Rules(one.pillar, job.today, job.allow_example, find_area, asks)
        columns = kept_columns(one.columns)
        source = sheets[one.index]
        table = Table(one.header_rows, one.columns, [], one.hints)
        chunk: list[Raw] = []
        mine, count = place % workers == turn, 0
        for found in lines(source.rows(), table, source.merges):
            if mine:
                chunk.append(gather(one.sheet, found, columns))
            count += 1
            if count == CHUNK:
                yield rules, chunk
                place += 1
                chunk, count, mine = [], 0, place % workers == turn
        if count:
            yield rules, chunk
            place += 1


def _row(packer: Packer, draft: Draft, raw: Raw) -> PackedRow:
    outcome = "rejected" if draft.rejected else "held" if draft.held else "created"
    texts = (draft.pillar, draft.name, draft.name_key, outcome, draft.area_code)
    start = packer.start((draft.sheet, draft.row), texts, draft.problems)
    return PackedRow(start, draft.nik, to_json(raw.values))


class _Asker:
    """Area names, asked back once each."""

    def __init__(self, line: Connection) -> None:
        self.line = line
        self.known: dict[tuple[str, str, str, str, str], AreaAnswer] = {}

    def find(self, pillar: str, kab: str, kec: str, desa: str, free: str) -> AreaAnswer:
        key = (pillar, kab, kec, desa, free)
        found = self.known.get(key)
        if found is None:
            self.line.send(("area", key))
            code, problem, candidates = self.line.recv()
            told = Problem(problem[0], problem[1], **problem[2]) if problem else None
            found = self.known[key] = AreaAnswer(code, told, candidates)
        return found


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
