"""Whatever stands in a cell, a row gets an outcome; whatever the bytes are, a file gets an answer."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bubuhan.imports import checking
from bubuhan.imports.planning import Registry, plan
from bubuhan.imports.sheet_fields import FIELDS, SKIPPED
from bubuhan.imports.sheet_formulas import UNCOMPUTED
from bubuhan.imports.sheet_map import Column
from bubuhan.imports.sheet_rows import AreaAnswer, Rules, check, gather, kept_columns
from bubuhan.imports.sheet_stream import Session
from bubuhan.imports.sheet_table import Line
from bubuhan.imports.tests import books
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem

KEPT = [code for code in FIELDS if code not in SKIPPED]
CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1800, 1, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001  (cells have no zone)
    st.booleans(),
    st.sampled_from(
        [
            UNCOMPUTED,
            "6371031708650000",
            "17-08-1965",
            "0899-0000-0001",
            "L",
            "Kel. Pelambuan",
            "1965",
            "-",
            "\n",
        ]
    ),
)
RULES = Rules("PSM", date(2026, 11, 22), True, lambda *_: AreaAnswer("63.71.03.1003"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEPT), CELLS, max_size=12), max_size=6))
def test_every_row_gets_an_outcome(rows):
    drafts = []
    for number, cells in enumerate(rows):
        columns = kept_columns([Column(i, (code,), code, 1.0) for i, code in enumerate(cells)])
        drafts.append(check(gather(0, Line(number, list(cells.values()), {}), columns), RULES))
    plans = plan(drafts, Registry([], {}, []))
    counts = checking.counts([p.outcome for p in plans])
    assert counts["rows"] == len(rows)
    assert all(p.person_id for p in plans if p.outcome not in {"rejected"})
    again = plan([p.draft for p in plans if p.outcome == "created"][:1], Registry([], {}, []))
    assert {p.outcome for p in again} <= {"created", "held"}


def answer(data):
    """The code a file is refused with, or `sheet_fine`."""
    try:
        with Session(data) as file:
            tables = checking.layouts(file.heads, pillar="PSM")
            list(file.rows(checking.job(uuid7(), tables), lambda *_: AreaAnswer("63.71.03.1003")))
    except Problem as problem:
        return problem.code
    return "sheet_fine"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_answered(data):
    assert answer(data).startswith("sheet_")


WHOLE = books.xlsx(books.four_people())


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_file_is_answered(place, byte):
    data = bytearray(WHOLE)
    data[place] = byte
    assert answer(bytes(data)).startswith("sheet_")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([[]], "sheet_empty"),
        ([["Nama"]], "sheet_fine"),
        ([["Nama"], ["Nama"]], "sheet_fine"),
        ([["Nama", "Nama"], ["a", "b"]], "sheet_no_header"),
        ([["NAMA"], [1], [None], ["x"]], "sheet_fine"),
    ],
)
def test_odd_tables_are_read(rows, told):
    assert answer(books.xlsx(rows)) == told
