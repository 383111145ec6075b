"""Phones in the field as a supervisor meets them: most are fine, some silent, one stuck, one passed on."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from bubuhan.accounts.actions import spaces_of
from bubuhan.accounts.models import Device, User
from bubuhan.accounts.policy import Role
from bubuhan.kernel import crypto
from bubuhan.kernel.ids import uuid7
from bubuhan.volunteers.models import Membership

AREAS = {"63.71.03": 8, "63.71": 8, "63.05": 4}
MODELS = ("Samsung A05", "Redmi 13C", "Oppo A18", "Vivo Y17s", "Infinix Smart 8")
GB = 1024**3
FINE: dict[str, Any] = {"hours": 3, "pending": 0, "storage_used": GB // 9, "persisted": True}
TROUBLED: tuple[dict[str, Any], ...] = (
    {"hours": 30 * 24, "pending": 0},
    {"hours": 9 * 24, "pending": 6, "old": 10 * 24, "files_pending": 4},
    {"hours": 5, "pending": 3, "old": 70, "files_pending": 2},
    {"hours": 4 * 24, "pending": 0, "app_version": "0.0.9"},
    {"hours": 2, "pending": 0, "clock_offset_ms": -3 * 3_600_000},
    {"hours": 20, "pending": 1, "old": 2, "storage_used": 2 * GB - 90 * 1024**2},
    {"hours": 6, "pending": 0, "persisted": False},
)


def fill(random: Random, now: datetime) -> None:
    """Some members get a phone; nobody of the story's people, who enrol theirs themselves."""
    users, devices = [], []
    known = User.objects.exclude(person_id=None).values_list("person_id", flat=True)
    taken = {one for one in known if one}
    for area, count in AREAS.items():
        rows = Membership.objects.filter(
            area_code__startswith=area + ".", status="active", pillar="PSM"
        ).exclude(person_id__in=taken)
        # The story's people were written down first.
        members = list(rows.select_related("person").order_by("-id")[:count])
        taken |= {member.person_id for member in members}
        for number, member in enumerate(members):
            told = FINE | (TROUBLED[number] if number < len(TROUBLED) else {})
            user = _user(member)
            users.append(user)
            devices.append(_device(user, random.choice(MODELS), told, now))
    User.objects.bulk_create(users)
    Device.objects.bulk_create(devices)


def _user(member: Membership) -> User:
    return User(
        username=f"hp-{member.person_id.hex}",
        name=member.person.name,
        role=Role.RELAWAN,
        area_code=member.area_code,
        person_id=member.person_id,
        password="!",  # noqa: S106 - no password: a phone has a token
    )


def _device(user: User, model: str, told: dict[str, Any], now: datetime) -> Device:
    seen = now - timedelta(hours=told["hours"])
    return Device(
        user=user,
        name=model,
        token_hash=crypto.token_hash(uuid7().hex),
        spaces=spaces_of(user.area_code, user.person_id),
        enrolled_at=now - timedelta(days=90),
        enrolled_by="Dewi Noor Aisyah",
        last_seen_at=seen,
        pending=told["pending"],
        pending_since=now - timedelta(hours=told["old"]) if "old" in told else None,
        files_pending=told.get("files_pending", 0),
        app_version=told.get("app_version", "0.1.0"),
        clock_offset_ms=told.get("clock_offset_ms", 400),
        storage_used=told["storage_used"],
        storage_quota=2 * GB,
        persisted=told["persisted"],
    )
