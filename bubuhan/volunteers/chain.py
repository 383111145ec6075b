"""The verification chain as pure rules: which step is next, which may be left out, who may act.

A place in the chain is a number: 0 is the one who proposed, 1..n are the steps. A level is the
length of an area code: 13 desa/kelurahan, 8 kecamatan, 5 kab/kota, 2 province.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from bubuhan.accounts.policy import Role

LEVELS: dict[int, str] = {
    13: "desa/kelurahan",
    8: "kecamatan",
    5: "kabupaten/kota",
    2: "provinsi",
}
ROLES = (Role.KOORDINATOR, Role.PETUGAS, Role.PIMPINAN)
MOST = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One desk a new member passes."""

    name: str
    role: str
    level: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


FULL = (
    Step("Kelurahan/desa", Role.KOORDINATOR, 13),
    Step("Kecamatan", Role.KOORDINATOR, 8),
    Step("Dinas Sosial", Role.PETUGAS, 5),
)
RECEIVING = Step("Dinas Sosial tujuan", Role.PETUGAS, 5)


def read(rows: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Steps as they are stored."""
    return [Step(str(r["name"]), str(r["role"]), int(r["level"])) for r in rows]


def rank(role: str) -> int:
    """koordinator < petugas < pimpinan; others have no place in a chain."""
    return ROLES.index(Role(role)) if role in ROLES else -1


def first_place(steps: Sequence[Step], role: str, level: int) -> int:
    """Where a proposal begins: steps at or below the proposer's own desk are left out.

    Never the last one: somebody else must have seen it. 0 when there are no steps.
    """
    for number, step in enumerate(steps, start=1):
        own = rank(role) >= rank(step.role) and level <= step.level
        if not own or number == len(steps):
            return number
    return 0


def sits_at(role: str, level: int, at_role: str, at_level: int) -> bool:
    """True when this desk may act for that one: the same, or above (a vacant desk blocks nobody)."""
    return rank(role) >= rank(at_role) >= 0 and level <= at_level


def faults(steps: Sequence[Step]) -> str:
    """Why a chain cannot be: "" or a sentence. Desks must go upwards."""
    if len(steps) > MOST:
        return f"paling banyak {MOST} langkah"
    if any(not s.name.strip() or s.role not in ROLES or s.level not in LEVELS for s in steps):
        return "setiap langkah perlu nama, peran dan jenjang wilayah"
    for low, high in pairwise(steps):
        if high.level > low.level or rank(high.role) < rank(low.role):
            return f"“{high.name}” tidak lebih tinggi daripada “{low.name}”"
    return ""
