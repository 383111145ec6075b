"""Change requests: somebody says what the registry should say, an officer who did not decides.

From a phone, from a koordinator, from a campaign, or from an officer who corrects an identity
(maker and checker are two people). What is approved is applied with its source and history.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, Role, can, require
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import mask_nik
from bubuhan.people import corrections
from bubuhan.people.models import Origin, Person, nik_index
from bubuhan.volunteers import fields, moving, rules
from bubuhan.volunteers.guards import profile_touch
from bubuhan.volunteers.models import (
    ChangeItem,
    ChangeKind,
    ChangeRequest,
    ChangeState,
    Membership,
    RegistryRule,
    Status,
)
from bubuhan.volunteers.queries import rows_of

__all__ = ["rows_of"]
SUPERSEDED = "Diganti permohonan yang lebih baru."


@dataclass(frozen=True, slots=True)
class Letter:
    """Around a request: what was said, through which door, and when (a phone's claim)."""

    note: str = ""
    origin: str = Origin.OFFICE
    origin_id: str = ""
    id: UUID | None = None
    made_at: datetime | None = None
    prefix: str = ""  # before field names in problems, `changes.` for a phone


def request_change(
    *,
    actor: Actor | ActorRef,
    person_id: UUID,
    changes: Mapping[str, Any],
    membership_id: UUID | None = None,
    letter: Letter | None = None,
) -> ChangeRequest:
    """Ask for new values of `fields.LABELS`; what equals the present value is left out.

    With a membership, `area_code` is its duty area (a transfer); without, where the person lives.
    A new request takes the place of an own, still open one about the same fields. An `ActorRef`
    comes from a caller that has checked who speaks (a signed link). Raises `not_found`,
    `forbidden`, `change_empty`, and the problem of a field.
    """
    letter = letter or Letter()
    with journal.unit():
        person = Person.objects.filter(id=person_id).first()
        member = _member(person_id, membership_id)
        if person is None:
            raise Problem("not_found")
        area = member.area_code if member else area_of(person)
        if isinstance(actor, Actor) and actor.person_id != person_id:
            require(actor, "change.request", area)
        wanted = _wanted(changes, member, letter.prefix)
        items = _items(person, member, wanted)
        if not items:
            raise Problem("change_empty", (letter.prefix or "").rstrip(".") or None)
        made = _store(actor, person, member, items=items, letter=letter)
        _supersede(made, items)
        _tell("change.requested", _ref(actor), made, {"fields": [i.field for i in items]})
    return made


def approve(
    *,
    actor: Actor,
    request_id: UUID,
    only: Collection[str] | None = None,
    note: str = "",
    successor_id: UUID | None = None,
    rev: int | None = None,
    person_rev: int | None = None,
) -> ChangeRequest:
    """Apply a request, or only some of its fields, with source and history.

    `person_rev` is the person as the officer saw him: if he changed since, `conflict`. Raises
    `change_state`, `forbidden`, `own_change`, `head_decides`, `change_empty`, and those of a transfer.
    """
    with journal.unit():
        asked = _locked(request_id, rev)
        _may_decide(actor, asked)
        person = corrections.locked(asked.person_id, person_rev)
        items = list(asked.items.all())
        chosen = [i for i in items if only is None or i.field in only]
        if not chosen:
            raise Problem("change_empty")
        values: dict[str, Any] = {}
        for item in chosen:
            if item.field != "duty_area":
                text = item.nik if item.field == "nik" else item.new
                values |= fields.columns(item.field, text)
        source = corrections.Source(
            actor.ref, asked.origin, str(asked.id), _why(asked, note), asked.made_by
        )
        corrections.correct(person=person, values=values, source=source)
        _move(actor, asked, chosen, note, successor_id)
        for item in items:
            item.applied = item in chosen
        ChangeItem.objects.bulk_update(items, ["applied"])
        _decide(asked, actor, ChangeState.APPROVED, note)
        data = {"fields": [i.field for i in chosen], "note": note.strip()[:500]}
        left = [i.field for i in items if i not in chosen]
        _tell("change.approved", actor.ref, asked, {**data, "left": left})
    return asked


def send_back(
    *, actor: Actor, request_id: UUID, note: str, rev: int | None = None
) -> ChangeRequest:
    """Return a request with what is missing. Raises `note_missing`, `change_state`, `forbidden`."""
    return _turn_down(actor, request_id, ChangeState.RETURNED, note=note, rev=rev)


def refuse(*, actor: Actor, request_id: UUID, note: str, rev: int | None = None) -> ChangeRequest:
    """Refuse a request with the reason. Raises `note_missing`, `change_state`, `forbidden`."""
    return _turn_down(actor, request_id, ChangeState.REFUSED, note=note, rev=rev)


def withdraw(*, actor: Actor, request_id: UUID, note: str = "") -> ChangeRequest:
    """Take one's own request back. Raises `forbidden` for others, `change_state`."""
    with journal.unit():
        asked = _locked(request_id, None, open_too=True)
        if actor.user_id != asked.made_by_user and actor.person_id != asked.person_id:
            raise Problem("forbidden")
        _decide(asked, actor, ChangeState.WITHDRAWN, note or "Dibatalkan oleh pengaju.")
        _tell("change.withdrawn", actor.ref, asked, {})
    return asked


def withdraw_all(person_id: UUID, actor: Actor, note: str) -> int:
    """Close every open request about a person (who died); returns how many."""
    open_ones = list(
        ChangeRequest.objects.select_for_update()
        .filter(
            person_id__in=rows_of(person_id),
            state__in=(ChangeState.WAITING, ChangeState.RETURNED),
        )
        .order_by("id")
    )
    for asked in open_ones:
        _decide(asked, actor, ChangeState.WITHDRAWN, note)
        _tell("change.withdrawn", actor.ref, asked, {"note": note})
    return len(open_ones)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one request of a bulk decision."""

    request_id: UUID
    problem: Problem | None


def approve_many(*, actor: Actor, request_ids: Sequence[UUID]) -> list[BulkResult]:
    """Approve several requests about phone numbers; each for itself, one refusal stops no other."""
    results = []
    with journal.unit():
        for one in sorted(set(request_ids), key=str):
            problem = None
            try:
                with journal.unit():
                    if not ChangeRequest.objects.filter(id=one, phone_only=True).exists():
                        raise Problem("not_found")
                    approve(actor=actor, request_id=one)
            except Problem as found:
                problem = found
            results.append(BulkResult(one, problem))
    return results


def may_decide(actor: Actor, asked: ChangeRequest, identity_rule: str | None = None) -> str:
    """ "" when the actor may decide, else the code of the problem that says why not."""
    if not can(actor, "change.decide", asked):
        return "forbidden"
    own = actor.user_id == asked.made_by_user and asked.kind != ChangeKind.CONTACT
    if own or _of_himself(actor, asked):  # contacts an officer may change himself
        return "own_change"
    if asked.kind == ChangeKind.IDENTITY and actor.role != Role.PIMPINAN:
        rule = identity_rule or rules.rule_for(asked.area_code).identity
        if rule == RegistryRule.Identity.HEAD:
            return "head_decides"
    return ""


def _of_himself(actor: Actor, asked: ChangeRequest) -> bool:
    """About any row of the registry that is the actor, or asked by him through another account of his."""
    if actor.person_id is None:
        return False
    rows = rows_of(actor.person_id)
    if asked.person_id in rows:
        return True
    if asked.made_by_user is None or asked.kind == ChangeKind.CONTACT:
        return False
    return User.objects.filter(id=asked.made_by_user, person_id__in=rows).exists()


def _may_decide(actor: Actor, asked: ChangeRequest) -> None:
    if code := may_decide(actor, asked):
        raise Problem(code)


def stale(person: Person, item: ChangeItem, duty_area: str = "") -> bool:
    """True when the value the requester saw is no longer the present one."""
    if item.field == "nik":
        return bytes(person.nik_blind or b"") != bytes(item.old_blind or b"")
    return fields.value_of(person, item.field, duty_area) != item.old


def changes_touch(person_id: UUID) -> journal.Touch:
    """The phone document with one's own requests."""
    return journal.Touch(f"mine:{person_id}", "changes", str(person_id))


def _member(person_id: UUID, membership_id: UUID | None) -> Membership | None:
    if membership_id is None:
        return None
    found = Membership.objects.filter(id=membership_id, person_id=person_id).first()
    if found is None:
        raise Problem("not_found", "membership_id")
    member: Membership = found
    return member


def area_of(person: Person) -> str:
    """Where a request about a person is decided: where he serves, else where he lives."""
    hat = Membership.objects.filter(person=person).exclude(status=Status.ENDED)
    serving: str | None = (
        hat.order_by("status", "pillar").values_list("area_code", flat=True).first()
    )
    return serving or person.area_code


def _wanted(changes: Mapping[str, Any], member: Membership | None, prefix: str) -> dict[str, str]:
    given = dict(changes)
    if member is not None and "area_code" in given:
        given["duty_area"] = given.pop("area_code")
    return fields.read_all(given, prefix)


def _items(
    person: Person, member: Membership | None, wanted: Mapping[str, str]
) -> list[ChangeItem]:
    duty = member.area_code if member else ""
    items = []
    for field, new in wanted.items():
        old = fields.value_of(person, field, duty)
        if old == new or (field in fields.IDENTITY and not new):
            continue
        secret = field == "nik"
        items.append(
            ChangeItem(
                field=field,
                old=mask_nik(old) if secret else old[:250],
                new=mask_nik(new) if secret else new[:250],
                nik=new if secret else None,
                old_blind=nik_index(old) if secret else None,
            )
        )
    return items


def _store(
    actor: Actor | ActorRef,
    person: Person,
    member: Membership | None,
    *,
    items: Sequence[ChangeItem],
    letter: Letter,
) -> ChangeRequest:
    now = clock.now()
    names = {i.field for i in items}
    made: ChangeRequest = ChangeRequest.objects.create(
        id=letter.id or uuid7(),
        person=person,
        membership=member,
        area_code=member.area_code if member else area_of(person),
        kind=fields.kind_of(names),
        phone_only=names <= fields.PHONES,
        origin=letter.origin,
        origin_id=letter.origin_id,
        made_by=_ref(actor).name,
        made_by_user=actor.user_id if isinstance(actor, Actor) else None,
        made_at=letter.made_at or now,
        received_at=now,
        note=letter.note.strip()[:1000],
    )
    for item in items:
        item.request = made
    ChangeItem.objects.bulk_create(items)
    return made


def _supersede(made: ChangeRequest, items: Sequence[ChangeItem]) -> None:
    """An own open request about one of the same fields gives way to the new one."""
    former = ChangeItem.objects.filter(
        request__person_id=made.person_id,
        request__made_by_user=made.made_by_user,
        request__made_by=made.made_by,
        request__state__in=(ChangeState.WAITING, ChangeState.RETURNED),
        field__in=[i.field for i in items],
    ).exclude(request_id=made.id)
    ids = former.values("request_id")
    for old in ChangeRequest.objects.select_for_update().filter(id__in=ids).order_by("id"):
        old.state, old.decision_note = ChangeState.WITHDRAWN, SUPERSEDED
        old.decided_by, old.decided_at = made.made_by, made.received_at
        old.rev += 1
        old.save()


def _locked(request_id: UUID, rev: int | None, *, open_too: bool = False) -> ChangeRequest:
    asked: ChangeRequest | None = (
        ChangeRequest.objects.select_for_update().filter(id=request_id).first()
    )
    if asked is None:
        raise Problem("not_found")
    allowed = {ChangeState.WAITING, ChangeState.RETURNED} if open_too else {ChangeState.WAITING}
    if asked.state not in allowed:
        raise Problem("change_state", state=asked.get_state_display().lower())
    if rev is not None and asked.rev != rev:
        raise Problem("conflict")
    return asked


def _turn_down(
    actor: Actor, request_id: UUID, state: str, *, note: str, rev: int | None
) -> ChangeRequest:
    if not note.strip():
        raise Problem("note_missing", "note")
    with journal.unit():
        asked = _locked(request_id, rev)
        _may_decide(actor, asked)
        _decide(asked, actor, state, note)
        event = "change.returned" if state == ChangeState.RETURNED else "change.refused"
        _tell(event, actor.ref, asked, {"note": note.strip()[:500]})
    return asked


def _decide(asked: ChangeRequest, actor: Actor, state: str, note: str) -> None:
    asked.state, asked.decision_note = state, note.strip()[:1000]
    asked.decided_by, asked.decided_by_user = actor.name, actor.user_id
    asked.decided_at = clock.now()
    asked.rev += 1
    asked.save()


def _move(
    actor: Actor,
    asked: ChangeRequest,
    chosen: Sequence[ChangeItem],
    note: str,
    successor_id: UUID | None,
) -> None:
    """Carry out the part of a request that moves a hat to another area."""
    goal = next((i.new for i in chosen if i.field == "duty_area"), "")
    if goal and asked.membership_id:
        moving.transfer(
            actor=actor,
            membership_id=asked.membership_id,
            to_area=goal,
            on=clock.today(),
            note=_why(asked, note),
            successor_id=successor_id,
        )


def _why(asked: ChangeRequest, note: str) -> str:
    words = [f"Permohonan {asked.made_by}", asked.note.strip(), note.strip()]
    return ". ".join(w.rstrip(".") for w in words if w)[:200]


def _ref(actor: Actor | ActorRef) -> ActorRef:
    return actor.ref if isinstance(actor, Actor) else actor


def _tell(name: str, by: ActorRef, asked: ChangeRequest, data: Mapping[str, Any]) -> None:
    journal.record(
        name,
        actor=by,
        subject=("person", asked.person_id),
        area=asked.area_code,
        data={"request": str(asked.id), "kind": asked.kind, **data},
        touched=[changes_touch(asked.person_id), profile_touch(asked.person_id)],
    )
