"""A letter as PDF, from its frozen content only: printing it again gives the same paper."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from bubuhan.kernel import typeset
from bubuhan.letters.models import Letter

PAPER = Path(__file__).parent / "papers" / "letter.typ"


def pdf(letter: Letter, base: str = "") -> bytes:
    """The paper of an issued letter; one that was withdrawn says so across every page.

    `base` is this instance's address (`https://host/`); without it the first configured host.
    """
    withdrawn = letter.withdrawn_at is not None
    return render(content_of(letter), base=base, withdrawn=withdrawn)


def render(
    content: dict[str, Any], *, base: str = "", withdrawn: bool = False, preview: bool = False
) -> bytes:
    """A paper from content as `actions.issue` freezes it."""
    data = paper_data(content, base=base, withdrawn=withdrawn, preview=preview)
    return typeset.pdf(PAPER, data)


def paper_data(
    content: dict[str, Any], *, base: str = "", withdrawn: bool = False, preview: bool = False
) -> dict[str, Any]:
    """What `papers/letter.typ` prints."""
    stamp = "DITARIK" if withdrawn else ("CONTOH" if preview else "")
    link = content["link"] or f"{base or _address()}surat/{content['token']}/"
    if link.startswith("/"):  # an address within this instance
        link = f"{base or _address()}{link[1:]}"
    return {
        **content,
        "stamp": stamp,
        "digest_short": freeze(content)[1][:16],
        "author": content["office"][-1] if content["office"] else "Bubuhan",
        "foot": f"{content['number']} · periksa keaslian lewat kode QR",
        "qr": typeset.qr_svg(link),
        "link_shown": link.split("://", 1)[-1],
    }


def content_of(letter: Letter) -> dict[str, Any]:
    """The frozen content of a letter."""
    found: dict[str, Any] = json.loads(letter.content)
    return found


def freeze(content: dict[str, Any]) -> tuple[str, str]:
    """Canonical JSON of a content and its SHA-256 (hex)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, sha256(text.encode()).hexdigest()


def unchanged(letter: Letter) -> bool:
    """True when the stored content is still what was issued."""
    return sha256(letter.content.encode()).hexdigest() == letter.digest


def _address() -> str:
    """`https://host/` of the first host that is not this machine itself."""
    hosts = [h for h in settings.ALLOWED_HOSTS if h not in _LOCAL]
    return f"{'https' if settings.HTTPS else 'http'}://{hosts[0] if hosts else 'localhost'}/"


_LOCAL = ("127.0.0.1", "[::1]", "testserver", "*")
