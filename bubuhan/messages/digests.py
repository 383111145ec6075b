"""One summary a day for whoever wishes so: counts and kinds, never what it was about."""

from collections import Counter
from datetime import datetime

from bubuhan import journal
from bubuhan.duty.night import NightRules
from bubuhan.duty.queries import night_of
from bubuhan.messages import planning, settings_of, wording
from bubuhan.messages.actions import kick, touches_of
from bubuhan.messages.facts import Safe
from bubuhan.messages.kinds import MessageState, Topic
from bubuhan.messages.models import Message, Preference
from bubuhan.messages.people import Recipient, by_key


def gather(now: datetime) -> int:
    """Make the summaries of every place where it is the hour. Returns how many."""
    nights: dict[str, NightRules] = {}
    made = 0
    keys = Message.objects.filter(state=MessageState.DIGEST).values_list("recipient", flat=True)
    for key in sorted(set(keys)):
        one = by_key(key)
        if one is None:
            continue
        if one.area_code not in nights:
            nights[one.area_code] = night_of(one.area_code)
        night = nights[one.area_code]
        if planning.digest_due(now, night):
            made += _gather_one(one, now, night)
    return made


def _gather_one(one: Recipient, now: datetime, night: NightRules) -> int:
    """One person's summary; none when today's exists already or nothing is left to tell."""
    today = now.astimezone(night.zone).date()
    with journal.unit():
        rows = Message.objects.select_for_update().filter(
            recipient=one.key, state=MessageState.DIGEST
        )
        waiting = list(rows)
        if not waiting or Message.objects.filter(recipient=one.key, digest_on=today).exists():
            return 0
        unread = [m for m in waiting if m.read_at is None]
        if not unread:
            rows.update(state=MessageState.APP_ONLY)
            return 0
        digest = _digest(one, unread, now)
        digest.digest_on = today
        digest.save()
        rows.update(state=MessageState.DIGESTED, digest=digest)
        journal.touch(*touches_of(one))
        if digest.state == MessageState.WAITING:
            kick()
    return 1


def _digest(one: Recipient, unread: list[Message], now: datetime) -> Message:
    counted = Counter(Topic(m.topic) for m in unread)
    counts = tuple((topic, counted[topic]) for topic in Topic if counted[topic])
    place = one.area_code
    safe = Safe(area_code=place, counts=counts)
    title, text = wording.render(*settings_of.words_of("ringkasan", place), safe)
    message = Message(
        at=now,
        recipient=one.key,
        person_id=one.person_id,
        user_id=one.user_id,
        name=one.name,
        area_code=place[:8],
        kind="ringkasan",
        topic=Topic.SYSTEM,
        title=title,
        text=text,
        path="/pemberitahuan/" if one.office else "/app/#/saya/pemberitahuan",
    )
    wishes = settings_of.wishes_of(Preference.objects.filter(recipient=one.key).first())
    message.channels = settings_of.route(one, settings_of.channels_of(place), wishes)
    message.state = MessageState.WAITING if message.channels else MessageState.NO_CHANNEL
    message.next_at = now if message.channels else None
    return message
