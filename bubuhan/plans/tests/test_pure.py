"""The pure parts: which visits are promised, how one stands, which promise a visit keeps, what changed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bubuhan.plans.comparing import Limits, Line, compare, differences
from bubuhan.plans.visiting import Promise, Rhythm, days, fulfilled, standing

MONDAY = date(2026, 3, 2)
WEEKLY = Rhythm(7, MONDAY)


def test_a_weekly_schedule_promises_every_monday_until_the_horizon() -> None:
    assert list(days(WEEKLY, MONDAY + timedelta(days=20))) == [
        MONDAY,
        MONDAY + timedelta(days=7),
        MONDAY + timedelta(days=14),
    ]


def test_it_ends_with_its_last_day_and_may_begin_after_a_known_one() -> None:
    short = Rhythm(7, MONDAY, MONDAY + timedelta(days=8))
    assert len(list(days(short, MONDAY + timedelta(days=90)))) == 2
    assert list(days(WEEKLY, MONDAY + timedelta(days=14), after=MONDAY)) == [
        MONDAY + timedelta(days=7),
        MONDAY + timedelta(days=14),
    ]


@given(st.integers(1, 60), st.integers(0, 400), st.integers(0, 400))
def test_days_after_are_the_rest_of_all_days(every: int, upto: int, after: int) -> None:
    rhythm, last, known = (
        Rhythm(every, MONDAY),
        MONDAY + timedelta(days=upto),
        MONDAY + timedelta(days=after),
    )
    whole = list(days(rhythm, last))
    assert list(days(rhythm, last, after=known)) == [day for day in whole if day > known]


@pytest.mark.parametrize(
    ("today", "word"), [(-1, "coming"), (0, "today"), (3, "late"), (7, "missed"), (40, "missed")]
)
def test_a_visit_is_late_until_the_next_is_due_then_missed(today: int, word: str) -> None:
    due = MONDAY
    assert standing("due", due, due + timedelta(days=7), due + timedelta(days=today)) == word
    assert standing("done", due, due + timedelta(days=7), due + timedelta(days=today)) == "done"


def promise(name: str, offset: int, own: bool = True, every: int = 7) -> Promise:
    return Promise(name, MONDAY + timedelta(days=offset), every, own)


def test_a_visit_keeps_the_nearest_promise_ones_own_first() -> None:
    found = fulfilled([promise("a", -7), promise("b", 0), promise("c", 7)], MONDAY)
    assert found is not None
    assert found.id == "b"
    found = fulfilled([promise("theirs", 0, own=False), promise("mine", 2)], MONDAY)
    assert found is not None
    assert found.id == "mine"


def test_a_visit_far_from_every_day_keeps_none() -> None:
    assert fulfilled([promise("a", 5)], MONDAY) is None  # more than half a round early
    assert fulfilled([promise("a", -8)], MONDAY) is None  # the next was due already
    assert fulfilled([], MONDAY) is None


@pytest.mark.parametrize(
    ("before", "after", "verdict", "clear"),
    [
        (8, 14, "membaik", False),
        (8, 9, "tetap", False),
        (8, 6, "memburuk", False),
        (12, 5, "memburuk", True),
    ],
)
def test_two_measures_compared(before: int, after: int, verdict: str, clear: bool) -> None:
    result = compare(before, after, Limits(notable=2, clear=4))
    assert (result.verdict, result.clear, result.change) == (verdict, clear, after - before)


def test_versions_are_compared_by_key_not_by_words() -> None:
    kept, gone, new = uuid4(), uuid4(), uuid4()
    before = [Line(kept, "Makan", (("Batas", "1 Maret"),)), Line(gone, "Obat")]
    after = [Line(kept, "Makan teratur", (("Batas", "9 Maret"),)), Line(new, "Sekolah")]
    found = differences(before, after)
    assert [(d.how, d.title) for d in found] == [
        ("changed", "Makan teratur"),
        ("added", "Sekolah"),
        ("removed", "Obat"),
    ]
    assert ("Batas", "1 Maret", "9 Maret") in found[0].parts
    assert differences(before, before) == []
