"""Reads of this room: the desk of both directions, one referral, what a case has, the measured times."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
)
from django.db.models.functions import Extract
from django.utils import timezone

from bubuhan.accounts.policy import Actor
from bubuhan.cases.access import access, initials
from bubuhan.cases.models import Case
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import lifecycle
from bubuhan.referrals.kinds import ReferralState
from bubuhan.referrals.models import Journey, Referral, key_of

PAGE_SIZE = 50
MOST_ROWS = 20_000
# what the filter is called in the address -> (word, states)
VIEWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "menunggu": ("Menunggu jawaban", lifecycle.UNANSWERED),
    "terlambat": ("Lewat batas jawaban", lifecycle.UNANSWERED),
    "daftar-tunggu": ("Daftar tunggu", (lifecycle.WAITING,)),
    "diterima": ("Diterima, belum selesai", (lifecycle.ACCEPTED,)),
    "selesai": ("Selesai", (lifecycle.DONE,)),
    "ditolak": ("Ditolak", (lifecycle.DECLINED,)),
    "dicabut": ("Dicabut", (lifecycle.REVOKED,)),
    "semua": ("Semua", tuple(ReferralState.values)),
}
LOOK: dict[str, tuple[str, str]] = {
    "sent": ("send", "info"),
    "seen": ("eye", "info"),
    "accepted": ("handshake", "brand"),
    "waiting": ("hourglass", "warn"),
    "declined": ("ban", "bad"),
    "done": ("check-check", "good"),
    "revoked": ("rotate-ccw", "plain"),
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the desk shows; the address holds it. `way`: keluar (sent by us) or masuk (sent to us)."""

    view: str = "menunggu"
    way: str = "keluar"
    partner: UUID | None = None
    area: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], actor: Actor) -> "DeskFilter":
        """From an address; what makes no sense is left out."""
        area = given.get("wilayah", "")[:13]
        view = given.get("lihat", "")
        return cls(
            view=view if view in VIEWS else "menunggu",
            way="masuk" if given.get("arah") == "masuk" else "keluar",
            partner=key_of(given.get("mitra", "")),
            area=area if area and actor.covers(area) else "",
        )

    @property
    def narrowed(self) -> bool:
        return self.view != "menunggu" or self.partner is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk."""

    referral: Referral
    name: str
    need: str
    place: str
    late: bool

    @property
    def word(self) -> str:
        return ReferralState(self.referral.state).label

    @property
    def path(self) -> str:
        return f"/rujukan/{self.referral.id}/"

    @property
    def reason(self) -> str:
        code = self.referral.decline_reason
        return lists.title("referral_decline", code) if code else ""


def filtered(actor: Actor, chosen: DeskFilter, now: datetime) -> QuerySet[Referral]:
    """The referrals of the desk. Protected cases only for who works on them."""
    rows = (
        Referral.objects.arriving_at(actor)
        if chosen.way == "masuk"
        else Referral.objects.visible_to(actor)
    )
    if chosen.area and chosen.way == "keluar":
        rows = rows.filter(
            Q(case__area_code=chosen.area) | Q(case__area_code__startswith=chosen.area + ".")
        )
    if chosen.partner:
        rows = rows.filter(partner_id=chosen.partner)
    rows = rows.filter(state__in=VIEWS[chosen.view][1])
    if chosen.view == "terlambat":
        rows = rows.filter(answer_by__lt=now)
    found: QuerySet[Referral] = rows
    return found


def desk(actor: Actor, chosen: DeskFilter, number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """One page, what is due first. At most six queries for any number of rows."""
    now = clock.now()
    found = filtered(actor, chosen, now)
    total = found.count()
    number = min(number, max(1, -(-total // size)))
    open_ = chosen.view in ("menunggu", "terlambat")
    order = ("answer_by", "id") if open_ else ("-sent_at", "id")
    rows = list(found.select_related("case").order_by(*order)[(number - 1) * size : number * size])
    return Page(rows_of(actor, rows, now, incoming=chosen.way == "masuk"), number, size, total)


def rows_of(
    actor: Actor, found: Iterable[Referral], now: datetime, *, incoming: bool = False
) -> list[Row]:
    """Lines; of an incoming one only what was shared with us, of a protected one first nothing."""
    rows = list(found)
    names.names({r.from_area for r in rows} | {r.case.area_code for r in rows})
    return [_row(actor, one, now, incoming=incoming) for one in rows]


def _row(actor: Actor, one: Referral, now: datetime, *, incoming: bool) -> Row:
    late = one.state in lifecycle.UNANSWERED and one.answer_by < now
    if incoming:
        hidden = hidden_from(actor, one)
        need = "Kasus dilindungi" if hidden else dict(one.shown).get("Kebutuhan", "")
        return Row(one, shared_name(actor, one), need, names.label(one.from_area), late)
    case = one.case
    need = lists.title("need", case.need)
    return Row(one, case.subject_name or "Belum diketahui", need, names.label(case.area_code), late)


def shared_name(actor: Actor, one: Referral | Journey) -> str:
    """The name as the receiving office may read it; of a protected one initials until he took it."""
    if hidden_from(actor, one):
        return initials(one.case.subject_name) or "Belum diketahui"
    shown = dict(one.shown)
    return shown.get("Nama") or shown.get("Inisial") or "Tanpa nama"


def hidden_from(actor: Actor, one: Referral | Journey) -> bool:
    """A protected one that somebody of the receiving office has to take first."""
    return bool(one.case.sensitive and one.taken_by_id != actor.user_id)


def counts(actor: Actor, chosen: DeskFilter) -> dict[str, int]:
    """How many per view, in one query."""
    now = clock.now()
    everything = filtered(actor, DeskFilter("semua", chosen.way, chosen.partner, chosen.area), now)
    late = Q(state__in=lifecycle.UNANSWERED, answer_by__lt=now)
    found = everything.order_by().values("state").annotate(n=Count("id"), late=Count("id", late))
    per = {row["state"]: (row["n"], row["late"]) for row in found}
    result = {
        view: sum(per.get(state, (0, 0))[0] for state in states)
        for view, (_, states) in VIEWS.items()
    }
    result["terlambat"] = sum(behind for _, behind in per.values())
    return result


def partner_options(actor: Actor, chosen: DeskFilter) -> list[tuple[str, str]]:
    """Partners that have referrals in sight, by name."""
    everything = filtered(actor, DeskFilter("semua", chosen.way, None, chosen.area), clock.now())
    rows = everything.filter(partner_id__isnull=False).order_by("partner_name", "partner_id")
    found = rows.values_list("partner_id", "partner_name").distinct()[:500]
    return list({str(key): name for key, name in found}.items())


def of_case(case: Case) -> list[Referral]:
    """Every referral of one case, newest first."""
    return list(Referral.objects.filter(case=case).order_by("-sent_at", "-id"))


def journeys_of(case: Case) -> list[Journey]:
    """Every journey of one case, newest first."""
    return list(Journey.objects.filter(case=case).order_by("-planned_at"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A referral as one side sees it."""

    referral: Referral
    side: str  # "sender" | "receiver"
    hidden: bool


def opened(actor: Actor, referral_id: UUID) -> Seen:
    """One referral for the sending or the receiving office.

    Raises `not_found`, `case_protected` (a protected case of one's area nobody here has taken).
    """
    one: Referral | None = Referral.objects.select_related("case").filter(id=referral_id).first()
    if one is None:
        raise Problem("not_found")
    level = access(actor, one.case)
    if level == "full":
        return Seen(one, "sender", False)
    if Referral.objects.arriving_at(actor).filter(id=one.id).exists():
        return Seen(one, "receiver", hidden_from(actor, one))
    raise Problem("case_protected" if level == "masked" else "not_found")


def opened_journey(actor: Actor, journey_id: UUID) -> tuple[Journey, str, bool]:
    """One journey, the side that looks at it, and whether it must be taken first. Raises as `opened`."""
    one: Journey | None = Journey.objects.select_related("case").filter(id=journey_id).first()
    if one is None:
        raise Problem("not_found")
    level = access(actor, one.case)
    if level == "full":
        return one, "sender", False
    begun = one.state not in (lifecycle.PREPARING, lifecycle.CANCELLED)
    if begun and Journey.objects.arriving_at(actor).filter(id=one.id).exists():
        return one, "receiver", hidden_from(actor, one)
    raise Problem("case_protected" if level == "masked" else "not_found")


def journeys(actor: Actor, way: str, state: str = "") -> list[Journey]:
    """Journeys in sight: sent by us, or coming to us; who is on the way first."""
    if way == "masuk":
        rows = Journey.objects.arriving_at(actor).exclude(
            state__in=(lifecycle.PREPARING, lifecycle.CANCELLED)
        )
    else:
        rows = Journey.objects.visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    found = list(rows.select_related("case").order_by(F("expected_at").asc(nulls_last=True))[:200])
    order = {"missing": 0, "travelling": 1, "preparing": 2, "arrived": 3, "cancelled": 4}
    return sorted(found, key=lambda one: order[one.state])


# -- measured times ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartnerTimes:
    """One partner: how many, and the medians in minutes (None where nothing was measured)."""

    partner_id: UUID | None
    name: str
    total: int
    waiting: int
    late: int
    accepted: int
    listed: int
    declined: int
    done: int
    to_seen: float | None
    to_answer: float | None
    to_done: float | None


class Median(Aggregate):
    """PostgreSQL's continuous median; rows without a value do not count."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _minutes(start: str, end: str) -> Any:
    gap = ExpressionWrapper(F(end) - F(start), DurationField())
    return Median(Extract(gap, "epoch") / 60.0)


def times(actor: Actor, chosen: DeskFilter) -> list[PartnerTimes]:
    """Per partner, most referrals first, in one query; who never answered is counted beside the medians."""
    now = clock.now()
    everything = filtered(actor, DeskFilter("semua", chosen.way, None, chosen.area), now)
    state = "state"
    rows = (
        everything.order_by()
        .values("partner_id", "partner_name")
        .annotate(
            total=Count("id"),
            waiting=Count("id", Q(state__in=lifecycle.UNANSWERED)),
            late=Count("id", Q(state__in=lifecycle.UNANSWERED, answer_by__lt=now)),
            accepted=Count("id", Q(**{state: lifecycle.ACCEPTED})),
            listed=Count("id", Q(**{state: lifecycle.WAITING})),
            declined=Count("id", Q(**{state: lifecycle.DECLINED})),
            done=Count("id", Q(**{state: lifecycle.DONE})),
            to_seen=_minutes("sent_at", "seen_at"),
            to_answer=_minutes("seen_at", "answered_at"),
            to_done=_minutes("answered_at", "done_at"),
        )
        .order_by("-total", "partner_name")[:500]
    )
    return [_times(dict(row)) for row in rows]


def _times(row: dict[str, Any]) -> PartnerTimes:
    return PartnerTimes(row.pop("partner_id"), row.pop("partner_name"), **row)


HEAD = [
    "Nomor", "Orangnya", "Kebutuhan", "Tempat", "Mitra", "Layanan", "Keadaan", "Dikirim", "Batas jawaban",
    "Terlambat", "Dibaca", "Dijawab", "Selesai", "Alasan ditolak", "Pengirim",
]  # fmt: skip


def export_rows(actor: Actor, chosen: DeskFilter) -> Iterator[list[Any]]:
    """Headings, then every line of the desk as it is seen there. Raises field_invalid beyond 20,000."""
    now = clock.now()
    found = filtered(actor, chosen, now)
    total = found.count()
    if total > MOST_ROWS:
        why = f"paling banyak {MOST_ROWS} rujukan; persempit dulu"
        raise Problem("field_invalid", "lihat", name="saringan", why=why)
    yield HEAD
    rows = found.select_related("case").order_by("-sent_at", "id")
    incoming = chosen.way == "masuk"
    for start in range(0, total, 500):
        for row in rows_of(actor, rows[start : start + 500], now, incoming=incoming):
            yield _cells(row)


def _cells(row: Row) -> list[Any]:
    one = row.referral
    days = [
        timezone.localtime(at).date() if at else None
        for at in (one.seen_at, one.answered_at, one.done_at)
    ]
    return [
        one.number, row.name, row.need, row.place, one.partner_name, one.service_name, row.word,
        timezone.localtime(one.sent_at).date(), timezone.localtime(one.answer_by).date(),
        "ya" if row.late else "", *days, row.reason, one.sent_by,
    ]  # fmt: skip
