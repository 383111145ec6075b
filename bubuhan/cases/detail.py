"""One case as its page shows it, and who could be asked to help."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Actor, can
from bubuhan.cases import access, dispatch, lifecycle
from bubuhan.cases.listing import QueueRow, is_overdue, rows_of
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
from bubuhan.cases.rules import mandates_for
from bubuhan.files.queries import arrived
from bubuhan.geo.codes import kabkota_of
from bubuhan.geo.models import Area
from bubuhan.geo.names import label
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_in

MOST_CANDIDATES = 2_000


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

    @property
    def responder(self) -> Assignment | None:
        """Who has the task now, or had it when it was done."""
        return next((t for t in self.tasks if t.state in ("accepted", "done")), None)

    @property
    def offers(self) -> list[Assignment]:
        return [t for t in self.tasks if t.state == "offered"]


def detail(actor: Actor, case_id: UUID, *, now: datetime | None = None) -> Detail:
    """The whole case in at most ten queries. Raises `not_found` when it is out of the actor's sight."""
    now = now or clock.now()
    case = Case.objects.filter(id=case_id).first()
    rows = rows_of(actor, [case], now) if case else []
    if case is None or not rows:
        raise Problem("not_found")
    row = rows[0]
    may_take = row.level == "masked" and can(actor, "case.take", case)
    if row.level != "full":
        return Detail(case, row, row.level, frozenset(), may_take, row.overdue)
    tasks = tuple(Assignment.objects.filter(case=case).order_by("-offered_at"))
    handlers = tuple(CaseHandler.objects.filter(case=case, released_at=None).order_by("taken_at"))
    return Detail(
        case=case,
        row=row,
        level="full",
        allowed=_allowed(actor, case, tasks, handlers),
        may_take=False,
        overdue=is_overdue(case, now),
        area_label=label(case.area_code),
        outcome_name=lists.title("outcome", case.outcome) if case.outcome else "",
        reject_name=lists.title("reject_reason", case.reject_reason) if case.reject_reason else "",
        entries=_timeline(case),
        tasks=tasks,
        handlers=handlers,
        reports=tuple(CaseReport.objects.filter(case=case).order_by("at")),
        conflicts=tuple(Conflict.objects.filter(case=case, state="open").order_by("at")),
    )


_VERB_OF = {
    "dispatch": "case.dispatch",
    "visit": "case.work",
    "note": "case.note",
    "update": "case.note",
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
    elif can(actor, "case.take", case):
        found.add("take")
    return frozenset(found)


def _timeline(case: Case) -> tuple[EntryView, ...]:
    """Newest last; three queries."""
    files: dict[UUID, list[CaseFile]] = defaultdict(list)
    for file in CaseFile.objects.filter(case=case).order_by("position"):
        files[file.entry_id].append(file)
    here = arrived({f.sha256 for found in files.values() for f in found})
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
            (FIELDS.get(f, f).capitalize(), f"{old or '—'} → {new or '—'}")
            for f, (old, new) in changes.items()
        ]
    if entry.kind == EntryKind.DISPATCH:
        return [
            ("Kepada", f"{data.get('to', '')} ({lists.title('pillar', data.get('pillar', ''))})")
        ]
    if entry.kind == EntryKind.WITHDRAW:
        return [("Dari", data.get("to", ""))]
    if entry.kind in (EntryKind.ACCEPT, EntryKind.DECLINE):
        return _answer_notes(data)
    if entry.kind in (EntryKind.RESOLVE, EntryKind.CLOSE) and data.get("outcome"):
        return [("Hasil", lists.title("outcome", data["outcome"]))]
    if entry.kind == EntryKind.REJECT:
        return [("Alasan", lists.title("reject_reason", data.get("reason", "")))]
    return [(_BANDS[key], data[key]) for key in _BANDS if key in data]


def _report_notes(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("Bergabung", reason) for reason in data.get("reasons", [])]
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


def _answer_notes(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("Oleh", data.get("person", ""))] if data.get("on_behalf") else []
    if data.get("reason"):
        found.append(("Alasan", lists.title("decline_reason", data["reason"])))
    return found


def responders(actor: Actor, case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """Who could be asked, best first, with reasons. Five queries. Empty unless seen in full."""
    if access.access(actor, case) != "full":
        return []
    mandates = mandates_for(case.area_code, case.need)
    members = list(
        active_in(kabkota_of(case.area_code) or case.area_code).filter(pillar__in=mandates)[
            :MOST_CANDIDATES
        ]
    )
    task = dispatch.Task(case.need, case.area_code, case.lat, case.lon)
    if task.lat is None:
        area = Area.objects.filter(code=case.area_code).only("lat", "lon").first()
        task = dispatch.Task(
            case.need, case.area_code, area.lat if area else None, area.lon if area else None
        )
    return dispatch.rank(task, _candidates(case, members), mandates)[:limit]


def _candidates(case: Case, members: Sequence[Membership]) -> list[dispatch.Candidate]:
    persons = {m.person_id for m in members}
    open_tasks = Assignment.objects.filter(person_id__in=persons, state__in=("offered", "accepted"))
    load = dict(open_tasks.values_list("person_id").annotate(n=Count("id")))
    here = dict(
        Assignment.objects.filter(case=case)
        .order_by("offered_at")
        .values_list("person_id", "state")
    )
    phones = set(
        Device.objects.filter(user__person_id__in=persons, revoked_at=None).values_list(
            "user__person_id", flat=True
        )
    )
    codes = {m.area_code for m in members}
    points = {a.code: a for a in Area.objects.filter(code__in=codes).only("code", "lat", "lon")}
    now = clock.now()
    found = []
    for m in members:
        point = points.get(m.area_code)
        away = m.unavailable_until is not None and m.unavailable_until > now
        found.append(
            dispatch.Candidate(
                person_id=m.person_id,
                membership_id=m.id,
                name=m.person.name,
                pillar=m.pillar,
                area_code=m.area_code,
                lat=point.lat if point else None,
                lon=point.lon if point else None,
                available=m.available and not away,
                open_load=load.get(m.person_id, 0),
                declined=here.get(m.person_id) == "declined",
                offered=here.get(m.person_id) in ("offered", "accepted"),
                has_phone=m.person_id in phones,
            )
        )
    return found


def open_file(actor: Actor, case_id: UUID, sha256: str) -> bool:
    """True when the file belongs to this case and the actor sees the case in full."""
    case = Case.objects.filter(id=case_id).first()
    if case is None or not CaseFile.objects.filter(case=case, sha256=sha256).exists():
        return False
    return access.access(actor, case) == "full"
