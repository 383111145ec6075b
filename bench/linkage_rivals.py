"""Rivals of the linkage engine on one frame: Splink, recordlinkage, dedupe, and the simple rules.

Each is set up as its own documentation shows for lists of people: Splink with its ready-made comparisons,
several blocking rules and EM; recordlinkage with one blocking column, exact and Jaro-Winkler (0.85)
comparisons and "more than 3 agree", and its unsupervised ECM classifier on the same vectors; dedupe with
ShortString fields without index predicates (with them it asks BTrees for what version 6.5 no longer has, and
mended it takes more than eight minutes for 3,000 records) and labelled pairs from the truth, as if an expert had
answered. Texts are in lower case
with single spaces and missing values are missing, as every tutorial advises; knowledge of Indonesian names
is what they do not have.
"""

import io
import logging
import signal
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd
from rapidfuzz.distance import Levenshtein

from bench.linkage_measure import Pair
from bubuhan.linkage.records import Record

COLUMNS = (
    "name", "sex", "birth_date", "birth_place", "nik", "phone", "desa", "kecamatan", "address",
)  # fmt: skip
DEDUPE_SECONDS = 900
DEDUPE_TRAINING = 2_000  # records whose true pairs are given to dedupe as labels


@dataclass(frozen=True)
class Found:
    """Pairs a rival calls one person, and all weights it gave where it gives any."""

    pairs: set[Pair]
    weights: Mapping[Pair, float] | None = None


def frame(records: Sequence[Record]) -> pd.DataFrame:
    """Records as a table: index `id`, empty values None."""
    rows = []
    for r in records:
        home = r.areas[0] if r.areas else ""
        rows.append({
            "id": r.id, "name": " ".join(r.name.lower().split()), "sex": r.sex,
            "birth_date": r.birth_date.isoformat() if r.birth_date else "", "birth_place": r.birth_place.lower(), "nik": r.nik,
            "phone": r.phones[0] if r.phones else "", "desa": home, "kecamatan": home[:8], "address": r.address.lower(),
        })  # fmt: skip
    found = pd.DataFrame(rows).set_index("id")
    return found.mask(found == "", None)


def equal(table: pd.DataFrame, column: str) -> Found:
    """One person when one column is equal: NIK, or the name in lower case."""
    pairs: set[Pair] = set()
    for ids in table[table[column].notna()].groupby(column).groups.values():
        if len(ids) > 1:
            pairs.update(combinations(sorted(ids), 2))
    return Found(pairs)


def close_names(table: pd.DataFrame, most: int = 3) -> Found:
    """One person when the names are at most `most` edits apart inside one kecamatan (the parent area)."""
    pairs: set[Pair] = set()
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, name, kecamatan in zip(table.index, table["name"], table["kecamatan"], strict=True):
        if kecamatan:
            groups[kecamatan].append((key, name))
    for people in groups.values():
        for (a, one), (b, two) in combinations(people, 2):
            if (
                abs(len(one) - len(two)) <= most
                and Levenshtein.distance(one, two, score_cutoff=most) <= most
            ):
                pairs.add((min(a, b), max(a, b)))
    return Found(pairs)


def splink_plain(table: pd.DataFrame, floor: float = -5.0, threshold: float = 0.5) -> Found:
    """Splink with the comparisons of its library, u by sampling, m by EM on two blocking rules."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    rules = [
        block_on("nik"), block_on("phone"), block_on("birth_date", "substr(name, 1, 3)"), block_on("name", "kecamatan"),
        block_on("desa", "birth_date"), block_on("desa", "substr(name, 1, 5)"),
    ]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.NameComparison("name").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.DamerauLevenshteinAtThresholds("nik", [1, 2]),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("desa").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("birth_place", [0.9]),
            cl.JaroWinklerAtThresholds("address", [0.9]),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(table.reset_index()), settings, log_level=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        training = linker.training
        training.estimate_probability_two_random_records_match([block_on("nik")], recall=0.6)
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        training.estimate_parameters_using_expectation_maximisation(block_on("name", "desa"))
        training.estimate_parameters_using_expectation_maximisation(
            block_on("birth_date", "kecamatan")
        )
        scored = linker.inference.predict(threshold_match_weight=floor, warning_mode="never")
    rows = scored.as_pandas_dataframe()
    return from_scores(
        zip(
            rows["id_l"], rows["id_r"], rows["match_weight"], rows["match_probability"], strict=True
        ),
        threshold,
    )


def from_scores(rows: Iterable[tuple[str, str, float, float]], threshold: float) -> Found:
    """Pairs from scored rows (a, b, weight, probability)."""
    weights, pairs = {}, set()
    for a, b, weight, probability in rows:
        pair = (min(a, b), max(a, b))
        weights[pair] = weight
        if probability >= threshold:
            pairs.add(pair)
    return Found(pairs, weights)


def recordlinkage_sum(features: pd.DataFrame, more_than: float = 3) -> Found:
    """The rule of the documentation: a match when more than three comparisons agree."""
    return Found(_pairs(features[features.sum(axis=1) > more_than].index))


def recordlinkage_ecm(features: pd.DataFrame) -> Found:
    """The unsupervised classifier of the documentation, on agreements as 0 and 1."""
    import recordlinkage

    model = recordlinkage.ECMClassifier(binarize=0.8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Found(_pairs(model.fit_predict(features)))


def recordlinkage_features(
    table: pd.DataFrame,
    blocks: Sequence[str],
    exact: Sequence[str],
    strings: Sequence[str],
    other: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Comparison vectors of the pairs that agree on one of `blocks`; `other`: link two tables."""
    import recordlinkage

    index = recordlinkage.Index()
    for block in blocks:
        index.block(block)
    tables = (table,) if other is None else (table, other)
    links = index.index(*tables)
    compare = recordlinkage.Compare()
    for column in exact:
        compare.exact(column, column, label=column)
    for column in strings:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    return compare.compute(links, *tables)


def limited(work: Callable[[], Found], seconds: int = DEDUPE_SECONDS) -> Found | None:
    """The result, or None when it is not there after so many seconds."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        return work()
    except TimeoutError:
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def dedupe_trained(
    table: pd.DataFrame,
    owners: Mapping[str, int],
    columns: Sequence[str] = COLUMNS,
    training: int = DEDUPE_TRAINING,
) -> Found:
    """dedupe with ShortString fields; labels are the true pairs of the first `training` records."""
    import dedupe
    from dedupe.variables import ShortString

    logging.getLogger("dedupe").setLevel(logging.ERROR)
    data: dict[str, dict[str, Any]] = {
        str(key): {c: (row[c] if row[c] else None) for c in columns}
        for key, row in zip(table.index, table.to_dict("records"), strict=True)
    }
    variables = [ShortString(c, has_missing=True) for c in columns]
    for (
        variable
    ) in variables:  # as train(index_predicates=False), but for choosing the sample as well
        variable.predicates = [p for p in variable.predicates if not hasattr(p, "index")]
    engine = dedupe.Dedupe(variables, num_cores=1)
    labelled = {k: {**v, "_owner": str(owners[k])} for k, v in list(data.items())[:training]}
    labels = dedupe.training_data_dedupe(labelled, "_owner", training_size=10_000)
    for kind in ("match", "distinct"):
        pairs = labels[kind]  # type: ignore[literal-required]
        labels[kind] = [tuple({c: r[c] for c in columns} for r in pair) for pair in pairs][:400]  # type: ignore[literal-required]
    text = io.StringIO()
    dedupe.serializer.write_training(labels, text)
    text.seek(0)
    engine.prepare_training(data, training_file=text, sample_size=1500)
    engine.train(index_predicates=False)
    pairs = set()
    for ids, _ in engine.partition(data, threshold=0.5):
        pairs.update(combinations(sorted(ids), 2))
    return Found(pairs)


def _pairs(index: Any) -> set[Pair]:
    return {(min(a, b), max(a, b)) for a, b in index}
