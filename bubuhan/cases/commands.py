"""What a phone may ask of this room: answer a task, visit, note, finish, correct."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from bubuhan.cases import actions, clashes
from bubuhan.cases.assigning import lapsed_for
from bubuhan.cases.entries import Stamp
from bubuhan.cases.fieldwork import VisitReport
from bubuhan.cases.models import CaseEntry, EntryKind
from bubuhan.kernel.commands import CommandContext, CommandType
from bubuhan.kernel.problems import Problem
from bubuhan.reports.commands import FileRef, Payload, Text


class CaseAccept(Payload):
    """`case.accept`"""

    case_id: UUID = Field(title="kasus")


class CaseDecline(Payload):
    """`case.decline`: a code of the list `decline_reason`."""

    case_id: UUID = Field(title="kasus")
    reason: str = Field(title="alasan", min_length=1, max_length=40)
    note: Text = Field("", title="catatan", max_length=1000)


class CaseVisit(Payload):
    """`case.visit`"""

    case_id: UUID = Field(title="kasus")
    visited_on: date = Field(title="tanggal kunjungan")
    met: Literal["yes", "no", "family"] = Field(title="bertemu")
    condition: Literal["membaik", "tetap", "memburuk", "", None] = Field("", title="keadaan")
    found: Text = Field("", title="yang ditemui", max_length=5000)
    done: Text = Field("", title="yang dilakukan", max_length=5000)
    next: Text = Field("", title="langkah berikutnya", max_length=5000)
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=8)
    due_id: UUID | None = Field(None, title="kunjungan terjadwal")


class CaseNote(Payload):
    """`case.note`"""

    case_id: UUID = Field(title="kasus")
    text: Text = Field("", title="catatan", max_length=5000)
    files: list[FileRef] = Field(default_factory=list, title="berkas", max_length=8)


class CaseResolve(Payload):
    """`case.resolve`: a code of the list `outcome`."""

    case_id: UUID = Field(title="kasus")
    outcome: str = Field(title="hasil", min_length=1, max_length=40)
    summary: str = Field(title="ringkasan", min_length=1, max_length=5000)


class CaseChanges(Payload):
    """Fields to write; one that is left out stays as it is, null or "" empties it."""

    subject_name: str | None = Field(None, title="nama", max_length=120)
    subject_phone: str | None = Field(None, title="nomor HP", max_length=40)
    subject_age: int | None = Field(None, title="umur", ge=0, le=130, strict=True)
    place_note: str | None = Field(None, title="patokan tempat", max_length=500)
    area_code: str | None = Field(None, title="wilayah", max_length=13)


class CaseUpdate(Payload):
    """`case.update`: the envelope carries `base_rev`, the revision the phone saw."""

    case_id: UUID = Field(title="kasus")
    changes: CaseChanges = Field(title="perubahan")


class CaseSettle(Payload):
    """`case.settle`: own value against another's; the envelope carries `base_rev`."""

    case_id: UUID = Field(title="kasus")
    conflict_id: UUID = Field(title="beda isian")
    choice: Literal["kept", "sent"] = Field(title="pilihan")


def _accept(context: CommandContext, body: CaseAccept) -> dict[str, Any] | None:
    late = lapsed_for(context.actor, body.case_id)
    actions.accept(actor=context.actor, case_id=body.case_id, stamp=Stamp.of(context))
    return {"kept_as": "late_accept"} if late else None


def _decline(context: CommandContext, body: CaseDecline) -> dict[str, Any] | None:
    actions.decline(
        actor=context.actor,
        case_id=body.case_id,
        reason=body.reason,
        note=body.note,
        stamp=Stamp.of(context),
    )
    return None


def _visit(context: CommandContext, body: CaseVisit) -> dict[str, Any] | None:
    seen = VisitReport(
        body.visited_on,
        body.met,
        body.condition or "",
        body.found,
        body.done,
        body.next,
        body.due_id,
    )
    entry = actions.visit(
        actor=context.actor,
        case_id=body.case_id,
        report=seen,
        files=body.files,
        stamp=Stamp.of(context),
    )
    return _kept(entry)


def _note(context: CommandContext, body: CaseNote) -> dict[str, Any] | None:
    stamp = Stamp.of(context)
    entry = actions.note(
        actor=context.actor, case_id=body.case_id, text=body.text, files=body.files, stamp=stamp
    )
    return _kept(entry)


def _resolve(context: CommandContext, body: CaseResolve) -> dict[str, Any] | None:
    entry = actions.resolve(
        actor=context.actor,
        case_id=body.case_id,
        outcome=body.outcome,
        summary=body.summary,
        stamp=Stamp.of(context),
    )
    return _kept(entry)


def _update(context: CommandContext, body: CaseUpdate) -> dict[str, Any] | None:
    if context.base_rev is None:
        raise Problem("field_missing", "base_rev", name="nomor perubahan yang dilihat")
    result = actions.update_fields(
        actor=context.actor,
        case_id=body.case_id,
        changes=body.changes.model_dump(exclude_unset=True),
        base_rev=context.base_rev,
        stamp=Stamp.of(context),
    )
    return {"applied": list(result.applied), "conflicts": [c.field for c in result.conflicts]}


def _settle(context: CommandContext, body: CaseSettle) -> dict[str, Any] | None:
    if context.base_rev is None:
        raise Problem("field_missing", "base_rev", name="nomor perubahan yang dilihat")
    clashes.settle_own(
        actor=context.actor,
        conflict_id=body.conflict_id,
        case_id=body.case_id,
        choice=body.choice,
        base_rev=context.base_rev,
        stamp=Stamp.of(context),
    )
    return None


def _kept(entry: CaseEntry) -> dict[str, Any] | None:
    """Tell the phone when its text was kept in another way than meant."""
    return {"kept_as": "late_note"} if entry.kind == EntryKind.LATE_NOTE else None


COMMANDS: tuple[CommandType, ...] = (
    CommandType("case.accept", CaseAccept, _accept),
    CommandType("case.decline", CaseDecline, _decline),
    CommandType("case.visit", CaseVisit, _visit),
    CommandType("case.note", CaseNote, _note),
    CommandType("case.resolve", CaseResolve, _resolve),
    CommandType("case.update", CaseUpdate, _update),
    CommandType("case.settle", CaseSettle, _settle),
)
