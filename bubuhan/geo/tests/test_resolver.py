"""Free text to area codes: every trap of the domain brief has a row here."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bubuhan.geo import codes, facts, gazetteer, matching, naming
from bubuhan.geo.resolver import resolve, resolve_columns

pytestmark = pytest.mark.django_db

PELAMBUAN = "63.71.03.1003"


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("Pelambuan", "63.71", PELAMBUAN),
        ("PELAMBUAN", "63", PELAMBUAN),
        ("Kel. Pelambuan", "63.71", PELAMBUAN),
        ("Desa/Kel. Pelambuan", "63.71", PELAMBUAN),
        ("Kel. Pelambuan Kec. Banjarmasin Barat", "", PELAMBUAN),
        ("Kelurahan Pelambuan, Kecamatan Banjarmasin Barat, Kota Banjarmasin", "", PELAMBUAN),
        ("Pelambuan, Banjarmasin Barat, Banjarmasin", "63", PELAMBUAN),
        ("Banjarmasin Barat - Pelambuan", "63", PELAMBUAN),
        ("Pelambuan Banjarmasin Barat", "63", PELAMBUAN),
        ("Jl. Barito RT 03/RW 01, Kel. Pelambuan, Kec. Bjm Barat", "63.71", PELAMBUAN),
        ("Kab. Banjar", "63", "63.03"),
        ("KAB. BANJAR", "63", "63.03"),
        ("Kabupaten Banjar", "63", "63.03"),
        ("B A N J A R", "63", "63.03"),
        ("K A B .   B A N J A R", "63", "63.03"),
        ("Kab. Kota Baru", "63", "63.02"),
        ("Kabupaten Kotabaru", "63", "63.02"),
        ("Tanbu", "63", "63.10"),
        ("Batola", "63", "63.04"),
        ("Kab. Tala", "63", "63.01"),
        ("HSS", "63", "63.06"),
        ("Kab. HST", "63", "63.07"),
        ("HSU", "63", "63.08"),
        ("Hulu Sungai Utara (HSU)", "63", "63.08"),
        ("Prop. Kalsel", "", "63"),
        ("10 Ranggang Dalam", "63.01", "63.01.01.2010"),
        ("Murungpudak", "63.09", "63.09.06"),
        ("Kec. Murung Pudak", "63.09", "63.09.06"),
        ("Bati-bati", "63.01", None),
        ("Sei Rangas Ulu", "63.03", "63.03.14.2008"),
        ("S. Lulut", "63.71", "63.71.02.1005"),
        ("Kertak Hanyar 2", "63.03", "63.03.02.2010"),
        ("Hati’if", "63.10", "63.10.12.2007"),
        ("63.71.03 Banjarmasin Barat", "63", "63.71.03"),
        ("6371031003", "63", PELAMBUAN),
        ("63.02.06.1002", "63", "63.02.22.1009"),
    ],
)
def test_one_name_however_it_is_written(text, within, code):
    found = resolve(text, within=within)
    if code is None:  # a kecamatan and a desa carry this name
        assert found.status == "candidates"
        return
    assert (found.status, found.code) == ("exact", code), found
    assert found.candidates[0].reasons


@pytest.mark.parametrize(("text", "level"), [("2Jorong", "kecamatan"), ("2. Jorong", "desa")])
def test_glued_numbers_go_away(text, level):
    found = resolve(text, within="63.01", level=level)
    assert found.status == "exact"
    assert found.candidates[0].label.endswith(("Jorong, Kab. Tanah Laut", "Desa Jorong, Jorong"))


def test_banjar_banjarbaru_banjarmasin_are_three():
    three = {"Banjar": "63.03", "Banjarbaru": "63.72", "Banjarmasin": "63.71"}
    for name, code in three.items():
        found = resolve(name, within="63", level="kabkota")
        assert (found.status, [c.code for c in found.candidates]) == ("exact", [code])
    assert resolve("Banjar Baru", within="63", level="kabkota").code == "63.72"


MASIN = [
    "Banjarmsin",
    "Banjarmasn",
    "Bajarmasin",
    "Banjamasin",
    "Banjarmasinn",
    "Banjarm",
    "Benjarmasin",
]
BARU = ["Banjarbru", "Bajarbaru", "Banjarbarru", "Banjarb", "Banjarbar", "Banjrbaru"]
PLAIN = ["Banjr", "Banjarr", "Bnjar"]


@pytest.mark.parametrize("text", [*MASIN, *BARU, *PLAIN])
def test_a_misspelt_one_never_offers_another(text):
    family = {"63.03": "banjar", "63.72": "banjarbaru", "63.71": "banjarmasin"}
    meant = matching.family_of(naming.key(text))
    found = resolve(text, within="63", level="kabkota")
    offered = {family[c.code] for c in found.candidates if c.code in family}
    assert found.status == "candidates"
    assert offered == {meant}


def test_their_kecamatan_do_not_mix_either():
    found = resolve("Banjarmasin Utra", within="63", level="kecamatan")
    assert found.best
    assert found.best.code == "63.71.04"
    assert not any(c.code.startswith("63.72") for c in found.candidates)
    assert not resolve("Banjarbaru Utara", within="63.71", level="kecamatan").best
    banjar = resolve("Banjar Selatan", within="63", level="kecamatan")
    assert not any(c.code[:5] in ("63.71", "63.72") for c in banjar.candidates)


def test_kota_banjar_is_not_kab_banjar():
    found = resolve("Kota Banjar", within="63")
    assert (found.status, found.best) == ("candidates", None)
    assert "tertulis kota, yang ada kabupaten" in found.candidates[0].reasons
    assert resolve("Kab. Banjarmasin", within="63").status == "candidates"


def test_a_text_that_contradicts_itself_is_a_question():
    found = resolve("Hulu Sungai Utara (HST)", within="63")
    assert {c.code for c in found.candidates} == {"63.07", "63.08"}
    assert (found.status, found.best) == ("candidates", None)
    assert "teks menyebut dua wilayah yang berbeda" in found.candidates[0].reasons


def test_one_name_two_areas():
    desa = resolve("Batuah", within="63.02")
    assert {c.code for c in desa.candidates} == {"63.02.19.2005", "63.02.22.2003"}
    assert (desa.status, desa.best) == ("candidates", None)
    both = resolve("Pengaron", within="63.03")
    assert [c.code for c in both.candidates] == ["63.03.09", "63.03.09.2004"]
    assert both.best is None
    assert resolve("Kec. Pengaron", within="63.03").code == "63.03.09"
    assert resolve("Pengaron", within="63.03", level="desa").code == "63.03.09.2004"


def test_similar_is_offered_with_reasons_never_taken():
    found = resolve("Palambuan", within="63.71")
    assert (found.status, found.code) == ("candidates", "")
    assert found.best
    assert found.best.code == PELAMBUAN
    assert 0.76 <= found.best.score < 1
    assert found.best.reasons == ("bunyinya sama dengan “Pelambuan”",)
    wrong_number = resolve("Kertak Hanyar IV", within="63.03", level="desa")
    assert wrong_number.best is None
    assert resolve("xqzw", within="63").status == "none"
    assert resolve("", within="63").status == "none"


def test_outside_the_area_that_was_named():
    found = resolve("Kel. Pelambuan", within="63.05")
    assert found.status == "candidates"
    assert found.candidates[0].code == PELAMBUAN
    assert "di luar Kab. Tapin yang disebut" in found.candidates[0].reasons
    assert found.best is None
    code = resolve("63.71.03", within="63.05")
    assert (code.status, code.candidates[0].reasons) == (
        "candidates",
        ("kode resmi", "di luar Kab. Tapin"),
    )


def test_codes_that_cannot_be_read_for_sure():
    assert {c.code for c in resolve("63.1", within="63").candidates} == {"63.10", "63.01"}
    seven = resolve("63.7", within="63")
    assert (seven.status, [c.code for c in seven.candidates]) == ("candidates", ["63.07"])
    bps = resolve("6371010001", within="63")
    assert bps.status == "none"
    assert "BPS" in bps.reasons[0]
    assert resolve("150101", within="63").status in ("none", "candidates")
    two = resolve("63.02.06.2026")
    assert {c.code for c in two.candidates} == {"63.02.19.2005", "63.02.22.2003"}
    nobody = resolve("63.10.08.2013")
    assert nobody.status == "none"
    assert "tidak ada kode penggantinya" in nobody.reasons[0]
    other = resolve("63.71.03 Banjarmasin Timur", within="63")
    assert {c.code for c in other.candidates} == {"63.71.03", "63.71.02"}


@pytest.mark.parametrize(
    "row", list(csv.DictReader((facts.FOLDER / "name_variants.csv").open(encoding="utf-8")))
)
def test_every_spelling_of_older_regulations(row):
    """Inside the right kecamatan (or kab/kota) each variant is one area or a question that holds it."""
    code = row["kode"]
    found = resolve(row["varian"], within=codes.parent_of(code), level=codes.level_of(code))
    named_so = gazetteer.pool(codes.parent_of(code), codes.level_of(code)).by_key.get(
        naming.key(row["varian"]), []
    )
    real = [s.entry.code for s in named_so if not s.source]
    if real and real != [code]:  # today another area carries that name: the name wins
        assert found.code == real[0]
    else:
        assert (found.status, found.code) == ("exact", code), found


@pytest.mark.parametrize("change", facts.changes(), ids=lambda c: f"{c.old_code} {c.old_name}")
def test_every_retired_code(change):
    found = resolve(change.old_code)
    if change.new_code:
        assert (found.status, found.code) == ("exact", change.new_code)
    else:
        assert found.status == ("candidates" if change.candidates else "none")
        assert {c.code for c in found.candidates} == set(change.candidates)


def test_columns_narrow_from_the_top():
    assert resolve_columns("Kota Banjarmasin", "Banjarmasin Barat", "Pelambuan").code == PELAMBUAN
    assert resolve_columns(desa="Pelambuan", within="63.71").code == PELAMBUAN
    assert (
        resolve_columns(kec="Kec. Bjm Barat", desa="Kel. Pelambuan", within="63.71").code
        == PELAMBUAN
    )
    assert resolve_columns(kab="6371", kec=637103, desa="6371031003").code == PELAMBUAN
    assert resolve_columns(kab="Tapin", desa="Binuang", within="63").code == "63.05.01.1001"
    assert resolve_columns(kab="Tapin", within="63").code == "63.05"
    assert resolve_columns(kec="Binuang", within="63.05").code == "63.05.01"
    assert (
        resolve_columns(desa="Kel. Pelambuan Kec. Banjarmasin Barat", within="63.71").code
        == PELAMBUAN
    )
    assert resolve_columns(None, None, None, "63.71").status == "none"
    assert (
        resolve_columns(kec="Pamukan Barat", desa="Batuah", within="63.02").code == "63.02.19.2005"
    )


def test_a_doubtful_column_is_forgiven_when_the_others_are_sure():
    found = resolve_columns(kec="Banjarmasin Brat", desa="Pelambuan", within="63.71")
    assert (found.status, found.code) == ("exact", PELAMBUAN)
    assert "kecamatan: mirip “Banjarmasin Barat”" in found.reasons
    assert resolve_columns("Banjarmsin", "Banjarmasin Barat", "Pelambuan", "63").code == PELAMBUAN
    assert (
        resolve_columns("Kab. Banjarmasin", "Banjarmasin Barat", "Pelambuan", "63").code
        == PELAMBUAN
    )
    other_side = resolve_columns(kec="Banjarmasin Timr", desa="Pelambuan", within="63.71")
    assert other_side.status == "candidates"
    misspelt = resolve_columns("Tapin", "Binuang", "Binuwang", "63")
    assert (misspelt.status, misspelt.best and misspelt.best.code) == (
        "candidates",
        "63.05.01.1001",
    )


def test_columns_that_contradict_each_other_are_a_question():
    found = resolve_columns(kec="Banjarmasin Timur", desa="Pelambuan", within="63.71")
    assert (found.status, found.best) == ("candidates", None)
    assert found.candidates[0].code == PELAMBUAN
    assert "bukan “Banjarmasin Timur” yang tertulis" in found.candidates[0].reasons[-1]
    kab = resolve_columns("Banjar", "Banjarmasin Barat", "Pelambuan", "63")
    assert kab.status == "candidates"
    assert any("ada di Kota Banjarmasin" in " ".join(c.reasons) for c in kab.candidates)
    unknown = resolve_columns(kec="Xyzzy", desa="Pelambuan", within="63.71")
    assert (unknown.status, unknown.candidates[0].code) == ("candidates", PELAMBUAN)
    assert "kecamatan “Xyzzy” tidak dikenal" in unknown.candidates[0].reasons
    outside = resolve_columns(kab="Tapin", within="63.71")
    assert (outside.status, outside.best) == ("candidates", None)
    number = resolve_columns(kab=63.1, kec="Satui", within="63")
    assert (number.status, number.best) == ("candidates", None)


def test_one_kecamatan_name_in_two_kabupaten():
    found = resolve_columns(kec="Simpang Empat", within="63")
    assert {c.code for c in found.candidates} == {"63.03.08", "63.10.06"}
    assert (
        resolve_columns(kec="Simpang Empat", desa="Hidayah Makmur", within="63").code
        == "63.10.06.2013"
    )
    assert resolve_columns(kab="Banjar", kec="Simpang Empat", within="63").code == "63.03.08"


def test_desa_in_two_kecamatan_without_a_kecamatan():
    found = resolve_columns(desa="Batuah", within="63.02")
    assert {c.code for c in found.candidates} == {"63.02.19.2005", "63.02.22.2003"}
    assert (found.status, found.best) == ("candidates", None)


CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        [
            "Kota",
            "Kab. Banjar",
            "Kec.",
            "Desa",
            "63.1",
            "Kel. A Kec. B",
            "Simpang Empat",
            "(HST)",
            "1",
        ]
    ),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CELLS, CELLS, CELLS, st.sampled_from(["", "63", "63.03", "63.71.03"]))
def test_any_cells_get_an_answer_that_keeps_its_promises(kab, kec, desa, within):
    for found in (resolve_columns(kab, kec, desa, within), resolve(str(desa), within=within)):
        assert (found.status == "exact") == bool(found.code)
        assert found.candidates or found.status == "none"
        assert found.candidates or found.reasons
        assert all(0 < c.score <= 1 and c.label and c.reasons for c in found.candidates)
        if found.code and within:
            assert codes.within(found.code, within) or codes.within(within, found.code)


@pytest.mark.parametrize(
    "text", ["Kota Indah Banjarmasin", "Kec. Indah Banjarmasin Barat", "Kab. Banjar Baru"]
)
def test_no_word_is_dropped_to_make_a_text_fit(text):
    assert resolve(text, within="63").status == "candidates"


def test_a_story_is_cut_short():
    assert resolve("lorem ipsum, " * 20_000, within="63").status in ("none", "candidates")


def test_the_whole_memory_of_a_kab_is_read_once(django_assert_max_num_queries):
    gazetteer.forget()
    resolve_columns(kec="Banjarmasin Barat", desa="Pelambuan", within="63.71")
    with django_assert_max_num_queries(0):
        for name in ("Pelambuan", "Basirih", "Mantuil", "Kelayan Barat"):
            resolve_columns(desa=name, within="63.71")
