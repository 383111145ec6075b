"""Features and keys that DuckDB makes are those of `prepare` and `blocking`, record by record."""

from dataclasses import replace
from datetime import date

import pytest

from bubuhan.linkage import training
from bubuhan.linkage.batch_keys import TEXTS
from bubuhan.linkage.blocking import prepared_keys
from bubuhan.linkage.features import COLUMNS, prepare
from bubuhan.linkage.generator import registry
from bubuhan.linkage.records import Record
from bubuhan.linkage.tests.test_lanes import ODD

NIK = "6371014708750000"
DATES = [
    Record(f"{precision}-{stated}-{nik}", "Siti Aminah", "", stated, precision, nik=nik)
    for precision in ("day", "month", "year", "unknown")
    for stated in (None, date(1975, 8, 7), date(1975, 7, 8), date(1975, 1, 1), date(1975, 1, 2))
    for nik in ("", NIK, NIK[:-1], NIK[:6] + "991399" + NIK[12:])
]
TWICE = [
    Record("twice1", "Rahma Rahmat", phones=("+62899", "+62899"), areas=("63.71.01", "63.71.01")),
    Record("twice2", "Nur Nur Nur", birth_date=date(1975, 7, 8), nik=NIK, birth_precision="day"),
]


@pytest.fixture(scope="module")
def batch():
    made = registry(104, 3000).records
    spoilt = [replace(r, id=f"spoilt{n}", nik_damaged=True) for n, r in enumerate(made[:100])]
    records = [*made, *spoilt, *ODD, *DATES, *TWICE]
    return records, training.Batch(records)


def test_equal_features(batch):
    records, work = batch
    rows = work.con.execute("select * exclude (row) from person order by row").fetchall()
    assert len(rows) == len(records)
    for record, row in zip(records, rows, strict=True):
        ready = prepare(record)
        found = {
            n: tuple(v) if isinstance(v, list) else v for n, v in zip(COLUMNS, row, strict=True)
        }
        assert found == {n: getattr(ready, n) for n in COLUMNS}


def test_equal_keys_and_none_twice(batch):
    records, work = batch
    found: list[list[str]] = [[] for _ in records]
    for row, key in work.con.execute(TEXTS).fetchall():
        found[row].append(key)
    for record, keys in zip(records, found, strict=True):
        assert sorted(keys) == sorted(prepared_keys(prepare(record)))
    rows = work.con.execute("select count(*), count(distinct key) from key_of").fetchall()
    texts = work.con.execute(f"select count(*), count(distinct key) from ({TEXTS})").fetchall()  # noqa: S608
    assert rows == texts
