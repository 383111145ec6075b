"""Several files and sheets in one batch, through the command: pillars told by the sheets, one JSON for all."""

import json
import zipfile
from typing import Any

import pytest

from bubuhan.imports import cli
from bubuhan.imports.models import ImportBatch, ImportRow
from bubuhan.imports.tests import books
from bubuhan.people.models import DuplicateProposal, Person
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """`run({"a.xlsx": bytes}, ...)` -> (exit code, JSON)."""

    def go(files, *, pillar="", area="63.71", commit=False, override="", code=0):
        paths = []
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            paths.append(tmp_path / name)
        out = tmp_path / "out.json"
        assert cli.import_file(paths, pillar, area, commit, out, override=override) == code
        return json.loads(out.read_text())

    return go


def titled(title: str, rows: list[list[Any]]) -> bytes:
    return books.xlsx([[title], [], *rows])


def tksk() -> list[list[Any]]:
    return [
        ["No", "Nama TKSK", "NIK", "Tempat Tugas (Kecamatan)", "No HP"],
        [1, "Gusti Rahmat", "6371031204820000", books.KECAMATAN, "0899-0000-0101"],
    ]


def test_sheets_tell_their_pillars_and_all_files_are_one_batch(run):
    files = {
        "daftar psm.xlsx": titled("DAFTAR PEKERJA SOSIAL MASYARAKAT", books.four_people()),
        "kecamatan.xlsx": books.xlsx(tksk()),
        "tagana 2025.csv": books.csv_bytes([["Nama", "No HP"], ["Slamet Riyanto", "089900000201"]]),
    }
    dry = run(files)
    assert not ImportBatch.objects.exists()
    assert (dry["rows"], dry["created"]) == (6, 6)
    assert [d["file"] for d in dry["details"]] == ["daftar psm.xlsx"] * 4 + [
        "kecamatan.xlsx", "tagana 2025.csv",
    ]  # fmt: skip
    assert dry["details"][-1]["sheet"] is None
    again = run(files, commit=True)
    assert [d["outcome"] for d in again["details"]] == ["created"] * 6
    assert ImportBatch.objects.count() == 1
    assert sorted(Membership.objects.values_list("pillar", flat=True)) == (
        ["PSM"] * 4 + ["TAGANA", "TKSK"]
    )
    assert run(files, commit=True)["unchanged"] == 6


def test_one_person_in_two_files_is_one_person_with_two_hats(run):
    name, _sex, _, born, _ = books.PEOPLE[0]
    other = [["Nama Tagana", "NIK", "Tanggal Lahir"], [name.upper(), books.nik_of(0), born]]
    files = {
        "psm.xlsx": books.xlsx(books.four_people()[:2]),
        "tagana.xlsx": books.xlsx(other),
    }
    result = run(files, commit=True)
    assert len({d["person"] for d in result["details"]}) == 1
    assert Person.objects.get().memberships.count() == 2


def test_a_folder_and_a_zip_stand_for_their_workbooks(run, tmp_path):
    folder = tmp_path / "semua"
    folder.mkdir()
    (folder / "psm.xlsx").write_bytes(books.xlsx(books.four_people()))
    (folder / "~$psm.xlsx").write_bytes(b"lock")
    (folder / "surat.docx").write_bytes(b"x")
    out = tmp_path / "a.json"
    assert cli.import_file([folder], "PSM", "63.71", False, out) == 0
    assert json.loads(out.read_text())["created"] == 4
    with zipfile.ZipFile(tmp_path / "semua.zip", "w") as archive:
        archive.writestr("dalam/anggota.xlsx", books.xlsx(books.four_people()))
        archive.writestr("tksk.xlsx", books.xlsx(tksk()))
    assert cli.import_file([tmp_path / "semua.zip"], "", "63.71", False, out) == 2
    assert json.loads(out.read_text())["problem"]["code"] == "pillar_needed"
    assert cli.import_file([tmp_path / "semua.zip"], "PSM", "63.71", False, out) == 0
    told = json.loads(out.read_text())
    assert {d["file"] for d in told["details"]} == {"dalam/anggota.xlsx", "tksk.xlsx"}


def test_a_sheet_that_clearly_tells_another_pillar_is_held(run):
    result = run({"a.xlsx": titled("DAFTAR TAGANA KOTA", books.four_people())}, pillar="PSM")
    assert {d["outcome"] for d in result["details"]} == {"held"}
    assert result["details"][0]["problems"][0]["code"] == "pillar_differs"
    both = run({"a.xlsx": titled("DAFTAR PSM DAN TAGANA", books.four_people())}, pillar="PSM")
    assert both["created"] == 4


def test_a_column_tells_the_pillar_of_each_row(run):
    rows = books.four_people()
    rows[0].append("Pilar")
    for row, pillar in zip(rows[1:], ("PSM", "Tagana", "PSM", "?"), strict=True):
        row.append(pillar)
    result = run({"a.xlsx": books.xlsx(rows)})
    assert [d["outcome"] for d in result["details"]] == ["created", "created", "created", "held"]
    assert result["details"][3]["problems"][0]["code"] == "pillar_missing"


def test_the_other_psm_is_asked_about(run):
    title = "DAFTAR PENGGERAK SWADAYA MASYARAKAT DINAS PMD"
    result = run({"a.xlsx": titled(title, books.four_people())}, pillar="PSM")
    assert {d["problems"][0]["code"] for d in result["details"]} == {"psm_swadaya_sheet"}
    rows = books.four_people()
    rows[0].append("Jabatan")
    rows[1].append("PSM Ahli Muda")
    rows[2].append("Ketua IPSM")
    mixed = run({"a.xlsx": books.xlsx(rows)}, pillar="PSM")
    assert [d["outcome"] for d in mixed["details"]] == ["held", "created", "created", "created"]


def test_an_unreadable_file_among_others_stops_the_command(run):
    files = {"a.xlsx": books.xlsx(books.four_people()), "b.xlsx": b"%PDF-1.7"}
    told = run(files, pillar="PSM", commit=True, code=2)
    assert told["problem"]["code"] == "sheet_unusable"
    assert "b.xlsx" in told["problem"]["message"]
    assert not ImportBatch.objects.exists()


def test_a_html_table_called_xls_is_read(run):
    head = "<tr><td>Nama</td><td>Kelurahan</td><td>Kecamatan</td></tr>"
    row = "<tr><td>Rahmawati</td><td>Pelambuan</td><td>Banjarmasin Barat</td></tr>"
    data = f"<html><body><table>{head}{row}</table></body></html>".encode()
    assert run({"laman.xls": data}, pillar="PSM")["created"] == 1


def test_one_nik_with_another_name_is_a_person_of_his_own_and_a_question(run):
    run({"a.xlsx": books.xlsx(books.four_people())}, pillar="PSM", commit=True)
    other = books.simple(
        ("Slamet Riyadi", books.nik_of(0), "17-08-1975", "P", "Pelambuan", books.KECAMATAN, "")
    )
    result = run({"b.xlsx": books.xlsx(other)}, pillar="PSM", commit=True)
    assert [d["outcome"] for d in result["details"]] == ["created"]
    assert result["details"][0]["problems"][0]["code"] == "nik_two_names"
    assert (
        Person.objects.filter(nik_blind=Person.objects.get(name="Rahmawati").nik_blind).count() == 2
    )
    assert DuplicateProposal.objects.count() == 1
    assert run({"b.xlsx": books.xlsx(other)}, pillar="PSM", commit=True)["unchanged"] == 1


def test_rows_that_contradict_each_other_are_both_held(run):
    rows = books.simple(
        ("Rahmawati", books.nik_of(0), "21-05-1974", "P", "Pelambuan", books.KECAMATAN, ""),
        ("Rahmawati", books.nik_of(0), "03-02-1971", "P", "Pelambuan", books.KECAMATAN, ""),
    )
    result = run({"a.xlsx": books.xlsx(rows)}, pillar="PSM", commit=True)
    assert [d["outcome"] for d in result["details"]] == ["held", "held"]
    assert "rows_contradict" in {p["code"] for p in result["details"][1]["problems"]}
    assert ImportRow.objects.filter(problems__contains=[{"rows": [[0, 2]]}]).count() == 1


def many(first: int, people: int, names: int = 0) -> list[list[Any]]:
    """A list of many invented persons; `names` shifts the names against the NIK."""
    words = ["Rahmat", "Hadi", "Zainal", "Fitri", "Aulia", "Gusti", "Laila", "Mira"]
    rows = []
    for n in range(first, first + people):
        m = n + names
        name = f"{words[m % 8]} {words[m // 8 % 8]} {words[m // 64 % 8]}"
        born = f"{n % 28 + 1:02d}-{n % 12 + 1:02d}-{1960 + n % 40}"
        rows.append(
            (name, books.nik("637103", born, "L"), born, "L", "Pelambuan", books.KECAMATAN, "")
        )
    return books.simple(*rows)


def test_a_file_with_shifted_names_is_stopped_until_somebody_says_why(run):
    run({"a.xlsx": books.xlsx(many(0, 80))}, pillar="PSM", commit=True)
    before = Person.objects.count()
    shifted = {"b.xlsx": books.xlsx(many(0, 80, names=3))}
    told = run(shifted, pillar="PSM", commit=True, code=2)
    assert told["problem"]["code"] == "import_alarm"
    assert "identity" in {a["code"] for a in told["alarms"]}
    assert Person.objects.count() == before
    forced = run(shifted, pillar="PSM", commit=True, override="Nama memang berubah semua")
    assert forced["rows"] == 80
    assert Person.objects.count() > before


def test_the_same_list_again_is_no_alarm(run):
    data = {"a.xlsx": books.xlsx(many(0, 80))}
    run(data, pillar="PSM", commit=True)
    assert run(data, pillar="PSM", commit=True)["unchanged"] == 80
