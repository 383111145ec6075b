"""Every write that tells somebody something: from an event, by hand, and what its reader does with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.duty.queries import night_of
from bubuhan.geo.codes import kecamatan_of
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.quick import prepared
from bubuhan.messages import blocking, planning, settings_of, telling, wording
from bubuhan.messages.about import ELSEWHERE, About, ids, office_of
from bubuhan.messages.audience import AUDIENCES
from bubuhan.messages.facts import BANDS, STEPS, Safe
from bubuhan.messages.kinds import MessageState, Pace
from bubuhan.messages.models import ContactMark, Message, Preference
from bubuhan.messages.people import Recipient, by_key, key_of, resolve

STALE = timedelta(hours=24)  # older news stays in the application and rings nowhere
NOTIFY = "notify"


def tell(event: Event) -> None:
    """Reaction: one message for everybody whom the table names, once per event and human being."""
    about = About(event)
    wanted = _wanted(about)
    if not wanted:
        return
    now, blocks = clock.now(), blocking.of_case(about.case.id if about.case else None)
    rows = Preference.objects.filter(recipient__in=[one.key for one, _ in wanted])
    wishes = {row.recipient: row for row in rows}
    made = [
        _message(about, one, kind, wishes.get(one.key), now)
        for one, kind in wanted
        if not blocks.hits(one)
    ]
    with journal.unit():
        fresh = _store(made)
        journal.touch(*_touches(one for one, _ in wanted if one.key in fresh))
        if any(m.state == MessageState.WAITING for m in made):
            kick()


def _wanted(about: About) -> list[tuple[Recipient, str]]:
    """Each human being once, with the kind of the first line that names him."""
    named: list[tuple[UUID, str]] = []
    for line in telling.lines_of(about.event.name):
        found = AUDIENCES[line.who](about)
        named += [(one, line.kind) for one in sorted(found.persons | found.users, key=str)]
    doer = about.doer if named else None
    people = resolve(
        [one for one, _ in named], [*(one for one, _ in named), *([doer] if doer else [])]
    )
    himself = people[doer].key if doer in people else ""
    once: dict[str, tuple[Recipient, str]] = {}
    for one, kind in named:
        who = people.get(one)
        if who is None or (who.key == himself and kind not in telling.OWN_DEEDS):
            continue
        once.setdefault(who.key, (who, kind))
    return list(once.values())


def _message(
    about: About, one: Recipient, kind: str, preference: Preference | None, now: datetime
) -> Message:
    """The row, rendered from safe values, with where and when it goes."""
    case, what, place = about.case, wording.KINDS[kind], office_of(about, kind)
    unnamed = kind.startswith("laporan_") or kind in ELSEWHERE
    safe = Safe(
        area_code=place or one.area_code,
        number=case.number if case and not unnamed else "",
        band=case.band if case and case.band in BANDS else "",
        moment=about.moment,
        step=_step(about, kind),
        protected=about.protected,
    )
    title, text = wording.render(*about.once(settings_of.words_of, kind, place), safe)
    message = Message(
        event_id=about.event.id,
        event_name=about.event.name,
        at=now,
        recipient=one.key,
        person_id=one.person_id,
        user_id=one.user_id,
        name=one.name,
        area_code=kecamatan_of(place) or place[:8] or one.area_code[:8],
        case_id=case.id if case else None,
        protected=about.protected,
        kind=kind,
        topic=what.topic,
        band="" if unnamed else safe.band,
        title=title,
        text=text,
        path=_path(about, one, kind),
    )
    return _plan(about, message, one, preference, now)


def _plan(
    about: About, message: Message, one: Recipient, preference: Preference | None, now: datetime
) -> Message:
    """Decide how and when an unsaved message goes out."""
    place, fresh = office_of(about, message.kind), about.event.at > now - STALE
    wished = str((preference.paces if preference else {}).get(message.topic, ""))
    pace = planning.pace_of(wished, message.band, wording.KINDS[message.kind].pace)
    if not fresh or pace == Pace.APP:
        message.state = MessageState.APP_ONLY
        return message
    if pace == Pace.DAILY:
        message.state = MessageState.DIGEST
        return message
    wishes = settings_of.wishes_of(preference)
    message.channels = settings_of.route(one, about.once(settings_of.channels_of, place), wishes)
    if not message.channels:
        message.state = MessageState.NO_CHANNEL
        return message
    message.state = MessageState.WAITING
    night = about.once(night_of, place or one.area_code)
    message.next_at = planning.starts_at(now, message.band, night, wishes)
    return message


_STEPS = {
    "duty.swapped": "agreed",
    "duty.swap_declined": "refused",
    "duty.swap_withdrawn": "cancelled",
    "membership.refused": "refused",
    "change.refused": "refused",
}


def _step(about: About, kind: str) -> str:
    """What happened, as a word of the closed list."""
    name = about.event.name
    word = _STEPS.get(name, name.rpartition(".")[2])
    if kind == "jaga_berubah" and name == "duty.swapped":
        word = "planned"  # to who took it over
    if name == "service.capacity_set":
        word = str(about.data.get("now", ""))
    return word if word in STEPS else ""


def _path(about: About, one: Recipient, kind: str) -> str:
    """Where a touch on the message leads: the phone's screen, or the office's page."""
    if kind.startswith("laporan_"):
        report = about.event.subject_id if about.report else ""
        return f"/app/#/laporan/{report}" if report else "/app/#/terkirim"
    if kind.startswith(("tukar_", "jaga_")):
        return "/piket/" if one.office else "/app/#/piket"
    if page := _office_page(about, kind):
        return page
    case = about.case
    if case is None:
        return "/" if one.office else "/app/#/"
    return f"/kasus/{case.id}/" if one.office else f"/app/#/kasus/{case.id}"


def _office_page(about: About, kind: str) -> str:
    """Where a message of the office alone leads; "" for what has a case to lead to."""
    subject, name = about.event.subject_id, about.event.name
    pages = {
        "rujukan_masuk": f"/rujukan/{subject}/",
        "kepulangan_masuk": f"/pemulangan/{subject}/",
        "layanan_berubah": f"/mitra/{subject}/",
        "angka_lama": f"/mitra/{about.data.get('partner', '')}/",
        "usulan": f"/registri/{subject}/",
        "ganda_ditanya": f"/ganda/{about.data.get('pair', '')}/",
        "ganda_dijawab": f"/ganda/{about.data.get('pair', '')}/",
        "pelanggaran": f"/pdp/pelanggaran/{subject}/",
        "pdp_batas": f"/pdp/pelanggaran/{subject}/"
        if name.startswith("breach.")
        else f"/pdp/permohonan/{subject}/",
    }
    return pages.get(kind, "")


def _store(made: list[Message]) -> set[str]:
    """Keep them; a second run of the same event adds nothing. Returns whose are new."""
    if not made:
        return set()
    there = set(
        Message.objects.filter(event_id=made[0].event_id).values_list("recipient", flat=True)
    )
    fresh = [m for m in made if m.recipient not in there]
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    return {m.recipient for m in fresh}


def _touches(people: Iterable[Recipient]) -> list[journal.Touch]:
    return [touch for one in people for touch in touches_of(one)]


def touches_of(one: Recipient) -> list[journal.Touch]:
    """The phone document "notify" of one recipient, in each space his phones may have."""
    return [journal.Touch(f"mine:{person}", NOTIFY, NOTIFY) for person in one.persons]


_DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
  %s, %s, 0, NULL, NULL, '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1])
"""


def kick() -> None:
    """Ask the third lane to look at what is due, when the transaction commits."""
    prepared(_DEFER, ["messages", "messages.send_due"])


# -- by hand ----------------------------------------------------------------------------------------


def retry(*, actor: Actor, message_id: UUID) -> Message:
    """Try again now, through every channel that is usable by now. Raises `not_found`, `forbidden`,
    `message_state` when there is nothing to try again, `message_no_channel`."""
    with journal.unit():
        message = (
            Message.objects.visible_to(actor).select_for_update().filter(id=message_id).first()
        )
        if message is None:
            raise Problem("not_found")
        require(actor, "message.retry", message)
        if message.state not in (MessageState.FAILED, MessageState.NO_CHANNEL):
            raise Problem("message_state")
        one = by_key(message.recipient)
        if one is None or blocking.of_case(message.case_id).hits(one):
            raise Problem("message_no_channel")
        wishes = settings_of.wishes_of(Preference.objects.filter(recipient=one.key).first())
        place = message.area_code
        message.channels = settings_of.route(one, settings_of.channels_of(place), wishes)
        if not message.channels:
            raise Problem("message_no_channel")
        message.state, message.next_at = MessageState.WAITING, clock.now()
        message.attempts_made = 0
        message.save(update_fields=["channels", "state", "next_at", "attempts_made"])
        kick()
        journal.record(
            "message.retried",
            actor=actor.ref,
            subject=("message", message.id),
            area=message.area_code,
        )
    return message


def forget_mark(*, actor: Actor, mark_id: int) -> None:
    """A dead number works again, or was corrected. Raises `not_found`, `forbidden`."""
    require(actor, "message.retry")
    with journal.unit():
        mark = ContactMark.objects.filter(id=mark_id).first()
        shown = Message.objects.visible_to(actor).filter(protected=False)
        seen = mark and shown.filter(recipient=mark.recipient).exists()
        if mark is None or not seen:
            raise Problem("not_found")
        mark.delete()
        journal.record(
            "message.address_freed",
            actor=actor.ref,
            subject=("recipient", mark.recipient),
            data={"channel": mark.channel},
        )


def mark_read(*, actor: Actor, message_ids: Iterable[UUID] | None = None) -> int:
    """One's own messages were read: these, or all. Returns how many."""
    unread = Message.objects.filter(recipient=key_of(actor), read_at=None)
    if message_ids is not None:
        unread = unread.filter(id__in=list(message_ids))
    return unread.update(read_at=clock.now())


def follow(*, actor: Actor, message_id: UUID) -> str:
    """One opens what a message of his is about: it is read, and this is where. Raises `not_found`."""
    message = Message.objects.filter(recipient=key_of(actor), id=message_id).first()
    if message is None:
        raise Problem("not_found")
    if message.read_at is None:
        Message.objects.filter(id=message.id).update(read_at=clock.now())
    return message.path or "/pemberitahuan/"


def phone_enrolled(event: Event) -> None:
    """Reaction on `device.enrolled`: how its owner is told waits for the first pull."""
    persons = ids([event.data.get("person")])
    with journal.unit():
        journal.touch(*_touches(resolve(persons).values()))
