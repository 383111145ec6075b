"""Lists of phones and accounts, as one may see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from bubuhan.accounts import care
from bubuhan.accounts.care import Advice, PhoneFacts
from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Actor, Role, area_q, outranks, subtree_q
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem

PAGE = 50
SILENT_CHOICES = (1, 3, 7, 30)
TROUBLES = {
    "tertunda": "Catatan tertahan",
    "foto": "Foto tertahan",
    "penyimpanan": "Ruang hampir habis",
    "jam": "Jam HP salah",
    "versi": "Versi lama",
    "izin": "Data belum dijaga peramban",
}


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What the list of phones shows; comes from and goes into the URL."""

    q: str = ""
    area: str = ""
    silent: int = 0  # days without a contact
    state: str = "aktif"  # aktif | dicabut | semua
    trouble: str = ""  # a code of TROUBLES

    def url(self, **changes: object) -> str:
        """Query string of this filter, with some parts changed."""
        parts = {
            "q": self.q,
            "wilayah": self.area,
            "diam": self.silent,
            "status": self.state,
            "masalah": self.trouble,
            **changes,
        }
        return "?" + urlencode({k: v for k, v in parts.items() if v})


def visible_devices(actor: Actor) -> QuerySet[Device]:
    """Phones of users in the actor's area, with their users."""
    return Device.objects.select_related("user").filter(area_q(actor, "user__area_code"))


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone in the list, and what to ask of its holder."""

    device: Device
    advice: list[Advice]


def devices(actor: Actor, chosen: DeviceFilter, page: int, now: datetime) -> Page[PhoneRow]:
    """One page of phones, the worst first: work that is stuck, then the longest silent."""
    rows = visible_devices(actor).filter(subtree_q(chosen.area, "user__area_code"))
    newest = newest_version()
    if chosen.q:
        rows = rows.filter(Q(user__name__icontains=chosen.q) | Q(name__icontains=chosen.q))
    if chosen.state != "semua":
        rows = rows.filter(revoked_at__isnull=chosen.state != "dicabut")
    if chosen.silent:
        rows = rows.filter(_silent_q(now - timedelta(days=chosen.silent)))
    if chosen.trouble:
        rows = rows.filter(_trouble_q(chosen.trouble, now, newest))
    rows = rows.annotate(bad=_badness(now)).order_by("-bad", F("last_seen_at").asc(), "id")
    found = _page(rows, page)
    with_advice = [PhoneRow(device, advice_of(device, now, newest)) for device in found.rows]
    return Page(with_advice, found.number, found.size, found.total)


def advice_of(device: Device, now: datetime, newest: str | None = None) -> list[Advice]:
    """What is wrong with a phone; nothing of one that has ended."""
    if device.revoked_at:
        return []
    facts = PhoneFacts(
        last_contact=device.last_seen_at or device.enrolled_at,
        ever_seen=device.last_seen_at is not None,
        pending=device.pending,
        pending_since=device.pending_since,
        files_pending=device.files_pending,
        clock_offset_ms=device.clock_offset_ms,
        app_version=device.app_version,
        storage_used=device.storage_used,
        storage_quota=device.storage_quota,
        persisted=device.persisted,
    )
    return care.advise(facts, now, newest_version() if newest is None else newest)


def newest_version() -> str:
    """The newest version of the app that any phone runs."""
    rows = Device.objects.filter(revoked_at=None).exclude(app_version="")
    return care.newest_version(rows.values_list("app_version", flat=True).distinct())


def _silent_q(since: datetime) -> Q:
    return Q(last_seen_at__lt=since) | Q(last_seen_at=None, enrolled_at__lt=since)


def _stuck_q(now: datetime) -> Q:
    return Q(pending__gt=0, pending_since__lt=now - care.STUCK)


def _trouble_q(trouble: str, now: datetime, newest: str) -> Q:
    """The same borders as `care`, for a whole list."""
    if trouble == "tertunda":
        return _stuck_q(now)
    if trouble == "foto":
        return Q(files_pending__gt=0, last_seen_at__lt=now - care.PHOTOS_LATE)
    if trouble == "jam":
        gap = care.CLOCK_GAP_MS
        return Q(clock_offset_ms__gte=gap) | Q(clock_offset_ms__lte=-gap)
    if trouble == "izin":
        return Q(persisted=False)
    if trouble == "versi":
        return ~Q(app_version__in=["", newest])
    full = Q(storage_used__gte=F("storage_quota") * care.NEARLY_FULL)
    return Q(storage_quota__gt=0) & (
        full | Q(storage_used__gte=F("storage_quota") - care.LITTLE_LEFT)
    )


def _badness(now: datetime) -> Case:
    ended = Q(revoked_at__isnull=False)
    silent = _silent_q(now - care.SILENT)
    return Case(
        When(ended, then=Value(-1)),
        When(silent & Q(pending__gt=0), then=Value(4)),
        When(_stuck_q(now), then=Value(3)),
        When(silent, then=Value(2)),
        *(
            When(_trouble_q(code, now, ""), then=Value(1))
            for code in ("penyimpanan", "jam", "foto")
        ),
        default=Value(0),
        output_field=IntegerField(),
    )


@dataclass(frozen=True, slots=True)
class PhoneCounts:
    """How many phones in scope want a call, and how much unsent work they told of."""

    phones: int
    silent: int
    stuck: int
    full: int
    wrong_clock: int


def counts(actor: Actor, area: str, now: datetime) -> PhoneCounts:
    """Figures above the list, in one query."""
    rows = Device.objects.filter(
        area_q(actor, "user__area_code"), subtree_q(area, "user__area_code"), revoked_at=None
    )
    found = rows.aggregate(
        phones=Count("id"),
        silent=Count("id", filter=_silent_q(now - care.SILENT)),
        stuck=Count("id", filter=_stuck_q(now)),
        full=Count("id", filter=_trouble_q("penyimpanan", now, "")),
        wrong_clock=Count("id", filter=_trouble_q("jam", now, "")),
    )
    return PhoneCounts(**found)


def device(actor: Actor, device_id: UUID) -> Device:
    """One phone in scope. Raises Problem("not_found")."""
    found = visible_devices(actor).filter(id=device_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def silent_count(actor: Actor, now: datetime, days: int = 3) -> int:
    """How many phones in scope had no contact for some days (the clock in the office's top bar)."""
    rows = Device.objects.filter(area_q(actor, "user__area_code"), revoked_at=None)
    return rows.filter(_silent_q(now - timedelta(days=days))).count()


def persons_with_phone(actor: Actor) -> list[UUID]:
    """Persons in scope who have a phone that is not revoked."""
    rows = Device.objects.filter(area_q(actor, "user__area_code"), revoked_at=None)
    return [p for p in rows.values_list("user__person_id", flat=True).distinct() if p]


def persons_out_of_reach(actor: Actor) -> list[UUID]:
    """Persons whose account this actor may not give a phone to (the rule is in `actions.make_code`)."""
    below = [role for role in Role if role == Role.RELAWAN or outranks(actor, role)]
    rows = User.objects.filter(Q(is_active=False) | ~Q(role__in=below)).exclude(person_id=None)
    return [p for p in rows.values_list("person_id", flat=True) if p]


def users(actor: Actor, q: str, role: str, page: int) -> Page[User]:
    """Accounts in the actor's area; without a role chosen, those of offices."""
    rows = User.objects.filter(area_q(actor))
    rows = rows.filter(role=role) if role in Role.values else rows.exclude(role=Role.RELAWAN)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(username__icontains=q))
    return _page(rows.order_by("-is_active", "name", "id"), page)


def user(actor: Actor, user_id: UUID) -> User:
    """One account in the actor's area. Raises Problem("not_found")."""
    found = User.objects.filter(area_q(actor), id=user_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def _page(rows: QuerySet, number: int) -> Page:  # type: ignore[type-arg]
    total = rows.count()
    first = (number - 1) * PAGE
    return Page(list(rows[first : first + PAGE]), number, PAGE, total)
