"""Take a committed import back, row by row from the last to the first.

A value is restored, and a person removed, only when nobody touched it since; what stays is told
with its reason. `rev` of a row in the registry says whether somebody did.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.imports.models import ImportBatch, ImportRow
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.people import uses
from bubuhan.people.models import Person, PersonFact, SourceRecord
from bubuhan.volunteers.models import Membership

CHUNK = 1000
CHANGED = "sudah diubah orang lain sesudah impor"
USED = "sudah dipakai: ada akun, kasus, atau laporan atas nama orang ini"
_DATES = frozenset({"birth_date", "decree_date", "started_on"})


def begin(batch: ImportBatch) -> None:
    """Committed -> undoing, once. Raises `batch_state`."""
    waiting = ImportBatch.objects.filter(
        id=batch.id, state__in=[ImportBatch.State.COMMITTED, ImportBatch.State.UNDOING]
    )
    if not waiting.update(state=ImportBatch.State.UNDOING):
        raise Problem("batch_state", state=batch.get_state_display())
    batch.state = ImportBatch.State.UNDOING
    batch.all_rows = batch.rows.filter(done=True).count() or batch.all_rows


def undo(batch: ImportBatch, *, actor: ActorRef) -> dict[str, int]:
    """Undo a committed batch; returns `{"undone", "kept"}`. Each kept row holds its reason.

    Can be called again after a break: it goes on with the persons that are left.
    """
    begin(batch)
    while rows := _next(batch):
        with journal.unit():
            _undo_rows(batch, rows, actor)
            left = batch.rows.filter(done=True).count()
            ImportBatch.objects.filter(id=batch.id).update(
                done_rows=max(batch.counts.get("rows", left) - left, 0)
            )
    rows_of = batch.rows.exclude(applied={})
    kept = rows_of.filter(applied__has_key="kept").count()
    tally = {"undone": rows_of.count() - kept, "kept": kept}
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, clock.now()
    batch.counts = {**batch.counts, **tally}
    batch.save(update_fields=["state", "undone_at", "counts"])
    return tally


def _next(batch: ImportBatch) -> list[ImportRow]:
    """The next rows to undo, latest first for each person; all rows of a person come together."""
    waiting = batch.rows.filter(done=True).defer("cells", "problems", "changes")
    order = ("person_id", "-sheet", "-row")
    rows = list(waiting.order_by(*order)[:CHUNK])
    if rows and rows[-1].person_id:
        last = rows[-1].person_id
        rows = [r for r in rows if r.person_id != last]
        rows += waiting.filter(person_id=last).order_by(*order)
    return rows


@dataclass(slots=True)
class _Ledger:
    """Which `rev` each restored row now stands for, and which it has."""

    stands_for: dict[UUID, int] = field(default_factory=dict)
    saved: dict[UUID, int] = field(default_factory=dict)

    def untouched(self, key: UUID, now: int, after: int) -> bool:
        """True when nobody but this undo changed the row since it had `rev` = `after`."""
        return self.stands_for.get(key, now) == after and self.saved.get(key, now) == now


def _undo_rows(batch: ImportBatch, rows: Sequence[ImportRow], actor: ActorRef) -> None:
    work = _Work(rows, _Ledger())
    for row in rows:
        row.done = False
        if not row.applied:
            continue
        if why := work.undo(row):
            row.applied = {**row.applied, "kept": why}
    work.save()
    ImportRow.objects.bulk_update(rows, ["done", "applied"], batch_size=500)
    origins = [
        f"{batch.id}:{r.sheet}:{r.row}" for r in rows if r.applied and "kept" not in r.applied
    ]
    SourceRecord.objects.filter(origin="import", origin_id__in=origins).delete()
    PersonFact.objects.filter(origin="import", origin_id__in=origins).delete()
    journal.record(
        "import.undone",
        actor=actor,
        subject=("import", batch.id),
        area=batch.area_code,
        data={"file": batch.file_name, "rows": len(rows)},
        touched=[
            journal.Touch(f"mine:{p}", "profile", str(p), gone=p in work.removed)
            for p in sorted(work.seen)
        ],
    )


class _Work:
    """The persons and hats of some rows, locked, and what is done with them."""

    def __init__(self, rows: Sequence[ImportRow], ledger: _Ledger) -> None:
        self.ledger = ledger
        people = {r.person_id for r in rows if r.person_id and r.applied}
        hats = {UUID(r.applied["member"]["id"]) for r in rows if "member" in r.applied}
        self.persons = {
            p.id: p for p in Person.objects.select_for_update().filter(id__in=people).order_by("id")
        }
        self.members = {
            m.id: m
            for m in Membership.objects.select_for_update().filter(id__in=hats).order_by("id")
        }
        self.hats = Counter(
            Membership.objects.filter(person_id__in=people).values_list("person_id", flat=True)
        )
        self.used = uses.in_use(people)
        self.changed: set[UUID] = set()
        self.seen: set[UUID] = set()
        self.removed: set[UUID] = set()
        self.removed_hats: set[UUID] = set()

    def undo(self, row: ImportRow) -> str:
        """Undo one row; returns why not, "" when done."""
        person = self.persons.get(row.person_id) if row.person_id else None
        if person is None or person.id in self.removed:
            return CHANGED if person is None else ""
        self.seen.add(person.id)
        hat, said = row.applied.get("member"), row.applied.get("person")
        why = self._undo_member(hat) if hat else ""
        if why or not said:
            return why
        if not self.ledger.untouched(person.id, person.rev, said["rev"]):
            return CHANGED
        if said["new"]:
            return self._remove(person)
        self._restore(person, said)
        return ""

    def save(self) -> None:
        """Write the restored values, each row once, and remove what goes."""
        for key in self.changed - self.removed - self.removed_hats:
            row: Any = self.persons.get(key) or self.members.get(key)
            row.rev += 1
            row.save()
            self.ledger.saved[key] = row.rev
        Membership.objects.filter(id__in=self.removed_hats).delete()
        Person.objects.filter(id__in=self.removed).delete()

    def _undo_member(self, said: dict[str, Any]) -> str:
        hat = self.members.get(UUID(said["id"]))
        if hat is None or not self.ledger.untouched(hat.id, hat.rev, said["rev"]):
            return CHANGED
        if said["new"]:
            self.removed_hats.add(hat.id)
            self.hats[hat.person_id] -= 1
        else:
            self._restore(hat, said)
        return ""

    def _restore(self, row: Any, said: dict[str, Any]) -> None:
        for name, value in said["before"].items():
            if name == "nik":
                row.set_nik("")
            else:
                setattr(row, name, _date(value) if name in _DATES else value)
        self.ledger.stands_for[row.id] = said["rev"] - 1
        self.changed.add(row.id)

    def _remove(self, person: Person) -> str:
        if person.id in self.used or self.hats[person.id]:
            return USED
        self.removed.add(person.id)
        return ""


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
