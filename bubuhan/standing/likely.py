"""Double roles that there are if two likely records are one human being. Nothing is stored here.

The PSM list and the TKSK list often name one man in two ways: the pair waits at the duplicate desk, and
the double role would come to light only after it was decided. It is told before, always with that "if".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from bubuhan.accounts.policy import Actor
from bubuhan.kernel.paging import Page
from bubuhan.people import access
from bubuhan.people import desk as duplicates
from bubuhan.people.models import DuplicateProposal
from bubuhan.standing import pairing, raising, rules
from bubuhan.standing.groups import heads_of
from bubuhan.volunteers.models import Membership, Status

PAGE_SIZE = 40
MOST = 2000  # pairs a page looks through, the likeliest first
Waiting = tuple[UUID, UUID, UUID]  # the pair's id, its two persons


@dataclass(frozen=True, slots=True)
class Likely:
    """Two roles of two records; `a` and `b` as in the pair of the duplicate desk."""

    proposal_id: UUID
    a: UUID
    b: UUID
    first: str
    second: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as the desk shows it: who, which roles, what the rule says of them."""

    pair: duplicates.Row
    roles: tuple[str, ...]
    verdict: str


def waiting() -> list[Waiting]:
    """Every pair nobody has decided, the likeliest first."""
    rows = DuplicateProposal.objects.exclude(state=DuplicateProposal.State.SETTLED)
    return list(rows.order_by("-weight", "id").values_list("id", "a_id", "b_id"))


def judge(pairs: Sequence[Waiting]) -> Iterator[Likely]:
    """What the rules say of the roles of each pair together, and of neither alone (six queries)."""
    heads = heads_of({one for _, a, b in pairs for one in (a, b)})
    people = raising.gather(heads)
    table = rules.pair_rules()
    for key, a, b in pairs:
        one, other = (people[heads.get(p, p)].hats for p in (a, b))
        for found in between(one, other, table):
            yield Likely(key, a, b, *found.roles, found.rule.verdict)


def between(
    one: Sequence[pairing.Hat], other: Sequence[pairing.Hat], table: Sequence[pairing.PairRule]
) -> Iterator[pairing.Pair]:
    """Pairs of roles that two have together and neither has alone, unless the rule calls them fine."""
    alone = [{hat.role for hat in hats} for hats in (one, other)]
    for found in pairing.judge([*one, *other], table):
        together = set(found.roles)
        if found.rule.verdict != pairing.FINE and not any(together <= own for own in alone):
            yield found


def page(actor: Actor, area: str, number: int) -> Page[Row]:
    """Pairs the actor sees whole, the weightiest rules first; a fixed number of queries."""
    seen = access.visible(actor, area).exclude(state=DuplicateProposal.State.SETTLED)
    some = seen.filter(_several_pillars()).order_by("-weight", "id")
    told: dict[UUID, list[Likely]] = {}
    for found in judge(list(some.values_list("id", "a_id", "b_id")[:MOST])):
        told.setdefault(found.proposal_id, []).append(found)
    kept = DuplicateProposal.objects.filter(id__in=told).select_related("a", "b")
    pairs = duplicates.rows(actor, kept.defer("a__nik", "b__nik").order_by("-weight", "id"))
    rows = [_row(pair, told[pair.id]) for pair in pairs if pair.look.full]
    rows.sort(key=lambda row: -pairing.RANK[row.verdict])
    start = (number - 1) * PAGE_SIZE
    return Page(rows[start : start + PAGE_SIZE], number, PAGE_SIZE, len(rows))


def count(actor: Actor, area: str = "") -> int:
    """How many pairs `page` has."""
    return page(actor, area, 1).total


def _row(pair: duplicates.Row, told: list[Likely]) -> Row:
    worst = max(told, key=lambda one: pairing.RANK[one.verdict])
    roles = tuple(
        f"{rules.role_label(one.first)} dan {rules.role_label(one.second)}" for one in told
    )
    return Row(pair, roles, worst.verdict)


def _several_pillars() -> Exists:
    """Pairs whose two persons serve in different pillars."""
    active = Membership.objects.filter(status=Status.ACTIVE)
    other = active.filter(person_id=OuterRef(OuterRef("b_id"))).exclude(pillar=OuterRef("pillar"))
    return Exists(active.filter(Exists(other), person_id=OuterRef("a_id")))
