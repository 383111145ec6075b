"""Sheets as offices send them -> outcomes, through the command's door. One test per habit."""

import json
from typing import Any

import pytest

from bubuhan.imports import cli
from bubuhan.imports.tests import books
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """`run(data, "a.xlsx", commit=True)` -> the JSON of the command; it must have run."""

    def go(data, name="daftar.xlsx", *, commit=False, pillar="PSM", area="63.71"):
        file, out = tmp_path / name, tmp_path / "out.json"
        file.write_bytes(data)
        assert cli.import_file(file, pillar, area, commit, out) == 0
        result = json.loads(out.read_text())
        kinds = ("created", "updated", "unchanged", "held", "rejected")
        assert sum(result[k] for k in kinds) == result["rows"] == len(result["details"])
        return result

    return go


def outcomes(result):
    return [d["outcome"] for d in result["details"]]


def codes(result, row=0):
    return [p["code"] for p in result["details"][row]["problems"]]


def test_the_two_header_row_template_as_xlsx_xls_and_ods(run):
    rows = books.psm_two_header_rows()
    files = {
        "a.xlsx": books.xlsx(rows, books.PSM_MERGES),
        "a.xls": books.xls(rows, books.PSM_XLS_MERGES),
        "a.ods": books.ods(rows, {(0, 6): 2, (0, 8): 3}),
        "a.csv": books.csv_bytes(rows),
        "tab.csv": books.csv_bytes(rows, "\t"),
        "comma.csv": books.csv_bytes(rows, ",", "cp1252"),
    }
    seen = {}
    for name, data in files.items():
        result = run(data, name)
        assert outcomes(result) == ["created"] * 4, name
        assert [d["row"] for d in result["details"]] == [3, 4, 5, 6]
        seen[name] = [(d["person"], d["area_code"]) for d in result["details"]]
        assert {d["sheet"] is None for d in result["details"]} == {name.endswith("csv")}
    assert len({tuple(v) for v in seen.values()}) == 1
    assert not Person.objects.exists()


def test_committing_stores_normalised_facts_and_again_changes_nothing(run):
    data = books.xlsx(books.psm_two_header_rows(), books.PSM_MERGES)
    first = run(data, commit=True)
    assert first["created"] == 4
    yamin = Person.objects.get(name="H. Muhammad Yamin, S.Sos")
    assert (yamin.sex, str(yamin.birth_date), yamin.nik, yamin.phone) == (
        "L", "1968-10-03", "6371030310680000", "+6289900000002",
    )  # fmt: skip
    assert yamin.address == "Jl. Contoh No. 2 RT 05 RW 02"
    hat = yamin.memberships.get()
    assert (hat.pillar, hat.area_code, hat.status) == ("PSM", "63.71.03.1002", "active")
    assert hat.details["training"] == "dasar"
    second = run(data, commit=True)
    assert second["unchanged"] == 4
    assert [d["person"] for d in second["details"]] == [d["person"] for d in first["details"]]
    assert Person.objects.count() == Membership.objects.count() == 4


def test_the_same_people_in_another_layout_are_the_same_people(run):
    first = run(books.xlsx(books.psm_two_header_rows(), books.PSM_MERGES), commit=True)
    other = run(books.csv_bytes(books.four_people()), "lain.csv", commit=True)
    assert outcomes(other) == ["unchanged"] * 4
    assert [d["person"] for d in other["details"]] == [d["person"] for d in first["details"]]


def test_a_new_phone_and_a_decree_are_updates(run):
    run(books.xlsx(books.four_people()), commit=True)
    rows = books.simple(
        (
            "RAHMAWATI",
            "17 Agustus 1975",
            "Pelambuan",
            "089900001111 / 089900001112",
            "188/12/2024",
            "3 Januari 2024",
            2019,
        ),
        head=(
            "NAMA PSM",
            "TANGGAL LAHIR",
            "KELURAHAN",
            "NO. HP/WA",
            "Nomor SK",
            "Tanggal SK",
            "Tahun Pengangkatan",
        ),
    )
    result = run(books.xlsx(rows), commit=True)
    assert outcomes(result) == ["updated"]
    person = Person.objects.get(name="Rahmawati")
    assert (person.phone, person.phone_other) == ("+6289900001111", "+6289900001112")
    hat = person.memberships.get()
    assert (hat.decree_no, str(hat.decree_date), str(hat.started_on)[:4], hat.started_precision) == (
        "188/12/2024", "2024-01-03", "2019", "year",
    )  # fmt: skip
    assert outcomes(run(books.xlsx(rows), commit=True)) == ["unchanged"]


def messy():
    """Title rows, group rows, a repeated header, column numbers, totals, a signature."""
    head = [
        "NO",
        "N A M A",
        "N I K",
        "TEMPAT, TANGGAL LAHIR",
        "L/P",
        "KELURAHAN",
        "ALAMAT",
        "NO. HP",
    ]
    p = books.PEOPLE

    def line(n):
        return [
            n + 1,
            p[n][0],
            books.nik_of(n),
            f"{p[n][2]}, {p[n][3]}",
            p[n][1],
            p[n][4],
            f"Jl. A RT.0{n + 1}/RW.02",
            books.phone(n),
        ]

    return [
        ["DAFTAR PEKERJA SOSIAL MASYARAKAT (PSM)"],
        ["KOTA BANJARMASIN TAHUN 2025"],
        [],
        head,
        [1, 2, 3, 4, 5, 6, 7, 8],
        ["KECAMATAN BANJARMASIN BARAT"],
        line(0),
        line(1),
        [],
        ["JUMLAH", None, None, None, None, 2],
        ["DAFTAR PEKERJA SOSIAL MASYARAKAT (PSM)"],
        head,
        line(2),
        line(3),
        ["JUMLAH TOTAL", None, None, None, None, 4],
        ["*) data sementara"],
        [None, None, None, None, None, "Banjarmasin, 12 Januari 2025"],
        [None, None, None, None, None, "Kepala Dinas Sosial"],
        [None, None, None, None, None, "Nama Contoh, S.Sos"],
        [None, None, None, None, None, "NIP. 00000000 000000 0 000"],
    ]


def test_titles_groups_numbers_totals_and_signatures_are_not_rows(run):
    result = run(books.xlsx(messy(), ("A1:H1", "A2:H2", "A6:H6", "A11:H11")), area="")
    assert [d["row"] for d in result["details"]] == [7, 8, 13, 14]
    assert outcomes(result) == ["created"] * 4
    assert [d["area_code"] for d in result["details"]] == [
        "63.71.03.1003",
        "63.71.03.1002",
        "63.71.03.1004",
        "63.71.03.1008",
    ]


def test_messy_and_clean_are_the_same_people(run):
    run(books.xlsx(books.four_people()), commit=True)
    result = run(books.xlsx(messy()), commit=True)
    assert set(outcomes(result)) <= {"unchanged", "updated"}
    assert Person.objects.count() == 4


def test_several_sheets_each_with_its_own_table(run):
    people = books.four_people()
    data = books.xlsx(
        people[:3],
        sheet="Kec. Barat",
        more={
            "Rekap": [["KECAMATAN", "JUMLAH"], ["Barat", 4]],
            "Lanjutan": [people[0], *people[3:]],
        },
    )
    result = run(data)
    assert [(d["sheet"], d["row"]) for d in result["details"]] == [
        ("Kec. Barat", 2), ("Kec. Barat", 3), ("Lanjutan", 2), ("Lanjutan", 3),
    ]  # fmt: skip


def test_rows_of_one_person_get_one_person_also_inside_a_file(run):
    name, sex, place, born, _ = books.PEOPLE[0]
    rows = books.simple(
        (name, books.nik_of(0), f"{place}, {born}", sex, "Pelambuan", books.KECAMATAN, ""),
        ("Hj. RAHMAWATI", books.nik_of(0), born, sex, "Telaga Biru", books.KECAMATAN, ""),
        (name, "", f"{place}, {born}", sex, "Pelambuan", books.KECAMATAN, ""),
    )
    for commit in (False, True):
        result = run(books.xlsx(rows), commit=commit)
        assert outcomes(result) == ["created", "updated", "unchanged"]
        assert len({d["person"] for d in result["details"]}) == 1
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        (6371035708750000, "nik_excel"),
        ("6.37104E+15", "nik_excel"),
        ("637103570875000", "nik_length"),
        ("6371039908750000", "nik_date"),
    ],
)
def test_a_broken_nik_is_held_and_says_why(run, nik, code):
    rows = books.simple(
        ("Rahmawati", nik, "Banjarmasin, 17-08-1975", "P", "Pelambuan", books.KECAMATAN, "")
    )
    result = run(books.xlsx(rows), commit=True)
    assert outcomes(result) == ["held"]
    assert codes(result) == [code]
    assert result["details"][0]["problems"][0]["field"] == "nik"
    assert not Person.objects.exists()


def test_serial_0000_is_for_examples_only(run, settings):
    settings.BUBUHAN_DEMO = False
    result = run(books.xlsx(books.four_people()))
    assert outcomes(result) == ["held"] * 4
    assert codes(result) == ["nik_serial"]


def test_two_names_on_one_nik_are_both_held(run):
    rows = books.simple(
        ("Rahmawati", books.nik_of(0), "17-08-1975", "P", "Pelambuan", books.KECAMATAN, ""),
        ("Slamet Riyadi", books.nik_of(0), "17-08-1975", "P", "Pelambuan", books.KECAMATAN, ""),
    )
    result = run(books.xlsx(rows))
    assert outcomes(result) == ["held", "held"]
    assert codes(result) == codes(result, 1) == ["nik_two_names"]
    run(books.xlsx(rows[:2]), commit=True)
    assert codes(run(books.xlsx([rows[0], rows[2]]))) == ["nik_two_names"]


def test_no_nik_is_allowed_and_matched_by_name_birth_date_and_desa(run):
    rows = books.simple(
        ("Slamet", "", "Kandangan, 05-01-1959", "L", "Kuin Cerucuk", books.KECAMATAN, "")
    )
    assert outcomes(run(books.xlsx(rows), commit=True)) == ["created"]
    again = books.simple(("SLAMET", "", "5 Januari 1959", "L", "Kuin Cerucuk", books.KECAMATAN, ""))
    assert outcomes(run(books.xlsx(again), commit=True)) == ["unchanged"]
    other = books.simple(("SLAMET", "", "6 Januari 1959", "L", "Kuin Cerucuk", books.KECAMATAN, ""))
    assert outcomes(run(books.xlsx(other), commit=True)) == ["created"]


def test_a_name_alone_is_matched_only_when_nothing_contradicts(run):
    rows = books.simple(("Slamet", "", "", "", "Kuin Cerucuk", books.KECAMATAN, ""))
    assert outcomes(run(books.xlsx(rows), commit=True)) == ["created"]
    assert outcomes(run(books.xlsx(rows), commit=True)) == ["unchanged"]
    born = books.simple(("Slamet", "", "05-01-1959", "", "Kuin Cerucuk", books.KECAMATAN, ""))
    result = run(books.xlsx(born), commit=True)
    assert outcomes(result) == [
        "created"
    ]  # a person of his own, and a question at the duplicate desk
    assert codes(result) == ["member_unsure"]
    assert outcomes(run(books.xlsx(born), commit=True)) == ["unchanged"]


def test_areas_that_are_missing_unclear_unknown_or_elsewhere_are_held(run):
    rows = books.simple(
        ("Satu Contoh", "", "01-02-1970", "L", "", "", ""),
        ("Dua Contoh", "", "01-02-1971", "L", "Pelambuhan", books.KECAMATAN, ""),
        ("Tiga Contoh", "", "01-02-1972", "L", "Zzyzx Qwerty", books.KECAMATAN, ""),
        ("Empat Contoh", "", "01-02-1973", "L", "Pelambuan", "", ""),
    )
    result = run(books.xlsx(rows))
    assert outcomes(result)[0] == "held"
    assert codes(result) == ["area_missing"]
    assert outcomes(result)[2] == "held"
    assert codes(result, 2)[0] in {"area_not_found", "area_ambiguous"}
    assert outcomes(result)[3] == "created"
    tapin = run(books.xlsx(books.four_people()), area="63.05")
    assert outcomes(tapin) == ["held"] * 4
    assert codes(tapin) == ["area_outside"]


def test_a_desa_given_as_area_fills_a_list_without_area_columns(run):
    rows: list[list[Any]] = [["Nama", "Tanggal lahir"], ["Rahmawati", "17-08-1975"]]
    result = run(books.xlsx(rows), area="63.71.03.1003")
    assert result["details"][0]["area_code"] == "63.71.03.1003"
    assert codes(run(books.xlsx(rows), area="63.71.03")) == ["area_missing"]


def test_rows_without_a_person_are_rejected(run):
    rows = books.simple(
        ("", books.nik_of(0), "17-08-1975", "P", "Pelambuan", books.KECAMATAN, ""),
        ("NIHIL", "", "", "", "Telaga Biru", books.KECAMATAN, ""),
    )
    result = run(books.xlsx(rows))
    assert outcomes(result) == ["rejected", "rejected"]
    assert codes(result) == ["name_missing"]
    assert result["details"][0]["person"] is None


def test_small_faults_are_noted_and_the_row_goes_on(run):
    rows = books.simple(
        (
            "Rahmawati",
            books.nik_of(0),
            "18-08-1975",
            "L",
            "Pelambuan",
            books.KECAMATAN,
            "rumah tetangga",
        )
    )
    result = run(books.xlsx(rows))
    assert outcomes(result) == ["created"]
    assert set(codes(result)) == {"birth_differs", "sex_differs", "phone_invalid"}


def test_impossible_birth_dates_are_held(run):
    rows = books.simple(
        ("Rahmawati", "", "31-02-1975", "P", "Pelambuan", books.KECAMATAN, ""),
        ("Slamet", "", "01-01-2099", "L", "Pelambuan", books.KECAMATAN, ""),
    )
    result = run(books.xlsx(rows))
    assert outcomes(result) == ["held", "held"]
    assert (codes(result), codes(result, 1)) == (["date_invalid"], ["date_ahead"])


def test_the_east_java_tksk_layout(run):
    head = ("Nama Lengkap", "Nama Ibu Kandung", "No. KTP / NIK", "NIAT", "Tempat Lahir", "Tanggal Lahir", "Jenis Kelamin", "Agama",
            "Alamat", "Kabupaten / Kota", "Kecamatan", "Desa / Kelurahan", "RT", "RW", "No. Handphone", "Alamat Email",
            "Kab/Kota Lokasi Tugas", "Kecamatan Lokasi Tugas", "Tahun Pengangkatan", "Pekerjaan Utama", "Rekening Bank Jatim",
            "Rekening Bank BNI", "Status Kinerja", "Penilaian Tahunan")  # fmt: skip
    row = ("Rahmawati", "Contoh Ibu", 6371035708750001, 123, "Banjarmasin", "1975-08-17", "female", "Islam", "Jl. B", "Banjarmasin",
           "Banjarmasin Utara", "Kuin Utara", 5, 2, 89900000001, "contoh@contoh.invalid", "Kota Banjarmasin", "Banjarmasin Barat",
           2015, "Wiraswasta", 111, 222, "aktif", "baik")  # fmt: skip
    result = run(books.xlsx([list(head), list(row)]), pillar="TKSK", commit=True)
    assert outcomes(result) == ["created"], result
    person = Person.objects.get()
    hat = person.memberships.get()
    assert (hat.pillar, hat.area_code, str(hat.started_on)[:4]) == ("TKSK", "63.71.03", "2015")
    assert person.area_code.startswith("63.71.04.")
    assert (person.sex, person.phone, person.nik) == ("P", "+6289900000001", "6371035708750001")
    kept = json.dumps(hat.details) + person.address
    assert not any(word in kept for word in ("Contoh Ibu", "111", "Islam"))


def test_the_kemensos_tksk_layout(run):
    top = ["No URUT", "NOMOR INDUK ANGGOTA TKSK", "TEMPAT TUGAS/KECAMATAN", "NAMA", "NAMA IBU KANDUNG", "NIK", "TEMPAT DAN ",
           "TANGGAL LAHIR (dd-mm-yyyy)", "JENIS KELAMIN (L/P)", "ALAMAT", None, None, None, "TELPON",
           "PENDIDIKAN TERKAHIR (SLTA, D3, S1, S2)", "PENGANGKATAN TKSK PERTAMA", None, None, "PENGANGKATAN TKSK TERAKHIR", None, None,
           "NAMA DI REKENING", "NOMOR REKENING", "NAMA BANK", "NO KARTU REGISTRASI"]  # fmt: skip
    sub = [None] * 9 + ["JALAN", "RT", "RW", "KELURAHAN", None, None, "TAHUN", "NOMOR SK", "PEJABAT YANG BERTANDA TANGAN", "TAHUN",
                        "NOMOR SK", "PEJABAT YANG BERTANDA TANGAN", None, None, None, None]  # fmt: skip
    row = [1, "63-01", "BANJARMASIN BARAT", "SLAMET", "CONTOH IBU", books.nik_of(3), "KANDANGAN", 21555, "L", "JL. C", "1", "2",
           "PELAMBUAN", "089900000004/089900000005", "S1", 2009, "SK-1", "MENTERI", 2020, "SK-2", "DIRJEN", "X", 123, "BANK", None]  # fmt: skip
    data = books.xls([top, sub, row], ((0, 0, 9, 12), (0, 0, 15, 17), (0, 0, 18, 20)))
    result = run(data, "tksk.xls", pillar="TKSK", commit=True)
    assert outcomes(result) == ["created"], result
    hat = Membership.objects.get()
    assert (hat.area_code, hat.decree_no, hat.decree_issuer, str(hat.started_on)[:4]) == (
        "63.71.03",
        "SK-2",
        "DIRJEN",
        "2009",
    )
    assert str(hat.person.birth_date) == "1959-01-05"
    assert (hat.person.area_code, hat.person.phone_other) == ("63.71.03.1003", "+6289900000005")


def test_karang_taruna_and_lks_bring_their_chair(run):
    top = ["NAMA LEMBAGA", "NAMA KETUA", "ALAMAT SEKRETARIAT", None, None, None, None, "NO. HP",
           "STATUS KEPENGURUSAN (sudah terbentuk, belum terbentuk)", "KEPENGURUSAN (kosongkan bila belum)", None, None, None,
           "KEAKTIFAN (tidak aktif, kurang aktif, aktif, sangat aktif)", "PROGRAM UNGGULAN"]  # fmt: skip
    sub = [None, None, "JALAN", "RT", "RW", "KELURAHAN", "KECAMATAN", None, None, "TANGGAL SK (dd-mm-yyyy)", "PERIODE TAHUN",
           "JUMLAH PENGURUS", "PEJABAT", None, None]  # fmt: skip
    row = ["KT Bina Remaja", "Rahmat Hidayat", "Jl. D", "1", "2", "Pelambuan", "Banjarmasin Barat", 89900000009, "sudah terbentuk",
           "01-02-2023", 2023, 12, "Lurah", "aktif", "Sablon"]  # fmt: skip
    result = run(
        books.xlsx([top, sub, row], ("C1:G1", "J1:M1")), pillar="KARANG_TARUNA", commit=True
    )
    assert outcomes(result) == ["created"], result
    hat = Membership.objects.get()
    assert (hat.position, hat.organisation, str(hat.decree_date), hat.decree_issuer) == (
        "Ketua", "KT Bina Remaja", "2023-02-01", "Lurah",
    )  # fmt: skip
    lks_top = ["Nama Lembaga", "Nama Ketua", "Alamat LKS", None, None, None, None, "No Telp Yayasan", "Jenis LKS (panti, non panti)",
               "SURAT KETERANGAN DOMISILI YAYASAN", None]  # fmt: skip
    lks_sub = [
        None,
        None,
        "Jalan",
        "RT",
        "RW",
        "Kelurahan",
        "Kecamatan",
        None,
        None,
        "Nomor",
        "Masa Berlaku - Mulai (dd-mm-yyyy)",
    ]
    lks = [
        "LKS Kasih",
        "Siti Aminah",
        "Jl. E",
        "1",
        "1",
        "Telaga Biru",
        "Banjarmasin Barat",
        "05113350001",
        "panti",
        "12/LKS",
        "01-01-2020",
    ]
    result = run(books.xlsx([lks_top, lks_sub, lks], ("C1:G1", "J1:K1")), pillar="LKS", commit=True)
    assert outcomes(result) == ["created"], result
    assert Membership.objects.get(pillar="LKS").organisation == "LKS Kasih"


def test_coded_columns_and_an_address_that_names_the_desa(run):
    head = (
        "KAB/KOTA",
        "NAMA PSM",
        "JENIS KELAMIN",
        "PENDI. TERAKHIR",
        "NIK",
        "ALAMAT",
        "NO HP",
        "EMAIL",
        "MULAI AKTIF",
        "LEGAL SERTIF.",
        "JENIS DIKLAT",
    )
    row = ("KOTA BANJARMASIN", "SLAMET", "LAKI-LAKI", "SLTA", books.nik_of(3), "Jl. F RT 3 Kel. Pelambuan Kec. Banjarmasin Barat",
           books.phone(3), "", 2012, "[ 1 ]", "Dasar")  # fmt: skip
    result = run(books.xlsx([list(head), list(row)]), area="63")
    assert outcomes(result) == ["created"], result
    assert result["details"][0]["area_code"] == "63.71.03.1003"


def test_name_and_nik_in_one_column(run):
    rows: list[list[Any]] = [
        ["NO", "NAMA / NIK", "KELURAHAN", "KECAMATAN"],
        [1, f"Rahmawati\n{books.nik_of(0)}", "Pelambuan", "Banjarmasin Barat"],
    ]
    assert outcomes(run(books.xlsx(rows), commit=True)) == ["created"]
    assert (Person.objects.get().name, Person.objects.get().nik) == ("Rahmawati", books.nik_of(0))


def test_area_codes_instead_of_names(run):
    rows: list[list[Any]] = [
        ["NAMA", "TANGGAL LAHIR", "KODE DESA"],
        ["Rahmawati", "17-08-1975", "63.71.03.1003"],
        ["Slamet", "05-01-1959", 6371031002],
    ]
    result = run(books.xlsx(rows))
    assert [d["area_code"] for d in result["details"]] == ["63.71.03.1003", "63.71.03.1002"], result


def test_formulas_with_a_stored_result_are_read_and_others_are_held(run):
    rows = books.simple(
        ('="Rah"&"mawati"', "", "17-08-1975", "P", "Pelambuan", books.KECAMATAN, "")
    )
    result = run(books.xlsx(rows))
    assert outcomes(result) == ["held"]
    assert codes(result) == ["sheet_formula"]
