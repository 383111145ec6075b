"""Decisions about pairs of persons: appended, undone by another, and what follows from them.

`regroup` is the only place that writes `Person.same_as`, `Person.conflict` and the state of a
proposal: all three are functions of the decisions that stand.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.people import access
from bubuhan.people.groups import SAME, UNSURE, Grouping, Pair, effective, grouping, pair
from bubuhan.people.models import (
    Band,
    DuplicateProposal,
    LinkDecision,
    Person,
    Verdict,
)

BULK_LIMIT = 200
State = DuplicateProposal.State
_RECORD: dict[str, Callable[..., Any]] = {
    "same": lambda **event: journal.record("person.linked", **event),
    "different": lambda **event: journal.record("person.unlinked", **event),
    "unsure": lambda **event: journal.record("person.unsure", **event),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision rests on: the score, the model, the reasons, a note."""

    weight: float | None = None
    model: str = ""
    reasons: Sequence[Any] = ()
    note: str = ""


@dataclass(slots=True)
class BulkResult:
    """How many pairs were decided at once, and which were left, with the reason."""

    done: int = 0
    left: list[tuple[UUID, str]] = field(default_factory=list)


def decide(*, actor: Actor, proposal_id: UUID, verdict: str, note: str = "") -> LinkDecision:
    """Decide one pair of the desk.

    Raises `not_found`, `forbidden`, `duplicate_masked` (the other record is another office's),
    `field_invalid`.
    """
    require(actor, "duplicate.decide")
    if verdict not in Verdict.values:
        raise Problem("field_invalid", "verdict", name="keputusan", why="pilih salah satu")
    with journal.unit():
        _one_at_a_time()
        proposal = _decidable(actor, proposal_id)
        return _append(proposal, verdict, actor=actor.ref, note=note)


def decide_many(*, actor: Actor, proposal_ids: Sequence[UUID], note: str = "") -> BulkResult:
    """ "Same" for obvious pairs, at most `BULK_LIMIT` at once; what is not obvious is left."""
    require(actor, "duplicate.decide")
    if len(proposal_ids) > BULK_LIMIT:
        raise Problem("duplicate_too_many", "id", limit=BULK_LIMIT)
    result = BulkResult()
    with journal.unit():
        _one_at_a_time()
        for proposal_id in dict.fromkeys(proposal_ids):
            try:
                proposal = _decidable(actor, proposal_id)
                _require_obvious(proposal)
            except Problem as problem:
                result.left.append((proposal_id, problem.message))
                continue
            _append(proposal, SAME, actor=actor.ref, note=note)
            result.done += 1
    return result


def undo(*, actor: Actor, decision_id: UUID, note: str = "") -> LinkDecision:
    """Take the last standing decision about a pair back: another decision, with its own note.

    Raises `not_found`, `forbidden`, `duplicate_masked`, `duplicate_superseded`.
    """
    require(actor, "duplicate.decide")
    with journal.unit():
        _one_at_a_time()
        decision = LinkDecision.objects.filter(id=decision_id, other_id__isnull=False).first()
        if decision is None or decision.other_id is None:
            raise Problem("not_found")
        proposal = _decidable(actor, _proposal_id(decision.person_id, decision.other_id))
        standing = _standing(decision.person_id, decision.other_id)
        if not standing or standing[-1].id != decision.id:
            raise Problem("duplicate_superseded")
        verdict = standing[-2].verdict if len(standing) > 1 else UNSURE
        return _append(proposal, verdict, actor=actor.ref, note=note, undoes=decision.id)


def record_decision(
    one: UUID, other: UUID, verdict: str, *, actor: ActorRef, ground: Ground | None = None
) -> LinkDecision:
    """Append a decision about two persons for a caller that has its own right to (no desk)."""
    ground = ground or Ground()
    with journal.unit():
        _one_at_a_time()
        a, b = pair(one, other)
        proposal, _ = DuplicateProposal.objects.get_or_create(
            a_id=a,
            b_id=b,
            defaults={
                "weight": ground.weight or 0,
                "reasons": list(ground.reasons),
                "model": ground.model,
                "at": clock.now(),
                "changed_at": clock.now(),
            },
        )
        return _append(proposal, verdict, actor=actor, note=ground.note)


def standing_decisions(a: UUID, b: UUID) -> list[LinkDecision]:
    """Decisions about a pair that still stand, oldest first."""
    return _standing(*pair(a, b))


def path(a: UUID, b: UUID) -> list[Pair]:
    """The shortest way from a to b over decisions "same"; [] when there is none."""
    _, verdicts = _closure({a, b})
    near: dict[UUID, list[UUID]] = {}
    for (one, other), verdict in sorted(verdicts.items()):
        if verdict == SAME:
            near.setdefault(one, []).append(other)
            near.setdefault(other, []).append(one)
    came: dict[UUID, UUID] = {a: a}
    waiting = [a]
    while waiting and b not in came:
        here = waiting.pop(0)
        fresh = [n for n in near.get(here, []) if n not in came]
        came.update(dict.fromkeys(fresh, here))
        waiting += fresh
    steps: list[Pair] = []
    while b in came and b != a:
        steps.append(pair(came[b], b))
        b = came[b]
    return steps[::-1]


def regroup(seeds: Iterable[UUID]) -> set[UUID]:
    """Recompute groups, conflicts and proposals around some persons; returns whom it concerns."""
    reached, verdicts = _closure(set(seeds))
    rows = {p.id: p for p in Person.objects.filter(id__in=reached).only(*_COLUMNS)}
    found = grouping(rows, verdicts, lambda one: (rows[one].created_at, one))
    changed = []
    for person in rows.values():
        head = found.heads[person.id]
        wanted = (None if head == person.id else head, person.id in found.clashing)
        if (person.same_as_id, person.conflict) != wanted:
            person.same_as_id, person.conflict = wanted
            changed.append(person)
    if changed:
        Person.objects.bulk_update(changed, ["same_as", "conflict"], 500)
    _settle(found, verdicts)
    return set(rows)


_COLUMNS = ("id", "created_at", "same_as", "conflict")


def _one_at_a_time() -> None:
    """Decisions are human-paced: one writer at a time keeps the groups true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('people.groups', 0))")


def _decidable(actor: Actor, proposal_id: UUID) -> DuplicateProposal:
    proposal = access.pair_of(actor, proposal_id, lock=True)
    if not access.looks(actor, [proposal])[proposal.id].full:
        raise Problem("duplicate_masked")
    return proposal


def _require_obvious(proposal: DuplicateProposal) -> None:
    if proposal.band != Band.AUTOMATIC or proposal.state != State.OPEN:
        raise Problem("duplicate_not_obvious")


def _proposal_id(a: UUID, b: UUID) -> UUID:
    found = DuplicateProposal.objects.filter(a_id=a, b_id=b).values_list("id", flat=True).first()
    if found is None:
        raise Problem("not_found")
    return found


def _append(
    proposal: DuplicateProposal,
    verdict: str,
    *,
    actor: ActorRef,
    note: str = "",
    undoes: UUID | None = None,
) -> LinkDecision:
    decision = LinkDecision.objects.create(
        person_id=proposal.a_id,
        other_id=proposal.b_id,
        verdict=verdict,
        decided_by=actor.name,
        decided_by_id=actor.id,
        weight=proposal.weight,
        model=proposal.model,
        reasons=proposal.reasons,
        note=" ".join(note.split())[:500],
        undoes=undoes,
        at=clock.now(),
    )
    both = [proposal.a_id, proposal.b_id]
    if actor.kind != "system":  # an officer worked on these rows: an import of them stays
        ours = Person.objects.filter(id__in=both)
        ours.update(rev=F("rev") + 1, looked_rev=F("looked_rev") + 1)
    concerned = regroup(both)
    _tell(decision, concerned, actor)
    return decision


def _tell(decision: LinkDecision, concerned: Collection[UUID], actor: ActorRef) -> None:
    """One event for each of the two, so that both histories tell it."""
    people = [decision.person_id, decision.other_id or decision.person_id]
    areas = dict(Person.objects.filter(id__in=people).values_list("id", "area_code"))
    for one in people:
        _RECORD[decision.verdict](
            actor=actor,
            subject=("person", str(one)),
            area=areas.get(one, ""),
            data={
                "decision": str(decision.id),
                "pair": [str(p) for p in people],
                "undo": decision.undoes is not None,
                "persons": sorted(str(p) for p in concerned)[:500],
            },
            touched=[journal.Touch(f"mine:{one}", "profile", str(one))],
        )


def _standing(a: UUID, b: UUID) -> list[LinkDecision]:
    rows = LinkDecision.objects.filter(person_id=a, other_id=b).order_by("at", "id")
    return effective((one, one.undoes is not None) for one in rows)


def _closure(seeds: set[UUID]) -> tuple[set[UUID], dict[Pair, str]]:
    """Everybody connected with the seeds by "same" (now or as grouped before), and the verdicts."""
    before = Q(id__in=seeds) | Q(others__in=seeds) | Q(same_as__in=seeds)
    reached = seeds | set(Person.objects.filter(before).values_list("id", flat=True))
    verdicts: dict[Pair, str] = {}
    frontier = reached
    while frontier:
        news = _verdicts(frontier)
        verdicts.update(news)
        near = {one for p, verdict in news.items() if verdict == SAME for one in p}
        frontier = near - reached
        reached = reached | frontier
    return reached, verdicts


def _verdicts(persons: Collection[UUID]) -> dict[Pair, str]:
    """What stands about every pair with one of the persons; pairs that were undone are absent."""
    rows = (
        LinkDecision.objects.filter(Q(person_id__in=persons) | Q(other_id__in=persons))
        .filter(other_id__isnull=False)
        .order_by("at", "id")
        .values_list("person_id", "other_id", "verdict", "undoes")
    )
    histories: dict[Pair, list[tuple[str, bool]]] = {}
    for a, b, verdict, undoes in rows:
        if b is not None:
            histories.setdefault((a, b), []).append((verdict, undoes is not None))
    found = {p: effective(history) for p, history in histories.items()}
    return {p: standing[-1] for p, standing in found.items() if standing}


def _settle(found: Grouping, verdicts: dict[Pair, str]) -> None:
    """Give every proposal around these persons the state that follows from the decisions."""
    people = list(found.heads)
    proposals = {
        (p.a_id, p.b_id): p
        for p in DuplicateProposal.objects.filter(Q(a__in=people) | Q(b__in=people))
    }
    now = clock.now()
    DuplicateProposal.objects.bulk_create(
        DuplicateProposal(a_id=a, b_id=b, state=State.CONFLICT, at=now, changed_at=now)
        for a, b in found.conflicts - proposals.keys()
    )
    changed = []
    for key, proposal in proposals.items():
        state = _state(key, found, verdicts)
        if proposal.state != state:
            proposal.state, proposal.changed_at = state, now
            changed.append(proposal)
    DuplicateProposal.objects.bulk_update(changed, ["state", "changed_at"], 500)


def _state(key: Pair, found: Grouping, verdicts: dict[Pair, str]) -> str:
    """Decided, contradicted, undecided; two that are one by other decisions need none of their own."""
    if key in found.conflicts:
        return State.CONFLICT
    verdict = verdicts.get(key)
    if verdict:
        return State.UNSURE if verdict == UNSURE else State.SETTLED
    heads = found.heads
    one = key[0] in heads and key[1] in heads and heads[key[0]] == heads[key[1]]
    return State.SETTLED if one else State.OPEN
