"""What counts for an area: the channel settings, the words, and a person's wishes. Deepest row wins."""

from bubuhan.duty.queries import above
from bubuhan.kernel import crypto
from bubuhan.messages import wording
from bubuhan.messages.channels import Setup
from bubuhan.messages.kinds import Channel
from bubuhan.messages.models import (
    ChannelSetting,
    ContactMark,
    Preference,
    PushSubscription,
    Template,
)
from bubuhan.messages.people import Recipient
from bubuhan.messages.planning import FIELD_ORDER, OFFICE_ORDER, Wishes, order_of


def channels_of(area_code: str) -> dict[str, ChannelSetting]:
    """The current setting of each channel for an area; a deeper one that is off stays off."""
    rows = ChannelSetting.objects.filter(valid_to=None, area_code__in=above(area_code))
    return {row.channel: row for row in sorted(rows, key=lambda r: len(r.area_code))}


def setup_of(row: ChannelSetting | None) -> Setup:
    """A setting as a channel takes it, with its secret in clear."""
    return Setup(row.sender, row.config, str(row.secret or "")) if row else Setup()


def words_of(kind: str, area_code: str) -> tuple[str, str]:
    """Title and text of a kind in an office: its own, or those of the house."""
    rows = Template.objects.filter(valid_to=None, kind=kind, area_code__in=above(area_code))
    own = max(rows, key=lambda r: len(r.area_code), default=None)
    usual = wording.KINDS[kind]
    return (own.title, own.text) if own else (usual.title, usual.text)


def wishes_of(preference: Preference | None) -> Wishes:
    """What a person set, as the rules take it."""
    if preference is None:
        return Wishes()
    quiet = None
    if preference.quiet_from is not None and preference.quiet_to is not None:
        quiet = (preference.quiet_from, preference.quiet_to)
    return Wishes(tuple(preference.order), quiet)


def usable(one: Recipient, settings: dict[str, ChannelSetting]) -> set[str]:
    """Channels that could reach him now: configured, with an address that is not marked as dead."""
    found: set[str] = set()
    push = settings.get(Channel.PUSH)
    if (push is None or push.active) and PushSubscription.objects.filter(
        recipient=one.key
    ).exists():
        found.add(Channel.PUSH)
    for channel in (Channel.WHATSAPP, Channel.SMS, Channel.EMAIL):
        row, address = settings.get(channel), one.address(channel)
        if row is not None and row.active and address and not marked(channel, address):
            found.add(channel)
    return found


def route(one: Recipient, settings: dict[str, ChannelSetting], wishes: Wishes) -> list[str]:
    """Channels to try, in order."""
    usual = OFFICE_ORDER if one.office else FIELD_ORDER
    return order_of(usual, wishes.order, usable(one, settings))


def marked(channel: str, address: str) -> bool:
    """True when the gateway said that this number or address does not work."""
    return ContactMark.objects.filter(
        channel=channel, address_hash=address_hash(channel, address)
    ).exists()


def address_hash(channel: str, address: str) -> bytes:
    """A keyed hash, so that the table of dead numbers is no table of numbers."""
    return crypto.blind(address, f"contact-{channel}")


def shown_address(channel: str, address: str) -> str:
    """Enough to recognise it: `0899-••••-0001`, `b•••@contoh.id`."""
    if channel == Channel.EMAIL:
        box, _, host = address.partition("@")
        return f"{box[:1]}•••@{host}"[:60]
    digits = "0" + address.removeprefix("+62")
    return f"{digits[:4]}-••••-{digits[-4:]}"


def subscriptions(key: str) -> list[PushSubscription]:
    """The browsers of one recipient."""
    return list(PushSubscription.objects.filter(recipient=key).order_by("made_at"))
