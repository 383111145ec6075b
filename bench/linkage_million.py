"""A million records scored on this machine: our batch lane beside plain Splink on the same pairs.

    python -m bench.linkage_million [--records 1000000] [--seed 2027]

Each side runs in a process of its own and reads the same records from a file. Ours makes features and
blocking keys from raw records, finds the pairs and scores them with the shipped model. Plain Splink gets the
raw columns and our blocking keys ready made, finds the same pairs by them and scores with the comparisons of its
library. So its time has no part for keys, which is to its advantage. Memory is the most that the process and its
children hold at one time (resident; shared pages count in each). CPU seconds are those of the process and its
children: on a machine with other work they say more than the clock.
"""

import argparse
import json
import logging
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from bench.common import MB, table
from bubuhan.linkage.generator import REPORTING_SEEDS, stream
from bubuhan.linkage.records import Record

CHUNK = 20_000
_FIELDS = attrgetter(*(field.name for field in fields(Record)))
GIB = 1024


def write(folder: Path, seed: int, size: int) -> int:
    """Records as rows, such as a database gives, and as columns; returns how many true pairs there are."""
    chunk: list[Record] = []
    pairs, count, last = 0, 0, 0
    writer = None
    with (folder / "records").open("wb") as out:
        for number, (owner, record) in enumerate(stream(seed, size), start=1):
            count = count + 1 if owner == last else 1
            last = owner
            pairs += count - 1
            chunk.append(record)
            if len(chunk) == CHUNK or number == size:
                pickle.dump([_FIELDS(r) for r in chunk], out, protocol=5)
                block = _columns(chunk, number - len(chunk))
                writer = writer or pq.ParquetWriter(folder / "raw.parquet", block.schema)
                writer.write_table(block)
                chunk = []
    if writer:
        writer.close()
    return pairs


def _columns(records: list[Record], first: int) -> pa.Table:
    """Raw columns as a rival would load them; missing is missing."""
    rows = []
    for number, r in enumerate(records, start=first):
        rows.append({
            "row": number, "name": " ".join(r.name.lower().split()), "sex": r.sex or None,
            "birth_date": r.birth_date.isoformat() if r.birth_date else None, "birth_place": r.birth_place.lower() or None,
            "nik": r.nik or None, "phone": r.phones[0] if r.phones else None, "desa": r.areas[0] if r.areas else None,
            "address": r.address.lower() or None,
        })  # fmt: skip
    names = ("name", "sex", "birth_date", "birth_place", "nik", "phone", "desa", "address")
    return pa.Table.from_pylist(
        rows, pa.schema([("row", pa.int32()), *((n, pa.string()) for n in names)])
    )


def read(folder: Path) -> Iterator[Record]:
    """The records again, a chunk at a time."""
    with (folder / "records").open("rb") as file:
        while True:
            try:
                rows = pickle.load(file)  # noqa: S301  (written above, by this very run)
            except EOFError:
                return
            yield from (Record(*row) for row in rows)


def ours(folder: Path) -> dict[str, Any]:
    """Features, keys, pairs, scores; leaves the blocking keys for the rival (not counted)."""
    from bubuhan.linkage.scorer import default_model
    from bubuhan.linkage.training import Batch, quiet

    model = default_model()
    started = perf_counter()
    with quiet():
        work = Batch(read(folder))
        loaded = perf_counter()
        pairs = work.block()
        blocked = perf_counter()
        scored = work.predict(model, model.desk)
        likely = work.con.execute(f"select count(*) from {scored}").fetchall()[0]  # noqa: S608
    done = perf_counter()
    work.con.execute(f"copy key_of to '{folder}/keys.parquet' (format parquet)").fetchall()
    return {
        "features": loaded - started, "blocking": blocked - loaded, "scoring": done - blocked, "pairs": pairs,
        "likely": likely[0],
    }  # fmt: skip


def plain(folder: Path) -> dict[str, Any]:
    """Splink with the comparisons of its library on the same pairs."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from bubuhan.linkage.blocking import CAP

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        blocking_rules_to_generate_predictions=[block_on("nik")],
        comparisons=[
            cl.NameComparison("name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.DamerauLevenshteinAtThresholds("nik", [1, 2]),
            cl.ExactMatch("phone"),
            cl.ExactMatch("desa"),
            cl.JaroWinklerAtThresholds("birth_place", [0.9]),
            cl.JaroWinklerAtThresholds("address", [0.9]),
        ],
    )
    con = duckdb.connect(":memory:")
    started = perf_counter()
    con.execute(f"create table person as select * from '{folder}/raw.parquet'").fetchall()  # noqa: S608
    con.execute(f"create table key_of as select * from '{folder}/keys.parquet'").fetchall()  # noqa: S608
    loaded = perf_counter()
    con.execute(
        f"""create table pairs as
        with small as (select key from key_of group by key having count(*) between 2 and {CAP}),
        kept as (select row, key from key_of semi join small using (key))
        select distinct a.row as join_key_l, b.row as join_key_r, '0' as match_key
        from kept a join kept b on a.key = b.key and a.row < b.row"""  # noqa: S608
    ).fetchall()
    count = con.execute("select count(*) from pairs").fetchall()[0]
    blocked = perf_counter()
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("person"), settings, log_level=None, validate_settings=False)
    linker.table_management.register_blocked_pairs_for_predict(
        api.register("pairs", table_name="blocked_pairs_in")
    )
    scored = linker.inference.predict(threshold_match_weight=0, warning_mode="never")
    likely = con.execute(f"select count(*) from {scored.physical_name}").fetchall()[0]  # noqa: S608
    done = perf_counter()
    return {
        "features": loaded - started, "blocking": blocked - loaded, "scoring": done - blocked,
        "pairs": count[0], "likely": likely[0],
    }  # fmt: skip


def apart(side: str, folder: Path) -> dict[str, Any]:
    """Run one side in a process of its own and watch its memory."""
    command = [
        sys.executable,
        "-m",
        "bench.linkage_million",
        "--side",
        side,
        "--folder",
        str(folder),
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    most = [0.0]
    watch = threading.Thread(target=_watch, args=(child.pid, most), daemon=True)
    watch.start()
    out, _ = child.communicate()
    if child.returncode:
        raise SystemExit(f"{side} failed")
    return {**json.loads(out.strip().splitlines()[-1]), "memory": most[0]}


def _cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _watch(pid: int, most: list[float]) -> None:
    try:
        process = psutil.Process(pid)
        while process.is_running():
            family: Iterable[psutil.Process] = (process, *process.children(recursive=True))
            most[0] = max(most[0], sum(p.memory_info().rss for p in family) / MB)
            sleep(0.2)
    except psutil.Error:
        return


def main() -> None:
    """Write the records, run both sides, print the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=REPORTING_SEEDS[0])
    options.add_argument("--side", choices=("ours", "plain"))
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.side:
        before = _cpu()
        found = (ours if given.side == "ours" else plain)(given.folder)
        print(json.dumps({**found, "cpu": _cpu() - before}))
        return
    with tempfile.TemporaryDirectory(prefix="bubuhan-million-") as name:
        folder = Path(name)
        true = write(folder, given.seed, given.records)
        sides = [apart("ours", folder), apart("plain", folder)]
    rows, totals = [], []
    for words, s in zip(("**ours**", "plain Splink, the same pairs"), sides, strict=True):
        totals.append(s["features"] + s["blocking"] + s["scoring"])
        rows.append([
            words, f"{s['features']:.1f}", f"{s['blocking']:.1f}", f"{s['scoring']:.1f}", f"**{totals[-1]:.1f}**",
            f"{s['cpu']:.1f}", f"{s['pairs']:,}", f"{s['memory'] / GIB:.1f}",
        ])  # fmt: skip
    head = (
        "",
        "load and features s",
        "pairs s",
        "scores s",
        "all s",
        "CPU s",
        "pairs",
        "most memory GiB",
    )
    print(f"{given.records:,} records, {true:,} true pairs, seed {given.seed}.\n")
    print(table(head, rows))
    ratio, scores = totals[0] / totals[1], sides[0]["scoring"] / sides[1]["scoring"]
    cpu = sides[0]["cpu"] / sides[1]["cpu"]
    reached = "reached" if ratio <= 4 else "**not reached**"
    bound = "reached" if sides[0]["memory"] < 8 * GIB else "**not reached**"
    print(
        f"\nAll of it: **{ratio:.2f} times** plain Splink (aim 4: {reached}); scoring alone {scores:.2f} times; "
        f"by CPU seconds {cpu:.2f} times."
    )
    print(f"Under 8 GiB: {bound}.")


if __name__ == "__main__":
    main()
