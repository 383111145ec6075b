"""What a phone may hold of this room: cases in the form its holder may see, and his own reports."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import access, clashes
from bubuhan.cases.models import (
    OFFICE_ROLES,
    Assignment,
    Case,
    CaseEntry,
    CaseFile,
    CaseReport,
    EntryKind,
    State,
)
from bubuhan.cases.steps import steps
from bubuhan.files.queries import arrived
from bubuhan.geo import names as geo_names
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.lists import queries as lists
from bubuhan.reports.models import Report, ReportFile

# What the rooms above add to a case that is seen in full: name -> (actor, case ids) -> part of the
# body per case. More from `site.wiring`; a case without such a part gets null.
Part = Callable[[Actor, Sequence[UUID]], dict[UUID, Any]]
PARTS: dict[str, Part] = {"clashes": clashes.part}
# His own two versions, and what was given (he may give, too); all else is for who works on the case.
FOR_REPORTERS = frozenset({"clashes", "aid"})

# Lines of the timeline about those parts: his own he reads, others' not.
INNER = frozenset(
    {
        EntryKind.ASSESS,
        EntryKind.PLAN,
        EntryKind.FOLLOW_UP,
        EntryKind.REFER,
        EntryKind.LETTER,
        EntryKind.TRACK,
    }
)

MOST_ENTRIES = 200
EXCERPT = 280
REPORT_STATES = {
    State.WAITING: "diterima",
    State.OFFERED: "ditugaskan",
    State.ACTIVE: "ditangani",
    State.RESOLVED: "selesai",
    State.CLOSED: "selesai",
    State.REJECTED: "ditolak",
}


def case_documents(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """Cases as this actor may see them; one he may not see is left out (the phone drops it)."""
    cases = {str(c.id): c for c in Case.objects.filter(id__in=ids)}
    levels = access.levels(actor, list(cases.values()))
    full = [c.id for c in cases.values() if levels[c.id] == "full"]
    parts = _Parts(actor, full)
    working = _working(actor, [cases[str(key)] for key in full], parts)
    more = {
        name: part(actor, full if name in FOR_REPORTERS else working)
        for name, part in PARTS.items()
        if (full if name in FOR_REPORTERS else working)
    }
    labels = geo_names.names({access.shown_area(c, levels[c.id]) for c in cases.values()})
    docs = {}
    for doc_id, case in cases.items():
        level = levels[case.id]
        if level == "none":
            continue
        body = _brief(case, level, labels)
        if level == "full":
            body |= parts.of(case, case.id in working) | {
                name: more.get(name, {}).get(case.id) for name in PARTS
            }
        docs[doc_id] = Doc(doc_id, case.rev, body)
    return docs


def _working(actor: Actor, cases: Sequence[Case], parts: "_Parts") -> list[UUID]:
    """Those the actor works on. Who only reported a case reads it, but not what was found out about
    the family, planned and referred."""
    task = {
        case_id
        for case_id, rows in parts.tasks.items()
        if any(t.person_id == actor.person_id and t.state in Assignment.HOLDING for t in rows)
    }
    known = {c.id for c in cases if c.id in task or access.in_office(actor, c)}
    unclear = [c.id for c in cases if c.id not in known]
    if unclear and actor.role in OFFICE_ROLES:
        known |= access.handled_ids(actor, unclear)
    return [c.id for c in cases if c.id in known]


def _brief(case: Case, level: access.Level, labels: dict[str, str]) -> dict[str, Any]:
    """What every level shows; masked: no need, no name, nothing below kecamatan."""
    area = access.shown_area(case, level)
    masked = level == "masked"
    return {
        "number": case.number,
        "view": level,
        "state": case.state,
        "band": case.band,
        "need": "" if masked else case.need,
        "need_name": access.PROTECTED if masked else lists.title("need", case.need),
        "sensitive": case.sensitive,
        "area_code": area,
        "area_label": labels.get(area, ""),
        "subject": {"name": access.shown_name(case, level), "sex": "", "age": None, "phone": ""},
        "opened_at": case.opened_at.isoformat(),
        **_NOTHING_MORE,
    }


# What only the full view fills; the same keys everywhere spare the phone a question for each.
_NOTHING_MORE: dict[str, Any] = {
    "place_note": "",
    "lat": None,
    "lon": None,
    "reasons": [],
    "deadline_at": None,
    "responder": None,
    "supporters": [],
    "mine": False,
    "offer": None,
    "reported_by_me": False,
    "entries": [],
    "outcome": "",
    "outcome_name": "",
    "summary": "",
    "field_revs": {},
}


class _Parts:
    """Everything the full documents need, in six queries for any number of cases."""

    def __init__(self, actor: Actor, ids: Sequence[UUID]) -> None:
        self.actor = actor
        self.tasks: dict[UUID, list[Assignment]] = defaultdict(list)
        self.entries: dict[UUID, list[CaseEntry]] = defaultdict(list)
        self.files: dict[UUID, list[CaseFile]] = defaultdict(list)
        self.reporters: dict[UUID, set[UUID | None]] = defaultdict(set)
        self.arrived: set[str] = set()
        if ids:
            self._load(ids)

    def _load(self, ids: Sequence[UUID]) -> None:
        for task in Assignment.objects.filter(case_id__in=ids).order_by("-offered_at"):
            self.tasks[task.case_id].append(task)
        for entry in CaseEntry.objects.filter(case_id__in=ids).order_by("at", "id"):
            self.entries[entry.case_id].append(entry)
        for file in CaseFile.objects.filter(case_id__in=ids).order_by("position"):
            self.files[file.entry_id].append(file)
        for case_id, reporter in CaseReport.objects.filter(case_id__in=ids).values_list(
            "case_id", "reporter_id"
        ):
            self.reporters[case_id].add(reporter)
        self.arrived = arrived({f.sha256 for found in self.files.values() for f in found})

    def of(self, case: Case, working: bool) -> dict[str, Any]:
        """The part of the body that only the full view has; less for who only reported the case."""
        me = self.actor.person_id
        entries = [
            e
            for e in self.entries[case.id]
            if working or e.kind not in INNER or (me is not None and e.person_id == me)
        ]
        tasks = self.tasks[case.id]
        leads = [t for t in tasks if t.part == Assignment.Part.LEAD]
        responder = next((t for t in leads if t.state == "accepted"), None) or next(
            (t for t in leads if t.state in ("offered", "done")), None
        )
        own = next((t for t in tasks if t.person_id == self.actor.person_id), None)
        offered = own is not None and own.state == "offered"
        return {
            "place_note": case.place_note,
            "lat": case.lat,
            "lon": case.lon,
            "subject": {
                "name": case.subject_name,
                "sex": case.subject_sex,
                "age": case.subject_age,
                "phone": case.subject_phone,
            },
            "reasons": [r["text"] for r in case.reasons],
            "deadline_at": case.deadline_at.isoformat() if case.deadline_at else None,
            "responder": _responder(responder),
            "supporters": [
                {**(_responder(t) or {}), "note": t.note}
                for t in tasks
                if t.part == Assignment.Part.SUPPORT and t.state in Assignment.HOLDING
            ],
            "mine": own is not None and own.state in Assignment.HOLDING,
            "offer": _offer(own) if offered and own else None,
            "reported_by_me": self.actor.person_id is not None
            and self.actor.person_id in self.reporters[case.id],
            "entries": [self._entry(e) for e in entries[-MOST_ENTRIES:]],
            "outcome": case.outcome,
            "outcome_name": lists.title("outcome", case.outcome) if case.outcome else "",
            "summary": case.summary,
            "field_revs": case.field_revs,
        }

    def _entry(self, entry: CaseEntry) -> dict[str, Any]:
        return {
            "id": str(entry.id),
            "kind": entry.kind,
            "kind_name": EntryKind(entry.kind).label,
            "at": entry.at.isoformat(),
            "by": entry.by_name,
            "text": entry.text,
            "data": entry.data,
            "files": [
                {"sha256": f.sha256, "kind": f.kind, "arrived": f.sha256 in self.arrived}
                for f in self.files[entry.id]
            ],
        }


def _responder(task: Assignment | None) -> dict[str, Any] | None:
    if task is None:
        return None
    return {
        "person_id": str(task.person_id),
        "name": task.person_name,
        "pillar": task.pillar,
        "state": task.state,
    }


def _offer(task: Assignment) -> dict[str, Any]:
    return {
        "assignment_id": str(task.id),
        "offered_at": task.offered_at.isoformat(),
        "by": task.offered_by,
        "note": task.note,
        "part": task.part,
        "lapses_at": task.lapses_at.isoformat() if task.lapses_at else None,
    }


def report_documents(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """The reporter's own reports with what became of each; another's are left out."""
    own = {"reporter_id": actor.person_id} if actor.person_id else {"user_id": actor.user_id}
    reports = {str(r.id): r for r in Report.objects.filter(id__in=ids, **own)}
    links = {
        link.report_id: link
        for link in CaseReport.objects.filter(report_id__in=reports).select_related("case")
    }
    files: dict[UUID, list[str]] = defaultdict(list)
    for report_id, sha256 in ReportFile.objects.filter(report_id__in=reports).values_list(
        "report_id", "sha256"
    ):
        files[report_id].append(sha256)
    here = arrived({sha for found in files.values() for sha in found})
    labels = geo_names.names({r.area_code for r in reports.values()})
    told = steps(reports, links)
    found = {}
    for doc_id, report in reports.items():
        link = links.get(report.id)
        case = link.case if link else None
        got = sum(sha in here for sha in files[report.id])
        body = _report_body(report, case, labels) | {
            "files": {"arrived": got, "total": len(files[report.id])},
            "steps": told[report.id],
        }
        found[doc_id] = Doc(doc_id, (case.rev if case else 0) * 10 + got + 1, body)
    return found


def _report_body(report: Report, case: Case | None, labels: dict[str, str]) -> dict[str, Any]:
    excerpt = report.story if len(report.story) <= EXCERPT else report.story[: EXCERPT - 1] + "…"
    return {
        "kind": report.kind,
        "need": report.need,
        "need_name": lists.title("need", report.need) if report.need else "",
        "story": excerpt,
        "area_code": report.area_code,
        "area_label": labels.get(report.area_code, ""),
        "made_at": report.made_at.isoformat(),
        "received_at": report.received_at.isoformat(),
        "state": REPORT_STATES[State(case.state)] if case else "diterima",
        "case_id": str(case.id) if case else None,
        "case_number": case.number if case else "",
        "answer": _answer(case),
    }


def _answer(case: Case | None) -> str:
    """What the reporter reads at the end; of a sensitive case only that it was dealt with."""
    if case is None:
        return ""
    if case.state == State.REJECTED:
        reason = lists.item("reject_reason", case.reject_reason)
        return str(reason.data.get("answer", reason.name)) if reason else ""
    if case.state not in (State.RESOLVED, State.CLOSED):
        return ""
    if case.sensitive:
        return "Sudah ditangani. Rinciannya dilindungi."
    return f"{lists.title('outcome', case.outcome)}. {case.summary}".strip()


DOCUMENTS: dict[str, Renderer] = {"case": case_documents, "report": report_documents}
