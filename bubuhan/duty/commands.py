"""What a phone may ask of this room: to be replaced, and to take a shift over."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from bubuhan.duty import swapping
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem


class SwapAsk(BaseModel):
    """`duty.swap_ask`: be replaced for one of one's shifts, by one colleague or (null) whoever can."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    shift_id: Annotated[UUID, Field(title="piket")]
    colleague_id: Annotated[UUID | None, Field(title="pengganti")] = None
    note: Annotated[str, Field(title="pesan", max_length=300)] = ""


class SwapAnswer(BaseModel):
    """`duty.swap_answer`: take a colleague's shift over, or say no. `withdraw` is the asker's own word."""

    model_config = ConfigDict(extra="forbid")

    swap_id: Annotated[UUID, Field(title="permintaan")]
    accept: Annotated[bool, Field(title="bersedia")]
    withdraw: Annotated[bool, Field(title="ditarik")] = False


def ask(ctx: CommandContext, body: SwapAsk) -> dict[str, Any]:
    """Keep the question; its id is the command's."""
    if ctx.actor.person_id is None:
        raise Problem("forbidden")
    row = swapping.ask(
        actor=ctx.actor,
        shift_id=body.shift_id,
        colleague_id=body.colleague_id,
        note=body.note,
        swap_id=ctx.command_id,
    )
    return {"swap": str(row.id)}


def answer(ctx: CommandContext, body: SwapAnswer) -> None:
    """Answer, or take one's own question back."""
    if ctx.actor.person_id is None:
        raise Problem("forbidden")
    if body.withdraw:
        swapping.withdraw(actor=ctx.actor, swap_id=body.swap_id)
    else:
        swapping.answer(actor=ctx.actor, swap_id=body.swap_id, accept=body.accept)


COMMANDS: tuple[CommandType, ...] = (
    CommandType("duty.swap_ask", SwapAsk, ask),
    CommandType("duty.swap_answer", SwapAnswer, answer),
)
