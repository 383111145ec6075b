"""Ingest: how many reports a second, at what delay and cost, beside the database's own limit.

`python -m bench.ingest [--seconds 8] [--port 8117]`. Starts an instance of its own; the phones run
in a separate process; the background worker works meanwhile as it always does. Every acknowledged
report is counted in the database afterwards.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.stack import REPO, Cost, Stack

CONNECTIONS = (1, 8, 32)
BATCHES = (1, 50)


@dataclass
class Round:
    """What one round of pushing gave."""

    connections: int
    batch: int
    rate: float
    p50_ms: float
    p95_ms: float
    accepted: int
    cpu: Cost


@dataclass
class Raw:
    """The database alone: rows a second into a bare table of twelve columns."""

    name: str
    rate: float


def enrol(stack: Stack, count: int) -> list[dict[str, Any]]:
    """Phones of as many invented volunteers, each with a code made by a coordinator."""
    from bubuhan.accounts.actions import enrol as enrol_phone
    from bubuhan.accounts.actions import make_code
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role
    from bubuhan.kernel import clock
    from bubuhan.people.models import Person

    boss = User.objects.create(username="bench", name="Bench", role=Role.PETUGAS, area_code="63.71")
    phones = []
    for number in range(count):
        person = Person.objects.create(name=f"Relawan {number}", name_key=f"relawan {number}")
        code, _ = make_code(
            boss.actor(),
            person_id=person.id,
            person_name=person.name,
            area_code="63.71.03.1003",
            now=clock.now(),
        )
        device, token, _ = enrol_phone(code, "HP bench", "127.0.0.1", clock.now())
        phones.append({"device": str(device.id), "token": token, "seq": 0})
    return phones


def push_round(stack: Stack, phones: list[dict[str, Any]], batch: int, seconds: float) -> Round:
    """Let these phones push for a while."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(json.dumps(phone) for phone in phones))
        file.flush()
        before = stack.cpu()
        arguments = [str(stack.port), str(seconds), str(batch), file.name]
        done = subprocess.run(
            [sys.executable, "-m", "bench.phones", *arguments],
            cwd=REPO,
            stdout=subprocess.PIPE,
            check=True,
        )
        spent = stack.cpu() - before
    answer = json.loads(done.stdout)
    if answer["wrong"]:
        raise SystemExit(f"not every report was accepted: {answer['wrong']}")
    for phone in phones:
        phone["seq"] = answer["seq"][phone["device"]]
    spent.groups["client"] = answer["cpu"]
    times = sorted(answer["latencies"])
    return Round(
        len(phones),
        batch,
        answer["accepted"] / answer["seconds"],
        1000 * statistics.median(times),
        1000 * times[int(len(times) * 0.95)],
        answer["accepted"],
        spent,
    )


ROW = (
    "kasus",
    "Kai Darma tinggal sendiri di rumah yang atapnya bocor. Sudah dua hari demam dan belum makan. "
    "Tetangga hanya sempat mengantar air. Anaknya di Kotabaru belum dapat dihubungi.",
    "lansia_terlantar",
    "63.71.03.1003",
    -3.3165,
    114.5782,
    18.5,
    "Darma",
    "L",
    78,
    True,
    True,
)
INSERT = "INSERT INTO bench_raw VALUES (gen_random_uuid()" + ", %s" * 12 + ")"


def raw_limits(url: str, seconds: float) -> list[Raw]:
    """Durable inserts of the same fields with psycopg, nothing else."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE bench_raw (id uuid PRIMARY KEY, kind text, story text, need text, area text, "
            "lat float, lon float, accuracy float, name text, sex text, age int, alone bool, consent bool)"
        )
        settings = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit")
        ]
        assert settings == [("on",), ("on",)], "the database must be durable"

    def single(connection: Any) -> int:
        connection.execute(INSERT, ROW)
        connection.commit()
        return 1

    def fifty(connection: Any) -> int:
        connection.cursor().executemany(INSERT, [ROW] * 50)
        connection.commit()
        return 50

    def copy(connection: Any) -> int:
        columns = "kind, story, need, area, lat, lon, accuracy, name, sex, age, alone, consent, id"
        with connection.cursor().copy(f"COPY bench_raw ({columns}) FROM STDIN") as out:
            from uuid import uuid4

            for _ in range(5000):
                out.write_row((*ROW, uuid4()))
        connection.commit()
        return 5000

    kinds: list[tuple[str, Callable[[Any], int], int]] = [
        ("one row a commit, 1 connection", single, 1),
        ("one row a commit, 8 connections", single, 8),
        ("50 rows a commit, 1 connection", fifty, 1),
        ("COPY, 5,000 rows a commit", copy, 1),
    ]
    return [Raw(name, _hammer(url, act, threads, seconds)) for name, act, threads in kinds]


def _hammer(url: str, act: Callable[[Any], int], threads: int, seconds: float) -> float:
    import psycopg

    done = [0] * threads
    until = time.perf_counter() + seconds

    def work(place: int) -> None:
        with psycopg.connect(url) as connection:
            while time.perf_counter() < until:
                done[place] += act(connection)

    start = time.perf_counter()
    hands = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(done) / (time.perf_counter() - start)


def show(rounds: list[Round], raws: list[Raw], memory: dict[str, float]) -> str:
    """The tables, in Markdown."""
    limits = {raw.name: raw.rate for raw in raws}
    one, eight = limits["one row a commit, 1 connection"], limits["one row a commit, 8 connections"]
    many = limits["50 rows a commit, 1 connection"]
    lines = [
        "| connections | reports a request | reports/s | p50 ms | p95 ms | of the raw limit "
        "| CPU ms a report: web | postgres | worker | client |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rounds:
        limit = many if row.batch > 1 else one if row.connections == 1 else eight
        cpu = {name: 1000 * spent / row.accepted for name, spent in row.cpu.groups.items()}
        lines.append(
            f"| {row.connections} | {row.batch} | **{row.rate:,.0f}** | {row.p50_ms:.1f} | {row.p95_ms:.1f} "
            f"| 1/{limit / row.rate:.1f} | {cpu['web']:.2f} | {cpu['postgres']:.2f} | {cpu['worker']:.2f} "
            f"| {cpu['client']:.2f} |"
        )
    lines += ["", "| the database alone | rows/s |", "|---|---|"]
    lines += [f"| {raw.name} | {raw.rate:,.0f} |" for raw in raws]
    own = sum(size for name, size in memory.items() if name != "postgres")
    parts = ", ".join(f"{name} {size:.0f}" for name, size in memory.items())
    lines += ["", f"Memory (proportional set size, MB): own processes **{own:.0f}**; {parts}."]
    return "\n".join([*lines, "", *_verdicts(rounds, own)])


def _verdicts(rounds: list[Round], own: float) -> list[str]:
    """What was aimed at, and whether it was reached."""
    single = next((r for r in rounds if (r.connections, r.batch) == (8, 1)), None)
    many = max((r.rate for r in rounds if r.batch > 1), default=0.0)
    said = [("own memory under 400 MB", own < 400)]
    if single:
        said.append(("350 reports/s one a request at 8 connections", single.rate >= 350))
        said.append(("there p95 under 60 ms", single.p95_ms < 60))
    if many:
        said.append(("1,200 reports/s in batches of 50", many >= 1200))
    return [f"- {what}: {'reached' if good else '**not reached**'}" for what, good in said]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--port", type=int, default=8117)
    options.add_argument("--only", help="CONNECTIONSxBATCH, e.g. 8x1: one round, for profiling")
    chosen = options.parse_args()
    with Stack(chosen.port) as stack:
        stack.open_database()
        try:
            _measure(stack, chosen)
        finally:
            stack.close_database()


def _measure(stack: Stack, chosen: argparse.Namespace) -> None:
    from django.conf import settings

    from bubuhan.reports.models import Report

    phones = enrol(stack, max(CONNECTIONS))
    push_round(stack, phones, 1, 2)  # warm: connections, lists, plans
    before = Report.objects.count()
    pairs = [(c, b) for b in BATCHES for c in CONNECTIONS]
    if chosen.only:
        pairs = [tuple(int(n) for n in chosen.only.split("x"))]  # type: ignore[list-item]
    rounds = [push_round(stack, phones[:c], b, chosen.seconds) for c, b in pairs]
    acknowledged = sum(row.accepted for row in rounds)
    stored = Report.objects.count() - before
    assert stored == acknowledged, f"{acknowledged} acknowledged, {stored} stored"
    memory = stack.memory()
    raws = raw_limits(_url(settings.DATABASES["default"]), 2 if chosen.only else 4)
    print(show(rounds, raws, memory))
    print(f"\nAll {acknowledged:,} acknowledged reports are stored.")


def _url(database: dict[str, Any]) -> str:
    parts = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    return " ".join(f"{name}={database[key]}" for name, key in parts.items() if database[key])


if __name__ == "__main__":
    main()
