"""What a phone may ask of this room: its owner's own confirmation."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from bubuhan.campaigns import answering
from bubuhan.campaigns.models import Way
from bubuhan.campaigns.queries import own_persons
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.commands import WantedChanges


class VolunteerConfirm(BaseModel):
    """`volunteer.confirm`: my record is right as it stands, or these things in it have changed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    campaign_id: UUID
    membership_ids: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    correct: bool
    corrections: Annotated[WantedChanges | None, Field(title="yang berubah", default=None)]
    note: Annotated[str, Field(title="keterangan", default="", max_length=500)]


def confirm(ctx: CommandContext, body: VolunteerConfirm) -> None:
    """Raises `forbidden` (no person behind the account), `confirmation_unknown`, `corrections_missing`."""
    if ctx.actor.person_id is None:
        raise Problem("forbidden")
    found = body.corrections.model_dump(exclude_none=True) if body.corrections else {}
    if not body.correct and not found and not body.note.strip():
        raise Problem("corrections_missing", "corrections")
    answering.answer_own(
        actor=ctx.actor,
        campaign_id=body.campaign_id,
        membership_ids=body.membership_ids,
        persons=own_persons(ctx.actor.person_id),
        said=answering.Said({} if body.correct else found, body.note, changed=not body.correct),
        way=Way.PHONE,
        at=min(ctx.made_at, ctx.received_at),
    )


COMMANDS: tuple[CommandType, ...] = (CommandType("volunteer.confirm", VolunteerConfirm, confirm),)
