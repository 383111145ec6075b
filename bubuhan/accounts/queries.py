"""Lists of phones and accounts, as one may see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Actor, Role, area_q, outranks, subtree_q
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem

PAGE = 50
SILENT_CHOICES = (1, 3, 7, 30)


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What the list of phones shows; comes from and goes into the URL."""

    q: str = ""
    area: str = ""
    silent: int = 0  # days without a contact
    state: str = "aktif"  # aktif | dicabut | semua

    def url(self, **changes: object) -> str:
        """Query string of this filter, with some parts changed."""
        parts = {
            "q": self.q,
            "wilayah": self.area,
            "diam": self.silent,
            "status": self.state,
            **changes,
        }
        return "?" + urlencode({k: v for k, v in parts.items() if v})


def visible_devices(actor: Actor) -> QuerySet[Device]:
    """Phones of users in the actor's area, with their users."""
    return Device.objects.select_related("user").filter(area_q(actor, "user__area_code"))


def devices(actor: Actor, chosen: DeviceFilter, page: int, now: datetime) -> Page[Device]:
    """One page of phones, the longest silent first."""
    rows = visible_devices(actor).filter(subtree_q(chosen.area, "user__area_code"))
    if chosen.q:
        rows = rows.filter(Q(user__name__icontains=chosen.q) | Q(name__icontains=chosen.q))
    if chosen.state != "semua":
        rows = rows.filter(revoked_at__isnull=chosen.state != "dicabut")
    if chosen.silent:
        since = now - timedelta(days=chosen.silent)
        rows = rows.filter(Q(last_seen_at__lt=since) | Q(last_seen_at=None, enrolled_at__lt=since))
    return _page(rows.order_by("last_seen_at", "id"), page)


def device(actor: Actor, device_id: UUID) -> Device:
    """One phone in scope. Raises Problem("not_found")."""
    found = visible_devices(actor).filter(id=device_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def silent_count(actor: Actor, now: datetime, days: int = 3) -> int:
    """How many phones in scope had no contact for some days (the clock in the office's top bar)."""
    since = now - timedelta(days=days)
    rows = Device.objects.filter(area_q(actor, "user__area_code"), revoked_at=None)
    return rows.filter(
        Q(last_seen_at__lt=since) | Q(last_seen_at=None, enrolled_at__lt=since)
    ).count()


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
