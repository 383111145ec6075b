"""Pages of what was reported but is not a case: issues, feedback, activities."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of
from bubuhan.files import queries as files
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.reports import intake, queries
from bubuhan.reports.models import ReportKind

KINDS = [(k.value, k.label) for k in ReportKind if k != ReportKind.KASUS]


@needs("report.read")
def listing(request: HttpRequest) -> HttpResponse:
    """`/laporan/?jenis=&wilayah=&q=`: newest first."""
    asked = request.GET
    found = queries.ReportFilter.read(
        {"kind": asked.get("jenis", ""), "area": asked.get("wilayah", ""), "q": asked.get("q", "")}
    )
    page = queries.listing(actor_of(request), found, page_number(asked.get("hal")))
    return render(request, "reports/list.html", {"page": page, "filter": found, "kinds": KINDS})


@needs("report.read")
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """`/laporan/<id>/`: one report as it was sent."""
    return render(
        request, "reports/report.html", {"found": queries.detail(actor_of(request), report_id)}
    )


@needs("report.read")
def file(request: HttpRequest, report_id: UUID, sha256: str) -> FileResponse:
    """`/laporan/<id>/berkas/<sha>`: a photo or recording of a report the actor may read."""
    allowed = queries.open_file(actor_of(request), report_id, sha256)
    found = files.open_for(sha256, thumb=request.GET.get("kecil") == "1") if allowed else None
    if found is None:
        raise Problem("not_found")
    response = FileResponse(found.path.open("rb"), content_type=found.mime)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@needs("report.intake")
@require_http_methods(["GET", "POST"])
def write_down(request: HttpRequest) -> HttpResponse:
    """`/laporan/baru/`: what somebody tells the duty desk by telephone or at the counter."""
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if request.method == "GET":
        return render(request, "reports/intake.html", {"blank": intake.blank({}), "given": given})
    try:
        made = intake.write_down(actor_of(request), given, clock.now())
    except Problem as problem:
        if request.headers.get("HX-Request"):
            raise
        context = {"blank": intake.blank(given), "given": given, "problem": problem}
        return render(request, "reports/intake.html", context, status=problem.status)
    return _go(request, f"/laporan/{made}/tercatat/")


def _go(request: HttpRequest, path: str) -> HttpResponse:
    """Go on to a page, also from a form that htmx sent."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)
