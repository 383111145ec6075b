"""One row of a list -> what it says about a person and a hat, with every problem it has. Almost pure:
areas are looked up through a callable, today is given.

A row is *held* when it cannot be trusted yet but can be repaired (broken NIK, unclear area,
impossible birth date); *rejected* when nobody is named in it. Everything else is noted and goes on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bubuhan.imports.sheet_fields import DETAILS, FIELDS, INSTITUTIONS, SKIPPED
from bubuhan.imports.sheet_map import Column
from bubuhan.imports.sheet_read import Uncomputed, is_blank
from bubuhan.imports.sheet_table import Line
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import (
    ParsedDate,
    name_key,
    nik_facts,
    parse_date,
    parse_nik,
    parse_phone,
    parse_sex,
    split_place_and_date,
    tidy_name,
)

FORMULA = "=?"  # how a formula without a stored result is kept
_NIK_RUN = re.compile(r"\d[\d .'-]{13,24}\d")
_RT = re.compile(r"\bRT\b[ .:]*0*(\d{1,3})", re.IGNORECASE)
_RW = re.compile(r"\bRW\b[ .:]*0*(\d{1,3})", re.IGNORECASE)
_RT_RW = re.compile(
    r"[,;]?\s*\b(?:RT|RW)\b[ .:]*\d{1,3}\s*[/,.\-]?\s*(?:(?:RW)?[ .:]*\d{1,3}\b)?", re.IGNORECASE
)
_NO_NAME = frozenset({"nihil", "kosong", "belumada", "tidakada", "tdkada", "blmada", "xxx"})


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What an area text led to: a code, or a Problem with candidates `[(code, label)]`."""

    code: str = ""
    problem: Problem | None = None
    candidates: tuple[tuple[str, str], ...] = ()


# (kab, kec, desa, free text) -> answer; an all-empty question means "not written".
AreaLookup = Callable[[str, str, str, str], AreaAnswer]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a check needs to know besides the row."""

    pillar: str
    today: date
    allow_example: bool
    find_area: AreaLookup


@dataclass(slots=True)
class Raw:
    """One data row by field, as read: JSON values only. `sheet` counts from 0, `row` from 1."""

    sheet: int
    row: int
    values: dict[str, Any]


@dataclass(slots=True)
class Draft:
    """What a row says, normalised; `problems` as kept: code, field, message, holds, candidates."""

    sheet: int
    row: int
    name: str = ""
    name_key: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = "unknown"
    birth_place: str = ""
    nik: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    home_code: str = ""
    area_code: str = ""
    position: str = ""
    organisation: str = ""
    decree_no: str = ""
    decree_issuer: str = ""
    decree_date: date | None = None
    started_on: date | None = None
    started_precision: str = "unknown"
    details: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    rejected: bool = False
    decision: str = ""

    @property
    def held(self) -> bool:
        return any(p.get("holds") for p in self.problems)

    def note(self, problem: Problem, *, holds: bool = False, candidates: Any = ()) -> None:
        """Add a problem to the row."""
        entry: dict[str, Any] = {**problem.as_dict(), "holds": holds}
        if candidates:
            entry["candidates"] = [list(c) for c in candidates]
        self.problems.append(entry)


def gather(sheet: int, line: Line, columns: list[Column]) -> Raw:
    """Cells of one line by field; what is not taken over is not kept either."""
    values: dict[str, Any] = {}
    for column in columns:
        if not column.field or column.field in SKIPPED or column.index >= len(line.cells):
            continue
        value = plain_value(line.cells[column.index])
        if value is None:
            continue
        if column.field in values:
            values[column.field] = f"{as_text(values[column.field])} / {as_text(value)}"
        else:
            values[column.field] = value
    for level, text in line.context.items():
        values[f"group_{level}"] = text
    return Raw(sheet, line.row + 1, values)


def plain_value(value: Any) -> Any:
    """A cell as JSON can keep it; None when blank."""
    if isinstance(value, Uncomputed):
        return FORMULA
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return value
    return str(value).strip()[:500]


def as_text(value: Any) -> str:
    """A kept value as a person would type it: 5.0 -> "5"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def check(raw: Raw, rules: Rules) -> Draft:
    """Read one row. Never raises: what is wrong stands in `problems`."""
    draft = Draft(raw.sheet, raw.row, decision=str(raw.values.get("_person", "")))
    values = dict(raw.values)
    _split_name_nik(values)
    for code, value in values.items():
        if value == FORMULA and code in FIELDS:
            draft.note(Problem("sheet_formula", code, cell=FIELDS[code].label), holds=True)
            values[code] = None
    _name(draft, values)
    if draft.rejected:
        return draft
    _nik(draft, values, rules)
    _birth(draft, values, rules)
    _sex(draft, values, rules)
    _phones(draft, values)
    _address(draft, values)
    _areas(draft, values, rules)
    _service(draft, values, rules)
    return draft


def _split_name_nik(values: dict[str, Any]) -> None:
    both = values.pop("name_nik", None)
    if not isinstance(both, str):
        return
    run = _NIK_RUN.search(both)
    values.setdefault(
        "name", (both[: run.start()] + " " + both[run.end() :] if run else both).strip(" /\n-:()")
    )
    if run:
        values.setdefault("nik", run[0])


def _name(draft: Draft, values: dict[str, Any]) -> None:
    text = as_text(values.get("name"))
    folded = "".join(c for c in text.casefold() if c.isalpha())
    if (not folded or folded in _NO_NAME) and not draft.problems:
        draft.rejected = True
        draft.note(Problem("name_missing", "name"))
        return
    draft.name = tidy_name(text)[:120]
    draft.name_key = name_key(text)[:120]


def _nik(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    found = parse_nik(values.get("nik"), allow_example=rules.allow_example)
    if isinstance(found, Problem):
        draft.note(found, holds=True)
    else:
        draft.nik = found


def _birth(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    place, when = as_text(values.get("birth_place")), values.get("birth_date")
    if both := values.get("birth"):
        split_place, split_when = split_place_and_date(both)
        place, when = place or split_place, when if when is not None else split_when
    elif isinstance(when, str):
        split_place, when = split_place_and_date(when)
        place = place or split_place
    draft.birth_place = place.title()[:80] if place.isupper() or place.islower() else place[:80]
    found = parse_date(when, today=rules.today, birth=True)
    if isinstance(found, Problem):
        draft.note(found, holds=True)
        return
    stated = nik_facts(draft.nik, today=rules.today) if draft.nik else None
    if found:
        draft.birth_date, draft.birth_precision = found.value, found.precision
        if stated and found.precision == "day" and found.value != stated.birth_date:
            seen = f"{stated.birth_date:%d-%m-%Y}"
            draft.note(
                Problem("birth_differs", "birth_date", value=f"{found.value:%d-%m-%Y}", nik=seen)
            )
    elif stated:
        draft.birth_date, draft.birth_precision = stated.birth_date, "day"


def _sex(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    marked = "L" if values.get("sex_l") else "P" if values.get("sex_p") else None
    found = parse_sex(values.get("sex") or marked)
    stated = nik_facts(draft.nik, today=rules.today) if draft.nik else None
    if isinstance(found, Problem):
        draft.note(found)
        found = ""
    if found and stated and found != stated.sex:
        draft.note(Problem("sex_differs", "sex", value=found))
    draft.sex = found or (stated.sex if stated else "")


def _phones(draft: Draft, values: dict[str, Any]) -> None:
    found = parse_phone(values.get("phone"))
    if isinstance(found, Problem):
        draft.note(found)
    else:
        draft.phones = found[:2]


def _address(draft: Draft, values: dict[str, Any]) -> None:
    """Street and RT/RW in one fixed form, wherever they stood: `Jl. Kuin RT 05 RW 02`."""
    street = as_text(values.get("address"))
    rt, rw = _number(values.get("rt")), _number(values.get("rw"))
    if pair := re.findall(r"\d{1,3}", as_text(values.get("rt_rw"))):
        rt, rw = rt or pair[0], rw or (pair[1] if len(pair) > 1 else "")
    if slash := re.search(
        r"\bRT\b[ .:]*0*(\d{1,3})\s*/\s*(?:RW[ .:]*)?0*(\d{1,3})", street, re.IGNORECASE
    ):
        rt, rw = rt or slash[1], rw or slash[2]
    for pattern in (_RT, _RW):
        if inside := pattern.search(street):
            rt, rw = (rt or inside[1], rw) if pattern is _RT else (rt, rw or inside[1])
    street = _RT_RW.sub(" ", street)
    parts = [" ".join(street.split()).strip(" ,;./-")]
    parts += [
        f"{word} {number.lstrip('0').zfill(2)}"
        for word, number in (("RT", rt), ("RW", rw))
        if number.strip("0")
    ]
    draft.address = " ".join(p for p in parts if p)[:250]


def _number(value: Any) -> str:
    found = re.search(r"\d{1,3}", as_text(value))
    return found[0] if found else ""


def _areas(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    """Where the person serves, and where he lives. Undivided columns are duty unless duty has its own."""
    duty = [as_text(values.get(f"duty_{level}")) for level in ("kab", "kec", "desa")]
    plain = [as_text(values.get(level)) for level in ("kab", "kec", "desa")]
    group = [as_text(values.get(f"group_{level}")) for level in ("kab", "kec", "desa")]
    free = as_text(values.get("area")) or as_text(values.get("group_any"))
    chosen = str(values.get("_area", ""))
    if any(duty) or as_text(values.get("area")):
        home = [p or g for p, g in zip(plain, group, strict=True)] if any(plain) else []
        duty[0] = duty[0] or plain[0] or group[0]
        duty = [
            d or (g if any(duty[1:]) or not free else "") for d, g in zip(duty, group, strict=True)
        ]
    else:
        home, duty = [], [p or g for p, g in zip(plain, group, strict=True)]
    answer = AreaAnswer(chosen) if chosen else rules.find_area(duty[0], duty[1], duty[2], free)
    told = _area_in_address(as_text(values.get("address")))
    if answer.problem and answer.problem.code == "area_missing" and told:
        answer = rules.find_area(duty[0], duty[1], "", told)
    if answer.problem:
        draft.note(answer.problem, holds=True, candidates=answer.candidates)
    draft.area_code = answer.code
    if any(home[1:]):
        found = rules.find_area(home[0], home[1], home[2], "")
        if (
            not found.code and not home[1] and duty[1]
        ):  # TKSK: a kelurahan of the kecamatan he serves
            found = rules.find_area(home[0], duty[1], home[2], "")
        draft.home_code = found.code


def _area_in_address(address: str) -> str:
    found = re.search(
        r"\b(?:kel|kelurahan|desa|ds|kec|kecamatan)\b\.?\s+.*$", address, re.IGNORECASE
    )
    return found[0] if found else ""


def _service(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    for name, limit in (
        ("position", 120),
        ("organisation", 160),
        ("decree_no", 120),
        ("decree_issuer", 160),
    ):
        setattr(draft, name, as_text(values.get(name))[:limit])
    draft.decree_no = draft.decree_no or as_text(values.get("first_no"))[:120]
    draft.decree_issuer = draft.decree_issuer or as_text(values.get("first_issuer"))[:160]
    if not draft.position and draft.organisation:
        draft.position = INSTITUTIONS.get(rules.pillar, "")
    if decree := _date(draft, values, "decree_date", rules):
        draft.decree_date = decree.value
    if started := _date(draft, values, "started", rules):
        draft.started_on, draft.started_precision = started.value, started.precision
    for code in DETAILS:
        if text := as_text(values.get(code)):
            draft.details[code] = text[:120]


def _date(draft: Draft, values: dict[str, Any], code: str, rules: Rules) -> ParsedDate | None:
    found = parse_date(values.get(code), today=rules.today, field=code)
    if isinstance(found, Problem):
        draft.note(found)
        return None
    if found and code == "started" and found.value > rules.today:
        draft.note(Problem("date_ahead", code, value=f"{found.value:%d-%m-%Y}"))
        return None
    return found
