"""Signatures of the instance (Ed25519, RFC 8032): on frozen counts and member cards.

Private keys live in DIR/secrets.json, as `sign_keys`, newest last; the last one signs. A key is
replaced with `bubuhan registry new-key`: the former stays known with the day it stopped signing, so
that what it signed can still be checked. `purpose` keeps kinds of signed things apart.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key of this instance; `to` is None while it signs."""

    id: str
    raw: bytes
    since: date
    to: date | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in groups of four, as people compare it."""
        text = sha256(self.raw).hexdigest().upper()
        return " ".join(text[n : n + 4] for n in range(0, 64, 4))

    @property
    def text(self) -> str:
        """The 32 bytes as base64url without padding."""
        return b64(self.raw)


@dataclass(frozen=True, slots=True)
class Signature:
    """Which key signed, and the 64 bytes."""

    key_id: str
    raw: bytes

    @property
    def text(self) -> str:
        return b64(self.raw)


def sign(purpose: str, message: bytes) -> Signature:
    """Sign with the newest key."""
    newest = settings.BUBUHAN_SIGN_KEYS[-1]
    return Signature(newest["id"], _private(newest["seed"]).sign(_framed(purpose, message)))


def verify(purpose: str, message: bytes, key_id: str, signature: bytes) -> bool:
    """True when that key of this instance signed exactly this. An unknown key: False."""
    found = next((k for k in public_keys() if k.id == key_id), None)
    if found is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(found.raw).verify(signature, _framed(purpose, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys() -> list[PublicKey]:
    """All keys this instance ever signed with, oldest first."""
    return [_public(k["id"], k["seed"], k["from"], k["to"]) for k in settings.BUBUHAN_SIGN_KEYS]


def current() -> str:
    """Id of the key that signs now (a payload names it before it is signed)."""
    key_id: str = settings.BUBUHAN_SIGN_KEYS[-1]["id"]
    return key_id


def new_key(seed: bytes, day: date) -> dict[str, Any]:
    """A row for `sign_keys`: its id is the start of its fingerprint."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return {
        "id": sha256(public).hexdigest()[:8],
        "seed": base64.b64encode(seed).decode(),
        "from": day.isoformat(),
        "to": None,
    }


def replaced(keys: list[Mapping[str, Any]], seed: bytes, day: date) -> list[dict[str, Any]]:
    """`sign_keys` with one more key that signs from `day`; the former ends there."""
    old = [dict(k) for k in keys]
    for key in old:
        key["to"] = key["to"] or day.isoformat()
    return [*old, new_key(seed, day)]


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The reverse; raises ValueError for anything else."""
    if not text.isascii() or len(text) % 4 == 1:
        raise ValueError("not base64url")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _framed(purpose: str, message: bytes) -> bytes:
    return f"bubuhan/{purpose}\n".encode() + message


@lru_cache(maxsize=8)
def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))


@lru_cache(maxsize=32)
def _public(key_id: str, seed: str, since: str, to: str | None) -> PublicKey:
    raw = _private(seed).public_key().public_bytes_raw()
    return PublicKey(key_id, raw, date.fromisoformat(since), date.fromisoformat(to) if to else None)
