"""Facts of a person that may be changed by request: how each is read, compared and shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from bubuhan.geo import names
from bubuhan.geo.check import current
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import (
    ParsedDate,
    mask_nik,
    parse_date,
    parse_nik,
    parse_phone,
    parse_sex,
    show_phone,
    tidy_name,
)
from bubuhan.people.models import Person, Sex
from bubuhan.volunteers.models import ChangeKind

LABELS: dict[str, str] = {
    "name": "Nama",
    "sex": "Jenis kelamin",
    "birth_date": "Tanggal lahir",
    "birth_place": "Tempat lahir",
    "nik": "NIK",
    "phone": "Nomor HP",
    "phone_other": "Nomor HP lain",
    "address": "Alamat",
    "area_code": "Tempat tinggal",
    "duty_area": "Wilayah tugas",
}
IDENTITY = frozenset({"name", "sex", "birth_date", "nik"})
PHONES = frozenset({"phone", "phone_other"})
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
           "Oktober", "November", "Desember")  # fmt: skip


def kind_of(fields: frozenset[str] | set[str]) -> str:
    """The gravest kind among some fields."""
    if fields & IDENTITY:
        return ChangeKind.IDENTITY
    return ChangeKind.AREA if "duty_area" in fields else ChangeKind.CONTACT


def birth_text(day: date | None, precision: str) -> str:
    """`1965-08-17`, `1965-08`, `1965` or "": as much as is known."""
    if day is None:
        return ""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def birth_columns(text: str) -> dict[str, Any]:
    """The two columns behind a birth text."""
    if not text:
        return {"birth_date": None, "birth_precision": "unknown"}
    precision = {4: "year", 7: "month"}.get(len(text), "day")
    whole = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    return {"birth_date": date.fromisoformat(whole), "birth_precision": precision}


def birth_typed(text: str) -> str:
    """A birth text as people type it: `17-08-1965`, `Agustus 1965`, `1965`."""
    return birth_words(text) if len(text) == 7 else "-".join(reversed(text.split("-")))


def value_of(person: Person, field: str, duty_area: str = "") -> str:
    """The present value of a field as text (a NIK in full: never show it, see `shown`)."""
    if field == "birth_date":
        return birth_text(person.birth_date, person.birth_precision)
    return duty_area if field == "duty_area" else str(getattr(person, field) or "")


def read(field: str, raw: Any, prefix: str = "") -> str:
    """What was typed, as it is compared and kept. Raises the field's Problem."""
    at = prefix + field
    text = " ".join(str(raw or "").split())
    if field in PHONES:
        phones = _or_raise(parse_phone(text, field=at))
        return phones[0] if phones else ""
    if field == "nik":
        return str(_or_raise(parse_nik(text, field=at, allow_example=settings.BUBUHAN_DEMO)))
    if field == "sex":
        return str(_or_raise(parse_sex(text, field=at)))
    if field == "birth_date":
        return _birth(raw, at)
    if field in {"area_code", "duty_area"}:
        return current(text, at)
    if field == "name":
        if len(text) < 2:
            raise Problem("name_missing", at)
        return tidy_name(text[:120])
    return text[: 80 if field == "birth_place" else 250]


def columns(field: str, text: str) -> dict[str, Any]:
    """Columns of a person behind one requested field."""
    return birth_columns(text) if field == "birth_date" else {field: text}


def shown(field: str, text: str) -> str:
    """A kept value in the words of a screen; a NIK is masked."""
    if not text:
        return ""
    if field in PHONES:
        return show_phone(text)
    if field in {"area_code", "duty_area"}:
        return names.label(text) or text
    if field == "sex":
        return Sex(text).label if text in Sex.values else text
    if field == "nik":
        return mask_nik(text) if text.isdigit() else text
    return birth_words(text) if field == "birth_date" else text


def birth_words(text: str) -> str:
    """`1965-08-17` -> `17 Agustus 1965`; `1965-08` -> `Agustus 1965`; `1965` -> `tahun 1965`."""
    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) > 3:
        return text
    if len(parts) == 1:
        return f"tahun {text}"
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def read_all(raw: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Every known field of a form or a phone's command; two numbers in one are taken apart."""
    found = {f: read(f, v, prefix) for f, v in raw.items() if f in LABELS and v is not None}
    both = _or_raise(parse_phone(str(raw.get("phone") or ""), field=prefix + "phone"))
    if len(both) > 1 and not found.get("phone_other"):
        found["phone_other"] = both[1]
    return found


def _birth(raw: Any, at: str) -> str:
    if isinstance(raw, date):
        raw = raw.isoformat()
    found = _or_raise(parse_date(raw, today=clock.today(), birth=True, field=at))
    return birth_text(found.value, found.precision) if isinstance(found, ParsedDate) else ""


def _or_raise(found: Any) -> Any:
    if isinstance(found, Problem):
        raise found
    return found
