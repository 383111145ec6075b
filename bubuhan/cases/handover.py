"""A member leaves or moves: his open cases go to a successor, or back to the queue. None is lost."""

from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.cases.assigning import after_offers, withdraw_tasks
from bubuhan.cases.entries import Stamp, append, save, told_area, touches
from bubuhan.cases.guards import locked
from bubuhan.cases.models import Assignment, Case, EntryKind
from bubuhan.cases.offers import lapse_moment
from bubuhan.geo.codes import kabkota_of
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import ActorRef
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_of

OPEN = ("offered", "accepted")
_WHY = {
    "membership.transferred": "pindah wilayah tugas",
    "membership.ended": "tidak lagi bertugas",
}


def hand_over(event: Event) -> int:
    """Reaction on `membership.transferred` and `membership.ended`; returns how many cases moved.

    The open tasks of that hat end. With a successor who still serves, each case is offered to him
    (he may decline, as always); otherwise it waits again, with a note that says why. Again for the
    same event: nothing is open any more, nothing happens.
    """
    hat = event.data.get("from_membership") or event.data.get("membership")
    if not hat:
        return 0
    tasks = Assignment.objects.filter(membership_id=hat, state__in=OPEN)
    case_ids = sorted({str(c) for c in tasks.values_list("case_id", flat=True)})
    heir = _heir(event)
    by = ActorRef(_kind(event), event.actor_id, event.actor_name)
    for case_id in case_ids:
        with journal.unit():
            _one(locked(UUID(case_id)), hat, heir, event, by)
    return len(case_ids)


def open_tasks(membership_ids: list[UUID]) -> int:
    """How many cases are in the hands of these hats: the office sees it before it ends one."""
    return (
        Assignment.objects.filter(membership_id__in=membership_ids, state__in=OPEN)
        .values("case_id")
        .distinct()
        .count()
    )


def _one(case: Case, hat: str, heir: Membership | None, event: Event, by: ActorRef) -> None:
    stamp = Stamp.fresh()
    mine = list(case.assignments.filter(membership_id=hat, state__in=OPEN))
    if not mine:
        return
    leaving = mine[0].person_name
    lost = withdraw_tasks(mine, stamp)
    why = f"Serah terima: {leaving} {_WHY.get(event.name, 'tidak lagi bertugas')}."
    task = _offer(case, heir, stamp, by, mine[0].part)
    case.state = after_offers(case)
    save(case)
    data: dict[str, Any] = {"to": task.person_name if task else leaving, "from": leaving}
    if task:
        data |= {"pillar": task.pillar, "assignment": str(task.id)}
    else:
        why += " Belum ada penerus; kasus kembali ke antrean."
    kind = EntryKind.DISPATCH if task else EntryKind.WITHDRAW
    append(case, kind, by=by, stamp=stamp, text=why, data=data)
    journal.record(
        "case.dispatched" if task else "case.withdrawn",
        actor=by,
        subject=("case", case.id),
        area=told_area(case),
        data={
            "assignment": str(task.id if task else mine[0].id),
            "person": str(task.person_id if task else mine[0].person_id),
            "handed_over_from": str(mine[0].person_id),
        },
        touched=touches(case, also=lost),
        at=stamp.at,
    )


def _offer(
    case: Case, heir: Membership | None, stamp: Stamp, by: ActorRef, part: str
) -> Assignment | None:
    """A new offer to the successor, unless he has the case already."""
    if heir is None or case.assignments.filter(person_id=heir.person_id, state__in=OPEN).exists():
        return None
    return Assignment.objects.create(
        case=case,
        person_id=heir.person_id,
        person_name=heir.person.name,
        membership_id=heir.id,
        pillar=heir.pillar,
        offered_at=stamp.at,
        offered_by=by.name,
        part=part,
        note="Serah terima tugas",
        lapses_at=lapse_moment(case, stamp.at),
    )


def _heir(event: Event) -> Membership | None:
    """The successor's hat nearest to the area that was left; None when he no longer serves there."""
    if not event.data.get("successor"):
        return None
    area = event.data.get("from_area") or event.area_code
    here = kabkota_of(area)
    hats = [
        m for m in active_of(UUID(event.data["successor"])) if kabkota_of(m.area_code) in ("", here)
    ]
    return max(hats, key=lambda m: (m.area_code == area, m.area_code[:8] == area[:8]), default=None)


def _kind(event: Event) -> Any:
    return event.actor_kind
