"""The server's end of `sheet_child`: one file in a process of its own, its rows as they come.

A workbook of 10 KB may name its last cell XFD1048576: the parser would then ask for hundreds of
gigabytes and take the server along. Here only the child dies, and the file is unreadable.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from bubuhan.imports.sheet_child import Job
from bubuhan.imports.sheet_read import MAX_BYTES, Book, Sheet, detect
from bubuhan.imports.sheet_rows import AreaAnswer
from bubuhan.kernel.problems import Problem

CHILD_SECONDS = 90.0  # without a word from the child

# start of the row as COPY takes it, NIK, cells as JSON (`row_binary.PackedRow`)
Packed = tuple[bytes, str, bytes]
AreaFinder = Callable[[str, str, str, str, str], AreaAnswer]


class Session:
    """`with Session(data) as file: file.heads ... file.rows(job, find_area)`.

    Raises Problem `sheet_pdf`, `sheet_password`, `sheet_unreadable`, `sheet_empty`, `sheet_too_large`,
    `sheet_too_long` or `sheet_too_many` when the file cannot be read.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise Problem("sheet_too_large", "file", limit=MAX_BYTES // 2**20)
        self.kind = detect(data)
        self._start()
        try:
            self._send(self.kind)
            self._lines[0].send_bytes(data)
            _, heads = self._hear(self._lines[0])
        except (OSError, EOFError) as error:
            self.close()
            raise Problem("sheet_unreadable", "file") from error
        except Problem:
            self.close()
            raise
        self.heads: list[Sheet] = heads
        if not any(_filled(row) for sheet in heads for row in sheet.rows) and not any(
            s.height > len(s.rows) for s in heads
        ):
            self.close()
            raise Problem("sheet_empty", "file")

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def whole(self) -> Book:
        """Every cell at once: for files that are known to be short."""
        self._send("whole")
        _, sheets = self._hear(self._lines[0])
        return Book(self.kind, sheets)

    def rows(self, job: Job, find_area: AreaFinder) -> Iterator[list[Packed]]:
        """The checked rows in their order, in chunks."""
        self._send(job)
        _, workers = self._hear(self._lines[0])
        lines = dict(enumerate(self._lines[:workers]))
        ready: dict[int, list[Packed]] = {}
        turn = 0
        while lines or ready:
            if turn in ready:
                yield ready.pop(turn)
                turn += 1
                continue
            waiting = {line: n for n, line in lines.items() if not _ahead(n, workers, ready)}
            for line in self._listen(list(waiting)):
                kind, *said = self._hear(line)
                if kind == "area":
                    line.send(_plain(find_area(*said[0])))
                elif kind == "rows":
                    ready[said[0]] = said[1]
                else:
                    del lines[waiting[line]]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.close()
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _start(self) -> None:
        pairs = [socket.socketpair(), socket.socketpair()]
        theirs = [there.fileno() for _, there in pairs]
        command = [sys.executable, "-m", "bubuhan.imports.sheet_child", *map(str, theirs)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=theirs,
            start_new_session=True,
        )
        for _, there in pairs:
            there.close()
        self._lines = [Connection(ours.detach()) for ours, _ in pairs]

    def _send(self, word: Any) -> None:
        self._lines[0].send(word)

    def _listen(self, lines: list[Connection]) -> list[Connection]:
        found = wait(lines, CHILD_SECONDS)
        if not found:
            raise Problem("sheet_unreadable", "file")
        return [line for line in lines if line in found]

    def _hear(self, line: Connection) -> Any:
        try:
            if not line.poll(CHILD_SECONDS):
                raise Problem("sheet_unreadable", "file")
            said = line.recv()
        except (OSError, EOFError) as error:
            raise Problem("sheet_unreadable", "file") from error
        if said[0] == "problem":
            raise Problem(said[1], "file", **said[2])
        return said


def read(data: bytes) -> Book:
    """A whole short file, cell by cell. Raises what `Session` raises."""
    with Session(data) as file:
        return file.whole()


def _ahead(worker: int, workers: int, ready: dict[int, Any]) -> bool:
    """True when a chunk of this process waits already: it shall not run away."""
    return any(number % workers == worker for number in ready)


def _filled(row: list[Any]) -> bool:
    return any(value is not None and value != "" for value in row)


def _plain(answer: AreaAnswer) -> tuple[str, tuple[str, str | None, dict[str, Any]] | None, Any]:
    why = answer.problem
    return answer.code, (why.code, why.field, why.values) if why else None, answer.candidates
