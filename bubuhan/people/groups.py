"""Who is one human being, as it follows from decisions about pairs. Pure.

Persons joined by "same" form a group. A "different" inside a group is a contradiction: then nobody
of that group is joined, and the pair is told, until somebody changes one of the decisions. Only the
latest verdict about each pair is given here, so the order of decisions cannot matter.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

Pair = tuple[UUID, UUID]
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Grouping:
    """`heads`: every person -> who stands for him (himself when alone).

    `conflicts`: pairs decided "different" inside a group; `clashing`: all persons of such groups.
    """

    heads: Mapping[UUID, UUID]
    conflicts: frozenset[Pair]
    clashing: frozenset[UUID]


def pair(one: UUID, other: UUID) -> Pair:
    """The two ids in their order. Raises ValueError for one and the same."""
    if one == other:
        raise ValueError("a person is not compared with himself")
    return (one, other) if one < other else (other, one)


def grouping(
    persons: Collection[UUID], verdicts: Mapping[Pair, str], rank: Callable[[UUID], Any]
) -> Grouping:
    """Groups of `persons`; the member with the smallest `rank` is the head.

    Verdicts about persons that are not given count for nothing.
    """
    there = frozenset(persons)
    known = {p: v for p, v in verdicts.items() if p[0] in there and p[1] in there}
    place = _components(there, (p for p, v in known.items() if v == SAME))
    conflicts = frozenset(
        p for p, v in known.items() if v == DIFFERENT and place[p[0]] == place[p[1]]
    )
    torn = {place[one] for one, _ in conflicts}
    members: dict[UUID, list[UUID]] = {}
    for person in there:
        members.setdefault(place[person], []).append(person)
    heads: dict[UUID, UUID] = {}
    for root, group in members.items():
        head = min(group, key=rank)
        heads.update({p: (p if root in torn else head) for p in group})
    return Grouping(heads, conflicts, frozenset(p for p in there if place[p] in torn))


def effective(decisions: Iterable[tuple[Item, bool]]) -> list[Item]:
    """Decisions of one pair that still stand, oldest first; each undo takes the last one away."""
    standing: list[Item] = []
    for one, undoes in decisions:
        if not undoes:
            standing.append(one)
        elif standing:
            standing.pop()
    return standing


def _components(persons: Iterable[UUID], edges: Iterable[Pair]) -> dict[UUID, UUID]:
    """Connected parts: person -> the representative of his part (union-find)."""
    parent = {p: p for p in persons}

    def root(one: UUID) -> UUID:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in edges:
        parent[root(a)] = root(b)
    return {p: root(p) for p in parent}
