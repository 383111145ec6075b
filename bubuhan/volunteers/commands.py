"""What a phone may ask of this room."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers import actions


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


COMMANDS: tuple[CommandType, ...] = (
    CommandType("volunteer.availability", Availability, availability),
)
