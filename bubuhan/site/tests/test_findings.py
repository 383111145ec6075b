"""`bubuhan link findings`: what an import of rows with doubles leads to, each with its row."""

import json
from typing import Any

import pytest

from bubuhan.imports.cli import run
from bubuhan.kernel.actors import SYSTEM
from bubuhan.people import decisions
from bubuhan.people.models import DuplicateProposal
from bubuhan.site import findings

HEAD = "NO;NAMA;NIK;TEMPAT LAHIR;TANGGAL LAHIR;JENIS KELAMIN;NO HP;KELURAHAN;KECAMATAN\n"
AMINAH = "Siti Aminah;6371034503700000;Banjarmasin;05-03-1970;P;0899-0000-0011;Pelambuan;Banjarmasin Barat"
AGAIN = "Hj. St. Aminah, S.Pd;6371034503700000;;05-03-1970;P;;Pelambuan;Banjarmasin Barat"
LIKE = "Sitti Amina;;Banjarmasin;05-03-1970;P;0899-0000-0011;Kuin Selatan;Banjarmasin Barat"
OTHER = (
    "Rahmat Hidayat;6371030101800000;Rantau;01-01-1980;L;0899-0000-0012;Pelambuan;Banjarmasin Barat"
)
STRANGER = "Yusran Fadli;6371030101800000;Barabai;01-01-1980;L;0899-0000-0013;Telaga Biru;Banjarmasin Barat"


def sheet(path, *rows):
    lines = "".join(f"{n};{row}\n" for n, row in enumerate(rows, start=1))
    path.write_text(HEAD + lines, "utf-8")
    return path


@pytest.fixture
def imported(db, tmp_path):
    psm = sheet(tmp_path / "psm.csv", AMINAH, OTHER)
    run([psm], "PSM", "63.71", True)
    tagana = sheet(tmp_path / "tagana.csv", AGAIN, LIKE)
    run([tagana], "TAGANA", "63.71", True)
    return tmp_path


def told(folder):
    out = folder / "findings.json"
    findings.write(out)
    return json.loads(out.read_text("utf-8"))


def rows_of(pair):
    return {(side["source"]["file"], side["source"]["row"]) for side in (pair["a"], pair["b"])}


def test_joined_rows_and_open_pairs_are_told_with_their_rows(imported):
    found = told(imported)
    by_band: dict[str, list[Any]] = {}
    for pair in found["duplicates"]:
        by_band.setdefault(pair["band"], []).append(rows_of(pair))
        assert pair["weight"] > 0
        assert 0 < pair["probability"] <= 1
    assert by_band["automatic"] == [{("psm.csv", 2), ("tagana.csv", 2)}]
    assert by_band["desk"] == [{("psm.csv", 2), ("tagana.csv", 3)}]
    assert all(p["a"]["person"] and p["b"]["person"] for p in found["duplicates"])


def test_one_person_with_two_hats_is_told_once(imported):
    roles = told(imported)["double_roles"]
    assert [sorted(r["pillars"]) for r in roles] == [["PSM", "TAGANA"]]
    assert roles[0]["verdict"]
    person = DuplicateProposal.objects.get()
    assert roles[0]["person"] in {str(person.a_id), str(person.b_id)}


def test_one_nik_with_two_names_is_a_pair_for_the_desk(db, tmp_path):
    run([sheet(tmp_path / "psm.csv", OTHER, STRANGER)], "PSM", "63.71", True)
    found = told(tmp_path)["duplicates"]
    assert [rows_of(p) for p in found] == [{("psm.csv", 2), ("psm.csv", 3)}]
    assert found[0]["band"] == "desk"


NO_DESA = "Sitti Aminah;;Banjarmasin;05-03-1970;P;0899-0000-0011;;Banjarmasin Barat"
TYPED_DATE = "Siti Aminnah;;Banjarmasin;31-02-1970;P;0899-0000-0011;Pelambuan;Banjarmasin Barat"
NOBODY = "Gusti Perdana;;Kandangan;09-09-1991;L;0899-0000-0077;;Banjarmasin Selatan"


def test_rows_held_for_other_reasons_are_compared_with_the_registry_and_each_other(db, tmp_path):
    run([sheet(tmp_path / "psm.csv", AMINAH, OTHER)], "PSM", "63.71", True)
    later = run([sheet(tmp_path / "lain.csv", NO_DESA, TYPED_DATE, NOBODY)], "PSM", "63.71", True)
    assert [d["outcome"] for d in later["details"]] == ["held"] * 3
    found = told(tmp_path)["duplicates"]
    first, one, two = ("psm.csv", 2), ("lain.csv", 2), ("lain.csv", 3)
    assert sorted(map(sorted, map(rows_of, found))) == sorted(
        map(sorted, [{first, one}, {first, two}, {one, two}])
    )
    ids = {("lain.csv", d["row"]): d["person"] for d in later["details"]}
    for pair in found:
        assert pair["band"] == "desk"
        assert pair["weight"] > 0
        for side in (pair["a"], pair["b"]):
            place = (side["source"]["file"], side["source"]["row"])
            assert side["person"] == ids.get(place, side["person"])


def test_a_held_row_is_told_with_every_row_of_the_person(imported):
    run([sheet(imported / "lain.csv", NO_DESA)], "PSM", "63.71", True)
    pairs = [rows_of(p) for p in told(imported)["duplicates"]]
    assert {("psm.csv", 2), ("lain.csv", 2)} in pairs
    assert {("tagana.csv", 2), ("lain.csv", 2)} in pairs
    assert len({frozenset(p) for p in pairs}) == len(pairs)


def test_a_row_without_a_name_is_in_no_pair(db, tmp_path):
    nameless = AMINAH.replace("Siti Aminah", "")
    result = run([sheet(tmp_path / "psm.csv", AMINAH, nameless)], "PSM", "63.71", True)
    assert [d["outcome"] for d in result["details"]] == ["created", "rejected"]
    assert told(tmp_path)["duplicates"] == []


def test_a_likely_pair_of_two_pillars_is_a_double_role_with_an_if(imported):
    run([sheet(imported / "tksk.csv", LIKE)], "TKSK", "63.71", True)
    roles = told(imported)["double_roles"]
    by_pillars = {(*sorted(r["pillars"]), r["certain"]): r for r in roles}
    sure = by_pillars["PSM", "TAGANA", True]
    assert (sure["condition"], sure["other"]) == ("", None)
    likely = by_pillars["PSM", "TKSK", False]
    assert likely["condition"] == "bila orang yang sama"
    assert likely["verdict"] == "jalur"
    assert {likely["person"], likely["other"]} >= {sure["person"]}
    assert len(roles) == len({(r["person"], tuple(r["pillars"])) for r in roles})


def test_a_held_row_of_another_pillar_is_a_double_role_with_an_if(imported):
    run([sheet(imported / "tksk.csv", TYPED_DATE)], "TKSK", "63.71", True)
    found = told(imported)
    likely = [r for r in found["double_roles"] if sorted(r["pillars"]) == ["PSM", "TKSK"]]
    assert [(r["certain"], r["other"]) for r in likely] == [(False, None)]
    assert likely[0]["person"] in {r["person"] for r in found["double_roles"] if r["certain"]}


def test_two_rows_that_wait_with_two_pillars_are_a_double_role_with_an_if(db, tmp_path):
    psm = run([sheet(tmp_path / "psm.csv", NO_DESA)], "PSM", "63.71", True)
    run([sheet(tmp_path / "tksk.csv", TYPED_DATE)], "TKSK", "63.71", True)
    roles = told(tmp_path)["double_roles"]
    assert [(sorted(r["pillars"]), r["certain"]) for r in roles] == [(["PSM", "TKSK"], False)]
    assert roles[0]["person"] == psm["details"][0]["person"]


def test_a_pair_decided_to_be_two_people_is_no_double_role(imported):
    run([sheet(imported / "tksk.csv", LIKE)], "TKSK", "63.71", True)
    told(imported)
    for pair in DuplicateProposal.objects.all():
        decisions.record_decision(pair.a_id, pair.b_id, "different", actor=SYSTEM)
    assert all(r["certain"] for r in told(imported)["double_roles"])
