"""What the QR on a card says. Pure: the text that is signed, made and read.

`BBH1.<fields>.<signature>`: fields are UTF-8 joined by U+001F, in base64url, in the order of `Fields`;
the signature is Ed25519 over "bubuhan/card/1", a line feed, and these bytes. The same reader exists in
static/cards/verify.js; a sample that both must read stands in tests/sample.json.
"""

from dataclasses import astuple, dataclass
from datetime import date

from bubuhan.kernel.signing import b64, unb64

PURPOSE = "card/1"
MARK = "BBH1"
_SEP = "\x1f"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a card shows, and nothing more. `pillar` and `area` in words, dates as ISO text."""

    name: str
    pillar: str
    area: str
    number: str
    valid_until: str
    key_id: str
    token: str


class PayloadError(ValueError):
    """The text is no card of ours."""


def message(fields: Fields) -> bytes:
    """The bytes that are signed."""
    return _SEP.join(part.replace(_SEP, " ") for part in astuple(fields)).encode()


def code(fields: Fields, signature: bytes) -> str:
    """The text of the QR."""
    return f"{MARK}.{b64(message(fields))}.{b64(signature)}"


def read(text: str) -> tuple[Fields, bytes]:
    """Fields and signature of a QR text (also of an address that ends in it). Raises PayloadError."""
    parts = text.strip().rsplit("#", 1)[-1].split(".")
    if len(parts) != 3 or parts[0] != MARK:
        raise PayloadError("not a card")
    try:
        values = unb64(parts[1]).decode().split(_SEP)
        signature = unb64(parts[2])
        fields = Fields(*values)
        date.fromisoformat(fields.valid_until)
    except (ValueError, TypeError) as error:
        raise PayloadError("a broken card") from error
    return fields, signature
