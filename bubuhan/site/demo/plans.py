"""Plans, pendampingan over months, missed visits, and outcomes measured again: not only happy ends."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from bubuhan import journal
from bubuhan.cases.models import Assignment, Case, CaseEntry, EntryKind, State
from bubuhan.kernel.ids import uuid7
from bubuhan.plans import visiting
from bubuhan.plans.comparing import compare
from bubuhan.plans.models import (
    DueVisit,
    FollowUp,
    Goal,
    Measurement,
    Plan,
    PlanAction,
    PlanTemplate,
    Schedule,
    due_id,
)
from bubuhan.plans.outcome_rules import limits_for

TOPICS = {
    "lansia_terlantar": ("lansia", 7),
    "odgj": ("odgj", 7),
    "alat_bantu": ("disabilitas", 14),
    "konflik_keluarga": ("keluarga", 14),
    "perlindungan_anak": ("anak", 7),
    "sakit_tanpa_jaminan": ("kesehatan", 14),
}
HOW = ("dibicarakan di rumahnya", "lewat telepon dengan anaknya", "di kantor kelurahan")
WHY_NOT = (
    "keluarganya belum bisa ditemui",
    "warga masih di rumah sakit",
    "menunggu anaknya pulang dari rantau",
)
SEEN = {
    "membaik": ("Sudah makan pagi, rumah lebih bersih dari minggu lalu.", "Obat diminum teratur, mau mengobrol dengan tetangga.", "Sudah bisa berjalan ke teras dengan tongkat."),
    "tetap": ("Keadaan sama seperti kunjungan lalu. Persediaan beras cukup sampai Jumat.", "Masih sering sendirian siang hari.", "Belum mau ke Puskesmas."),
    "memburuk": ("Dua hari tidak mau makan, badannya lemas.", "Obat habis sejak tiga hari lalu, mulai gelisah lagi.", "Rumah kebanjiran, tidur di rumah tetangga."),
}  # fmt: skip
SKIPPED = ("pindah ke luar provinsi", "meninggal dunia", "nomor tidak aktif dan rumah kosong")
NOTES = ("sudah beres", "diterima keluarganya", "", "perlu diulang bulan depan")
MOST = 420


def fill(random: Random, now: datetime) -> None:
    """Some cases that are worked on get a plan and visits; finished ones are looked at again."""
    maker = _Maker(random, now)
    tasks = Assignment.objects.filter(state__in=["accepted", "done"]).select_related("case")
    for task in tasks.order_by("offered_at"):
        case = task.case
        if case.state == State.ACTIVE and maker.wants(case, task):
            maker.plan(case, task)
        elif case.state == State.CLOSED and case.closed_at:
            maker.closed(case, task)
    maker.save()


class _Maker:
    """Rows of everything, inserted at the end."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random, self.now, self.day = random, now, timezone.localtime(now).date()
        self.rows: dict[type[Any], list[Any]] = {
            m: []
            for m in (Plan, Goal, PlanAction, Schedule, CaseEntry, DueVisit, FollowUp, Measurement)
        }
        self.touches: list[journal.Touch] = []
        templates = list(PlanTemplate.objects.filter(valid_to=None))
        self.templates = {t.need: t for t in templates}
        self.seen: set[UUID] = set()

    def wants(self, case: Case, task: Assignment) -> bool:
        """Long enough under way, of a kind that is accompanied; Ani's always."""
        if case.id in self.seen or len(self.seen) > MOST:
            return False
        often = 0.85 if case.need in TOPICS else 0.35
        if case.sensitive:
            often = 0.35
        return task.person_name == "Ani Rahmawati" or self.random.random() < often

    def plan(self, case: Case, task: Assignment) -> None:
        """A plan in force (now and then still a draft) and, mostly, visits."""
        self.seen.add(case.id)
        began = task.answered_at or case.opened_at
        self._plan(case, task, began)
        if case.need in TOPICS or task.person_name == "Ani Rahmawati":
            self._visits(case, task, began)

    def _plan(self, case: Case, task: Assignment, began: datetime) -> None:
        random = self.random
        template = self.templates.get(case.need) or self.templates.get("")
        if template is None:
            return
        draft = random.random() < 0.12
        agreed = random.random() < 0.8
        made = min(began + timedelta(days=random.randint(0, 3)), self.now)
        day = timezone.localtime(made).date()
        plan = Plan(
            case=case, version=1, state="draft" if draft else "approved",
            agreed=None if draft else agreed,
            agreed_who=case.subject_name or "keluarganya" if agreed and not draft else "",
            agreed_on=day if agreed and not draft else None,
            agreed_how=random.choice(HOW) if agreed and not draft else "",
            agreed_why_not="" if agreed or draft else random.choice(WHY_NOT),
            review_on=day + timedelta(days=30) if (self.day - day).days < 30 or random.random() < 0.3 else self.day + timedelta(days=random.randint(3, 40)),
            made_at=made, made_by="Budi Santoso",
            approved_at=None if draft else made, approved_by="" if draft else "Budi Santoso",
        )  # fmt: skip
        self.rows[Plan].append(plan)
        for number, raw in enumerate(template.goals, start=1):
            goal = Goal(
                plan=plan, position=number, text=raw["text"], measure=raw.get("measure", "")
            )
            self.rows[Goal].append(goal)
            for place, one in enumerate(raw["actions"], start=1):
                self._action(plan, goal, place, one, task)

    def _action(
        self, plan: Plan, goal: Goal, place: int, one: dict[str, Any], task: Assignment
    ) -> None:
        random, day = self.random, timezone.localtime(plan.made_at).date()
        due = day + timedelta(days=one["days"])
        done = plan.state == "approved" and due < self.day and random.random() < 0.72
        mine = one["owner"] == "responder"
        self.rows[PlanAction].append(
            PlanAction(
                plan=plan, goal=goal, position=place, text=one["text"], service=one["service"],
                owner=one["owner"], owner_name=task.person_name if mine else one["name"],
                owner_person_id=task.person_id if mine else None, due_on=due,
                state="done" if done else "todo",
                done_at=min(plan.made_at + timedelta(days=one["days"]), self.now) if done else None,
                done_by=task.person_name if done else "", done_note=random.choice(NOTES) if done else "",
            )
        )  # fmt: skip

    def _visits(self, case: Case, task: Assignment, began: datetime) -> None:
        topic, every = TOPICS.get(case.need, ("keluarga", 14))
        start = max(timezone.localtime(began).date(), self.day - timedelta(days=100))
        if task.person_name == "Ani Rahmawati":  # one of hers is due today
            start += timedelta(days=(self.day - start).days % every)
        schedule = Schedule(
            case=case, topic=topic, every_days=every, from_on=start,
            until_on=max(start, self.day) + timedelta(days=75), person_id=task.person_id,
            person_name=task.person_name, note="makan, obat, kebersihan" if topic in ("lansia", "odgj") else "",
            made_at=began, made_by="Budi Santoso",
        )  # fmt: skip
        self.rows[Schedule].append(schedule)
        faithful = self.random.choice((0.95, 0.85, 0.6, 0.35))
        rhythm = visiting.Rhythm(every, start, schedule.until_on)
        for day in visiting.days(rhythm, self.day + timedelta(days=60)):
            visit = DueVisit(
                id=due_id(schedule.id, day), schedule=schedule, case=case, due_on=day,
                miss_on=day + timedelta(days=every),
            )  # fmt: skip
            if day < self.day and self.random.random() < faithful:
                self._kept(visit, case, task)
            if visit.state == "due" and day < self.day:
                visit.told_at = self.now
            self.rows[DueVisit].append(visit)

    def _kept(self, visit: DueVisit, case: Case, task: Assignment) -> None:
        random = self.random
        day = min(visit.due_on + timedelta(days=random.choice((0, 0, 0, 1, 2))), self.day)
        if day < timezone.localtime(case.opened_at).date():
            return
        condition = random.choices(("membaik", "tetap", "memburuk"), (5, 4, 1))[0]
        at = min(_noon(day), self.now)
        entry = CaseEntry(
            id=uuid7(), case=case, kind=EntryKind.VISIT, at=at, made_at=at, by_kind="device", by_id="device",
            by_name=task.person_name, person_id=task.person_id, text=random.choice(SEEN[condition]),
            data={"visited_on": day.isoformat(), "met": "yes", "condition": condition, "done": "", "next": "", "due_id": str(visit.id)},
        )  # fmt: skip
        self.rows[CaseEntry].append(entry)
        visit.state, visit.entry_id, visit.done_on = "done", entry.id, day
        visit.done_by, visit.condition = task.person_name, condition

    def closed(self, case: Case, task: Assignment) -> None:
        """Measured at the closing, or left out; again three months later, when that has come."""
        if case.id in self.seen or not case.closed_at:
            return
        self.seen.add(case.id)
        random, closed = self.random, case.closed_at
        before = random.randint(7, 18) if random.random() < 0.8 else None
        self.rows[Measurement].append(
            Measurement(
                case=case, moment="penutupan", score=before, at=closed, by="Budi Santoso",
                reason="" if before is not None else "keadaan darurat, didahulukan menutup",
            )
        )  # fmt: skip
        follow = FollowUp(
            case=case, due_on=timezone.localtime(closed).date() + timedelta(days=90),
            person_id=task.person_id, person_name=task.person_name, before=before,
        )  # fmt: skip
        if follow.due_on <= self.day:
            self._later(follow, before)
        elif follow.due_on <= self.day + timedelta(days=10):
            self._touch(case, task)
        self.rows[FollowUp].append(follow)

    def _later(self, follow: FollowUp, before: int | None) -> None:
        random = self.random
        fate = random.random()
        late = (self.day - follow.due_on).days < 45
        if late and fate < 0.4:
            self.touches.append(
                journal.Touch(f"mine:{follow.person_id}", "case", str(follow.case_id))
            )
            return
        at = min(_noon(follow.due_on + timedelta(days=random.randint(0, 9))), self.now)
        follow.ended_at = at
        if fate > 0.93:
            follow.state, follow.reason = "skipped", random.choice(SKIPPED)
            return
        start = before if before is not None else 10
        after = max(
            0, min(20, start + random.choices((3, 1, 0, -1, -3, -6), (5, 4, 3, 3, 2, 1))[0])
        )
        follow.state, follow.after = "done", after
        if before is not None:
            result = compare(before, after, limits_for(follow.case.area_code))
            follow.verdict, follow.clear = result.verdict, result.clear
        self.rows[Measurement].append(
            Measurement(
                case=follow.case, moment="tiga_bulan", score=after, at=at, by=follow.person_name
            )
        )

    def _touch(self, case: Case, task: Assignment) -> None:
        self.touches.append(journal.Touch(f"mine:{task.person_id}", "case", str(case.id)))

    def save(self) -> None:
        """Insert in the order of the foreign keys."""
        with journal.unit():
            for model, rows in self.rows.items():
                model.objects.bulk_create(rows, batch_size=1000)
            if self.touches:
                journal.touch(*self.touches)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10, 30))  # noqa: DTZ001
