"""Sending what is due, outside of any transaction: claim a row, try one channel, write down what happened.

A row is claimed for two minutes; when a worker dies meanwhile, another takes it then. At worst somebody
is told twice by a gateway that answered to nobody, never silently not at all.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Case, Q, When

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.messages import blocking, planning, settings_of
from bubuhan.messages.actions import touches_of
from bubuhan.messages.channels import SENDERS, Note, Outcome, Setup
from bubuhan.messages.kinds import Channel, Fault, MessageState
from bubuhan.messages.models import Attempt, ContactMark, Message, PushSubscription
from bubuhan.messages.people import Recipient, by_key

log = structlog.get_logger(__name__)
CLAIM = timedelta(minutes=2)
MOST = 200  # a job; the next minute's goes on


def send_due(most: int = MOST) -> int:
    """Send what is due now. Returns how many attempts were made."""
    done = 0
    while done < most:
        message = claim(clock.now())
        if message is None:
            break
        deliver(message)
        done += 1
    return done


def claim(now: datetime) -> Message | None:
    """The next due message, ours for two minutes; None when nothing is due. Emergencies first."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    with transaction.atomic():
        due = Message.objects.select_for_update(skip_locked=True).filter(
            free, state=MessageState.WAITING, next_at__lte=now
        )
        first = Case(When(band="darurat", then=0), default=1)
        message = due.order_by(first, "next_at").first()
        if message is not None:
            message.claimed_until = now + CLAIM
            message.save(update_fields=["claimed_until"])
    return message


def deliver(message: Message) -> None:
    """One attempt on the first channel that is left."""
    one = by_key(message.recipient)
    if one is None or blocking.of_case(message.case_id).hits(one):
        _finish(message, MessageState.APP_ONLY)
        return
    channel = message.channels[0]
    outcome, shown = _try(message, one, channel)
    _write(message, one, channel, outcome, shown)


def _try(message: Message, one: Recipient, channel: str) -> tuple[Outcome, str]:
    """What the channel answered, and the address as it may be shown."""
    settings = settings_of.channels_of(message.area_code)
    row = settings.get(channel)
    note = Note(
        message.title,
        message.text,
        message.path,
        tag=str(message.id).replace("-", "")[:32],
        urgent=message.band == "darurat",
    )
    if channel == Channel.PUSH:
        return _push(one.key, note, settings_of.setup_of(row))
    address = one.address(channel)
    if row is None or not row.active or not address:
        return Outcome(False, Fault.REFUSED, "Saluran ini tidak lagi diatur."), ""
    if settings_of.marked(channel, address):
        return Outcome(False, Fault.ADDRESS, "Nomor atau alamat ditandai tidak aktif."), ""
    outcome = SENDERS[Channel(channel)](settings_of.setup_of(row), address, note)
    return outcome, settings_of.shown_address(channel, address)


def _push(key: str, note: Note, setup: Setup) -> tuple[Outcome, str]:
    """To every browser of his; one that got it is enough. Ended subscriptions are removed."""
    outcomes: list[tuple[PushSubscription, Outcome]] = []
    for sub in settings_of.subscriptions(key):
        address = {"endpoint": str(sub.endpoint), "p256dh": sub.p256dh, "auth": sub.auth}
        outcomes.append((sub, SENDERS[Channel.PUSH](setup, address, note)))
    gone = [sub.id for sub, out in outcomes if out.fault == Fault.GONE]
    PushSubscription.objects.filter(id__in=gone).delete()
    good = [sub.id for sub, out in outcomes if out.ok]
    PushSubscription.objects.filter(id__in=good).update(last_ok_at=clock.now())
    if not outcomes:
        return Outcome(False, Fault.GONE, "Tidak ada HP yang berlangganan lagi."), ""
    rank = {Fault.NONE: 0, Fault.AGAIN: 1, Fault.BUSY: 1, Fault.REFUSED: 2}
    sub, best = min(outcomes, key=lambda pair: (not pair[1].ok, rank.get(pair[1].fault, 3)))
    return best, sub.label[:60]


def _write(message: Message, one: Recipient, channel: str, outcome: Outcome, shown: str) -> None:
    """The attempt, what follows from it, and what it says about the address."""
    now = clock.now()
    with journal.unit():
        Attempt.objects.create(
            message=message,
            channel=channel,
            at=now,
            took_ms=outcome.took_ms,
            address=shown,
            ok=outcome.ok,
            fault=outcome.fault,
            answer=outcome.answer,
        )
        _mark(one, channel, outcome, now)
        message.attempts_made += 1
        if outcome.ok:
            message.sent_at, message.channel = now, channel
            _finish(message, MessageState.SENT)
        else:
            _go_on(message, outcome, now)
        if message.state != MessageState.WAITING:
            journal.touch(*touches_of(one))


def _go_on(message: Message, outcome: Outcome, now: datetime) -> None:
    step = planning.after(
        outcome.fault,
        channels=message.channels,
        tries=message.attempts_made,
        now=now,
        urgent=message.band == "darurat",
        wait=outcome.retry_after,
    )
    if step.state == MessageState.WAITING and step.channel != message.channels[0]:
        message.channels, message.attempts_made = message.channels[1:], 0
    message.next_at = step.at
    _finish(message, step.state)
    if step.state == MessageState.FAILED:
        journal.record(
            "message.failed",
            actor=SYSTEM,
            subject=("message", message.id),
            area=message.area_code,
            data={"kind": message.kind},
        )


def _finish(message: Message, state: MessageState) -> None:
    message.state, message.claimed_until = state, None
    if state != MessageState.WAITING:
        message.next_at = None
    message.save()


def _mark(one: Recipient, channel: str, outcome: Outcome, now: datetime) -> None:
    """A number that does not exist is marked; a success takes the mark away."""
    address = one.address(channel)
    if not address or not (outcome.ok or outcome.fault == Fault.ADDRESS):
        return
    hashed = settings_of.address_hash(channel, address)
    if outcome.ok:
        ContactMark.objects.filter(channel=channel, address_hash=hashed).delete()
        return
    ContactMark.objects.update_or_create(
        channel=channel,
        address_hash=hashed,
        defaults={
            "recipient": one.key,
            "shown": settings_of.shown_address(channel, address),
            "answer": outcome.answer,
            "at": now,
        },
    )
