"""What the linkage benchmarks share: pairs against truth, candidates by blocking keys, small tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bubuhan.linkage.blocking import CAP, prepared_keys
from bubuhan.linkage.features import Prepared

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Pairwise precision, recall and F1 (0 to 1), with the counts behind them."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        both = self.found + self.true
        return 2 * self.right / both if both else 0.0

    def cells(self) -> list[str]:
        return [f"{self.precision:.4f}", f"{self.recall:.4f}", f"**{self.f1:.4f}**"]


def measure(found: Iterable[Pair], truth: set[Pair]) -> Figures:
    """Figures of pairs of ids; the order inside a pair does not matter."""
    pairs = {(min(a, b), max(a, b)) for a, b in found}
    return Figures(len(pairs), len(pairs & truth), len(truth))


def candidates(prepared: Sequence[Prepared], cap: int = CAP) -> Iterator[tuple[int, int]]:
    """Positions of every two records that share a blocking key, each pair once."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(prepared):
        for key in prepared_keys(record):
            blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for places in blocks.values():
        if 1 < len(places) <= cap:
            seen.update(combinations(places, 2))
    yield from seen


def best_threshold(weights: Mapping[Pair, float], truth: set[Pair]) -> tuple[float, Figures]:
    """The threshold with the best F1, found by looking at the truth: what no model is allowed."""
    right = 0
    best = (0.0, Figures(0, 0, len(truth)))
    ordered = sorted(weights.items(), key=lambda item: -item[1])
    for found, (pair, weight) in enumerate(ordered, start=1):
        right += pair in truth
        figures = Figures(found, right, len(truth))
        if figures.f1 > best[1].f1:
            best = (weight, figures)
    return best
