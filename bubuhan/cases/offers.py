"""Offers that wait for an answer, lapse, and go on to the next one when an officer asked for that.

Going on by itself never happens for a protected case: who learns of it is a person's decision.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bubuhan import journal
from bubuhan.cases import dispatch as ranking
from bubuhan.cases.assigning import after_offers
from bubuhan.cases.entries import Stamp, append, save, told_area, touches
from bubuhan.cases.models import OPEN, Assignment, Case, CaseEntry, EntryKind
from bubuhan.cases.responders import ranked
from bubuhan.duty import night, queries
from bubuhan.kernel.actors import SYSTEM

CHUNK = 200


@dataclass(frozen=True, slots=True)
class GoOn:
    """The officer's wish: to how many more, and whose wish it is."""

    left: int
    by: str

    def as_dict(self) -> dict[str, int | str]:
        return {"left": self.left, "by": self.by}


def terms_of(case: Case) -> queries.OfferTerms:
    """Minutes an offer of this case waits, and to how many it may go on."""
    return queries.offer_terms(case.area_code, case.band)


def lapse_moment(case: Case, at: datetime) -> datetime:
    """When an offer made now lapses. What may not wake anybody begins to count in the morning."""
    begins = night.wakes_at(at, case.band, queries.night_of(case.area_code))
    return begins + timedelta(minutes=terms_of(case).minutes)


def wish_of(task: Assignment) -> GoOn | None:
    """What the officer asked for when he made this offer; written in the timeline, nowhere else."""
    entry = CaseEntry.objects.filter(
        case_id=task.case_id, kind=EntryKind.DISPATCH, data__assignment=str(task.id)
    ).first()
    found = (entry.data.get("go_on") if entry else None) or {}
    return GoOn(int(found["left"]), str(found["by"])) if found.get("left") else None


def next_offer(case: Case, task: Assignment, stamp: Stamp) -> tuple[Assignment, str, GoOn] | None:
    """Offer the case to the next suggested one, when that was asked for; the case is not saved.

    Returns the offer, why him, and what is left of the wish.
    """
    wish = wish_of(task)
    if (
        wish is None
        or case.sensitive
        or case.state not in OPEN
        or task.part != Assignment.Part.LEAD
    ):
        return None
    if case.assignments.filter(
        part=Assignment.Part.LEAD, state__in=("offered", "accepted")
    ).exists():
        return None
    asked = set(case.assignments.values_list("person_id", flat=True))
    mandated = {r.candidate.person_id: r for r in ranked(case, 20 + len(asked))}
    free = [r for p, r in mandated.items() if p not in asked and _may(r)]
    if not free:
        return None
    best = free[0]
    made = Assignment.objects.create(
        case=case,
        person_id=best.candidate.person_id,
        person_name=best.candidate.name,
        membership_id=best.candidate.membership_id,
        pillar=best.candidate.pillar,
        offered_at=stamp.at,
        offered_by=wish.by,
        note=task.note,
        lapses_at=lapse_moment(case, stamp.at),
    )
    return made, ", ".join(best.reasons[:4]), GoOn(wish.left - 1, wish.by)


def _may(one: ranking.Ranked) -> bool:
    """Nobody is asked automatically who is away or lacks what the case needs."""
    return not any(p.code in ("unavailable", "skill_lacks", "skill_past") for p in one.parts)


def tell_next(
    case: Case, task: Assignment, made: tuple[Assignment, str, GoOn], stamp: Stamp
) -> None:
    """Write the automatic offer into the timeline and the journal: who, why, by whose wish."""
    after, why, wish = made
    text = f"Diteruskan otomatis atas permintaan {wish.by}, karena {task.person_name} belum menjawab atau menolak. Mengapa {after.person_name}: {why}."
    data = {
        "to": after.person_name,
        "pillar": after.pillar,
        "assignment": str(after.id),
        "part": after.part,
        "until": after.lapses_at.isoformat() if after.lapses_at else "",
        "go_on": wish.as_dict(),
    }
    append(case, EntryKind.DISPATCH, by=SYSTEM, stamp=stamp, text=text, data=data, own_id=False)
    journal.record(
        "case.dispatched",
        actor=SYSTEM,
        subject=("case", case.id),
        area=told_area(case),
        data={
            "assignment": str(after.id),
            "person": str(after.person_id),
            "pillar": after.pillar,
            "part": after.part,
        },
        touched=touches(case),
        at=stamp.at,
    )


def lapse_due(now: datetime) -> int:
    """Let every offer lapse whose time is over; each in a transaction of its own. Returns how many."""
    due = Assignment.objects.filter(state="offered", lapses_at__lte=now).order_by("lapses_at")
    return sum(_lapse(task_id, now) for task_id in list(due.values_list("id", flat=True)[:CHUNK]))


def _lapse(task_id: UUID, now: datetime) -> bool:
    stamp = Stamp(id=task_id, made_at=now, at=now)
    with journal.unit():
        found = Assignment.objects.filter(id=task_id).values_list("case_id", flat=True).first()
        case = Case.objects.select_for_update().filter(id=found).first() if found else None
        task = Assignment.objects.select_for_update().get(id=task_id)
        late = task.lapses_at is not None and task.lapses_at <= now
        if case is None or task.state != Assignment.State.OFFERED or not late:
            return False  # answered in the same moment: the answer counts
        task.state, task.ended_at = Assignment.State.LAPSED, now
        task.save(update_fields=["state", "ended_at"])
        made = next_offer(case, task, stamp)
        if case.state in OPEN:
            case.state = after_offers(case)
        save(case)
        data = {"to": task.person_name, "assignment": str(task.id)}
        append(case, EntryKind.LAPSE, by=SYSTEM, stamp=stamp, data=data, own_id=False)
        journal.record(
            "offer.lapsed",
            actor=SYSTEM,
            subject=("case", case.id),
            area=told_area(case),
            data={
                "assignment": str(task.id),
                "person": str(task.person_id),
                "pillar": task.pillar,
                "next": str(made[0].id) if made else "",
            },
            touched=touches(case, also=[task.person_id]),
            at=now,
        )
        if made:
            tell_next(case, task, made, stamp)
    return True
