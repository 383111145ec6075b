"""What the plan page of a case shows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.assessments.queries import causes_of
from bubuhan.cases.models import Case, CaseEntry, EntryKind, State
from bubuhan.lists import queries as lists
from bubuhan.plans import comparing, outcomes, visiting
from bubuhan.plans.actions import holders
from bubuhan.plans.models import (
    DueVisit,
    FollowUp,
    Goal,
    Measurement,
    Owner,
    Plan,
    PlanAction,
    PlanTemplate,
    Schedule,
)
from bubuhan.plans.scheduling import rhythm_words
from bubuhan.plans.writing import FINISHED, today

MOST_DONE = 8


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in words."""

    action: PlanAction
    owner: str
    service: str
    late: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal with its actions."""

    goal: Goal
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One promised visit and how it stands."""

    visit: DueVisit
    standing: str
    word: str


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule with its visits: the last ones and the next."""

    schedule: Schedule
    topic: str
    rhythm: str
    visits: tuple[VisitRow, ...]
    missed: int
    done: int


@dataclass(slots=True)
class PlanPage:
    """Everything of the page; `shown` is the version that is looked at."""

    shown: Plan | None = None
    goals: list[GoalRow] = field(default_factory=list)
    versions: list[Plan] = field(default_factory=list)
    draft: Plan | None = None
    changes: list[comparing.Difference] = field(default_factory=list)
    editing: bool = False
    review_late: bool = False


def context(actor: Actor, case: Case, version: str) -> dict[str, Any]:
    """For `/kasus/<id>/rencana/`. `version` is a number of the address, or nothing."""
    day = today()
    page = _page(case, version, day)
    finished = case.state in FINISHED
    page.editing = bool(
        page.shown
        and page.shown.state == Plan.State.DRAFT
        and not finished
        and can(actor, "plan.edit", case)
    )
    return {
        "plan": page,
        "finished": finished,
        "may_edit": not finished and can(actor, "plan.edit", case),
        "may_approve": not finished and can(actor, "plan.approve", case),
        "schedules": schedules(case, day),
        "last_visits": _last_visits(case),
        "outcome": outcome(actor, case, day),
        "choices": _choices(case) if not finished else {},
        "today": day,
    }


def _page(case: Case, version: str, day: date) -> PlanPage:
    versions = list(Plan.objects.filter(case=case).order_by("-version"))
    page = PlanPage(versions=versions)
    page.draft = next((p for p in versions if p.state == Plan.State.DRAFT), None)
    page.shown = next(
        (p for p in versions if version == str(p.version)), versions[0] if versions else None
    )
    if page.shown is None:
        return page
    page.goals = _goals(page.shown, day)
    before = next((p for p in versions if p.version < page.shown.version), None)
    if before is not None:
        page.changes = comparing.differences(_lines(before), _lines(page.shown))
    page.review_late = bool(
        page.shown.state == Plan.State.APPROVED
        and page.shown.review_on
        and page.shown.review_on <= day
    )
    return page


def _goals(plan: Plan, day: date) -> list[GoalRow]:
    actions: dict[UUID, list[ActionRow]] = {}
    for action in plan.actions.all():
        late = action.state == "todo" and action.due_on is not None and action.due_on < day
        service = lists.title("plan_service", action.service) if action.service else ""
        actions.setdefault(action.goal_id, []).append(
            ActionRow(action, owner_words(action), service, late)
        )
    return [GoalRow(goal, tuple(actions.get(goal.id, ()))) for goal in plan.goals.all()]


def owner_words(action: PlanAction) -> str:
    """Ani Rahmawati; Puskesmas Pelambuan; Keluarga."""
    label = str(Owner(action.owner).label)
    if not action.owner_name:
        return label
    return (
        f"{action.owner_name} ({label.lower()})"
        if action.owner == Owner.FAMILY
        else action.owner_name
    )


def _lines(plan: Plan) -> list[comparing.Line]:
    """A version as lines to compare."""
    lines = [
        comparing.Line(g.key, g.text, (("Akar masalah", g.cause_name), ("Tandanya", g.measure)))
        for g in plan.goals.all()
    ]
    return lines + [
        comparing.Line(
            a.key,
            a.text,
            (
                ("Pelaksana", owner_words(a)),
                ("Batas", f"{a.due_on:%d-%m-%Y}" if a.due_on else ""),
                ("Layanan", lists.title("plan_service", a.service) if a.service else ""),
                ("Keadaan", str(PlanAction.State(a.state).label)),
            ),
        )
        for a in plan.actions.all()
    ]


def schedules(case: Case, day: date) -> list[ScheduleRow]:
    """The pendampingan of a case, running first."""
    rows = list(Schedule.objects.filter(case=case).order_by("-stopped_at", "-from_on"))
    visits: dict[UUID, list[DueVisit]] = {}
    for visit in DueVisit.objects.filter(case=case).exclude(state="cancelled").order_by("due_on"):
        visits.setdefault(visit.schedule_id, []).append(visit)
    found = [_schedule(row, visits.get(row.id, []), day) for row in rows]
    return sorted(found, key=lambda one: one.schedule.stopped_at is not None)


def _schedule(row: Schedule, visits: list[DueVisit], day: date) -> ScheduleRow:
    told = [
        VisitRow(
            v, how := visiting.standing(v.state, v.due_on, v.miss_on, day), visiting.WORDS[how]
        )
        for v in visits
    ]
    past = [v for v in told if v.visit.due_on <= day]
    ahead = [v for v in told if v.visit.due_on > day]
    return ScheduleRow(
        row,
        lists.title("visit_topic", row.topic),
        rhythm_words(row.every_days),
        tuple(past[-MOST_DONE:] + ahead[:2]),
        sum(v.standing == "missed" for v in told),
        sum(v.standing == "done" for v in told),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit that was made, and what it said of the one before."""

    on: date
    by: str
    condition: str
    text: str


def _last_visits(case: Case) -> list[Seen]:
    rows = CaseEntry.objects.filter(case=case, kind=EntryKind.VISIT).order_by("-at")[:6]
    return [
        Seen(
            date.fromisoformat(e.data.get("visited_on") or f"{e.at:%Y-%m-%d}"),
            e.by_name,
            comparing.VERDICTS.get(e.data.get("condition") or "", ""),
            e.text,
        )
        for e in rows
    ]


def outcome(actor: Actor, case: Case, day: date) -> dict[str, Any]:
    """Measures so far, what is asked for now, and whether the case should be opened again."""
    follow = FollowUp.objects.filter(case=case).order_by("-due_on", "-id").first()
    measures = list(Measurement.objects.filter(case=case).order_by("at"))
    closing = outcomes.closing_of(case.id, case.resolved_at)
    wants_closing = case.state in (State.RESOLVED, State.CLOSED) and closing is None
    waits = follow is not None and follow.state == FollowUp.State.DUE
    may = can(actor, "plan.edit", case)
    return {
        "measures": measures,
        "closing": closing,
        "wants_closing": wants_closing and may,
        "wants_later": waits and may and not wants_closing,
        "follow": follow,
        "follow_late": waits and follow is not None and follow.due_on <= day,
        "words": outcomes.result_words(follow) if follow else "",
        "reopen": bool(
            follow
            and follow.clear
            and follow.state == FollowUp.State.DONE
            and case.state == State.CLOSED
        )
        and can(actor, "case.reopen", case),
        "form": form() if may and (wants_closing or waits) else [],
    }


def form() -> list[dict[str, Any]]:
    """The questions of the short measure as a page shows them: code, text, options (code, label)."""
    from bubuhan.assessments import queries as instruments

    return [
        {
            "code": q["id"],
            "text": q["text"],
            "options": [(o["code"], o["label"]) for o in q["options"]],
        }
        for q in instruments.instrument(outcomes.INSTRUMENT).body["questions"]
        if q.get("options")
    ]


def _choices(case: Case) -> dict[str, Any]:
    """What the forms offer."""
    templates = PlanTemplate.objects.filter(valid_to=None, need__in=["", case.need]).order_by(
        "-need", "title"
    )
    return {
        "causes": [(str(c.id), c.name) for c in causes_of(case.id)],
        "services": [(i.code, i.name) for i in lists.items("plan_service")],
        "topics": [(i.code, i.name, i.data.get("every", 14)) for i in lists.items("visit_topic")],
        "people": [(str(t.person_id), t.person_name) for t in holders(case)],
        "owners": [(o.value, o.label) for o in Owner if o != Owner.RESPONDER],
        "templates": [(t.id, t.title, t.example) for t in templates],
    }
