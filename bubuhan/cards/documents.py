"""What a phone may hold of this room: its owner's cards, ready to be drawn without the network."""

from collections.abc import Sequence
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.cards import queries
from bubuhan.cards.models import Card
from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.kernel.typeset import qr_rows
from bubuhan.lists.queries import title


def cards(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`card` documents (space `mine`, id: the person's); a phone gets its owner's only.

    Body: `{cards: [{id, number, name, pillar, pillar_name, area_code, area_label, issued_on,
    valid_until, state, code, qr: ["1010...", ...]}]}`; `qr` are the squares of `code`, dark as 1, without
    the quiet zone (draw four light squares around). Only cards that are not revoked are told.
    """
    if actor.person_id is None or str(actor.person_id) not in ids:
        return {}
    own = Card.objects.filter(person_id=actor.person_id).order_by("pillar", "area_code")
    live = [card for card in own if card.revoked_at is None]
    rev = 1 + 2 * len(own) - len(live)  # grows when one is issued and when one is revoked
    body = {"cards": [_card(card) for card in live]}
    return {str(actor.person_id): Doc(str(actor.person_id), rev, body)}


def _card(card: Card) -> dict[str, Any]:
    text = queries.text_of(card)
    return {
        "id": str(card.id),
        "number": card.number,
        "name": card.name,
        "pillar": card.pillar,
        "pillar_name": title("pillar", card.pillar),
        "area_code": card.area_code,
        "area_label": card.area_label,
        "issued_on": clock.day(card.issued_at).isoformat(),
        "valid_until": card.valid_until.isoformat(),
        "state": str(queries.state_of(card, clock.today())),
        "code": text,
        "qr": qr_rows(text, "l"),
    }


DOCUMENTS: dict[str, Renderer] = {"card": cards}
