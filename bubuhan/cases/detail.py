"""One case as its page shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.timezone import get_current_timezone

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases import access, lifecycle
from bubuhan.cases.listing import QueueRow, is_overdue, row_of
from bubuhan.cases.models import (
    Assignment,
    Case,
    CaseEntry,
    CaseFile,
    CaseHandler,
    CaseReport,
    Conflict,
    EntryKind,
)
from bubuhan.files.queries import arrived
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.reports.intake import CHANNELS


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of an entry; `arrived` False means still on its way from a phone."""

    sha256: str
    kind: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the timeline with its files; `notes` are label and text of what its data holds."""

    entry: CaseEntry
    kind_name: str
    files: tuple[FileView, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A case for its page. `row` is masked as the actor's level demands; the rest is there only at "full".

    `allowed` holds the verbs whose buttons to show; `may_take` when an officer could take it.
    """

    case: Case
    row: QueueRow
    level: access.Level
    allowed: frozenset[str]
    may_take: bool
    overdue: bool
    area_label: str = ""
    outcome_name: str = ""
    reject_name: str = ""
    entries: tuple[EntryView, ...] = ()
    tasks: tuple[Assignment, ...] = ()
    handlers: tuple[CaseHandler, ...] = ()
    reports: tuple[CaseReport, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    glass_until: datetime | None = None

    @property
    def responder(self) -> Assignment | None:
        """Who has the task now, or had it when it was done."""
        leads = (t for t in self.tasks if t.part == Assignment.Part.LEAD)
        return next((t for t in leads if t.state in ("accepted", "done")), None)

    @property
    def supporters(self) -> list[Assignment]:
        """Other pillars beside him: asked, helping, or done."""
        return [
            t
            for t in self.tasks
            if t.part == Assignment.Part.SUPPORT and t.state in Assignment.HOLDING
        ]

    @property
    def offers(self) -> list[Assignment]:
        return [t for t in self.tasks if t.state == "offered"]


def detail(actor: Actor, case_id: UUID, *, now: datetime | None = None) -> Detail:
    """The whole case in at most nine queries. Raises `not_found` when it is out of the actor's sight."""
    now = now or clock.now()
    # Few cases have photos or differences: asked for together with the case, looked up only then.
    case: Any = (
        Case.objects.filter(id=case_id)
        .annotate(
            disputed=Exists(_disputes(OuterRef("pk"))), has_files=Exists(_files(OuterRef("pk")))
        )
        .first()
    )
    if case is None:
        raise Problem("not_found")
    tasks = tuple(Assignment.objects.filter(case=case).order_by("-offered_at"))
    handlers = tuple(CaseHandler.objects.filter(case=case, released_at=None).order_by("taken_at"))
    reports = tuple(CaseReport.objects.filter(case=case).order_by("at"))
    row = row_of(actor, case, now, tasks=tasks, handlers=handlers, reports=reports)
    if row.level == "none":
        raise Problem("not_found")
    if row.level != "full":
        masked = row.level == "masked"
        may_take = masked and can(actor, "case.entrust", case)
        may = {"glass"} if masked and can(actor, "case.break_glass", case) else set()
        may |= {"audit"} if masked and can(actor, "case.audit", case) else set()
        return Detail(case, row, row.level, frozenset(may), may_take, row.overdue)
    glass = access.open_glass(actor, case, now) if case.sensitive else None
    return Detail(
        case=case,
        row=row,
        level="full",
        allowed=_allowed(actor, case, tasks, handlers)
        if glass is None
        else _behind_glass(handlers),
        may_take=False,
        overdue=is_overdue(case, now),
        area_label=label(case.area_code),
        outcome_name=lists.title("outcome", case.outcome) if case.outcome else "",
        reject_name=lists.title("reject_reason", case.reject_reason) if case.reject_reason else "",
        entries=_timeline(case, with_files=case.has_files),
        tasks=tasks,
        handlers=handlers,
        reports=reports,
        conflicts=tuple(_disputes(case.pk)) if case.disputed else (),
        glass_until=glass,
    )


def _disputes(case_id: UUID | OuterRef) -> QuerySet[Conflict]:
    return Conflict.objects.filter(case=case_id, state="open").order_by("at")


def _files(case_id: UUID | OuterRef) -> QuerySet[CaseFile]:
    return CaseFile.objects.filter(case=case_id).order_by("position")


_VERB_OF = {
    "dispatch": "case.dispatch",
    "support": "case.dispatch",
    "visit": "case.work",
    "note": "case.note",
    "update": "case.note",
    "band": "case.band",
    "resolve": "case.resolve",
    "close": "case.close",
    "send_back": "case.close",
    "reopen": "case.reopen",
    "reject": "case.reject",
}


def _allowed(
    actor: Actor, case: Case, tasks: Sequence[Assignment], handlers: Sequence[CaseHandler]
) -> frozenset[str]:
    """Lifecycle and role together: what this actor may do with this case now."""
    own = next(
        (t for t in tasks if t.person_id == actor.person_id and t.state in ("offered", "accepted")),
        None,
    )
    found = {
        action
        for action in lifecycle.actions_for(case.state)
        if action in _VERB_OF
        and (can(actor, _VERB_OF[action], case) or (own and action in ("visit", "note")))
    }
    if own is not None:
        found |= {"accept"} if own.state == "offered" else set()
        found.add("decline")
    took = any(h.user_id == actor.user_id for h in handlers)
    if took:
        found.add("release")
    elif can(actor, "case.entrust" if case.sensitive else "case.take", case):
        found.add("take")
    if not case.sensitive and can(actor, "case.protect", case):
        found.add("protect")
    if case.sensitive and can(actor, "case.unprotect", case):
        found.add("unprotect")
    if case.sensitive and can(actor, "case.audit", case):
        found.add("audit")
    return frozenset(found)


def _behind_glass(handlers: tuple[CaseHandler, ...]) -> frozenset[str]:
    """Who only broke the glass reads; he may take the case when nobody answers for it (`handlers.may_take`)."""
    return frozenset() if handlers else frozenset({"take"})


def _timeline(case: Case, *, with_files: bool) -> tuple[EntryView, ...]:
    """Newest last; one query, and two for the files."""
    files: dict[UUID, list[CaseFile]] = defaultdict(list)
    for file in _files(case.pk) if with_files else ():
        files[file.entry_id].append(file)
    here = arrived({f.sha256 for found in files.values() for f in found}) if files else set()
    return tuple(
        EntryView(
            entry,
            EntryKind(entry.kind).label,
            tuple(FileView(f.sha256, f.kind, f.sha256 in here) for f in files[entry.id]),
            tuple(_notes(entry)),
        )
        for entry in CaseEntry.objects.filter(case=case).order_by("at", "id")
    )


_MET = {"yes": "Bertemu warga", "no": "Tidak bertemu", "family": "Bertemu keluarga"}
_CONDITION = {"membaik": "Membaik", "tetap": "Tetap", "memburuk": "Memburuk"}
_BANDS = {"from": "Semula", "to": "Menjadi"}


def _notes(entry: CaseEntry) -> list[tuple[str, str]]:
    """The data of an entry in words."""
    data: dict[str, Any] = entry.data
    if entry.kind == EntryKind.REPORT:
        return _report_notes(data)
    if entry.kind in (EntryKind.VISIT, EntryKind.LATE_NOTE):
        pairs = [
            ("Tanggal kunjungan", data.get("visited_on", "")),
            ("Bertemu", _MET.get(data.get("met", ""), "")),
            ("Keadaan", _CONDITION.get(data.get("condition", ""), "")),
            ("Yang dilakukan", data.get("done", "")),
            ("Langkah berikutnya", data.get("next", "")),
        ]
        return [(name, text) for name, text in pairs if text]
    if entry.kind == EntryKind.UPDATE:
        from bubuhan.cases.conflicts import FIELDS

        changes = data.get("changes", {})
        return [
            (capfirst(FIELDS.get(f, f)), f"{old or '(kosong)'} → {new or '(kosong)'}")
            for f, (old, new) in changes.items()
        ]
    if entry.kind == EntryKind.DISPATCH:
        return _dispatch_notes(data)
    if entry.kind in (EntryKind.WITHDRAW, EntryKind.LAPSE):
        return [("Dari", data.get("to", ""))]
    if entry.kind in (EntryKind.ACCEPT, EntryKind.DECLINE):
        return _answer_notes(data)
    if entry.kind in (EntryKind.RESOLVE, EntryKind.CLOSE) and data.get("outcome"):
        return [("Hasil", lists.title("outcome", data["outcome"]))]
    if entry.kind == EntryKind.PROTECT:
        return [("Perlindungan", "dipasang" if data.get("protected") else "dilepas")]
    if entry.kind == EntryKind.REJECT:
        return [("Alasan", lists.title("reject_reason", data.get("reason", "")))]
    return [(_BANDS[key], data[key]) for key in _BANDS if key in data]


def _report_notes(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("Bergabung", reason) for reason in data.get("reasons", [])]
    if data.get("channel"):
        found.append(("Diterima kantor lewat", CHANNELS.get(data["channel"], "")))
    for code, answer in data.get("signs", {}).items():
        if answer is not False:
            row = lists.item("urgency_sign", code)
            name = str(row.data.get("reason", row.name)) if row else code
            found.append((name, "Ya" if answer else "Belum tahu"))
    if data.get("subject_note"):
        found.append(("Tentang orangnya", data["subject_note"]))
    consent = data.get("consent")
    if consent:
        why = lists.title("no_consent_reason", consent.get("reason", ""))
        found.append(("Persetujuan", "Diberikan" if consent.get("given") else f"Tidak: {why}"))
    return found


def _dispatch_notes(data: dict[str, Any]) -> list[tuple[str, str]]:
    role = "Pendamping" if data.get("part") == "support" else "Kepada"
    found = [(role, f"{data.get('to', '')} ({lists.title('pillar', data.get('pillar', ''))})")]
    if data.get("until"):
        until = datetime.fromisoformat(data["until"]).astimezone(get_current_timezone())
        found.append(("Dijawab paling lambat", f"{until:%d-%m-%Y %H.%M}"))
    wish = data.get("go_on") or {}
    if wish.get("left"):
        found.append(
            ("Bila tidak dijawab", f"diteruskan otomatis, paling banyak {wish['left']} kali")
        )
    return found


def _answer_notes(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("Oleh", data.get("person", ""))] if data.get("on_behalf") else []
    if data.get("reason"):
        found.append(("Alasan", lists.title("decline_reason", data["reason"])))
    return found


def case_of_file(actor: Actor, case_id: UUID, sha256: str) -> Case | None:
    """The case, when the file belongs to it and the actor sees it in full."""
    case = Case.objects.filter(id=case_id).first()
    if case is None or not CaseFile.objects.filter(case=case, sha256=sha256).exists():
        return None
    return case if access.access(actor, case) == "full" else None
