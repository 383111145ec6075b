"""Writing a plan: begin, goals, actions, agreement, approval, review, and what became of an action.

`rev` is the case's revision the officer looked at: when it moved on meanwhile, `conflict`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments.queries import causes_of
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import may_work, standing
from bubuhan.cases.models import Assignment, Case
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.plans import scheduling
from bubuhan.plans.models import Goal, Owner, Plan, PlanAction, PlanTemplate
from bubuhan.plans.writing import chosen, need, opened, tell, today
from bubuhan.reports.commands import FileRef

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What the office says of one action. `owner_person` only for a responder."""

    text: str
    service: str = ""
    owner: str = Owner.RESPONDER
    owner_name: str = ""
    owner_person: UUID | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Talked over with the family: who, when, how; or why not yet."""

    agreed: bool
    who: str = ""
    on: date | None = None
    how: str = ""
    why_not: str = ""


def begin(
    *,
    actor: Actor,
    case_id: UUID,
    template_id: int | None = None,
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Plan:
    """A new draft: from a template, as a copy of the version in force, or empty.

    Raises `plan_draft_exists`, `not_found`, `forbidden`, `case_protected`, `conflict`, `plan_case_finished`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        before = Plan.objects.filter(case=case).order_by("-version").first()
        if before is not None and before.state == Plan.State.DRAFT:
            raise Problem("plan_draft_exists")
        plan = Plan.objects.create(
            case=case,
            version=before.version + 1 if before else 1,
            made_at=stamp.at,
            made_by=actor.name,
            review_on=today(stamp.at) + timedelta(days=30),
        )
        if before is not None:
            _copy(before, plan)
        if template_id is not None:
            _fill(plan, template_id, case, stamp)
        tell(
            "plan.saved",
            actor,
            case,
            stamp,
            data={"version": plan.version, "begun": True},
            quiet=True,
        )
    return plan


def _copy(before: Plan, plan: Plan) -> None:
    """Goals and actions with their keys; what was dropped stays behind."""
    goals = {g.id: g for g in before.goals.all()}
    actions = list(before.actions.exclude(state=PlanAction.State.DROPPED))
    new: dict[UUID, Goal] = {}
    for old_id, goal in goals.items():
        goal.pk, goal.plan = uuid7(), plan
        new[old_id] = goal
    Goal.objects.bulk_create(new.values())
    for action in actions:
        action.pk, action.plan, action.goal = uuid7(), plan, new[action.goal_id]
    PlanAction.objects.bulk_create(actions)


def _fill(plan: Plan, template_id: int, case: Case, stamp: Stamp) -> None:
    """A template's goals and actions, tied to causes of the tree with the same code."""
    template = PlanTemplate.objects.filter(id=template_id, valid_to=None).first()
    if template is None:
        raise Problem("field_invalid", "template", name="contoh rencana", why="pilih dari daftar")
    causes = {cause.code: cause for cause in causes_of(case.id)}
    at = plan.goals.count()
    for number, raw in enumerate(template.goals, start=1):
        cause = next((causes[code] for code in raw.get("causes", ()) if code in causes), None)
        goal = Goal.objects.create(
            plan=plan,
            position=at + number,
            text=raw["text"],
            measure=raw.get("measure", ""),
            cause_id=cause.id if cause else None,
            cause_name=cause.name if cause else "",
        )
        PlanAction.objects.bulk_create(
            PlanAction(
                plan=plan,
                goal=goal,
                position=place,
                text=one["text"],
                service=one.get("service", ""),
                owner=one.get("owner", Owner.RESPONDER),
                owner_name=one.get("name", ""),
                due_on=today(stamp.at) + timedelta(days=one.get("days", 14)),
            )
            for place, one in enumerate(raw.get("actions", ()), start=1)
        )


def save_goal(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    measure: str = "",
    cause_id: UUID | None = None,
    goal_id: UUID | None = None,
    rev: int | None = None,
) -> Goal:
    """Add a goal to the draft, or change one. Raises also `plan_no_draft`, `field_missing`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        plan = _draft(case)
        goal = _goal(plan, goal_id) if goal_id else Goal(plan=plan, position=plan.goals.count() + 1)
        goal.text = need(text, "text", "tujuan")
        goal.measure = " ".join(measure.split())[:300]
        cause = next((c for c in causes_of(case.id) if c.id == cause_id), None)
        goal.cause_id, goal.cause_name = (cause.id, cause.name) if cause else (None, "")
        goal.save()
        tell(
            "plan.saved",
            actor,
            case,
            stamp,
            data={"version": plan.version, "goal": str(goal.key)},
            quiet=True,
        )
    return goal


def save_action(
    *,
    actor: Actor,
    case_id: UUID,
    goal_id: UUID,
    words: ActionWords,
    action_id: UUID | None = None,
    rev: int | None = None,
) -> PlanAction:
    """Add an action under a goal of the draft, or change one. Raises as `save_goal`, and `field_invalid`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        plan = _draft(case)
        goal = _goal(plan, goal_id)
        if action_id:
            action = _found(plan.actions.filter(id=action_id).first())
            action.goal = goal
        else:
            action = PlanAction(plan=plan, goal=goal, position=goal.actions.count() + 1)
        _word(action, case, words)
        action.save()
        tell(
            "plan.saved",
            actor,
            case,
            stamp,
            data={"version": plan.version, "action": str(action.key)},
            quiet=True,
        )
    return action


def _word(action: PlanAction, case: Case, words: ActionWords) -> None:
    action.text = need(words.text, "text", "langkah")
    action.owner = chosen(words.owner, Owner.values, "owner", "pelaksana")
    action.owner_name = " ".join(words.owner_name.split())[:160]
    action.owner_person_id = None
    if action.owner == Owner.PARTNER:
        action.owner_name = need(words.owner_name, "owner_name", "nama mitra", 160)
    if action.owner == Owner.RESPONDER and words.owner_person:
        task = case.assignments.filter(person_id=words.owner_person).first()
        action.owner_person_id = task.person_id if task else None
        action.owner_name = task.person_name if task else ""
    if words.service:
        chosen(words.service, lists.codes("plan_service"), "service", "layanan")
    action.service, action.due_on = words.service, words.due_on


def remove(
    *,
    actor: Actor,
    case_id: UUID,
    goal_id: UUID | None = None,
    action_id: UUID | None = None,
    rev: int | None = None,
) -> None:
    """Take a goal (with its actions) or an action out of the draft; older versions keep it."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        plan = _draft(case)
        if action_id:
            _found(plan.actions.filter(id=action_id).first()).delete()
        elif goal_id:
            _goal(plan, goal_id).delete()
        tell(
            "plan.saved",
            actor,
            case,
            stamp,
            data={"version": plan.version, "removed": True},
            quiet=True,
        )


def agree(
    *,
    actor: Actor,
    case_id: UUID,
    agreement: Agreement,
    review_on: date | None,
    rev: int | None = None,
) -> Plan:
    """Note how the draft was talked over with the family, and when it is looked at again.

    Raises also `field_missing` (who, when, how; or why not), `date_future`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        plan = _draft(case)
        _write_agreement(plan, agreement, today(stamp.at))
        if review_on is None or review_on <= today(stamp.at):
            raise Problem(
                "field_invalid",
                "review_on",
                name="tanggal tinjauan",
                why="pilih hari sesudah hari ini",
            )
        plan.review_on = review_on
        plan.save()
        tell(
            "plan.saved",
            actor,
            case,
            stamp,
            data={"version": plan.version, "agreed": agreement.agreed},
            quiet=True,
        )
    return plan


def _write_agreement(plan: Plan, said: Agreement, day: date) -> None:
    plan.agreed = said.agreed
    if not said.agreed:
        plan.agreed_why_not = need(said.why_not, "why_not", "mengapa belum disepakati", 500)
        plan.agreed_who = plan.agreed_how = ""
        plan.agreed_on = None
        return
    plan.agreed_who = need(said.who, "who", "disepakati dengan siapa", 160)
    plan.agreed_how = need(said.how, "how", "cara menyepakati", 160)
    if said.on is None or said.on > day:
        raise Problem(
            "field_invalid", "on", name="tanggal kesepakatan", why="pilih hari ini atau sebelumnya"
        )
    plan.agreed_on, plan.agreed_why_not = said.on, ""


def approve(*, actor: Actor, case_id: UUID, note: str = "", rev: int | None = None) -> Plan:
    """Put the draft in force; the version before it is replaced.

    Raises also `plan_no_draft`, `plan_empty`, `plan_not_agreed`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.approve", case_id, rev)
        plan = _draft(case)
        if not plan.goals.exists():
            raise Problem("plan_empty")
        if plan.agreed is None:
            raise Problem("plan_not_agreed")
        _retire(case, plan, stamp)
        plan.state = Plan.State.APPROVED
        plan.approved_at, plan.approved_by = stamp.at, actor.name
        plan.approval_note = note.strip()[:1000]
        plan.save()
        tell(
            "plan.approved",
            actor,
            case,
            stamp,
            text=f"Rencana versi {plan.version} disetujui: {plan.goals.count()} tujuan, "
            f"{plan.actions.count()} langkah. {plan.approval_note}".strip(),
            data={"version": plan.version},
        )
    return plan


def _retire(case: Case, plan: Plan, stamp: Stamp) -> None:
    """Replace the version in force; what was done there since the draft was made counts here too."""
    before = Plan.objects.filter(case=case, state=Plan.State.APPROVED).first()
    if before is None:
        return
    ended = {a.key: a for a in before.actions.filter(state=PlanAction.State.DONE)}
    for action in plan.actions.filter(key__in=ended).exclude(state=PlanAction.State.DONE):
        known = ended[action.key]
        action.state, action.done_at = known.state, known.done_at
        action.done_by, action.done_note = known.done_by, known.done_note
        action.save()
    before.state, before.replaced_at = Plan.State.REPLACED, stamp.at
    before.save(update_fields=["state", "replaced_at"])


def review(
    *, actor: Actor, case_id: UUID, note: str, next_on: date | None, rev: int | None = None
) -> Plan:
    """The plan in force was looked at: what was found, and when next. Raises `plan_none`, `field_missing`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = opened(actor, "plan.edit", case_id, rev)
        plan = Plan.objects.filter(case=case, state=Plan.State.APPROVED).first()
        if plan is None:
            raise Problem("plan_none")
        said = need(note, "note", "hasil tinjauan", 1000)
        if next_on is not None and next_on <= today(stamp.at):
            raise Problem(
                "field_invalid",
                "next_on",
                name="tinjauan berikutnya",
                why="pilih hari sesudah hari ini",
            )
        plan.review_on, plan.review_told_at = next_on, None
        plan.save(update_fields=["review_on", "review_told_at"])
        tell(
            "plan.reviewed",
            actor,
            case,
            stamp,
            text=f"Rencana ditinjau. {said}",
            data={"version": plan.version},
        )
    return plan


def finish_action(
    *,
    actor: Actor,
    case_id: UUID,
    action_id: UUID,
    note: str = "",
    files: Sequence[FileRef] = (),
    dropped: bool = False,
    stamp: Stamp | None = None,
) -> PlanAction:
    """An action of the plan in force is done (or, by the office, dropped with the reason).

    Who works on the case may tick any action: he writes down what partner and family did, too. A
    tick that was written before a new version came into force finds its action there by its key.
    Raises `not_found`, `forbidden`, `plan_action_gone`.
    """
    given, stamp = stamp is not None, stamp or Stamp.fresh()
    with journal.unit():
        here = standing(actor, case_id)
        if not may_work(actor, here):
            raise Problem(
                "case_protected" if here.level == "masked" and not here.works else "forbidden"
            )
        action = _in_force(here.case, action_id)
        if action.state == PlanAction.State.DONE:
            return action
        action.state = PlanAction.State.DROPPED if dropped else PlanAction.State.DONE
        action.done_at, action.done_by = stamp.at, actor.name
        action.done_note = need(note, "note", "alasan", 1000) if dropped else note.strip()[:1000]
        action.save()
        _carry(action)
        word = "dibatalkan" if dropped else "selesai"
        tell(
            "action.dropped" if dropped else "action.done",
            actor,
            here.case,
            stamp,
            text=f"Langkah {word}: {action.text}. {action.done_note}".strip(),
            data={"action": str(action.key)},
            files=files,
            own_id=given,
        )
    return action


def _in_force(case: Case, action_id: UUID) -> PlanAction:
    named = PlanAction.objects.filter(id=action_id, plan__case=case).first()
    if named is None:
        raise Problem("plan_action_gone")
    found = PlanAction.objects.filter(
        plan__case=case, plan__state=Plan.State.APPROVED, key=named.key
    ).first()
    if found is None or found.state == PlanAction.State.DROPPED:
        raise Problem("plan_action_gone")
    return found


def _carry(action: PlanAction) -> None:
    """A draft in the making knows the action too."""
    PlanAction.objects.filter(
        plan__case_id=action.plan.case_id, plan__state=Plan.State.DRAFT, key=action.key
    ).update(
        state=action.state,
        done_at=action.done_at,
        done_by=action.done_by,
        done_note=action.done_note,
    )


def _draft(case: Case) -> Plan:
    plan = Plan.objects.filter(case=case, state=Plan.State.DRAFT).first()
    if plan is None:
        raise Problem("plan_no_draft")
    return plan


def _goal(plan: Plan, goal_id: UUID) -> Goal:
    return _found(plan.goals.filter(id=goal_id).first())


def _found(row: _Row | None) -> _Row:
    if row is None:
        raise Problem("not_found")
    return row


def holders(case: Case) -> list[Assignment]:
    """Those who work or worked on the case: whom an action or a schedule may name."""
    rows = case.assignments.filter(state__in=Assignment.HOLDING).order_by("-offered_at")
    return list({task.person_id: task for task in rows}.values())


save_schedule, stop_schedule = scheduling.save_schedule, scheduling.stop_schedule
