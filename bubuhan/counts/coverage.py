"""Who has nobody: desa without a PSM, kecamatan without a TKSK, by the level each pillar serves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from bubuhan.counts.tallying import BELOW
from bubuhan.geo.codes import LENGTHS, AreaLevel
from bubuhan.lists.queries import item, items

WIDTHS: dict[str, int] = {level.value: length for length, level in LENGTHS.items()}

_LIVE = """(
  SELECT coalesce(p.same_as_id, p.id) AS person_id, m.pillar, m.area_code
  FROM volunteers_membership m JOIN people_person p ON p.id = m.person_id
  WHERE m.status = 'active' AND m.pillar = %(pillar)s
    AND (m.area_code = %(low)s OR m.area_code >= %(from)s AND m.area_code < %(high)s)
)"""
_FROZEN = """(
  SELECT person_id, pillar, area_code FROM counts_snapshotrow
  WHERE snapshot_id = %(snapshot)s AND pillar = %(pillar)s
)"""
_UNITS = """
WITH served AS (
  SELECT left(area_code, %(unit)s) AS code, count(DISTINCT person_id) AS persons
  FROM {hats} hats WHERE length(area_code) >= %(unit)s GROUP BY 1
), unit AS (
  SELECT a.code, a.name, coalesce(s.persons, 0) AS persons
  FROM geo_area a LEFT JOIN served s ON s.code = a.code
  WHERE a.level = %(level)s AND a.valid_to IS NULL
    AND (a.code = %(low)s OR a.code >= %(from)s AND a.code < %(high)s)
)
"""
_GROUPS = """SELECT left(code, %(width)s) AS code, count(*) AS units,
  count(*) FILTER (WHERE persons > 0) AS covered, sum(persons) AS persons
  FROM unit GROUP BY 1 ORDER BY 1"""
_LIST = "SELECT code, name, persons FROM unit ORDER BY code"
_EMPTY = "SELECT code, name, persons FROM unit WHERE persons = 0 ORDER BY code"


@dataclass(frozen=True, slots=True)
class Covered:
    """Units of one area: how many there are, how many have at least one person, and the hats there."""

    code: str
    units: int
    covered: int
    persons: int

    @property
    def empty(self) -> int:
        return self.units - self.covered

    @property
    def share(self) -> int | None:
        """Percent, rounded down so that 100 means all."""
        return 100 * self.covered // self.units if self.units else None


@dataclass(frozen=True, slots=True)
class Unit:
    """One desa, kecamatan or kab/kota, and how many serve there."""

    code: str
    name: str
    persons: int


def level_of(pillar: str) -> AreaLevel:
    """The level a pillar serves (`unit` in the list of pillars); desa when the list does not say."""
    row = item("pillar", pillar)
    return AreaLevel(str(row.data.get("unit", "desa")) if row else "desa")


def pillars() -> list[tuple[str, str]]:
    """Pillars for the choice on the page."""
    return [(row.code, str(row.data.get("short") or row.name)) for row in items("pillar")]


def groups(pillar: str, area: str, width: int | None = None) -> list[Covered]:
    """Coverage per area one level below (or of codes `width` long), live."""
    return _groups(_LIVE, pillar, area, BELOW[len(area)] if width is None else width, {})


def frozen_groups(snapshot_id: UUID, pillar: str, area: str, width: int) -> list[Covered]:
    """The same over the rows of a snapshot."""
    return _groups(_FROZEN, pillar, area, width, {"snapshot": snapshot_id})


def units(pillar: str, area: str, *, only_empty: bool = False) -> list[Unit]:
    """Every unit with its number of persons, in code order, live."""
    return _units(_LIVE, pillar, area, {}, only_empty=only_empty)


def frozen_empty(snapshot_id: UUID, pillar: str, area: str) -> list[Unit]:
    """Units that had nobody when the snapshot was taken."""
    return _units(_FROZEN, pillar, area, {"snapshot": snapshot_id}, only_empty=True)


def _groups(hats: str, pillar: str, area: str, width: int, more: dict[str, Any]) -> list[Covered]:
    level = level_of(pillar)
    width = min(width, WIDTHS[level])
    sql = _UNITS.format(hats=hats) + _GROUPS
    values = _values(pillar, area, level) | {"width": width} | more
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Covered(c, u, k, int(p or 0)) for c, u, k, p in cursor.fetchall()]


def _units(
    hats: str, pillar: str, area: str, more: dict[str, Any], *, only_empty: bool
) -> list[Unit]:
    sql = _UNITS.format(hats=hats) + (_EMPTY if only_empty else _LIST)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(pillar, area, level_of(pillar)) | more)
        return [Unit(*row) for row in cursor.fetchall()]


def _values(pillar: str, area: str, level: AreaLevel) -> dict[str, Any]:
    return {
        "pillar": pillar,
        "low": area,
        "from": area + "." if area else "",
        "high": area + "/" if area else "~",
        "level": level.value,
        "unit": WIDTHS[level],
    }
