"""Who may look at a likely pair, and how much of it he sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from bubuhan.accounts.policy import Actor, can
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import DuplicateProposal, ShareRequest
from bubuhan.people.scope import in_area_q, visible_ids


@dataclass(frozen=True, slots=True)
class Look:
    """Which side of a pair an actor sees by area, and whether the other office opened its own."""

    a: bool
    b: bool
    shared: bool = False

    @property
    def any(self) -> bool:
        return self.a or self.b

    @property
    def full(self) -> bool:
        """Both records with their values; below that the other side is masked."""
        return (self.a and self.b) or (self.shared and self.any)

    def side(self, first: bool) -> bool:
        """True when the record of that side is shown."""
        return self.full or (self.a if first else self.b)


def visible(actor: Actor, area: str = "") -> QuerySet[DuplicateProposal]:
    """Pairs of which the actor sees at least one person (who lives or serves in `area`)."""
    found = DuplicateProposal.objects.all()
    for code in {actor.area, area} - {""}:
        found = found.filter(in_area_q(code, "a__") | in_area_q(code, "b__"))
    return found


def looks(actor: Actor, pairs: Sequence[DuplicateProposal]) -> dict[UUID, Look]:
    """How much of each pair the actor sees: two queries for any number."""
    seen = visible_ids(actor, {p.a_id for p in pairs} | {p.b_id for p in pairs})
    opened = shared_ids([p.id for p in pairs]) if can(actor, "duplicate.decide") else set()
    return {p.id: Look(p.a_id in seen, p.b_id in seen, p.id in opened) for p in pairs}


def shared_ids(proposal_ids: Collection[UUID]) -> set[UUID]:
    """Pairs that both offices agreed to look at together."""
    rows = ShareRequest.objects.filter(
        proposal_id__in=proposal_ids, state=ShareRequest.State.AGREED
    )
    return set(rows.values_list("proposal_id", flat=True))


def asked_q(actor: Actor) -> Q:
    """Pairs about which another office asked, and the answer is ours to give."""
    open_asks = ShareRequest.objects.filter(state=ShareRequest.State.ASKED)
    if actor.area:
        open_asks = open_asks.exclude(asked_area=actor.area)
    return Q(id__in=open_asks.values("proposal_id"))


def pair_of(actor: Actor, proposal_id: UUID, *, lock: bool = False) -> DuplicateProposal:
    """One pair in the actor's sight. Raises `not_found`."""
    found = DuplicateProposal.objects.select_related("a", "b")
    if lock:
        found = found.select_for_update(of=("self",))
    pair = found.filter(id=proposal_id).first()
    if pair is None or not looks(actor, [pair])[pair.id].any:
        raise Problem("not_found")
    return pair


def of_persons(actor: Actor, a: UUID, b: UUID | None) -> UUID:
    """The id of the pair of two persons in the actor's sight. Raises `not_found`."""
    found = DuplicateProposal.objects.filter(a_id=a, b_id=b).values_list("id", flat=True).first()
    if found is None:
        raise Problem("not_found")
    return pair_of(actor, found).id
