"""From counted chances to weights that work together, and the thresholds of the bands. Pure numpy.

Fellegi and Sunter add weights as if the pieces of evidence were independent; members of one family
share address, phone and birth place at once. So the counted weights are the starting point of a
logistic regression over the same levels, pulled back to them where data are few (MAP estimate).
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.int64]
Floats = NDArray[np.float64]
_LN2 = log(2)


@dataclass(frozen=True, slots=True)
class Sample:
    """Blocked pairs: one row of level numbers per pair (columns = comparisons), and the truth."""

    levels: Vectors
    same: NDArray[np.bool_]
    missed: int = 0
    """Pairs of one human that blocking did not find."""


def refine(
    sample: Sample,
    sizes: list[int],
    start: Floats,
    prior: float,
    *,
    most: Floats,
    pull: float = 4.0,
) -> tuple[Floats, float]:
    """New weights in bits per level (all comparisons after one another) and a new prior weight.

    `sizes` levels per comparison; level 0 (unknown) keeps weight 0. `most` bounds weights from
    above. `pull`: how strongly (nats to the -2) a weight is held to its start; the prior is free.
    """
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    combos, inverse = np.unique(sample.levels, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    width = int(sum(sizes))
    design = np.zeros((len(combos), width + 1))
    design[np.arange(len(combos))[:, None], combos + offsets] = 1.0
    design[:, offsets] = 0.0
    design[:, -1] = 1.0
    hold = np.full(width + 1, pull)
    hold[-1] = 1e-3
    total = np.bincount(inverse).astype(np.float64)
    hits = np.bincount(inverse, weights=sample.same.astype(np.float64)).astype(np.float64)
    low, high = _bounds(start, most)
    beta = _newton(
        design, hits, total, (np.append(start, prior) * _LN2).astype(np.float64), hold, low, high
    )
    bits = beta / _LN2
    weights = bits[:-1].copy()
    weights[offsets] = 0.0
    return weights, float(bits[-1])


def _newton(  # noqa: PLR0917
    design: Floats,
    hits: Floats,
    total: Floats,
    target: Floats,
    hold: Floats,
    low: Floats,
    high: Floats,
) -> Floats:
    """The best weights in nats within the bounds: Newton's method on those that are free to move."""
    beta = np.clip(target, low, high)

    def gain(at: Floats) -> float:
        line = design @ at
        fit = hits @ line - total @ np.logaddexp(0.0, line)
        return float(fit - 0.5 * (hold * (at - target) ** 2).sum())

    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -40, 40)))
        slope = design.T @ (hits - total * chance) - hold * (beta - target)
        free = ~(((beta <= low) & (slope < 0)) | ((beta >= high) & (slope > 0)))
        curve = (design[:, free] * (total * chance * (1 - chance))[:, None]).T @ design[:, free]
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(curve + np.diag(hold[free]), slope[free])
        part, before = 1.0, gain(beta)
        while part > 1e-6 and gain(np.clip(beta + part * step, low, high)) < before:
            part /= 2
        moved = np.clip(beta + part * step, low, high) - beta
        beta = beta + moved
        if float(np.abs(moved).max()) < 1e-8:
            break
    return beta


def _bounds(start: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Evidence never changes sides, and what speaks against keeps at least half of its weight."""
    nats = start * _LN2
    low = np.where(nats > 0, 0.0, -np.inf)
    high = np.minimum(np.where(nats < 0, nats / 2, np.inf), most * _LN2)
    return np.append(low, -np.inf), np.append(high, np.inf)


def best_f1(weight: Floats, same: NDArray[np.bool_], missed: int) -> tuple[float, float]:
    """(F1, threshold) of the cut with the best F1 over all pairs, the missed ones counted."""
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(same[order])
    shown = np.arange(1, len(order) + 1)
    ends = np.append(np.diff(weight[order]) != 0, True)
    score = np.where(ends, 2 * right / (shown + same.sum() + missed), 0)
    at = int(score.argmax())
    return float(score[at]), float(weight[order][at])


def precise_from(weight: Floats, same: NDArray[np.bool_], precision: float, least: float) -> float:
    """The lowest threshold, at least `least`, above which the precision holds at every cut."""
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(same[order])
    shown = np.arange(1, len(order) + 1)
    good = right / shown >= precision
    ends = np.append(np.diff(weight[order]) != 0, True)
    fine = np.flatnonzero(good & ends)
    return max(least, float(weight[order][fine[-1]])) if len(fine) else float("inf")
