"""Take a committed import back, row by row from the last to the first.

A value is restored, and a person removed, only when nobody touched it since; what stays is told
with its reason. `rev` of a row in the registry says whether somebody did.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.people import uses
from bubuhan.people.models import Person, PersonFact, SourceRecord
from bubuhan.volunteers.models import ImportBatch, ImportRow, Membership

CHUNK = 1000
CHANGED = "sudah diubah orang lain sesudah impor"
USED = "sudah dipakai: ada akun, kasus, atau laporan atas nama orang ini"
_DATES = frozenset({"birth_date", "decree_date", "started_on"})


def undo(batch: ImportBatch, *, actor: ActorRef) -> dict[str, int]:
    """Undo a committed batch; returns `{"undone", "kept"}`. Each kept row holds its reason."""
    if batch.state != ImportBatch.State.COMMITTED:
        raise Problem("batch_state", state=batch.get_state_display())
    tally = {"undone": 0, "kept": 0}
    while rows := list(batch.rows.filter(done=True).order_by("-sheet", "-row")[:CHUNK]):
        with journal.unit():
            _undo_rows(batch, rows, actor, tally)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, clock.now()
    batch.counts = {**batch.counts, **tally}
    batch.save(update_fields=["state", "undone_at", "counts"])
    return tally


def _undo_rows(batch: ImportBatch, rows: Sequence[ImportRow], actor: ActorRef, tally: dict[str, int]) -> None:
    work = _Work(rows)
    for row in rows:
        row.done = False
        if not row.applied:
            continue
        why = work.undo(row)
        tally["kept" if why else "undone"] += 1
        if why:
            row.applied = {**row.applied, "kept": why}
    work.save()
    ImportRow.objects.bulk_update(rows, ["done", "applied"], batch_size=500)
    origins = [f"{batch.id}:{r.sheet}:{r.row}" for r in rows if r.applied and "kept" not in r.applied]
    SourceRecord.objects.filter(origin="import", origin_id__in=origins).delete()
    PersonFact.objects.filter(origin="import", origin_id__in=origins).delete()
    journal.record(
        "import.undone",
        actor=actor,
        subject=("import", batch.id),
        area=batch.area_code,
        data={"file": batch.file_name, "rows": len(rows)},
        touched=[journal.Touch(f"mine:{p}", "profile", str(p), gone=p in work.removed) for p in sorted(work.seen)],
    )


class _Work:
    """The persons and hats of some rows, locked, and what is done with them."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        people = {r.person_id for r in rows if r.person_id and r.applied}
        hats = {UUID(r.applied["member"]["id"]) for r in rows if "member" in r.applied}
        self.persons = {p.id: p for p in Person.objects.select_for_update().filter(id__in=people).order_by("id")}
        self.members = {m.id: m for m in Membership.objects.select_for_update().filter(id__in=hats).order_by("id")}
        self.used = uses.in_use(people)
        self.expected: dict[UUID, int] = {}
        self.changed: set[UUID] = set()
        self.seen: set[UUID] = set()
        self.removed: set[UUID] = set()

    def undo(self, row: ImportRow) -> str:
        """Undo one row; returns why not, "" when done."""
        person = self.persons.get(row.person_id) if row.person_id else None
        if person is None or not row.person_id:
            return "" if row.person_id in self.removed else CHANGED
        self.seen.add(person.id)
        hat, said = row.applied.get("member"), row.applied.get("person")
        why = self._undo_member(hat) if hat else ""
        if why or not said:
            return why
        if not self._untouched(person.id, person.rev, said["rev"]):
            return CHANGED
        if said["new"]:
            return self._remove(person)
        self._restore(person, said)
        return ""

    def save(self) -> None:
        """Write the restored values, each row once."""
        for key in self.changed:
            row: Any = self.persons.get(key) or self.members.get(key)
            if row is not None:
                row.rev += 1
                row.save()

    def _undo_member(self, said: dict[str, Any]) -> str:
        hat = self.members.get(UUID(said["id"]))
        if hat is None or not self._untouched(hat.id, hat.rev, said["rev"]):
            return CHANGED
        if said["new"]:
            hat.delete()
            del self.members[UUID(said["id"])]
        else:
            self._restore(hat, said)
        return ""

    def _untouched(self, key: UUID, now: int, after: int) -> bool:
        return self.expected.get(key, now) == after

    def _restore(self, row: Any, said: dict[str, Any]) -> None:
        for name, value in said["before"].items():
            if name == "nik":
                row.set_nik("")
            else:
                setattr(row, name, _date(value) if name in _DATES else value)
        self.expected[row.id] = said["rev"] - 1
        self.changed.add(row.id)

    def _remove(self, person: Person) -> str:
        if person.id in self.used or person.memberships.exists():
            return USED
        try:
            with transaction.atomic():
                key = person.id
                person.delete()
        except ProtectedError:
            return USED
        del self.persons[key]
        self.changed.discard(key)
        self.removed.add(key)
        return ""


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
