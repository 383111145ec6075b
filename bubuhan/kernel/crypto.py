"""Specific personal data at rest: AES-GCM with a key id, and a keyed blind index for equality.

Ciphertext layout: 1 byte key id, 12 bytes nonce, the rest AES-GCM output. Several keys may be
known at once (the first encrypts), so that a key can be replaced without an outage.
"""

import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def encrypt(text: str | bytes) -> bytes:
    """Encrypt with the current key (bytes are a text's UTF-8). The result differs on every call."""
    key_id, key = settings.BUBUHAN_DATA_KEYS[0]
    nonce = os.urandom(12)
    data = text if isinstance(text, bytes) else text.encode()
    return bytes([key_id]) + nonce + _aes(key).encrypt(nonce, data, b"")


def decrypt(data: bytes | memoryview) -> str:
    """Decrypt what `encrypt` made. Raises KeyError for an unknown key id."""
    raw = bytes(data)
    keys = dict(settings.BUBUHAN_DATA_KEYS)
    return _aes(keys[raw[0]]).decrypt(raw[1:13], raw[13:], b"").decode()


def blind(text: str, purpose: str) -> bytes:
    """Keyed hash (32 bytes) for equality look-ups; `purpose` keeps columns apart."""
    key: bytes = settings.BUBUHAN_INDEX_KEY
    return hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")


def token_hash(token: str) -> str:
    """Hex hash of a high-entropy bearer token or code, as stored."""
    return sha256(token.encode()).hexdigest()


@lru_cache(maxsize=8)
def _aes(key: bytes) -> AESGCM:
    return AESGCM(key)
