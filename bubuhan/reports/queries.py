"""Reads of the reports that do not become cases: issues, feedback, activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.files.queries import arrived
from bubuhan.geo.names import names
from bubuhan.kernel.paging import Page
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.reports.models import Report, ReportFile, ReportKind

PAGE_SIZE = 50
LISTED = (ReportKind.ISU, ReportKind.MASUKAN, ReportKind.KEGIATAN)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What the list shows; empty fields do not filter."""

    kind: str = ""
    area: str = ""
    need: str = ""
    q: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "ReportFilter":
        """From a URL's parameters; what makes no sense is left out."""
        kind = params.get("kind", "")
        return cls(
            kind=kind if kind in ReportKind.values else "",
            area=params.get("area", "").strip()[:13],
            need=params.get("need", "")[:40],
            q=" ".join(params.get("q", "").split())[:80],
        )


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report with its place and need in words, and how many of its files are here."""

    report: Report
    area_label: str
    need_name: str
    files_total: int
    files_arrived: int


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """One report for its page; `files` are `(file, arrived)`, `signs` `(question, answer)`."""

    report: Report
    area_label: str
    need_name: str
    files: tuple[tuple[ReportFile, bool], ...]
    signs: tuple[tuple[str, str], ...]


def listing(
    actor: Actor, found: ReportFilter, page: int = 1, size: int = PAGE_SIZE
) -> Page[ReportRow]:
    """One page of isu, masukan and kegiatan, newest first (a kasus is read as a case). Four queries."""
    rows = Report.objects.visible_to(actor).filter(subtree_q(found.area))
    rows = rows.filter(kind=found.kind) if found.kind else rows.filter(kind__in=LISTED)
    if found.need:
        rows = rows.filter(need=found.need)
    if found.q:
        rows = rows.filter(story__icontains=found.q)
    total = rows.count()
    number = min(page, max(1, -(-total // size)))
    reports = list(rows.order_by("-received_at", "id")[(number - 1) * size : number * size])
    return Page(_rows(reports), number, size, total)


def _rows(reports: list[Report]) -> list[ReportRow]:
    files: dict[UUID, list[str]] = {}
    for report_id, sha256 in ReportFile.objects.filter(report__in=reports).values_list(
        "report_id", "sha256"
    ):
        files.setdefault(report_id, []).append(sha256)
    here = arrived({sha for found in files.values() for sha in found})
    labels = names({r.area_code for r in reports})
    return [
        ReportRow(
            r,
            labels.get(r.area_code, ""),
            lists.title("need", r.need) if r.need else "",
            len(files.get(r.id, ())),
            sum(sha in here for sha in files.get(r.id, ())),
        )
        for r in reports
    ]


def detail(actor: Actor, report_id: UUID) -> ReportDetail:
    """One report. Raises `not_found` when it is out of the actor's sight."""
    report = Report.objects.visible_to(actor).filter(id=report_id).first()
    if report is None:
        raise Problem("not_found")
    files = list(ReportFile.objects.filter(report=report).order_by("position"))
    here = arrived({f.sha256 for f in files})
    answers = {True: "Ya", False: "Tidak", None: "Belum tahu"}
    return ReportDetail(
        report,
        names([report.area_code]).get(report.area_code, ""),
        lists.title("need", report.need) if report.need else "",
        tuple((f, f.sha256 in here) for f in files),
        tuple(
            (lists.title("urgency_sign", code), answers[answer])
            for code, answer in report.body.get("signs", {}).items()
        ),
    )


def open_file(actor: Actor, report_id: UUID, sha256: str) -> bool:
    """True when the file belongs to a report the actor may read."""
    seen = Report.objects.visible_to(actor).filter(id=report_id)
    return ReportFile.objects.filter(report__in=seen, sha256=sha256).exists()
