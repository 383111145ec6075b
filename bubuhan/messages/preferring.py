"""What a person sets about being told: browsers, pace per topic, quiet hours, order of channels."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.policy import Actor
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.problems import Problem
from bubuhan.messages import settings_of, wording
from bubuhan.messages.actions import kick, touches_of
from bubuhan.messages.facts import Safe
from bubuhan.messages.kinds import Channel, MessageState, Pace, Topic
from bubuhan.messages.models import Message, Preference, PushSubscription
from bubuhan.messages.people import Recipient, by_key, key_of

MOST_BROWSERS = 8
RENEW_LIMIT = limits.Limit(30, timedelta(minutes=15))
TEST_LIMIT = limits.Limit(6, timedelta(hours=1))  # each may cost the office an SMS


def me(actor: Actor) -> Recipient:
    """The recipient behind an actor. Raises `forbidden` when there is none (any more)."""
    found = by_key(key_of(actor))
    if found is None:
        raise Problem("forbidden")
    return found


def subscribe(*, actor: Actor, endpoint: str, p256dh: str, auth: str, label: str) -> None:
    """Keep a browser's agreement; the same endpoint again replaces it. Raises `push_invalid`."""
    _check(endpoint, p256dh, auth)
    one, now = me(actor), clock.now()
    with journal.unit():
        PushSubscription.objects.update_or_create(
            endpoint_hash=crypto.token_hash(endpoint),
            defaults={
                "recipient": one.key,
                "endpoint": endpoint,
                "p256dh": p256dh,
                "auth": auth,
                "label": label[:80] or "HP ini",
                "device_id": actor.device_id,
                "made_at": now,
            },
        )
        kept = PushSubscription.objects.filter(recipient=one.key).order_by("-made_at")
        old = list(kept.values_list("id", flat=True)[MOST_BROWSERS:])
        PushSubscription.objects.filter(id__in=old).delete()
        _record(actor, one, "notify.subscribed")


def renew(*, ip: str, before: str, endpoint: str, p256dh: str, auth: str) -> bool:
    """The same browser under a new address; the old one, a secret of that browser, is the proof.

    Returns whether it was known. Raises `push_invalid`, `too_many_tries`.
    """
    limits.count(f"langganan:{ip}", RENEW_LIMIT, clock.now())
    _check(endpoint, p256dh, auth)
    with journal.unit():
        rows = PushSubscription.objects.select_for_update()
        row = rows.filter(endpoint_hash=crypto.token_hash(before)).first()
        if row is None:
            return False
        PushSubscription.objects.filter(endpoint_hash=crypto.token_hash(endpoint)).exclude(
            id=row.id
        ).delete()
        row.endpoint, row.endpoint_hash = endpoint, crypto.token_hash(endpoint)
        row.p256dh, row.auth, row.made_at = p256dh, auth, clock.now()
        row.save()
        one = by_key(row.recipient)
        if one is not None:
            touched = touches_of(one)
            subject = ("recipient", one.key)
            journal.record("notify.subscribed", actor=SYSTEM, subject=subject, touched=touched)
    return True


def unsubscribe(*, actor: Actor, endpoint: str) -> None:
    """Forget a browser of one's own; one that is not there is forgotten already."""
    one = me(actor)
    with journal.unit():
        PushSubscription.objects.filter(
            recipient=one.key, endpoint_hash=crypto.token_hash(endpoint)
        ).delete()
        _record(actor, one, "notify.unsubscribed")


def prefer(
    *,
    actor: Actor,
    paces: Mapping[str, str],
    quiet: tuple[time, time] | None,
    order: Sequence[str] = (),
) -> Preference:
    """Replace one's wishes. Raises `field_invalid` for what is not to be chosen."""
    if not set(paces) <= set(Topic.values) or not set(paces.values()) <= set(Pace.values):
        raise Problem("field_invalid", "paces", name="jenis kabar", why="pilihannya tidak dikenal")
    if not set(order) <= set(Channel.values):
        raise Problem("field_invalid", "order", name="saluran", why="pilihannya tidak dikenal")
    one = me(actor)
    with journal.unit():
        row = Preference.objects.select_for_update().filter(recipient=one.key).first()
        row = row or Preference(recipient=one.key, rev=0)
        row.paces, row.order = dict(paces), list(dict.fromkeys(order))
        row.quiet_from, row.quiet_to = quiet or (None, None)
        row.rev, row.changed_at = row.rev + 1, clock.now()
        row.save()
        _record(actor, one, "notify.preferred")
    return row


def send_test(*, actor: Actor) -> Message:
    """A test message to oneself, at once, through what is set up. Raises `too_many_tries`."""
    one, now = me(actor), clock.now()
    limits.count(f"kabar-uji:{one.key}", TEST_LIMIT, now)
    place = one.area_code
    title, text = wording.render(*settings_of.words_of("uji", place), Safe(area_code=place))
    wishes = settings_of.wishes_of(Preference.objects.filter(recipient=one.key).first())
    channels = settings_of.route(one, settings_of.channels_of(place), wishes)
    with journal.unit():
        message = Message.objects.create(
            at=now,
            recipient=one.key,
            person_id=one.person_id,
            user_id=one.user_id,
            name=one.name,
            area_code=place[:8],
            kind="uji",
            topic=Topic.SYSTEM,
            title=title,
            text=text,
            path="/pemberitahuan/" if one.office else "/app/#/saya/pemberitahuan",
            channels=channels,
            state=MessageState.WAITING if channels else MessageState.NO_CHANNEL,
            next_at=now if channels else None,
        )
        if channels:
            kick()
        _record(actor, one, "notify.tested")
    return message


def _record(actor: Actor, one: Recipient, name: str) -> None:
    journal.record(name, actor=actor.ref, subject=("recipient", one.key), touched=touches_of(one))


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    """An https address (or the test's peer), a point on the curve, 16 secret bytes."""
    try:
        parts = urlsplit(endpoint)
    except ValueError:  # https://[
        raise Problem("push_invalid", "endpoint") from None
    peer = parts.hostname in settings.BUBUHAN_PUSH_PEERS
    if len(endpoint) > 1000 or not parts.hostname or not (parts.scheme == "https" or peer):
        raise Problem("push_invalid", "endpoint")
    if len(p256dh) > 100 or len(auth) > 40:  # what is no letter of the code is passed over below
        raise Problem("push_invalid", "p256dh")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        good = len(_bytes(auth)) == 16
    except (ValueError, binascii.Error):
        good = False
    if not good:
        raise Problem("push_invalid", "p256dh")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def quiet_of(begins: str, ends: str) -> tuple[time, time] | None:
    """Quiet hours of two time fields; None when both are empty. Raises `field_invalid`."""
    if not begins.strip() and not ends.strip():
        return None
    try:
        return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        raise Problem(
            "field_invalid",
            "dari",
            name="jam tenang",
            why="isi kedua jamnya, atau kosongkan keduanya",
        ) from None
