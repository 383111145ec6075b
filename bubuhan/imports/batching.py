"""A checked upload into the registry, and the repair of single rows. A commit runs in chunks, each one
transaction with one journal event; it can be called again after a break and goes on where it stopped.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from bubuhan import journal
from bubuhan.imports import checking, staging
from bubuhan.imports.applying import apply
from bubuhan.imports.models import ImportBatch, ImportRow
from bubuhan.imports.planning import Plan
from bubuhan.imports.sheet_rows import Raw, check
from bubuhan.imports.staging import cells_of
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.people import duplicates
from bubuhan.people.models import nik_index

CHUNK = 1000
WRITABLE = ("created", "updated", "unchanged")
LOOK_AT_ONCE = 3000  # new persons compared with everybody right after a commit; more by the worker
State = ImportBatch.State


def commit_all(
    batch: ImportBatch, *, actor: ActorRef, progress: Callable[[int], None] | None = None
) -> ImportBatch:
    """Store all rows that can be stored. Raises `batch_state`, or `import_alarm` when the guard says no."""
    if batch.state not in {State.CHECKED, State.COMMITTING}:
        raise Problem("batch_state", state=batch.get_state_display())
    require_calm(batch)
    ImportBatch.objects.filter(id=batch.id).update(state=State.COMMITTING)
    while done := commit_chunk(batch, actor=actor):
        if progress:
            progress(done)
    batch.refresh_from_db()
    batch.state, batch.committed_at = State.COMMITTED, clock.now()
    batch.counts = recount(batch)
    batch.save(update_fields=["state", "committed_at", "counts"])
    if batch.counts["created"] + batch.counts["updated"] <= LOOK_AT_ONCE:
        duplicates.look(limit=LOOK_AT_ONCE)
    return batch


def require_calm(batch: ImportBatch) -> None:
    """Raises `import_alarm` unless nothing alarms or an officer gave his reason."""
    if batch.alarms and not batch.override_reason:
        what = "; ".join(f"{a['percent']} % {a['words']}" for a in batch.alarms)
        raise Problem("import_alarm", "override", what=what)


def override(batch: ImportBatch, reason: str, *, actor: ActorRef) -> None:
    """An officer takes it on himself that the file is right. Raises `reason_missing`."""
    reason = " ".join(reason.split())[:500]
    if len(reason) < 5:
        raise Problem("reason_missing", "override")
    batch.override_reason, batch.override_by = reason, actor.name
    with journal.unit():
        batch.save(update_fields=["override_reason", "override_by"])
        journal.record(
            "import.overridden",
            actor=actor,
            subject=("import", batch.id),
            area=batch.area_code,
            data={"file": batch.file_name, "reason": reason, "alarms": [a["code"] for a in batch.alarms]},
        )  # fmt: skip


def commit_chunk(batch: ImportBatch, *, actor: ActorRef, size: int = 0) -> int:
    """Store the next rows in one transaction; returns how many, 0 when none is left."""
    rows = list(batch.rows.filter(done=False, outcome__in=WRITABLE).order_by("id")[: size or CHUNK])
    if not rows:
        return 0
    try:
        _commit_rows(batch, rows, actor)
    except IntegrityError:
        for row in rows:  # find the one that does not fit, keep the others
            _commit_alone(batch, row, actor)
    return len(rows)


def recheck(
    batch: ImportBatch, row: ImportRow, changes: dict[str, Any], *, actor: ActorRef
) -> ImportRow:
    """A repaired row: new cell values by field, or a decision (`_area`, `_person`, `_pillar`, `_psm`)."""
    recheck_many(batch, [(row, changes)], actor=actor)
    row.refresh_from_db()
    return row


def recheck_many(
    batch: ImportBatch, repairs: Sequence[tuple[ImportRow, dict[str, Any]]], *, actor: ActorRef
) -> None:
    """Many repaired rows at once. Rows that contradicted one of them are looked at again too.

    In a committed batch what is sound now is stored at once. Raises `batch_state`.
    """
    if batch.state not in {State.CHECKED, State.COMMITTED} or any(r.done for r, _ in repairs):
        raise Problem("batch_state", state=batch.get_state_display())
    rules = checking.rules_of(staging.tables_of(batch), batch.area_code)
    with journal.unit():
        niks = set()
        for row, changes in repairs:
            values = {**cells_of(row), **changes}
            kept = {k: v for k, v in values.items() if v not in ("", None)}
            draft = check(Raw(row.sheet, row.row, kept), rules[row.sheet])
            niks |= {bytes(b) for b in (row.nik_blind, nik_index(draft.nik)) if b}
            row.cells = json.dumps(kept, ensure_ascii=False)
            row.nik_blind, row.name, row.name_key = nik_index(draft.nik), draft.name, draft.name_key
            row.area_code, row.pillar, row.repaired_by = draft.area_code, draft.pillar, actor.name
            row.outcome = "held"
            row.save()
        rematch(batch, [r.id for r, _ in repairs], niks)
    if batch.state == State.COMMITTED:
        commit_sound(batch, actor=actor)
    batch.counts = recount(batch)
    batch.save(update_fields=["counts"])


def rematch(batch: ImportBatch, ids: Collection[int], niks: Collection[bytes]) -> None:
    """Plan some rows again, with the others of their NIK."""
    near = batch.rows.filter(nik_blind__in=niks, done=False).values_list("id", flat=True)
    wanted = {*ids, *near}
    rows = list(batch.rows.filter(id__in=wanted).order_by("id"))
    rules = checking.rules_of(staging.tables_of(batch), batch.area_code)
    drafts = [staging.draft_of(row, rules) for row in rows]
    staging.keep_plans(rows, checking.plan_all(drafts, office=batch.area_code))


def commit_sound(batch: ImportBatch, *, actor: ActorRef) -> None:
    """In a committed batch: store the rows that have become sound since."""
    while commit_chunk(batch, actor=actor):
        pass


def recount(batch: ImportBatch) -> dict[str, int]:
    """The counts of a batch as its rows stand now."""
    return checking.counts(batch.rows.values_list("outcome", flat=True))


def _commit_rows(batch: ImportBatch, rows: Sequence[ImportRow], actor: ActorRef) -> None:
    rules = checking.rules_of(staging.tables_of(batch), batch.area_code)
    with journal.unit():
        with connection.cursor() as cursor:  # two imports never plan against each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import', 0))")
        open_rows = set(
            batch.rows.filter(id__in=[r.id for r in rows], done=False).values_list("id", flat=True)
        )
        rows = [r for r in rows if r.id in open_rows]  # another worker may have been quicker
        if not rows:
            return
        drafts = [staging.draft_of(r, rules) for r in rows]
        plans = checking.plan_all(drafts, office=batch.area_code)
        _renumber(plans)
        touched = apply(plans, rows, batch, actor)
        duplicates.index(touched)
        ImportBatch.objects.filter(id=batch.id).update(done_rows=batch.done_rows + len(rows))
        batch.done_rows += len(rows)
        journal.record(
            "import.committed",
            actor=actor,
            subject=("import", batch.id),
            area=batch.area_code,
            data={
                "batch": str(batch.id),
                "file": batch.file_name,
                "pillars": sorted({d.pillar for d in drafts}),
                "first_row_id": rows[0].id,
                "last_row_id": rows[-1].id,
                **checking.counts(p.outcome for p in plans),
            },
            touched=[journal.Touch(f"mine:{p}", "profile", str(p)) for p in sorted(touched)],
        )


def _commit_alone(batch: ImportBatch, row: ImportRow, actor: ActorRef) -> None:
    try:
        _commit_rows(batch, [row], actor)
    except IntegrityError:
        problem = {
            **Problem("membership_overlap", "started", pillar=row.pillar).as_dict(),
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
