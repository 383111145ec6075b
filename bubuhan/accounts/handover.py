"""A phone that changes hands, and a PIN that was forgotten: codes a coordinator makes for one phone.

A hand-over code works where there is no signal: its last letters are a check made with a key that
the phone has had since it was enrolled. It lets the next holder in and opens nothing of the former
one's (decision 15). A PIN code is used over the network, and only by that phone.
"""

import hmac
from datetime import datetime
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts import limits
from bubuhan.accounts.actions import (
    ALPHABET,
    CODE_LIFE,
    HANDOVER_LIFE,
    find_code,
    hashed,
    may_equip,
    random_code,
    spaced,
    use_code,
)
from bubuhan.accounts.models import Device, EnrolmentCode
from bubuhan.accounts.neighbours import Server
from bubuhan.accounts.policy import Actor, Role, outranks, require
from bubuhan.kernel import crypto
from bubuhan.kernel.problems import Problem

CHECK_LETTERS = 4


def check_key(device_id: UUID) -> bytes:
    """What a phone checks hand-over codes with; told to it once, at enrolment."""
    return crypto.blind(str(device_id), "handover")


def check_letters(key: bytes, code: str) -> str:
    """The last letters of a hand-over code; the phone computes the same (`kernel/codes.ts`)."""
    digest = hmac.digest(key, f"serah:{code}".encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CHECK_LETTERS])


def make_handover_code(
    actor: Actor, *, device: Device, to: Server, now: datetime
) -> tuple[str, EnrolmentCode]:
    """A code with which `to` takes this phone over, with or without signal: `ABCD-EFGH-JKMN`.

    Raises Problem forbidden; device_ended when the phone was revoked; field_invalid when it is his
    already.
    """
    _may_decide(actor, device)
    may_equip(actor, to.person_id, to.area_code)
    if device.user.person_id == to.person_id:
        raise Problem("field_invalid", "person", name="penerima", why="HP ini sudah miliknya")
    code = random_code()
    code += check_letters(check_key(device.id), code)
    return spaced(code), _made(actor, EnrolmentCode.Purpose.HANDOVER, code, device, to, now=now)


def make_pin_code(actor: Actor, *, device: Device, now: datetime) -> tuple[str, EnrolmentCode]:
    """A code with which the holder of this phone chooses a new PIN and keeps everything on it.

    Raises Problem forbidden, device_ended.
    """
    _may_decide(actor, device)
    user = device.user
    if user.person_id is None:
        raise Problem("forbidden")
    holder = Server(user.person_id, user.name, "", user.area_code)
    code = random_code()
    return spaced(code), _made(actor, EnrolmentCode.Purpose.PIN, code, device, holder, now=now)


def use_pin_code(code: str, device_id: UUID, ip: str, now: datetime) -> Device:
    """The phone that may choose a new PIN with this code; the code is used up.

    Raises Problem code_unknown (also when it was made for another phone), code_used, code_expired,
    too_many_tries, device_revoked.
    """
    row, keys = find_code(code, ip, now)
    if row.purpose != EnrolmentCode.Purpose.PIN or row.target is None:
        raise Problem("code_unknown", "code")
    if row.target_id != device_id:
        raise Problem("code_unknown", "code")
    if row.target.revoked_at or not row.target.user.is_active:
        raise Problem("device_revoked")
    with journal.unit():
        use_code(row, now)
        user = row.target.user
        journal.record(
            "device.pin_reset",
            actor=user.actor(device_id).ref,
            subject=("device", device_id),
            area=user.area_code,
            data={"code": str(row.id)},
            at=now,
        )
    limits.forgive(*keys)
    return row.target


def _may_decide(actor: Actor, device: Device) -> None:
    require(actor, "device.enrol", device.user)
    own = device.user.id == actor.user_id
    if not own and not outranks(actor, Role(device.user.role)):
        raise Problem("forbidden")
    if device.revoked_at or not device.user.is_active:
        raise Problem("device_ended")


def _made(
    actor: Actor,
    purpose: EnrolmentCode.Purpose,
    code: str,
    device: Device,
    person: Server,
    *,
    now: datetime,
) -> EnrolmentCode:
    handover = purpose == EnrolmentCode.Purpose.HANDOVER
    life = HANDOVER_LIFE if handover else CODE_LIFE
    with journal.unit():
        row = EnrolmentCode.objects.create(
            code_hash=hashed(code),
            purpose=purpose,
            target=device,
            person_id=person.person_id,
            person_name=person.name[:120],
            area_code=person.area_code,
            made_by_id=actor.user_id,
            made_at=now,
            expires_at=now + life,
        )
        journal.record(
            "device.handover_made" if handover else "device.pin_code_made",
            actor=actor.ref,
            subject=("device", device.id),
            area=device.user.area_code,
            data={"code": str(row.id), "person": str(person.person_id)},
            at=now,
        )
    return row
