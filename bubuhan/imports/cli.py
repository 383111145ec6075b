"""`bubuhan import FILE`: the door for scripts. Dry-run unless told to commit."""

import json
import sys
from pathlib import Path
from typing import Any

from bubuhan.geo.check import current
from bubuhan.imports import batching, checking
from bubuhan.imports.planning import Plan
from bubuhan.imports.sheet_read import read
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem

ACTOR = ActorRef("system", "import", "Perintah bubuhan import")


def import_file(
    path: str | Path,
    pillar: str,
    area: str = "",
    commit: bool = False,
    json_out: str | Path | None = None,
) -> int:
    """Check (and with `commit` store) one file; print a summary, write JSON when asked.

    Returns 0 when it ran, 2 when the file (or a parameter) cannot be used.
    """
    try:
        result = run(Path(path), pillar, area, commit)
    except Problem as problem:
        print(f"{problem.message} [{problem.code}]", file=sys.stderr)
        if json_out:
            _write(json_out, {"problem": problem.as_dict()})
        return 2
    if json_out:
        _write(json_out, result)
    _print(result, commit)
    return 0


def run(path: Path, pillar: str, area: str, commit: bool) -> dict[str, Any]:
    """The result as the JSON has it. Raises Problem for a file or parameter that cannot be used."""
    pillar = checking.require_pillar(pillar)
    if area:
        current(area, "area")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem("sheet_not_found", "file", name=path.name) from error
    book = read(data, path.name)
    tables = checking.layouts(book, batching.remembered(area, pillar), area)
    names = [s.name for s in book.sheets]
    if commit:
        batch = batching.start(
            data, path.name, book.kind, tables, pillar=pillar, area=area, actor=ACTOR
        )
        batching.stage(batch, book)
        batching.commit_all(batch, actor=ACTOR)
        details = [
            _detail(
                names[r.sheet],
                r.row,
                outcome=r.outcome,
                person=r.person_id,
                area=r.area_code,
                problems=r.problems,
            )
            for r in batch.rows.defer("cells", "applied")
        ]
    else:
        drafts = checking.check_all(
            list(checking.raws(book, tables)), checking.rules_for(pillar, area)
        )
        details = [_planned(names, p) for p in checking.plan_all(drafts, pillar)]
    return {**checking.counts([d["outcome"] for d in details]), "details": details}


def _planned(names: list[str | None], plan: Plan) -> dict[str, Any]:
    d = plan.draft
    return _detail(
        names[d.sheet],
        d.row,
        outcome=plan.outcome,
        person=plan.person_id,
        area=d.area_code,
        problems=d.problems,
    )


def _detail(
    sheet: str | None,
    row: int,
    *,
    outcome: str,
    person: object,
    area: str,
    problems: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "row": row,
        "outcome": outcome,
        "person": str(person) if person else None,
        "area_code": area or None,
        "problems": [{k: p.get(k) for k in ("code", "field", "message")} for p in problems],
    }


def _write(target: str | Path, result: dict[str, Any]) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if str(target) == "-":
        print(text)
    else:
        Path(target).write_text(text + "\n", "utf-8")


def _print(result: dict[str, Any], commit: bool) -> None:
    words = {
        "created": "baru",
        "updated": "diperbarui",
        "unchanged": "tidak berubah",
        "held": "ditahan",
        "rejected": "ditolak",
    }
    counted = ", ".join(f"{result[k]} {word}" for k, word in words.items())
    print(f"{result['rows']} baris: {counted}.", file=sys.stderr)
    if not commit:
        print(
            "Uji coba saja: belum ada yang disimpan. Tambahkan --commit untuk menyimpan.",
            file=sys.stderr,
        )
