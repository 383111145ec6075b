"""A pushed command on its way: what was sent, what it was read as, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from bubuhan.kernel.commands import CommandType, registry
from bubuhan.kernel.problems import Problem
from bubuhan.sync.checking import problem_of
from bubuhan.sync.schemas import Envelope


@dataclass(slots=True)
class Parcel:
    """One command. `problem` is set as soon as it cannot be accepted; `kind` and `body` otherwise."""

    seq: int
    raw: dict[str, Any]
    id: UUID | None = None
    type: str = ""
    made_at: datetime | None = None
    base_rev: int | None = None
    kind: CommandType | None = None
    body: BaseModel | None = None
    problem: Problem | None = None
    duplicate: bool = False
    data: dict[str, Any] | None = None

    @property
    def ready(self) -> bool:
        return self.problem is None and not self.duplicate


def label(seq: int, raw: dict[str, Any]) -> Parcel:
    """Read only what identifies a command; never fails."""
    name = raw.get("type")
    return Parcel(
        seq=seq, raw=raw, id=_uuid(raw.get("id")), type=name[:60] if isinstance(name, str) else ""
    )


def open_(parcel: Parcel) -> None:
    """Check envelope and body; what is wrong is put down as the parcel's problem."""
    try:
        envelope = Envelope.model_validate(parcel.raw)
    except ValidationError as error:
        parcel.problem = _bad_envelope(error)
        return
    parcel.id, parcel.made_at, parcel.base_rev = envelope.id, envelope.made_at, envelope.base_rev
    parcel.kind = registry.get(envelope.type)
    if parcel.kind is None:
        parcel.problem = Problem("unknown_command", "type", type=envelope.type)
        return
    try:
        parcel.body = parcel.kind.schema.model_validate(envelope.body)
    except ValidationError as error:
        parcel.problem = problem_of(error, parcel.kind.schema, "body.")
    except Problem as problem:  # a room's own check inside its schema
        parcel.problem = problem


def runs(parcels: Sequence[Parcel]) -> list[list[Parcel]]:
    """Consecutive commands of one type together, in order."""
    found: list[list[Parcel]] = []
    for parcel in parcels:
        if found and found[-1][0].kind is parcel.kind:
            found[-1].append(parcel)
        else:
            found.append([parcel])
    return found


def _bad_envelope(error: ValidationError) -> Problem:
    inner = problem_of(error, Envelope)
    return Problem("bad_command", inner.field, why=f"bagian “{inner.field}” tidak benar")


def _uuid(raw: Any) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
