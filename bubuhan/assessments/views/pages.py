"""What an officer reads: the tab of a case, a person, a cause, a form, a result."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of
from bubuhan.assessments import panel, panel_causes, panel_measures, panel_people


@needs("family.read")
@require_GET
def family(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/keluarga/`: who lives there, what lies at the root, what was measured."""
    return render(request, "assessments/family.html", panel.page(actor_of(request), case_id))


@needs("family.edit")
@require_GET
def new_member(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`anggota/baru/`: the form of a person."""
    return render(
        request,
        "assessments/member.html",
        panel_people.member_page(actor_of(request), case_id, None),
    )


@needs("family.read")
@require_GET
def member(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """`anggota/<id>/`: one person, his types, his history."""
    context = panel_people.member_page(actor_of(request), case_id, member_id)
    return render(request, "assessments/member.html", context)


@needs("cause.edit")
@require_GET
def new_cause(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`sebab/baru/`: name a cause; `?kode=` and `?akibat=` fill it in."""
    code, effect = request.GET.get("kode", ""), request.GET.get("akibat", "")
    context = panel_causes.cause_form(actor_of(request), case_id, code, effect)
    return render(request, "assessments/cause_new.html", context)


@needs("family.read")
@require_GET
def cause(request: HttpRequest, case_id: UUID, cause_id: UUID) -> HttpResponse:
    """`sebab/<id>/`: one cause with its evidence and its links."""
    context = panel_causes.cause_page(actor_of(request), case_id, cause_id)
    return render(request, "assessments/cause.html", context)


@needs("family.edit")
@require_GET
def fill(request: HttpRequest, case_id: UUID, instrument: str) -> HttpResponse:
    """`asesmen/<code>/`: an instrument to fill in."""
    context = panel_measures.fill_page(actor_of(request), case_id, instrument)
    return render(request, "assessments/fill.html", context)


@needs("family.read")
@require_GET
def result(request: HttpRequest, case_id: UUID, assessment_id: UUID) -> HttpResponse:
    """`hasil/<id>/`: what an instrument said."""
    context = panel_measures.result_page(actor_of(request), case_id, assessment_id)
    return render(request, "assessments/result.html", context)
