"""What a phone holds sealed for us: the key of its store, under our public key (decision 15).

A phone makes the key of its store, locks it with the PIN, and seals it once more for the server
(ECIES: ephemeral P-256, HKDF-SHA-256, AES-256-GCM). Whoever holds the phone can open neither. So the
unsent work of a former holder can wait on a phone that is another's by now, leave it still sealed
(over the network or as a file), and be opened here; and a forgotten PIN costs nothing.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bubuhan import journal
from bubuhan.accounts import handover
from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Actor, can
from bubuhan.files import actions as files
from bubuhan.kernel import crypto
from bubuhan.kernel.problems import Problem
from bubuhan.sync import actions, queries
from bubuhan.sync.models import Receipt
from bubuhan.sync.schemas import MAX_COMMANDS, ParcelBody, PinRequest, SealedBody

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT = 65  # bytes of an uncompressed point
_INFO = b"bubuhan-escrow-1"


@lru_cache(maxsize=2)
def _private(seed: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, _CURVE)


def _own_key() -> ec.EllipticCurvePrivateKey:
    return _private(crypto.blind("phones", "escrow"))


def public_key() -> str:
    """Our public key as phones import it: an uncompressed point, base64."""
    point = (
        _own_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.b64encode(point).decode()


def seal_for(point: bytes, data: bytes) -> bytes:
    """Seal bytes for the holder of a P-256 key: ephemeral point, nonce, AES-GCM."""
    ephemeral = ec.generate_private_key(_CURVE)
    shared = ephemeral.exchange(ec.ECDH(), _point(point))
    own = ephemeral.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    # The key is used once, so a fixed nonce repeats nothing.
    return own + AESGCM(_derived(shared, own)).encrypt(bytes(12), data, b"")


def open_escrow(escrow: str) -> bytes:
    """The key of a phone's store. Raises Problem("parcel_unreadable")."""
    raw = _bytes(escrow)
    try:
        shared = _own_key().exchange(ec.ECDH(), _point(raw[:_POINT]))
        key = AESGCM(_derived(shared, raw[:_POINT])).decrypt(bytes(12), raw[_POINT:], b"")
    except InvalidTag as error:
        raise Problem("parcel_unreadable") from error
    if len(key) != 32:
        raise Problem("parcel_unreadable")
    return key


def _point(raw: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)
    except ValueError as error:
        raise Problem("parcel_unreadable") from error


def _derived(shared: bytes, point: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=point, info=_INFO).derive(shared)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem("parcel_unreadable") from error


def _unsealed(key: bytes, sealed: SealedBody) -> bytes:
    try:
        return AESGCM(key).decrypt(_bytes(sealed.iv), _bytes(sealed.data), b"")
    except (InvalidTag, ValueError) as error:
        raise Problem("parcel_unreadable") from error


def _json(key: bytes, sealed: SealedBody) -> dict[str, Any]:
    try:
        found = json.loads(_unsealed(key, sealed))
    except ValueError as error:
        raise Problem("parcel_unreadable") from error
    if not isinstance(found, dict):
        raise Problem("parcel_unreadable")
    return found


def new_pin(asked: PinRequest, ip: str, now: datetime) -> str:
    """The key of a phone's store, sealed for the phone that asks, against its coordinator's code.

    The store must be that of the phone the code was made for: what is sealed under its key says so.
    Else a code for one's own phone would open the copied store of any other. Raises the problems of
    `handover.use_pin_code`, app_too_old and parcel_unreadable (then the code stays good).
    """
    if asked.session is None:
        raise Problem("app_too_old")
    key, point = open_escrow(asked.escrow), _bytes(asked.reply_to)
    session = _json(key, asked.session)
    proof = crypto.token_hash(str(session.get("token", "")))
    if not Device.objects.filter(id=asked.device, token_hash=proof).exists():
        raise Problem("code_unknown", "code")
    answer = seal_for(point, key)
    handover.use_pin_code(asked.code, asked.device, ip, now)
    return base64.b64encode(answer).decode()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a parcel: outcome by command id, and the files that are whole."""

    outcomes: dict[str, str]
    files: tuple[str, ...]
    holder: str

    @property
    def accepted(self) -> int:
        return sum(outcome != "refused" for outcome in self.outcomes.values())


def receive(parcel: ParcelBody, now: datetime) -> Taken:
    """Take the sealed work of a phone's holder, in his name and under his phone's numbers.

    Sent twice, it changes nothing. Raises parcel_unreadable; device_revoked when the phone was
    revoked without being handed over.
    """
    key = open_escrow(parcel.escrow)
    session = _json(key, parcel.session)
    token, device_id = str(session.get("token", "")), str(session.get("device", ""))
    caller = queries.phone_of_parcel(token)
    if caller is None or str(caller.device_id) != device_id:
        raise Problem("device_revoked")
    done = _take_files(key, parcel, caller, now)
    outcomes = _push(key, parcel, caller, token, now)
    return Taken(outcomes, done, caller.actor.name)


def check_holder(actor: Actor, parcel: ParcelBody) -> None:
    """Raise parcel_unreadable unless the parcel is of a phone in the actor's area."""
    session = _json(open_escrow(parcel.escrow), parcel.session)
    caller = queries.phone_of_parcel(str(session.get("token", "")))
    if caller is None or not can(actor, "device.enrol", caller.actor.area):
        raise Problem("parcel_unreadable", "berkas")


def _take_files(
    key: bytes, parcel: ParcelBody, caller: queries.Caller, now: datetime
) -> tuple[str, ...]:
    done = []
    for file in parcel.files:
        data = _unsealed(key, file.sealed)
        if sha256(data).hexdigest() != file.sha256:
            raise Problem("parcel_unreadable")
        part = files.Part(file.sha256, 0, len(data), data, file.mime)
        try:
            files.receive(part, by=caller.actor.ref, now=now)
        except Problem as problem:
            if problem.code == "file_offset":  # begun before, in parts: go on from there
                first = int(str(problem.values["offset"]))
                rest = files.Part(file.sha256, first, len(data), data[first:], file.mime)
                files.receive(rest, by=caller.actor.ref, now=now)
            elif problem.status not in {413, 415, 422}:
                raise
        done.append(file.sha256)
    return tuple(done)


def _push(
    key: bytes, parcel: ParcelBody, caller: queries.Caller, token: str, now: datetime
) -> dict[str, str]:
    """Numbered on from where the server is: an id that has its receipt is only told again."""
    rows = sorted(parcel.commands, key=lambda row: row.seq)
    told = _told(caller.device_id, [row.id for row in rows])
    fresh = [_command(row.id, _json(key, row.sealed)) for row in rows if row.id not in told]
    outcomes = {str(row_id): outcome for row_id, outcome in told.items()}
    for start in range(0, len(fresh), MAX_COMMANDS):
        outcomes |= _push_some(fresh[start : start + MAX_COMMANDS], parcel, caller, token, now=now)
    if fresh or parcel.files:
        _note(caller, parcel, len(outcomes), now)
    return outcomes


def _push_some(
    commands: Sequence[dict[str, Any]],
    parcel: ParcelBody,
    caller: queries.Caller,
    token: str,
    *,
    now: datetime,
) -> dict[str, str]:
    """One push in the former holder's name; another copy at the same moment takes nothing away."""
    last = Device.objects.values_list("last_seq", flat=True).get(id=caller.device_id)
    numbered = [{**command, "seq": seq} for seq, command in enumerate(commands, start=last + 1)]
    body = {"device": str(caller.device_id), "commands": numbered, "pending": parcel.left}
    pushed = actions.push(token, json.dumps(body).encode(), now, parcel=True)
    return {
        str(line.id): line.outcome
        for line in pushed.lines
        if not (line.problem and line.problem["code"] == "seq_conflict")
    }


def _told(device_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = Receipt.objects.filter(device_id=device_id, command_id__in=ids)
    return {key: outcome for key, outcome in rows.values_list("command_id", "outcome") if key}


def _command(row_id: UUID, content: dict[str, Any]) -> dict[str, Any]:
    base = content.get("baseRev")
    return {
        "id": str(row_id),
        "type": content.get("type"),
        "made_at": content.get("madeAt"),
        "body": content.get("body"),
        **({} if base is None else {"base_rev": base}),
    }


def _note(caller: queries.Caller, parcel: ParcelBody, commands: int, now: datetime) -> None:
    with journal.unit():
        journal.record(
            "device.custody_received",
            actor=caller.actor.ref,
            subject=("device", caller.device_id),
            area=caller.actor.area,
            data={"commands": commands, "files": len(parcel.files), "way": parcel.way},
            at=now,
        )
