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
_LN2 = log(2)


@dataclass(frozen=True, slots=True)
class Sample:
    """Blocked pairs: one row of level numbers per pair (columns = comparisons), and the truth."""

    levels: Vectors
    same: NDArray[np.bool_]
    missed: int = 0
    """Pairs of one human that blocking did not find."""


def refine(
    sample: Sample, sizes: list[int], start: NDArray[np.float64], prior: float, pull: float = 4.0
) -> tuple[NDArray[np.float64], float]:
    """New weights in bits per level (all comparisons after one another) and a new prior weight.

    `sizes` levels per comparison; level 0 (unknown) keeps weight 0. `pull`: how many nats**-2 hold
    a weight to its start; the prior is free.
    """
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    combos, inverse = np.unique(sample.levels, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    total = np.bincount(inverse).astype(float)
    hits = np.bincount(inverse, weights=sample.same.astype(float))
    width = int(sum(sizes))
    design = np.zeros((len(combos), width + 1))
    design[np.arange(len(combos))[:, None], combos + offsets] = 1.0
    design[:, offsets] = 0.0
    design[:, -1] = 1.0
    target = np.append(start, prior) * _LN2
    hold = np.full(width + 1, pull)
    hold[-1] = 1e-3
    beta = target.copy()
    low, high = _bounds(start)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -40, 40)))
        slope = design.T @ (hits - total * chance) - hold * (beta - target)
        curve = (design * (total * chance * (1 - chance))[:, None]).T @ design + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        if size < 1e-6:
            break
        before = beta.copy()
        beta[:-1] = np.clip(beta[:-1] + step[:-1] * min(1.0, 2.0 / size), low, high)
        beta[-1] += step[-1] * min(1.0, 2.0 / size)
        if float(np.abs(beta - before).max()) < 1e-7:
            break
    bits = beta / _LN2
    weights = bits[:-1].copy()
    weights[offsets] = 0.0
    return weights, float(bits[-1])


def _bounds(start: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evidence never changes sides: what speaks against keeps at least half of what was counted."""
    nats = start * _LN2
    low = np.where(nats > 0, 0.0, -np.inf)
    high = np.where(nats < 0, nats / 2, np.inf)
    return low, high


def best_f1(
    weight: NDArray[np.float64], same: NDArray[np.bool_], missed: int
) -> tuple[float, float]:
    """(F1, threshold) of the cut with the best F1 over all pairs, the missed ones counted."""
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(same[order])
    shown = np.arange(1, len(order) + 1)
    ends = np.append(np.diff(weight[order]) != 0, True)
    score = np.where(ends, 2 * right / (shown + same.sum() + missed), 0)
    at = int(score.argmax())
    return float(score[at]), float(weight[order][at])


def precise_from(
    weight: NDArray[np.float64], same: NDArray[np.bool_], precision: float, least: float
) -> float:
    """The lowest threshold, at least `least`, above which the precision holds at every cut."""
    order = np.argsort(-weight, kind="stable")
    right = np.cumsum(same[order])
    shown = np.arange(1, len(order) + 1)
    good = right / shown >= precision
    ends = np.append(np.diff(weight[order]) != 0, True)
    fine = np.flatnonzero(good & ends)
    return max(least, float(weight[order][fine[-1]])) if len(fine) else float("inf")
