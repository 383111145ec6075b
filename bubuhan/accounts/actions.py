"""Phones: codes that enrol them, their tokens, and revoking them. User accounts are in `users.py`."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.accounts.links import make_setup_link, needs_setup
from bubuhan.accounts.models import Device, EnrolmentCode, User
from bubuhan.accounts.policy import VERBS, Actor, Role, outranks, require
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem

__all__ = [
    "device_for_token",
    "enrol",
    "make_code",
    "make_setup_link",
    "needs_setup",
    "revoke",
    "spaces_of",
]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0/O, 1/I/L: a code is read aloud and typed
CODE_LIFE = timedelta(hours=24)
TRIES_PER_ADDRESS = Limit(20)  # many phones share one address of a mobile network
HANDOVER_LIFE = timedelta(days=14)  # typed on a phone without signal, told to us much later
TRIES_OF_ALL = Limit(1000)  # 31**8 codes: a thousand guesses a quarter hour find nothing


def make_code(
    actor: Actor,
    *,
    person_id: UUID,
    person_name: str,
    area_code: str,
    role: Role = Role.RELAWAN,
    now: datetime,
) -> tuple[str, EnrolmentCode]:
    """Make a one-time code for one person's phone; returns it as `ABCD-EFGH` and its row.

    `area_code` is the person's duty area and must lie in the actor's scope; the actor must stand
    above `role`, and above the account the person already has. Raises Problem("forbidden").
    """
    may_equip(actor, person_id, area_code, role)
    code = random_code()
    with journal.unit():
        row = EnrolmentCode.objects.create(
            code_hash=hashed(code),
            person_id=person_id,
            person_name=person_name[:120],
            area_code=area_code,
            role=role,
            made_by_id=actor.user_id,
            made_at=now,
            expires_at=now + CODE_LIFE,
        )
        journal.record(
            "device.code_made",
            actor=actor.ref,
            subject=("person", person_id),
            area=area_code,
            data={"code": str(row.id), "role": str(role)},
            at=now,
        )
    return spaced(code), row


def may_equip(actor: Actor, person_id: UUID, area_code: str, role: Role = Role.RELAWAN) -> None:
    """Raise Problem("forbidden") unless the actor may give this person a phone (see `make_code`)."""
    require(actor, "device.enrol", area_code)
    user = User.objects.filter(person_id=person_id).first()
    allowed = role in VERBS["sync.use"] and outranks(actor, role)
    if user and user.role != Role.RELAWAN:
        allowed = allowed and outranks(actor, Role(user.role)) and actor.covers(user.area_code)
    if not allowed or (user and not user.is_active):
        raise Problem("forbidden")


def random_code(length: int = 8) -> str:
    """Letters and digits that survive being read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spaced(code: str) -> str:
    """`ABCDEFGH` -> `ABCD-EFGH`, as it is shown."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def enrol(code: str, device_name: str, ip: str, now: datetime) -> tuple[Device, str, list[str]]:
    """Turn a code into an enrolled phone: `(device, token, spaces)`. The token is shown only here.

    Raises Problem code_unknown, code_used, code_expired (field "code") or too_many_tries.
    """
    row, keys = find_code(code, ip, now)
    if row.purpose == EnrolmentCode.Purpose.PIN:
        raise Problem("code_is_for_pin", "code")
    token = secrets.token_urlsafe(32)
    with journal.unit():
        use_code(row, now)
        user = _user_for(row)
        device = _new_device(row, user, device_name, token, now)
        EnrolmentCode.objects.filter(id=row.id).update(device=device)
        journal.record(
            "device.enrolled",
            actor=user.actor(device.id).ref,
            subject=("device", device.id),
            area=user.area_code,
            data={"person": str(row.person_id), "name": device.name, "code": str(row.id)},
            # The owner's profile waits for the first pull, however he came into the registry.
            touched=[journal.Touch(f"mine:{row.person_id}", "profile", str(row.person_id))],
            at=now,
        )
        if row.target:
            _hand_over(row.target, device, now)
    limits.forgive(*keys)
    return device, token, list(device.spaces)


def find_code(code: str, ip: str, now: datetime) -> tuple[EnrolmentCode, list[str]]:
    """The row of a typed code, and the counters to forgive when it is used with success.

    Raises Problem code_unknown (field "code") or too_many_tries.
    """
    keys = {f"enrol:{ip}": TRIES_PER_ADDRESS, "enrol:*": TRIES_OF_ALL}
    for key, limit in keys.items():
        limits.count(key, limit, now)
    rows = EnrolmentCode.objects.select_related("made_by", "target__user")
    row = rows.filter(code_hash=hashed(code)).first()
    if row is None:
        raise Problem("code_unknown", "code")
    return row, list(keys)


def _hand_over(former: Device, device: Device, now: datetime) -> None:
    """The former enrolment of this phone ends; what it had not sent is still taken (`sync.custody`).

    A phone that was revoked meanwhile (lost, stolen) stays so: nothing of it is taken.
    """
    why = f"Diserahkan kepada {device.user.name}"[:200]
    fresh = Device.objects.filter(id=former.id, revoked_at=None)
    if not fresh.update(revoked_at=now, revoked_why=why, successor=device):
        return
    data = {"to": str(device.id), "person": str(device.user.person_id)}
    _record(device.user.actor(device.id).ref, "device.handed_over", former, data, now)


def device_for_token(token: str, now: datetime | None = None) -> Device:
    """The enrolled phone behind a bearer token, with its user, in one query.

    Raises Problem token_unknown; device_revoked when the phone must wipe itself (the first such
    contact is noted in `wiped_at`); forbidden when its user's role has no phone any more.
    """
    device = (
        Device.objects.select_related("user").filter(token_hash=crypto.token_hash(token)).first()
    )
    if device is None:
        raise Problem("token_unknown")
    if device.revoked_at or not device.user.is_active:
        _note_wipe(device, now or clock.now())
        raise Problem("device_revoked")
    if device.user.role not in VERBS["sync.use"]:
        raise Problem("forbidden")
    return device


def revoke(actor: Actor, device: Device, why: str, now: datetime | None = None) -> None:
    """Revoke a phone, with a reason; it wipes itself at its next contact. Twice changes nothing."""
    require(actor, "device.revoke", device.user)
    user = device.user
    if user.id != actor.user_id and not outranks(actor, Role(user.role)):
        raise Problem("forbidden")
    if not why.strip():
        raise Problem("field_missing", "why", name="alasan")
    revoke_all(actor.ref, [device], why.strip()[:200], now or clock.now())


def revoke_all(by: ActorRef, devices: list[Device], why: str, now: datetime) -> None:
    """Revoke phones without asking who may (the caller has)."""
    with journal.unit():
        for device in devices:
            fresh = Device.objects.filter(id=device.id, revoked_at=None)
            if not fresh.update(revoked_at=now, revoked_why=why):
                continue
            device.revoked_at, device.revoked_why = now, why
            _record(by, "device.revoked", device, {"why": why}, now)


def spaces_of(area_code: str, person_id: UUID | None) -> list[str]:
    """What a phone may pull: the nation's lists, its kab/kota, its kecamatan, its person's own."""
    areas = [area_code[:length] for length in (5, 8) if len(area_code) >= length]
    return ["national", *areas, *([f"mine:{person_id}"] if person_id else [])]


def hashed(code: str) -> str:
    """Keyed: a code is short, so a plain hash in a stolen backup could be guessed through."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return crypto.blind(plain[:40], "enrolment").hex()


def use_code(row: EnrolmentCode, now: datetime) -> None:
    """Claim the code by compare-and-set: of two phones typing it at once, one gets it."""
    if row.used_at:
        raise Problem("code_used", "code")
    if row.expires_at <= now:
        raise Problem("code_expired", "code")
    if not EnrolmentCode.objects.filter(id=row.id, used_at=None).update(used_at=now):
        raise Problem("code_used", "code")


def _user_for(row: EnrolmentCode) -> User:
    """The person's account: as it is, or a new one without a password, that only a phone uses.

    A relawan who serves elsewhere by now moves there, with his other phones.
    """
    user, new = User.objects.get_or_create(
        person_id=row.person_id,
        defaults={
            "username": f"hp-{row.person_id.hex}",
            "name": row.person_name,
            "role": row.role,
            "area_code": row.area_code,
            "password": "!",
        },
    )
    if not user.is_active:
        raise Problem("code_unknown", "code")
    if not new and user.role == Role.RELAWAN and user.area_code != row.area_code:
        user.area_code = row.area_code
        user.save(update_fields=["area_code"])
        spaces = spaces_of(row.area_code, row.person_id)
        Device.objects.filter(user=user, revoked_at=None).update(spaces=spaces)
    return user


def _new_device(row: EnrolmentCode, user: User, name: str, token: str, now: datetime) -> Device:
    plain = "".join(c for c in " ".join(name.split()) if c.isprintable())
    return Device.objects.create(
        user=user,
        name=plain[:80] or "HP",
        token_hash=crypto.token_hash(token),
        spaces=spaces_of(user.area_code, user.person_id),
        enrolled_at=now,
        enrolled_by=row.made_by.name if row.made_by else "",
    )


def _note_wipe(device: Device, now: datetime) -> None:
    if device.wiped_at:
        return
    with journal.unit():
        if Device.objects.filter(id=device.id, wiped_at=None).update(wiped_at=now):
            _record(device.user.actor(device.id).ref, "device.wiped", device, {}, now)


def _record(by: ActorRef, name: str, device: Device, data: dict[str, Any], now: datetime) -> None:
    journal.record(
        name, actor=by, subject=("device", device.id), area=device.user.area_code, data=data, at=now
    )
