"""Who an event is about: one small function per word of `telling.WHO`. Ids only; nothing is told here."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Role
from bubuhan.cases.models import Assignment, Case, CaseHandler, CaseReport
from bubuhan.duty.models import Swap
from bubuhan.duty.queries import above, could_take, on_duty
from bubuhan.geo.codes import kabkota_of, kecamatan_of
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.messages.about import About, Ids, ids
from bubuhan.messages.models import Message
from bubuhan.referrals.models import Referral

CALM = timedelta(minutes=10)  # a flood of emergencies rings once, not three hundred times


def _offered(about: About) -> Ids:
    return Ids(frozenset(ids([about.data.get("person") or about.data.get("person_id")])))


def _lost(about: About) -> Ids:
    """Whose open tasks ended in the very moment of the event."""
    if about.case is None:
        return Ids()
    gone = Assignment.objects.filter(
        case=about.case, state=Assignment.State.WITHDRAWN, ended_at=about.event.at
    )
    return Ids(frozenset(gone.values_list("person_id", flat=True)))


def _responders(about: About) -> Ids:
    if about.case is None:
        return Ids()
    holds = Assignment.objects.filter(case=about.case, state=Assignment.State.ACCEPTED)
    return Ids(frozenset(holds.values_list("person_id", flat=True)))


def _desk(about: About) -> Ids:
    """Who is on duty for the place; of a protected case only who has taken it, or who dispatched."""
    case = about.case
    if case is None:
        return Ids()
    if not case.sensitive:
        crew = on_duty(case.area_code, clock.now())
        if crew:
            return Ids(frozenset(one.person_id for one in crew))
    handlers = _handlers(case)
    if handlers:
        return Ids(users=handlers)
    sent = Event.objects.filter(
        subject_kind="case", subject_id=str(case.id), name="case.dispatched", actor_kind="user"
    )
    last = sent.order_by("-id").values_list("actor_id", flat=True).first()
    return Ids(users=frozenset(ids([last])))


def _named(about: About) -> Ids:
    data = about.data
    persons = [*data.get("persons", ()), data.get("person_id"), data.get("person")]
    return Ids(frozenset(ids(persons)), frozenset(ids([*data.get("users", ()), data.get("user")])))


def _heads(about: About) -> Ids:
    place = about.case.area_code if about.case else about.event.area_code
    heads = User.objects.filter(
        role=Role.PIMPINAN, is_active=True, area_code__in=[c for c in above(place) if c]
    )
    return Ids(users=frozenset(heads.values_list("id", flat=True)))


def _protectors(about: About) -> Ids:
    """The heads, who alone may say who handles a protected case, while nobody does."""
    case = about.case
    return _heads(about) if case and case.sensitive and not _handlers(case) else Ids()


def _swap_asked(about: About) -> Ids:
    """The colleague; of a question open to all, whoever could take the shift. Answered already: nobody."""
    swap = about.swap
    if swap is None or swap.state != Swap.State.OPEN:
        return Ids()
    if swap.colleague_id:
        return Ids(frozenset([swap.colleague_id]))
    return Ids(frozenset(could_take(swap.shift, swap.asker_id)))


def _swap_colleague(about: About) -> Ids:
    """Whom a question was put to that was taken back; one open to all just leaves the lists."""
    colleague = about.swap.colleague_id if about.swap else None
    return Ids(frozenset([colleague])) if colleague else Ids()


def _swap_taker(about: About) -> Ids:
    return Ids(frozenset([about.swap.shift.person_id])) if about.swap else Ids()


def _swap_asker(about: About) -> Ids:
    return Ids(frozenset([about.swap.asker_id])) if about.swap else Ids()


def _shift_holder(about: About) -> Ids:
    return Ids(frozenset([about.shift.person_id])) if about.shift else _offered(about)


def _workers(about: About) -> Ids:
    """Who works on the case and who took it; when nobody did, who gave it away last."""
    if about.case is None:
        return Ids()
    responders, taken = _responders(about).persons, _handlers(about.case)
    return Ids(responders, taken) if responders or taken else _desk(about)


def _handlers(case: Case) -> frozenset[UUID]:
    taken = CaseHandler.objects.filter(case=case, released_at=None)
    return frozenset(taken.values_list("user_id", flat=True))


def _referrers(about: About) -> Ids:
    """Who works on the case, who took it, and who sent the referral or planned the journey."""
    if about.case is None:
        return Ids()
    users = {*_handlers(about.case), *ids([about.data.get("sent_by")])}
    users = users or set(_first(about, "referral.sent", "journey.planned"))
    return Ids(_responders(about).persons, frozenset(users))


def _first(about: About, *names: str, **data: str) -> list[UUID]:
    """The account that last did one of these things to what the event is about."""
    event = about.event
    done = Event.objects.filter(
        subject_kind=event.subject_kind, subject_id=event.subject_id, name__in=names
    ).filter(**{f"data__{key}": value for key, value in data.items()})
    found = done.order_by("-id").values_list("actor_kind", "actor_id").first()
    if found is None:
        return []
    kind, actor = found
    if kind == "device":
        return list(Device.objects.filter(id__in=ids([actor])).values_list("user_id", flat=True))
    return ids([actor]) if kind == "user" else []


_FIRST = {
    "membership": ("membership.proposed", "membership"),
    "change": ("change.requested", "request"),
    "duplicate": ("duplicate.asked", "pair"),
}


def _first_asker(about: About) -> Ids:
    """Who proposed the membership, asked for the change, or asked the other office."""
    name, key = _FIRST[about.event.name.partition(".")[0]]
    return Ids(users=frozenset(_first(about, name, **{key: str(about.data.get(key, ""))})))


def _officers(place: str) -> Ids:
    """The officers of a kab/kota; where it has none, of the province."""
    for area in (kabkota_of(place), place[:2]):
        rows = User.objects.filter(role=Role.PETUGAS, is_active=True, area_code=area)
        if area and (found := frozenset(rows.values_list("id", flat=True))):
            return Ids(users=found)
    return Ids()


def _receivers(about: About) -> Ids:
    """The officers of the office somebody is sent to, when it is one of ours."""
    return _officers(str(about.data.get("to_area", "")))


def _keepers(about: About) -> Ids:
    return _officers(about.event.area_code)


def _waiting_there(about: About) -> Ids:
    """Whose referral to a service waits for its answer, when the service became full or has room again."""
    data = about.data
    if not data.get("now") or data.get("was") == data.get("now"):
        return Ids()
    waiting = Referral.objects.filter(
        service_id__in=ids([data.get("service")]), state__in=("sent", "seen", "waiting")
    )
    return Ids(users=frozenset(ids(waiting.values_list("sent_by_id", flat=True))))


def _watch(about: About) -> Ids:
    """Of a new emergency: who is on duty, else the officers; once in ten minutes for a kecamatan.

    Of a protected case the officers only: who is on duty may not know that there is one. Each kind rings
    by itself: what the officers heard of a protected case must not keep the next one from who is on duty.
    """
    case = about.case
    if case is None or about.data.get("band") != "darurat":
        return Ids()
    rung = Message.objects.filter(
        kind="darurat_baru",
        protected=case.sensitive,
        area_code=kecamatan_of(case.area_code) or case.area_code[:8],
        at__gt=clock.now() - CALM,
    )
    if rung.exists():
        return Ids()
    crew = () if case.sensitive else on_duty(case.area_code, clock.now())
    persons = frozenset(one.person_id for one in crew)
    return Ids(persons) if persons else _officers(case.area_code)


def _reporter(about: About) -> Ids:
    report = about.report
    if report is None:
        return Ids()
    if report.reporter_id:
        return Ids(frozenset([report.reporter_id]))
    return Ids(users=frozenset([report.user_id]))


def _reporters(about: About) -> Ids:
    if about.case is None:
        return Ids()
    links = CaseReport.objects.filter(case=about.case).exclude(reporter_id=None)
    return Ids(frozenset(p for p in links.values_list("reporter_id", flat=True) if p))


AUDIENCES: dict[str, Callable[[About], Ids]] = {
    "offered": _offered,
    "lost": _lost,
    "responders": _responders,
    "desk": _desk,
    "named": _named,
    "heads": _heads,
    "protectors": _protectors,
    "swap_asked": _swap_asked,
    "swap_asker": _swap_asker,
    "swap_taker": _swap_taker,
    "swap_colleague": _swap_colleague,
    "watch": _watch,
    "workers": _workers,
    "receivers": _receivers,
    "waiting_there": _waiting_there,
    "keepers": _keepers,
    "first_asker": _first_asker,
    "shift_holder": _shift_holder,
    "referrers": _referrers,
    "reporter": _reporter,
    "reporters": _reporters,
}
