"""The online lane: bands, reasons, symmetry, and a model file of another version."""

import json
from datetime import date

import pytest

from bubuhan.linkage.blocking import hash64, keys
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import Model, ModelVersionError, default_model, prepare, score

ANI = Record(
    "a", "Hj. Noor Hayati, S.Sos", "P", date(1975, 8, 17), "day", "Banjarmasin", "6371015708750000",
    phones=("+6289900000001",), areas=("63.71.01.1001",), address="Jl. Melati RT 03 No. 7",
)  # fmt: skip


def pair(a, b):
    """Score, checked in both directions."""
    model = default_model()
    there, back = score(model, prepare(a), prepare(b)), score(model, prepare(b), prepare(a))
    assert there == back
    return there


def changed(record, **fields):
    """The same record with other fields."""
    values = {name: getattr(record, name) for name in Record.__slots__}
    return Record(**{**values, "id": "b", **fields})


def test_one_person_written_twice_is_automatic_with_reasons():
    result = pair(ANI, changed(ANI, name="NORHAYATI"))
    assert result.band == "automatic"
    assert result.probability > 0.999
    assert {"nik", "name", "birth_date", "phone"} <= {r.field for r in result.reasons}
    assert all(r.text and "6371" not in r.text for r in result.reasons)


def test_without_an_equal_nik_it_is_never_automatic():
    assert pair(ANI, changed(ANI, nik="")).band == "desk"
    assert pair(ANI, changed(ANI, nik_damaged=True)).band == "desk"


def test_equal_nik_but_another_name_waits_for_a_human():
    assert pair(ANI, changed(ANI, name="Budi Santoso", sex="")).band == "desk"


def test_neighbours_with_one_common_word_are_new():
    other = Record(
        "b", "Noor Aina", "P", date(1990, 2, 3), "day", nik="6371014302900000",
        areas=("63.71.01.1001",),
    )  # fmt: skip
    assert pair(ANI, other).band == "new"


def test_weight_is_the_sum_of_the_reasons_and_the_prior():
    result = pair(ANI, changed(ANI, birth_date=date(1975, 8, 18)))
    model = default_model()
    from bubuhan.linkage.scorer import prior_weight

    assert result.weight == pytest.approx(
        prior_weight(model) + sum(r.weight for r in result.reasons), abs=1e-9
    )


@pytest.mark.parametrize(
    "broken", ["{}", "nothing", '{"format": 99, "definition": "x"}', "[]", '{"format": 1}']
)
def test_a_model_of_another_version_is_refused_with_what_to_do(tmp_path, broken):
    file = tmp_path / "model.json"
    file.write_text(broken)
    with pytest.raises(ModelVersionError, match="bubuhan link train"):
        Model.load(file)


def test_a_model_survives_its_file(tmp_path):
    file = tmp_path / "model.json"
    file.write_text(default_model().to_text())
    again = Model.load(file)
    assert again.weights == default_model().weights
    assert json.loads(file.read_text())["format"] == 1


def test_keys_meet_through_each_kind_of_damage():
    ours = keys(ANI)
    for other in (
        changed(ANI, nik="", phones=(), areas=(), birth_date=date(1975, 8, 17)),
        changed(
            ANI, nik="", phones=(), name="Norhayati", birth_date=None, birth_precision="unknown"
        ),
        changed(ANI, name="X", phones=(), areas=(), birth_date=None, nik="6371015708750010"),
        changed(ANI, name="X", nik="", areas=(), birth_date=None),
    ):
        assert ours & keys(other)
    assert keys(Record("empty")) == frozenset()
    assert hash64("a") == hash64("a") != hash64("b")
    assert -(2**63) <= hash64("x") < 2**63
