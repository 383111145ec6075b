"""What a phone may ask of this room: to be told, how, and to try it."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.messages import preferring


class NotifySubscribe(BaseModel):
    """`notify.subscribe`: this browser may be told (PushSubscription.toJSON(), flat)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    endpoint: Annotated[str, Field(title="alamat notifikasi", max_length=1000)]
    p256dh: Annotated[str, Field(title="kunci", max_length=100)]
    auth: Annotated[str, Field(title="kunci", max_length=40)]
    label: Annotated[str, Field(title="nama HP", default="", max_length=80)]


class NotifyUnsubscribe(BaseModel):
    """`notify.unsubscribe`: this browser no longer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    endpoint: Annotated[str, Field(title="alamat notifikasi", max_length=1000)]


class NotifyPrefer(BaseModel):
    """`notify.prefer`: pace per topic, own quiet hours (both or none), preferred order of channels."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    paces: Annotated[
        dict[str, str], Field(title="jenis kabar", default_factory=dict, max_length=20)
    ]
    quiet_from: Annotated[time | None, Field(title="jam tenang mulai", default=None)]
    quiet_to: Annotated[time | None, Field(title="jam tenang sampai", default=None)]
    order: Annotated[list[str], Field(title="saluran", default_factory=list, max_length=6)]


class NotifyTest(BaseModel):
    """`notify.test`: a test message to myself."""

    model_config = ConfigDict(extra="forbid")


def subscribe(ctx: CommandContext, body: NotifySubscribe) -> None:
    """Raises `push_invalid`, `forbidden`."""
    preferring.subscribe(actor=ctx.actor, **body.model_dump())


def unsubscribe(ctx: CommandContext, body: NotifyUnsubscribe) -> None:
    """Raises `forbidden`."""
    preferring.unsubscribe(actor=ctx.actor, endpoint=body.endpoint)


def prefer(ctx: CommandContext, body: NotifyPrefer) -> None:
    """Raises `field_invalid`, `forbidden`."""
    both = body.quiet_from is not None and body.quiet_to is not None
    quiet = (body.quiet_from, body.quiet_to) if both else None
    preferring.prefer(actor=ctx.actor, paces=body.paces, quiet=quiet, order=body.order)  # type: ignore[arg-type]


def test(ctx: CommandContext, body: NotifyTest) -> None:
    """Raises `forbidden`."""
    preferring.send_test(actor=ctx.actor)


COMMANDS: tuple[CommandType, ...] = (
    CommandType("notify.subscribe", NotifySubscribe, subscribe),
    CommandType("notify.unsubscribe", NotifyUnsubscribe, unsubscribe),
    CommandType("notify.prefer", NotifyPrefer, prefer),
    CommandType("notify.test", NotifyTest, test),
)
