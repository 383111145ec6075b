"""An import from upload to commit. Every step can be repeated; nothing is stored in the registry
before `commit`. A commit runs in chunks, each one transaction with one journal event.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from bubuhan import journal
from bubuhan.imports import checking, keeping
from bubuhan.imports.applying import apply
from bubuhan.imports.checking import Layout, Remembered
from bubuhan.imports.models import ImportBatch, ImportMapping, ImportRow
from bubuhan.imports.planning import Plan
from bubuhan.imports.sheet_read import Book, read
from bubuhan.imports.sheet_rows import Draft, Raw, check
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem

CHUNK = 1000
WRITABLE = ("created", "updated", "unchanged")
State = ImportBatch.State


def remembered(area: str, pillar: str) -> Remembered:
    """How this office read a sheet with these headings last time."""

    def find(signature: str) -> dict[str, str] | None:
        kept = ImportMapping.objects.filter(
            area_code=area, pillar=pillar, signature=signature
        ).first()
        return dict(kept.columns) if kept else None

    return find


def start(
    data: bytes,
    file_name: str,
    kind: str,
    tables: Sequence[Layout],
    *,
    pillar: str,
    area: str,
    actor: ActorRef,
) -> ImportBatch:
    """Keep an uploaded file and how it would be read."""
    batch = ImportBatch(
        pillar=pillar,
        area_code=area,
        file_name=file_name[:200],
        file_kind=kind,
        file_size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        layout=[t.as_dict() for t in tables],
        by_id=actor.id,
        by=actor.name,
        created_at=clock.now(),
    )
    keeping.keep(batch.id, data)
    batch.save(force_insert=True)
    return batch


def tables_of(batch: ImportBatch) -> list[Layout]:
    """The layouts kept with a batch."""
    return [Layout.from_dict(data) for data in batch.layout]


def open_book(batch: ImportBatch) -> Book:
    """Read the kept file again. Raises `sheet_not_found` when it is gone."""
    data = keeping.fetch(batch.id)
    if data is None:
        raise Problem("sheet_not_found", "file", name=batch.file_name)
    return read(data, batch.file_name)


def choose_columns(
    batch: ImportBatch, chosen: dict[int, dict[str, str]], used: set[int], *, actor: ActorRef
) -> None:
    """A person's own mapping: `{sheet: {column index: field}}`; remembered for this office."""
    if batch.state not in {State.UPLOADED, State.CHECKING, State.CHECKED}:
        raise Problem("batch_state", state=batch.get_state_display())
    tables = tables_of(batch)
    for table in tables:
        table.used = table.sheet in used
        fields = chosen.get(table.sheet, {})
        table.columns = [
            type(c)(c.index, c.heading, fields.get(str(c.index), c.field), 1.0)
            for c in table.columns
        ]
        if table.used:
            ImportMapping.objects.update_or_create(
                area_code=batch.area_code,
                pillar=batch.pillar,
                signature=table.signature,
                defaults={
                    "columns": {str(c.index): c.field for c in table.columns},
                    "by": actor.name,
                    "at": clock.now(),
                },
            )
    batch.layout = [t.as_dict() for t in tables]
    batch.save(update_fields=["layout"])


def stage(batch: ImportBatch, book: Book | None = None) -> None:
    """Check every row and keep the result beside the batch (replacing an earlier check)."""
    if batch.state not in {State.UPLOADED, State.CHECKING, State.CHECKED}:
        raise Problem("batch_state", state=batch.get_state_display())
    rows = list(checking.raws(book or open_book(batch), tables_of(batch)))
    drafts = checking.check_all(rows, checking.rules_for(batch.pillar, batch.area_code))
    plans = checking.plan_all(drafts, batch.pillar)
    with journal.unit():
        batch.rows.all().delete()
        _copy_rows(batch, rows, plans)
        batch.state = State.CHECKED
        batch.counts = checking.counts([p.outcome for p in plans])
        batch.done_rows = 0
        batch.save(update_fields=["state", "counts", "done_rows"])


def commit_all(
    batch: ImportBatch, *, actor: ActorRef, progress: Callable[[int], None] | None = None
) -> ImportBatch:
    """Store all rows that can be stored. Can be called again after a break: it goes on where it stopped."""
    if batch.state not in {State.CHECKED, State.COMMITTING}:
        raise Problem("batch_state", state=batch.get_state_display())
    ImportBatch.objects.filter(id=batch.id).update(state=State.COMMITTING)
    while done := commit_chunk(batch, actor=actor):
        if progress:
            progress(done)
    batch.refresh_from_db()
    batch.state, batch.committed_at = State.COMMITTED, clock.now()
    batch.counts = _recount(batch)
    batch.save(update_fields=["state", "committed_at", "counts"])
    return batch


def commit_chunk(batch: ImportBatch, *, actor: ActorRef, size: int = CHUNK) -> int:
    """Store the next rows in one transaction; returns how many, 0 when none is left."""
    rows = list(batch.rows.filter(done=False, outcome__in=WRITABLE).order_by("sheet", "row")[:size])
    if not rows:
        return 0
    try:
        _commit_rows(batch, rows, actor)
    except IntegrityError:
        for row in rows:  # find the one that does not fit, keep the others
            _commit_alone(batch, row, actor)
    return len(rows)


def commit_repaired(batch: ImportBatch, row: ImportRow, *, actor: ActorRef) -> None:
    """Store one row that was repaired after the batch had been committed."""
    if row.outcome in WRITABLE and not row.done:
        _commit_alone(batch, row, actor)
        batch.counts = _recount(batch)
        batch.save(update_fields=["counts"])


def recheck(
    batch: ImportBatch, row: ImportRow, changes: dict[str, Any], *, actor: ActorRef
) -> ImportRow:
    """A repaired row: new cell values by field, or `_area` / `_person` as the officer's decision."""
    if row.done or batch.state not in {State.CHECKED, State.COMMITTED}:
        raise Problem("batch_state", state=batch.get_state_display())
    values = {**cells_of(row), **changes}
    raw = Raw(row.sheet, row.row, {k: v for k, v in values.items() if v not in ("", None)})
    draft = check(raw, checking.rules_for(batch.pillar, batch.area_code))
    made = checking.plan_all([draft], batch.pillar)[0]
    row.cells = json.dumps(raw.values, ensure_ascii=False)
    row.name, row.outcome, row.person_id = draft.name, made.outcome, made.person_id
    row.area_code, row.problems, row.repaired_by = draft.area_code, draft.problems, actor.name
    row.save()
    batch.counts = _recount(batch)
    batch.save(update_fields=["counts"])
    return row


def cells_of(row: ImportRow) -> dict[str, Any]:
    """The values of one row by field, as read or repaired."""
    found: dict[str, Any] = json.loads(row.cells or "{}")
    return found


def _commit_rows(batch: ImportBatch, rows: Sequence[ImportRow], actor: ActorRef) -> None:
    rules = checking.rules_for(batch.pillar, batch.area_code)
    with journal.unit():
        with (
            connection.cursor() as cursor
        ):  # two imports of one pillar never plan against each other
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{batch.pillar}"]
            )
        open_rows = set(
            batch.rows.filter(id__in=[r.id for r in rows], done=False).values_list("id", flat=True)
        )
        rows = [r for r in rows if r.id in open_rows]  # another worker may have been quicker
        drafts: list[Draft] = [check(Raw(r.sheet, r.row, cells_of(r)), rules) for r in rows]
        plans = checking.plan_all(drafts, batch.pillar)
        _renumber(plans)
        touched = apply(plans, rows, batch, actor)
        tally = checking.counts([p.outcome for p in plans])
        ImportBatch.objects.filter(id=batch.id).update(done_rows=batch.done_rows + len(rows))
        batch.done_rows += len(rows)
        journal.record(
            "import.committed",
            actor=actor,
            subject=("import", batch.id),
            area=batch.area_code,
            data={"file": batch.file_name, "pillar": batch.pillar, **tally},
            touched=[journal.Touch(f"mine:{p}", "profile", str(p)) for p in touched],
        )


def _commit_alone(batch: ImportBatch, row: ImportRow, actor: ActorRef) -> None:
    try:
        _commit_rows(batch, [row], actor)
    except IntegrityError:
        problem = {
            **Problem("membership_overlap", "started", pillar=batch.pillar).as_dict(),
            "holds": True,
        }
        ImportRow.objects.filter(id=row.id).update(
            outcome="held", problems=[*row.problems, problem]
        )


def _renumber(plans: Sequence[Plan]) -> None:
    """New persons get real ids in place of the provisional ones."""
    real: dict[UUID, UUID] = {}
    for made in plans:
        if made.new_person and made.person_id:
            real[made.person_id] = uuid7()
    for made in plans:
        if made.person_id in real:
            made.person_id = real[made.person_id]
        if made.member and made.member.person_id in real:
            made.member.person_id = real[made.member.person_id]
        if made.match and any(c in real for c in made.match.candidates):
            made.match = replace(
                made.match, candidates=tuple(real.get(c, c) for c in made.match.candidates)
            )
        if made.member and made.member.id is None:
            made.member.id = uuid7()


def _copy_rows(batch: ImportBatch, rows: Sequence[Raw], plans: Sequence[Plan]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY imports_importrow (batch_id, sheet, row, name, outcome, person_id, area_code, cells, problems, "
            "applied, done, repaired_by) FROM STDIN (FORMAT binary)"
        ) as copy,
    ):
        copy.set_types(
            [
                "uuid",
                "int2",
                "int4",
                "varchar",
                "varchar",
                "uuid",
                "varchar",
                "bytea",
                "jsonb",
                "jsonb",
                "bool",
                "varchar",
            ]
        )
        from psycopg.types.json import Jsonb

        empty = Jsonb({})
        for raw, made in zip(rows, plans, strict=True):
            cells = crypto.encrypt(json.dumps(raw.values, ensure_ascii=False))
            d = made.draft
            copy.write_row(
                (batch.id, raw.sheet, raw.row, d.name, made.outcome, made.person_id, d.area_code, cells,
                 Jsonb(d.problems), empty, False, "")
            )  # fmt: skip


def _recount(batch: ImportBatch) -> dict[str, int]:
    return checking.counts(list(batch.rows.values_list("outcome", flat=True)))
