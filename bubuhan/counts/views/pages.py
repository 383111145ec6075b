"""The live count, who is behind a number, and coverage."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of
from bubuhan.counts import board, covering, reading, sheets
from bubuhan.counts.tallying import GRADES
from bubuhan.kernel.paging import page_number
from bubuhan.lists.queries import codes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GRADES = {code or "belum": word for code, word in GRADES.items()}  # as the address says them


def pillar_of(request: HttpRequest) -> str:
    """The chosen pillar; anything odd means PSM."""
    given = request.GET.get("pilar", "")
    return given if given in codes("pillar") else "PSM"


@needs("count.read")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """`/hitungan/?wilayah=&pilar=`: live counts beside what others said, and frozen sheets."""
    actor = actor_of(request)
    found = board.board(actor, request.GET.get("wilayah", ""), pillar_of(request))
    context = {
        "board": found,
        "sheets": reading.snapshots(actor, found.area)[:20],
        "grades": GRADES,
    }
    return render(request, "counts/board.html", context)


@needs("count.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """`/hitungan/orang/?wilayah=&pilar=&derajat=`: the persons behind a live number."""
    actor, pillar, asked = actor_of(request), pillar_of(request), request.GET
    area = reading.scope(actor, asked.get("wilayah", ""))
    grade = asked.get("derajat", "") if asked.get("derajat") in _GRADES else "semua"
    code = "" if grade == "belum" else grade
    context = {
        "page": board.people(actor, area, pillar, code, page_number(asked.get("hal"))),
        "area": area,
        "label": reading.label(area),
        "pillar": pillar,
        "pillar_name": board.pillar_word(pillar),
        "grade": grade,
    }
    return render(request, "counts/people.html", context | _options())


def _options() -> dict[str, Any]:
    return {"grade_options": list(_GRADES.items()), "pillar_options": board.pillar_options()}


@needs("coverage.read")
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """`/cakupan/?wilayah=&pilar=&isi=&urut=`: who has nobody."""
    found = covering.page(actor_of(request), covering.chosen(request.GET, pillar_of(request)))
    return render(request, "counts/coverage.html", {"found": found})


@needs("coverage.read")
@require_GET
def coverage_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    actor = actor_of(request)
    about, groups, units = covering.workbook(
        actor, covering.chosen(request.GET, pillar_of(request))
    )
    return as_file(sheets.coverage_xlsx(about, groups, units), XLSX, "cakupan.xlsx")


def as_file(content: bytes, mime: str, name: str) -> HttpResponse:
    """An answer that a browser saves and no cache keeps."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
