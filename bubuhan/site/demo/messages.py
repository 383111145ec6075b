"""Messages of the last days: most arrived, some wait for the morning, some numbers are dead, some people
have no channel. Rows only: a demo sends nothing to anybody."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bubuhan.accounts.models import User
from bubuhan.cases.models import Assignment, Case, CaseReport
from bubuhan.kernel import clock
from bubuhan.messages import settings_of, wording
from bubuhan.messages.facts import Safe
from bubuhan.messages.kinds import Channel, Fault, MessageState, Topic
from bubuhan.messages.models import Attempt, ChannelSetting, ContactMark, Message, Template
from bubuhan.people.models import Person

DAYS = 45
MOST = 400
ANSWERS = {
    Channel.PUSH: "201",
    Channel.WHATSAPP: '200 {"messages":[{"id":"wamid.contoh"}]}',
    Channel.SMS: "200 OK 1 pesan",
}
DEAD = {
    Channel.WHATSAPP: "400 131026 Message undeliverable",
    Channel.SMS: "200 ERR nomor tidak terdaftar",
}


def fill(random: Random, now: datetime) -> None:
    """Channels that are switched off (examples), an office's own words, and what was told."""
    _settings(now)
    since = now - timedelta(days=DAYS)
    tasks = Assignment.objects.filter(offered_at__gte=since).select_related("case")
    links = CaseReport.objects.filter(at__gte=since).select_related("case")
    made = [
        *(_task(one) for one in tasks.order_by("-offered_at")[:MOST]),
        *(_report(one) for one in links.exclude(reporter_id=None).order_by("-at")[:MOST]),
    ]
    names = dict(
        Person.objects.filter(id__in={m.person_id for m in made}).values_list("id", "name")
    )
    phones = dict(Person.objects.filter(id__in=names).exclude(phone="").values_list("id", "phone"))
    dead = set(random.sample(sorted(phones, key=str), min(4, len(phones))))
    attempts: list[Attempt] = []
    for message in made:
        message.name = names.get(message.person_id, "") if message.person_id else ""
        attempts += _fate(random, message, now, phones, dead)
    Message.objects.bulk_create(made)
    Attempt.objects.bulk_create(attempts)
    _marks(dead, phones, now)
    _digests(made, names, now)


def office(now: datetime) -> None:
    """What the bell of the officers shows (their accounts exist by now)."""
    if Message.objects.filter(user_id__isnull=False, example=True).exists():
        return
    made = []
    for user in User.objects.filter(username__in=["budi", "farida", "citra", "dewi"]):
        cases = Case.objects.filter(sensitive=False, area_code__startswith=f"{user.area_code}.")
        kinds = ("eskalasi", "tugas_diterima", "rujukan", "tugas_ditolak", "tugas_diterima")
        for n, case in enumerate(cases.order_by("-opened_at")[: len(kinds)]):
            message = _message(kinds[n], case, now - timedelta(minutes=25 + 170 * n), "")
            message.recipient = (
                f"user:{user.id}" if not user.person_id else f"person:{user.person_id}"
            )
            message.user_id, message.person_id, message.name = user.id, user.person_id, user.name
            message.path = f"/kasus/{case.id}/"
            message.state = MessageState.NO_CHANNEL
            message.read_at = message.at if n > 2 else None
            made.append(message)
    Message.objects.bulk_create(made)


def _settings(now: datetime) -> None:
    shared = {"valid_from": now, "by": "Data contoh", "example": True, "active": False}
    ChannelSetting.objects.create(
        area_code="63.71",
        channel=Channel.SMS,
        sender="DINSOS BJM",
        config={
            "url": "https://gerbang.contoh.invalid/kirim",
            "method": "POST",
            "format": "form",
            "number": "62",
            "fields": {"to": "{nomor}", "message": "{pesan}", "apikey": "{kunci}"},
            "headers": {},
            "success": "OK",
            "bad_number": "tidak terdaftar",
        },
        **shared,
    )
    ChannelSetting.objects.create(
        area_code="63.71",
        channel=Channel.WHATSAPP,
        config={"phone_id": "109000000000000", "base": "https://gerbang.contoh.invalid"},
        **shared,
    )
    Template.objects.create(
        area_code="63.71",
        kind="tawaran_tugas",
        title="Ada tugas baru",
        text="Ada tawaran tugas di {kecamatan}. Mohon dijawab lewat aplikasi Bubuhan.",
        valid_from=now - timedelta(days=20),
        by="Gazali Rahman",
        reason="Lebih singkat untuk SMS",
        example=True,
    )


def _task(task: Assignment) -> Message:
    kind = "tugas_ditarik" if task.state == Assignment.State.WITHDRAWN else "tawaran_tugas"
    return _message(kind, task.case, task.offered_at, task.person_id)


def _report(link: CaseReport) -> Message:
    word = {"waiting": "diterima", "offered": "ditugaskan", "active": "ditangani"}
    done = {"resolved": "selesai", "closed": "ditutup", "rejected": "ditolak"}
    kind = f"laporan_{(word | done)[link.case.state]}"
    return _message(kind, link.case, link.at, link.reporter_id or "")


def _message(kind: str, case: Case, at: datetime, person: UUID | str) -> Message:
    """A row as `messages.actions` makes it, from safe values."""
    what, report = wording.KINDS[kind], kind.startswith("laporan_")
    safe = Safe(
        area_code=case.area_code,
        number="" if report else case.number,
        band=case.band,
        step="accepted",
        protected=case.sensitive,
    )
    title, text = wording.render(what.title, what.text, safe)
    return Message(
        at=at,
        recipient=f"person:{person}",
        person_id=person if isinstance(person, UUID) else None,
        area_code=case.area_code[:8],
        case_id=case.id,
        protected=case.sensitive,
        kind=kind,
        topic=what.topic,
        band="" if report else case.band,
        title=title,
        text=text,
        path=f"/app/#/kasus/{case.id}" if not report else "/app/#/terkirim",
        example=True,
    )


def _fate(
    random: Random, message: Message, now: datetime, phones: dict[UUID, str], dead: set[UUID]
) -> list[Attempt]:
    """What became of it, with the tries behind it."""
    person = message.person_id
    if person in dead:
        message.state, message.channels = MessageState.FAILED, []
        return [
            _attempt(message, c, phones[person], Fault.ADDRESS, DEAD[c])
            for c in (Channel.WHATSAPP, Channel.SMS)
        ]
    luck = random.random()
    if message.topic == Topic.REPORT and luck < 0.25 and message.at > now - timedelta(days=1):
        message.state = MessageState.DIGEST
        return []
    if luck < 0.12 or person not in phones:
        message.state = MessageState.NO_CHANNEL if luck < 0.5 else MessageState.APP_ONLY
        return []
    channel = random.choice((Channel.PUSH, Channel.PUSH, Channel.WHATSAPP, Channel.SMS))
    message.state, message.channel = MessageState.SENT, channel
    message.sent_at = message.at + timedelta(seconds=random.randint(2, 40))
    message.read_at = (
        message.sent_at + timedelta(minutes=random.randint(1, 300)) if luck < 0.8 else None
    )
    tries = [_attempt(message, channel, phones[person], Fault.NONE, ANSWERS[channel])]
    if luck > 0.93 and channel != Channel.PUSH:
        tries.insert(0, _attempt(message, channel, phones[person], Fault.AGAIN, "503 sibuk"))
    return tries


def _attempt(message: Message, channel: Channel, phone: str, fault: Fault, answer: str) -> Attempt:
    shown = (
        "Chrome di HP Android"
        if channel == Channel.PUSH
        else settings_of.shown_address(channel, phone)
    )
    return Attempt(
        message=message,
        channel=channel,
        at=message.at + timedelta(seconds=2),
        took_ms=180 + len(shown) * 13,
        address=shown,
        ok=fault == Fault.NONE,
        fault=fault,
        answer=answer,
    )


def _marks(dead: Iterable[UUID], phones: dict[UUID, str], now: datetime) -> None:
    ContactMark.objects.bulk_create(
        (
            ContactMark(
                recipient=f"person:{person}",
                channel=channel,
                address_hash=settings_of.address_hash(channel, phones[person]),
                shown=settings_of.shown_address(channel, phones[person]),
                answer=answer,
                at=now - timedelta(days=3),
            )
            for person in sorted(dead, key=str)
            for channel, answer in DEAD.items()
        ),
        ignore_conflicts=True,
    )


def _digests(made: list[Message], names: dict[UUID, str], now: datetime) -> None:
    """This morning's summaries of three people who want one a day."""
    reports = [m for m in made if m.topic == Topic.REPORT and m.state == MessageState.SENT]
    by_person = Counter(m.person_id for m in reports)
    for person, count in by_person.most_common(3):
        safe = Safe(area_code="63.71", counts=((Topic.REPORT, count),))
        what = wording.KINDS["ringkasan"]
        title, text = wording.render(what.title, what.text, safe)
        digest = Message.objects.create(
            at=now - timedelta(hours=4),
            recipient=f"person:{person}",
            person_id=person,
            name=names.get(person, "") if person else "",
            area_code="63.71",
            kind="ringkasan",
            topic=Topic.SYSTEM,
            title=title,
            text=text,
            state=MessageState.SENT,
            channel=Channel.PUSH,
            sent_at=now - timedelta(hours=4),
            digest_on=clock.day(now),
            path="/app/#/saya/pemberitahuan",
            example=True,
        )
        gathered = [m.id for m in reports if m.person_id == person]
        Message.objects.filter(id__in=gathered).update(
            state=MessageState.DIGESTED, digest=digest, channel=""
        )
