"""The part `plan` of a case document: goals, who does what, and the visits that were promised."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases.models import Assignment, CaseEntry, EntryKind
from bubuhan.kernel import clock
from bubuhan.lists import queries as lists
from bubuhan.plans.models import DueVisit, FollowUp, Goal, Owner, Plan, PlanAction, Schedule
from bubuhan.plans.scheduling import rhythm_words
from bubuhan.plans.writing import today

MOST_PAST, MOST_AHEAD = 4, 20
BACK_DAYS = 120


def plan_part(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """A body per case that has a plan in force, a schedule or a follow-up. At most eight queries."""
    found = _Found(actor, ids)
    return {case_id: found.body(case_id) for case_id in found.concerned}


class _Found:
    """Everything of many cases at once."""

    def __init__(self, actor: Actor, ids: Sequence[UUID]) -> None:
        self.actor, self.day = actor, today()
        plans = Plan.objects.filter(case_id__in=ids, state=Plan.State.APPROVED)
        self.plans = {plan.case_id: plan for plan in plans}
        self.schedules = _by_case(Schedule.objects.filter(case_id__in=ids).order_by("from_on"))
        waiting = FollowUp.objects.filter(case_id__in=ids, state=FollowUp.State.DUE)
        self.follow_ups = {row.case_id: row for row in waiting}
        self.concerned = [
            i for i in ids if i in self.plans or i in self.schedules or i in self.follow_ups
        ]
        by_plan = {plan.id: plan.case_id for plan in plans}
        self.goals: dict[UUID, list[Goal]] = defaultdict(list)
        self.actions: dict[UUID, list[PlanAction]] = defaultdict(list)
        for goal in Goal.objects.filter(plan__in=by_plan) if by_plan else ():
            self.goals[by_plan[goal.plan_id]].append(goal)
        for action in PlanAction.objects.filter(plan__in=by_plan) if by_plan else ():
            self.actions[action.goal_id].append(action)
        self.visits = self._visits() if self.schedules else {}
        self.last = self._last_visits() if self.concerned else {}
        self.holders, self.mine = self._tasks() if self.concerned else ({}, set())

    def _visits(self) -> dict[UUID, list[DueVisit]]:
        """Undone ones of the last months and the next weeks; what was missed long ago is history."""
        rows = DueVisit.objects.filter(
            case_id__in=self.concerned,
            state=DueVisit.State.DUE,
            due_on__gte=self.day - timedelta(days=BACK_DAYS),
        )
        return _by_case(rows.order_by("due_on"))

    def _last_visits(self) -> dict[UUID, CaseEntry]:
        rows = CaseEntry.objects.filter(case_id__in=self.concerned, kind=EntryKind.VISIT)
        return {e.case_id: e for e in rows.order_by("case_id", "-at").distinct("case_id")}

    def _tasks(self) -> tuple[dict[UUID, set[UUID]], set[UUID]]:
        holders: dict[UUID, set[UUID]] = defaultdict(set)
        mine = set()
        rows = Assignment.objects.filter(case_id__in=self.concerned, state__in=Assignment.HOLDING)
        for case_id, person_id in rows.values_list("case_id", "person_id"):
            holders[case_id].add(person_id)
            if person_id == self.actor.person_id:
                mine.add(case_id)
        return holders, mine

    def body(self, case_id: UUID) -> dict[str, Any]:
        plan, follow = self.plans.get(case_id), self.follow_ups.get(case_id)
        return {
            "version": plan.version if plan else 0,
            "agreed": _agreement(plan) if plan else "",
            "review_on": _iso(plan.review_on) if plan else None,
            "goals": [self._goal(case_id, goal) for goal in self.goals[case_id]],
            "schedules": [
                self._schedule(s) for s in self.schedules.get(case_id, ()) if s.stopped_at is None
            ],
            "visits": self._promised(case_id),
            "missed": sum(v.miss_on <= self.day for v in self.visits.get(case_id, ())),
            "last_visit": _last(self.last.get(case_id)),
            "follow_up": self._follow_up(follow) if follow else None,
        }

    def _goal(self, case_id: UUID, goal: Goal) -> dict[str, Any]:
        return {
            "text": goal.text,
            "cause": goal.cause_name,
            "measure": goal.measure,
            "actions": [
                self._action(case_id, a)
                for a in self.actions[goal.id]
                if a.state != PlanAction.State.DROPPED
            ],
        }

    def _action(self, case_id: UUID, action: PlanAction) -> dict[str, Any]:
        return {
            "id": str(action.id),
            "text": action.text,
            "service": lists.title("plan_service", action.service) if action.service else "",
            "owner": action.owner,
            "owner_name": action.owner_name or Owner(action.owner).label,
            "mine": action.owner == Owner.RESPONDER and self._own(case_id, action.owner_person_id),
            "due_on": _iso(action.due_on),
            "done": action.state == PlanAction.State.DONE,
            "done_by": action.done_by,
        }

    def _own(self, case_id: UUID, person_id: UUID | None) -> bool:
        """His, or nobody's who still works here: then whoever works on the case."""
        if case_id not in self.mine:
            return False
        return person_id == self.actor.person_id or person_id not in self.holders[case_id]

    def _schedule(self, one: Schedule) -> dict[str, Any]:
        return {
            "id": str(one.id),
            "topic": lists.title("visit_topic", one.topic),
            "note": one.note,
            "rhythm": rhythm_words(one.every_days),
            "until_on": _iso(one.until_on),
            "by": one.person_name,
        }

    def _promised(self, case_id: UUID) -> list[dict[str, Any]]:
        schedules = {s.id: s for s in self.schedules.get(case_id, ())}
        return [
            {
                "id": str(v.id),
                "topic": lists.title("visit_topic", schedules[v.schedule_id].topic),
                "note": schedules[v.schedule_id].note,
                "due_on": v.due_on.isoformat(),
                "miss_on": v.miss_on.isoformat(),
                "mine": self._own(case_id, schedules[v.schedule_id].person_id),
            }
            for v in self._near(case_id)
        ]

    def _near(self, case_id: UUID) -> list[DueVisit]:
        """The last undone ones and the next to come: a daily rhythm must not crowd out the day."""
        rows = self.visits.get(case_id, [])
        past = [v for v in rows if v.due_on < self.day]
        return past[-MOST_PAST:] + [v for v in rows if v.due_on >= self.day][:MOST_AHEAD]

    def _follow_up(self, row: FollowUp) -> dict[str, Any]:
        return {
            "id": str(row.id),
            "due_on": row.due_on.isoformat(),
            "before": row.before,
            "mine": self._own(row.case_id, row.person_id),
        }


def _by_case(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def _agreement(plan: Plan) -> str:
    """The agreement in one line."""
    if plan.agreed:
        return f"Disepakati dengan {plan.agreed_who}, {plan.agreed_how}"
    return f"Belum disepakati: {plan.agreed_why_not}"


def _last(entry: CaseEntry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {
        "on": entry.data.get("visited_on") or clock.day(entry.at).isoformat(),
        "by": entry.by_name,
        "condition": entry.data.get("condition", ""),
        "found": entry.text[:280],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
