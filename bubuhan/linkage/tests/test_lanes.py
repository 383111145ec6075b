"""Both lanes give one pair the same level and the same weight."""

import random
import shutil
from importlib.util import find_spec

import pytest

from bubuhan.linkage import training
from bubuhan.linkage.comparisons import COMPARISONS
from bubuhan.linkage.generator import registry
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import default_model, levels_of, prepare, score

ODD = [
    Record("odd1"),
    Record("odd2", name="M."),
    Record("odd3", name="Ny. Rusdi", name_is_spouse=True, nik="637101", phones=("+62899",)),
    Record("odd4", name="Ma'arif, S.Sos ('Arif')", areas=("63",), address="Jl. No. 1"),
    Record("odd5", name="Üñïçødé 0'1", nik="6371015708750000", nik_damaged=True),
    Record("odd6", name="H.M. X", birth_place="Kab. Banjar", areas=("63.71.01", "63.03.01.2001")),
]


def rows_and_pairs(size, seed):
    """Records, and pairs of them: all of one person, and as many at random."""
    made = registry(seed, size)
    records = made.records + ODD
    dice = random.Random(seed)
    place = {record.id: n for n, record in enumerate(records)}
    pairs = {(place[a], place[b]) for a, b in made.pairs()}
    numbers = range(len(records))
    pairs |= {(dice.choice(numbers), dice.choice(numbers)) for _ in range(len(pairs))}
    odd = range(len(made.records), len(records))
    pairs |= {(a, b) for a in odd for b in odd if a != b}
    return records, sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})


@pytest.fixture(scope="module")
def batch():
    records, pairs = rows_and_pairs(4000, 101)
    work = training.Batch(records, owners=[0] * len(records))
    work.con.execute("create table pairs (join_key_l integer, join_key_r integer, match_key text)")
    work.con.executemany("insert into pairs values (?, ?, '0')", pairs)
    return records, pairs, work


def test_equal_levels_for_thousands_of_pairs(batch):
    records, pairs, work = batch
    ready = [prepare(record) for record in records]
    model = default_model()
    sample = dict(zip(work.pair_rows(), work.sample()[0].levels.tolist(), strict=True))
    assert len(sample) == len(pairs)
    seen = set()
    for a, b in pairs:
        codes = [c.levels[n].code for c, n in zip(COMPARISONS, sample[a, b], strict=True)]
        assert codes == [r.level for r in levels_of(model, ready[a], ready[b])], (
            records[a], records[b],
        )  # fmt: skip
        seen |= {(c.field, code) for c, code in zip(COMPARISONS, codes, strict=True)}
    assert len(seen) > 40  # nearly every level occurs


def test_equal_weights_for_thousands_of_pairs(batch):
    records, pairs, work = batch
    model = default_model()
    ready = [prepare(record) for record in records]
    with training.quiet():
        table = work.predict(model, -1000.0)
    rows = work.con.execute(
        f"select row_l, row_r, match_weight, match_probability from {table}"  # noqa: S608
    ).fetchall()
    assert len(rows) == len(pairs)
    for a, b, weight, probability in rows:
        ours = score(model, ready[a], ready[b])
        assert ours.weight == pytest.approx(weight, abs=1e-9)
        assert ours.probability == pytest.approx(probability, abs=1e-9)


def test_the_batch_finds_what_the_online_lane_would_find():
    made = registry(102, 1500)
    model = default_model()
    ready = {record.id: prepare(record) for record in made.records}
    found = list(training.score_batch(made.records, model))
    assert len(found) > 500
    for a, b, weight, _ in found:
        assert weight >= model.desk
        assert score(model, ready[a], ready[b]).weight == pytest.approx(weight, abs=1e-9)
    truth = made.pairs()
    right = sum((min(a, b), max(a, b)) in truth for a, b, _, _ in found)
    assert 2 * right / (len(found) + len(truth)) > 0.97


@pytest.mark.slow
def test_spark_gives_the_same_weights():
    if not find_spec("pyspark"):
        pytest.skip("pyspark is not installed (requirements/bench.txt)")
    if not shutil.which("java"):
        pytest.skip("no java on the path (Spark needs 17)")
    made = registry(103, 600)
    model = default_model()
    on_duckdb = {(a, b): w for a, b, w, _ in training.score_batch(made.records, model, floor=-30)}
    on_spark = {
        (a, b): w for a, b, w, _ in training.score_batch(made.records, model, "spark", floor=-30)
    }
    assert set(on_spark) == set(on_duckdb)
    for pair, weight in on_spark.items():
        assert weight == pytest.approx(on_duckdb[pair], abs=1e-9)
