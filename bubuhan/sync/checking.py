"""From a failed schema to a problem with an Indonesian sentence; reading JSON that phones send."""

import json
from typing import Any, get_args

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
    name = label_of(schema, first["loc"])
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


def label_of(schema: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    """The field's Indonesian title where the schema gives one, else its name."""
    names = [part for part in loc if isinstance(part, str)]
    title = names[-1].replace("_", " ") if names else "isi"
    here: type[BaseModel] | None = schema
    for name in names:
        info = here.model_fields.get(name) if here else None
        if info is None:
            break
        title = info.title or title
        here = _model_in(info.annotation)
    return title


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Place`, `Subject | None` or `list[FileRef]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


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
