"""`bubuhan import FILE...`: the door for scripts. Dry-run unless told to commit.

A folder or a zip stands for the workbooks in it. One file: as ever. Several: one batch, whose details also
say the `file`.
"""

import io
import json
import lzma
import sys
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from bubuhan.geo.check import current
from bubuhan.imports import applying, batching, checking, keeping, staging
from bubuhan.imports.models import ImportBatch
from bubuhan.imports.sheet_read import MAX_BYTES
from bubuhan.imports.staging import Incoming
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem

ACTOR = ActorRef("system", "import", "Perintah bubuhan import")
ENDINGS = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")
MAX_FILES = 200
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # a password, a method nobody knows
    ValueError,
)


def import_file(
    path: str | Path | Sequence[str | Path],
    pillar: str = "",
    area: str = "",
    commit: bool = False,
    json_out: str | Path | None = None,
    *,
    override: str = "",
) -> int:
    """Check (and with `commit` store) one file or several; print a summary, write JSON when asked.

    Returns 0 when it ran, 2 when a file (or a parameter) cannot be used, or when the guard against a
    wrong file stopped the commit (`override` is the reason to store all the same).
    """
    paths = [Path(p) for p in ([path] if isinstance(path, str | Path) else path)]
    try:
        result = run(paths, pillar, area, commit, override)
    except Problem as problem:
        print(f"{problem.message} [{problem.code}]", file=sys.stderr)
        if json_out:
            _write(json_out, {"problem": problem.as_dict()})
        return 2
    if json_out:
        _write(json_out, result)
    _print(result, commit)
    return 2 if "problem" in result else 0


def run(
    paths: Sequence[Path], pillar: str, area: str, commit: bool, override: str = ""
) -> dict[str, Any]:
    """The result as the JSON has it. Raises Problem for a file or parameter that cannot be used."""
    pillar = checking.require_pillar(pillar) if pillar else ""
    if area:
        current(area, "area")
    files = _take(paths)
    try:
        if commit:
            return _import(files, pillar, area, commit=True, override=override)
        return _dry_run(files, pillar, area)
    finally:
        for file in files:
            if file.session:
                file.session.close()


class _Leave(Exception):
    """Ends a dry run: everything it wrote is forgotten."""


def _dry_run(files: list[Incoming], pillar: str, area: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    kept: list[Any] = []
    try:
        with transaction.atomic():
            result = _import(files, pillar, area, commit=False, kept=kept)
            raise _Leave
    except _Leave:
        return result
    finally:
        for key in kept:
            keeping.forget(key)


def _import(
    files: list[Incoming],
    pillar: str,
    area: str,
    *,
    commit: bool,
    override: str = "",
    kept: list[Any] | None = None,
) -> dict[str, Any]:
    batch = staging.take_in(files, pillar=pillar, area=area, actor=ACTOR)
    rows = list(batch.files.all())
    if kept is not None:
        kept += [f.id for f in rows]
    bad = next((f for f in rows if f.problem), None)
    if bad:  # all or nothing: a script must know that every file counted
        batch.delete()
        raise Problem("sheet_unusable", "file", name=bad.name, why=bad.problem["message"])
    sessions = {r.id: f.session for r, f in zip(rows, files, strict=True) if f.session}
    try:
        staging.stage_and_match(batch, sessions)
    except Problem:
        batch.delete()
        raise
    if commit:
        if override:
            batching.override(batch, override, actor=ACTOR)
        try:
            batching.commit_all(batch, actor=ACTOR)
        except Problem as problem:
            return {**_result(batch, len(files)), "problem": problem.as_dict()}
    return _result(batch, len(files))


def _result(batch: ImportBatch, files: int) -> dict[str, Any]:
    places = applying.file_names(batch)
    details: list[dict[str, Any]] = []
    rows = batch.rows.order_by("sheet", "row").values_list(
        "sheet", "row", "outcome", "person_id", "area_code", "problems"
    )
    for sheet, row, outcome, person, area, problems in rows.iterator(5000):
        file, name = places[sheet]
        details.append(
            {
                "sheet": name,
                "row": row,
                "outcome": outcome,
                "person": str(person) if person else None,
                "area_code": area or None,
                "problems": [{k: p.get(k) for k in ("code", "field", "message")} for p in problems],
                **({"file": file} if files > 1 else {}),
            }
        )
    result = {**checking.counts(str(d["outcome"]) for d in details), "details": details}
    return {**result, "alarms": batch.alarms} if batch.alarms else result


def _take(paths: Sequence[Path]) -> list[Incoming]:
    """All workbooks behind some paths. Raises `sheet_not_found`, `import_too_many`, or a lone file's problem."""
    found = [pair for path in paths for pair in _behind(path)]
    if not found:
        raise Problem("sheet_not_found", "file", name=paths[0].name if paths else "")
    if len(found) > MAX_FILES:
        raise Problem("import_too_many", "file", files=len(found), limit=MAX_FILES)
    alone = len(found) == 1
    files = [staging.look_into(name, data, keep_open=alone) for name, data in found]
    if alone and files[0].problem:
        raise files[0].problem
    return files


def _behind(path: Path) -> Iterable[tuple[str, bytes]]:
    try:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS)
            return [(str(p.relative_to(path)), p.read_bytes()) for p in inside if _wanted(p.name)]
        data = path.read_bytes()
    except OSError as error:
        raise Problem("sheet_not_found", "file", name=path.name) from error
    return unzipped(data) if path.suffix.lower() == ".zip" else [(path.name, data)]


def unzipped(data: bytes, most: int = 10 * MAX_BYTES) -> list[tuple[str, bytes]]:
    """The workbooks in a zip, of at most `most` bytes unpacked. Raises `sheet_unreadable`, `sheet_too_large` or `import_too_many`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [i for i in archive.infolist() if i.filename.lower().endswith(ENDINGS)]
            inside = [i for i in inside if _wanted(Path(i.filename).name)]
            if len(inside) > MAX_FILES:
                raise Problem("import_too_many", "file", files=len(inside), limit=MAX_FILES)
            if sum(i.file_size for i in inside) > most:
                raise Problem("sheet_too_large", "file", limit=most // 2**20)
            return [(i.filename, archive.read(i)) for i in inside]
    except _BROKEN_ZIP as error:
        raise Problem("sheet_unreadable", "file") from error


def _wanted(name: str) -> bool:
    return not name.startswith(("~$", ".", "__"))


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
    if "problem" in result:
        problem = result["problem"]
        print(f"{problem['message']} [{problem['code']}]", file=sys.stderr)
    elif not commit:
        print(
            "Uji coba saja: belum ada yang disimpan. Tambahkan --commit untuk menyimpan.",
            file=sys.stderr,
        )
