"""Every decision on a case: one verb, one function. Keyword-only, guarded, one journal record last.

`rev` is the revision the officer looked at: when the case moved on meanwhile, `conflict`.
`stamp` carries id and times of a phone's command; left out, it is fresh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import lifecycle, offers
from bubuhan.cases.assigning import (
    after_offers,
    begin,
    hat_of,
    make_room,
    may_still_have,
    withdraw_tasks,
)
from bubuhan.cases.conflicts import settle_conflict, update_fields
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.fieldwork import note, resolve, visit
from bubuhan.cases.guards import for_office, locked, task_to_answer
from bubuhan.cases.handlers import read, release, take
from bubuhan.cases.models import Assignment, Case, EntryKind
from bubuhan.cases.rules import times_for
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.volunteers.models import Membership

__all__ = [
    "DispatchResult",
    "accept",
    "decline",
    "dispatch",
    "dispatch_many",
    "note",
    "read",
    "reject",
    "release",
    "reopen",
    "resolve",
    "send_back",
    "settle_conflict",
    "take",
    "update_fields",
    "verify_close",
    "visit",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """What became of one case of a bulk dispatch."""

    case_id: UUID
    problem: Problem | None


def dispatch(
    *,
    actor: Actor,
    case_id: UUID,
    person_id: UUID,
    membership_id: UUID | None = None,
    note: str = "",
    part: str = Assignment.Part.LEAD,
    go_on: bool = False,
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Offer the case to a member of a pillar; a present responder's task is withdrawn.

    With `part` "support" he is asked to help beside him (`note` says what exactly). `go_on`: when he
    does not answer in time or declines, the next suggested one is asked. Raises `forbidden`,
    `not_found`, `case_protected`, `conflict`, `case_state`, `not_a_member`, `already_assigned`.
    """
    stamp = stamp or Stamp.fresh()
    part = Assignment.Part.SUPPORT if part == "support" else Assignment.Part.LEAD
    with journal.unit():
        case = for_office(actor, "case.dispatch", case_id, rev)
        action = "support" if part == Assignment.Part.SUPPORT else "dispatch"
        after = lifecycle.next_state(case.state, action)
        hat = hat_of(actor, case, person_id, membership_id)
        lost = make_room(case, person_id, stamp, part)
        task = _offer(actor, case, hat, stamp, part=part, note=note)
        case.state = after
        case.review_at = None
        save(case)
        append(
            case,
            EntryKind.DISPATCH,
            stamp=stamp,
            **who(actor),
            text=task.note,
            data=_offer_data(case, task, actor, go_on),
        )
        told = {
            "assignment": str(task.id),
            "person": str(person_id),
            "pillar": hat.pillar,
            "part": part,
        }
        journal.record(
            "case.dispatched",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data=told,
            touched=touches(case, also=lost),
            at=stamp.at,
        )
    return case


def _offer(
    actor: Actor, case: Case, hat: Membership, stamp: Stamp, *, part: str, note: str
) -> Assignment:
    """The offer itself; it lapses when its minutes are over."""
    return Assignment.objects.create(
        case=case,
        person_id=hat.person_id,
        person_name=hat.person.name,
        membership_id=hat.id,
        pillar=hat.pillar,
        offered_at=stamp.at,
        offered_by=actor.name,
        note=note.strip()[:1000],
        part=part,
        lapses_at=offers.lapse_moment(case, stamp.at),
    )


def _offer_data(case: Case, task: Assignment, actor: Actor, go_on: bool) -> dict[str, Any]:
    """What the timeline keeps of an offer; a wish to go on stands here and nowhere else."""
    until = task.lapses_at.isoformat() if task.lapses_at else ""
    data: dict[str, Any] = {
        "to": task.person_name,
        "pillar": task.pillar,
        "assignment": str(task.id),
        "part": task.part,
        "until": until,
    }
    if go_on and task.part == Assignment.Part.LEAD and not case.sensitive:
        data["go_on"] = offers.GoOn(offers.terms_of(case).most, actor.name).as_dict()
    return data


def dispatch_many(
    *,
    actor: Actor,
    case_ids: Sequence[UUID],
    person_id: UUID,
    note: str = "",
    revs: Mapping[UUID, int] | None = None,
) -> list[DispatchResult]:
    """Offer several cases to one member; each is checked for itself, one refusal stops no other.

    `revs` are the revisions the officer looked at: one that moved on since is not offered (`conflict`).
    """
    seen = revs or {}
    results = []
    with journal.unit():
        for case_id in sorted(set(case_ids), key=str):  # one lock order for everybody
            problem = None
            try:
                with journal.unit():
                    dispatch(
                        actor=actor,
                        case_id=case_id,
                        person_id=person_id,
                        note=note,
                        rev=seen.get(case_id),
                    )
            except Problem as found:
                problem = found
            results.append(DispatchResult(case_id, problem))
    return results


def accept(
    *,
    actor: Actor,
    case_id: UUID,
    assignment_id: UUID | None = None,
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Take the task on; the others' offers are withdrawn. Again by the same person: nothing happens.

    With `assignment_id` an officer writes down an answer given by telephone. An offer that lapsed is
    still his when nobody else has the case. Raises `offer_gone`, `offer_lapsed`, `case_state`,
    `forbidden`, `not_found`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        case = locked(case_id, rev)
        task = task_to_answer(actor, case, assignment_id)
        if task.state == Assignment.State.ACCEPTED:
            return case
        if task.state == Assignment.State.LAPSED:
            may_still_have(case, task)
        elif task.state != Assignment.State.OFFERED:
            raise Problem("offer_gone")
        lost = begin(case, task, stamp)
        save(case)
        append(case, EntryKind.ACCEPT, stamp=stamp, **who(actor), data=_answer_data(actor, task))
        journal.record(
            "case.accepted",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"assignment": str(task.id), "person": str(task.person_id)},
            touched=touches(case, also=lost),
            at=stamp.at,
        )
    return case


def decline(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    note: str = "",
    assignment_id: UUID | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Refuse an offer, or give an accepted task back, with a reason of the list `decline_reason`."""
    stamp = stamp or Stamp.fresh()
    if reason not in lists.codes("decline_reason"):
        raise Problem(
            "field_invalid", "reason", name="alasan", why="pilihannya tidak ada dalam daftar"
        )
    with journal.unit():
        case = locked(case_id)
        task = task_to_answer(actor, case, assignment_id)
        if task.state == Assignment.State.DECLINED:
            return case
        if task.state not in (Assignment.State.OFFERED, Assignment.State.ACCEPTED):
            raise Problem("offer_gone")
        lifecycle.next_state(case.state, "decline")
        task.state, task.answered_at = Assignment.State.DECLINED, stamp.at
        task.decline_reason, task.answer_note = reason, note.strip()[:1000]
        task.save()
        following = offers.next_offer(case, task, stamp)
        case.state = after_offers(case)
        save(case)
        append(
            case,
            EntryKind.DECLINE,
            stamp=stamp,
            **who(actor),
            text=task.answer_note,
            data={**_answer_data(actor, task), "reason": reason},
        )
        journal.record(
            "case.declined",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"assignment": str(task.id), "person": str(task.person_id), "reason": reason},
            touched=touches(case, also=[task.person_id]),
            at=stamp.at,
        )
        if following:
            offers.tell_next(case, task, following, stamp)
    return case


def withdraw(*, actor: Actor, case_id: UUID, assignment_id: UUID, rev: int | None = None) -> Case:
    """Take an offer or a task back (a wrong one must never block a case). Raises `offer_gone`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "case.dispatch", case_id, rev)
        found = case.assignments.filter(id=assignment_id, state__in=("offered", "accepted"))
        task = found.first()
        if task is None:
            raise Problem("offer_gone")
        lost = withdraw_tasks(found, stamp)
        case.state = after_offers(case)
        save(case)
        append(case, EntryKind.WITHDRAW, stamp=stamp, **who(actor), data={"to": task.person_name})
        journal.record(
            "case.withdrawn",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data={"assignment": str(task.id), "person": str(task.person_id)},
            touched=touches(case, also=lost),
        )
    return case


def verify_close(
    *,
    actor: Actor,
    case_id: UUID,
    note: str = "",
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Confirm the outcome and close. Raises `case_state`, `conflict`, `forbidden`, `case_protected`."""
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "case.close", case_id, rev)
        case.state = lifecycle.next_state(case.state, "close")
        case.closed_at, case.deadline_at = stamp.at, None
        return _decided(
            actor,
            case,
            stamp,
            kind=EntryKind.CLOSE,
            event="case.closed",
            text=note,
            data={"outcome": case.outcome},
        )


def send_back(
    *, actor: Actor, case_id: UUID, note: str, rev: int | None = None, stamp: Stamp | None = None
) -> Case:
    """Return a resolved case with what is missing; the last responder gets the task again."""
    stamp = stamp or Stamp.fresh()
    _need_text(note, "note", "catatan")
    with journal.unit():
        case = for_office(actor, "case.close", case_id, rev)
        lifecycle.next_state(case.state, "send_back")
        done = case.assignments.filter(state="done", part=Assignment.Part.LEAD)
        last = done.order_by("-ended_at").first()
        if last is not None:
            last.state, last.ended_at = Assignment.State.ACCEPTED, None
            last.save(update_fields=["state", "ended_at"])
        case.state = lifecycle.after_offer(0, accepted=last is not None)
        case.resolved_at, case.outcome, case.summary = None, "", ""
        case.deadline_at = times_for(case.area_code, case.need, case.band).resolve_by(stamp.at)
        return _decided(
            actor, case, stamp, kind=EntryKind.SEND_BACK, event="case.sent_back", text=note
        )


def reopen(
    *, actor: Actor, case_id: UUID, note: str, rev: int | None = None, stamp: Stamp | None = None
) -> Case:
    """Open a closed or rejected case again, with the reason; the response clock starts anew."""
    stamp = stamp or Stamp.fresh()
    _need_text(note, "note", "alasan")
    with journal.unit():
        case = for_office(actor, "case.reopen", case_id, rev)
        case.state = lifecycle.next_state(case.state, "reopen")
        case.closed_at, case.resolved_at = None, None
        case.outcome, case.summary, case.reject_reason = "", "", ""
        case.deadline_at = times_for(case.area_code, case.need, case.band).respond_by(stamp.at)
        return _decided(actor, case, stamp, kind=EntryKind.REOPEN, event="case.reopened", text=note)


def reject(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    note: str = "",
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Refuse a case with a reason of the list `reject_reason`; the reporter reads the answer."""
    stamp = stamp or Stamp.fresh()
    if reason not in lists.codes("reject_reason"):
        raise Problem(
            "field_invalid", "reason", name="alasan", why="pilihannya tidak ada dalam daftar"
        )
    with journal.unit():
        case = for_office(actor, "case.reject", case_id, rev)
        case.state = lifecycle.next_state(case.state, "reject")
        case.reject_reason = reason
        case.closed_at, case.deadline_at, case.review_at = stamp.at, None, None
        lost = withdraw_tasks(case.assignments.filter(state__in=("offered", "accepted")), stamp)
        data = {"reason": reason}
        return _decided(
            actor,
            case,
            stamp,
            kind=EntryKind.REJECT,
            event="case.rejected",
            text=note,
            data=data,
            lost=lost,
        )


def _decided(
    actor: Actor,
    case: Case,
    stamp: Stamp,
    *,
    kind: str,
    event: str,
    text: str,
    data: dict[str, str] | None = None,
    lost: Sequence[UUID] = (),
) -> Case:
    """The common end of an officer's decision: revision, timeline, journal."""
    save(case)
    append(case, kind, stamp=stamp, **who(actor), text=text.strip()[:5000], data=dict(data or {}))
    journal.record(
        event,
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data=dict(data or {}),
        touched=touches(case, also=lost),
        at=stamp.at,
    )
    return case


def _answer_data(actor: Actor, task: Assignment) -> dict[str, object]:
    return {"person": task.person_name, "on_behalf": actor.person_id != task.person_id}


def _need_text(text: str, field: str, name: str) -> None:
    if not text.strip():
        raise Problem("field_missing", field, name=name)
