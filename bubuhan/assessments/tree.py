"""What causes what: a graph without circles. Roots are causes that nothing else on it causes. Pure.

A link is `(effect, cause)`. Words of the trade: a *root* (akar) is a node without parents; the
*faces* are what one sees first, nodes that cause nothing further.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Link = tuple[K, K]


def causes_by_effect(links: Iterable[Link[K]]) -> dict[K, list[K]]:
    """`{effect: [causes]}`"""
    found: dict[K, list[K]] = defaultdict(list)
    for effect, cause in links:
        found[effect].append(cause)
    return dict(found)


def circle(links: Collection[Link[K]], effect: K, cause: K) -> list[K] | None:
    """The circle that a new link would close, as the way from the effect round to itself; None: no circle.

    `[a, b, c, a]` reads: a is caused by b, b by c, and c (newly) by a.
    """
    if effect == cause:
        return [effect, effect]
    above = causes_by_effect(links)
    way: list[tuple[K, list[K]]] = [(cause, [effect, cause])]
    seen = {cause}
    while way:
        here, path = way.pop()
        for one in above.get(here, ()):
            if one == effect:
                return [*path, effect]
            if one not in seen:
                seen.add(one)
                way.append((one, [*path, one]))
    return None


def roots(nodes: Sequence[K], links: Iterable[Link[K]]) -> list[K]:
    """Nodes without a cause of their own, in the given order."""
    caused = {effect for effect, _ in links}
    return [one for one in nodes if one not in caused]


def layers(nodes: Sequence[K], links: Iterable[Link[K]]) -> list[list[K]]:
    """Rows from what one sees down to the roots: every cause lies below all it causes.

    Within a row nodes stand near what they cause (mean place of their effects), else in given order.
    """
    known = set(nodes)
    effects: dict[K, list[K]] = defaultdict(list)
    waiting: dict[K, int] = dict.fromkeys(nodes, 0)
    above = causes_by_effect((e, c) for e, c in links if e in known and c in known)
    for effect, causes in above.items():
        for cause in causes:
            effects[cause].append(effect)
            waiting[cause] += 1
    depth: dict[K, int] = {one: 0 for one in nodes if not waiting[one]}
    ready = list(depth)
    for here in ready:
        for cause in above.get(here, ()):
            depth[cause] = max(depth.get(cause, 0), depth[here] + 1)
            waiting[cause] -= 1
            if not waiting[cause]:
                ready.append(cause)
    rows: list[list[K]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for one in nodes:
        rows[depth.get(one, 0)].append(one)
    return _near(rows, effects)


def _near(rows: list[list[K]], effects: dict[K, list[K]]) -> list[list[K]]:
    place: dict[K, float] = {}
    for row in rows:
        order = {one: n for n, one in enumerate(row)}
        row.sort(
            key=lambda one: (
                _mean([place[e] for e in effects[one] if e in place], order[one]),
                order[one],
            )
        )
        for n, one in enumerate(row):
            place[one] = (n + 0.5) / len(row)
    return rows


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
