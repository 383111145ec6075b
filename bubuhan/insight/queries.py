"""Reads the indicators for one area: rows per area below, whole numbers, and what the page may show."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from bubuhan.accounts.policy import Actor
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.geo.codes import AreaLevel
from bubuhan.insight.registry import INDICATORS
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

BANDS = ("darurat", "tinggi", "sedang", "rendah")
PERIODS = (30, 90, 365)
SMALL = 5
_BELOW = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}
_LEVEL = {2: AreaLevel.PROVINSI, 5: AreaLevel.KABKOTA, 8: AreaLevel.KECAMATAN, 13: AreaLevel.DESA}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page looks at: an area within the actor's scope, and a period for the past."""

    area: str
    days: int = 90

    @property
    def width(self) -> int:
        """Length of the codes one level below."""
        return _BELOW[len(self.area)]

    @property
    def level(self) -> AreaLevel:
        """The level of the rows."""
        return _LEVEL[self.width]


@dataclass(slots=True)
class Row:
    """One area below: open cases by band, overdue, response, coverage."""

    code: str
    name: str
    map_name: str = ""
    bands: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    overdue: int = 0
    opened: int = 0
    in_time: int = 0
    median: float | None = None
    p90: float | None = None
    villages: int = 0
    covered: int = 0
    psm: int = 0

    @property
    def open(self) -> int:
        return sum(self.bands.values())

    @property
    def bare(self) -> int:
        """Desa without an active PSM."""
        return self.villages - self.covered

    @property
    def share(self) -> int | None:
        """Percent of desa with an active PSM."""
        return round(100 * self.covered / self.villages) if self.villages else None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page of figures shows."""

    scope: Scope
    rows: list[Row]
    total: Row
    needs: list[dict[str, Any]]
    weeks: list[dict[str, Any]]


def scope_of(actor: Actor, area: str, days: str) -> Scope:
    """The asked area when it lies in the actor's scope, else his own. Raises not_found for one outside."""
    chosen = area or actor.area
    if not actor.covers(chosen) or (chosen and geo.get(chosen) is None):
        raise Problem("not_found")
    wanted = int(days) if days in {str(n) for n in PERIODS} else 90
    return Scope(chosen, wanted if wanted in PERIODS else 90)


def run(name: str, scope: Scope) -> list[dict[str, Any]]:
    """Rows of one indicator as dicts with the columns its registry row names."""
    now = clock.now()
    values: dict[str, Any] = {
        "low": scope.area,
        "high": scope.area + "/" if scope.area else "~",
        "width": scope.width,
        "now": now,
        "since": now - timedelta(days=scope.days),
        "zone": settings.TIME_ZONE,
    }
    indicator = INDICATORS[name]
    with connection.cursor() as cursor:
        cursor.execute(indicator.sql, values)
        return [dict(zip(indicator.columns, row, strict=True)) for row in cursor.fetchall()]


def board(actor: Actor, scope: Scope) -> Board:
    """All figures of one area (seven queries)."""
    rows = _areas(scope)
    total = Row(scope.area, names.label(scope.area) if scope.area else "Seluruh Indonesia")
    _fill_open(rows, total, run("open_cases", scope))
    _fill_response(rows, run("first_response", scope))
    _fill_coverage(rows, total, run("coverage", scope))
    whole = run("first_response_whole", scope)[0]
    total.opened, total.in_time = whole["opened"], whole["in_time"]
    total.median, total.p90 = whole["median_minutes"], whole["p90_minutes"]
    return Board(scope, list(rows.values()), total, _needs(scope), run("weeks", scope))


def _areas(scope: Scope) -> dict[str, Row]:
    below = (
        geo.children(scope.area)
        if len(scope.area) < 13
        else [a for a in [geo.get(scope.area)] if a]
    )
    return {
        area.code: Row(area.code, _short(area.code, area.name), area.short_name) for area in below
    }


def _short(code: str, name: str) -> str:
    """`Kabupaten Tapin` -> Kab. Tapin; the name alone below that."""
    return names.label(code) if len(code) == 5 else name


def _fill_open(rows: dict[str, Row], total: Row, found: list[dict[str, Any]]) -> None:
    for one in found:
        for row in (rows.get(one["code"]), total):
            if row is None:
                continue
            row.bands[one["band"]] = row.bands.get(one["band"], 0) + one["open"]
            row.waiting += one["waiting"]
            row.overdue += one["overdue"]


def _fill_response(rows: dict[str, Row], found: list[dict[str, Any]]) -> None:
    for one in found:
        row = rows.get(one["code"])
        if row is not None:
            row.opened, row.in_time = one["opened"], one["in_time"]
            row.median, row.p90 = one["median_minutes"], one["p90_minutes"]


def _fill_coverage(rows: dict[str, Row], total: Row, found: list[dict[str, Any]]) -> None:
    for one in found:
        for row in (rows.get(one["code"]), total):
            if row is None:
                continue
            row.villages += one["villages"]
            row.covered += one["covered"]
            row.psm += one["psm"]


def _needs(scope: Scope) -> list[dict[str, Any]]:
    """Needs with their names; a small number of a sensitive need is not told (`open` is None)."""
    found = run("needs", scope)
    for one in found:
        row = lists.item("need", one["code"])
        one["name"] = row.name if row else one["code"]
        one["protected"] = bool(row and row.data.get("sensitive"))
        if one["sensitive"] and one["open"] < SMALL:
            one["open"] = one["overdue"] = None
    return found
