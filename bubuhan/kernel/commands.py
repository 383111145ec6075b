"""What a phone may ask, as data: each room lists its command types, `site.wiring` gathers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

if TYPE_CHECKING:
    from bubuhan.kernel.actors import ActorRef


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Everything around a command's body.

    `actor` is an `accounts.policy.Actor` (typed loosely here: kernel knows no room);
    `made_at` is what the phone claims, `received_at` what we saw, `clock_offset_ms` the measured
    difference server minus phone at this push.
    """

    actor: Any
    command_id: UUID
    made_at: datetime
    received_at: datetime
    base_rev: int | None = None
    clock_offset_ms: int = 0

    @property
    def ref(self) -> "ActorRef":
        ref: ActorRef = self.actor.ref
        return ref


Handler = Callable[[CommandContext, Any], dict[str, Any] | None]
BulkHandler = Callable[[Sequence[tuple[CommandContext, Any]]], None]


@dataclass(frozen=True, slots=True)
class CommandType:
    """A released name and its meaning are frozen; a change is a new name (`report.submit.2`).

    `bulk` may handle many at once: all or nothing; when it raises, each is tried alone. It must not
    look at row counts (`update()`, `delete()`): its statements may travel in a pipeline. What
    `handle` returns is told to the phone; a type with `bulk` has nothing to tell.
    """

    name: str
    schema: type[BaseModel]
    handle: Handler
    bulk: BulkHandler | None = None


registry: dict[str, CommandType] = {}


def register(*types: CommandType) -> None:
    """Make command types known (called once, from `site.wiring`)."""
    for kind in types:
        registry[kind.name] = kind
