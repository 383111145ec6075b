"""The shipped model on a registry it has never seen: good enough, and sure where it decides alone.

The seed is neither one for tuning nor one for reporting; the figures that count are in docs/bench.md.
"""

from collections import defaultdict
from itertools import combinations

import pytest

from bubuhan.linkage.blocking import CAP, prepared_keys
from bubuhan.linkage.generator import REPORTING_SEEDS, TUNING_SEEDS, registry
from bubuhan.linkage.scorer import default_model, prepare, score

SEED = 505


@pytest.fixture(scope="module")
def scored():
    """(true pairs, {pair: what the engine says}) of 3,000 records."""
    assert SEED not in TUNING_SEEDS + REPORTING_SEEDS
    made = registry(SEED, 3000)
    ready = {r.id: prepare(r) for r in made.records}
    blocks = defaultdict(list)
    for p in ready.values():
        for key in prepared_keys(p):
            blocks[key].append(p.id)
    pairs = {
        (min(a, b), max(a, b))
        for ids in blocks.values()
        if len(ids) <= CAP
        for a, b in combinations(ids, 2)
    }
    model = default_model()
    return made.pairs(), {(a, b): score(model, ready[a], ready[b]) for a, b in pairs}


def test_nearly_every_true_pair_is_looked_at(scored):
    truth, found = scored
    assert len(truth & set(found)) >= 0.985 * len(truth)


def test_f1_of_what_is_shown(scored):
    truth, found = scored
    shown = {pair for pair, s in found.items() if s.band != "new"}
    assert 2 * len(shown & truth) / (len(shown) + len(truth)) >= 0.97


def test_what_is_decided_without_asking_is_right(scored):
    truth, found = scored
    sure = {pair for pair, s in found.items() if s.band == "automatic"}
    assert len(sure) > 0.4 * len(truth)
    assert len(sure & truth) >= 0.999 * len(sure)
