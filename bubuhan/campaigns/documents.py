"""What a phone may hold of this room: what its owner is asked to confirm."""

from collections.abc import Sequence
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.campaigns.models import Campaign, Confirmation
from bubuhan.campaigns.queries import own_persons
from bubuhan.geo import names
from bubuhan.kernel.documents import Doc
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import title
from bubuhan.people.models import Person


def confirmations(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`confirmation` documents, one per campaign; a phone gets its owner's only.

    Body: `{title, opens_on, closes_on, open, note, by, reminded_at, answer, way, answered_at,
    person: {name, phone, phone_other, address, area_code, area_label, nik},
    memberships: [{membership_id, pillar, pillar_name, area_label, position, decree_no}]}`.
    """
    if actor.person_id is None:
        return {}
    asked = (
        Confirmation.objects.serving()
        .filter(campaign_id__in=ids, person_id__in=own_persons(actor.person_id))
        .select_related("campaign", "membership__person")
        .order_by("pillar", "area_code")
    )
    by_campaign: dict[str, list[Confirmation]] = {}
    for line in asked:
        by_campaign.setdefault(str(line.campaign_id), []).append(line)
    return {key: _doc(lines) for key, lines in by_campaign.items()}


def _doc(lines: list[Confirmation]) -> Doc:
    campaign, first = lines[0].campaign, lines[0]
    person = first.membership.person
    reminded = max((line.reminded_at for line in lines if line.reminded_at), default=None)
    body = {
        **_round(campaign),
        "reminded_at": reminded.isoformat() if reminded else None,
        "answer": first.answer,
        "way": first.get_way_display() if first.way else "",
        "answered_at": first.answered_at.isoformat() if first.answered_at else None,
        "person": _person(person),
        "memberships": [_hat(line) for line in lines],
    }
    rev = campaign.rev + person.rev + sum(line.rev + line.membership.rev for line in lines)
    return Doc(str(campaign.id), rev, body)


def _round(campaign: Campaign) -> dict[str, Any]:
    return {
        "title": campaign.title,
        "opens_on": campaign.opens_on.isoformat(),
        "closes_on": campaign.closes_on.isoformat(),
        "open": campaign.running,
        "note": campaign.note,
        "by": names.label(campaign.area_code),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "phone": show_phone(person.phone),
        "phone_other": show_phone(person.phone_other),
        "address": person.address,
        "area_code": person.area_code,
        "area_label": names.label(person.area_code),
        "nik": person.nik_masked,
    }


def _hat(line: Confirmation) -> dict[str, Any]:
    hat = line.membership
    return {
        "membership_id": str(hat.id),
        "pillar": hat.pillar,
        "pillar_name": title("pillar", hat.pillar),
        "area_label": names.label(hat.area_code),
        "position": hat.position,
        "decree_no": hat.decree_no,
    }


DOCUMENTS = {"confirmation": confirmations}
