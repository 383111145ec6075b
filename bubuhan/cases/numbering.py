"""Human numbers of cases: `BJM-2611-0042`. Gaps do not matter, repeats would."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from bubuhan.geo.codes import kabkota_of

# Abbreviations as people in South Kalimantan write them; elsewhere the code itself is used.
ABBREVIATIONS = {
    "63.01": "TLA",
    "63.02": "KTB",
    "63.03": "BJR",
    "63.04": "BTL",
    "63.05": "TPN",
    "63.06": "HSS",
    "63.07": "HST",
    "63.08": "HSU",
    "63.09": "TBG",
    "63.10": "TNB",
    "63.11": "BLG",
    "63.71": "BJM",
    "63.72": "BJB",
}


def take_number(area_code: str, opened_at: datetime) -> str:
    """The next number of the kab/kota and month; its counter row stays locked until the commit."""
    return take_numbers(area_code, opened_at, 1)[0]


def take_numbers(area_code: str, opened_at: datetime, count: int) -> list[str]:
    """The next `count` numbers at once (bulk work)."""
    kab = kabkota_of(area_code) or area_code
    month = timezone.localtime(opened_at).strftime("%y%m")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casecounter AS c (key, last) VALUES (%s, %s) "
            "ON CONFLICT (key) DO UPDATE SET last = c.last + excluded.last RETURNING last",
            [f"{kab}-{month}", count],
        )
        last: int = cursor.fetchone()[0]
    prefix = f"{ABBREVIATIONS.get(kab, kab.replace('.', ''))}-{month}"
    return [f"{prefix}-{n:04d}" for n in range(last - count + 1, last + 1)]
