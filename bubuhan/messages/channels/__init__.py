"""The ways out: one shape for all. `send(setting, address, note) -> Outcome`; it never raises."""

from collections.abc import Callable
from typing import Any

from bubuhan.messages.channels.base import Note, Outcome, Setup
from bubuhan.messages.channels.mail import send as send_mail
from bubuhan.messages.channels.push import send as send_push
from bubuhan.messages.channels.sms import send as send_sms
from bubuhan.messages.channels.whatsapp import send as send_whatsapp
from bubuhan.messages.kinds import Channel

__all__ = ["SENDERS", "Note", "Outcome", "Setup"]

# An address is a number or a letter box; of push it is the subscription.
SENDERS: dict[str, Callable[[Setup, Any, Note], Outcome]] = {
    Channel.PUSH: send_push,
    Channel.WHATSAPP: send_whatsapp,
    Channel.SMS: send_sms,
    Channel.EMAIL: send_mail,
}
