"""The instance's key for web push (VAPID, RFC 8292): P-256, kept in DIR/secrets.json as `vapid_key`.

A browser's subscription is bound to the public key; a new key means that every phone has to switch
notifications on again.
"""

import base64
import time
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

GOOD_FOR = 12 * 3600  # seconds; a day is the most that services accept


@lru_cache(maxsize=4)
def _vapid(scalar: str) -> Vapid02:
    value = int.from_bytes(base64.b64decode(scalar), "big")
    return Vapid02(private_key=ec.derive_private_key(value, ec.SECP256R1()))


def public_key() -> str:
    """What a browser needs to subscribe: the uncompressed point as base64url."""
    raw = _vapid(settings.BUBUHAN_VAPID_KEY).public_key.public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def headers(audience: str, contact: str = "") -> dict[str, str]:
    """The signed claim that we are we, for one push service; good for some hours."""
    subject = f"mailto:{contact}" if "@" in contact else settings.BUBUHAN_VAPID_SUBJECT
    signed: dict[str, str] = _vapid(settings.BUBUHAN_VAPID_KEY).sign(
        {"aud": audience, "sub": subject, "exp": int(time.time()) + GOOD_FOR}
    )
    return signed
