"""Learning: from labels, from records alone, and the arithmetic behind the thresholds."""

import numpy as np
import pytest

from bubuhan.linkage import columns, training
from bubuhan.linkage.comparisons import COMPARISONS, UNKNOWN
from bubuhan.linkage.generator import registry
from bubuhan.linkage.refine import Sample, best_f1, precise_from, refine
from bubuhan.linkage.scorer import Model, bits, default_model, prepare, score


@pytest.fixture(scope="module")
def made():
    return registry(104, 4000)


@pytest.mark.slow
def test_learning_from_labels_gives_a_model_file_that_works(made, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "RANDOM_PAIRS", 2e5)
    model = training.train(made.records, made.owners, version="uji", about={"data": "uji"})
    file = tmp_path / "m.json"
    file.write_text(model.to_text())
    again = Model.load(file)
    assert again.version == "uji"
    assert again.desk < again.automatic
    truth = made.pairs()
    found = {(min(a, b), max(a, b)) for a, b, _, _ in training.score_batch(made.records, again)}
    assert 2 * len(found & truth) / (len(found) + len(truth)) > 0.98


@pytest.mark.slow
def test_learning_without_labels_keeps_evidence_on_its_side(made, monkeypatch):
    monkeypatch.setattr(training, "RANDOM_PAIRS", 2e5)
    model = training.train(made.records, version="uji-em")
    for field, code in (("nik", "same"), ("name", "same_2"), ("birth_date", "same")):
        assert bits(model, field, code) > 5
    for field in ("nik", "name", "birth_date", "sex"):
        assert bits(model, field, "other") < -1
    shipped = default_model()
    assert model.desk >= shipped.desk
    assert model.automatic >= shipped.automatic


def test_too_few_records_are_refused(made):
    with pytest.raises(training.TooFewError, match="1000"):
        training.train(made.records[:999], version="uji")


def test_the_automatic_band_is_precise_on_other_records():
    made = registry(105, 4000)
    model = default_model()
    ready = {record.id: prepare(record) for record in made.records}
    truth = made.pairs()
    sure = {
        (min(a, b), max(a, b))
        for a, b, _, _ in training.score_batch(made.records, model)
        if score(model, ready[a], ready[b]).band == "automatic"
    }
    assert len(sure) > 800
    assert len(sure & truth) / len(sure) >= 0.999


def test_refined_weights_stay_within_their_bounds():
    dice = np.random.default_rng(1)
    same = dice.random(4000) < 0.5
    first = np.where(same, dice.random(4000) < 0.9, dice.random(4000) < 0.2)
    levels = np.stack([np.where(first, 1, 2), np.where(first, 1, 2)], axis=1)
    start = np.array([0.0, 2.2, -3.0, 0.0, 2.2, -3.0])
    most = np.array([99.0, 99.0, 99.0, 99.0, 0.5, 99.0])
    weights, _ = refine(Sample(levels, same), [3, 3], start, 0.0, most=most)
    assert weights[4] <= 0.5 + 1e-9
    assert weights[0] == weights[3] == 0.0
    assert weights[2] <= -1.5 + 1e-9
    assert weights[5] <= -1.5 + 1e-9


def test_thresholds_never_cut_between_equal_weights():
    weight = np.array([9.0, 9.0, 5.0, 5.0, 1.0])
    same = np.array([True, True, True, False, False])
    f1, threshold = best_f1(weight, same, 0)
    assert f1 == pytest.approx(6 / 7)
    assert threshold == 5.0
    assert precise_from(weight, same, 0.999, 0.0) == 9.0
    assert precise_from(weight, ~same, 0.999, 0.0) == float("inf")


def test_every_level_has_a_weight_and_a_text():
    model = default_model()
    for c in COMPARISONS:
        assert c.levels[0].code == UNKNOWN
        assert c.levels[-1].when is None
        assert len({level.code for level in c.levels}) == len(c.levels)
        for level in c.levels:
            assert level.text
            assert -40 < bits(model, c.field, level.code) <= level.most + 1e-9


def test_columns_are_the_same_from_one_process_and_from_two(monkeypatch):
    records = registry(106, 250).records
    monkeypatch.setattr(columns, "CHUNK", 100)
    alone = [part.to_pylist() for part in columns.batches(records, 1)]
    shared = [part.to_pylist() for part in columns.batches(iter(records), 2)]
    assert alone == shared
    assert [len(rows) for rows in shared] == [100, 100, 50]
    assert [row["row"] for rows in shared for row in rows] == list(range(250))
