"""What a phone may hold of this room: what its owner was told, and how he wants to be told."""

from collections.abc import Sequence
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.duty.queries import night_of
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.messages import planning, settings_of, vapid
from bubuhan.messages.actions import NOTIFY
from bubuhan.messages.kinds import Channel, MessageState, Pace, Topic
from bubuhan.messages.models import Message, Preference
from bubuhan.messages.people import Recipient, by_key, key_of

MOST = 30
CHOSEN = (Topic.TASK, Topic.DUTY, Topic.VISIT, Topic.REFERRAL, Topic.CASE, Topic.REPORT)


def notify_documents(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """One document "notify"; a phone gets its owner's only.

    Body: `{public_key, topics: [{code, name, pace}], quiet: {from, to} | null, night: {from, to},
    order, ways: [{code, name}], browsers: [{id, label, since}],
    items: [{id, at, title, text, path, said}]}`; `id` of a browser is the start of the SHA-256 of its
    endpoint, so that a phone recognises itself.
    """
    if actor.person_id is None or NOTIFY not in ids:
        return {}
    one = by_key(key_of(actor))
    if one is None:
        return {}
    wish = Preference.objects.filter(recipient=one.key).first()
    told = list(Message.objects.mine(one.key)[:MOST])
    subs = settings_of.subscriptions(one.key)
    body = {
        "public_key": vapid.public_key(),
        **_wishes(one, wish),
        "browsers": [
            {"id": s.endpoint_hash[:16], "label": s.label, "since": s.made_at.isoformat()}
            for s in subs
        ],
        "items": [_item(m) for m in told],
    }
    moments = [m.sent_at or m.at for m in told] + [s.made_at for s in subs]
    moments += [wish.changed_at] if wish else []
    rev = max((int(at.timestamp()) for at in moments), default=1)
    return {NOTIFY: Doc(NOTIFY, rev, body)}


def _wishes(one: Recipient, wish: Preference | None) -> dict[str, Any]:
    paces = wish.paces if wish else {}
    night = night_of(one.area_code).quiet("")
    usable = settings_of.usable(one, settings_of.channels_of(one.area_code))
    order = planning.order_of(planning.FIELD_ORDER, wish.order if wish else (), usable)
    own = wish is not None and wish.quiet_from is not None and wish.quiet_to is not None
    return {
        "topics": [
            {"code": t.value, "name": t.label, "pace": paces.get(t.value, Pace.NOW.value)}
            for t in CHOSEN
        ],
        "quiet": {"from": f"{wish.quiet_from:%H:%M}", "to": f"{wish.quiet_to:%H:%M}"}
        if own and wish
        else None,
        "night": {"from": f"{night.starts:%H:%M}", "to": f"{night.ends:%H:%M}"},
        "order": list(wish.order) if wish else [],
        "ways": [{"code": one, "name": Channel(one).label} for one in order],
    }


def _item(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "at": message.at.isoformat(),
        "title": message.title,
        "text": message.text,
        "path": message.path,
        "said": how_it_went(message),
    }


def how_it_went(message: Message) -> str:
    """The truth about a message in a few words."""
    if message.state == MessageState.SENT and message.channel:
        return f"Terkirim lewat {Channel(message.channel).label}"
    if message.state == MessageState.NO_CHANNEL:
        return "Hanya di aplikasi ini"
    return MessageState(message.state).label


DOCUMENTS: dict[str, Renderer] = {NOTIFY: notify_documents}
