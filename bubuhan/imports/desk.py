"""What the import pages do and show: upload, columns, preview, search. One call per page."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When

from bubuhan.accounts.policy import Actor, area_q, require
from bubuhan.geo import names
from bubuhan.geo.check import current
from bubuhan.imports import batching, checking, copying, repairs, staging, tasks, undoing
from bubuhan.imports.checking import Layout
from bubuhan.imports.cli import MAX_FILES, unzipped
from bubuhan.imports.copying import columns_of
from bubuhan.imports.models import ImportBatch, ImportFile, ImportRow, Outcome
from bubuhan.imports.sheet_fields import FIELDS
from bubuhan.imports.sheet_read import MAX_BYTES, cell_name, is_blank
from bubuhan.imports.sheet_rows import as_text
from bubuhan.imports.suggesting import Suggestion, shown
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_nik
from bubuhan.lists.queries import items, title
from bubuhan.people.models import nik_index

INLINE_ROWS = 2000  # stored within the request; more as a job
INLINE_CHECK = 5000  # checked within the request
PAGE_SIZE = 50
SAMPLES = 3
MOST_UPLOADED = 150 * 2**20
_LONG = re.compile(r"\d{12,}")
_ORDER = ("held", "rejected", "created", "updated", "unchanged")
State = ImportBatch.State
RUNNING = frozenset({State.CHECKING, State.MATCHING, State.COMMITTING, State.UNDOING})


def batches(actor: Actor, number: int = 1) -> Page[ImportBatch]:
    """The uploads of the actor's area, newest first."""
    rows = ImportBatch.objects.filter(area_q(actor)).order_by("-created_at")
    cut = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(list(cut), number, PAGE_SIZE, rows.count())


def batch_of(actor: Actor, batch_id: UUID) -> ImportBatch:
    """One upload in scope; raises `not_found`."""
    batch = ImportBatch.objects.filter(area_q(actor), id=batch_id).first()
    if batch is None:
        raise Problem("not_found")
    return batch


def upload(
    actor: Actor, files: "Sequence[UploadedFile[bytes]]", pillar: str, area: str
) -> ImportBatch:
    """Take files in. Raises the problems of a lone file, `area_unknown`, `forbidden`, `import_too_many` ..."""
    area = area or actor.area
    if area:
        current(area, "area_code")
    require(actor, "import.run", area)
    pillar = checking.require_pillar(pillar) if pillar else ""
    if not files:
        raise Problem("field_missing", "file", name="Berkas")
    if sum(f.size or 0 for f in files) > MOST_UPLOADED:
        raise Problem("sheet_too_large", "file", limit=MOST_UPLOADED // 2**20)
    pairs = [pair for file in files for pair in _bytes_of(file)]
    if not pairs:
        raise Problem("sheet_empty", "file")
    if len(pairs) > MAX_FILES:
        raise Problem("import_too_many", "file", files=len(pairs), limit=MAX_FILES)
    incoming = [staging.look_into(name, data) for name, data in pairs]
    if len(incoming) == 1 and incoming[0].problem is None and not _any_row(incoming[0]):
        raise Problem("sheet_empty", "file")
    return staging.take_in(incoming, pillar=pillar, area=area, actor=actor.ref)


def _bytes_of(file: "UploadedFile[bytes]") -> list[tuple[str, bytes]]:
    name = file.name or "berkas"
    if (file.size or 0) > MAX_BYTES and not name.lower().endswith(".zip"):
        raise Problem("sheet_too_large", "file", limit=MAX_BYTES // 2**20)
    data = file.read()
    if name.lower().endswith(".zip"):
        return unzipped(data, MOST_UPLOADED)
    return [(name, data)]


def _any_row(one: staging.Incoming) -> bool:
    """Something stands below a header."""
    tables = checking.layouts(one.sheets)
    sheets = one.sheets
    return any(
        sheets[t.index].height > len(sheets[t.index].rows)
        or any(not is_blank(v) for r in sheets[t.index].rows[t.header_rows[-1] + 1 :] for v in r)
        for t in tables
    )


def earlier(batch: ImportBatch) -> list[ImportBatch]:
    """Other uploads with the same bytes: stored before, or on their way just now. Worth saying, never forbidden."""
    marks = batch.files.values_list("sha256", flat=True)
    return list(
        ImportBatch.objects.filter(files__sha256__in=list(marks), area_code=batch.area_code)
        .exclude(id=batch.id)
        .exclude(state__in=[State.UNDONE, State.UPLOADED])
        .distinct()
        .order_by("-created_at")[:2]
    )


def columns_page(batch: ImportBatch) -> list[dict[str, Any]]:
    """Sheets with their columns, samples of real rows, and the field chosen for each."""
    out = []
    for file in staging.files_of(batch):
        with staging.open_file(file) as session:
            heads = session.heads
        for table in map(Layout.from_dict, file.layout):
            samples = _samples(heads[table.index].rows, table)
            out.append(
                {
                    "sheet": table.sheet,
                    "file": file.name,
                    "name": table.name or file.name,
                    "used": table.used,
                    "pillar": "" if table.asks else table.pillar,
                    "told": table.told,
                    "asks": _sentence(table),
                    "remembered": table.remembered,
                    "rows": max(heads[table.index].height - table.header_rows[-1] - 1, 0),
                    "header": ", ".join(str(r + 1) for r in table.header_rows),
                    "hints": ", ".join(table.hints.values()),
                    "unsure": sum(1 for c in table.columns if c.score < 0.85 and c.field),
                    "columns": [_column(c, samples) for c in table.columns],
                }
            )
    return out


def _column(column: Any, samples: list[list[Any]]) -> dict[str, Any]:
    at = column.index
    return {
        "index": at,
        "letter": cell_name(0, at)[:-1],
        "title": column.title,
        "field": column.field,
        "sure": column.score >= 0.85 or not column.field,
        "samples": [_masked(as_text(row[at])) if at < len(row) else "" for row in samples],
    }


def _sentence(table: Layout) -> str:
    asks = table.asks
    return Problem(asks["code"], asks["field"], **asks["values"]).message if asks else ""


def columns_context(batch: ImportBatch) -> dict[str, Any]:
    """What the page of columns shows: sheets, unreadable files, and the choices."""
    return {
        "sheets": columns_page(batch),
        "unreadable": [f for f in batch.files.all() if f.problem],
        "options": field_options(),
        "pillars": pillar_options(),
    }


def choose(actor: Actor, batch: ImportBatch, posted: Mapping[str, str], used: list[str]) -> None:
    """Take the mapping form (`k-<sheet>-<column>` = field, `p-<sheet>` = pillar) and check the rows with it."""
    chosen: dict[int, dict[str, str]] = {}
    pillars: dict[int, str] = {}
    for key, value in posted.items():
        parts = key.split("-")
        if not all(_is_index(p) for p in parts[1:]):
            continue
        if len(parts) == 3 and parts[0] == "k" and (value in FIELDS or not value):
            chosen.setdefault(int(parts[1]), {})[parts[2]] = value
        elif len(parts) == 2 and parts[0] == "p" and value:
            pillars[int(parts[1])] = checking.require_pillar(value)
    staging.choose_columns(
        batch, chosen, {int(u) for u in used if _is_index(u)}, pillars=pillars, actor=actor.ref
    )
    tables = staging.tables_of(batch)
    if any(t.used and not t.named for t in tables) or not any(t.used for t in tables):
        raise Problem("sheet_no_name", "file")
    checking.require_pillars(tables)
    if batch.all_rows <= INLINE_CHECK:
        staging.stage_and_match(batch)
        return
    ImportBatch.objects.filter(id=batch.id).update(state=State.CHECKING, done_rows=0, failure="")
    tasks.stage.defer(batch_id=str(batch.id))


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def field_options() -> list[tuple[str, str]]:
    """What a column can be, for the selects of the mapping page."""
    return [(code, kind.label) for code, kind in FIELDS.items() if not code.startswith("skip_")]


def pillar_options() -> list[tuple[str, str]]:
    """The pillars, for selects."""
    return [(i.code, i.name) for i in items("pillar")]


def commit(actor: Actor, batch: ImportBatch, reason: str = "") -> None:
    """Store what can be stored: at once, or as a job when it is long."""
    if batch.alarms and reason:
        batching.override(batch, reason, actor=actor.ref)
    batching.require_calm(batch)
    waiting = ImportBatch.objects.filter(id=batch.id, state__in=[State.CHECKED, State.COMMITTING])
    if not waiting.update(state=State.COMMITTING):
        raise Problem("batch_state", state=batch.get_state_display())
    batch.state = State.COMMITTING
    if batch.counts.get("rows", 0) <= INLINE_ROWS:
        batching.commit_all(batch, actor=actor.ref)
        return
    tasks.commit.defer(batch_id=str(batch.id), actor_id=actor.ref.id, actor_name=actor.name)


def undo(actor: Actor, batch: ImportBatch) -> dict[str, int] | None:
    """Take a stored upload back: at once (what was done), or as a job (None) when it is long."""
    undoing.begin(batch)
    if batch.counts.get("rows", 0) <= INLINE_ROWS:
        return undoing.undo(batch, actor=actor.ref)
    tasks.undo.defer(batch_id=str(batch.id), actor_id=actor.ref.id, actor_name=actor.name)
    return None


def coloured(batch: ImportBatch, number: str) -> tuple[ImportFile, bytes | None]:
    """The coloured copy of one file; None while a job makes it. Raises `not_found`."""
    files = staging.files_of(batch)
    found = [f for f in files if str(f.number) == number] if number else files[:1]
    if not found:
        raise Problem("not_found")
    file = found[0]
    if batch.counts.get("rows", 0) <= INLINE_ROWS:
        return file, copying.make(file)
    if (ready := copying.kept(file)) is not None:
        ImportFile.objects.filter(id=file.id).update(copy_state=ImportFile.Copy.NONE)
        return file, ready
    ImportFile.objects.filter(id=file.id).update(copy_state=ImportFile.Copy.MAKING)
    tasks.copy.defer(file_id=str(file.id))
    return file, None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview; `faults` are (cell, message, holds); `diff` (label, old, new)."""

    row: ImportRow
    sheet: str
    where: str
    word: str
    faults: list[tuple[str, str, bool]]
    diff: list[tuple[str, str, str]]
    suggestion: Suggestion | None = None
    before: str = ""
    after: str = ""
    batch: ImportBatch | None = None
    file: str = ""


def preview(batch: ImportBatch, outcome: str, number: int) -> Page[ShownRow]:
    """Rows with problems first; `outcome` narrows."""
    rows: QuerySet[ImportRow] = batch.rows.defer("applied")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    total = rows.count()
    first = Choose(
        *[When(outcome=o, then=Value(n)) for n, o in enumerate(_ORDER)], output_field=IntegerField()
    )
    cut = rows.annotate(first=first).order_by("first", "sheet", "row")[
        (number - 1) * PAGE_SIZE : number * PAGE_SIZE
    ]
    files = staging.files_of(batch)
    tables = {t.sheet: (t, f.name) for f in files for t in map(Layout.from_dict, f.layout)}
    found = list(cut)
    labels = names.names({r.area_code for r in found})
    several = len(files) > 1
    made = [_shown(r, *tables[r.sheet], labels.get(r.area_code, ""), several) for r in found]
    return Page(made, number, PAGE_SIZE, total)


def search(actor: Actor, words: str, file: str, outcome: str, number: int) -> Page[ShownRow]:
    """Rows of all uploads in scope by name, NIK or file: what became of each."""
    seen = ImportBatch.objects.filter(area_q(actor))
    rows = ImportRow.objects.filter(batch__in=seen).defer("applied", "cells")
    words = words.strip()
    digits = parse_nik(words, allow_example=True) if words else ""
    if isinstance(digits, str) and len(digits) == 16:
        rows = rows.filter(nik_blind=nik_index(digits))
    elif words:
        rows = rows.filter(name__icontains=words)
    if file.strip():
        rows = rows.filter(batch__files__name__icontains=file.strip()).distinct()
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    total = rows.count()
    cut = list(
        rows.select_related("batch").order_by("-id")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    )
    files = ImportFile.objects.filter(batch__in={r.batch_id for r in cut}, problem={})
    tables = {
        (f.batch_id, t.sheet): (t, f.name) for f in files for t in map(Layout.from_dict, f.layout)
    }
    labels = names.names({r.area_code for r in cut})
    made = [_shown(r, *tables[r.batch_id, r.sheet], labels.get(r.area_code, ""), True) for r in cut]
    return Page(made, number, PAGE_SIZE, total)


def kept_rows(batch: ImportBatch) -> list[tuple[ImportRow, str]]:
    """After an undo: rows that stayed, and why."""
    rows = batch.rows.filter(applied__has_key="kept").defer("cells")[:200]
    return [(r, r.applied["kept"]) for r in rows]


def pillars_of(batch: ImportBatch) -> str:
    """The pillars of a batch in words."""
    codes = sorted({t.pillar for t in staging.tables_of(batch) if t.used and t.pillar})
    return ", ".join(title("pillar", c) for c in codes)


def fingerprint(batch: ImportBatch) -> str:
    """A short mark of the upload, to tell two files of one name apart."""
    return hashlib.sha256(str(batch.id).encode()).hexdigest()[:6]


def _shown(row: ImportRow, table: Layout, file: str, label: str, several: bool) -> ShownRow:
    faults = []
    for problem in row.problems:
        places = columns_of(table, problem.get("field"))
        cell = cell_name(row.row - 1, places[0]) if places else ""
        faults.append((cell, problem["message"], bool(problem.get("holds"))))
    diff = [(_label(f), old, new) for f, old, new in row.changes]
    found = Outcome(row.outcome).label
    best = None
    if row.problems and not row.done and "cells" not in row.get_deferred_fields():
        best = next((s for s in repairs.suggestions_for(row) if s.kind != "nik_drop"), None)
    before, after = (
        (shown(best.before, best.after), shown(best.after, best.before)) if best else ("", "")
    )
    return ShownRow(
        row, table.name or "", label, found, faults, diff, best, before, after, file=file if several else ""
    )  # fmt: skip


def _label(code: str) -> str:
    extra = {
        "phone_other": "HP lain", "area_code": "Wilayah", "started_on": "Mulai bertugas", "membership": "Keanggotaan baru",
    }  # fmt: skip
    return extra.get(code) or (FIELDS[code].label if code in FIELDS else code)


def _masked(text: str) -> str:
    """Long numbers in samples (NIK, KK, accounts) show their ends only."""
    return _LONG.sub(lambda m: f"{m[0][:4]} •••• {m[0][-4:]}", text)


def _samples(rows: list[list[Any]], table: Layout) -> list[list[Any]]:
    found = []
    for row in rows[table.header_rows[-1] + 1 :]:
        if sum(1 for v in row if not is_blank(v)) >= 3:
            found.append(row)
        if len(found) == SAMPLES:
            break
    return found
