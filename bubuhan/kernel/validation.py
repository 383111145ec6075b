"""From a pydantic error to one Problem in Indonesian, for every door that takes a payload."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bubuhan.kernel.problems import Problem

_WHY = {
    "bool_parsing": "jawabannya ya atau tidak",
    "bool_type": "jawabannya ya atau tidak",
    "date_from_datetime_parsing": "tulis tanggal seperti 2026-03-14",
    "date_from_datetime_inexact": "tulis tanggal tanpa jam",
    "date_parsing": "tulis tanggal seperti 2026-03-14",
    "date_type": "tulis tanggal seperti 2026-03-14",
    "datetime_from_date_parsing": "tulis waktu seperti 2026-03-14T10:00:00+08:00",
    "datetime_parsing": "tulis waktu seperti 2026-03-14T10:00:00+08:00",
    "dict_type": "bentuknya harus kumpulan isian",
    "enum": "pilihannya tidak ada dalam daftar",
    "finite_number": "harus angka biasa",
    "float_type": "harus angka",
    "greater_than": "harus lebih dari {gt}",
    "greater_than_equal": "paling kecil {ge}",
    "int_from_float": "harus bilangan bulat",
    "int_parsing": "harus bilangan bulat",
    "int_type": "harus bilangan bulat",
    "less_than_equal": "paling besar {le}",
    "list_type": "bentuknya harus daftar",
    "literal_error": "pilihannya {expected}",
    "model_attributes_type": "bentuknya harus kumpulan isian",
    "model_type": "bentuknya harus kumpulan isian",
    "string_pattern_mismatch": "bentuk tulisannya tidak sesuai",
    "string_type": "harus tulisan",
    "timezone_aware": "waktu harus memuat zona, misalnya +08:00",
    "too_long": "paling banyak {max_length} buah",
    "too_short": "paling sedikit {min_length} buah",
    "uuid_parsing": "tandanya harus UUID",
    "uuid_type": "tandanya harus UUID",
}


def to_problem(error: ValidationError, schema: type[BaseModel] | None = None) -> Problem:
    """The first thing to put right. `schema` gives fields their Indonesian names (`Field(title=)`).

    Codes: `field_missing`, `field_unknown`, `text_too_long`, `field_invalid` (a validator's
    `ValueError` gives its sentence).
    """
    return problem_of(_worst(error.errors(include_url=False)), schema)


def problem_of(detail: ErrorDetails, schema: type[BaseModel] | None = None) -> Problem:
    """One pydantic error as a Problem; `field` is the dotted path."""
    loc = detail["loc"]
    field = ".".join(str(part) for part in loc) or None
    name = _title(schema, loc)
    kind, ctx = detail["type"], detail.get("ctx") or {}
    if kind == "missing" or (kind == "string_too_short" and not str(detail["input"]).strip()):
        return Problem("field_missing", field, name=name)
    if kind == "extra_forbidden":
        return Problem("field_unknown", field, name=name)
    if kind == "string_too_long":
        return Problem(
            "text_too_long", field, name=name, length=len(detail["input"]), limit=ctx["max_length"]
        )
    return Problem("field_invalid", field, name=name, why=_why(kind, ctx))


def _worst(details: list[ErrorDetails]) -> ErrorDetails:
    """A missing or unknown field says more than the odd value that follows from it."""
    order = {"missing": 0, "extra_forbidden": 1}
    return min(details, key=lambda d: order.get(d["type"], 2))


def _why(kind: str, ctx: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(ctx.get("error", "nilainya tidak diterima"))
    text = _WHY.get(kind, "nilainya tidak diterima")
    try:
        return text.format(**ctx)
    except KeyError:
        return text


def _title(schema: type[BaseModel] | None, loc: tuple[int | str, ...]) -> str:
    """Walk the path through nested models to the last field that has a title."""
    found = next((str(part) for part in reversed(loc) if isinstance(part, str)), "kiriman")
    model = schema
    for part in loc:
        if model is None or not isinstance(part, str):
            continue
        info = model.model_fields.get(part)
        if info is None:
            continue
        found = info.title or part
        model = _model_in(info.annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model`, `Model | None`, `list[Model]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, tuple, Union, UnionType):
        return next((m for m in map(_model_in, get_args(annotation)) if m), None)
    return None
