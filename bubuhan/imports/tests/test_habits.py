"""More habits of office lists, each met somewhere: through the command's door."""

import json
from typing import Any

import pytest

from bubuhan.imports import cli
from bubuhan.imports.tests import books
from bubuhan.people.models import Person

pytestmark = pytest.mark.django_db
BARAT = "63.71.03"


@pytest.fixture
def rows_of(tmp_path):
    """`rows_of(data)` -> the details of a dry run."""

    def go(data, name="daftar.xlsx", *, pillar="PSM", area="63.71", commit=False):
        file, out = tmp_path / name, tmp_path / "out.json"
        file.write_bytes(data)
        assert cli.import_file(file, pillar, area, commit, out) == 0
        return json.loads(out.read_text())["details"]

    return go


def test_a_header_far_down_with_an_empty_first_column_and_broken_lines(rows_of):
    rows: list[list[Any]] = [[None]] * 7 + [
        [None, "NO.", "NAMA\nLENGKAP", "TGL.\nLAHIR", "KELURAHAN\nTUGAS", "NO.\nHP"],
        [None, 1, "Rahmawati", "17/8/75", "Kel. Pelambuan", 89900000001],
    ]
    (row,) = rows_of(books.xlsx(rows), area=BARAT)
    assert (row["row"], row["outcome"], row["area_code"], row["problems"]) == (
        9,
        "created",
        "63.71.03.1003",
        [],
    )


def test_a_name_over_two_merged_columns(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA", None, "NIK", "KELURAHAN"],
        [1, "Rahmawati", None, books.nik_of(0), "Pelambuan"],
    ]
    (row,) = rows_of(books.xlsx(rows, ("B1:C1", "B2:C2")), area=BARAT)
    assert row["outcome"] == "created"


def test_ticks_under_l_and_p(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA", "JENIS KELAMIN", None, "KELURAHAN"],
        [None, None, "L", "P", None],
        [1, "Rahmawati", None, "v", "Pelambuan"],
        [2, "Slamet", "v", None, "Pelambuan"],
    ]
    found = rows_of(books.xlsx(rows, ("C1:D1",)), area=BARAT, commit=True)
    assert [r["row"] for r in found] == [3, 4]
    assert dict(Person.objects.values_list("name", "sex")) == {"Rahmawati": "P", "Slamet": "L"}


def test_a_sheet_for_each_kelurahan(rows_of):
    table: list[list[Any]] = [["No", "Nama", "Tanggal Lahir"], [1, "Rahmawati", "17-08-1975"]]
    data = books.xlsx(table, sheet="Pelambuan", more={"Kel. Telaga Biru": table})
    assert [(r["sheet"], r["area_code"]) for r in rows_of(data, area=BARAT)] == [
        ("Pelambuan", "63.71.03.1003"), ("Kel. Telaga Biru", "63.71.03.1004"),
    ]  # fmt: skip


def test_kelurahan_as_group_rows_inside_kecamatan_groups(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA", "TTL", "HP"],
        ["A", "KEC. BANJARMASIN BARAT"],
        ["1.", "KELURAHAN PELAMBUAN"],
        [1, "Rahmawati", "Banjarmasin, 17-08-1975", "0899-0000-0001"],
        ["2.", "KELURAHAN TELAGA BIRU"],
        [2, "Noor Hayati", "Rantau, 21-04-1980", "0899-0000-0002"],
        ["B", "KEC. BANJARMASIN UTARA"],
        ["1.", "KELURAHAN KUIN UTARA"],
        [3, "Slamet", "Kandangan, 05-01-1959", "0899-0000-0003"],
    ]
    found = rows_of(books.xlsx(rows))
    assert [r["area_code"][:8] for r in found] == ["63.71.03", "63.71.03", "63.71.04"]
    assert [r["row"] for r in found] == [4, 6, 9]


def test_a_title_names_the_kelurahan_of_the_whole_list(rows_of):
    rows: list[list[Any]] = [
        ["DATA PSM KELURAHAN PELAMBUAN KECAMATAN BANJARMASIN BARAT"], ["TAHUN 2025"], [],
        ["NO", "NAMA", "TANGGAL LAHIR"], [1, "Rahmawati", "17-08-1975"],
    ]  # fmt: skip
    (row,) = rows_of(books.xlsx(rows))
    assert row["area_code"] == "63.71.03.1003"


def test_only_a_number_and_a_name(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA", "NIK", "KELURAHAN"],
        [1, "Rahmawati"],
        [2, None],
        [3, "Slamet", None, "Pelambuan"],
        [4, "-", "-", "-"],
    ]
    found = rows_of(books.xlsx(rows), area=BARAT)
    assert [(r["row"], r["outcome"]) for r in found] == [(2, "held"), (4, "created")]


def test_csv_with_quotes_line_breaks_and_a_title(rows_of):
    text = 'Daftar PSM;;\r\n;;\r\n"Nama Lengkap";"Tempat, Tgl Lahir";"Wilayah Tugas"\r\n"Rahmawati, S.Sos";"Banjarmasin,\n17-08-1975";"Kel. Pelambuan, Kec. Banjarmasin Barat"\r\n'
    (row,) = rows_of(text.encode("cp1252"), "daftar.csv")
    assert (row["outcome"], row["sheet"], row["row"], row["area_code"]) == (
        "created",
        None,
        4,
        "63.71.03.1003",
    )


def test_a_repeated_row_changes_nothing_the_second_time(rows_of):
    rows = books.simple(*[("Rahmawati", "", "", "", "Pelambuan", books.KECAMATAN, "")] * 2)
    found = rows_of(books.xlsx(rows), commit=True)
    assert [r["outcome"] for r in found] == ["created", "unchanged"]
    assert found[0]["person"] == found[1]["person"]


def test_tagana_of_a_whole_city(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA TAGANA", "NITA", "NO HP"],
        [1, "Slamet", "T-1", "0899-0000-0004"],
    ]
    (row,) = rows_of(books.xlsx(rows), pillar="TAGANA")
    assert (row["outcome"], row["area_code"]) == ("created", "63.71")


def test_a_dry_run_has_stable_ids(rows_of):
    data = books.xlsx(books.four_people())
    assert [r["person"] for r in rows_of(data)] == [r["person"] for r in rows_of(data)]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_an_area_merged_over_its_rows_counts_for_each_of_them_and_no_further(rows_of, kind):
    rows: list[list[Any]] = [
        ["NO", "NAMA", "L/P", "TGL LAHIR", "KAB/KOTA"],
        [1, "Rahmawati", "P", "17-08-1975", "Kota Banjarmasin"],
        [2, "Slamet", "L", "05-01-1959", ""],
        [3, "Noor Hayati", "P", "21-04-1980", ""],
        [4, "Yusran Fadli", "L", "09-02-1990", ""],
    ]
    xlsx = kind == "xlsx"
    made = books.xlsx(rows, ("E2:E4",)) if xlsx else books.xls(rows, ((1, 3, 4, 4),))
    found = rows_of(made, f"daftar.{kind}", area="63", pillar="TAGANA")
    assert [d["area_code"] for d in found] == ["63.71", "63.71", "63.71", None]
    assert [d["outcome"] for d in found] == ["created"] * 3 + ["held"]


def test_a_merged_kecamatan_goes_on_below_a_merged_kabupaten(rows_of):
    rows: list[list[Any]] = [
        ["NO", "NAMA", "L/P", "TGL LAHIR", "KAB/KOTA", "KECAMATAN", "DESA"],
        [1, "Rahmawati", "P", "17-08-1975", "Kota Banjarmasin", "Banjarmasin Barat", "Pelambuan"],
        [2, "Slamet", "L", "05-01-1959", None, None, "Telaga Biru"],
        [],
        [3, "Noor Hayati", "P", "21-04-1980", None, "Banjarmasin Selatan", "Kelayan Selatan"],
    ]
    found = rows_of(books.xlsx(rows, ("E2:E5", "F2:F3")), area="63")
    assert [d["row"] for d in found] == [2, 3, 5]
    assert [d["area_code"][:8] for d in found] == ["63.71.03", "63.71.03", "63.71.01"]
