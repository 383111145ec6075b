"""The page of coverage: areas below with their empty units, a map, and the units themselves."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from bubuhan.accounts.policy import Actor
from bubuhan.counts import board, coverage, reading
from bubuhan.counts.coverage import WIDTHS, Covered, Unit
from bubuhan.counts.tallying import BELOW
from bubuhan.geo import drawing, names
from bubuhan.geo import queries as geo
from bubuhan.geo.codes import LENGTHS

UNIT_WORDS = {
    "desa": "desa/kelurahan",
    "kecamatan": "kecamatan",
    "kabkota": "kabupaten/kota",
    "provinsi": "provinsi",
}
SORTS = {"nama": "Nama", "kosong": "Paling banyak kosong", "bagian": "Bagian terkecil"}
_MOST_UNITS = 500


@dataclass(frozen=True, slots=True)
class CoverFilter:
    """What the page shows; the address holds it."""

    area: str = ""
    pillar: str = "PSM"
    empty: bool = False
    sort: str = "nama"


@dataclass(frozen=True, slots=True)
class Row:
    """One area below: its coverage and names."""

    code: str
    name: str
    short: str
    covered: Covered


@dataclass(frozen=True, slots=True)
class CoverPage:
    """Everything the page shows."""

    chosen: CoverFilter
    label: str
    pillar_name: str
    pillars: list[tuple[str, str]]
    unit: str
    total: Covered
    rows: list[Row]
    units: list[tuple[Unit, str]]
    units_left: int
    map: drawing.Map | None
    above: list[tuple[str, str]]


def chosen(given: QueryDict, pillar: str) -> CoverFilter:
    """Read the filter from an address; anything odd means "all"."""
    sort = given.get("urut", "")
    return CoverFilter(
        area=given.get("wilayah", ""),
        pillar=pillar,
        empty=given.get("isi") == "kosong",
        sort=sort if sort in SORTS else "nama",
    )


def page(actor: Actor, what: CoverFilter) -> CoverPage:
    """Coverage of one pillar below an area (six queries, whatever its size)."""
    area = reading.scope(actor, what.area)
    what = CoverFilter(area, what.pillar, what.empty, what.sort)
    level = coverage.level_of(what.pillar)
    found = {c.code: c for c in coverage.groups(what.pillar, area)}
    total = Covered(
        area,
        sum(c.units for c in found.values()),
        sum(c.covered for c in found.values()),
        sum(c.persons for c in found.values()),
    )
    below = geo.children(area) if len(area) < 13 else []
    rows = [
        Row(
            a.code,
            names.titled(a.code) if len(a.code) == 5 else a.name,
            a.short_name,
            found.get(a.code) or Covered(a.code, 0, 0, 0),
        )
        for a in below
        if a.code in found
    ]
    listed = _units(what, area, total)
    return CoverPage(
        chosen=what,
        label=reading.label(area),
        pillar_name=board.pillar_word(what.pillar),
        pillars=coverage.pillars(),
        unit=UNIT_WORDS[level.value],
        total=total,
        rows=_sorted([r for r in rows if r.covered.empty] if what.empty else rows, what.sort),
        units=listed[:_MOST_UNITS],
        units_left=max(0, len(listed) - _MOST_UNITS),
        map=_map(what, area, rows),
        above=board.above(actor, area),
    )


def workbook(actor: Actor, what: CoverFilter) -> tuple[str, list[Covered], list[Unit]]:
    """A line of words, areas below, and every unit (only the empty ones when so filtered)."""
    area = reading.scope(actor, what.area)
    about = f"Cakupan {board.pillar_word(what.pillar)} di {reading.label(area)}"
    if what.empty:
        about += ", hanya yang belum ada siapa pun"
    units = coverage.units(what.pillar, area, only_empty=what.empty)
    return about, coverage.groups(what.pillar, area), units


def _units(what: CoverFilter, area: str, total: Covered) -> list[tuple[Unit, str]]:
    """Single units with what lies above each: all inside a kab/kota, else only the empty ones."""
    near = len(area) >= 5
    if not near and not what.empty and total.empty > _MOST_UNITS:
        return []
    found = coverage.units(what.pillar, area, only_empty=what.empty or not near)
    return [(unit, _above(unit.code)) for unit in found]


def _above(code: str) -> str:
    return names.titled(code[:8] if len(code) == 13 else code[: max(2, len(code) - 3)])


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    if sort == "kosong":
        return sorted(rows, key=lambda r: (-r.covered.empty, r.name))
    if sort == "bagian":
        return sorted(rows, key=lambda r: (r.covered.share or 0, r.name))
    return rows


def _map(what: CoverFilter, area: str, rows: list[Row]) -> drawing.Map | None:
    """Share of covered units per area below, or (where the units themselves are drawn) yes or no."""
    width = BELOW[len(area)]
    if len(area) == 13 or width > WIDTHS[coverage.level_of(what.pillar).value]:
        return None
    patches: dict[str, drawing.Patch] = {
        r.code: drawing.Patch(
            r.name,
            r.short,
            r.covered.share,
            f"{r.covered.covered} dari {r.covered.units} {_word(what)} ada",
        )
        for r in rows
    }
    return drawing.area_map(
        LENGTHS[width],
        area,
        patches,
        measure="cakupan",
        title=f"Bagian yang sudah ada {board.pillar_word(what.pillar)}",
        unit="%",
        bounds=[25, 50, 75, 99, 100],
    )


def _word(what: CoverFilter) -> Any:
    return UNIT_WORDS[coverage.level_of(what.pillar).value]
