"""The command line's door: what a script gets, and how it checks it."""

import json
from hashlib import sha256

import pytest

from bubuhan.counts import cli, load
from bubuhan.counts.models import ControlTotal
from bubuhan.kernel import signing


def line(value) -> bytes:
    """The canonical form, written here once more from docs/hitungan.md."""
    return (
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    ).encode()


@pytest.mark.django_db
def test_a_script_gets_counts_it_can_check_itself(users, make_member, tmp_path) -> None:
    make_member("Hamdan Yusri", "63.71.03.1001", "PSM")
    out = tmp_path / "63.71.json"
    assert cli.snapshot("63.71", out) == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["area"] == "63.71"
    assert {"pillar": "PSM", "area_code": "63.71", "grade": "", "count": 2} in found["totals"]
    assert found["by_pillar"]["TKSK"]["total"] == 1
    assert found["coverage"]["PSM"]["units"] == 52
    rows = sha256()
    for r in found["rows"]:
        keys = "membership", "person", "name", "pillar", "area_code", "grade", "reasons", "facts"
        rows.update(line([r[k] for k in keys]))
    parts = (
        "rule",
        "totals",
        "by_pillar",
        "control_totals",
        "absences",
        "coverage",
        "criteria",
        "verdicts",
        "hats",
    )
    head = {k: found[k] for k in ("id", "area", "label", "at", "by", "note")}
    head |= {"rows": found["row_count"], "body": {k: found[k] for k in parts}}
    again = sha256(line(head) + rows.hexdigest().encode() + b"\n").hexdigest()
    assert again == found["hash"]
    raw = signing.unb64(found["signature"])
    assert signing.verify("snapshot/1", again.encode(), found["key"]["id"], raw)


@pytest.mark.django_db
def test_an_area_that_is_none_is_refused(capsys) -> None:
    assert cli.snapshot("99.99", None) == 2
    assert "99.99" in capsys.readouterr().err


@pytest.mark.django_db
def test_known_numbers_come_once_and_decisions_stay() -> None:
    assert load.load_controls() == len(load.KNOWN)
    assert load.load_controls() == 0
    psm = ControlTotal.objects.get(area_code="63", pillar="PSM")
    assert psm.number == 1263
    assert psm.url.startswith("https://")
    ControlTotal.objects.filter(pk=psm.pk).update(replaced_at=psm.at)
    assert load.load_controls() == 0
