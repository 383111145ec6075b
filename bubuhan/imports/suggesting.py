"""What a faulty row probably meant: one suggestion per problem, with before and after. Pure.

Only what is safe to say: letters typed for digits, a date that reads after tidying, a digit of the NIK that
the birth date proves, an area with one likely candidate. Nothing is applied without a person's click.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz.fuzz import partial_ratio

from bubuhan.imports.sheet_map import plain
from bubuhan.imports.sheet_rows import FORMULA, as_text
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import check_nik, nik_facts, parse_date, parse_phone, split_place_and_date

WORDS: dict[str, str] = {
    "area_above": "Wilayah: sama dengan baris di atasnya",
    "area": "Wilayah: pakai nama resmi yang paling mirip",
    "date_text": "Tanggal: rapikan tulisannya",
    "birth_from_nik": "Tanggal lahir: pakai yang terbaca dari NIK",
    "sex_from_nik": "Jenis kelamin: pakai yang terbaca dari NIK",
    "nik_letters": "NIK: huruf yang terketik menggantikan angka (O, l) diperbaiki",
    "nik_digit": "NIK: satu angka yang hilang dilengkapi dari tanggal lahir",
    "nik_drop": "NIK: simpan dahulu tanpa NIK, lengkapi kemudian",
    "phone_text": "Nomor HP: huruf dan catatan dibuang",
    "swap": "Kolom nama dan NIK tertukar: tukar kembali",
    "psm": "Tetap dicatat sebagai Pekerja Sosial Masyarakat",
}
ALIKE = 80  # how alike a written area and the suggested name must be
_LOOKALIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to repair one row: `changes` by field; rows with an equal `key` can be repaired alike."""

    kind: str
    key: str
    field: str
    before: str
    after: str
    changes: dict[str, Any]

    @property
    def words(self) -> str:
        return WORDS[self.kind]


def suggest(
    values: dict[str, Any], problems: list[dict[str, Any]], *, today: date, allow_example: bool
) -> list[Suggestion]:
    """Suggestions for a row's problems, the safest first; at most one of a kind."""
    facts = _Row(values, today, allow_example)
    out: dict[str, Suggestion] = {}
    for problem in problems:
        for maker in _MAKERS.get(problem["code"], ()):
            found = maker(facts, problem)
            if found and found.kind not in out:
                out[found.kind] = found
    return list(out.values())


@dataclass(frozen=True, slots=True)
class _Row:
    values: dict[str, Any]
    today: date
    allow_example: bool

    def text(self, code: str) -> str:
        found = as_text(self.values.get(code))
        return "" if found == FORMULA else found

    def nik(self, text: str) -> str:
        """The number when it is a valid one, else ""."""
        found = check_nik(re.sub(r"[\s.'’`\-_]", "", text), allow_example=self.allow_example)
        return found if isinstance(found, str) else ""

    def born(self) -> date | None:
        """The stated birth date, when it reads."""
        raw = self.values.get("birth_date") or split_place_and_date(self.values.get("birth"))[1]
        found = parse_date(raw, today=self.today, birth=True)
        if found is None or isinstance(found, Problem) or found.precision != "day":
            return None
        return found.value


Maker = Callable[[_Row, dict[str, Any]], Suggestion | None]


def _area(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    options = problem.get("candidates") or []
    if not options:
        return None
    written = ", ".join(
        t for t in (row.text(c) for c in ("duty_desa", "desa", "duty_kec", "kec", "area")) if t
    )
    code, label = options[0]
    lowest = written.split(",")[0]
    if not lowest or partial_ratio(plain(lowest), plain(label)) < ALIKE:
        return None  # a guess from far away helps nobody
    key = f"area|{written.casefold()}|{code}"
    return Suggestion("area", key, "area", written, label, {"_area": code})


def _area_above(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    """Nothing is written, as below a name that stands once for a whole block of rows."""
    options = problem.get("candidates") or []
    if not options or not row.text("group_above"):
        return None
    code, label = options[0]
    return Suggestion("area_above", "area_above", "area", "(kosong)", label, {"_area": code})


def _date_text(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    code = problem.get("field") or "birth_date"
    source = code if row.text(code) else "birth"
    text = row.text(source)
    place, raw = split_place_and_date(text) if source == "birth" else ("", text)
    if not isinstance(raw, str):
        return None
    for tidy in _tidied(raw):
        found = parse_date(tidy, today=row.today, birth=code == "birth_date", field=code)
        if found and not isinstance(found, Problem):
            after = f"{found.value:%d-%m-%Y}"
            full = f"{place}, {after}" if place else after
            return Suggestion("date_text", "date_text", code, text, full, {source: full})
    return None


def _tidied(text: str) -> list[str]:
    digits = text.translate(_LOOKALIKE) if any(c.isdigit() for c in text) else text
    spaced = re.sub(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)", " ", text)
    single = re.sub(r"([-/.,\s])[-/.,\s]+", r"\1", digits).strip(" -/.,;:")
    joined = re.sub(r"(?<=\d)\s+(?=\d{1,2}$)", "", single)
    dotted = re.sub(r"[,;:_|\\]+", "-", digits)
    return [t for t in dict.fromkeys((digits, spaced, single, joined, dotted)) if t and t != text]


def _birth_from_nik(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    nik = row.nik(row.text("nik"))
    facts = nik_facts(nik, today=row.today) if nik else None
    if facts is None:
        return None
    after = f"{facts.birth_date:%d-%m-%Y}"
    before = row.text("birth_date") or row.text("birth")
    source = "birth_date" if "birth_date" in row.values or "birth" not in row.values else "birth"
    place = split_place_and_date(row.values.get("birth"))[0] if source == "birth" else ""
    full = f"{place}, {after}" if place else after
    return Suggestion(
        "birth_from_nik", "birth_from_nik", "birth_date", before, full, {source: full}
    )


def _sex_from_nik(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    nik = row.nik(row.text("nik"))
    facts = nik_facts(nik, today=row.today) if nik else None
    if facts is None:
        return None
    before = row.text("sex") or ("L" if row.values.get("sex_l") else "P")
    changes = {"sex": facts.sex, "sex_l": "", "sex_p": ""}
    return Suggestion("sex_from_nik", "sex_from_nik", "sex", before, facts.sex, changes)


def _nik_letters(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    text = row.text("nik")
    found = row.nik(text.translate(_LOOKALIKE))
    if not found:
        return None
    return Suggestion("nik_letters", "nik_letters", "nik", text, found, {"nik": found})


def _nik_digit(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    """Fifteen digits: the one that fell out of the date inside is proven by the birth date."""
    digits = re.sub(r"\D", "", row.text("nik"))
    born, sex = row.born(), row.text("sex")[:1].upper()
    if len(digits) != 15 or born is None or sex not in {"L", "P"}:
        return None
    inside = f"{born.day + (40 if sex == 'P' else 0):02d}{born:%m%y}"
    middle = digits[6:11]
    if not any(inside[:n] + inside[n + 1 :] == middle for n in range(6)):
        return None
    found = row.nik(digits[:6] + inside + digits[11:])
    if not found:
        return None
    return Suggestion("nik_digit", "nik_digit", "nik", digits, found, {"nik": found})


def _nik_drop(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    return Suggestion("nik_drop", "nik_drop", "nik", row.text("nik"), "(kosong)", {"nik": ""})


def _phone_text(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    text = row.text("phone")
    tidy = re.sub(r"\(.*?\)|\b(?:wa|hp|no|telp|tlp)\b\.?:?", " ", text, flags=re.IGNORECASE)
    tidy = re.sub(r"[^\d+/;,|& .-]", " ", tidy.translate(_LOOKALIKE))
    for attempt in (tidy, re.sub(r"\s+", "", tidy)):
        found = parse_phone(attempt)
        if found and not isinstance(found, Problem):
            after = " / ".join("0" + p[3:] for p in found)
            return Suggestion("phone_text", "phone_text", "phone", text, after, {"phone": after})
    return None


def _swap(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    name, nik = row.text("name"), row.text("nik")
    letters = sum(c.isalpha() for c in nik)
    if letters < 3 or not row.nik(name):
        return None
    before, after = f"{name} | {nik}", f"{nik} | {name}"
    return Suggestion("swap", "swap", "name", before, after, {"name": nik, "nik": name})


def _psm(row: _Row, problem: dict[str, Any]) -> Suggestion | None:
    text = row.text("position")
    return Suggestion(
        "psm", "psm", "position", text, "Pekerja Sosial Masyarakat", {"_psm": "sosial"}
    )


_MAKERS: dict[str, tuple[Maker, ...]] = {
    "area_ambiguous": (_area,),
    "area_missing": (_area_above,),
    "date_invalid": (_date_text, _birth_from_nik),
    "date_ahead": (_date_text, _birth_from_nik),
    "birth_differs": (_birth_from_nik,),
    "sex_differs": (_sex_from_nik,),
    "sex_invalid": (_sex_from_nik,),
    "nik_length": (_swap, _nik_letters, _nik_digit, _nik_drop),
    "nik_date": (_nik_letters, _nik_drop),
    "nik_excel": (_nik_drop,),
    "nik_serial": (_nik_drop,),
    "name_missing": (_swap,),
    "phone_invalid": (_phone_text,),
    "psm_swadaya": (_psm,),
}


def shown(text: str, other: str) -> str:
    """A NIK for a list: its serial as dots, but for what changed there."""
    if sum(c.isdigit() for c in text) < 12:
        return text
    equal = len(text) == len(other)
    return "".join(
        "•" if n >= len(text) - 4 and c.isdigit() and (not equal or c == other[n]) else c
        for n, c in enumerate(text)
    )
