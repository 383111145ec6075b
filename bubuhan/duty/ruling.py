"""What the office sets: working hours, holidays, quiet hours, waiting of offers, wanted duty, ways.

Every change closes the present row and adds the next one, with who and why.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeVar

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.duty.hours import ZONE_WORDS
from bubuhan.duty.models import DutyNeed, Holiday, NightRule, OfferRule, OfficeHours, TravelFactor
from bubuhan.duty.rule_models import Ruled
from bubuhan.geo import queries as geo
from bubuhan.geo.codes import is_code
from bubuhan.kernel import history
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

BANDS = {"darurat": "Darurat", "tinggi": "Tinggi", "sedang": "Sedang", "rendah": "Rendah"}
MOST_LINES = 2_000
Row = TypeVar("Row", bound=Ruled)


def rows(model: type[Row], actor: Actor, *, past: bool = False) -> list[Row]:
    """Rows of the actor's area, of those above it and below it; current ones, or all."""
    found = history.around(model, actor.area, past=past)
    return sorted(found, key=lambda r: (*(str(getattr(r, k)) for k in r.KEY), r.valid_from))


def _replace(
    actor: Actor,
    model: type[Row],
    key: Mapping[str, Any],
    values: Mapping[str, Any] | None,
    *,
    reason: str,
    verb: str = "duty.rules",
) -> Row | None:
    """Close the row of a key and add the next (None: it only ends). Raises `forbidden`, `area_unknown`, `reason_missing`."""
    area = str(key["area_code"])
    require(actor, verb, area)
    if area and not is_code(area):
        raise Problem("area_unknown", "area_code", code=area)
    said, row = history.needed(reason), None
    with journal.unit():
        if values is None:
            history.end(model, key)
        else:
            row = history.replace(model, key, values, by=actor.name, reason=said)
        journal.record(
            "duty_rule.changed",
            actor=actor.ref,
            subject=("duty_rule", f"{model._meta.model_name}:{':'.join(map(str, key.values()))}"),
            area=area,
            data={"rule": str(model._meta.model_name), "ended": values is None, "reason": said},
        )
    return row


def set_hours(
    *, actor: Actor, area_code: str, week: list[list[list[str]]], zone: str = "", reason: str
) -> OfficeHours | None:
    """The working week of an area. Raises `field_invalid` for a day that ends as it begins."""
    if zone and zone not in ZONE_WORDS:
        raise Problem("field_invalid", "zone", name="zona waktu", why="pilih WIB, WITA, atau WIT")
    for n, day in enumerate(week):
        for opens, closes in day:
            if time.fromisoformat(opens) >= time.fromisoformat(closes):
                why = "jam tutup harus sesudah jam buka"
                raise Problem("field_invalid", f"closes_{n}", name="jam kerja", why=why)
    values = {"week": week, "zone": zone}
    return _replace(actor, OfficeHours, {"area_code": area_code}, values, reason=reason)


def set_holiday(
    *, actor: Actor, area_code: str, day: date, name: str, regulation: str = "", reason: str
) -> Holiday | None:
    """A day on which the offices of an area are closed; `name` "" takes it out again."""
    key = {"area_code": area_code, "date": day}
    values = {"name": name.strip()[:120], "regulation": regulation.strip()[:200]}
    return _replace(actor, Holiday, key, values if name.strip() else None, reason=reason)


def set_night(
    *, actor: Actor, area_code: str, band: str, starts: time, ends: time, reason: str
) -> NightRule | None:
    """Quiet hours of one band; both equal means: may ring at any hour."""
    _band(band)
    key = {"area_code": area_code, "band": band}
    return _replace(actor, NightRule, key, {"starts": starts, "ends": ends}, reason=reason)


def set_offer(
    *, actor: Actor, area_code: str, band: str, minutes: int, most: int, reason: str
) -> OfferRule | None:
    """How long an offer waits, and to how many it may go on by itself."""
    _band(band)
    if not 1 <= minutes <= 43_200:
        raise Problem("field_invalid", "minutes", name="menit", why="1 sampai 43200 menit")
    if not 0 <= most <= 20:
        raise Problem("field_invalid", "most", name="paling banyak", why="0 sampai 20 orang")
    key = {"area_code": area_code, "band": band}
    return _replace(actor, OfferRule, key, {"minutes": minutes, "most": most}, reason=reason)


def _band(band: str) -> None:
    if band not in BANDS:
        why = "pilihannya tidak ada dalam daftar"
        raise Problem("field_invalid", "band", name="kegawatan", why=why)


def set_need(
    *,
    actor: Actor,
    area_code: str,
    pillar: str,
    days: list[int],
    starts: time,
    ends: time,
    wanted: int,
    reason: str,
) -> DutyNeed | None:
    """How many of a pillar an area wants on duty; 0 takes it out again."""
    if len(area_code) not in (5, 8):
        raise Problem("area_unknown", "area_code", code=area_code or "(kosong)")
    if pillar not in lists.codes("pillar"):
        raise Problem("field_invalid", "pillar", name="pilar", why="pilih dari daftar")
    if not 0 <= wanted <= 99:
        raise Problem("field_invalid", "wanted", name="jumlah", why="0 sampai 99")
    if not days and wanted:
        raise Problem("field_missing", "days", name="hari")
    key = {"area_code": area_code, "pillar": pillar, "starts": starts}
    values = {"days": sorted(days), "ends": ends, "wanted": wanted} if wanted else None
    return _replace(actor, DutyNeed, key, values, reason=reason, verb="duty.plan")


# -- ways -----------------------------------------------------------------------------------------


def set_way(
    *, actor: Actor, a: str, b: str, factor: float | None, reason: str
) -> TravelFactor | None:
    """How much longer the way between two kecamatan is; None takes the row out again.

    Raises `area_unknown`, `field_invalid`, `forbidden` (one of the two must lie in the actor's area).
    """
    for field, code in (("area_code", a), ("other_code", b)):
        if len(code) != 8 or geo.get(code) is None:
            raise Problem("area_unknown", field, code=code or "(kosong)")
    if factor is not None and not 1 <= factor <= 20:
        raise Problem("field_invalid", "factor", name="faktor", why="1 sampai 20")
    if not (actor.covers(a) or actor.covers(b)):
        raise Problem("forbidden")
    first, second = sorted((a, b))
    require(actor, "duty.plan")
    key = {"area_code": first, "other_code": second}
    inside = Actor(
        actor.user_id, actor.name, actor.role, "", actor.person_id
    )  # either side may lie outside
    values = {"factor": factor} if factor is not None else None
    return _replace(inside, TravelFactor, key, values, reason=reason, verb="duty.plan")


def ways(actor: Actor, *, past: bool = False) -> list[TravelFactor]:
    """Rows that touch the actor's area."""
    found = TravelFactor.objects.all()
    if not past:
        found = found.filter(valid_to=None)
    seen = [r for r in found if actor.covers(r.area_code) or actor.covers(r.other_code)]
    return sorted(seen, key=lambda r: (r.area_code, r.other_code, r.valid_from))


COLUMNS = ("kecamatan_1", "kecamatan_2", "faktor", "alasan")


def ways_csv(actor: Actor) -> str:
    """The current rows as a sheet that `read_ways` takes back."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for row in ways(actor):
        writer.writerow(
            [row.area_code, row.other_code, f"{row.factor:g}".replace(".", ","), row.reason]
        )
    return out.getvalue()


def read_ways(*, actor: Actor, text: str) -> tuple[int, list[str]]:
    """Take a sheet in: rows that are right are set, the others come back as sentences with their line."""
    lines = text.lstrip("\ufeff").splitlines()[: MOST_LINES + 1]
    if not lines:
        raise Problem("field_missing", "file", name="berkas")
    delimiter = ";" if ";" in lines[0] else ","
    known = {(r.area_code, r.other_code): (r.factor, r.reason) for r in ways(actor)}
    made, faults = 0, []
    for n, cells in enumerate(csv.reader(lines[1:], delimiter=delimiter), start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            made += _read_way(actor, cells, known)
        except Problem as found:
            faults.append(f"Baris {n}: {found.message}")
    return made, faults


def _read_way(
    actor: Actor, cells: list[str], known: Mapping[tuple[str, str], tuple[float, str]]
) -> int:
    cells = [cell.strip() for cell in [*cells, "", "", "", ""]][:4]
    a, b, raw, reason = cells
    try:
        factor = float(raw.replace(",", "."))
    except ValueError:
        raise Problem("field_invalid", "factor", name="faktor", why="isi dengan angka") from None
    first, second = sorted((a, b))
    if known.get((first, second)) == (factor, reason):
        return 0
    set_way(actor=actor, a=a, b=b, factor=factor, reason=reason)
    return 1
