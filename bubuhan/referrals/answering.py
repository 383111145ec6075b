"""Answers to a referral: by the partner through his link, by the receiving office, or told by telephone.

Every answer is one step in the history; the sending office may take the last one back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.cases import entries, guards
from bubuhan.cases.entries import Stamp
from bubuhan.cases.models import Case, EntryKind
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import lifecycle, linking
from bubuhan.referrals.kinds import AnswerWay
from bubuhan.referrals.models import Referral, ReferralFile, ReferralStep
from bubuhan.reports.commands import FileRef

EVENTS = {
    "see": "referral.seen",
    "accept": "referral.accepted",
    "wait": "referral.waiting",
    "decline": "referral.declined",
    "finish": "referral.done",
    "revoke": "referral.revoked",
}
_LINES = {
    "accept": "{name} menerima rujukan.",
    "wait": "{name} memasukkan ke daftar tunggu{place}.",
    "decline": "{name} menolak rujukan: {reason}.",
    "finish": "{name}: sudah selesai.",
    "revoke": "Rujukan ke {name} dicabut.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about a referral."""

    action: str
    reason: str = ""
    note: str = ""
    place: int | None = None
    until: date | None = None
    files: Sequence[FileRef] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """Who says it, and how it reached us."""

    ref: ActorRef
    way: AnswerWay
    person_id: UUID | None = None


@dataclass(slots=True)
class Held:
    """A referral and its case, both locked until the commit (the case first, everywhere)."""

    case: Case
    referral: Referral
    stamp: Stamp = field(default_factory=Stamp.fresh)


def hold(referral_id: UUID, rev: int | None = None) -> Held:
    """Lock both. Raises `not_found`; `referral_moved` when it went on since `rev`."""
    case_id = Referral.objects.filter(id=referral_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise Problem("not_found")
    case = guards.locked(case_id)
    referral = Referral.objects.select_for_update().get(id=referral_id)
    if rev is not None and referral.rev != rev:
        raise Problem("referral_moved")
    return Held(case, referral)


def told(*, actor: Actor, referral_id: UUID, answer: Answer, rev: int | None = None) -> Referral:
    """An officer writes down what the partner said, or answers for the office it was sent to.

    Raises `not_found`, `forbidden`, `case_protected`, `referral_moved`, `referral_state`, `field_*`.
    """
    with journal.unit():
        way = _standing(actor, referral_id)
        held = hold(referral_id, rev)
        move(held, answer, Teller(actor.ref, way, actor.person_id))
    return held.referral


def by_link(*, link_id: UUID, referral_id: UUID, answer: Answer, rev: int | None) -> Referral:
    """The partner's own answer. The link is looked at again under the lock: it may be revoked by now."""
    with journal.unit():
        held = hold(referral_id, rev)
        now = held.stamp.at
        if not held.referral.links.filter(id=link_id, revoked_at=None, expires_at__gt=now).exists():
            raise Problem("referral_link")
        ref = ActorRef("system", "tautan", held.referral.partner_name[:120])
        move(held, answer, Teller(ref, AnswerWay.LINK))
    return held.referral


def seen(*, referral_id: UUID, teller: Teller) -> None:
    """It was read. Told once; later readings change nothing."""
    with journal.unit():
        held = hold(referral_id)
        if held.referral.state == lifecycle.SENT:
            _step(held, Answer("see"), teller)
            _record(held, "see", teller)


def take(*, actor: Actor, referral_id: UUID) -> Referral:
    """An officer of the receiving office takes it: from now on he reads what was shared. Journalled.

    Raises `not_found`.
    """
    with journal.unit():
        arriving(actor, referral_id)
        held = hold(referral_id)
        one = held.referral
        if one.taken_by_id is None:
            one.taken_by_id, one.taken_by = actor.user_id, actor.name
            one.rev += 1
            one.save(update_fields=["taken_by_id", "taken_by", "rev"])
            journal.record(
                "referral.taken",
                actor=actor.ref,
                subject=("referral", one.id),
                area=one.to_area,
                data={"case": str(one.case_id)},
            )
        if one.taken_by_id == actor.user_id:
            seen(referral_id=one.id, teller=Teller(actor.ref, AnswerWay.OFFICE, actor.person_id))
    return one


def undo(*, actor: Actor, referral_id: UUID, rev: int | None = None) -> Referral:
    """Take the last answer back; it stays readable in the history as undone.

    A revoked referral comes to life again, but its links do not: make a new one. Raises `not_found`,
    `forbidden`, `referral_moved`, `referral_state`, `referral_open_already`.
    """
    with journal.unit():
        for_sender(actor, referral_id)
        held = hold(referral_id, rev)
        one = held.referral
        steps = list(one.steps.filter(undone_at=None).order_by("at", "id"))
        back = lifecycle.state_before(moves_of(steps))
        undone = steps.pop()
        undone.undone_at, undone.undone_by = held.stamp.at, actor.name
        undone.save(update_fields=["undone_at", "undone_by"])
        one.state = back
        settle(one, steps)
        try:
            with transaction.atomic():
                one.save()
        except IntegrityError:
            raise Problem("referral_open_already") from None
        line = f"Diurungkan: {_line(one, undone.action, undone)}"
        _write(held, line, actor.ref, actor.person_id)
        _record(held, "undo", Teller(actor.ref, AnswerWay.SENDER), name="referral.undone")
    return one


def revoke(*, actor: Actor, referral_id: UUID, note: str = "", rev: int | None = None) -> Referral:
    """The sending office takes it back; its links open nothing any more. Raises as `undo`."""
    with journal.unit():
        for_sender(actor, referral_id)
        held = hold(referral_id, rev)
        move(
            held, Answer("revoke", note=note), Teller(actor.ref, AnswerWay.SENDER, actor.person_id)
        )
        linking.close_all(held.referral, held.stamp.at)
    return held.referral


# -- the common way ---------------------------------------------------------------------------------


def move(held: Held, answer: Answer, teller: Teller) -> None:
    """One step, one line in the case's timeline, one event. Raises `referral_state`, `field_*`."""
    checked = _checked(held, answer)
    step = _step(held, checked, teller)
    if checked.files:
        ReferralFile.objects.bulk_create(
            ReferralFile(step=step, sha256=f.sha256, mime=f.mime)
            for f in {f.sha256: f for f in checked.files}.values()
        )
    line = _line(held.referral, checked.action, step)
    if checked.note:
        line += f" {checked.note}"
    _write(held, line, teller.ref, teller.person_id, checked.files)
    _record(held, checked.action, teller)


def _checked(held: Held, answer: Answer) -> Answer:
    """The answer with what it needs. The lifecycle is asked first: a dead end needs no fields."""
    lifecycle.next_state(held.referral.state, answer.action)
    note = " ".join(answer.note.split())[:1000]
    today = clock.today()
    if answer.action == "decline" and answer.reason not in lists.codes("referral_decline"):
        raise Problem("field_missing", "reason", name="alasan")
    if answer.action == "decline" and answer.reason == "lainnya" and not note:
        raise Problem("field_missing", "note", name="keterangan alasan")
    if answer.action == "finish" and not (note or answer.files):
        raise Problem("referral_evidence", "note")
    if answer.action == "wait" and answer.place is None and answer.until is None:
        raise Problem("referral_wait", "place")
    if answer.until and answer.until < today:
        raise Problem(
            "field_invalid", "until", name="tanggal", why="pilih hari ini atau sesudahnya"
        )
    return Answer(answer.action, answer.reason, note, answer.place, answer.until, answer.files)


def _step(held: Held, answer: Answer, teller: Teller) -> ReferralStep:
    one, before = held.referral, held.referral.state
    one.state = lifecycle.next_state(before, answer.action)
    step = ReferralStep.objects.create(
        referral=one,
        action=answer.action,
        before=before,
        after=one.state,
        way=teller.way,
        at=held.stamp.at,
        by=teller.ref.name[:120],
        reason=answer.reason if answer.action == "decline" else "",
        note=answer.note,
        wait_place=answer.place if answer.action == "wait" else None,
        wait_until=answer.until if answer.action == "wait" else None,
    )
    settle(one, list(one.steps.filter(undone_at=None).order_by("at", "id")))
    one.save()
    return step


def settle(one: Referral, steps: Sequence[ReferralStep]) -> None:
    """Columns that follow from the steps that count; a new step is expected anew."""
    times = lifecycle.times(moves_of(steps))
    one.seen_at, one.answered_at = times.seen_at, times.answered_at
    one.done_at, one.revoked_at = times.done_at, times.revoked_at
    last = steps[-1] if steps else None
    one.decline_reason = last.reason if last and one.state == lifecycle.DECLINED else ""
    waits = last if last and one.state == lifecycle.WAITING else None
    one.wait_place = waits.wait_place if waits else None
    one.wait_until = waits.wait_until if waits else None
    one.note = last.note if last else ""
    one.unanswered_at = None if one.state not in lifecycle.UNANSWERED else one.unanswered_at
    one.rev += 1


def moves_of(steps: Sequence[ReferralStep]) -> list[lifecycle.Move]:
    """The steps as the lifecycle wants them."""
    return [lifecycle.Move(s.before, s.after, s.at) for s in steps]


def _line(one: Referral, action: str, step: ReferralStep) -> str:
    """What the timeline of the case says."""
    place = f", urutan {step.wait_place}" if step.wait_place else ""
    if step.wait_until:
        place += f", sampai {step.wait_until:%d-%m-%Y}"
    reason = lists.title("referral_decline", step.reason) if step.reason else ""
    return _LINES[action].format(name=one.partner_name, place=place, reason=reason)


def _write(
    held: Held, text: str, by: ActorRef, person_id: UUID | None, files: Sequence[FileRef] = ()
) -> None:
    entries.append(
        held.case,
        EntryKind.REFER,
        by=by,
        stamp=held.stamp,
        person_id=person_id,
        text=text[:5000],
        data={"referral": str(held.referral.id), "state": held.referral.state},
        files=files,
    )
    entries.save(held.case)


def _record(held: Held, action: str, teller: Teller, name: str = "") -> None:
    journal.record(
        name or EVENTS[action],
        actor=teller.ref,
        subject=("referral", held.referral.id),
        area=entries.told_area(held.case),
        data=data_of(held.case, held.referral) | {"way": teller.way},
        touched=entries.touches(held.case),
        at=held.stamp.at,
    )


def data_of(case: Case, one: Referral) -> dict[str, Any]:
    """What an event may carry: ids. Of a protected case not even to whom it was sent."""
    found = {"case": str(case.id), "state": one.state, "to_area": one.to_area}
    if not case.sensitive:
        found |= {"partner": str(one.partner_id or ""), "service": str(one.service_id or "")}
    return found


# -- who may --------------------------------------------------------------------------------------


def for_sender(actor: Actor, referral_id: UUID, verb: str = "referral.send") -> Referral:
    """A referral of a case the actor may decide on. Raises `not_found`, `case_protected`, `forbidden`."""
    found: Referral | None = Referral.objects.filter(id=referral_id).first()
    if found is None:
        raise Problem("not_found")
    guards.for_office(actor, verb, found.case_id)
    return found


def arriving(actor: Actor, referral_id: UUID) -> Referral:
    """A referral sent to the actor's office. Raises `not_found`."""
    found: Referral | None = Referral.objects.arriving_at(actor).filter(id=referral_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def _standing(actor: Actor, referral_id: UUID) -> AnswerWay:
    """For the receiving office its own answer; for the sending one what it heard by telephone."""
    require(actor, "referral.answer")
    one = Referral.objects.arriving_at(actor).filter(id=referral_id).select_related("case").first()
    if one is None:
        for_sender(actor, referral_id, "referral.answer")
        return AnswerWay.CALL
    if one.case.sensitive and one.taken_by_id != actor.user_id:
        raise Problem("referral_take_first")
    return AnswerWay.OFFICE


def remind(now: datetime, limit: int = 500) -> int:
    """Say once per step that nobody answered in time; returns how many. Each in its own unit."""
    from bubuhan.kernel.actors import SYSTEM

    due = list(
        Referral.objects.filter(
            state__in=lifecycle.UNANSWERED, unanswered_at=None, answer_by__lte=now
        ).values_list("id", flat=True)[:limit]
    )
    waited = Referral.objects.filter(
        state=lifecycle.WAITING, unanswered_at=None, wait_until__lt=clock.day(now)
    )
    due += list(waited.values_list("id", flat=True)[:limit])
    for referral_id in due:
        with journal.unit():
            held = hold(referral_id)
            one = held.referral
            if one.unanswered_at is None and one.state in (
                *lifecycle.UNANSWERED,
                lifecycle.WAITING,
            ):
                one.unanswered_at = now
                one.save(update_fields=["unanswered_at"])
                journal.record(
                    "referral.unanswered",
                    actor=SYSTEM,
                    subject=("referral", one.id),
                    area=entries.told_area(held.case),
                    data=data_of(held.case, one) | {"sent_by": one.sent_by_id},
                    at=now,
                )
    return len(due)
