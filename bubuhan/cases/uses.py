"""Files this room and the reports refer to: what arrived, who uses it."""

from collections.abc import Collection
from uuid import UUID

from bubuhan import journal
from bubuhan.cases.entries import touches
from bubuhan.cases.models import Assignment, Case, CaseFile, CaseReport
from bubuhan.journal import Touch
from bubuhan.journal.models import Event
from bubuhan.reports.models import Report, ReportFile


def in_use(hashes: Collection[str]) -> set[str]:
    """Which of these files a report or a case entry speaks of."""
    found = set(ReportFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return found | set(CaseFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))


def persons_in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Which of these persons a case, an assignment or a report speaks of (they may not be removed)."""
    tasks = Assignment.objects.filter(person_id__in=person_ids)
    cases = Case.objects.filter(person_id__in=person_ids)
    reports = Report.objects.filter(reporter_id__in=person_ids)
    found: set[UUID | None] = set(tasks.values_list("person_id", flat=True))
    found.update(cases.values_list("person_id", flat=True))
    found.update(reports.values_list("reporter_id", flat=True))
    return {one for one in found if one}


def file_arrived(event: Event) -> None:
    """Reaction on `file.completed`: the documents that show this file have changed."""
    sha256 = event.data["sha256"]
    cases = {
        f.case_id: f.case for f in CaseFile.objects.filter(sha256=sha256).select_related("case")
    }
    touched: list[Touch] = []
    for case in cases.values():
        touched += touches(case)
    loose = Report.objects.filter(files__sha256=sha256, reporter_id__isnull=False).exclude(
        id__in=CaseReport.objects.filter(case_id__in=list(cases)).values("report_id")
    )
    touched += [Touch(f"mine:{r.reporter_id}", "report", str(r.id)) for r in loose]
    journal.touch(*touched)
