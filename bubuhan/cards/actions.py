"""Writes of cards: numbers, issue, revoke. One verb, one function, one journal record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cards import numbering
from bubuhan.cards.models import Card, NumberScheme, NumberSeries, RevokeReason
from bubuhan.cards.payload import PURPOSE, Fields, message
from bubuhan.geo import names
from bubuhan.kernel import clock, signing
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership, Status

YEARS = 5  # the longest a card may hold
USUAL = timedelta(days=2 * 365)


@dataclass(slots=True)
class Issued:
    """What came of a bulk issue: cards made, and why others were not."""

    cards: list[Card] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def issue(
    *,
    actor: Actor,
    membership_ids: Sequence[UUID],
    valid_until: date | None = None,
    photo: str = "",
) -> Issued:
    """Give numbers where there are none and issue cards; each member stands alone.

    Refused per member: `card_ended`, `card_in_force`, `card_doubtful`. Raises `forbidden`, `not_found`
    for one outside the scope, `card_term`. `valid_until` is cut to the end of the decree's term.
    """
    require(actor, "card.issue")
    today = clock.today()
    until = valid_until or today + USUAL
    if not today < until <= today + timedelta(days=YEARS * 366):
        raise Problem("card_term", "valid_until", years=YEARS)
    done = Issued()
    with journal.unit():
        members = _members(actor, membership_ids)
        held = _held(members)
        for member in members:
            problem = _why_not(member, held)
            if problem:
                done.refused.append(problem)
            else:
                done.cards.append(_issue(member, min(until, member.ends_on or until), actor, photo))
    return done


def issue_one(*, actor: Actor, member: UUID, until: date | None = None, photo: str = "") -> Card:
    """Issue one card; raises what `issue` only lists."""
    done = issue(actor=actor, membership_ids=[member], valid_until=until, photo=photo)
    if done.refused:
        raise done.refused[0]
    return done.cards[0]


def revoke(*, actor: Actor, card_id: UUID, reason: str, note: str = "") -> Card:
    """Say that a card no longer holds. Raises `forbidden`, `not_found`, `card_revoked`,
    `revoke_reason_unknown`.
    """
    if reason not in RevokeReason.values:
        raise Problem("revoke_reason_unknown", "reason")
    with journal.unit():
        card = Card.objects.select_for_update().visible_to(actor).filter(id=card_id).first()
        if card is None:
            raise Problem("not_found")
        require(actor, "card.revoke", card)
        if card.revoked_at:
            raise Problem("card_revoked")
        _revoke(card, actor.ref, actor.name, reason, note)
    return card


def set_scheme(*, actor: Actor, area: str, pattern: str, digits: int) -> NumberScheme:
    """Set how numbers of a kab/kota look from now on; given numbers stay. Raises `scheme_invalid`."""
    require(actor, "card.issue", area)
    why = numbering.trouble(pattern, digits)
    if why:
        raise Problem("scheme_invalid", "pattern", why=why)
    now = clock.now()
    with journal.unit():
        NumberScheme.objects.filter(area_code=area, replaced_at=None).update(replaced_at=now)
        row = NumberScheme.objects.create(
            area_code=area, pattern=pattern, digits=digits, by=actor.name, at=now
        )
        journal.record(
            "card.scheme_set",
            actor=actor.ref,
            subject=("scheme", str(row.pk)),
            area=area,
            data={"pattern": pattern, "digits": digits},
        )
    return row


def note_printed(*, actor: Actor, cards: Sequence[Card]) -> None:
    """Journal that cards left the system as a PDF."""
    with journal.unit():
        for card in cards:
            journal.record(
                "card.printed",
                actor=actor.ref,
                subject=("person", card.person_id),
                area=card.area_code,
                data={"number": card.number},
            )


def membership_ended(event: Any) -> None:
    """Reaction to `membership.ended` and `membership.transferred`: the card ends with the hat."""
    membership_id = event.data.get("membership")
    if not membership_id:
        return
    reason = RevokeReason.MOVED if "transferred" in event.name else RevokeReason.ENDED
    actor = ActorRef(event.actor_kind, event.actor_id, event.actor_name)
    with journal.unit():
        found = Card.objects.select_for_update().filter(membership_id=membership_id)
        for card in found.filter(revoked_at=None):
            still = Membership.objects.filter(id=membership_id, status=Status.ACTIVE).exists()
            if not still:
                _revoke(card, actor, event.actor_name, reason, "")


def scheme_for(area: str) -> numbering.Scheme:
    """The pattern in force for an area: its kab/kota's, its province's, the nation's, or ours."""
    rows = {
        row.area_code: row
        for row in NumberScheme.objects.filter(
            area_code__in=[area[:5], area[:2], ""], replaced_at=None
        )
    }
    row = rows.get(area[:5]) or rows.get(area[:2]) or rows.get("")
    return numbering.Scheme(row.pattern, row.digits) if row else numbering.Scheme()


def touch(person_id: UUID | str) -> journal.Touch:
    """The phone document that changes when a card of a person does."""
    return journal.Touch(f"mine:{person_id}", "card", str(person_id))


def _members(actor: Actor, ids: Sequence[UUID]) -> list[Membership]:
    found = (
        Membership.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("person", "person__same_as")
        .filter(id__in=ids)
    )
    rows = list(found.order_by("area_code", "id"))
    if len(rows) != len(set(ids)):
        raise Problem("not_found")
    return rows


def _held(members: Sequence[Membership]) -> set[UUID]:
    """Memberships with a card in force; a card whose time is over does not count."""
    today = clock.today()
    found = Card.objects.in_force().filter(
        membership_id__in=[m.id for m in members], valid_until__gte=today
    )
    return set(found.values_list("membership_id", flat=True))


def _why_not(member: Membership, held: set[UUID]) -> Problem | None:
    over = member.ends_on is not None and member.ends_on <= clock.today()
    if member.status != Status.ACTIVE or over:
        return Problem("card_ended", name=_head(member).name)
    if member.id in held:
        return Problem("card_in_force", name=_head(member).name)
    if member.grade == "ragu":
        return Problem("card_doubtful", name=_head(member).name)
    return None


def _head(member: Membership) -> Person:
    return member.person.same_as or member.person


def _issue(member: Membership, until: date, actor: Actor, photo: str) -> Card:
    for old in Card.objects.filter(membership_id=member.id, revoked_at=None):  # its time is over
        _revoke(old, actor.ref, actor.name, RevokeReason.REPLACED, "")
    number = _number(member)
    pillar = item("pillar", member.pillar)
    fields = Fields(
        name=_head(member).name,
        pillar=str(pillar.data.get("short") or pillar.name) if pillar else member.pillar,
        area=names.label(member.area_code),
        number=number,
        valid_until=until.isoformat(),
        key_id=signing.current(),
        token=secrets.token_hex(6),
    )
    made = signing.sign(PURPOSE, message(fields))
    card = Card.objects.create(
        membership_id=member.id,
        person_id=member.person_id,
        number=number,
        name=fields.name,
        pillar=member.pillar,
        area_code=member.area_code,
        area_label=fields.area,
        issued_at=clock.now(),
        issued_by=actor.name,
        valid_until=until,
        token=fields.token,
        payload=message(fields).decode(),
        key_id=made.key_id,
        signature=made.text,
        photo_sha256=photo,
    )
    _record("card.issued", actor.ref, card, {"number": number, "until": str(until)})
    return card


def _number(member: Membership) -> str:
    """The member's number; the next of its series when he has none. A taken one is skipped."""
    if member.member_no:
        return member.member_no
    scheme, today = scheme_for(member.area_code), clock.today()
    stem = numbering.stem(scheme, member.pillar, member.area_code, today)
    NumberSeries.objects.get_or_create(stem=stem)
    series = NumberSeries.objects.select_for_update().get(stem=stem)
    while True:
        series.last += 1
        number = numbering.render(scheme, member.pillar, member.area_code, today, series.last)
        if not Membership.objects.filter(member_no=number).exists():
            break
    series.save(update_fields=["last"])
    member.member_no, member.rev = number, member.rev + 1
    member.save(update_fields=["member_no", "rev", "updated_at"])
    return number


def _revoke(card: Card, actor: ActorRef, name: str, reason: str, note: str) -> None:
    card.revoked_at, card.revoked_by = clock.now(), name
    card.revoked_reason, card.revoked_note = reason, " ".join(note.split())[:250]
    card.save(update_fields=["revoked_at", "revoked_by", "revoked_reason", "revoked_note"])
    _record("card.revoked", actor, card, {"number": card.number, "reason": reason})


def _record(name: str, actor: ActorRef, card: Card, data: dict[str, Any]) -> None:
    journal.record(
        name,
        actor=actor,
        subject=("person", card.person_id),
        area=card.area_code,
        data={"card": str(card.id), "membership": str(card.membership_id), **data},
        touched=[touch(card.person_id)],
    )
