"""Numbers others published, and absences: their history, and what an officer enters."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.accounts.posted import actor_of
from bubuhan.counts import actions, board, controls, reading
from bubuhan.counts.forms import AbsenceForm, ControlForm
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes


@needs("count.read")
@require_GET
def said(request: HttpRequest) -> HttpResponse:
    """`/hitungan/pembanding/?wilayah=&pilar=`: what others said of one pillar in one area."""
    return _page(request, request.GET.get("wilayah", ""), request.GET.get("pilar", ""))


@needs("control.edit")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Enter a published number, or correct one."""
    area, pillar = request.POST.get("area_code", ""), request.POST.get("pillar", "")
    form, actor = ControlForm(request.POST), actor_of(request)

    def write(given: dict[str, Any]) -> None:
        values = form.values(area, pillar)
        actions.set_control(
            actor=actor, values=values, replaces=given["replaces"], why=given["why"]
        )

    if _saved(form, write):
        messages.success(request, "Angka pembanding tersimpan.")
        return _back(area, pillar)
    return _page(request, area, pillar, control=form)


def _saved(form: Form, write: Callable[[dict[str, Any]], object]) -> bool:
    """Write what a valid form says; a problem of the action stands at its field."""
    if not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except Problem as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


@needs("control.edit")
@require_POST
def withdraw(request: HttpRequest, control_id: int) -> HttpResponse:
    """Take a number out of use."""
    row = actions.withdraw_control(
        actor=actor_of(request), control_id=control_id, why=request.POST.get("why", "")
    )
    messages.success(request, "Angka pembanding tidak dipakai lagi; riwayatnya tetap ada.")
    return _back(row.area_code, row.pillar)


@needs("control.edit")
@require_POST
def absent(request: HttpRequest) -> HttpResponse:
    """Write down that a pillar does not exist here."""
    area, pillar = request.POST.get("area_code", ""), request.POST.get("pillar", "")
    form, actor = AbsenceForm(request.POST), actor_of(request)

    def write(given: dict[str, Any]) -> None:
        actions.record_absence(actor=actor, area=area, pillar=pillar, **given)

    if _saved(form, write):
        messages.success(request, "Tercatat: pilar ini memang tidak ada.")
        return _back(area, pillar)
    return _page(request, area, pillar, absence=form)


@needs("control.edit")
@require_POST
def present(request: HttpRequest, absence_id: int) -> HttpResponse:
    """The pillar exists after all."""
    row = actions.withdraw_absence(actor=actor_of(request), absence_id=absence_id)
    messages.success(request, "Catatan “memang tidak ada” dicabut.")
    return _back(row.area_code, row.pillar)


def _page(
    request: HttpRequest,
    area: str,
    pillar: str,
    control: ControlForm | None = None,
    absence: AbsenceForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    here = reading.scope(actor, area)
    chosen = pillar if pillar in codes("pillar") else "PSM"
    context = {
        "area": here,
        "label": reading.label(here),
        "pillar": chosen,
        "pillar_name": board.pillar_word(chosen),
        "pillar_options": board.pillar_options(),
        "rows": [(row, controls.said(row)) for row in controls.history(here, chosen)],
        "absences": controls.absence_history(here, chosen),
        "control": control or ControlForm(),
        "absence": absence or AbsenceForm(initial={"said_on": clock.today()}),
        "may_edit": can(actor, "control.edit", here),
    }
    status = 422 if control or absence else 200
    return render(request, "counts/said.html", context, status=status)


def _back(area: str, pillar: str) -> HttpResponse:
    return redirect(f"{reverse('count-said')}?wilayah={area}&pilar={pillar}")
