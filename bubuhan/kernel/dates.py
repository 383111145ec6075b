"""Dates and sex as they stand in Indonesian lists. Pure; `today` is always given.

Two-digit years: a birth date gets the century that makes a person 17 or older; any other date gets
20xx unless that lies more than a year ahead.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bubuhan.kernel.names import fold
from bubuhan.kernel.problems import Problem

Precision = Literal["day", "month", "year"]
_MONTHS = {
    "jan": 1, "januari": 1, "january": 1, "feb": 2, "peb": 2, "februari": 2, "pebruari": 2, "february": 2,
    "mar": 3, "mrt": 3, "maret": 3, "march": 3, "apr": 4, "april": 4, "mei": 5, "may": 5, "jun": 6, "juni": 6,
    "june": 6, "jul": 7, "juli": 7, "july": 7, "agu": 8, "ags": 8, "agt": 8, "agst": 8, "agsts": 8, "agus": 8,
    "agust": 8, "agts": 8, "agustus": 8, "aug": 8, "febr": 2, "pebr": 2, "septembar": 9,
    "august": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10, "oct": 10, "oktober": 10, "october": 10,
    "nov": 11, "nop": 11, "november": 11, "nopember": 11, "des": 12, "dec": 12, "desember": 12, "december": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}[:.].*)?")
_DMY = re.compile(r"(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d{2})(?: \d{1,2}[:.].*)?")
_WORDS = re.compile(r"(\d{1,2})?[\s\-/.]*([a-z]{3,9})\.?[\s\-/.,]*(\d{4}|\d{2})")
_YEAR = re.compile(r"(?:tahun|thn|th)?\.? ?((?:19|20)\d\d)")
_COMPACT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{4,5}(?:\.0*)?")
_PLACE = re.compile(
    r"^(?P<place>[^\d]*?[a-z’'.)\s])[\s,./;:\-–—]+(?P<date>\d.*)$", re.IGNORECASE | re.DOTALL
)
_TURNED = re.compile(r"^(?P<date>\d.*\d{4})\s*[,/;]\s*(?P<place>[a-z][a-z .’']+)$", re.IGNORECASE)
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_DAYS = "senin|selasa|rabu|kamis|jumat|sabtu|minggu|ahad"
_LEAD = re.compile(rf"^(?:(?:{_DAYS}|tgl|tanggal|lahir)\b[\s.,:]*)+")
_LEADS = frozenset({*_DAYS.split("|"), "tgl", "tanggal"})
_REMARK = re.compile(r"\([^)]*\)\s*$")
_ROMAN = re.compile(r"(?<=\d)[\s\-/.]+([ivx]{1,4})[\s\-/.]+(?=\d)")
_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_NOTHING = frozenset({"", "-", "--", "?", "tidak tahu", "tidak diketahui", "belum ada", "n/a", "0"})
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date and how much of it was said; a year alone is 1 January with precision "year"."""

    value: date
    precision: Precision = "day"


def parse_date(
    raw: object, *, today: date, birth: bool = False, field: str = "birth_date"
) -> ParsedDate | Problem | None:
    """A date from a cell: text, a date, or an Excel serial; None when empty, or a Problem.

    Codes: `date_invalid` (unreadable or impossible), `date_ahead` (not yet happened).
    """
    found = _read(raw, today, birth)
    if found is None:
        return None
    if isinstance(found, str):
        return Problem("date_invalid", field, value=found[:40])
    limit = today if birth else today + timedelta(days=366)
    if found.value > limit:
        return Problem("date_ahead", field, value=found.value.strftime("%d-%m-%Y"))
    if found.value.year < 1900:
        return Problem("date_invalid", field, value=str(raw)[:40])
    return found


def split_place_and_date(raw: object) -> tuple[str, object]:
    """`Banjarmasin, 17-08-1965` -> ("Banjarmasin", "17-08-1965"); a date alone -> ("", raw)."""
    if not isinstance(raw, str):
        return "", raw
    text = raw.strip()
    if found := _PLACE.match(text):
        return _without_lead(found["place"], found["date"].strip())
    if turned := _TURNED.match(text):
        return turned["place"].strip(), turned["date"].strip()
    if any(c.isdigit() for c in text):
        return "", text
    return text.strip(" ,/;:-"), None


def _without_lead(place: str, when: str) -> tuple[str, str]:
    """`Amuntai, Senin` and `Kandangan, Agustus` end with words that belong to the date."""
    words = place.strip(" ,/;:-–").split()
    while words and (last := fold(words[-1]).strip(" .,:")) and (last in _LEADS or last in _MONTHS):
        word = words.pop()
        when = f"{word} {when}" if last in _MONTHS else when
    return " ".join(words).strip(" ,/;:-–"), when


def parse_sex(raw: object, *, field: str = "sex") -> str | Problem:
    """`L` or `P`, "" for an empty cell, or Problem `sex_invalid`."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = re.sub(r"[^a-z0-9]", "", fold(str(raw)))
    if not text:
        return ""
    if text in _SEXES:
        return _SEXES[text]
    return Problem("sex_invalid", field, value=str(raw)[:20])


_SEXES = {
    **dict.fromkeys(
        ("l", "lk", "laki", "lakilaki", "laki2", "lelaki", "pria", "male", "m", "1", "cowok"), "L"
    ),
    **dict.fromkeys(
        ("p", "pr", "perempuan", "prp", "wanita", "w", "female", "f", "2", "cewek"), "P"
    ),
}


def _read(raw: object, today: date, birth: bool) -> ParsedDate | str | None:
    if raw is None:
        return None
    if isinstance(raw, datetime):
        return ParsedDate(raw.date())
    if isinstance(raw, date):
        return ParsedDate(raw)
    if isinstance(raw, int | float):
        return _number(float(raw))
    text = fold(str(raw))
    if text in _NOTHING:
        return None
    return _text(text, today, birth) or _text(_tidied(text), today, birth) or str(raw)


def _tidied(text: str) -> str:
    """Without the weekday, remarks in brackets and odd dashes; a roman month as a number."""
    text = _LEAD.sub("", text.translate(_DASHES))
    text = _REMARK.sub("", text).strip(" .,;:-")
    roman = _ROMAN.search(text)
    if roman and roman[1] in _ROMANS:
        text = _ROMAN.sub(f"-{_ROMANS.index(roman[1]) + 1}-", text)
    return text


def _number(value: float) -> ParsedDate | str:
    whole = int(value)
    if value.is_integer() and 1900 <= whole <= 2100:
        return ParsedDate(date(whole, 1, 1), "year")
    if 2500 <= value <= 73_050:  # 1906 .. 2099 as Excel counts days
        return ParsedDate(_EPOCH + timedelta(days=whole))
    if 1_01_1900 <= whole <= 31_12_2100:
        return _compact(f"{whole:08d}") or str(whole)
    return str(value)


def _text(text: str, today: date, birth: bool) -> ParsedDate | None:
    if m := _ISO.fullmatch(text):
        return _make(int(m[3]), int(m[2]), int(m[1]))
    if m := _DMY.fullmatch(text):
        year = _century(m[3], today, birth)
        if (
            int(m[1]) == int(m[2]) == 0 and 1900 <= year <= 2100
        ):  # 00-00-1965: only the year is known
            return ParsedDate(date(year, 1, 1), "year")
        return _make(int(m[1]), int(m[2]), year) or _make(int(m[2]), int(m[1]), year)
    if m := _WORDS.fullmatch(text):
        month = _MONTHS.get(m[2])
        year = _century(m[3], today, birth)
        if month is None:
            return None
        return _make(int(m[1]), month, year) if m[1] else ParsedDate(date(year, month, 1), "month")
    if m := _YEAR.fullmatch(text):
        return ParsedDate(date(int(m[1]), 1, 1), "year")
    if _COMPACT.fullmatch(text):
        return _compact(text)
    if _SERIAL.fullmatch(text):
        found = _number(float(text))
        return found if isinstance(found, ParsedDate) else None
    return None


def _compact(text: str) -> ParsedDate | None:
    """ddmmyyyy, else yyyymmdd."""
    return _make(int(text[:2]), int(text[2:4]), int(text[4:])) or _make(
        int(text[6:]), int(text[4:6]), int(text[:4])
    )


def _century(text: str, today: date, birth: bool) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    newest = today.year - 17 if birth else today.year + 1
    return 2000 + year if 2000 + year <= newest else 1900 + year


def _make(day: int, month: int, year: int) -> ParsedDate | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return ParsedDate(date(year, month, day))
    except ValueError:
        return None
