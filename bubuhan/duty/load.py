"""Example rules of a new instance; every row says "contoh" and is the office's to edit.

Fixed public holidays as in the yearly joint decree; the moving ones are entered by the office.
"""

from datetime import date, time
from typing import Any

from bubuhan.duty.models import Holiday, NightRule, OfferRule, OfficeHours
from bubuhan.duty.rule_models import Ruled
from bubuhan.kernel import clock

BY = "contoh awal"
_DAY, _FRIDAY = [["08:00", "16:30"]], [["07:30", "16:00"]]
WEEK = [_DAY, _DAY, _DAY, _DAY, _FRIDAY, [], []]
FIXED = (
    (1, 1, "Tahun Baru Masehi"),
    (5, 1, "Hari Buruh Internasional"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Proklamasi Kemerdekaan"),
    (12, 25, "Kelahiran Yesus Kristus"),
)
NIGHT = (
    ("darurat", time(0), time(0)),
    ("tinggi", time(21), time(5, 30)),
    ("sedang", time(20), time(7)),
    ("rendah", time(20), time(7)),
)
OFFERS = (("darurat", 10, 5), ("tinggi", 60, 3), ("sedang", 24 * 60, 2), ("rendah", 48 * 60, 2))


def load_rules() -> int:
    """Insert the examples that are missing; a row that ever existed is not brought back."""
    year = clock.now().year
    added = _add(OfficeHours, [{"area_code": "", "week": WEEK}])
    decree = "keputusan bersama hari libur tiap tahun; periksa"
    added += _add(
        Holiday,
        [
            {"area_code": "", "date": date(y, m, d), "name": name, "regulation": decree}
            for y in (year, year + 1)
            for m, d, name in FIXED
        ],
    )
    added += _add(
        NightRule, [{"area_code": "", "band": b, "starts": s, "ends": e} for b, s, e in NIGHT]
    )
    added += _add(
        OfferRule, [{"area_code": "", "band": b, "minutes": m, "most": n} for b, m, n in OFFERS]
    )
    return added


def _add(model: type[Ruled], rows: list[dict[str, Any]]) -> int:
    known = set(model._default_manager.values_list(*model.KEY))
    fresh = [row for row in rows if tuple(row[k] for k in model.KEY) not in known]
    now = clock.now()
    model._default_manager.bulk_create(
        model(**row, example=True, valid_from=now, by=BY) for row in fresh
    )
    return len(fresh)
