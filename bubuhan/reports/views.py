"""Pages of what was reported but is not a case: issues, feedback, activities."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.policy import Actor, needs
from bubuhan.files import queries as files
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.reports import queries
from bubuhan.reports.models import ReportKind

KINDS = [(k.value, k.label) for k in ReportKind if k != ReportKind.KASUS]


@needs("report.read")
def listing(request: HttpRequest) -> HttpResponse:
    """`/laporan/?jenis=&wilayah=&q=`: newest first."""
    asked = request.GET
    found = queries.ReportFilter.read(
        {"kind": asked.get("jenis", ""), "area": asked.get("wilayah", ""), "q": asked.get("q", "")}
    )
    page = queries.listing(_actor(request), found, page_number(asked.get("hal")))
    return render(request, "reports/list.html", {"page": page, "filter": found, "kinds": KINDS})


@needs("report.read")
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """`/laporan/<id>/`: one report as it was sent."""
    return render(
        request, "reports/report.html", {"found": queries.detail(_actor(request), report_id)}
    )


@needs("report.read")
def file(request: HttpRequest, report_id: UUID, sha256: str) -> FileResponse:
    """`/laporan/<id>/berkas/<sha>`: a photo or recording of a report the actor may read."""
    allowed = queries.open_file(_actor(request), report_id, sha256)
    found = files.open_for(sha256, thumb=request.GET.get("kecil") == "1") if allowed else None
    if found is None:
        raise Problem("not_found")
    response = FileResponse(found.path.open("rb"), content_type=found.mime)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
