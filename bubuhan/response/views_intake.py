"""Around "Catat laporan": fragments and the page that says what became of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx
from bubuhan.response import intake


@needs("report.intake")
@require_GET
def known(request: HttpRequest) -> HttpResponse:
    """`/laporan/dikenal/?subject_name=`: who may be meant, while the name is being typed."""
    asked = request.GET
    given = {
        "name": asked.get("subject_name", ""),
        "sex": asked.get("subject_sex", ""),
        "phone": asked.get("subject_phone", ""),
        "area_code": asked.get("area_code", ""),
    }
    return render(
        request, "response/_known.html", {"known": intake.known(actor_of(request), given)}
    )


@needs("report.intake")
@require_GET
def result(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """`/laporan/<id>/tercatat/`: the number and the next step; asks again until the case is there."""
    template = "response/_result.html" if by_htmx(request) else "response/result.html"
    return render(request, template, intake.result(actor_of(request), report_id))
