"""One row of a list -> what it says about a person and a hat, with every problem it has. Almost pure:
areas are looked up through a callable, today is given.

A row is *held* when it cannot be trusted yet but can be repaired (broken NIK, unclear area,
impossible birth date); *rejected* when nobody is named in it. Everything else is noted and goes on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from bubuhan.imports.sheet_address import area_in_address, read_address
from bubuhan.imports.sheet_doubts import doubt_of
from bubuhan.imports.sheet_fields import DETAILS, FIELDS, INSTITUTIONS, SKIPPED
from bubuhan.imports.sheet_formulas import Uncomputed
from bubuhan.imports.sheet_map import Column
from bubuhan.imports.sheet_pillar import functional_post, pillar_of
from bubuhan.imports.sheet_read import BLANKS, MAX_TEXT
from bubuhan.imports.sheet_table import Line
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import (
    NikFacts,
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
_PLAIN_PHONE = re.compile(r"08[1-9]\d{7,10}")
_AREA_KEYS = (
    "_area", "duty_kab", "duty_kec", "duty_desa", "kab", "kec", "desa", "group_kab", "group_kec", "group_desa",
    "area", "group_any",
)  # fmt: skip
_ADDRESS_KEYS = ("address", "rt", "rw", "rt_rw")
_DETAIL_SET = frozenset(DETAILS)
_TEXTS = {"position": 120, "organisation": 160, "decree_no": 120, "decree_issuer": 160}
_NO_NAME = frozenset(
    {"nihil", "kosong", "belumada", "tidakada", "tdkada", "blmada", "xxx"}
    | {
        "vacant",
        "vakum",
        "lowong",
        "nn",
        "belumterisi",
        "belumdiisi",
        "blmterisi",
        "belumterbentuk",
    }
)


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What an area text led to: a code (with a Problem: worth a note), or a Problem with candidates
    `[(code, label)]`."""

    code: str = ""
    problem: Problem | None = None
    candidates: tuple[tuple[str, str], ...] = ()


# (pillar, kab, kec, desa, free text) -> answer; an all-empty question means "not written".
AreaLookup = Callable[[str, str, str, str, str], AreaAnswer]
# What the area columns of one row led to: where he serves, and where he lives.
Areas = tuple[AreaAnswer, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a check needs to know besides the row.

    `pillar` is the sheet's; `asks` a problem of the whole sheet that somebody must answer first.
    """

    pillar: str
    today: date
    allow_example: bool
    find_area: AreaLookup
    asks: Problem | None = None
    known_areas: dict[tuple[Any, ...], Areas] = field(default_factory=dict)


@dataclass(slots=True)
class Raw:
    """One data row by field, as read: JSON values only. `sheet` counts from 0, `row` from 1.

    Values that begin with `_` are decisions of an officer: `_area`, `_person`, `_pillar`, `_psm`.
    """

    sheet: int
    row: int
    values: dict[str, Any]


@dataclass(slots=True)
class Draft:
    """What a row says, normalised; `problems` as kept: code, field, message, holds, candidates."""

    sheet: int
    row: int
    pillar: str = ""
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
        return bool(self.problems) and any(p.get("holds") for p in self.problems)

    def note(self, problem: Problem, *, holds: bool = False, candidates: Any = ()) -> None:
        """Add a problem to the row."""
        entry: dict[str, Any] = {**problem.as_dict(), "holds": holds}
        if candidates:
            entry["candidates"] = [list(c) for c in candidates]
        self.problems.append(entry)


def kept_columns(columns: Sequence[Column]) -> list[tuple[int, str]]:
    """(index, field) of the columns that are taken over."""
    return [(c.index, c.field) for c in columns if c.field and c.field not in SKIPPED]


def gather(sheet: int, line: Line, columns: Sequence[tuple[int, str]]) -> Raw:
    """Cells of one line by field (`kept_columns`); what is not taken over is not kept either."""
    values: dict[str, Any] = {}
    cells = line.cells
    width = len(cells)
    for index, code in columns:
        if index >= width:
            continue
        value = cells[index]
        if type(value) is str:
            value = value.strip(BLANKS) and value.strip()
            if not value:
                continue
            if len(value) > 500 or "\0" in value:
                value = value.replace("\0", "")[:500]
        elif type(value) is float and value - value == 0:
            pass
        elif value is None or (value := plain_value(value)) is None:
            continue
        if code in values:
            values[code] = f"{as_text(values[code])} / {as_text(value)}"
        else:
            values[code] = value
    for level, text in line.context.items():
        values[f"group_{level}"] = text
    return Raw(sheet, line.row + 1, values)


def plain_value(value: Any) -> Any:
    """A cell as JSON can keep it; None when blank."""
    if isinstance(value, Uncomputed):
        return FORMULA
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return value if value - value == 0 else None  # neither infinite nor "not a number"
    text = str(value)[:MAX_TEXT].strip()
    return text.replace("\0", "")[:500] if text.strip(BLANKS) else None


def as_text(value: Any) -> str:
    """A kept value as a person would type it: 5.0 -> "5"."""
    if value is None:
        return ""
    if type(value) is not str:
        value = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return " ".join(value.split())


def check(raw: Raw, rules: Rules) -> Draft:
    """Read one row. Never raises: what is wrong stands in `problems`."""
    draft = Draft(raw.sheet, raw.row, rules.pillar, decision=raw.values.get("_person", ""))
    values = dict(raw.values)
    if "name_nik" in values:
        _split_name_nik(values)
    if FORMULA in values.values():
        _formulas(draft, values)
    _name(draft, values)
    if draft.rejected:
        return draft
    _pillar(draft, values, rules)
    stated = _nik(draft, values, rules)
    _birth(draft, values, rules, stated)
    _sex(draft, values, stated)
    _phones(draft, values)
    draft.address = read_address(*(as_text(values.get(k)) for k in _ADDRESS_KEYS))
    _areas(draft, values, rules)
    _service(draft, values, rules)
    _which_psm(draft, values)
    if doubt := doubt_of(as_text(values.get("name")), draft.details):
        draft.note(doubt, holds=True)
    return draft


def _formulas(draft: Draft, values: dict[str, Any]) -> None:
    for code, value in values.items():
        if value == FORMULA and code in FIELDS:
            draft.note(Problem("sheet_formula", code, cell=FIELDS[code].label), holds=True)
            values[code] = None


def _pillar(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    """The officer's decision, else the row's own column, else the sheet's."""
    chosen = values.get("_pillar")
    told = _told(as_text(values["pillar"])) if "pillar" in values else ""
    draft.pillar = chosen or told or rules.pillar
    if rules.asks is not None and not chosen and not told:
        draft.note(rules.asks, holds=True)
    elif not draft.pillar:
        draft.note(Problem("pillar_missing", "pillar"), holds=True)


_told = lru_cache(maxsize=1024)(pillar_of)


def _which_psm(draft: Draft, values: dict[str, Any]) -> None:
    """A functional post "Penggerak Swadaya Masyarakat" is no social worker: ask."""
    if draft.pillar != "PSM" or not draft.position or "_psm" in values:
        return
    if functional_post(draft.position):
        draft.note(Problem("psm_swadaya", "position", value=draft.position[:60]), holds=True)


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
    draft.name, draft.name_key = _named(as_text(values.get("name")))
    if not draft.name and not draft.problems:
        draft.rejected = True
        draft.note(Problem("name_missing", "name"))


def _named(text: str) -> tuple[str, str]:
    """Tidy name and key; both empty when nobody is named."""
    folded = text.casefold().replace(" ", "")
    if not folded.isalpha():
        folded = "".join(c for c in folded if c.isalpha())
    if not folded or folded in _NO_NAME:
        return "", ""
    return tidy_name(text)[:120], name_key(text)[:120]


def _nik(draft: Draft, values: dict[str, Any], rules: Rules) -> NikFacts | None:
    """The number, and what it says of its owner."""
    raw = values.get("nik")
    if raw is None:
        return None
    if (
        type(raw) is str
        and len(raw) == 16
        and raw.isascii()
        and raw.isdigit()
        and raw[12:] != "0000"
    ):
        facts = nik_facts(raw, today=rules.today)  # the common case, without the parser's detours
        if facts is not None:
            draft.nik = raw
            return facts
    found = parse_nik(raw, allow_example=rules.allow_example)
    if isinstance(found, Problem):
        draft.note(found, holds=True)
        return None
    draft.nik = found
    return nik_facts(found, today=rules.today) if found else None


def _birth(draft: Draft, values: dict[str, Any], rules: Rules, stated: NikFacts | None) -> None:
    place, found = _read_birth(
        values.get("birth_place"), values.get("birth_date"), values.get("birth"), rules.today
    )
    draft.birth_place = place
    if isinstance(found, Problem):
        draft.note(found, holds=True)
        return
    if found:
        draft.birth_date, draft.birth_precision = found.value, found.precision
        if stated and found.precision == "day" and found.value != stated.birth_date:
            seen = f"{stated.birth_date:%d-%m-%Y}"
            draft.note(
                Problem("birth_differs", "birth_date", value=f"{found.value:%d-%m-%Y}", nik=seen)
            )
    elif stated:
        draft.birth_date, draft.birth_precision = stated.birth_date, "day"


@lru_cache(maxsize=65536)
def _read_birth(
    raw_place: Any, when: Any, both: Any, today: date
) -> tuple[str, ParsedDate | Problem | None]:
    place = as_text(raw_place)
    if both:
        split_place, split_when = split_place_and_date(both)
        place, when = place or split_place, when if when is not None else split_when
    elif isinstance(when, str):
        split_place, when = split_place_and_date(when)
        place = place or split_place
    place = place.title()[:80] if place.isupper() or place.islower() else place[:80]
    return place, parse_date(when, today=today, birth=True)


def _sex(draft: Draft, values: dict[str, Any], stated: NikFacts | None) -> None:
    found = _read_sex(values.get("sex"), bool(values.get("sex_l")), bool(values.get("sex_p")))
    if isinstance(found, Problem):
        draft.note(found)
        found = ""
    if found and stated and found != stated.sex:
        draft.note(Problem("sex_differs", "sex", value=found))
    draft.sex = found or (stated.sex if stated else "")


@lru_cache(maxsize=1024)
def _read_sex(stated: Any, tick_l: bool, tick_p: bool) -> str | Problem:
    return parse_sex(stated or ("L" if tick_l else "P" if tick_p else None))


def _phones(draft: Draft, values: dict[str, Any]) -> None:
    raw = values.get("phone")
    if raw is None:
        return
    if type(raw) is str and _PLAIN_PHONE.fullmatch(digits := raw.replace("-", "")):
        draft.phones = ("+62" + digits[1:],)
        return
    found = parse_phone(raw)
    if isinstance(found, Problem):
        draft.note(found)
    else:
        draft.phones = found[:2]


def _areas(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    """Where the person serves, and where he lives; equal cells have equal answers."""
    key = (draft.pillar, *map(values.get, _AREA_KEYS))
    found = rules.known_areas.get(key)
    if found is None:
        found = rules.known_areas[key] = _look_up(draft.pillar, values, rules)
    answer, draft.home_code = found
    if answer.problem is not None and answer.problem.code == "area_missing":
        told = area_in_address(as_text(values.get("address")))
        if told:
            kab, kec, _, _ = _questions(values)[0]
            answer = rules.find_area(draft.pillar, kab, kec, "", told)
        elif above := as_text(values.get("group_above")):
            answer = _as_above(answer, rules.find_area(draft.pillar, "", "", "", above))
    if answer.problem is not None:
        draft.note(answer.problem, holds=not answer.code, candidates=answer.candidates)
    draft.area_code = answer.code


def _as_above(answer: AreaAnswer, above: AreaAnswer) -> AreaAnswer:
    """Nothing is written here: the area of the row above is offered, not taken."""
    return AreaAnswer(problem=answer.problem, candidates=above.candidates[:1] if above.code else ())


Question = tuple[str, str, str, str]  # kab, kec, desa, free text


def _questions(values: dict[str, Any]) -> tuple[Question, list[str]]:
    """The duty area as a question, and the home columns. Undivided columns are duty unless duty has its own."""
    duty = [as_text(values.get(f"duty_{level}")) for level in ("kab", "kec", "desa")]
    plain = [as_text(values.get(level)) for level in ("kab", "kec", "desa")]
    group = [as_text(values.get(f"group_{level}")) for level in ("kab", "kec", "desa")]
    free = as_text(values.get("area")) or as_text(values.get("group_any"))
    if any(duty) or as_text(values.get("area")):
        home = [p or g for p, g in zip(plain, group, strict=True)] if any(plain) else []
        duty[0] = duty[0] or plain[0] or group[0]
        duty = [
            d or (g if any(duty[1:]) or not free else "") for d, g in zip(duty, group, strict=True)
        ]
    else:
        home, duty = [], [p or g for p, g in zip(plain, group, strict=True)]
    return (duty[0], duty[1], duty[2], free), home


def asked_area(values: dict[str, Any]) -> Question:
    """The duty area as written: kabupaten, kecamatan, desa, free text."""
    return _questions(values)[0]


def _look_up(pillar: str, values: dict[str, Any], rules: Rules) -> Areas:
    (kab, kec, desa, free), home = _questions(values)
    chosen = str(values.get("_area") or "")
    answer = AreaAnswer(chosen) if chosen else rules.find_area(pillar, kab, kec, desa, free)
    code = ""
    if any(home[1:]):
        found = rules.find_area(pillar, home[0], home[1], home[2], "")
        if not found.code and not home[1] and kec:  # TKSK: a kelurahan of the kecamatan he serves
            found = rules.find_area(pillar, home[0], kec, home[2], "")
        code = found.code
    return answer, code


def _service(draft: Draft, values: dict[str, Any], rules: Rules) -> None:
    for code, value in values.items():
        if code in _DETAIL_SET:
            if text := as_text(value):
                draft.details[code] = text[:120]
        elif code in _TEXTS:
            setattr(draft, code, as_text(value)[: _TEXTS[code]])
    if not draft.decree_no and "first_no" in values:
        draft.decree_no = as_text(values["first_no"])[:120]
    if not draft.decree_issuer and "first_issuer" in values:
        draft.decree_issuer = as_text(values["first_issuer"])[:160]
    if draft.organisation and not draft.position:
        draft.position = INSTITUTIONS.get(draft.pillar, "")
    if "decree_date" in values and (decree := _date(draft, values, "decree_date", rules)):
        draft.decree_date = decree.value
    if "started" in values and (started := _date(draft, values, "started", rules)):
        draft.started_on, draft.started_precision = started.value, started.precision


def _date(draft: Draft, values: dict[str, Any], code: str, rules: Rules) -> ParsedDate | None:
    found = _read_date(values.get(code), rules.today, code)
    if isinstance(found, Problem):
        draft.note(found)
        return None
    if found and code == "started" and found.value > rules.today:
        draft.note(Problem("date_ahead", code, value=f"{found.value:%d-%m-%Y}"))
        return None
    return found


@lru_cache(maxsize=16384)
def _read_date(raw: Any, today: date, code: str) -> ParsedDate | Problem | None:
    return parse_date(raw, today=today, field=code)
