"""Reads of cards: what anyone may ask, what the desk lists."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bubuhan.accounts.policy import Actor, area_q, subtree_q
from bubuhan.accounts.qr import svg
from bubuhan.cards import numbering
from bubuhan.cards.models import Card, NumberScheme
from bubuhan.cards.payload import Fields, code
from bubuhan.geo import names
from bubuhan.kernel import clock, signing
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import items
from bubuhan.people.queries import group_of
from bubuhan.volunteers.models import Membership, Status
from bubuhan.volunteers.registry import visible_persons

PAGE_SIZE = 50


class CardState(StrEnum):
    """What is told about a card."""

    VALID = "berlaku"
    EXPIRED = "habis"
    REVOKED = "dicabut"
    ENDED = "berakhir"
    UNKNOWN = "tidak_dikenal"


STATES = {
    "tanpa": "Belum punya kartu",
    "berlaku": "Kartu berlaku",
    "habis": "Masa berlaku habis",
    "dicabut": "Kartu dicabut",
}


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What the desk shows; the URL holds it."""

    area: str = ""
    pillar: str = ""
    state: str = ""
    q: str = ""


def state_of(card: Card, today: date) -> CardState:
    """Revoked before ended before expired: the strongest reason is told."""
    if card.revoked_at:
        ended = card.revoked_reason in {"berakhir", "pindah"}
        return CardState.ENDED if ended else CardState.REVOKED
    serves = Membership.objects.filter(id=card.membership_id, status=Status.ACTIVE).exists()
    if not serves:
        return CardState.ENDED
    return CardState.EXPIRED if card.valid_until < today else CardState.VALID


def by_token(token: str) -> tuple[CardState, Card | None]:
    """What to tell somebody who asks about a token."""
    card = Card.objects.filter(token=token).first()
    if card is None:
        return CardState.UNKNOWN, None
    return state_of(card, clock.today()), card


def text_of(card: Card) -> str:
    """The QR's text, from the stored payload (never made anew: the signature belongs to it)."""
    return code(Fields(*card.payload.split("\x1f")), signing.unb64(card.signature))


def page(actor: Actor, chosen: CardFilter, number: int) -> Page[dict[str, Any]]:
    """Members and their newest card (three queries and the names of areas)."""
    found = members(actor, chosen)
    total = found.count()
    rows = list(found.select_related("person")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Page(_shown(rows), number, PAGE_SIZE, total)


def of_person(actor: Actor, person_id: UUID) -> list[dict[str, Any]]:
    """Active hats of one human (his whole group) inside the scope; raises `not_found` for none ever."""
    group = group_of(person_id)
    hats: QuerySet[Membership] = Membership.objects.visible_to(actor).filter(person__in=group)
    if not hats.exists() and not visible_persons(actor).filter(id=person_id).exists():
        raise Problem("not_found")
    rows = list(hats.filter(status=Status.ACTIVE).select_related("person").order_by("pillar", "id"))
    return _shown(rows)


def members(actor: Actor, chosen: CardFilter) -> QuerySet[Membership]:
    """Active memberships that match the filter, by name."""
    today = clock.today()
    found: QuerySet[Membership] = Membership.objects.filter(
        area_q(actor), subtree_q(chosen.area), status=Status.ACTIVE
    )
    if chosen.pillar:
        found = found.filter(pillar=chosen.pillar)
    if chosen.q:
        found = found.filter(Q(person__name__icontains=chosen.q) | Q(member_no__icontains=chosen.q))
    live = Card.objects.filter(membership_id=OuterRef("pk"), revoked_at=None)
    if chosen.state == "tanpa":
        found = found.filter(~Exists(Card.objects.filter(membership_id=OuterRef("pk"))))
    elif chosen.state == "berlaku":
        found = found.filter(Exists(live.filter(valid_until__gte=today)))
    elif chosen.state == "habis":
        found = found.filter(Exists(live.filter(valid_until__lt=today)))
    elif chosen.state == "dicabut":
        revoked = Card.objects.filter(membership_id=OuterRef("pk"), revoked_at__isnull=False)
        found = found.filter(Exists(revoked), ~Exists(live))
    return found.order_by("person__name", "id")


def printable(actor: Actor, membership_ids: list[Any]) -> list[Card]:
    """Cards in force of these members, by name."""
    found: QuerySet[Card] = Card.objects.visible_to(actor).in_force()
    today = clock.today()
    return list(
        found.filter(membership_id__in=membership_ids, valid_until__gte=today).order_by(
            "name", "id"
        )
    )


def card_of(actor: Actor, card_id: UUID) -> Card:
    """One card in scope; raises `not_found`."""
    found: Card | None = Card.objects.visible_to(actor).filter(id=card_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def member_of(actor: Actor, membership_id: UUID) -> Membership:
    """One membership in scope; raises `not_found`."""
    rows = Membership.objects.visible_to(actor).select_related("person", "person__same_as")
    found: Membership | None = rows.filter(id=membership_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def holder(member: Membership) -> str:
    """Whose name the card bears: the head of the group."""
    return (member.person.same_as or member.person).name


def card_facts(card: Card, check_page: str) -> dict[str, Any]:
    """What the page of one card shows."""
    text = text_of(card)
    others = Card.objects.filter(membership_id=card.membership_id).exclude(id=card.id)
    return {
        "card": card,
        "state": str(state_of(card, clock.today())),
        "code": text,
        "qr": svg(f"{check_page}#{text}", f"Kode kartu {card.number}"),
        "check_page": check_page,
        "others": list(others.order_by("-issued_at")[:20]),
    }


def pillar_options() -> list[tuple[str, str]]:
    """Pillars for selects."""
    return [(row.code, str(row.data.get("short") or row.name)) for row in items("pillar")]


def schemes(actor: Actor) -> list[NumberScheme]:
    """Every pattern one's area had, newest first."""
    return list(NumberScheme.objects.filter(area_code=actor.area[:5]).order_by("-at")[:20])


def example_number(scheme: numbering.Scheme, area: str) -> str:
    """`PSM-6371-0001`, for the page of patterns."""
    return numbering.render(scheme, "PSM", area or "63.71", clock.today(), 1)


def newest_cards(membership_ids: list[Any]) -> dict[Any, Card]:
    """The newest card of each membership."""
    found = Card.objects.filter(membership_id__in=membership_ids).order_by("issued_at")
    return {card.membership_id: card for card in found}


def in_use(person_ids: Any) -> set[Any]:
    """Persons a card names: an import taken back leaves them."""
    return set(
        Card.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True).distinct()
    )


def files_in_use(hashes: Any) -> set[str]:
    """Photos that stand on a card."""
    return set(Card.objects.filter(photo_sha256__in=hashes).values_list("photo_sha256", flat=True))


def _shown(rows: list[Membership]) -> list[dict[str, Any]]:
    newest = newest_cards([m.id for m in rows])
    labels = names.names({m.area_code for m in rows})
    today = clock.today()
    return [
        {
            "member": m,
            "name": m.person.name,
            "where": labels[m.area_code],
            "card": newest.get(m.id),
            "state": _desk_state(newest.get(m.id), today),
            "stale": _stale(m, newest.get(m.id)),
        }
        for m in rows
    ]


def _desk_state(card: Card | None, today: date) -> str:
    if card is None:
        return "tanpa"
    if card.revoked_at:
        return "dicabut"
    return "habis" if card.valid_until < today else "berlaku"


def _stale(member: Membership, card: Card | None) -> bool:
    """The card says something else than the registry does now."""
    if card is None or card.revoked_at:
        return False
    return (card.name, card.area_code) != (member.person.name, member.area_code)
