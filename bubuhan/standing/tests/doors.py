"""The phone's door for tests of this room, and what a call is refused with."""

from collections.abc import Callable
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.kernel import clock
from bubuhan.kernel.commands import CommandContext, registry
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem


def send(actor: Actor, name: str, body: dict[str, Any]) -> None:
    """Send one command as a phone does."""
    kind, now = registry[name], clock.now()
    context = CommandContext(actor=actor, command_id=uuid7(), made_at=now, received_at=now)
    kind.handle(context, kind.schema.model_validate(body))


def refused(call: Callable[[], Any]) -> str:
    """The problem code a call is refused with, "" when it went through."""
    try:
        call()
    except Problem as problem:
        return problem.code
    return ""
