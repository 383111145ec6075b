"""The desk of double roles: the list, one finding, its decision, and the report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.accounts.posted import actor_of, by_htmx, optional_day, text
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.standing import deciding, doubles, evidence, likely
from bubuhan.standing.models import DoubleChoice, DoubleFinding, PairVerdict
from bubuhan.standing.views.posted import serve, upload
from bubuhan.volunteers.export import as_xlsx


@needs("double.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/rangkap/`: findings that wait first, filtered by the address."""
    chosen = doubles.chosen(actor_of(request), request.GET)
    found = doubles.desk(actor_of(request), chosen, page_number(request.GET.get("hal")))
    context = {
        **found,
        "chosen": chosen,
        "likely": likely.count(actor_of(request), chosen.area),
        "verdict_options": [c for c in PairVerdict.choices if c[0] != "wajar"],
        "states": [(k, words) for k, (words, _) in doubles.STATES.items()],
    }
    return render(request, "standing/desk.html", context)


@needs("duplicate.read")
@require_GET
def if_same(request: HttpRequest) -> HttpResponse:
    """`/rangkap/bila-sama/`: double roles there are if two likely records are one person."""
    actor = actor_of(request)
    chosen = doubles.chosen(actor, request.GET)
    found = likely.page(actor, chosen.area, page_number(request.GET.get("hal")))
    return render(request, "standing/likely.html", {"page": found, "chosen": chosen})


@needs("double.read")
@require_GET
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """`/rangkap/<id>/`: both roles, the rule and its basis, the load, and the decision."""
    return _finding(request, doubles.one(actor_of(request), finding_id))


@needs("double.decide")
@require_POST
def decide(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Decide it; what cannot be decided so is said above the form."""
    actor = actor_of(request)
    found = doubles.one(actor, finding_id)
    try:
        deciding.decide(
            actor=actor, finding_id=found.id, values=_read(request), seen=text(request, "seen")
        )
    except Problem as problem:
        return _finding(request, found, problem)
    messages.success(request, f"Keputusan tentang {found.person.name} disimpan.")
    return redirect("double-desk")


def _read(request: HttpRequest) -> deciding.Decision:
    return deciding.Decision(
        choice=text(request, "choice"),
        reason=text(request, "reason"),
        letter_no=text(request, "letter_no"),
        sha256=evidence.keep(upload(request), actor_of(request)),
        valid_until=optional_day(request, "valid_until", "berlaku sampai"),
        referred_to=text(request, "referred_to"),
        end_role=text(request, "end_role"),
        end_reason=text(request, "end_reason") or "beralih_pilar",
    )


def _finding(
    request: HttpRequest, found: DoubleFinding, problem: Problem | None = None
) -> HttpResponse:
    if problem and by_htmx(request):
        raise problem
    actor = actor_of(request)
    context = doubles.detail(actor, found) | _form(actor, found)
    context |= {"given": request.POST, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "standing/finding.html", context, status=status)


def _form(actor: Actor, found: DoubleFinding) -> dict[str, Any]:
    """What the form of the decision needs."""
    return {
        "stamp": deciding.stamp(found),
        "may_decide": can(actor, "double.decide") and found.state != DoubleFinding.State.CLOSED,
        "may_end": can(actor, "person.edit"),
        "choices": DoubleChoice.choices,
        "end_reasons": [(i.code, i.name) for i in lists.items("end_reason")],
    }


@needs("double.read")
@require_GET
def letter(request: HttpRequest, finding_id: UUID, sha256: str) -> FileResponse:
    """The letter of a decision."""
    return serve(sha256, doubles.letter_of(actor_of(request), finding_id, sha256))


@needs("double.read")
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """`/rangkap/laporan/`: how many, which pairs, how decided, per kab/kota."""
    chosen = doubles.chosen(actor_of(request), request.GET)
    lines = doubles.report(actor_of(request), chosen.area)
    context = {"lines": lines, "totals": doubles.totals(lines), "columns": doubles.COLUMNS}
    return render(request, "standing/report.html", context)


@needs("registry.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The report as xlsx."""
    actor = actor_of(request)
    chosen = doubles.chosen(actor, request.GET)
    made = as_xlsx(doubles.export(actor, chosen.area), "Rangkap tugas", clock.now())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(made, content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="rangkap-tugas.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response
