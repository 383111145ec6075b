"""What the office pages read, and how they speak in addresses: `?wilayah=63.71&kegawatan=darurat&urut=batas`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases import access, dispatch, lifecycle, listing, offers, responders
from bubuhan.cases import detail as details
from bubuhan.cases.handlers import read
from bubuhan.cases.models import Band, Case, CaseEntry, EntryKind
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page, page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

STATUS = {
    "belum-selesai": ("unfinished", "Belum selesai"),
    "menunggu": ("waiting", "Menunggu"),
    "ditawarkan": ("offered", "Ditawarkan"),
    "ditangani": ("active", "Ditangani"),
    "verifikasi": ("resolved", "Menunggu verifikasi"),
    "ditutup": ("closed", "Ditutup"),
    "ditolak": ("rejected", "Ditolak"),
    "semua": ("all", "Semua"),
}
SORT = {
    "batas": ("deadline", "Batas waktu"),
    "kegawatan": ("band", "Kegawatan"),
    "terbaru": ("newest", "Terbaru"),
    "terlama": ("oldest", "Terlama"),
}
MOST_AT_ONCE = 50
_SUGGESTED_FROM = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of cases with everything around it; `since` is when it was read (for the news)."""

    filter: listing.CaseFilter
    page: Page[listing.QueueRow]
    counts: listing.Counts
    options: dict[str, list[tuple[str, str]]]
    chosen: dict[str, str]
    since: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One case on the screen. `seen` is the moment of its last line, for telling what came after."""

    detail: details.Detail
    seen: str

    @property
    def story(self) -> details.EntryView | None:
        """The report that opened the case, in its writer's words."""
        return next((e for e in self.detail.entries if e.entry.kind == EntryKind.REPORT), None)

    @property
    def escalated(self) -> bool:
        """True when an open case was escalated: then its clocks are asked for beside it."""
        lines = self.detail.entries if self.detail.case.is_open else ()
        return any(e.entry.kind == EntryKind.ESCALATE for e in lines)

    @property
    def files(self) -> tuple[int, int]:
        """How many files arrived, of how many."""
        found = [f for e in self.detail.entries for f in e.files]
        return sum(f.arrived for f in found), len(found)


@dataclass(frozen=True, slots=True)
class Bulk:
    """Several cases to be offered to one member: which can be, who could, who was chosen."""

    ready: list[listing.QueueRow]
    refused: list[listing.QueueRow]
    ranked: list[dispatch.Ranked]
    chosen: dispatch.Ranked | None


def filter_of(params: Mapping[str, str], default: str = "belum-selesai") -> listing.CaseFilter:
    """Read a filter from the address; what makes no sense is left out."""
    status = params.get("status", default)
    return listing.CaseFilter.read(
        {
            "area": params.get("wilayah", ""),
            "band": params.get("kegawatan", ""),
            "state": STATUS.get(status, STATUS[default])[0],
            "need": params.get("kebutuhan", ""),
            "overdue": params.get("terlambat", ""),
            "climbing": params.get("dinaikkan", ""),
            "mine": params.get("saya", ""),
            "q": params.get("q", ""),
            "sort": SORT.get(params.get("urut", ""), SORT["batas"])[0],
        }
    )


def desk(actor: Actor, params: Mapping[str, str], default: str = "belum-selesai") -> Desk:
    """The queue or the list of cases (at most seven queries)."""
    found = filter_of(params, default)
    now, reach = clock.now(), access.reach(actor)
    counts = listing.counts(actor, found.area, now=now, reach=reach)
    number = page_number(params.get("hal"))
    return Desk(
        filter=found,
        page=listing.queue(
            actor, found, number, now=now, reach=reach, total=counts.total_of(found)
        ),
        counts=counts,
        options={
            "kegawatan": [(b.value, b.label) for b in Band],
            "status": [(code, word) for code, (_, word) in STATUS.items()],
            "kebutuhan": [(item.code, item.name) for item in lists.items("need")],
            "urut": [(code, word) for code, (_, word) in SORT.items()],
        },
        chosen={"status": params.get("status", ""), "urut": params.get("urut", "")},
        since=int(now.timestamp()),
    )


def news(actor: Actor, params: Mapping[str, str]) -> int:
    """How many cases that match were opened after the list was read (one or two queries)."""
    raw = params.get("sejak", "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 11:
        return 0
    since = datetime.fromtimestamp(int(raw), UTC)
    rows = listing.filtered(actor, filter_of(params), clock.now())
    return rows.filter(opened_at__gt=since).count()


def open_case(actor: Actor, case_id: UUID) -> Opened:
    """A case with its timeline. Reading a sensitive one is written down."""
    found = details.detail(actor, case_id)
    if found.level == "full" and found.case.sensitive:
        read(actor=actor, case=found.case)
    last = found.entries[-1].entry.at if found.entries else found.case.opened_at
    return Opened(found, last.isoformat())


def suggested(actor: Actor, case_id: UUID) -> tuple[Case, list[dispatch.Ranked]]:
    """Who could be asked, for beside a case that is on the screen. Raises `not_found` unless seen in full."""
    case = Case.objects.filter(id=case_id).first()
    if case is None or access.access(actor, case) != "full":
        raise Problem("not_found")
    may = can(actor, "case.dispatch", case) and lifecycle.allows(case.state, "dispatch")
    if case.sensitive and access.open_glass(actor, case, clock.now()):
        may = False  # who broke the glass reads, and decides nothing
    return case, responders.ranked(case) if may else []


def for_dialog(opened: Opened, dialog: str) -> dict[str, Any]:
    """What one form needs beyond the case: how long an offer waits, who could help beside."""
    case = opened.detail.case
    if dialog == "tugaskan" and "dispatch" in opened.detail.allowed:
        return {"terms": offers.terms_of(case), "ranked": responders.ranked(case)}
    if dialog == "pendamping" and "support" in opened.detail.allowed:
        return {"helpers": responders.helpers(case)}
    if dialog == "urgensi":
        return {"bands": [band for band in Band.values if band != case.band]}
    return {}


def why_not(actor: Actor, case_id: UUID, wanted: str) -> list[tuple[dispatch.Candidate, str]]:
    """Why members of a name are not among the suggested. Raises `not_found` unless seen in full."""
    found = details.detail(actor, case_id)
    if found.level != "full" or "dispatch" not in found.allowed:
        raise Problem("not_found")
    return responders.refused(found.case, wanted) if len(wanted) > 2 else []


def moved_on(
    actor: Actor, case_id: UUID, seen: str
) -> tuple[details.Detail, list[details.EntryView]]:
    """The case as it is now and the lines that came after `seen`: what a refused decision did not know."""
    found = details.detail(actor, case_id)
    try:
        after = datetime.fromisoformat(seen)
    except ValueError:
        after = clock.now() - timedelta(hours=1)
    return found, [e for e in found.entries if e.entry.at > after]


def bulk(actor: Actor, case_ids: Sequence[UUID], person_id: UUID | None) -> Bulk:
    """Preview of a bulk assignment. Raises field_missing for none, field_invalid for too many."""
    if not case_ids:
        raise Problem("field_missing", "id", name="kasus")
    if len(case_ids) > MOST_AT_ONCE:
        raise Problem(
            "field_invalid", "id", name="kasus", why=f"paling banyak {MOST_AT_ONCE} sekaligus"
        )
    cases = list(Case.objects.filter(id__in=case_ids).order_by("deadline_at", "id"))
    rows = listing.rows_of(actor, cases)
    ready = [r for r in rows if r.level == "full" and lifecycle.allows(r.state, "dispatch")]
    ids = {r.id for r in ready}
    ranked = _together(actor, [c for c in cases if c.id in ids])
    chosen = next((r for r in ranked if r.candidate.person_id == person_id), None)
    return Bulk(ready, [r for r in rows if r.id not in ids], ranked, chosen)


def _together(actor: Actor, cases: Sequence[Case]) -> list[dispatch.Ranked]:
    """Who suits the most urgent of them best; each person once."""
    best: dict[UUID, dispatch.Ranked] = {}
    for case in cases[:_SUGGESTED_FROM]:
        for one in responders.ranked(case):
            known = best.get(one.candidate.person_id)
            if known is None or one.score > known.score:
                best[one.candidate.person_id] = one
    return sorted(best.values(), key=lambda r: -r.score)[:20]


ENTRY_LOOK: dict[str, tuple[str, str]] = {
    EntryKind.REPORT: ("message-square-text", "brand"),
    EntryKind.TRIAGE: ("scale", "plain"),
    EntryKind.DISPATCH: ("send", "plain"),
    EntryKind.ACCEPT: ("handshake", "brand"),
    EntryKind.DECLINE: ("user-x", "warn"),
    EntryKind.LAPSE: ("timer-off", "warn"),
    EntryKind.WITHDRAW: ("undo-2", "plain"),
    EntryKind.TAKE: ("hand", "brand"),
    EntryKind.VISIT: ("footprints", "brand"),
    EntryKind.NOTE: ("sticky-note", "plain"),
    EntryKind.LATE_NOTE: ("sticky-note", "warn"),
    EntryKind.UPDATE: ("pencil", "plain"),
    EntryKind.RESOLVE: ("check", "good"),
    EntryKind.CLOSE: ("check-check", "good"),
    EntryKind.SEND_BACK: ("undo-2", "warn"),
    EntryKind.REOPEN: ("rotate-ccw", "warn"),
    EntryKind.REJECT: ("ban", "bad"),
    EntryKind.ESCALATE: ("trending-up", "warn"),
}


def look(entry: CaseEntry) -> tuple[str, str]:
    """Icon and tone of one line of the timeline."""
    return ENTRY_LOOK.get(entry.kind, ("circle", "plain"))


def choices(name: str) -> list[tuple[str, str, str]]:
    """A list for a dialog: code, name, hint."""
    rows: list[Any] = lists.items(name)
    return [
        (row.code, row.name, str(row.data.get("hint") or row.data.get("answer") or ""))
        for row in rows
    ]
