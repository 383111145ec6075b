"""Two records the engine did not propose: an officer says himself that they are one human being.

What he says is a decision like any other: with a reason, undone on the pair's page, and a
contradiction with other decisions waits on the desk.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Q

from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel.problems import Problem
from bubuhan.linkage.scorer import default_model, prepare
from bubuhan.people import decisions, desk, duplicates, scope
from bubuhan.people.decisions import Ground
from bubuhan.people.groups import SAME
from bubuhan.people.models import DuplicateProposal, Person, nik_index
from bubuhan.people.queries import group_of

MOST = 20
LEAST_LETTERS = 3


def page(actor: Actor, person_id: UUID, text: str) -> dict[str, Any]:
    """Who is asked about, and whom the words find. Raises `not_found`."""
    found = _seen(actor, person_id)
    others = _found(actor, set(group_of(person_id)), text)
    hats = scope.hats_of({found.id, *(one.id for one in others)})
    return {
        "person": found,
        "side": desk.side(found, hats.get(found.id, ()), True),
        "q": text,
        "sides": [desk.side(one, hats.get(one.id, ()), True) for one in others],
        "short": 0 < len(text) < LEAST_LETTERS,
        "full": len(others) == MOST,
    }


def join(*, actor: Actor, person_id: UUID, other_id: UUID | None, reason: str) -> UUID:
    """Record that two persons are one; returns the pair's id, where it can be undone.

    Raises `not_found` (either is out of sight), `forbidden`, `field_invalid`, `reason_missing`.
    """
    person = _seen(actor, person_id)
    require(actor, "duplicate.decide")
    if other_id is None:
        raise Problem("field_invalid", "other", name="data yang lain", why="pilih satu dari daftar")
    other = _seen(actor, other_id)
    if other.id in group_of(person.id):
        raise Problem("field_invalid", "other", name="data yang lain", why="sudah satu orang")
    if not reason.strip():
        raise Problem("reason_missing", "note")
    made = decisions.record_decision(
        person.id, other.id, SAME, actor=actor.ref, ground=_ground(person, other, reason)
    )
    pair = DuplicateProposal.objects.get(a_id=made.person_id, b_id=made.other_id)
    return pair.id


def _ground(person: Person, other: Person, reason: str) -> Ground:
    """The officer's reason, and what the engine says of the two."""
    ready = duplicates.records_of([person.id, other.id])
    model = default_model()
    told = duplicates.judged(model, *(prepare(ready[one]) for one in (person.id, other.id)))
    reasons = [asdict(reason) for reason in told.reasons]
    return Ground(told.weight, model.version[:40], reasons, reason)


def _seen(actor: Actor, person_id: UUID) -> Person:
    if not scope.visible_ids(actor, [person_id]):
        raise Problem("not_found")
    return Person.objects.get(id=person_id)


def _found(actor: Actor, own: set[UUID], text: str) -> Sequence[Person]:
    """Persons in sight by name or the whole NIK, one row a human being."""
    if len(text) < LEAST_LETTERS:
        return []
    digits = "".join(c for c in text if c.isdigit())
    wanted = Q(nik_blind=nik_index(digits)) if len(digits) == 16 else Q(name__icontains=text)
    rows = Person.objects.heads().filter(wanted, scope.in_area_q(actor.area))
    return list(rows.exclude(id__in=own).defer("nik").order_by("name", "id").distinct()[:MOST])
