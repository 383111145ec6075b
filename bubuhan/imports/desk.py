"""What the import pages do and show: upload, columns, preview, repair. One call per page."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When

from bubuhan.accounts.policy import Actor, area_q, require
from bubuhan.geo import names
from bubuhan.geo.check import current
from bubuhan.imports import batching, checking, tasks
from bubuhan.imports.checking import Layout
from bubuhan.imports.copying import columns_of
from bubuhan.imports.models import ImportBatch, ImportRow, Outcome
from bubuhan.imports.sheet_fields import FIELDS
from bubuhan.imports.sheet_read import MAX_BYTES, cell_name, is_blank, read
from bubuhan.imports.sheet_rows import FORMULA, as_text
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem

INLINE_ROWS = 2000  # stored within the request; more as a job
INLINE_CHECK = 5000  # checked within the request
PAGE_SIZE = 50
SAMPLES = 3
_LONG = re.compile(r"\d{12,}")
_ORDER = ("held", "rejected", "created", "updated", "unchanged")


def batches(actor: Actor) -> list[ImportBatch]:
    """The uploads of the actor's area, newest first."""
    return list(ImportBatch.objects.filter(area_q(actor)).order_by("-created_at")[:100])


def batch_of(actor: Actor, batch_id: UUID) -> ImportBatch:
    """One upload in scope; raises `not_found`."""
    batch = ImportBatch.objects.filter(area_q(actor), id=batch_id).first()
    if batch is None:
        raise Problem("not_found")
    return batch


def upload(actor: Actor, file: "UploadedFile[bytes] | None", pillar: str, area: str) -> ImportBatch:
    """Take a file in. Raises the problems of `sheet_read.read`, `area_unknown`, `forbidden` ..."""
    area = area or actor.area
    if area:
        current(area, "area_code")
    require(actor, "import.run", area)
    pillar = checking.require_pillar(pillar)
    if file is None:
        raise Problem("field_missing", "file", name="Berkas")
    if (file.size or 0) > MAX_BYTES:
        raise Problem("sheet_too_large", "file", limit=MAX_BYTES // 2**20)
    data = file.read()
    book = read(data, file.name or "")
    tables = checking.layouts(book, batching.remembered(area, pillar), area)
    if not any(True for _ in checking.raws(book, [t for t in tables if _named(t)])):
        raise Problem("sheet_empty", "file")
    for table in tables:
        table.used = _named(table)
    return batching.start(
        data, file.name or "berkas", book.kind, tables, pillar=pillar, area=area, actor=actor.ref
    )


def earlier(batch: ImportBatch) -> ImportBatch | None:
    """The same bytes, committed before: worth saying, never forbidden."""
    return (
        ImportBatch.objects.filter(
            sha256=batch.sha256, area_code=batch.area_code, state=ImportBatch.State.COMMITTED
        )
        .exclude(id=batch.id)
        .order_by("-committed_at")
        .first()
    )


def columns_page(batch: ImportBatch) -> list[dict[str, Any]]:
    """Sheets with their columns, samples of real rows, and the field chosen for each."""
    book = batching.open_book(batch)
    out = []
    for table in batching.tables_of(batch):
        samples = _samples(book.sheets[table.sheet].rows, table)
        out.append(
            {
                "sheet": table.sheet,
                "name": table.name or batch.file_name,
                "used": table.used,
                "remembered": table.remembered,
                "header": ", ".join(str(r + 1) for r in table.header_rows),
                "hints": ", ".join(table.hints.values()),
                "columns": [
                    {
                        "index": c.index,
                        "letter": cell_name(0, c.index)[:-1],
                        "title": c.title,
                        "field": c.field,
                        "sure": c.score >= 0.85 or not c.field,
                        "samples": [
                            _masked(as_text(row[c.index])) if c.index < len(row) else ""
                            for row in samples
                        ],
                    }
                    for c in table.columns
                ],
            }
        )
    return out


def choose(actor: Actor, batch: ImportBatch, posted: Mapping[str, str], used: list[str]) -> None:
    """Take the mapping form (`k-<sheet>-<column>` = field) and check the rows with it."""
    chosen: dict[int, dict[str, str]] = {}
    for key, value in posted.items():
        parts = key.split("-")
        if (
            len(parts) == 3
            and parts[0] == "k"
            and _is_index(parts[1])
            and (value in FIELDS or not value)
        ):
            chosen.setdefault(int(parts[1]), {})[parts[2]] = value
    batching.choose_columns(batch, chosen, {int(u) for u in used if _is_index(u)}, actor=actor.ref)
    for table in batching.tables_of(batch):
        if table.used and not _named(table):
            raise Problem("sheet_no_name", "file")
    _run_stage(batch)


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def field_options() -> list[tuple[str, str]]:
    """What a column can be, for the selects of the mapping page."""
    return [(code, kind.label) for code, kind in FIELDS.items() if not code.startswith("skip_")]


def commit(actor: Actor, batch: ImportBatch) -> None:
    """Store what can be stored: at once, or as a job when it is long."""
    waiting = ImportBatch.objects.filter(
        id=batch.id, state__in=[ImportBatch.State.CHECKED, ImportBatch.State.COMMITTING]
    )
    if not waiting.update(state=ImportBatch.State.COMMITTING):
        raise Problem("batch_state", state=batch.get_state_display())
    batch.state = ImportBatch.State.COMMITTING
    if batch.counts.get("rows", 0) <= INLINE_ROWS:
        batching.commit_all(batch, actor=actor.ref)
        return
    tasks.commit.defer(batch_id=str(batch.id), actor_id=actor.ref.id, actor_name=actor.name)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview; `faults` are (cell, message, holds)."""

    row: ImportRow
    sheet: str
    where: str
    word: str
    faults: list[tuple[str, str, bool]]


def preview(batch: ImportBatch, outcome: str, number: int) -> Page[ShownRow]:
    """Rows with problems first; `outcome` narrows."""
    rows: QuerySet[ImportRow] = batch.rows.defer("cells", "applied")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    total = rows.count()
    first = Choose(
        *[When(outcome=o, then=Value(n)) for n, o in enumerate(_ORDER)], output_field=IntegerField()
    )
    cut = rows.annotate(first=first).order_by("first", "sheet", "row")[
        (number - 1) * PAGE_SIZE : number * PAGE_SIZE
    ]
    tables = {t.sheet: t for t in batching.tables_of(batch)}
    found = list(cut)
    labels = names.names({r.area_code for r in found})
    shown = [_shown(r, tables[r.sheet], labels.get(r.area_code, "")) for r in found]
    return Page(shown, number, PAGE_SIZE, total)


def kept_rows(batch: ImportBatch) -> list[tuple[ImportRow, str]]:
    """After an undo: rows that stayed, and why."""
    rows = batch.rows.filter(applied__has_key="kept").defer("cells")[:200]
    return [(r, r.applied["kept"]) for r in rows]


def row_of(batch: ImportBatch, row_id: int) -> ImportRow:
    """One row of a batch; raises `not_found`."""
    row = batch.rows.filter(id=row_id).first()
    if row is None:
        raise Problem("not_found")
    return row


def repair_fields(batch: ImportBatch, row: ImportRow) -> list[dict[str, Any]]:
    """The cells of one row as a form: name, label, value, the cell's address, its problems."""
    table = next(t for t in batching.tables_of(batch) if t.sheet == row.sheet)
    values = batching.cells_of(row)
    mapped = [
        c.field
        for c in table.columns
        if c.field in FIELDS and not c.field.startswith("skip") and c.field != "no"
    ]
    fields = []
    for code in dict.fromkeys([*mapped, *(k for k in values if k in FIELDS)]):
        column = table.column_of(code)
        faults = [
            p["message"]
            for p in row.problems
            if column is not None and column in columns_of(table, p.get("field"))[:1]
        ]
        if code == "nik" and not faults:
            continue  # a sound NIK is nobody's business here
        value = as_text(values.get(code))
        fields.append(
            {
                "code": code,
                "label": FIELDS[code].label,
                "value": "" if value == FORMULA else value,
                "cell": cell_name(row.row - 1, column) if column is not None else "",
                "faults": faults,
            }
        )
    return fields


def repair(
    actor: Actor, batch: ImportBatch, row: ImportRow, posted: Mapping[str, str]
) -> ImportRow:
    """Take the repair form: changed cells, a chosen area, a decision about a person; check again.

    In a committed batch a repaired row is stored at once.
    """
    now = batching.cells_of(row)
    changes: dict[str, Any] = {
        code: value
        for code, value in posted.items()
        if code in FIELDS and value.strip() != as_text(now.get(code)).replace(FORMULA, "")
    }
    if area := posted.get("pilih_wilayah") or posted.get("area_code"):
        current(area, "area_code")
        require(actor, "import.run", area)
        changes["_area"] = area
    elif {"duty_desa", "duty_kec", "desa", "kec", "kab", "area"} & changes.keys():
        changes["_area"] = ""
    if decision := posted.get("pilih_orang"):
        offered = {c[0] for p in row.problems for c in p.get("candidates", ())}
        if decision not in {*offered, "new"}:
            raise Problem("not_found")
        changes["_person"] = decision
    row = batching.recheck(batch, row, changes, actor=actor.ref)
    if batch.state == ImportBatch.State.COMMITTED:
        batching.commit_repaired(batch, row, actor=actor.ref)
        row.refresh_from_db()
    return row


def fingerprint(batch: ImportBatch) -> str:
    """A short mark of the upload, to tell two files of one name apart."""
    return hashlib.sha256(batch.sha256.encode()).hexdigest()[:6]


def _run_stage(batch: ImportBatch) -> None:
    book = batching.open_book(batch)
    if sum(len(s.rows) for s in book.sheets) <= INLINE_CHECK:
        batching.stage(batch, book)
        return
    ImportBatch.objects.filter(id=batch.id).update(state=ImportBatch.State.CHECKING)
    tasks.stage.defer(batch_id=str(batch.id))


def _shown(row: ImportRow, table: Layout, label: str) -> ShownRow:
    faults = []
    for problem in row.problems:
        places = columns_of(table, problem.get("field"))
        cell = cell_name(row.row - 1, places[0]) if places else ""
        faults.append((cell, problem["message"], bool(problem.get("holds"))))
    return ShownRow(row, table.name or "", label, Outcome(row.outcome).label, faults)


def _masked(text: str) -> str:
    """Long numbers in samples (NIK, KK, accounts) show their ends only."""
    return _LONG.sub(lambda m: f"{m[0][:4]} •••• {m[0][-4:]}", text)


def _named(table: Layout) -> bool:
    return table.column_of("name") is not None or table.column_of("name_nik") is not None


def _samples(rows: list[list[Any]], table: Layout) -> list[list[Any]]:
    found = []
    for row in rows[table.header_rows[-1] + 1 :]:
        if sum(1 for v in row if not is_blank(v)) >= 3:
            found.append(row)
        if len(found) == SAMPLES:
            break
    return found
