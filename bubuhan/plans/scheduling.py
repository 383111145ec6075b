"""Pendampingan: schedules, the visits they promise, and the visits that keep the promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases.entries import Stamp, told_area, touches
from bubuhan.cases.models import Assignment, Case, CaseEntry, EntryKind
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.plans import visiting
from bubuhan.plans.models import DueVisit, Schedule, due_id
from bubuhan.plans.writing import FINISHED, chosen, need, opened, tell, today

AHEAD_DAYS = 60  # promised visits a phone knows of without signal
TOP_UP_DAYS = 30
MOST_DAYS = 366 * 2


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """What the office says of a schedule."""

    topic: str
    every_days: int
    from_on: date
    until_on: date | None = None
    person_id: UUID | None = None
    note: str = ""


def save_schedule(
    *, actor: Actor, case_id: UUID, words: ScheduleWords, rev: int | None = None
) -> Schedule:
    """Promise visits. Raises `field_invalid` (topic, rhythm, period) and what the guards raise."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        topic = chosen(words.topic, lists.codes("visit_topic"), "topic", "jenis pendampingan")
        _check(words, today(stamp.at))
        task = (
            case.assignments.filter(person_id=words.person_id).first() if words.person_id else None
        )
        schedule = Schedule.objects.create(
            case=case,
            topic=topic,
            note=" ".join(words.note.split())[:300],
            every_days=words.every_days,
            from_on=words.from_on,
            until_on=words.until_on,
            person_id=task.person_id if task else None,
            person_name=task.person_name if task else "",
            made_at=stamp.at,
            made_by=actor.name,
        )
        promise(schedule, today(stamp.at))
        name = lists.title("visit_topic", topic)
        tell(
            "schedule.saved",
            actor,
            case,
            stamp,
            text=f"Jadwal pendampingan: {name}, {rhythm_words(words.every_days)} mulai {words.from_on:%d-%m-%Y}.",
            data={"schedule": str(schedule.id), "topic": topic},
        )
    return schedule


def _check(words: ScheduleWords, day: date) -> None:
    if not 1 <= words.every_days <= 366:
        raise Problem(
            "field_invalid", "every_days", name="setiap berapa hari", why="isi 1 sampai 366"
        )
    if words.from_on < day - timedelta(days=31):
        raise Problem("field_invalid", "from_on", name="mulai", why="paling lama sebulan yang lalu")
    last = words.until_on or words.from_on
    if last < words.from_on or (last - words.from_on).days > MOST_DAYS:
        raise Problem(
            "field_invalid",
            "until_on",
            name="sampai",
            why="pilih hari sesudah mulai, paling lama dua tahun",
        )


def stop_schedule(
    *, actor: Actor, case_id: UUID, schedule_id: UUID, reason: str, rev: int | None = None
) -> Schedule:
    """No more visits of this schedule; what was promised for later falls away, what was missed stays.

    Raises `not_found`, `field_missing` and what the guards raise.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        schedule = Schedule.objects.filter(case=case, id=schedule_id, stopped_at=None).first()
        if schedule is None:
            raise Problem("not_found")
        schedule.stop_reason = need(reason, "reason", "alasan")
        schedule.stopped_at = stamp.at
        schedule.save(update_fields=["stop_reason", "stopped_at"])
        _withdraw(DueVisit.objects.filter(schedule=schedule), today(stamp.at))
        name = lists.title("visit_topic", schedule.topic)
        tell(
            "schedule.stopped",
            actor,
            case,
            stamp,
            text=f"Pendampingan dihentikan: {name}. {schedule.stop_reason}",
            data={"schedule": str(schedule.id)},
        )
    return schedule


def rhythm_words(every: int) -> str:
    """7 -> setiap minggu; 14 -> setiap 2 minggu; 10 -> setiap 10 hari."""
    if every == 1:
        return "setiap hari"
    if every % 7 == 0:
        return "setiap minggu" if every == 7 else f"setiap {every // 7} minggu"
    return "setiap bulan" if every == 30 else f"setiap {every} hari"


def promise(schedule: Schedule, day: date) -> int:
    """Write down the visits until `AHEAD_DAYS` from a day; those that exist stay. Returns how many are new."""
    return promise_all([schedule], day)


def promise_all(schedules: Iterable[Schedule], day: date) -> int:
    """`promise` for many, in two statements. A day already gone when the schedule was made is not owed."""
    rows = []
    for one in schedules:
        rhythm = visiting.Rhythm(one.every_days, one.from_on, one.until_on)
        rows += [
            DueVisit(
                id=due_id(one.id, when),
                schedule=one,
                case_id=one.case_id,
                due_on=when,
                miss_on=when + timedelta(days=one.every_days),
            )
            for when in visiting.days(rhythm, day + timedelta(days=AHEAD_DAYS))
        ]
    known = set(DueVisit.objects.filter(id__in=[r.id for r in rows]).values_list("id", flat=True))
    new = [row for row in rows if row.id not in known]
    DueVisit.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(new)


def _withdraw(visits: "object", day: date) -> None:
    visits.filter(state=DueVisit.State.DUE, due_on__gte=day).update(  # type: ignore[attr-defined]
        state=DueVisit.State.CANCELLED
    )


def keep_promise(event: Event) -> None:
    """Reaction on `case.visited` and `case.late_noted`: the visit that was promised is done.

    Named by `due_id`, or found: one's own, the nearest in time. Again for the same entry: nothing.
    """
    entry = CaseEntry.objects.filter(id=event.data.get("entry")).select_related("case").first()
    if entry is None or not entry.data.get("visited_on") or entry.data.get("met") is None:
        return
    if DueVisit.objects.filter(case_id=entry.case_id, entry_id=entry.id).exists():
        return
    visit = _promised(entry)
    if visit is None:
        return
    visit.state, visit.entry_id = DueVisit.State.DONE, entry.id
    visit.done_on = date.fromisoformat(entry.data["visited_on"])
    visit.done_by, visit.condition = entry.by_name, entry.data.get("condition") or ""
    visit.save()
    case = entry.case
    journal.record(
        "visit.kept",
        actor=SYSTEM,
        subject=("case", case.id),
        area=told_area(case),
        data={"due_id": str(visit.id)},
        touched=touches(case),
    )


def _promised(entry: CaseEntry) -> DueVisit | None:
    open_ones = DueVisit.objects.filter(case_id=entry.case_id, state=DueVisit.State.DUE)
    named = entry.data.get("due_id")
    if named:
        return open_ones.filter(id=named).first()
    rows = list(open_ones.select_related("schedule"))
    found = visiting.fulfilled(
        [
            visiting.Promise(
                row.id,
                row.due_on,
                row.schedule.every_days,
                row.schedule.person_id == entry.person_id,
            )
            for row in rows
        ],
        date.fromisoformat(entry.data["visited_on"]),
    )
    return next((row for row in rows if found and row.id == found.id), None)


def case_ended(event: Event) -> None:
    """Reaction on `case.closed` and `case.rejected`: what was promised for later falls away."""
    _withdraw(
        DueVisit.objects.filter(case_id=event.subject_id), today(event.at) + timedelta(days=1)
    )


def case_reopened(event: Event) -> None:
    """Reaction on `case.reopened`: schedules go on where they were."""
    day = today(event.at)
    DueVisit.objects.filter(
        case_id=event.subject_id,
        state=DueVisit.State.CANCELLED,
        due_on__gte=day,
        schedule__stopped_at=None,
    ).update(state=DueVisit.State.DUE)
    promise_all(Schedule.objects.filter(case_id=event.subject_id, stopped_at=None), day)
    case = Case.objects.get(id=event.subject_id)
    journal.touch(*touches(case))


def tell_due(now: datetime) -> int:
    """Say once of each promised visit that its day has come: `visit.due`. Returns how many."""
    rows = (
        DueVisit.objects.filter(
            state=DueVisit.State.DUE,
            due_on__lte=today(now),
            told_at=None,
            schedule__stopped_at=None,
        )
        .exclude(case__state__in=FINISHED)
        .select_related("schedule", "case")
        .order_by("due_on")[:2000]
    )
    with journal.unit():
        found = list(rows.select_for_update(of=("self",), skip_locked=True))
        leads = _leads({row.case_id for row in found})
        for row in found:
            person = row.schedule.person_id or leads.get(row.case_id)
            journal.record(
                "visit.due",
                actor=SYSTEM,
                subject=("due_visit", row.id),
                area=told_area(row.case),
                data={
                    "case": str(row.case_id),
                    "due_id": str(row.id),
                    "due_on": row.due_on.isoformat(),
                    "person_id": str(person) if person else "",
                },
            )
        DueVisit.objects.filter(id__in=[row.id for row in found]).update(told_at=now)
    return len(found)


def _leads(case_ids: set[UUID]) -> dict[UUID, UUID]:
    rows = Assignment.objects.filter(case_id__in=case_ids, state="accepted").order_by("part")
    found: dict[UUID, UUID] = {}
    for case_id, person_id in rows.values_list("case_id", "person_id"):
        found.setdefault(case_id, person_id)
    return found


def top_up(now: datetime) -> int:
    """Promise further visits of schedules that reach less than a month ahead. Returns how many."""
    day = today(now)
    edge = day + timedelta(days=TOP_UP_DAYS)
    wanting = [
        one
        for one in Schedule.objects.filter(stopped_at=None)
        .exclude(case__state__in=FINISHED)
        .select_related("case")
        if one.until_on is None or one.until_on >= day
    ]
    reach: dict[UUID, date] = {}
    for schedule_id, due_on in DueVisit.objects.filter(
        schedule__in=wanting, due_on__gte=day
    ).values_list("schedule_id", "due_on"):
        reach[schedule_id] = max(due_on, reach.get(schedule_id, due_on))
    short = [s for s in wanting if s.id not in reach or reach[s.id] < edge]
    with journal.unit():
        made = promise_all(short, day)
        for one in short if made else ():
            journal.touch(*touches(one.case))
    return made


__all__ = [
    "EntryKind",
    "ScheduleWords",
    "case_ended",
    "case_reopened",
    "keep_promise",
    "promise",
    "promise_all",
    "rhythm_words",
    "save_schedule",
    "stop_schedule",
    "tell_due",
    "top_up",
]
