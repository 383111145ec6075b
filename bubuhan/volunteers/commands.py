"""What a phone may ask of this room."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Origin
from bubuhan.volunteers import actions, changes


class Availability(BaseModel):
    """`volunteer.availability`: ready for duty or not, all hats at once; `until` only with false."""

    model_config = ConfigDict(extra="forbid")

    available: bool
    until: Annotated[AwareDatetime | None, Field(default=None)]


def availability(ctx: CommandContext, body: Availability) -> None:
    """Set the sender's own availability. Raises `forbidden` when the account belongs to no person."""
    if ctx.actor.person_id is None:
        raise Problem("forbidden")
    actions.set_availability(
        actor=ctx.actor,
        person_id=ctx.actor.person_id,
        available=body.available,
        until=None if body.available else body.until,
    )


class WantedChanges(BaseModel):
    """New values; what is left out (or null) stays as it is, "" empties a contact."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    phone: Annotated[str | None, Field(title="nomor HP", max_length=40)] = None
    phone_other: Annotated[str | None, Field(title="nomor HP lain", max_length=40)] = None
    address: Annotated[str | None, Field(title="alamat", max_length=250)] = None
    area_code: Annotated[str | None, Field(title="wilayah", max_length=13)] = None
    name: Annotated[str | None, Field(title="nama", max_length=120)] = None
    birth_date: Annotated[date | None, Field(title="tanggal lahir")] = None
    nik: Annotated[str | None, Field(title="NIK", max_length=40)] = None


class RequestChange(BaseModel):
    """`person.request_change`: what the registry should say of me; the office decides.

    With `membership_id`, `area_code` is the duty area of that hat; without, where I live.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    membership_id: Annotated[UUID | None, Field(title="keanggotaan")] = None
    changes: Annotated[WantedChanges, Field(title="perubahan")]
    note: Annotated[str, Field(title="keterangan", max_length=1000)] = ""


def request_change(ctx: CommandContext, body: RequestChange) -> dict[str, Any]:
    """Keep the sender's wish about his own record; tells the request's id."""
    if ctx.actor.person_id is None:
        raise Problem("forbidden")
    made = changes.request_change(
        actor=ctx.actor,
        person_id=ctx.actor.person_id,
        membership_id=body.membership_id,
        changes=body.changes.model_dump(exclude_none=True),
        letter=changes.Letter(
            note=body.note,
            origin=Origin.PHONE,
            origin_id=str(ctx.command_id),
            id=ctx.command_id,
            made_at=ctx.made_at,
            prefix="changes.",
        ),
    )
    return {"request": str(made.id)}


COMMANDS: tuple[CommandType, ...] = (
    CommandType("volunteer.availability", Availability, availability),
    CommandType("person.request_change", RequestChange, request_change),
)
