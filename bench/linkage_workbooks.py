"""Seven messy workbooks through the doors of the product: imported, then compared with the truth.

    python -m bench.linkage_workbooks [--seed 2027] [--port 8312] [--keep FOLDER]

`bubuhan import ... --commit` takes the seven files of `bench.workbooks`, `bubuhan link findings` says
which rows are one person and who has two hats; both are compared with what was planted. A row that is held
or rejected is nobody yet: a pair with it counts only when the findings tell it. Double roles are counted as
sure ones, as those there are if two likely records are one person (both before anybody has decided), and after an officer has decided every pair on the
duplicate desk rightly (what the desk makes possible).
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

from bench.common import table
from bench.linkage_measure import Figures
from bench.stack import BUBUHAN, Stack
from bench.workbooks import write_all
from bubuhan.linkage.generator import REPORTING_SEEDS

Row = tuple[str, str | None, int]  # file, sheet, row
HELD = ("held", "rejected")


@dataclass
class Outcome:
    """What the product did: per row its outcome and person, and what it found."""

    rows: dict[Row, dict[str, Any]]
    findings: dict[str, Any]
    seconds: float


def run(folder: Path, truth: dict[str, Any], port: int) -> Outcome:
    """Import everything as one batch on a fresh instance and ask for the findings."""
    os.environ["BUBUHAN_DEMO"] = "1"  # invented NIK end in 0000
    with Stack(port) as stack:
        started = time.perf_counter()
        out, found = folder / "import.json", folder / "findings.json"
        files = [str(folder / file["file"]) for file in truth["files"]]
        _bubuhan(stack.folder, "import", *files, "--area", "63", "--commit", "--json", str(out))
        _idle(stack)
        seconds = time.perf_counter() - started
        _bubuhan(stack.folder, "link", "findings", "--json", str(found))
        details = json.loads(out.read_text("utf-8"))["details"]
        rows = {(d["file"], d["sheet"] or None, d["row"]): d for d in details}
        return Outcome(rows, json.loads(found.read_text("utf-8")), seconds)


def _bubuhan(data: Path, *command: str) -> None:
    done = subprocess.run(
        [str(BUBUHAN), *command, "--data", str(data)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"bubuhan {command[0]}: {done.stderr.strip()[-600:]}")


def _idle(stack: Stack) -> None:
    """Wait until the worker has nothing left to do."""
    stack.open_database()
    from django.db import connection

    try:
        for _ in range(600):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL")  # fmt: skip
                if cursor.fetchone()[0] == 0:
                    return
            time.sleep(0.5)
    finally:
        stack.close_database()


class Groups:
    """Union of rows: what is put together stays together."""

    def __init__(self) -> None:
        self.parent: dict[Any, Any] = {}

    def find(self, item: Any) -> Any:
        while self.parent.setdefault(item, item) != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, a: Any, b: Any) -> None:
        self.parent[self.find(a)] = self.find(b)


def compare(truth: dict[str, Any], outcome: Outcome) -> str:
    """The report as Markdown."""
    human = {(r["file"], r["sheet"], r["row"]): r["human"] for r in truth["rows"]}
    hats = {(r["file"], r["sheet"], r["row"]): r["pillar"] for r in truth["rows"]}
    person = {
        row: found["person"]
        for row, found in outcome.rows.items()
        if found["person"] and found["outcome"] not in HELD
    }
    of_person: dict[str, set[Row]] = defaultdict(set)
    for row, who in person.items():
        of_person[who].add(row)
    true = _true_pairs(human)
    proposed: dict[str, set[tuple[Row, Row]]] = {"automatic": set(), "desk": set()}
    for rows in of_person.values():
        proposed["automatic"].update(combinations(sorted(rows, key=str), 2))
    for found in outcome.findings["duplicates"]:
        pairs = {tuple(sorted(pair, key=str)) for pair in _pairs_of(found, of_person)}
        proposed[found["band"]] |= pairs  # type: ignore[arg-type]
    proposed["desk"] -= proposed["automatic"]
    lines = [_rows_line(truth, outcome, human), "", _pairs_table(proposed, true, person), ""]
    lines.append(_hats_table(outcome, human, hats, person, proposed))
    return "\n".join(lines)


def _pairs_of(found: dict[str, Any], of_person: dict[str, set[Row]]) -> Iterator[tuple[Row, Row]]:
    """The pairs of rows a finding stands for: its two sources, and all rows of the two persons."""
    a, b = found["a"], found["b"]
    one, two = (_row(side["source"]) for side in (a, b))
    if one and two and one != two:
        yield one, two
    if a["person"] != b["person"]:
        yield from product(of_person.get(a["person"], ()), of_person.get(b["person"], ()))


def _row(source: dict[str, Any] | None) -> Row | None:
    return (source["file"], source["sheet"] or None, source["row"]) if source else None


def _true_pairs(human: dict[Row, int]) -> set[tuple[Row, Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row, who in human.items():
        groups[who].append(row)
    return {pair for rows in groups.values() for pair in combinations(sorted(rows, key=str), 2)}


def _rows_line(truth: dict[str, Any], outcome: Outcome, human: dict[Row, int]) -> str:
    counted = Counter(found["outcome"] for found in outcome.rows.values())
    invented = sum(
        row not in human for row in outcome.rows if outcome.rows[row]["outcome"] not in HELD
    )
    lost = sum(row not in outcome.rows for row in human)
    told = ", ".join(
        f"{counted[k]} {k}" for k in ("created", "updated", "unchanged", "held", "rejected")
    )
    return (
        f"Seed {truth['seed']}: {len(truth['files'])} files, {len(human)} rows of {len(set(human.values()))} persons. "
        f"Outcomes: {told}. Title, group or total rows imported as people: {invented}; rows not seen: {lost}. "
        f"{outcome.seconds:.0f} s to import and settle."
    )


def _pairs_table(
    proposed: dict[str, set[tuple[Row, Row]]],
    true: set[tuple[Row, Row]],
    person: dict[Row, str],
) -> str:
    """Pairs of rows: joined at once, waiting at the desk, both."""
    reachable = {pair for pair in true if pair[0] in person and pair[1] in person}
    rows = []
    for words, pairs in (
        ("one person at once (automatic)", proposed["automatic"]),
        ("proposed at the desk", proposed["desk"]),
        ("both", proposed["automatic"] | proposed["desk"]),
    ):
        known = {pair for pair in pairs if pair in true}
        all_rows = Figures(len(pairs), len(known), len(true))
        rows.append([
            words, str(len(pairs)), str(len(pairs) - len(known)), f"{all_rows.precision:.3f}", f"{all_rows.recall:.3f}",
            f"{len(known & reachable) / max(1, len(reachable)):.3f}",
        ])  # fmt: skip
    return table(
        (
            "pairs of rows of one person",
            "found",
            "wrong",
            "precision",
            f"recall of {len(true)}",
            f"recall of {len(reachable)} not held",
        ),
        rows,
    )


def _joined(
    person: dict[Row, str], automatic: set[tuple[Row, Row]]
) -> tuple[dict[str, set[Row]], Groups]:
    """Rows by the person they belong to, once what was joined automatically is one person."""
    rows_of: dict[str, set[Row]] = defaultdict(set)
    joined = Groups()
    for row, one in person.items():
        rows_of[one].add(row)
        joined.find(one)
    for a, b in automatic:
        if a in person and b in person:
            joined.join(person[a], person[b])
    members: dict[str, set[Row]] = defaultdict(set)
    for one, rows in rows_of.items():
        members[joined.find(one)] |= rows
    return members, joined


def _hats_table(
    outcome: Outcome,
    human: dict[Row, int],
    hats: dict[Row, str],
    person: dict[Row, str],
    proposed: dict[str, set[tuple[Row, Row]]],
) -> str:
    """Persons with more than one pillar: planted, found at once, reachable through the desk."""
    pillars: dict[int, set[str]] = defaultdict(set)
    for row, who in human.items():
        pillars[who].add(hats[row])
    planted: set[tuple[int, tuple[str, ...]]] = {
        (who, p) for who, of in pillars.items() if len(of) > 1 for p in combinations(sorted(of), 2)
    }
    members, joined = _joined(person, proposed["automatic"])
    found: dict[bool, set[tuple[int, tuple[str, ...]]]] = {True: set(), False: set()}
    told, wrong = Counter[bool](), Counter[bool]()
    for entry in outcome.findings["double_roles"]:
        sure = entry["certain"]
        people = {human.get(row) for row in members[joined.find(entry["person"])]} - {None}
        pair = tuple(sorted(set(entry["pillars"])))
        both = {(one, pair) for one in people if one is not None} & planted
        found[sure] |= both
        told[sure] += 1
        wrong[sure] += not both
    at_desk = {
        (human[a], tuple(sorted((hats[a], hats[b]))))
        for a, b in proposed["desk"]
        if a in human and b in human and human[a] == human[b] and hats[a] != hats[b]
    }
    both = found[True] | found[False]
    rows = [
        _hats_row("sure", found[True], told[True], wrong[True], len(planted)),
        _hats_row("if one person", found[False], told[False], wrong[False], len(planted)),
        _hats_row("told at once, both", both, told.total(), wrong.total(), len(planted)),
    ]
    after = len((both | at_desk) & planted) / max(1, len(planted))
    rows.append(["after the desk's pairs are decided", "", "", "", f"{after:.3f}"])
    title = "double roles (person and pair of pillars)"
    return table((title, "findings", "wrong", "precision", f"recall of {len(planted)}"), rows)


def _hats_row(words: str, found: set[Any], told: int, wrong: int, planted: int) -> list[str]:
    share = f"{1 - wrong / max(1, told):.3f}"
    return [words, str(told), str(wrong), share, f"{len(found) / max(1, planted):.3f}"]


def main() -> None:
    """Write, import, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=REPORTING_SEEDS[0])
    options.add_argument("--port", type=int, default=8312)
    options.add_argument("--keep", type=Path, default=None, help="leave files and findings here")
    given = options.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="bubuhan-books-"))
    try:
        truth = write_all(folder, given.seed)
        outcome = run(folder, truth, given.port)
        print(compare(truth, outcome))
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
