"""`kernel.history` on a table of this room: what is in force, what was, who may be asked why."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from django.db import connection, transaction

from bubuhan.duty.models import NightRule
from bubuhan.kernel import history
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db


def _set(area: str, hour: int, reason: str = "rapat") -> NightRule:
    key = {"area_code": area, "band": "rendah"}
    values = {"starts": time(hour), "ends": time(6)}
    return history.replace(NightRule, key, values, by="Farida", reason=reason)


def test_a_successor_begins_when_its_predecessor_ends() -> None:
    old, new = _set("63.71", 20), _set("63.71", 21, "  keputusan\nkepala dinas ")
    old.refresh_from_db()
    assert old.valid_to == new.valid_from
    assert (new.valid_to, new.by, new.reason) == (None, "Farida", "keputusan kepala dinas")


def test_the_deepest_area_wins_and_an_ended_row_gives_way() -> None:
    _set("", 22)
    _set("63.71", 21)
    rows = history.in_force(NightRule, "63.71.03.1001").filter(band="rendah")
    assert getattr(history.deepest(rows), "area_code", None) == "63.71"
    assert history.end(NightRule, {"area_code": "63.71", "band": "rendah"}) == 1
    assert history.end(NightRule, {"area_code": "63.71", "band": "rendah"}) == 0
    assert getattr(history.deepest(rows.all()), "area_code", None) == ""


def test_a_page_shows_what_is_above_and_below_but_no_neighbour() -> None:
    for area in ("", "63", "63.71", "63.71.03", "63.72", "63.7"):
        _set(area, 21)
    _set("63.71", 22)
    shown = history.around(NightRule, "63.71").filter(band="rendah", by="Farida")
    assert sorted(r.area_code for r in shown) == ["", "63", "63.71", "63.71.03"]
    past = history.around(NightRule, "63.71", past=True).filter(by="Farida")
    assert past.count() == 5
    assert history.around(NightRule, "").filter(by="Farida").count() == 6


def test_nothing_is_closed_without_a_reason() -> None:
    row = _set("63.71", 20)
    with pytest.raises(Problem) as refused:
        _set("63.71", 21, " \n")
    assert refused.value.code == "reason_missing"
    row.refresh_from_db()
    assert row.valid_to is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_follow_one_another() -> None:
    start = threading.Barrier(3)

    def save(hour: int) -> None:
        start.wait()
        with transaction.atomic():
            _set("63.71", hour)
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(save, (19, 20, 21)))
    rows = NightRule.objects.filter(area_code="63.71", band="rendah").order_by("valid_from")
    assert [row.valid_to for row in rows] == [rows[1].valid_from, rows[2].valid_from, None]
