"""Codes as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bubuhan.geo import codes
from bubuhan.geo.codes import AreaLevel, ReadingKind, parse


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("63.71.01.1001", "63.71.01.1001"),
        ("6371011001", "63.71.01.1001"),
        (" 63-71-01-1001 ", "63.71.01.1001"),
        ("63 71 01 1001", "63.71.01.1001"),
        ("63.71.011001", "63.71.01.1001"),
        ("'637101", "63.71.01"),
        (637101, "63.71.01"),
        (6371011001.0, "63.71.01.1001"),
        ("6371011001.0", "63.71.01.1001"),
        ("6,371011001E+09", "63.71.01.1001"),
        ("63.10", "63.10"),
        (6310, "63.10"),
        (63.71, "63.71"),
        ("63", "63"),
        (63.0, "63"),
    ],
)
def test_one_way_to_read(raw, code):
    assert parse(raw) == codes.CodeReading(ReadingKind.CODE, code)


@pytest.mark.parametrize(
    ("raw", "candidates"),
    [
        (63.1, ("63.10", "63.01")),
        ("63.1", ("63.10", "63.01")),
        (63.7, ("63.70", "63.07")),
        ("63.71.1.1001", ("63.71.10.1001", "63.71.01.1001")),
    ],
)
def test_lost_zeros_are_never_guessed(raw, candidates):
    reading = parse(raw)
    assert (reading.kind, reading.code, reading.candidates) == (
        ReadingKind.AMBIGUOUS,
        "",
        candidates,
    )
    assert "Teks" in reading.reason


@pytest.mark.parametrize("raw", ["6301010", "6371010001", "63.71.010", "63.71.010.001", 6301010])
def test_bps_codes_are_named_and_refused(raw):
    reading = parse(raw)
    assert reading.kind is ReadingKind.BPS
    assert not reading.candidates
    assert "BPS" in reading.reason


NOT_CODES = [
    "",
    ".",
    "abc",
    "Pelambuan",
    None,
    True,
    "12/05/1980",
    "17-08-1965",
    "6371030000000000",
]
NOT_NUMBERS = [
    "3/4",
    3.5,
    "00",
    float("nan"),
    float("inf"),
    1e20,
    "63.71.01.1",
    "63.71.03.",
    "0812345678",
]


@pytest.mark.parametrize("raw", [*NOT_CODES, *NOT_NUMBERS])
def test_not_a_code(raw):
    assert parse(raw).kind is ReadingKind.NONE


def test_levels_parents_and_subtrees():
    village = "63.71.03.1003"
    assert [codes.level_of(c) for c in ("63", "63.71", "63.71.03", village)] == list(AreaLevel)
    assert (codes.parent_of(village), codes.parent_of("63")) == ("63.71.03", "")
    assert (codes.kabkota_of(village), codes.kecamatan_of(village)) == ("63.71", "63.71.03")
    assert (codes.kabkota_of("63"), codes.kecamatan_of("63.71")) == ("", "")
    assert codes.within(village, "63.71")
    assert codes.within(village, "")
    assert not codes.within("63.7", "63.71")
    assert not codes.within("63.71", village)
    with pytest.raises(ValueError, match="not an area code"):
        codes.level_of("63.7")


def test_kinds_follow_the_law():
    assert codes.kind_of("63.71.03.1003") == "kelurahan"
    assert codes.kind_of("63.01.01.2001") == "desa"
    assert (codes.kind_of("63.71"), codes.kind_of("63.01")) == ("kota", "kabupaten")
    assert codes.kind_of("91.01.01") == "distrik"


@given(
    st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.from_regex(r"[\d., -]{1,16}"))
)
def test_whatever_comes_the_answer_is_a_code_or_none(raw):
    reading = parse(raw)
    assert all(codes.is_code(c) for c in (reading.code, *reading.candidates) if c)
    assert bool(reading.code) == (reading.kind is ReadingKind.CODE)
