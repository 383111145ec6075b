"""Transfers: a hat ends in one area and goes on in another; open cases are handed over."""

from datetime import date
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.geo.check import current
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Origin, Precision
from bubuhan.volunteers import chain, verifying
from bubuhan.volunteers.guards import locked, overlapping, tell
from bubuhan.volunteers.history import Because, alter
from bubuhan.volunteers.models import Membership, Status
from bubuhan.volunteers.successors import check_successor

REASON = "pindah_tugas"


def transfer(
    *,
    actor: Actor,
    membership_id: UUID,
    to_area: str,
    on: date,
    note: str = "",
    successor_id: UUID | None = None,
    rev: int | None = None,
) -> Membership:
    """Move a hat to another area from a day on; returns the new hat.

    The old one ends and keeps its decree; number and confirmation go along. Open cases of the old
    one go to `successor_id`, or back to the queue (a reaction on `membership.transferred`). Into an
    area beyond the actor's, the new hat waits for the Dinsos there. Raises `forbidden`, `conflict`,
    `membership_not_active`, `transfer_same_area`, `date_ahead`, `ended_before_start`,
    `successor_unknown`, `membership_overlap`, `area_*`.
    """
    to_area = current(to_area, "to_area")
    with overlapping(""), journal.unit():
        old = locked(membership_id, rev)
        require(actor, "person.edit", old)
        _check(old, to_area, on)
        check_successor(old, successor_id)
        why = Because(actor.name, note.strip() or "Pindah wilayah tugas")
        number = old.member_no
        ended = {"status": Status.ENDED, "ended_on": on, "end_reason": REASON, "member_no": ""}
        alter(old, ended | {"end_note": why.note[:250]}, why)
        new = _begin(actor, old, to_area, on, number)
        waits = not actor.covers(to_area)
        if waits:
            verifying.submit(new, actor, [chain.RECEIVING], note=why.note)
        data = {
            "pillar": old.pillar,
            "from_membership": str(old.id),
            "from_area": old.area_code,
            "to_area": to_area,
            "successor": str(successor_id) if successor_id else None,
            "on": str(on),
            "note": why.note[:500],
            "waits": waits,
        }
        tell("membership.transferred", actor.ref, new, data)
    return new


def _check(old: Membership, to_area: str, on: date) -> None:
    if old.status != Status.ACTIVE:
        raise Problem("membership_not_active")
    if to_area == old.area_code:
        raise Problem("transfer_same_area", "to_area")
    if on > clock.today():
        raise Problem("date_ahead", "on", value=f"{on:%d-%m-%Y}")
    if old.started_on and on < old.started_on:
        raise Problem("ended_before_start", "on", start=f"{old.started_on:%d-%m-%Y}")


def _begin(actor: Actor, old: Membership, area: str, on: date, number: str) -> Membership:
    made: Membership = Membership.objects.create(
        person_id=old.person_id,
        previous=old,
        pillar=old.pillar,
        area_code=area,
        position=old.position,
        organisation=old.organisation,
        member_no=number,
        started_on=on,
        started_precision=Precision.DAY,
        status=Status.ACTIVE if actor.covers(area) else Status.DRAFT,
        available=old.available,
        confirmed_at=old.confirmed_at,
        confirmed_by=old.confirmed_by,
        origin=Origin.OFFICE,
        origin_id=str(actor.user_id),
    )
    return made
