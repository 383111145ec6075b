"""An upload from bytes to checked and matched rows. Every step can be repeated; the registry is only read.

`take_in` (files -> batch) - `stage` (every row read, checked and kept) - `match` (what storing each
would do). Rows are kept as they come, so memory does not grow with the file.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from bubuhan import journal
from bubuhan.imports import checking, guard, keeping, likeness, row_binary
from bubuhan.imports.checking import Layout
from bubuhan.imports.models import ImportBatch, ImportFile, ImportMapping, ImportRow
from bubuhan.imports.planning import Plan
from bubuhan.imports.sheet_areas import Areas
from bubuhan.imports.sheet_read import Sheet
from bubuhan.imports.sheet_rows import Draft, Raw, Rules, check
from bubuhan.imports.sheet_stream import Packed, Session
from bubuhan.kernel import clock, crypto
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import nik_index

GROUP = 1000  # rows matched at a time
State = ImportBatch.State
RESTAGE = frozenset({State.UPLOADED, State.CHECKING, State.MATCHING, State.CHECKED})


@dataclass(slots=True)
class Incoming:
    """One file on its way in: what it holds, or the `problem` why not. `session` may still be open."""

    name: str
    data: bytes
    kind: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    problem: Problem | None = None
    session: Session | None = None


def look_into(name: str, data: bytes, *, keep_open: bool = False) -> Incoming:
    """Read the first rows of a file. A file that cannot be read comes back with its problem."""
    found = Incoming(name[:200] or "berkas", data)
    try:
        session = Session(data)
    except Problem as problem:
        found.problem = problem
        return found
    found.kind, found.sheets = session.kind, session.heads
    if keep_open:
        found.session = session
    else:
        session.close()
    return found


def remembered(area: str) -> checking.Remembered:
    """How this office read a sheet with these headings last time."""

    def find(pillar: str, mark: str) -> dict[str, str] | None:
        kept = ImportMapping.objects.filter(area_code=area, pillar=pillar, signature=mark).first()
        return dict(kept.columns) if kept else None

    return find


def take_in(files: Sequence[Incoming], *, pillar: str, area: str, actor: ActorRef) -> ImportBatch:
    """Keep uploaded files and how they would be read. Raises the problem of a lone unreadable file."""
    readable = [f for f in files if f.problem is None]
    if not readable and files:
        assert files[0].problem is not None
        raise files[0].problem
    name = files[0].name if len(files) == 1 else f"{files[0].name} dan {len(files) - 1} berkas lain"
    batch = ImportBatch(
        pillar=pillar,
        area_code=area,
        file_name=name[:200],
        by_id=actor.id,
        by=actor.name,
        created_at=clock.now(),
    )
    made, number_of_sheets = [], 0
    for number, one in enumerate(files):
        row = _file(batch, number, one, number_of_sheets)
        number_of_sheets += len(one.sheets)
        made.append(row)
    usable = [f for f in made if not f.problem]
    if not usable:
        raise Problem(str(made[0].problem["code"]), "file")
    batch.all_rows = sum(s.height for f in files for s in f.sheets)
    for row, one in zip(made, files, strict=True):
        if not row.problem:
            keeping.keep(row.id, one.data)
    with journal.unit():
        batch.save(force_insert=True)
        ImportFile.objects.bulk_create(made)
    return batch


def _file(batch: ImportBatch, number: int, one: Incoming, first_sheet: int) -> ImportFile:
    row = ImportFile(
        batch=batch,
        number=number,
        name=one.name,
        kind=one.kind,
        size=len(one.data),
        sha256=hashlib.sha256(one.data).hexdigest(),
        first_sheet=first_sheet,
        sheets=[s.name for s in one.sheets],
    )
    problem = one.problem
    if problem is None:
        try:
            tables = checking.layouts(
                one.sheets, remembered(batch.area_code), scope=batch.area_code, pillar=batch.pillar,
                file_name=one.name, first_sheet=first_sheet,
            )  # fmt: skip
            for table in tables:
                table.used = table.named
            row.layout = [t.as_dict() for t in tables]
        except Problem as told:
            problem = told
    row.problem = problem.as_dict() if problem else {}
    return row


def files_of(batch: ImportBatch) -> list[ImportFile]:
    """The readable files of a batch, in their order."""
    return [f for f in batch.files.all() if not f.problem]


def tables_of(batch: ImportBatch) -> list[Layout]:
    """The layouts of all sheets of a batch."""
    return [Layout.from_dict(data) for f in files_of(batch) for data in f.layout]


def open_file(file: ImportFile) -> Session:
    """Read a kept file again. Raises `sheet_not_found` when it is gone."""
    data = keeping.fetch(file.id)
    if data is None:
        raise Problem("sheet_not_found", "file", name=file.name)
    return Session(data)


def stage(batch: ImportBatch, sessions: dict[UUID, Session] | None = None) -> None:
    """Read and check every row and keep it with what is wrong in it (replacing an earlier check)."""
    _require(batch, RESTAGE)
    checking.require_pillars(tables_of(batch))
    _set(batch, state=State.CHECKING, done_rows=0, failure="", alarms=[])
    batch.rows.all().delete()
    areas = Areas(batch.area_code)
    for file in files_of(batch):
        tables = [Layout.from_dict(data) for data in file.layout]
        job = checking.job(batch.id, tables)
        if not job.sheets:
            continue
        with (sessions or {}).get(file.id) or open_file(file) as session:
            for chunk in session.rows(job, areas.find):
                with journal.unit():
                    _copy_rows(chunk)
                    _set(batch, done_rows=batch.done_rows + len(chunk))
    _set(batch, all_rows=batch.done_rows)


def match(batch: ImportBatch) -> None:
    """Plan every row against the registry and the other rows; nothing is written there."""
    _require(batch, RESTAGE)
    _set(batch, state=State.MATCHING, done_rows=0)
    watch = guard.Watch(batch.area_code)
    rules = checking.rules_of(tables_of(batch), batch.area_code)
    for ids in _groups(batch):
        rows = list(batch.rows.filter(id__in=ids).order_by("id"))
        drafts = [draft_of(row, rules) for row in rows]
        plans = checking.plan_all(drafts, office=batch.area_code)
        likeness.warn(plans, len(rows), batch.area_code)
        watch.see(plans)
        with journal.unit():
            keep_plans(rows, plans)
            _set(batch, done_rows=batch.done_rows + len(rows))
    _set(
        batch,
        state=State.CHECKED,
        counts=checking.counts(batch.rows.values_list("outcome", flat=True)),
        alarms=watch.alarms(),
        done_rows=0,
    )


def stage_and_match(batch: ImportBatch, sessions: dict[UUID, Session] | None = None) -> None:
    """Both steps, one after the other."""
    stage(batch, sessions)
    match(batch)


def draft_of(row: ImportRow, rules: dict[int, Rules]) -> Draft:
    """A kept row, read again."""
    return check(Raw(row.sheet, row.row, cells_of(row)), rules[row.sheet])


def cells_of(row: ImportRow) -> dict[str, Any]:
    """The values of one row by field, as read or repaired."""
    found: dict[str, Any] = json.loads(row.cells or "{}")
    return found


def keep_plans(rows: Sequence[ImportRow], plans: Sequence[Plan]) -> None:
    """Write what would become of some rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_importrow r SET outcome = v.outcome, person_id = v.person, problems = v.problems, "
            "changes = v.changes "
            "FROM unnest(%s::bigint[], %s::text[], %s::uuid[], %s::jsonb[], %s::jsonb[]) "
            "AS v(id, outcome, person, problems, changes) WHERE r.id = v.id",
            [
                [r.id for r in rows],
                [m.outcome for m in plans],
                [m.person_id for m in plans],
                [Jsonb(m.draft.problems) for m in plans],
                [Jsonb(m.diff()) for m in plans],
            ],
        )


def choose_columns(
    batch: ImportBatch,
    chosen: dict[int, dict[str, str]],
    used: set[int],
    *,
    pillars: dict[int, str],
    actor: ActorRef,
) -> None:
    """A person's own mapping: `{sheet: {column index: field}}` and pillar by sheet; remembered for this office."""
    _require(batch, RESTAGE)
    for file in files_of(batch):
        tables = [Layout.from_dict(data) for data in file.layout]
        for table in tables:
            table.used = table.sheet in used
            fields = chosen.get(table.sheet, {})
            table.columns = [
                type(c)(c.index, c.heading, fields.get(str(c.index), c.field), 1.0)
                for c in table.columns
            ]
            if pillars.get(table.sheet):
                table.pillar, table.told, table.asks = pillars[table.sheet], "chosen", None
            if table.used:
                _remember(batch, table, actor)
        file.layout = [t.as_dict() for t in tables]
        file.save(update_fields=["layout"])


def _remember(batch: ImportBatch, table: Layout, actor: ActorRef) -> None:
    ImportMapping.objects.update_or_create(
        area_code=batch.area_code,
        pillar=table.pillar,
        signature=table.signature,
        defaults={
            "columns": {str(c.index): c.field for c in table.columns},
            "by": actor.name,
            "at": clock.now(),
        },
    )


def _require(batch: ImportBatch, states: Iterable[str]) -> None:
    if batch.state not in states:
        raise Problem("batch_state", state=batch.get_state_display())


def _set(batch: ImportBatch, **values: Any) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    ImportBatch.objects.filter(id=batch.id).update(**values)


def _groups(batch: ImportBatch) -> Iterator[list[int]]:
    """Row ids in lots that know nothing of each other: rows of one NIK or one name stay together."""
    parents: list[int] = []
    ids: list[int] = []
    seen: dict[Any, int] = {}

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    rows = batch.rows.exclude(outcome="rejected").order_by("id")
    for key, blind, name in rows.values_list("id", "nik_blind", "name_key").iterator(5000):
        here = len(parents)
        parents.append(here)
        ids.append(key)
        for mark in (bytes(blind) if blind else None, name):
            if mark:
                other = root(seen.setdefault(mark, here))
                parents[root(here)] = other
    lots: dict[int, list[int]] = {}
    for place, key in enumerate(ids):
        lots.setdefault(root(place), []).append(key)
    some: list[int] = []
    for lot in lots.values():
        some += lot
        if len(some) >= GROUP:
            yield some
            some = []
    if some:
        yield some


_COPY = f"COPY imports_importrow ({', '.join(row_binary.COLUMNS)}) FROM STDIN (FORMAT binary)"


def _copy_rows(rows: Sequence[Packed]) -> None:
    encrypt, finish = crypto.encrypt, row_binary.finish
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(row_binary.HEADER)
        copy.write(
            b"".join([finish(start, nik_index(nik), encrypt(cells)) for start, nik, cells in rows])
        )
        copy.write(row_binary.TRAILER)
