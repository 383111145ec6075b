"""Who is one person: our engine beside Splink, recordlinkage, dedupe and the simple rules.

    python -m bench.linkage [--sizes 10000,100000] [--seed 2027] [--without dedupe,...]

All get the same records of `bubuhan.linkage.generator` (invented people of Kalsel, several records each,
with mistakes) on a reporting seed. Prints pairwise precision, recall and F1, the seconds, and precision and
recall by band.
"""

import argparse
import gc
from collections.abc import Callable, Sequence
from time import perf_counter

import pandas as pd

from bench import linkage_rivals as rivals
from bench.common import table
from bench.linkage_measure import Pair, best_threshold, measure
from bench.linkage_rivals import Found
from bubuhan.linkage.generator import REPORTING_SEEDS, Made, registry
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import Model, default_model, prepare, score
from bubuhan.linkage.training import score_batch

DEDUPE_MOST = 10_000  # beyond, dedupe's own documentation advises a database and hours
EXACT = ("sex", "birth_date", "nik", "phone", "desa")
STRINGS = ("name", "birth_place", "address")
BLOCKS = ("desa", "nik", "phone", "birth_date")
FLOOR = -5.0


def ours(records: Sequence[Record]) -> Found:
    """The batch lane with the shipped model: every pair in the desk band or above."""
    model = default_model()
    rows = list(score_batch(records, model, floor=FLOOR))
    weights = {(min(a, b), max(a, b)): weight for a, b, weight, _ in rows}
    return Found({pair for pair, weight in weights.items() if weight >= model.desk}, weights)


def bands(records: Sequence[Record], found: Found, truth: set[Pair], model: Model) -> str:
    """Precision and recall of each band; `automatic` is what the product joins without asking."""
    ready = {r.id: r for r in records}
    prepared = {key: prepare(ready[key]) for pair in found.pairs for key in pair}
    by_band: dict[str, set[Pair]] = {"automatic": set(), "desk": set()}
    for pair in found.pairs:
        scored = score(model, prepared[pair[0]], prepared[pair[1]])
        if scored.band in by_band:
            by_band[scored.band].add(pair)
    rows = []
    for name, words in (("automatic", "automatic"), ("desk", "desk")):
        figures = measure(by_band[name], truth)
        rows.append([words, f"{figures.found:,}", f"{figures.found - figures.right:,}",
                     f"{figures.precision:.4f}", f"{figures.recall:.4f}"])  # fmt: skip
    left = len(truth) - measure(found.pairs, truth).right
    rows.append(["new (not shown)", "", "", "", f"{left / len(truth):.4f} missed"])
    return table(("band", "pairs", "wrong", "precision", "share of the true pairs"), rows)


def contest(made: Made, without: set[str]) -> str:
    """One table of everybody on the same records."""
    truth, size = made.pairs(), len(made.records)
    frame = rivals.frame(made.records)
    owners = dict(zip((r.id for r in made.records), made.owners, strict=True))
    features: dict[str, pd.DataFrame] = {}

    def vectors(*blocks: str) -> pd.DataFrame:
        key = "+".join(blocks)
        if key not in features:
            features[key] = rivals.recordlinkage_features(frame, blocks, EXACT, STRINGS)
        return features[key]

    entries: list[tuple[str, str, Callable[[], Found]]] = [
        ("ours", "**ours** (shipped model, desk band and above)", lambda: ours(made.records)),
        ("splink", "Splink, its own comparisons and EM, probability 0.5", lambda: rivals.splink_plain(frame)),
        ("recordlinkage", "recordlinkage, block desa, more than 3 agree", lambda: rivals.recordlinkage_sum(vectors("desa"))),
        ("recordlinkage", "recordlinkage, block desa, ECM", lambda: rivals.recordlinkage_ecm(vectors("desa"))),
        ("recordlinkage", "recordlinkage, blocks desa, NIK, phone, birth date, ECM", lambda: rivals.recordlinkage_ecm(vectors(*BLOCKS))),
        ("dedupe", "dedupe, 800 labelled pairs", lambda: rivals.dedupe_trained(frame, owners)),
        ("rules", "equal NIK", lambda: rivals.equal(frame, "nik")),
        ("rules", "equal name", lambda: rivals.equal(frame, "name")),
        ("rules", "equal name in one kecamatan", lambda: rivals.equal(_inside(frame), "key")),
        ("rules", "Levenshtein <= 3 in one kecamatan", lambda: rivals.close_names(frame)),
    ]  # fmt: skip
    rows, own = [], None
    for key, words, work in entries:
        if key in without or (key == "dedupe" and size > DEDUPE_MOST):
            continue
        started = perf_counter()
        found = rivals.limited(work)
        seconds = perf_counter() - started
        if found is None:
            rows.append([words, "", "", "did not end", "", f"> {seconds:.0f}"])
            continue
        figures = measure(found.pairs, truth)
        ceiling = f"{best_threshold(found.weights, truth)[1].f1:.4f}" if found.weights else ""
        rows.append([words, *figures.cells(), ceiling, f"{seconds:.1f}"])
        own = own or found
        gc.collect()
    head = (
        "",
        "precision",
        "recall",
        "F1",
        "F1 at the best threshold (looking at the truth)",
        "seconds",
    )
    lines = [
        f"### {size:,} records of {len(made.humans):,} persons, {len(truth):,} true pairs",
        "",
        table(head, rows),
    ]
    if own is not None and "ours" not in without:
        lines += ["", bands(made.records, own, truth, default_model())]
    return "\n".join(lines)


def _inside(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[frame["kecamatan"].notna()]
    return known.assign(key=known["name"] + "|" + known["kecamatan"])


def main() -> None:
    """Measure each size and print Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="10000,100000")
    options.add_argument("--seed", type=int, default=REPORTING_SEEDS[0])
    options.add_argument("--without", default="", help="ours, splink, recordlinkage, dedupe, rules")
    given = options.parse_args()
    print(f"Model {default_model().version}; seed {given.seed}, which was not used for tuning.\n")
    for size in map(int, given.sizes.split(",")):
        print(contest(registry(given.seed, size), set(given.without.split(","))), flush=True)
        print()


if __name__ == "__main__":
    main()
