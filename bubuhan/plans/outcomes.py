"""Did it help? The same short measure at the closing and again three months later."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases.entries import Stamp, told_area, touches
from bubuhan.cases.guards import for_office
from bubuhan.cases.models import Assignment, Case, EntryKind, State
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.problems import Problem
from bubuhan.plans import outcome_rules
from bubuhan.plans.comparing import VERDICTS, compare
from bubuhan.plans.models import FollowUp, Measurement, Plan
from bubuhan.plans.writing import FINISHED, need, tell, today

INSTRUMENT = "hasil_singkat"
CLOSING, LATER = "penutupan", "tiga_bulan"


def measure(
    *, actor: Actor, case_id: UUID, answers: dict[str, Any], moment: str, rev: int | None = None
) -> Measurement:
    """Fill the short measure for a case from the office. Raises what `assessments.actions.fill` raises."""
    from bubuhan.assessments import actions as assessments
    from bubuhan.assessments import queries as instruments

    with journal.unit():
        for_office(actor, "plan.edit", case_id, rev)
        form = instruments.instrument(INSTRUMENT)
        filled = assessments.fill(
            actor=actor,
            case_id=case_id,
            instrument=INSTRUMENT,
            version=form.version,
            answers=answers,
            moment=moment,
        )
        return keep(case_id, filled.id, moment, filled.score, at=Stamp.fresh().at, by=actor.name)


def keep(
    case_id: UUID, assessment_id: UUID, moment: str, score: int, *, at: datetime, by: str
) -> Measurement:
    """Note a score once; three months later it ends the follow-up and is compared. Idempotent."""
    found, new = Measurement.objects.get_or_create(
        assessment_id=assessment_id,
        defaults={"case_id": case_id, "moment": moment, "score": score, "at": at, "by": by},
    )
    if not new:
        return found
    data: dict[str, Any] = {"moment": moment, "score": score}
    case = Case.objects.get(id=case_id)
    if moment == LATER:
        data |= _end(case, score, at)
    if moment == CLOSING:
        FollowUp.objects.filter(case_id=case_id, state=FollowUp.State.DUE).update(before=score)
    journal.record(
        "outcome.measured",
        actor=SYSTEM,
        subject=("case", case_id),
        area=told_area(case),
        data=data,
        touched=touches(case),
    )
    return found


def _end(case: Case, score: int, at: datetime) -> dict[str, Any]:
    """The follow-up that waited for this score is done."""
    waiting = FollowUp.objects.filter(case=case, state=FollowUp.State.DUE).first()
    if waiting is None:
        return {}
    waiting.state, waiting.ended_at, waiting.after = FollowUp.State.DONE, at, score
    if waiting.before is not None:
        result = compare(waiting.before, score, outcome_rules.limits_for(case.area_code))
        waiting.verdict, waiting.clear = result.verdict, result.clear
    waiting.save()
    return {"verdict": waiting.verdict, "clear": waiting.clear}


def skip(
    *, actor: Actor, case_id: UUID, reason: str, moment: str = CLOSING, rev: int | None = None
) -> Measurement:
    """Leave a measure out, with the reason: an emergency is never held up by a form.

    Raises `field_missing`, `followup_none` and what the guards raise.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "plan.edit", case_id, rev)
        why = need(reason, "reason", "alasan tidak mengukur", 500)
        waiting = FollowUp.objects.filter(case=case, state=FollowUp.State.DUE).first()
        if moment == LATER:
            if waiting is None:
                raise Problem("followup_none")
            waiting.state, waiting.ended_at = FollowUp.State.SKIPPED, stamp.at
            waiting.reason = why
            waiting.save()
        found = Measurement.objects.create(
            case=case, moment=moment, reason=why, at=stamp.at, by=actor.name
        )
        tell(
            "outcome.skipped",
            actor,
            case,
            stamp,
            text=f"Hasil tidak diukur: {why}",
            data={"moment": moment},
            kind=EntryKind.FOLLOW_UP,
        )
    return found


def closing_of(case_id: UUID, since: datetime | None = None) -> Measurement | None:
    """The last measure taken (or left out) at the closing; `since` the case was opened again."""
    rows = Measurement.objects.filter(case_id=case_id, moment=CLOSING)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows.order_by("-at").first()


def case_closed(event: Event) -> None:
    """Reaction on `case.closed`: look again when the rule says, usually three months later. Idempotent."""
    case = Case.objects.get(id=event.subject_id)
    if case.state != State.CLOSED or FollowUp.objects.filter(case=case, state="due").exists():
        return
    task = (
        case.assignments.filter(state=Assignment.State.DONE).order_by("part", "-ended_at").first()
    )
    measured = closing_of(case.id)
    wait = timedelta(days=outcome_rules.rule_for(case.area_code).after_days)
    FollowUp.objects.create(
        case=case,
        due_on=today(case.closed_at or event.at) + wait,
        person_id=task.person_id if task else None,
        person_name=task.person_name if task else "",
        before=measured.score if measured else None,
    )
    journal.touch(*touches(case))


def case_reopened(event: Event) -> None:
    """Reaction on `case.reopened`: nobody waits for the follow-up of a case that goes on."""
    FollowUp.objects.filter(case_id=event.subject_id, state=FollowUp.State.DUE).update(
        state=FollowUp.State.CANCELLED, ended_at=event.at, reason="Kasus dibuka lagi"
    )


def assessed(event: Event) -> None:
    """Reaction on `assessment.filled`: a short measure filled on a phone counts as well."""
    from bubuhan.assessments.models import Assessment

    if event.data.get("instrument") != INSTRUMENT or event.data.get("score") is None:
        return
    row = Assessment.objects.filter(id=str(event.data["assessment"])).first()
    if row is None:
        return
    keep(
        row.case_id,
        row.id,
        str(event.data.get("moment", "")),
        int(event.data["score"]),
        at=event.at,
        by=event.actor_name,
    )


def tell_due(now: datetime) -> int:
    """Say once of each follow-up that its day has come: `followup.due`."""
    rows = (
        FollowUp.objects.filter(state=FollowUp.State.DUE, due_on__lte=today(now), told_at=None)
        .select_related("case")
        .order_by("due_on")[:2000]
    )
    with journal.unit():
        found = list(rows.select_for_update(of=("self",), skip_locked=True))
        for row in found:
            journal.record(
                "followup.due",
                actor=SYSTEM,
                subject=("case", row.case_id),
                area=told_area(row.case),
                data=_due_data(row),
            )
        FollowUp.objects.filter(id__in=[row.id for row in found]).update(told_at=now)
    return len(found)


def _due_data(row: FollowUp) -> dict[str, str]:
    person = str(row.person_id) if row.person_id else ""
    return {
        "case": str(row.case_id),
        "follow_up": str(row.id),
        "due_on": row.due_on.isoformat(),
        "person_id": person,
    }


def tell_reviews(now: datetime) -> int:
    """Say once of each plan in force that it is to be looked at: `plan.review_due`."""
    rows = (
        Plan.objects.filter(
            state=Plan.State.APPROVED, review_on__lte=today(now), review_told_at=None
        )
        .exclude(case__state__in=FINISHED)
        .select_related("case")[:2000]
    )
    with journal.unit():
        found = list(rows.select_for_update(of=("self",), skip_locked=True))
        for row in found:
            journal.record(
                "plan.review_due",
                actor=SYSTEM,
                subject=("case", row.case_id),
                area=told_area(row.case),
                data={"case": str(row.case_id), "version": row.version},
            )
        Plan.objects.filter(id__in=[row.id for row in found]).update(review_told_at=now)
    return len(found)


def result_words(follow_up: FollowUp) -> str:
    """Membaik: 8 menjadi 14 dari 20."""
    if follow_up.after is None:
        return ""
    if follow_up.before is None:
        return f"{follow_up.after} dari 20; saat ditutup tidak diukur"
    word = VERDICTS.get(follow_up.verdict, "")
    return f"{word}: {follow_up.before} menjadi {follow_up.after} dari 20"


def days_left(due_on: date, day: date) -> int:
    """Negative when it is late."""
    return (due_on - day).days
