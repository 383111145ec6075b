"""What a phone may ask of this room: tick an action of the plan. (Visits: `case.visit`.)"""

from typing import Any
from uuid import UUID

from pydantic import Field

from bubuhan.cases.entries import Stamp
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.plans import actions
from bubuhan.reports.commands import FileRef, Payload, Text


class ActionDone(Payload):
    """`action.done`"""

    case_id: UUID = Field(title="kasus")
    action_id: UUID = Field(title="langkah")
    note: Text = Field("", title="catatan", max_length=1000)
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=4)


def _done(context: CommandContext, body: ActionDone) -> dict[str, Any] | None:
    actions.finish_action(
        actor=context.actor,
        case_id=body.case_id,
        action_id=body.action_id,
        note=body.note,
        files=body.files,
        stamp=Stamp.of(context),
    )
    return None


COMMANDS: tuple[CommandType, ...] = (CommandType("action.done", ActionDone, _done),)
