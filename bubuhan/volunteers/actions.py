"""Writes on memberships. One verb, one function, one journal record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import item
from bubuhan.people.models import Origin, Person, Precision
from bubuhan.volunteers.models import Membership, Status


@dataclass(frozen=True, slots=True)
class MembershipValues:
    """What a decree (SK) or a list says about one hat."""

    pillar: str
    area_code: str
    position: str = ""
    organisation: str = ""
    decree_no: str = ""
    decree_issuer: str = ""
    decree_date: date | None = None
    started_on: date | None = None
    started_precision: str = Precision.UNKNOWN


def add_membership(*, actor: Actor, person: Person, values: MembershipValues) -> Membership:
    """Give a person a hat. Raises `forbidden`, `membership_overlap`, `date_ahead`."""
    require(actor, "person.edit", values.area_code)
    today = clock.now().date()
    if values.started_on and values.started_on > today:
        raise Problem("date_ahead", "started_on", value=f"{values.started_on:%d-%m-%Y}")
    try:
        with journal.unit():
            member = Membership.objects.create(
                person=person,
                origin=Origin.OFFICE,
                origin_id=str(actor.user_id),
                **{f: getattr(values, f) for f in MembershipValues.__slots__},
            )
            _record(
                "membership.added",
                actor,
                member,
                {"pillar": member.pillar, "decree_no": member.decree_no},
            )
    except IntegrityError as error:
        if "member_no_overlap" not in str(error):
            raise
        raise Problem("membership_overlap", "pillar", pillar=values.pillar) from error
    return member


def end_membership(
    *, actor: Actor, membership_id: UUID, ended_on: date, reason: str, note: str = ""
) -> Membership:
    """End a hat on a day, with a reason of the official list.

    Raises `membership_not_active`, `end_reason_unknown`, `date_ahead`, `ended_before_start`.
    """
    with journal.unit():
        member = _locked(membership_id)
        require(actor, "person.edit", member)
        if member.status != Status.ACTIVE:
            raise Problem("membership_not_active")
        if not reason or item("end_reason", reason) is None:
            raise Problem("end_reason_unknown", "reason")
        _check_end(member, ended_on)
        member.status, member.ended_on = Status.ENDED, ended_on
        member.end_reason, member.end_note = reason, " ".join(note.split())[:250]
        _bump(member, "status", "ended_on", "end_reason", "end_note")
        _record(
            "membership.ended",
            actor,
            member,
            {"pillar": member.pillar, "reason": reason, "on": str(ended_on)},
        )
    return member


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
        wanted = (available or until is not None, None if available else until)
        changed = [m for m in members if (m.available, m.unavailable_until) != wanted]
        for member in changed:
            member.available, member.unavailable_until = wanted
            _bump(member, "available", "unavailable_until")
        if changed:
            data = {"available": available, "until": until.isoformat() if until else None}
            _record("volunteer.availability_set", actor, changed[0], data)
    return len(changed)


def profile_touch(person_id: UUID | str) -> journal.Touch:
    """The phone document that changes when a hat of a person does."""
    return journal.Touch(f"mine:{person_id}", "profile", str(person_id))


def _locked(membership_id: UUID) -> Membership:
    member: Membership | None = (
        Membership.objects.select_for_update().filter(id=membership_id).first()
    )
    if member is None:
        raise Problem("not_found")
    return member


def _check_end(member: Membership, ended_on: date) -> None:
    if ended_on > clock.now().date():
        raise Problem("date_ahead", "ended_on", value=f"{ended_on:%d-%m-%Y}")
    if member.started_on and ended_on < member.started_on:
        raise Problem("ended_before_start", "ended_on", start=f"{member.started_on:%d-%m-%Y}")


def _bump(member: Membership, *fields: str) -> None:
    member.rev += 1
    member.save(update_fields=[*fields, "rev", "updated_at"])


def _record(name: str, actor: Actor, member: Membership, data: dict[str, Any]) -> None:
    journal.record(
        name,
        actor=actor.ref,
        subject=("person", member.person_id),
        area=member.area_code,
        data={"membership": str(member.id), **data},
        touched=[profile_touch(member.person_id)],
    )
