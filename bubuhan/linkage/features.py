"""A record made ready for comparing: every feature computed once, as plain text, numbers and lists.

The batch lane writes the same features as columns of a table, so both lanes compare the same thing.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from bubuhan.kernel.names import fold
from bubuhan.kernel.nik import nik_facts
from bubuhan.linkage.names import NameForms, name_forms, sound
from bubuhan.linkage.records import Record

_NIK = re.compile(r"\d{16}")
_WORDS = re.compile(r"[^a-z0-9]+")
_PLACE_NOISE = frozenset(
    ["kab", "kabupaten", "kota", "kec", "kecamatan", "desa", "kel", "kelurahan"]
)
_ROAD_NOISE = _PLACE_NOISE | frozenset(
    ["jl", "jln", "jalan", "no", "nomor", "gg", "gang", "rt", "rw", "komp", "komplek", "kompleks"]
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of one record; "" or () where nothing is known.

    nik: 16 digits, undamaged; nik_head: its first 15 (what a spreadsheet keeps); nik_a, nik_b: its
    halves; nik_kept: what the spreadsheet left of it;
    nik12: all but the serial; nik_10: all but the place; nik_date: YYMMDD as the number has it. born: YYYYMMDD of a
    full date that is no placeholder; swapped: day and month exchanged; born6: YYMMDD;
    day: MMDD; month: YYYYMM;
    year: 0 unknown; vague: "1" when only the year counts.
    """

    id: str
    full: str
    sound: str
    core: str
    core_sorted: str
    first: str
    tokens: tuple[str, ...]
    initials: str
    wild: str
    alias: tuple[str, ...]
    father: str
    spouse: str
    rarity: int
    nik: str
    nik_head: str
    nik_a: str
    nik_b: str
    nik_kept: str
    nik_10: str
    nik12: str
    nik_date: str
    damaged: str
    born: str
    swapped: str
    born6: str
    day: str
    month: str
    year_text: str
    year: int
    vague: str
    sex: str
    phones: tuple[str, ...]
    desa: tuple[str, ...]
    kecamatan: tuple[str, ...]
    kabupaten: tuple[str, ...]
    place: str
    address: str


COLUMNS = tuple(f.name for f in fields(Prepared))


def prepare(record: Record) -> Prepared:
    """Compute all features of a record; pure, never fails on odd text."""
    name = name_forms(record.name)
    nik, head, facts = _nik(record.nik, record.nik_damaged)
    born, month, year, vague = _birth(record.birth_date, record.birth_precision, facts)
    desa, kecamatan, kabupaten = area_levels(record.areas)
    return Prepared(
        record.id, name.full, name.sound, name.core, name.core_sorted, first_word(name), name.tokens,
        name.initials, "1" if name.wild else "", name.alias, name.father,
        "1" if record.name_is_spouse or name.is_spouse else "", name.rarity,
        nik, head, nik[:8], nik[8:], nik or head.rstrip("0"), nik[6:], head[:12], facts[0][2:] if facts else "",
        "1" if head and not nik else "", born, _swap(born), born[2:], born[4:], month,
        str(year) if year else "", year, vague, record.sex or (facts[1] if facts else ""),
        tuple(record.phones), desa, kecamatan, kabupaten,
        place_key(record.birth_place), address_key(record.address),
    )  # fmt: skip


def first_word(name: NameForms) -> str:
    """The word of the core that comes first as written; "" without one."""
    return min(name.tokens, key=name.core.find) if name.tokens else ""


@lru_cache(maxsize=131_072)
def _dates_of_nik(digits: str) -> tuple[str, str] | None:
    facts = nik_facts("000000" + digits + "0000")
    return (facts.birth_date.strftime("%Y%m%d"), facts.sex) if facts else None


def _nik(raw: str, damaged: bool) -> tuple[str, str, tuple[str, str] | None]:
    """The whole number, what is surely right of it, and (YYYYMMDD, sex) that it says."""
    if not _NIK.fullmatch(raw):
        return "", "", None
    facts = _dates_of_nik(raw[6:12])
    return ("" if damaged else raw), raw[:15], facts


def nik_says(raw: str) -> tuple[str, str] | tuple[()] | None:
    """(YYYYMMDD, sex) that a number says; () where it says none; None where it is no number."""
    if len(raw) != 16 or not _NIK.fullmatch(raw):
        return None
    return _dates_of_nik(raw[6:12]) or ()


def _birth(
    stated: date | None, precision: str, facts: tuple[str, str] | None
) -> tuple[str, str, int, str]:
    """(YYYYMMDD, YYYYMM, year, vague): the stated date; where none is, the one inside the NIK."""
    if stated is None or precision == "unknown":
        if facts is None:
            return "", "", 0, ""
        return facts[0], facts[0][:6], int(facts[0][:4]), ""
    if precision == "day" and (stated.day != 1 or stated.month != 1):
        text = f"{stated.year:04d}{stated.month:02d}{stated.day:02d}"
        return text, text[:6], stated.year, ""
    if precision == "month":
        return "", f"{stated.year:04d}{stated.month:02d}", stated.year, ""
    return "", "", stated.year, "1"


def _swap(born: str) -> str:
    return born[:4] + born[6:8] + born[4:6] if born else ""


@lru_cache(maxsize=65536)
def area_levels(
    codes: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Codes of desa, kecamatan and kabupaten."""
    parts = [code.split(".") for code in codes]
    levels = [
        tuple(sorted({".".join(p[:depth]) for p in parts if len(p) >= depth}))
        for depth in (4, 3, 2)
    ]
    return levels[0], levels[1], levels[2]


@lru_cache(maxsize=65536)
def place_key(text: str) -> str:
    """A birth place as it sounds, without kabupaten, kota and the like."""
    words = [w for w in _WORDS.split(fold(text)) if w and w not in _PLACE_NOISE]
    return sound("".join(words))


@lru_cache(maxsize=65536)
def address_key(text: str) -> str:
    """An address without spaces, road words and leading zeros."""
    words = [w.lstrip("0") for w in _WORDS.split(fold(text)) if w and w not in _ROAD_NOISE]
    return "".join(words)
