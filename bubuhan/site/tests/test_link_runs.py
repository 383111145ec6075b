"""`bubuhan link`: a run is written, checked, published, and can be published again."""

import json

import pytest
from click.testing import CliRunner

from bubuhan.linkage import scorer
from bubuhan.people.models import DuplicateProposal
from bubuhan.people.tests.test_desk import NIK, person
from bubuhan.site import link_runs
from bubuhan.site.cli import main


@pytest.fixture(autouse=True)
def _model_of_this_test():
    yield
    scorer.choose(None)


@pytest.fixture
def twice(db):
    return person(), person(name="SITI AMINAH", nik="", phone="+6289900000012")


def test_a_run_holds_pairs_and_a_manifest_but_no_nik(twice, tmp_path):
    run, manifest = link_runs.score_all(tmp_path, "duckdb")
    assert manifest["records"] == 2
    assert manifest["pairs"] == 1
    assert manifest["bands"] == {"automatic": 0, "desk": 1}
    texts = [file.read_text() for file in run.iterdir()]
    assert sorted(file.name for file in run.iterdir()) == [
        "manifest.json", "model.json", "pairs.csv",
    ]  # fmt: skip
    assert not any(NIK in text or "AMINAH" in text.upper() for text in texts)
    assert json.loads((run / "manifest.json").read_text())["run"] == run.name
    assert not DuplicateProposal.objects.exists()


def test_publishing_twice_leaves_one_proposal(twice, tmp_path):
    link_runs.score_all(tmp_path, "duckdb")
    assert link_runs.publish(tmp_path)[1] == 1
    assert link_runs.publish(tmp_path)[1] == 1
    assert DuplicateProposal.objects.count() == 1
    assert scorer.choose_file(tmp_path / "linkage" / "published.json") == ""


def test_nothing_to_publish_and_a_run_that_was_touched(twice, tmp_path):
    with pytest.raises(link_runs.RunError, match="bubuhan link score"):
        link_runs.publish(tmp_path)
    run, _ = link_runs.score_all(tmp_path, "duckdb")
    (run / "pairs.csv").write_text("a,b\n")
    with pytest.raises(link_runs.RunError, match="berubah"):
        link_runs.publish(tmp_path, run.name)


def test_a_model_of_another_version_is_refused_with_what_to_do(twice, tmp_path):
    (tmp_path / "linkage").mkdir()
    file = tmp_path / "linkage" / "model.json"
    file.write_text(json.dumps({"format": 0, "definition": "x"}))
    with pytest.raises(link_runs.RunError, match="bubuhan link train"):
        link_runs.score_all(tmp_path, "duckdb")
    assert "bubuhan link train" in scorer.choose_file(file)
    assert scorer.default_model() is scorer.shipped_model()


def test_too_few_persons_to_learn_from(twice, tmp_path):
    with pytest.raises(link_runs.RunError, match="model bawaan"):
        link_runs.train(tmp_path, "duckdb")


def test_the_commands_explain_themselves():
    shown = CliRunner().invoke(main, ["link", "--help"]).output
    assert all(word in shown for word in ("train", "score", "publish"))
