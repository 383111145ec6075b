"""Tables of how names, numbers and dates are written, and what we make of them."""

from datetime import UTC, date, datetime

import pytest

from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import (
    NikFacts,
    ParsedDate,
    fold,
    mask_nik,
    name_key,
    nik_facts,
    parse_date,
    parse_nik,
    parse_phone,
    parse_sex,
    show_phone,
    split_place_and_date,
    tidy_name,
)

TODAY = date(2026, 11, 22)


def code_of(found):
    assert isinstance(found, Problem)
    return found.code


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("H. Muhidin", "MUHIDIN"),
        ("HM Rosehan Noor Bahri", "H. Muhammad Rosehan Nur Bahri"),
        ("Muh. Yamin", "Mochammad Yamin"),
        ("MUHAMMAD  RIDUAN, S.Sos", "Muhammad Riduan"),
        ("H Achmadi SSos", "Ahmadi, S.Sos"),
        ("Akhmad Yuliadi", "Ahmad Yuliadi"),
        ("Abdurrahman", "Abd. Rahman"),
        ("Abdurahman", "Abdul Rahman"),
        ("Noor Hayati", "Norhayati"),
        ("St. Aminah", "Siti Aminah"),
        ("Mabu`un", "Mabuun"),
        ("Ma’arif", "MAARIF"),
        ("AHMAD  RIFA1I", "Ahmad Rifai"),
        ("Hj. Siti Rahmah, S.Pd.I", "SITI RAHMAH SPdI"),
        ("drg. Rina Wati", "Rinawati"),
        ("Dra. Hj. Nur Jannah, M.Si.", "Nurjannah"),
        ("Rahmat bin Sahran", "Rahmat"),
        ("Soeprijanto", "Suprijanto"),
        ("Abidinsyah", "Abbidinsyah"),
    ],
)
def test_one_name_written_differently_has_one_key(left, right):
    assert name_key(left) == name_key(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Rahmat", "Rahmah"),
        ("Noor Muhammad", "Muhammad Noor"),
        ("M. Yamin", "Muhammad Yamin"),
        ("Gusti Abidin", "Abidin"),
        ("Ny. Rusdi", "Rusdi"),
        ("Abdullah", "Abdul"),
        ("Zainal", "Jainal"),
        ("Supian", "Sufian"),
        ("Hasan", "Hasanah"),
    ],
)
def test_two_names_that_may_be_two_people_keep_two_keys(left, right):
    assert name_key(left) != name_key(right)


def test_a_single_word_name_and_a_title_alone_are_names():
    assert name_key("Slamet") == "slamet"
    assert name_key("H.") == "h"
    assert name_key(" - ") == ""


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("MUHAMMAD  RIDUAN, S.Sos", "Muhammad Riduan, S.Sos"),
        ("hj. siti aminah,s.pd", "Hj. Siti Aminah, S.Pd"),
        ("H.M. RIDUAN", "H. M. Riduan"),
        ("Muhammad McArif", "Muhammad McArif"),
        ("  NUR'AINI  ", "Nur'aini"),
        ("ABDUL-HADI", "Abdul-Hadi"),
        ("ACHMADI S.SOS", "Achmadi S.Sos"),
        ("RAHMAT BIN SAHRAN", "Rahmat bin Sahran"),
    ],
)
def test_names_are_tidied_for_the_eye(raw, tidy):
    assert tidy_name(raw) == tidy


def test_fold_drops_accents_apostrophes_and_spaces():
    assert fold(" Mabuún\u00a0 X ") == "mabuun x"


NIK = "6371031708650000"


@pytest.mark.parametrize(
    "raw",
    [
        NIK,
        "6371 0317 0865 0000",
        "'6371031708650000",
        "6371.0317.0865.0000",
        '"6371031708650000"',
        " 6371031708650000\u00a0",
    ],
)
def test_a_nik_is_read_through_its_clutter(raw):
    assert parse_nik(raw, allow_example=True) == NIK


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (6371031708650000.0, "nik_excel"),
        (6371031708650000, "nik_excel"),
        ("6.37103E+15", "nik_excel"),
        ("6,37103e+15", "nik_excel"),
        ("637103170865000", "nik_length"),
        (637103170865001, "nik_length"),
        ("63710317086500001", "nik_length"),
        ("637103170865000O", "nik_length"),
        ("6371033213650001", "nik_date"),
        ("6371037202650001", "nik_date"),
        (NIK, "nik_serial"),
    ],
)
def test_a_broken_nik_says_what_is_wrong(raw, code):
    found = parse_nik(raw)
    assert isinstance(found, Problem)
    assert found.code == code
    assert found.field == "nik"
    assert "6371031708650000" not in found.message


def test_a_nik_typed_as_a_number_that_kept_its_digits_is_fine():
    assert parse_nik(6371031708650001.0) == "6371031708650001"


@pytest.mark.parametrize("raw", [None, "", "  ", "-", "'", "--"])
def test_no_nik_is_no_problem(raw):
    assert parse_nik(raw) == ""


def test_what_a_nik_says():
    assert nik_facts("6371035708650000", today=TODAY) == NikFacts(date(1965, 8, 17), "P")
    assert nik_facts("6371031708050000", today=TODAY) == NikFacts(date(2005, 8, 17), "L")
    assert nik_facts("6371031708150000", today=TODAY) == NikFacts(date(1915, 8, 17), "L")
    assert mask_nik(NIK) == "6371 •••• •••• 0000"
    assert mask_nik("") == ""


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("17-08-1965", date(1965, 8, 17)),
        ("17/8/1965", date(1965, 8, 17)),
        ("17.08.1965", date(1965, 8, 17)),
        ("17 Agustus 1965", date(1965, 8, 17)),
        ("17 Agt 1965", date(1965, 8, 17)),
        ("17-Agu-65", date(1965, 8, 17)),
        ("3 Nopember 2000", date(2000, 11, 3)),
        ("03 OKTOBER 2000", date(2000, 10, 3)),
        ("17081965", date(1965, 8, 17)),
        (17081965.0, date(1965, 8, 17)),
        ("1965-08-17", date(1965, 8, 17)),
        ("1965-08-17 00:00:00", date(1965, 8, 17)),
        ("08/17/1965", date(1965, 8, 17)),
        ("17-08-65", date(1965, 8, 17)),
        ("17-08-05", date(2005, 8, 17)),
        (25270, date(1969, 3, 8)),
        (25270.0, date(1969, 3, 8)),
        ("25270", date(1969, 3, 8)),
        (datetime(1965, 8, 17, tzinfo=UTC), date(1965, 8, 17)),
        (date(1965, 8, 17), date(1965, 8, 17)),
    ],
)
def test_birth_dates_in_every_dress(raw, value):
    assert parse_date(raw, today=TODAY, birth=True) == ParsedDate(value)


def test_parts_of_dates_keep_their_precision():
    assert parse_date("1965", today=TODAY) == ParsedDate(date(1965, 1, 1), "year")
    assert parse_date(1965.0, today=TODAY) == ParsedDate(date(1965, 1, 1), "year")
    assert parse_date("Agustus 1965", today=TODAY) == ParsedDate(date(1965, 8, 1), "month")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("31-02-1965", "date_invalid"),
        ("kemarin", "date_invalid"),
        ("17-13-1965", "date_invalid"),
        ("17-08-2030", "date_ahead"),
    ],
)
def test_impossible_dates(raw, code):
    assert code_of(parse_date(raw, today=TODAY, birth=True)) == code


@pytest.mark.parametrize("raw", [None, "", "-", "?"])
def test_no_date(raw):
    assert parse_date(raw, today=TODAY) is None


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Banjarmasin, 17-08-1965", ("Banjarmasin", "17-08-1965")),
        ("Banjarmasin 17 Agustus 1965", ("Banjarmasin", "17 Agustus 1965")),
        ("Hulu Sungai Selatan/17-08-1965", ("Hulu Sungai Selatan", "17-08-1965")),
        ("17-08-1965", ("", "17-08-1965")),
        ("Rantau", ("Rantau", None)),
    ],
)
def test_place_and_date_in_one_cell(raw, parts):
    assert split_place_and_date(raw) == parts


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("0899-0000-0001", ("+6289900000001",)),
        ("+62 899 0000 0001", ("+6289900000001",)),
        ("6289900000001", ("+6289900000001",)),
        ("89900000001", ("+6289900000001",)),
        (89900000001.0, ("+6289900000001",)),
        ("089900000001 / 089900000002", ("+6289900000001", "+6289900000002")),
        ("089900000001\n089900000002", ("+6289900000001", "+6289900000002")),
        ("089900000001 atau 0511-3350001", ("+6289900000001", "+625113350001")),
        ("(0511) 3350001", ("+625113350001",)),
        ("-", ()),
        ("tidak ada", ()),
        ("", ()),
        (None, ()),
        (0.0, ()),
    ],
)
def test_phones(raw, numbers):
    assert parse_phone(raw) == numbers


@pytest.mark.parametrize("raw", ["12345", "rumah", "+1 202 555 0100", "8.99E+10"])
def test_what_is_no_phone(raw):
    assert code_of(parse_phone(raw)) == "phone_invalid"


def test_phones_are_shown_as_people_say_them():
    assert show_phone("+6289900000001") == "0899-0000-0001"


@pytest.mark.parametrize(
    ("raw", "sex"),
    [("L", "L"), ("laki-laki", "L"), ("Laki2", "L"), ("male", "L"), (1.0, "L"), ("P", "P"), ("PEREMPUAN", "P"),
     ("Wanita", "P"), ("2", "P"), ("Pria", "L"), ("", ""), (None, ""), ("-", "")],
)  # fmt: skip
def test_sex(raw, sex):
    assert parse_sex(raw) == sex


def test_sex_that_cannot_be_read():
    assert code_of(parse_sex("X")) == "sex_invalid"
