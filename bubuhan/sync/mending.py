"""One field of a refused command, mended in the office: which one, what it says, and how it is put back. Pure."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bubuhan.sync.checking import label_of

# Not by hand: technical places, and what only the phone can send again.
_NOT_HERE = frozenset(
    {"case_id", "person_id", "member_id", "sha256", "lat", "lon", "id", "seq", "type"}
)
_KINDS = {"happened_on": "date", "area_code": "area"}
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Fix:
    """The field a refusal speaks of: `kind` of input (text, date, area), its label, what was sent."""

    path: tuple[str, ...]
    kind: str
    label: str
    value: str


def fix_of(
    problem: dict[str, Any], content: dict[str, Any], schema: type[BaseModel] | None
) -> Fix | None:
    """The field an officer may set, or None: a field of plain text, a date or an area, as the problem names it."""
    path = tuple(str(problem.get("field") or "").removeprefix("body.").split("."))
    if (
        schema is None
        or not path[0]
        or path[-1] in _NOT_HERE
        or problem.get("code") == "field_unknown"
    ):
        return None
    holder: Any = content
    for part in path[:-1]:
        holder = holder.get(part) if isinstance(holder, dict) else None
    value = holder.get(path[-1], "") if isinstance(holder, dict) else None
    if not isinstance(value, str) or len(value) > _LONGEST or not _known(schema, path):
        return None
    label = label_of(schema, path)
    said = "" if path[-1] == "nik" else value  # a number of identity is typed anew from the card
    return Fix(path, _KINDS.get(path[-1], "text"), label[:1].upper() + label[1:], said)


def mended(raw: dict[str, Any], fix: Fix, value: str) -> dict[str, Any]:
    """The command with the new value; what was sent is not touched."""
    return {**raw, "body": _put(raw["body"], fix.path, value)}


def _put(body: dict[str, Any], path: tuple[str, ...], value: str) -> dict[str, Any]:
    if len(path) == 1:
        return {**body, path[0]: value}
    return {**body, path[0]: _put(body[path[0]], path[1:], value)}


def _known(schema: type[BaseModel], path: tuple[str, ...]) -> bool:
    return path[0] in schema.model_fields
