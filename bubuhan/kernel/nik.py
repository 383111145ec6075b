"""The national identity number (NIK): 16 digits PP KK CC DDMMYY SSSS, women DD + 40. Pure.

Codes in it are those of the place of first registration, so an unknown kecamatan code is no error.
Only the civil registry can confirm that a NIK exists; there is no check digit.
"""

import re
from dataclasses import dataclass
from datetime import date

from bubuhan.kernel.problems import Problem

# Blanks, quotes, dots, and the invisible marks that come along when a number is copied from a chat.
_NOISE = re.compile(r"[\s.'’‘`\"\-_\u00a0\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff:]+")
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
_NONE = frozenset(
    {
        *(
            "tidakada",
            "tdkada",
            "belumada",
            "blmada",
            "belumpunya",
            "tidakpunya",
            "kosong",
            "nihil",
        ),
        *(
            "dalamproses",
            "dlmproses",
            "prosesktp",
            "hilang",
            "ktphilang",
            "belumktp",
            "menyusul",
            "0",
        ),
    }
)
_SCIENCE = re.compile(r"^\d[.,]\d+e\+?\d+$", re.IGNORECASE)
_ANYWHERE = re.compile(r"(?<!\d)(\d{4})\d{8}(\d{4})(?!\d)")
LENGTH = 16


@dataclass(frozen=True, slots=True)
class NikFacts:
    """What a NIK says of its owner; `birth_date` with the century chosen for ages 17 to 116."""

    birth_date: date
    sex: str


def parse_nik(raw: object, *, field: str = "nik", allow_example: bool = False) -> str | Problem:
    """Sixteen digits, "" for an empty cell, or a Problem (returned, not raised).

    `nik_excel`   a spreadsheet kept it as a number and lost digits: a number ending in 0, or 6.37E+15
    `nik_length`  not 16 digits        `nik_date`  impossible day or month
    `nik_serial`  serial 0000, unless `allow_example` (a demo instance)
    """
    if raw is None or raw == 0 or (isinstance(raw, str) and not raw.strip(" \t\n'-–.")):
        return ""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw, field, allow_example)
    text = _NOISE.sub("", str(raw))
    if _SCIENCE.match(str(raw).strip().strip("'")):
        return Problem("nik_excel", field)
    if not text.isdigit():
        if text.casefold() in _NONE:
            return ""
        text = _alone(text)
    elif text == "0":
        return ""
    return check_nik(text, field=field, allow_example=allow_example)


def _alone(text: str) -> str:
    """The one number in `NIK: 6371...` or `6371... (lama)`; two that differ stay a fault."""
    runs = set(_SIXTEEN.findall(text))
    rest = _SIXTEEN.sub("", text)
    return runs.pop() if len(runs) == 1 and not any(c.isdigit() for c in rest) else text


def check_nik(text: str, *, field: str = "nik", allow_example: bool = False) -> str | Problem:
    """Check cleaned text: the same number, or the Problem with it."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        digits = sum(c.isdigit() for c in text)
        return Problem("nik_length", field, length=digits)
    if nik_facts(text) is None:
        return Problem("nik_date", field, masked=mask_nik(text))
    if text.endswith("0000") and not allow_example:
        return Problem("nik_serial", field, masked=mask_nik(text))
    return text


def nik_facts(nik: str, *, today: date | None = None) -> NikFacts | None:
    """Birth date and sex as the number has them; None when the date cannot be one.

    Without `today` the century is 19xx for years above 25 (enough to test the calendar).
    """
    if nik == nik[0] * len(nik):  # 1111 1111 1111 1111 fills a column, it is nobody's number
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    sex = "P" if day > 40 else "L"
    newest = (today.year - 17) if today else 2025
    century = 2000 if 2000 + year <= newest else 1900
    try:
        return NikFacts(date(century + year, month, day - 40 if day > 40 else day), sex)
    except ValueError:
        return None


def mask_nik(nik: str) -> str:
    """`6371 •••• •••• 0000`: as lists, pages and exports show it."""
    return f"{nik[:4]} •••• •••• {nik[-4:]}" if len(nik) == LENGTH else ("••••" if nik else "")


def mask_numbers(text: str) -> str:
    """A text with every number of sixteen digits in it (NIK, KK) masked the same way."""
    return _ANYWHERE.sub(r"\1 •••• •••• \2", text)


def _from_number(raw: int | float, field: str, allow_example: bool) -> str | Problem:
    if isinstance(raw, float) and not raw.is_integer():
        return Problem("nik_excel", field)
    digits = str(int(raw))
    if len(digits) >= LENGTH and (
        digits.endswith("0") or raw > 2**53
    ):  # beyond a float's whole numbers
        return Problem("nik_excel", field)
    return check_nik(digits, field=field, allow_example=allow_example)
