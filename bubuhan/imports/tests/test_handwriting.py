"""How office hands write what a column asks for: each cell as met, and what a careful officer reads in it."""

import json
from datetime import date
from typing import Any

import pytest

from bubuhan.imports import cli
from bubuhan.imports.models import ImportRow
from bubuhan.imports.suggesting import suggest
from bubuhan.imports.tests import books
from bubuhan.kernel.text import ParsedDate, name_key, parse_date, parse_nik, parse_phone, tidy_name
from bubuhan.kernel.text import split_place_and_date as split
from bubuhan.people.models import Person

BARAT = "63.71.03"
TODAY = date(2026, 1, 5)
NIK = "6371031708700000"


@pytest.fixture
def rows_of(db, tmp_path):
    """`rows_of(rows)` -> the details of a run."""

    def go(rows, *, area=BARAT, commit=False):
        file, out = tmp_path / "daftar.xlsx", tmp_path / "out.json"
        file.write_bytes(books.xlsx(rows))
        assert cli.import_file(file, "PSM", area, commit, out) == 0
        return json.loads(out.read_text())["details"]

    return go


@pytest.mark.parametrize(
    "written",
    [
        "17–08–1970", "17,08,1970", "17-08-1970.", "17-VIII-1970", "17 Agsts 1970", "tgl 17-08-1970",
        "Senin, 17 Agustus 1970", "17-08-1970 (55 th)", "17Agustus1970", "17 Agustus '70",
    ],
)  # fmt: skip
def test_one_date_written_in_many_ways(written):
    found = parse_date(split(written)[1], today=TODAY, birth=True)
    assert isinstance(found, ParsedDate)
    assert (split(written)[0], found.value) == ("", date(1970, 8, 17))


@pytest.mark.parametrize(
    ("written", "place", "when", "precision"),
    [
        ("Kandangan, Agustus 1970", "Kandangan", date(1970, 8, 1), "month"),
        ("Amuntai tgl. 17 Agustus 1970", "Amuntai", date(1970, 8, 17), "day"),
        ("Bjm.17-08-1970", "Bjm", date(1970, 8, 17), "day"),
        ("Banjarmasin – 17-08-1970", "Banjarmasin", date(1970, 8, 17), "day"),
        ("17 Agustus 1970, Banjarmasin", "Banjarmasin", date(1970, 8, 17), "day"),
        ("P. Raya, 17-08-1970", "P. Raya", date(1970, 8, 17), "day"),
    ],
)
def test_place_and_date_in_one_cell(written, place, when, precision):
    there, raw = split(written)
    found = parse_date(raw, today=TODAY, birth=True)
    assert isinstance(found, ParsedDate)
    assert (there, found.value, found.precision) == (place, when, precision)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("0899-0000-0001 0899-0000-0002", ("+6289900000001", "+6289900000002")),
        ("8.9900000001E10", ("+6289900000001",)),
        ("+62 (0)899-0000-0001", ("+6289900000001",)),
        ("0899-0000-0001 (WA)", ("+6289900000001",)),
    ],
)
def test_phones(written, numbers):
    assert parse_phone(written) == numbers


@pytest.mark.parametrize(
    "written",
    [f"NIK {NIK}", f"\u202a{NIK}\u202c", f"{NIK},", "KTP: 6371.0317.0870.0000", f"{NIK} ( lama )", f"{NIK}/{NIK}"],
)  # fmt: skip
def test_words_and_invisible_marks_around_a_nik(written):
    assert parse_nik(written, allow_example=True) == NIK


@pytest.mark.parametrize("written", ["belum ada", "dlm proses", 0, "0", "hilang", " - "])
def test_words_for_no_nik(written):
    assert parse_nik(written) == ""


@pytest.mark.parametrize("written", ["1" * 16, f"{NIK}/6371031708700012"])
def test_a_number_that_is_nobodys_or_two(written):
    assert not isinstance(parse_nik(written, allow_example=True), str)


def test_names_are_tidied_and_told_by_one_key():
    assert tidy_name("Hj. SITI AMINAH, S.Pd") == "Hj. Siti Aminah, S.Pd"
    assert tidy_name("1. Abdul Gani*") == "Abdul Gani"
    assert name_key("1. Abd. Gani") == name_key("ABDUL GANI")
    assert name_key("Norhayati S Pd I") == name_key("Noor Hayati, S.Pd.I") == name_key("NORHAYATI")


@pytest.mark.parametrize(
    ("name", "note", "code"),
    [
        ("Rahmawati / Slamet", "", "two_people"),
        ("Rahmawati dan Slamet", "", "two_people"),
        ("1. Rahmawati\n2. Slamet", "", "two_people"),
        ("Samad (alm)", "", "row_deceased"),
        ("Alm. Samad", "", "row_deceased"),
        ("Samad", "sudah meninggal dunia", "row_deceased"),
    ],
)
def test_two_people_or_the_dead_wait_for_an_officer(rows_of, name, note, code):
    head = ["Nama", "Kelurahan", "Tgl Lahir", "Keterangan"]
    (row,) = rows_of([head, [name, "Pelambuan", "17-08-1970", note]])
    assert (row["outcome"], [p["code"] for p in row["problems"]]) == ("held", [code])


@pytest.mark.parametrize(
    "name", ["Rusli bin (alm) Saleh", "Rahmawati / S.Sos", "H/M. Noor", "Wildan", "MUHAMMAD\nYAMIN"]
)
def test_one_living_person_is_no_doubt(rows_of, name):
    note = "menggantikan almarhum Saleh"
    (row,) = rows_of(
        [
            ["Nama", "Kelurahan", "Tgl Lahir", "Keterangan"],
            [name, "Pelambuan", "17-08-1970", note],
        ]
    )
    assert (row["outcome"], row["problems"]) == ("created", [])


@pytest.mark.parametrize("name", ["NN", "Vacant", "(belum terisi)", "Kosong"])
def test_a_vacant_post_is_nobody(rows_of, name):
    (row,) = rows_of([["Nama", "Kelurahan"], [name, "Pelambuan"]])
    assert row["outcome"] == "rejected"


def test_ditto_marks_repeat_the_area_above_and_blanks_only_offer_it(rows_of):
    rows: list[list[Any]] = [
        ["NO", "KECAMATAN", "KELURAHAN", "NAMA PSM", "NO HP"],
        [1, "Banjarmasin Barat", "Pelambuan", "Rahmawati", books.phone(0)],
        [2, '"', "sda", "Slamet", books.phone(1)],
        [3, None, None, "Noor Hayati", books.phone(2)],
        [4, "Banjarmasin Utara", None, "Yusran Fadli", books.phone(3)],
    ]
    found = rows_of(rows, area="63.71", commit=True)
    assert [r["area_code"] for r in found[:2]] == ["63.71.03.1003"] * 2
    assert [r["outcome"] for r in found] == ["created", "created", "held", "held"]
    blank, other = ImportRow.objects.filter(outcome="held").order_by("row")
    (offered,) = suggest(json.loads(blank.cells), blank.problems, today=TODAY, allow_example=True)
    assert (offered.kind, offered.changes) == ("area_above", {"_area": "63.71.03.1003"})
    assert not other.problems[0].get("candidates")  # a new kecamatan begins: nothing above counts


def test_numbered_pages_and_copies_are_not_rows(rows_of):
    rows: list[list[Any]] = [
        ["NAMA", "TTL", "KELURAHAN"], ["Rahmawati", "Bjm, 17-08-1975", "Pelambuan"], ["Halaman 1"],
        ["NAMA", "TTL", "KELURAHAN"], ["Slamet", "Bjm, 05-01-1959", "Pelambuan"], ["Hal. 2"],
        ["Tembusan:"], ["1. Walikota Banjarmasin"], ["2. Arsip"],
    ]  # fmt: skip
    assert [r["row"] for r in rows_of(rows)] == [2, 5]


@pytest.mark.parametrize(("desa", "code"), [("ALUH2 BESAR", "63.03.01.2012"), ("Ds. Aluh² Besar", "63.03.01.2012")])  # fmt: skip
def test_a_two_behind_a_word_repeats_it(rows_of, desa, code):
    (row,) = rows_of(
        [["Nama", "Desa", "Kecamatan"], ["Rahmawati", desa, "Aluh-Aluh"]], area="63.03"
    )
    assert row["area_code"] == code


def test_a_desa_of_the_neighbouring_city_is_outside_not_taken(rows_of):
    (row,) = rows_of(
        [["DATA PSM KOTA BANJARBARU"], ["Nama", "Kelurahan"], ["Rahmawati", "Pelambuan"]],
        area="63.72",
    )
    assert (row["outcome"], row["area_code"]) == ("held", None)
    assert not Person.objects.filter(name="Rahmawati").exists()
