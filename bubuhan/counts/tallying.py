"""How many, live: persons by pillar, grade and area. SQL, so that 100,000 hats take a moment.

The rule, everywhere the same: one person (the head of a group of "same" rows) with at least one
active membership in the pillar and the area counts once there, with the best grade of these
memberships. Somebody who serves in two desa counts in both and once above, so parts may exceed
their sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

GRADES: dict[str, str] = {
    "sah": "Sah",
    "perbaiki": "Perlu diperbaiki",
    "ragu": "Diragukan",
    "": "Belum dinilai",
}
RULE = "1"  # the meaning of the numbers above; a change of it is another number
_ORDER = list(GRADES)
BELOW = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}

_LIVE = """(
  SELECT coalesce(p.same_as_id, p.id) AS person_id, m.pillar, m.area_code, m.grade
  FROM volunteers_membership m JOIN people_person p ON p.id = m.person_id
  WHERE m.status = 'active'
    AND (m.area_code = %(low)s OR m.area_code >= %(from)s AND m.area_code < %(high)s)
)"""
_FROZEN = """(
  SELECT person_id, pillar, area_code, grade FROM counts_snapshotrow
  WHERE snapshot_id = %(snapshot)s
)"""
_TALLY = """
SELECT pillar, code, grade, count(*) FROM (
  SELECT person_id, pillar, left(area_code, %(width)s) AS code,
         min(CASE grade WHEN 'sah' THEN 0 WHEN 'perbaiki' THEN 1 WHEN 'ragu' THEN 2 ELSE 3 END) AS grade
  FROM {hats} hats GROUP BY 1, 2, 3
) persons GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(slots=True)
class Tally:
    """Persons of one pillar in one area by grade."""

    pillar: str
    code: str
    grades: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.grades.values())

    @property
    def valid(self) -> int:
        return self.grades.get("sah", 0)

    @property
    def repair(self) -> int:
        return self.grades.get("perbaiki", 0)

    @property
    def doubtful(self) -> int:
        return self.grades.get("ragu", 0)

    @property
    def ungraded(self) -> int:
        return self.grades.get("", 0)


def live(area: str, width: int) -> list[Tally]:
    """Tallies of the registry now, for areas whose codes are `width` long (0: the nation)."""
    values = {"low": area, "from": area + "." if area else "", "high": area + "/" if area else "~"}
    return _run(_LIVE, {**values, "width": width})


def frozen(snapshot_id: UUID, width: int) -> list[Tally]:
    """The same over the rows of a snapshot."""
    return _run(_FROZEN, {"snapshot": snapshot_id, "width": width})


def as_rows(tallies: Iterable[Tally]) -> list[dict[str, Any]]:
    """`[{"pillar", "area_code", "grade", "count"}]`, as files and the signed form have it."""
    return [
        {"pillar": t.pillar, "area_code": t.code, "grade": grade, "count": count}
        for t in tallies
        for grade, count in t.grades.items()
    ]


def _run(hats: str, values: dict[str, Any]) -> list[Tally]:
    found: dict[tuple[str, str], Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TALLY.format(hats=hats), values)
        for pillar, code, rank, count in cursor.fetchall():
            one = found.setdefault((pillar, code), Tally(pillar, code))
            one.grades[_ORDER[rank]] = count
    return list(found.values())
