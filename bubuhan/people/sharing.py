"""Two offices and one likely pair: asking the other to open its record, and answering."""

from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people import access, scope
from bubuhan.people.models import DuplicateProposal, Person, ShareRequest


def ask(*, actor: Actor, proposal_id: UUID, note: str = "") -> ShareRequest:
    """Ask the other office to look at a pair together; asking opens one's own record to it.

    Asking again while a question waits gives that one. Raises `not_found`, `forbidden`, `conflict`
    when there is nothing to ask.
    """
    require(actor, "duplicate.decide")
    with journal.unit():
        pair = access.pair_of(actor, proposal_id, lock=True)
        look = access.looks(actor, [pair])[pair.id]
        if look.full:
            raise Problem("conflict")
        waiting = pair.shares.filter(state=ShareRequest.State.ASKED).first()
        if waiting is not None:
            return waiting
        request = ShareRequest.objects.create(
            proposal=pair,
            person_id=pair.b_id if look.a else pair.a_id,
            asked_area=actor.area,
            asked_by=actor.name,
            asked_by_id=str(actor.user_id),
            note=" ".join(note.split())[:500],
            asked_at=clock.now(),
        )
        journal.record("duplicate.asked", **_told(actor, pair, request.person_id))
    return request


def answer(*, actor: Actor, proposal_id: UUID, agree: bool, note: str = "") -> ShareRequest:
    """Open one's record to the office that asked (and see its own), or decline with a reason.

    Raises `not_found`, `forbidden`, `duplicate_answered`.
    """
    require(actor, "duplicate.decide")
    with journal.unit():
        pair = access.pair_of(actor, proposal_id, lock=True)
        request = pair.shares.filter(state=ShareRequest.State.ASKED).first()
        if request is None:
            raise Problem("duplicate_answered")
        if not scope.visible_ids(actor, {request.person_id}):
            raise Problem("forbidden")
        states = ShareRequest.State
        request.state = states.AGREED if agree else states.DECLINED
        request.answered_area, request.answered_by = actor.area, actor.name
        request.answer_note = " ".join(note.split())[:500]
        request.answered_at = clock.now()
        request.save()
        told = _told(actor, pair, request.person_id)
        if agree:
            journal.record("duplicate.shared", **told)
        else:
            journal.record("duplicate.declined", **told)
    return request


def _told(actor: Actor, pair: DuplicateProposal, person_id: UUID) -> dict[str, Any]:
    """What the journal keeps of asking and answering; the person is the one asked about."""
    area = Person.objects.filter(id=person_id).values_list("area_code", flat=True).first() or ""
    return {
        "actor": actor.ref,
        "subject": ("person", str(person_id)),
        "area": area,
        "data": {"pair": str(pair.id), "by_area": actor.area},
    }
