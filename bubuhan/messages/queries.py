"""What the pages of this room show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Q, Value, When

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.kernel.paging import Page, page_number
from bubuhan.kernel.problems import Problem
from bubuhan.messages import wording
from bubuhan.messages.kinds import Channel, MessageState
from bubuhan.messages.models import Attempt, ContactMark, Message
from bubuhan.messages.people import key_of

PAGE = 50
STATES = {
    "gagal": ((MessageState.FAILED, MessageState.NO_CHANNEL), "Tidak sampai"),
    "menunggu": ((MessageState.WAITING, MessageState.DIGEST), "Menunggu"),
    "terkirim": ((MessageState.SENT, MessageState.DIGESTED), "Terkirim"),
    "aplikasi": ((MessageState.APP_ONLY,), "Di aplikasi saja"),
}
TONES = {
    MessageState.WAITING: ("info", "hourglass"),
    MessageState.SENT: ("good", "check"),
    MessageState.FAILED: ("bad", "triangle-alert"),
    MessageState.NO_CHANNEL: ("warn", "circle-dot"),
    MessageState.DIGEST: ("info", "hourglass"),
    MessageState.DIGESTED: ("good", "check"),
    MessageState.APP_ONLY: ("plain", "circle-dot"),
}


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """What the list shows; comes from and goes into the address."""

    q: str = ""
    state: str = ""
    channel: str = ""
    kind: str = ""
    area: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One message as this reader may see it: of a protected case only initials and no number."""

    message: Message
    name: str
    kind: str
    where: str
    case_number: str
    case_id: UUID | None
    tone: str
    icon: str
    answer: str

    @property
    def retryable(self) -> bool:
        return self.message.state in (MessageState.FAILED, MessageState.NO_CHANNEL)


def filter_of(raw: Mapping[str, str]) -> MessageFilter:
    """Read the address; anything odd is left out."""
    who = raw.get("orang", "")
    return MessageFilter(
        q=raw.get("q", "").replace("\0", "").strip()[:80],
        state=raw.get("status", "") if raw.get("status", "") in STATES else "",
        channel=raw.get("saluran", "") if raw.get("saluran", "") in Channel.values else "",
        kind=raw.get("jenis", "") if raw.get("jenis", "") in wording.KINDS else "",
        area=raw.get("wilayah", "")[:8],
        who=who if who.partition(":")[0] in ("person", "user") and len(who) <= 43 else "",
    )


def messages(actor: Actor, chosen: MessageFilter, raw_page: str | None) -> Page[Row]:
    """One page, what did not arrive first, then the newest."""
    found = _matching(actor, chosen)
    total, number = found.count(), page_number(raw_page)
    trouble = Choose(
        When(state__in=(MessageState.FAILED, MessageState.NO_CHANNEL), then=Value(0)),
        default=Value(1),
    )
    start = (number - 1) * PAGE
    rows = list(found.order_by(trouble, "-at", "-id")[start : start + PAGE])
    return Page(_rows(actor, rows), number, PAGE, total)


def _matching(actor: Actor, chosen: MessageFilter) -> Any:
    found = Message.objects.visible_to(actor)
    if chosen.area and actor.covers(chosen.area):
        found = found.filter(subtree_q(chosen.area))
    if chosen.state:
        found = found.filter(state__in=STATES[chosen.state][0])
    if chosen.channel:
        found = found.filter(
            Q(channel=chosen.channel) | Q(attempts__channel=chosen.channel)
        ).distinct()
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.who:
        found = found.filter(recipient=chosen.who, protected=False)
    if chosen.q:  # a name is searched only where it is shown
        found = found.filter(name__icontains=chosen.q, protected=False)
    return found


def _rows(actor: Actor, rows: list[Message]) -> list[Row]:
    cases = list(Case.objects.filter(id__in={m.case_id for m in rows if m.case_id}))
    levels = access.levels(actor, cases)
    shown = {c.id: c for c in cases if levels[c.id] in ("full", "summary")}
    answers: dict[UUID, str] = {}
    bad = [m.id for m in rows if m.state in (MessageState.FAILED, MessageState.WAITING)]
    for one in Attempt.objects.filter(message_id__in=bad).order_by("id"):
        answers[one.message_id] = f"{Channel(one.channel).label}: {one.answer}"
    return [_row(m, shown, answers.get(m.id, "")) for m in rows]


def _row(message: Message, shown: dict[UUID, Case], answer: str) -> Row:
    case = shown.get(message.case_id) if message.case_id else None
    open_to_reader = case is not None or not (message.case_id and message.protected)
    tone, icon = TONES[MessageState(message.state)]
    return Row(
        message=message,
        name=message.name if open_to_reader else access.initials(message.name),
        kind=wording.KINDS[message.kind].name if message.kind in wording.KINDS else message.kind,
        where=message.area_code,
        case_number=case.number if case else "",
        case_id=case.id if case else None,
        tone=tone,
        icon=icon,
        answer=answer,
    )


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many of the last seven days stand where."""
    recent = Message.objects.visible_to(actor).filter(at__gte=now - timedelta(days=7))
    by_state = dict(recent.values_list("state").annotate(n=Count("id")).order_by())
    return {key: sum(by_state.get(s, 0) for s in states) for key, (states, _) in STATES.items()}


@dataclass(frozen=True, slots=True)
class Opened:
    """One message with every try."""

    row: Row
    attempts: list[Attempt]
    marks: list[ContactMark]
    gathered: list[Message]


def opened(actor: Actor, message_id: UUID) -> Opened:
    """Raises `not_found` beyond the border."""
    message = Message.objects.visible_to(actor).filter(id=message_id).first()
    if message is None:
        raise Problem("not_found")
    row = _rows(actor, [message])[0]
    masked = row.name != message.name
    marks = [] if masked else list(ContactMark.objects.filter(recipient=message.recipient))
    return Opened(
        row=row,
        attempts=list(message.attempts.order_by("id")),
        marks=marks,
        gathered=[] if masked else list(message.gathered.order_by("at")[:50]),
    )


def marks(actor: Actor) -> list[ContactMark]:
    """Dead numbers of people who were told something in one's area."""
    keys = Message.objects.visible_to(actor).filter(protected=False).values("recipient")
    return list(ContactMark.objects.filter(recipient__in=keys).order_by("-at")[:100])


def names_of(found: list[ContactMark]) -> dict[str, str]:
    """Names behind marks."""
    keys = {m.recipient for m in found}
    rows = Message.objects.filter(recipient__in=keys, protected=False).order_by("at")
    return dict(rows.values_list("recipient", "name"))


def inbox(actor: Actor, raw_page: str | None) -> Page[Message]:
    """What one was told, newest first."""
    found, number = Message.objects.mine(key_of(actor)), page_number(raw_page)
    start = (number - 1) * PAGE
    return Page(list(found[start : start + PAGE]), number, PAGE, found.count())


def unread(actor: Actor) -> int:
    """How many of one's messages were not read."""
    return Message.objects.filter(recipient=key_of(actor), read_at=None).count()
