"""Protection against a wrong file: nothing is stored while too large a share of rows looks wrong.

Each kind has a limit in percent, which an office may change (`GuardLimit`); an officer may go on with a
reason. Small uploads are not judged: three of five rows prove nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.imports.models import GuardLimit
from bubuhan.imports.planning import Plan

LEAST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted, in words, and from which share on it alarms."""

    words: str
    percent: int


KINDS: dict[str, Kind] = {
    "identity": Kind("baris berbeda identitas (nama, jenis kelamin, tanggal lahir, atau NIK) dengan orang yang sudah terdaftar", 30),
    "repeated": Kind("baris mengulang orang yang sudah ada di baris lain unggahan ini", 40),
    "likely": Kind("baris mirip orang lain yang sudah terdaftar", 50),
    "moves": Kind("baris memindahkan orang yang sudah aktif ke wilayah tugas lain", 30),
}  # fmt: skip


class Watch:
    """Counts while rows are planned; `alarms()` says what is too much."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.rows = 0
        self.found: Counter[str] = Counter()
        self._seen: set[UUID] = set()

    def see(self, plans: Iterable[Plan]) -> None:
        """Count the planned rows of one lot (all rows of a person come in one lot)."""
        for made in plans:
            self.rows += 1
            codes = {p["code"] for p in made.draft.problems}
            if made.differs or "nik_two_names" in codes:
                self.found["identity"] += 1
            if made.person_id and made.outcome in {"created", "updated", "unchanged"}:
                if made.person_id in self._seen:
                    self.found["repeated"] += 1
                self._seen.add(made.person_id)
            if codes & {"member_unsure", "member_like"}:
                self.found["likely"] += 1
            if made.moves and made.outcome == "updated":
                self.found["moves"] += 1

    def alarms(self) -> list[dict[str, Any]]:
        """`[{"code", "words", "rows", "percent", "limit"}]` for each kind beyond its limit."""
        out = []
        for code, kind in KINDS.items():
            limit, least = limit_of(code, self.area)
            share = 100 * self.found[code] / self.rows if self.rows else 0
            if self.rows >= least and share > limit:
                out.append(
                    {"code": code, "words": kind.words, "rows": self.found[code], "percent": round(share), "limit": limit}
                )  # fmt: skip
        return out


def limit_of(code: str, area: str) -> tuple[int, int]:
    """Percent and least rows for an office: its own row, that of the areas above it, else the default."""
    above = (
        [".".join(area.split(".")[:n]) for n in range(len(area.split(".")), 0, -1)] if area else []
    )
    rows = {
        r.area_code: r for r in GuardLimit.objects.filter(code=code, area_code__in=[*above, ""])
    }
    for place in [*above, ""]:
        if place in rows:
            return rows[place].percent, rows[place].least_rows
    return KINDS[code].percent, LEAST_ROWS
