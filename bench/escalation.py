"""The scan of every minute over a million open clocks.

    python -m bench.escalation [--clocks 1000000] [--due 2000] [--tries 7]

Writes cases and clocks by SQL into an instance of its own, then measures three minutes: one in which
nothing is due, one in which `--due` clocks are (found, decided by the pure rule, claimed in one
statement), and the same with everything a told rung writes (history row, timeline line, event,
feed positions). Rivals on the same table and in the same run: loading every open clock and deciding
in Python, and the query one writes first (deadline plus the ladder's minutes computed in SQL over all
open clocks, without a column to look at).
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.common import table

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 12.00 WITA
CASES = 200_000
_CASES = """
INSERT INTO cases_case (id, number, area_code, need, subject_name, subject_key, subject_sex,
    subject_phone, place_note, sensitive, state, band, score, reasons, signs, opened_at, deadline_at,
    outcome, summary, reject_reason, rev, field_revs, example)
SELECT gen_random_uuid(), 'B-' || n, '63.' || lpad((n %% 13 + 1)::text, 2, '0') || '.'
    || lpad((n %% 12 + 1)::text, 2, '0'), 'odgj', 'Contoh', '', '', '', '', false, 'waiting',
    (ARRAY['darurat','tinggi','sedang','rendah'])[n %% 4 + 1], 10, '[]', '{}',
    %s::timestamptz - interval '1 day', %s::timestamptz + n * interval '1 second', '', '', '', 1, '{}', true
FROM generate_series(1, %s) AS n
"""
_CLOCKS = """
INSERT INTO response_clock (kind, subject_id, case_id, area_code, band, started_at, due_at, next_at,
    rung, told, held_by)
SELECT k.kind, CASE WHEN k.n = 0 THEN c.id ELSE gen_random_uuid() END, c.id, c.area_code, c.band,
    c.opened_at, c.deadline_at + k.n * interval '1 hour', c.deadline_at + k.n * interval '1 hour', 0, '', ''
FROM cases_case c
CROSS JOIN (SELECT g AS n, CASE WHEN g = 0 THEN 'respond' ELSE 'visit' END AS kind
            FROM generate_series(0, %s) AS g) k
LIMIT %s
"""
_MAKE_DUE = """
WITH chosen AS (SELECT id FROM response_clock WHERE kind = 'visit' ORDER BY id LIMIT %s)
UPDATE response_clock SET due_at = %s::timestamptz - interval '1 minute', next_at = %s, rung = 0
FROM chosen WHERE response_clock.id = chosen.id
"""
_NAIVE_SQL = """
SELECT c.id FROM response_clock c JOIN response_ladderstep s
  ON s.band = c.band AND s.area_code = '' AND s.position = c.rung + 1 AND s.valid_to IS NULL
WHERE c.stopped_at IS NULL AND c.due_at + s.after_minutes * interval '1 minute' <= %s
"""


def fill(clocks: int) -> float:
    """Cases and clocks; returns the seconds it took."""
    from django.db import connection

    started = perf_counter()
    cases = min(CASES, max(1, clocks // 5))
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [NOW, NOW + timedelta(hours=1), cases])
        cursor.execute(_CLOCKS, [max(0, clocks // cases - 1), clocks])
        cursor.execute("ANALYZE cases_case, response_clock")
    return perf_counter() - started


def make_due(count: int) -> None:
    """So many clocks become due at `NOW`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_MAKE_DUE, [count, NOW, NOW])


def claimed() -> int:
    """Find, decide and claim, without what a told rung writes; rolled back."""
    from django.db import transaction

    from bubuhan.response import scanning
    from bubuhan.response.places import Places
    from bubuhan.response.recipients import Recipients

    places, people, found = Places(), Recipients(NOW), 0
    with transaction.atomic():
        while True:
            took = scanning._due(NOW, scanning.CHUNK, set())
            people.know_holders([clock.case for clock in took])
            rises = [scanning._rise(clock, NOW, places, people) for clock in took]
            found += len(scanning._claim(rises, NOW))
            if len(took) < scanning.CHUNK:
                break
        transaction.set_rollback(True)
    return found


def whole() -> int:
    """The scan as the worker runs it; rolled back."""
    from django.db import transaction

    from bubuhan.response.scanning import scan

    with transaction.atomic():
        done = scan(NOW)
        transaction.set_rollback(True)
    return done.told


def loading() -> int:
    """The rival that loads what is open and asks the same pure rule in Python."""
    from bubuhan.response.clocks import running_of
    from bubuhan.response.ladder import decide
    from bubuhan.response.models import Clock
    from bubuhan.response.places import Places

    places, found = Places(), 0
    for clock in Clock.objects.filter(stopped_at=None).iterator(5000):
        place = places.of(clock.area_code, clock.band)
        found += decide(running_of(clock), place, NOW).step is not None
    return found


def naive_sql() -> int:
    """The rival that computes the moment in SQL, over every open clock."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_NAIVE_SQL, [NOW])
        return len(cursor.fetchall())


def measured(work: Callable[[], Any], tries: int) -> tuple[float, Any]:
    """Median seconds of some tries, and the last answer."""
    seconds, answer = [], None
    for _ in range(tries):
        started = perf_counter()
        answer = work()
        seconds.append(perf_counter() - started)
    return median(seconds), answer


def main() -> None:
    """Fill, measure in turn, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clocks", type=int, default=1_000_000)
    options.add_argument("--due", type=int, default=2_000)
    options.add_argument("--tries", type=int, default=7)
    given = options.parse_args()
    from bubuhan.site.cli import open_instance

    folder = Path(tempfile.mkdtemp(prefix="bubuhan-escalation-"))
    folder.chmod(0o711)
    try:
        with open_instance(str(folder)):
            filled = fill(given.clocks)
            quiet, none = measured(whole, given.tries)
            make_due(given.due)
            claim, found = measured(claimed, given.tries)
            told_in, told = measured(whole, 3)
            sql, by_sql = measured(naive_sql, 3)
            python, by_python = measured(loading, 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{given.clocks:,} open clocks (written in {filled:.0f} s), {given.due:,} of them due.\n")
    rows = [
        ("**ours**, nothing due", f"{1000 * quiet:.1f}", f"{none}", ""),
        ("**ours**: find, decide, claim", f"**{1000 * claim:.0f}**", f"{found:,}", "1"),
        ("ours with timeline, events, positions", f"{1000 * told_in:.0f}", f"{told:,}", f"{told_in / claim:.1f}"),
        ("moments computed in SQL, only found", f"{1000 * sql:.0f}", f"{by_sql:,}", f"{sql / claim:.1f}"),
        ("every open clock loaded, decided in Python", f"{1000 * python:.0f}", f"{by_python:,}", f"{python / claim:.1f}"),
    ]  # fmt: skip
    print(table(("", "ms", "due", "times ours"), rows))


if __name__ == "__main__":
    main()
