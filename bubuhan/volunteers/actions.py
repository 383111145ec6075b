"""Writes on memberships. One verb, one function, one journal record.

`rev` is the revision the officer looked at: when the membership moved on meanwhile, `conflict`.
Transfers stand in `moving`, new members' way through the chain in `verifying`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item
from bubuhan.people.models import Origin, Person, Precision
from bubuhan.volunteers import changes
from bubuhan.volunteers.guards import check_decree, locked, overlapping, profile_touch, tell
from bubuhan.volunteers.history import Because, alter
from bubuhan.volunteers.models import Membership, Status, VerifyState
from bubuhan.volunteers.successors import check_successor

__all__ = ["profile_touch"]
DIED = "meninggal"


@dataclass(frozen=True, slots=True)
class MembershipValues:
    """What a decree (SK) or a list says about one hat."""

    pillar: str
    area_code: str
    position: str = ""
    organisation: str = ""
    decree_no: str = ""
    decree_issuer_type: str = ""
    decree_issuer: str = ""
    decree_date: date | None = None
    started_on: date | None = None
    started_precision: str = Precision.UNKNOWN
    ends_on: date | None = None
    member_no: str = ""

    def columns(self) -> dict[str, Any]:
        return {f: getattr(self, f) for f in MembershipValues.__slots__}


EDITABLE = frozenset(MembershipValues.__slots__) - {"pillar", "area_code"}


def add_membership(*, actor: Actor, person: Person, values: MembershipValues) -> Membership:
    """Give a person a hat.

    Raises `forbidden`, `membership_overlap`, `date_ahead`, `decree_ends_before`, `member_no_taken`.
    """
    require(actor, "person.edit", values.area_code)
    check_decree(values.columns())
    with overlapping(values.pillar, values.member_no), journal.unit():
        member = Membership.objects.create(
            person=person, origin=Origin.OFFICE, origin_id=str(actor.user_id), **values.columns()
        )
        data = {"pillar": member.pillar, "decree_no": member.decree_no}
        tell("membership.added", actor.ref, member, data)
    return member


def edit_membership(
    *,
    actor: Actor,
    membership_id: UUID,
    values: Mapping[str, Any],
    reason: str,
    rev: int | None = None,
) -> Membership:
    """Correct what stands in the registry about a hat (a slip, not a renewal), with the reason.

    `values` may hold any of `EDITABLE`. Raises `reason_missing`, `conflict`, `decree_ends_before`,
    `member_no_taken`, `membership_overlap`.
    """
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with overlapping("", str(values.get("member_no", ""))), journal.unit():
        member = locked(membership_id, rev)
        require(actor, "person.edit", member)
        new = {f: v for f, v in values.items() if f in EDITABLE}
        check_decree({**{f: getattr(member, f) for f in EDITABLE}, **new})
        told = alter(member, new, Because(actor.name, reason.strip()))
        if told:
            data = {"fields": sorted(told), "changes": told, "reason": reason.strip()[:500]}
            tell("membership.changed", actor.ref, member, {"pillar": member.pillar, **data})
    return member


def end_membership(
    *,
    actor: Actor,
    membership_id: UUID,
    ended_on: date,
    reason: str,
    note: str = "",
    successor_id: UUID | None = None,
    rev: int | None = None,
) -> Membership:
    """End a hat on a day, with a reason of the official list; open cases go to the successor.

    `meninggal` ends every hat of the person. Raises `membership_not_active`, `end_reason_unknown`,
    `date_ahead`, `ended_before_start`, `successor_unknown`, `conflict`.
    """
    with journal.unit():
        member = locked(membership_id, rev)
        require(actor, "person.edit", member)
        if member.status != Status.ACTIVE:
            raise Problem("membership_not_active")
        if not reason or item("end_reason", reason) is None:
            raise Problem("end_reason_unknown", "reason")
        check_successor(member, successor_id)
        _end(actor, member, (ended_on, reason, note), successor_id)
        if reason == DIED:
            for other in _others(member):
                check_successor(other, None)
                _end(actor, other, (ended_on, reason, note), None)
            _drop_drafts(actor, member)
            changes.withdraw_all(
                member.person_id, actor, "Yang bersangkutan telah meninggal dunia."
            )
    return member


def renew(
    *,
    actor: Actor,
    membership_id: UUID,
    values: Mapping[str, Any],
    note: str = "",
    rev: int | None = None,
) -> Membership:
    """Enter a new decree: `decree_no`, `decree_issuer_type`, `decree_issuer`, `decree_date`,
    `starts_on`, `ends_on`. An active hat goes on with it; an ended one gets a successor.

    The former decree stays in the history. Raises `decree_ends_before`, `conflict`, `forbidden`,
    `decree_missing`, `membership_overlap`, `date_ahead`.
    """
    starts = values.get("starts_on")
    decree = {f: values.get(f) or "" for f in ("decree_no", "decree_issuer_type", "decree_issuer")}
    decree |= {f: values.get(f) for f in ("decree_date", "ends_on")}
    if not decree["decree_no"]:
        raise Problem("decree_missing", "decree_no")
    check_decree({**decree, "started_on": starts})
    with overlapping(""), journal.unit():
        member = locked(membership_id, rev)
        require(actor, "person.edit", member)
        if member.status == Status.DRAFT:
            raise Problem("membership_not_active")
        before = {f: str(getattr(member, f) or "") for f in decree}
        made = member
        if member.status == Status.ENDED:
            made = _successor(actor, member, decree, starts)
        alter(made, decree, Because(actor.name, note.strip() or "Perpanjangan SK"))
        after = {f: str(v or "") for f, v in decree.items()}
        data = {"pillar": made.pillar, "before": before, "after": after, "note": note.strip()[:500]}
        previous = str(member.id) if made is not member else None
        starts_on = str(starts) if starts else None
        tell(
            "membership.renewed", actor.ref, made, {**data, "previous": previous, "from": starts_on}
        )
    return made


def confirm(
    membership_ids: Collection[UUID], *, actor: Actor | ActorRef, how: str, at: datetime
) -> int:
    """Note that these members confirmed their record; returns how many hats were confirmed.

    `how` is words for people ("HP", "daftar lurah"). A confirmation older than the present one
    changes nothing. The caller has checked who may.
    """
    ref = actor.ref if isinstance(actor, Actor) else actor
    by = f"{ref.name} ({how})" if how else ref.name
    with journal.unit():
        members = list(
            Membership.objects.select_for_update()
            .filter(id__in=membership_ids, status=Status.ACTIVE)
            .order_by("id")
        )
        fresh = [m for m in members if m.confirmed_at is None or m.confirmed_at < at]
        for member in fresh:
            member.confirmed_at, member.confirmed_by = at, by[:160]
            member.rev += 1
        Membership.objects.bulk_update(fresh, ["confirmed_at", "confirmed_by", "rev"], 500)
        for member in fresh:
            data = {"pillar": member.pillar, "how": how, "at": at.isoformat()}
            tell("membership.confirmed", ref, member, data)
    return len(fresh)


def set_availability(
    *, actor: Actor, person_id: UUID, available: bool, until: datetime | None = None
) -> int:
    """Say whether a person can be called on; all active hats at once. Returns how many changed.

    With `until` the absence ends by itself: the hat stays available and is only away until then.
    """
    if actor.person_id != person_id:
        require(actor, "person.edit")
    with journal.unit():
        members = list(
            Membership.objects.select_for_update()
            .filter(person_id=person_id, status=Status.ACTIVE)
            .order_by("id")
        )
        wanted = {
            "available": available or until is not None,
            "unavailable_until": None if available else until,
        }
        why = Because(actor.name, origin=Origin.PHONE if actor.device_id else Origin.OFFICE)
        changed = [m for m in members if alter(m, wanted, why)]
        if changed:
            data = {"available": available, "until": until.isoformat() if until else None}
            tell("volunteer.availability_set", actor.ref, changed[0], data)
    return len(changed)


def _end(
    actor: Actor, member: Membership, how: tuple[date, str, str], successor: UUID | None
) -> None:
    on, reason, note = how
    if on > clock.today():
        raise Problem("date_ahead", "ended_on", value=f"{on:%d-%m-%Y}")
    if member.started_on and on < member.started_on:
        raise Problem("ended_before_start", "ended_on", start=f"{member.started_on:%d-%m-%Y}")
    said = " ".join(note.split())[:250]
    new = {"status": Status.ENDED, "ended_on": on, "end_reason": reason, "end_note": said}
    alter(member, new, Because(actor.name, said))
    data = {"pillar": member.pillar, "reason": reason, "on": str(on)}
    data |= {"successor": str(successor)} if successor else {}
    tell("membership.ended", actor.ref, member, data)


def _others(member: Membership) -> list[Membership]:
    """The person's other active hats, locked; wherever they are: who died serves nowhere."""
    found = Membership.objects.select_for_update().filter(status=Status.ACTIVE)
    return list(found.filter(person_id__in=changes.rows_of(member.person_id)).order_by("id"))


def _drop_drafts(actor: Actor, member: Membership) -> None:
    """Proposals of a new hat end with the person."""
    waiting = Membership.objects.select_for_update().filter(
        person_id__in=changes.rows_of(member.person_id), status=Status.DRAFT
    )
    for draft in waiting.exclude(verify_state=VerifyState.REFUSED):
        why = Because(actor.name, "Yang bersangkutan telah meninggal dunia.")
        alter(draft, {"verify_state": VerifyState.REFUSED, "verify_note": why.note}, why)
        tell("membership.refused", actor.ref, draft, {"pillar": draft.pillar, "note": why.note})


def _successor(
    actor: Actor, old: Membership, decree: Mapping[str, Any], starts: date | None
) -> Membership:
    """A new hat that follows an ended one in the same place; the number goes with it."""
    if starts is None:
        raise Problem("field_missing", "starts_on", name="berlaku mulai")
    if old.ended_on and starts <= old.ended_on:
        raise Problem("member_ended_before", "starts_on", ended=f"{old.ended_on:%d-%m-%Y}")
    number = old.member_no
    if number:
        alter(old, {"member_no": ""}, Because(actor.name, "Nomor dilanjutkan pada masa tugas baru"))
    return Membership.objects.create(
        person_id=old.person_id,
        previous=old,
        pillar=old.pillar,
        area_code=old.area_code,
        position=old.position,
        organisation=old.organisation,
        member_no=number,
        started_on=starts,
        started_precision=Precision.DAY,
        origin=Origin.OFFICE,
        origin_id=str(actor.user_id),
    )
