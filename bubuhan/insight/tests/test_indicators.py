"""Each indicator against a handful of cases counted by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bubuhan.cases import actions
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import PELAMBUAN, TELAGA_BIRU, open_case
from bubuhan.insight import queries
from bubuhan.insight.queries import Scope
from bubuhan.insight.registry import FOLDER, INDICATORS
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db
KOTA, KECAMATAN, TAPIN = Scope("63.71"), Scope("63.71.03"), "63.05.01.1001"


def test_every_sql_file_has_a_row_and_the_other_way_round() -> None:
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(INDICATORS)
    for one in INDICATORS.values():
        assert one.definition.endswith(".")
        assert one.owner
        assert one.unit


def test_columns_are_what_the_registry_says(ani) -> None:
    from django.db import connection

    open_case(ani)
    for name, one in INDICATORS.items():
        queries.run(name, KOTA)  # strict zip: a missing or new column fails
        with connection.cursor() as cursor:
            now = clock.now()
            values: dict[str, Any] = {
                "low": "63",
                "high": "63/",
                "width": 5,
                "now": now,
                "since": now,
                "zone": "Asia/Makassar",
            }
            cursor.execute(one.sql, values)
            assert tuple(column.name for column in cursor.description) == one.columns, name


def test_open_cases_by_area_and_band(ani, budi) -> None:
    now = clock.now()
    open_case(ani, now - timedelta(days=30))
    open_case(ani, subject=None, signs={"danger_now": True})
    open_case(ani, subject=None, place={"area_code": TELAGA_BIRU}, need="alat_bantu", signs={})
    open_case(ani, subject=None, place={"area_code": TAPIN})
    gone = open_case(ani, subject=None)
    actions.reject(actor=budi, case_id=gone.id, reason="ganda")
    whole = queries.run("open_cases", KOTA)
    assert sum(row["open"] for row in whole) == 3
    assert {row["code"] for row in whole} == {"63.71.03"}
    assert sum(row["overdue"] for row in whole) == 1
    assert sum(row["waiting"] for row in whole) == 3
    assert next(row for row in whole if row["band"] == "darurat")["open"] == 1
    below = queries.run("open_cases", KECAMATAN)
    assert {row["code"] for row in below} == {PELAMBUAN, TELAGA_BIRU}


def test_a_protected_case_is_not_counted_at_desa_level(ani) -> None:
    open_case(ani, need="kekerasan")
    assert sum(row["open"] for row in queries.run("open_cases", KOTA)) == 1
    assert queries.run("open_cases", KECAMATAN) == []
    assert queries.run("first_response", KECAMATAN) == []


def test_first_response(ani, budi) -> None:
    start = clock.now() - timedelta(days=2)
    for minutes in (10, 20, 60):
        case = open_case(ani, start, subject=None, signs={"danger_now": True})
        case.first_response_at = case.opened_at + timedelta(minutes=minutes)
        case.save()
    open_case(ani, start, subject=None)  # nobody answered yet
    open_case(ani, clock.now() - timedelta(days=200), subject=None)  # before the period
    (row,) = queries.run("first_response", KOTA)
    assert (row["opened"], row["answered"], row["median_minutes"]) == (4, 3, 20)
    assert row["p90_minutes"] == pytest.approx(52)
    assert row["in_time"] == 2  # the emergency rule of Banjarmasin: 45 minutes
    (whole,) = queries.run("first_response_whole", KOTA)
    assert whole["median_minutes"] == 20
    assert queries.run("first_response_whole", Scope("63.05"))[0]["median_minutes"] is None


def test_coverage_counts_desa_and_people(ani, dewi) -> None:
    rows = {row["code"]: row for row in queries.run("coverage", KOTA)}
    assert sum(row["villages"] for row in rows.values()) == 52
    assert (rows["63.71.03"]["covered"], rows["63.71.03"]["psm"]) == (1, 1)  # Ani; Dewi is no PSM
    below = {row["code"]: row["covered"] for row in queries.run("coverage", KECAMATAN)}
    assert below[PELAMBUAN] == 1
    assert below[TELAGA_BIRU] == 0


def test_needs_hide_small_numbers_of_protected_ones(ani, budi) -> None:
    open_case(ani, need="kekerasan")
    open_case(ani, need="odgj")
    found = {row["code"]: row["open"] for row in queries.board(budi, KOTA).needs}
    assert found == {"kekerasan": None, "odgj": 1}
    for _ in range(4):
        open_case(ani, need="kekerasan", subject=None)
    found = {row["code"]: row["open"] for row in queries.board(budi, KOTA).needs}
    assert found["kekerasan"] == 5


def test_weeks_begin_on_monday_in_local_time(ani, budi) -> None:
    case = open_case(ani, clock.now() - timedelta(days=14))
    actions.resolve(actor=budi, case_id=case.id, outcome="terpenuhi", summary="Selesai.")
    actions.verify_close(actor=budi, case_id=case.id)
    rows = queries.run("weeks", KOTA)
    assert len(rows) == 26
    assert all(row["code"].weekday() == 0 for row in rows)
    assert [row["opened"] for row in rows].index(1) == 23
    assert rows[-1]["closed"] == 1


def test_a_sunday_night_belongs_to_the_local_week(ani) -> None:
    case = open_case(ani, subject=None)
    monday = clock.now().astimezone(UTC).date() - timedelta(days=clock.now().weekday() + 7)
    late = datetime(monday.year, monday.month, monday.day, tzinfo=UTC) - timedelta(
        hours=5
    )  # Monday 03.00 WITA
    Case.objects.filter(id=case.id).update(opened_at=late)
    row = next(row for row in queries.run("weeks", KOTA) if row["opened"])
    assert row["code"] == monday


@pytest.mark.parametrize("name", ["needs", "weeks", "first_response_whole"])
def test_of_one_desa_no_figure_counts_a_sensitive_case(ani, name) -> None:
    open_case(ani)
    open_case(ani, subject=None, need="kekerasan")
    column = "open" if name == "needs" else "opened"
    told = [
        sum(row[column] for row in queries.run(name, scope))
        for scope in (KECAMATAN, Scope(PELAMBUAN))
    ]
    assert told == [2, 1]
    assert "kekerasan" not in str(queries.run(name, Scope(PELAMBUAN)))
