"""100,000 rows of an office's list: read, check and stage; beside reading and COPY alone.

The rival does the least that could be called an import: python-calamine reads the same file and
COPY puts every cell into a table, unchecked. The ratio is what the checking costs. Matching against the
registry, storing, and the same file again are shown after it; the memory is that of this process and the
processes it starts for reading (the database left out), beyond what was there before.

    python -m bench.import_roster [--rows 100000] [--port 8312] [--staged-only]
"""

import argparse
import gc
import io
import random
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psutil
import xlsxwriter

from bench.common import MB
from bench.stack import Stack

HEAD = (
    "No",
    "Nama PSM",
    "NIK",
    "Tempat, Tanggal Lahir",
    "L/P",
    "Kecamatan",
    "Kelurahan",
    "Alamat",
    "RT",
    "RW",
    "No HP",
    "No SK",
    "Tahun Pengangkatan",
    "Pendidikan",
    "Status Kinerja",
)


def roster(rows: int, places: list[tuple[str, str]]) -> bytes:
    """An invented list as xlsx: 15 columns, serial above 0000 only so that a real instance takes it."""
    dice = random.Random(7)
    names = (
        "Ahmad",
        "Muhammad",
        "Siti",
        "Noor",
        "Rahmat",
        "Aminah",
        "Hadi",
        "Yamin",
        "Fitri",
        "Slamet",
        "Zainal",
        "Aulia",
    )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet("PSM")
        page.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            born = date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
            woman = dice.random() < 0.5
            kec, desa = dice.choice(places)
            nik = f"637103{born.day + 40 * woman:02d}{born:%m%y}{number % 9999 + 1:04d}"
            name = " ".join(dice.sample(names, 3)) + f" {number:x}".translate(
                str.maketrans("0123456789", "abcdefghij")
            )
            page.write_row(number, 0, [
                number, name.upper(), nik, f"Banjarmasin, {born:%d-%m-%Y}", "P" if woman else "L", kec, desa, "Jl. Contoh",
                dice.randrange(1, 30), dice.randrange(1, 9), f"0899-0000-{number % 10000:04d}", f"SK/{number}", 2015, "SLTA", "aktif",
            ])  # fmt: skip
    return out.getvalue()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def rival(data: bytes) -> int:
    """calamine + COPY of raw text."""
    import python_calamine
    from django.db import connection

    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    columns = ", ".join(f"c{n} text" for n in range(len(HEAD)))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE raw_roster ({columns})")
        with cursor.copy("COPY raw_roster FROM STDIN") as copy:
            for row in rows[1:]:
                copy.write_row([str(v) for v in row])
    return len(rows) - 1


class Peak:
    """What the block costs: `most` memory (resident, MB) and `cpu` seconds of this process and its children,
    `database` CPU seconds of PostgreSQL."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def __enter__(self) -> "Peak":
        gc.collect()
        self._seen: dict[int, float] = {}
        self._before = self._now()
        self._spent = dict(self._seen)
        self._database = self._stack.cpu().groups["postgres"]
        self.most = 0.0
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._watch.join()
        self._now()
        self.cpu = sum(self._seen.values()) - sum(self._spent.values())
        self.database = self._stack.cpu().groups["postgres"] - self._database

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, self._now() - self._before)

    def _now(self) -> float:
        total = 0
        me = psutil.Process()
        for process in (me, *me.children(recursive=True)):
            try:
                if "postgres" not in process.name():
                    total += process.memory_info().rss
                    times = process.cpu_times()
                    self._seen[process.pid] = times.user + times.system
            except psutil.Error:
                continue
        return total / MB


def staged(data: bytes) -> Any:
    """The door's own work: read, find the table, check every cell, and keep the rows."""
    from bubuhan.imports import staging
    from bubuhan.imports.cli import ACTOR

    file = staging.look_into("roster.xlsx", data, keep_open=True)
    batch = staging.take_in([file], pillar="PSM", area="63", actor=ACTOR)
    sessions = {f.id: file.session for f in batch.files.all() if file.session}
    staging.stage(batch, sessions)
    return batch


def main() -> None:
    """Measure on a fresh instance and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--port", type=int, default=8312)
    options.add_argument("--staged-only", action="store_true", help="neither match nor store")
    given = options.parse_args()
    with Stack(given.port) as stack:
        stack.open_database()
        from bubuhan.geo.models import Area
        from bubuhan.imports import batching, staging
        from bubuhan.imports.cli import ACTOR

        kecs = dict(
            Area.objects.filter(level="kecamatan", code__startswith="63.").values_list(
                "code", "name"
            )
        )
        desas = Area.objects.filter(level="desa", code__startswith="63.71.").values_list(
            "parent_code", "name"
        )
        data = roster(given.rows, [(kecs[parent], name) for parent, name in desas])
        with Peak(stack) as least:
            base, _ = timed(lambda: rival(data))
        with Peak(stack) as ours:
            first, batch = timed(lambda: staged(data))
        print(f"{given.rows} rows x {len(HEAD)} columns, {len(data) // 1024} KB")
        print(
            f"  calamine + COPY, nothing checked   {base:8.2f} s           {least.most:6.0f} MB"
            f"   CPU {least.cpu:.2f} s, postgres {least.database:.2f} s"
        )
        print(
            f"  read + check + stage               {first:8.2f} s  {first / base:5.1f} x  {ours.most:6.0f} MB"
            f"   CPU {ours.cpu:.2f} s, postgres {ours.database:.2f} s"
        )
        if given.staged_only:
            return
        with Peak(stack) as matching:
            matched, _ = timed(lambda: staging.match(batch))
        stored, _ = timed(lambda: batching.commit_all(batch, actor=ACTOR))
        print(
            f"  match against an empty registry    {matched:8.2f} s  {matched / base:5.1f} x  {matching.most:6.0f} MB"
        )
        print(
            f"  store in the registry              {stored:8.2f} s  {given.rows / stored:5.0f} rows/s, outcomes {batch.counts}"
        )
        again, second = timed(lambda: staged(data))
        matched, _ = timed(lambda: staging.match(second))
        print(
            f"  the same file again: stage         {again:8.2f} s, match {matched:.2f} s, outcomes {second.counts}"
        )


if __name__ == "__main__":
    main()
