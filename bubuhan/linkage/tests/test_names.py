"""The list of name variations: what is one name, what only sounds alike, what stays apart."""

import pytest

from bubuhan.linkage.names import name_forms, sound
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import default_model, levels_of, prepare


def level(one, other):
    """The level two names reach, the same in both directions."""
    model = default_model()
    a, b = prepare(Record("a", one)), prepare(Record("b", other))
    there = {r.field: r.level for r in levels_of(model, a, b)}["name"]
    assert there == {r.field: r.level for r in levels_of(model, b, a)}["name"]
    return there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H. Muhidin", "Muhidin"),
        ("Hj. Ananda", "Ananda"),
        ("HM Rosehan Noor Bahri", "H. Muhammad Rosehan Noor Bahri"),
        ("H.M. Rosehan Noor Bahri", "Mochamad Rosehan Nur Bahri"),
        ("H Achmadi SSos", "Achmadi, S.Sos"),
        ("Muh. Yamin", "Muhammad Yamin"),
        ("Akhmad Yuliadi", "Ahmad Yuliadi"),
        ("Abdurrahman", "Abd Rahman"),
        ("Abdul Rahman", "Abdurahman"),
        ("Norhayati", "Noor Hayati"),
        ("Nurjannah", "Nur Jannah"),
        ("St. Aminah", "Siti Aminah"),
        ("Mabu`un", "Mabu’un"),
        ("AHMAD  RIFA1I", "Ahmad Rifaii"),
        ("Soeprijanto", "Supriyanto"),
        ("Rahmat bin Sahran", "Rahmat"),
        ("Ma'arif", "Maarif"),
    ],
)
def test_one_name_written_differently(one, other):
    assert level(one, other).startswith("same_")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Syamsuddin", "Samsudin"),
        ("Sjamsul", "Samsul"),
        ("Khairani", "Hairani"),
        ("Chairani", "Khairani"),
        ("Rachmah Norlias", "Rahmah Norlias"),
        ("Zainal", "Jainal"),
        ("Zubaidah", "Jubaidah"),
        ("Supian", "Sufian"),
        ("Effendi", "Ependi"),
        ("Novi", "Nopi"),
        ("Taufiq", "Taupik"),
        ("Qomariah", "Komariah"),
        ("Halidah", "Halida"),
        ("Hariyatie", "Haryati"),
        ("Muhlis", "Mochlis"),
        ("Wagimin", "Wagimen"),
        ("Sugiono", "Sugiyono"),
        ("Burhanuddin", "Burhanoedin"),
        ("Noor Muhammad Ali", "Ali Noor Muhammad"),
        ("Gusti Abidinsyah", "Abidinsyah"),
        ("Habib Umar Hasan", "Umar Hasan"),
        ("M. Yani Helmi", "Muhammad Yani Helmi"),
        ("Syaifullah", "Syaiful Lah"),
        ("Matnor Ali", "Mat Nor Ali"),
    ],
)
def test_names_that_sound_alike(one, other):
    assert level(one, other).startswith(("sound_", "same_"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Rosehan Noor Bahri", "Rosehan, NB", "initials"),
        ("Rosehan Noor Bahri", "Rosehan N. Bahri", "initials"),
        ("Iberahim", "Ibrahim", "typo"),
        ("Musfafa Zakir", "Mustafa Zakir", "typo"),
        ("Amrullah", "Amirullah", "typo"),
        ("Hariyatie", "Hatiyatie", "typo"),
        ("Muhammad Rahman", "Rahman Hidayat", "part"),
        ("Herman", "Hermansyah", "begins"),
        ("Yudi", "Wahyudi", "begins"),
        ("H Achmadi (Yusuf)", "Yusuf", "alias"),
        ("Ny. Rusdi", "Rusdi", "spouse_same"),
        ("Ny. Rusdi", "Aminah", "spouse_other"),
        ("Rusdiana", "Kasiyem", "other"),
        ("", "Aminah", "unknown"),
    ],
)
def test_names_that_are_only_near(one, other, expected):
    assert level(one, other) == expected


def test_a_title_is_kept_but_no_part_of_the_name():
    assert name_forms("Hj. Ananda").title == "hj"
    assert name_forms("Hj. Ananda").full == name_forms("Ananda").full


def test_the_fathers_name_is_evidence_of_its_own():
    assert name_forms("Rahmat bin Sahran").father == "sahran"
    model = default_model()
    a, b = (prepare(Record("x", f"Rahmat bin {f}")) for f in ("Sahran", "Zainudin"))
    assert {r.field: r.level for r in levels_of(model, a, b)}["father"] == "other"


def test_old_spelling_changes_j_only_beside_other_old_letters():
    assert sound("jaya") != sound("yaya")
    assert name_forms("Surjani").full == "surjani"
    assert name_forms("Soerjani").full == "suryani"


def test_a_common_name_says_less_than_a_rare_one():
    assert name_forms("Siti Aminah").rarity < name_forms("Rosehan Noor Bahri").rarity
    model = default_model()
    weights = [
        {r.field: r.weight for r in levels_of(model, p, p)}["name"]
        for p in (prepare(Record("x", name)) for name in ("Muhammad", "Birhasani Ghazali Asmuni"))
    ]
    assert weights[0] < weights[1]
