"""Cards as PDF: one card a page (CR80), or ten on A4 with their backs mirrored behind."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bubuhan.cards import queries
from bubuhan.cards.models import Card
from bubuhan.files.queries import open_for
from bubuhan.geo import letterhead
from bubuhan.kernel import typeset
from bubuhan.lists.queries import title

CARD = Path(__file__).parent / "papers" / "card.typ"
_MOST_PHOTO = 400_000


def cards_pdf(cards: Sequence[Card], check_url: str, *, sheet: bool) -> bytes:
    """`check_url`: the address of the page that checks cards; the QR holds it and the card's text."""
    return typeset.pdf(CARD, cards_data(cards, check_url, sheet=sheet))


def cards_data(cards: Sequence[Card], check_url: str, *, sheet: bool) -> dict[str, Any]:
    """What `papers/card.typ` prints."""
    return {
        "title": "Kartu anggota",
        "mode": "lembar" if sheet else "satu",
        "cards": [_card(card, check_url) for card in cards],
    }


def _card(card: Card, check_url: str) -> dict[str, Any]:
    return {
        "name": card.name,
        "pillar": title("pillar", card.pillar),
        "area": card.area_label,
        "number": card.number,
        "until": f"{card.valid_until:%d-%m-%Y}",
        "issued": f"{card.issued_at:%d-%m-%Y}",
        "key": card.key_id,
        "office": letterhead.lines(card.area_code)[:2],
        "check": check_url.split("://", 1)[-1].rstrip("/"),
        "qr": typeset.qr_svg(f"{check_url}#{queries.text_of(card)}", "l"),
        "photo": _photo(card.photo_sha256),
    }


def _photo(sha256: str) -> list[int]:
    """The photo's bytes as numbers (JSON carries no bytes); [] when there is none."""
    found = open_for(sha256, thumb=True) if sha256 else None
    if found is None or found.path.stat().st_size > _MOST_PHOTO:
        return []
    return list(found.path.read_bytes())
