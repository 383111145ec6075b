"""A checked row as PostgreSQL's binary COPY takes it. Pure.

The child process lays a row out; what needs the instance's keys (the blind index of the NIK, the encrypted
cells) is put in between by the server. Far cheaper than a value at a time for a hundred thousand rows.
"""

from functools import lru_cache
from struct import pack
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json

COLUMNS = (
    "batch_id", "sheet", "row", "pillar", "name", "name_key", "outcome", "area_code", "problems", "changes", "applied",
    "done", "repaired_by", "nik_blind", "cells",
)  # fmt: skip
HEADER = b"PGCOPY\n\xff\r\n\0" + pack("!ii", 0, 0)
TRAILER = pack("!h", -1)
_NULL = pack("!i", -1)
_NO_PROBLEMS = b"\x01[]"
_TAIL = b"".join(
    pack("!i", len(value)) + value for value in (b"\x01[]", b"\x01{}", b"\x00", b"")
)  # changes, applied, done, repaired_by


class PackedRow(NamedTuple):
    """`start` holds all columns but the last two; `nik` and `cells` are still in the clear."""

    start: bytes
    nik: str
    cells: bytes


class Packer:
    """Lays out the rows of one batch."""

    def __init__(self, batch: UUID) -> None:
        self._begin = pack("!hi", len(COLUMNS), 16) + batch.bytes

    def start(
        self,
        place: tuple[int, int],
        texts: tuple[str, str, str, str, str],
        problems: list[dict[str, Any]],
    ) -> bytes:
        """`place` sheet and row; `texts` pillar, name, name key, outcome, area code."""
        pillar, name, key, outcome, area = texts
        said, mark = name.encode(), key.encode()
        told = b"\x01" + to_json(problems) if problems else _NO_PROBLEMS
        return b"".join(
            (
                self._begin,
                pack("!ihii", 2, place[0], 4, place[1]),
                _text(pillar),
                pack("!i", len(said)), said,
                pack("!i", len(mark)), mark,
                _text(outcome),
                _text(area),
                pack("!i", len(told)), told,
                _TAIL,
            )
        )  # fmt: skip


@lru_cache(maxsize=65536)
def _text(value: str) -> bytes:
    """One of few different texts, its length before it."""
    data = value.encode()
    return pack("!i", len(data)) + data


def finish(start: bytes, blind: bytes | None, cells: bytes) -> bytes:
    """The whole row: what was laid out, then the blind index and the encrypted cells."""
    mark = pack("!i", len(blind)) + blind if blind else _NULL
    return b"".join((start, mark, pack("!i", len(cells)), cells))
