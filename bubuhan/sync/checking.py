"""From a failed schema to a problem with an Indonesian sentence; reading JSON that phones send."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json

from bubuhan.kernel.problems import Problem

_WHY = {
    "too_long": "terlalu banyak",
    "too_short": "terlalu sedikit",
    "string_too_short": "terlalu pendek",
    "string_pattern_mismatch": "bentuknya tidak sesuai",
    "string_type": "harus berupa tulisan",
    "list_type": "harus berupa daftar",
    "literal_error": "pilihan tidak dikenal",
    "enum": "pilihan tidak dikenal",
    "timezone_aware": "zona waktu belum ada",
}
_WHY_BY_START = (
    ("uuid", "tanda pengenalnya tidak benar"),
    ("bool", "harus ya atau tidak"),
    ("int", "harus berupa angka bulat"),
    ("float", "harus berupa angka"),
    ("datetime", "waktunya tidak terbaca"),
    ("date", "tanggalnya tidak terbaca"),
    ("greater", "angkanya di luar batas"),
    ("less", "angkanya di luar batas"),
    ("finite", "angkanya di luar batas"),
)


def read_json(raw: bytes) -> Any:
    """Parse what a phone sent. Raises Problem("not_json").

    Two things a text field may hold that PostgreSQL cannot keep are replaced rather than refused:
    NUL, and half an emoji (a lone surrogate, when a phone cut a text in its middle).
    """
    try:
        found = from_json(raw, allow_inf_nan=False)
        return _scrub(found) if b"\\u0000" in raw else found
    except ValueError:
        pass
    try:
        return _scrub(json.loads(raw, parse_constant=_refuse_constant))
    except (ValueError, RecursionError) as error:
        raise Problem("not_json") from error


def problem_of(error: ValidationError, schema: type[BaseModel], prefix: str = "") -> Problem:
    """The first thing wrong, as a problem that names the field (`body.place.area_code`)."""
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    field = prefix + path if path else prefix.rstrip(".") or None
    name = _label(schema, first["loc"])
    kind = first["type"]
    if kind in {"missing", "none_required"} or (kind == "string_too_short" and not first["input"]):
        return Problem("field_missing", field, name=name)
    if kind == "extra_forbidden":
        return Problem("field_unknown", field, name=name)
    if kind == "string_too_long":
        limit = first["ctx"]["max_length"]
        return Problem("text_too_long", field, name=name, length=len(first["input"]), limit=limit)
    return Problem("field_invalid", field, name=name, why=_why(first))


def _why(first: ErrorDetails) -> str:
    kind = first["type"]
    if kind in {"value_error", "assertion_error"}:
        return str(first["ctx"]["error"]).rstrip(".")
    for start, why in _WHY_BY_START:
        if kind.startswith(start):
            return why
    return _WHY.get(kind, "isinya tidak sesuai")


def _label(schema: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    """The field's Indonesian title where the schema gives one, else its name."""
    if not loc:
        return "isi"
    info = schema.model_fields.get(str(loc[0]))
    if len(loc) == 1 and info is not None and info.title:
        return info.title
    return next((str(p) for p in reversed(loc) if isinstance(p, str)), str(loc[0])).replace("_", " ")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
    if isinstance(value, list):
        return [_scrub(v) for v in value]
    if isinstance(value, dict):
        return {_scrub(k): _scrub(v) for k, v in value.items()}
    return value
