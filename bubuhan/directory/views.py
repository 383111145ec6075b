"""The office's pages of partners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import needs, require
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.directory import actions, exporting, pages, queries
from bubuhan.directory.actions import ConditionValues
from bubuhan.directory.forms import CapacityForm, PartnerForm, ServiceForm, partner_initial
from bubuhan.geo import letterhead
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("directory.read")
@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """`/mitra/`: who can help, with room."""
    actor = actor_of(request)
    chosen = pages.chosen_filter(actor, request.GET)
    context = pages.list_page(actor, chosen, page_number(request.GET.get("hal")))
    return render(request, "directory/partners.html", context)


@needs("directory.read")
@require_GET
def partners_sheet(request: HttpRequest) -> HttpResponse:
    """The list as XLSX, exactly as filtered."""
    actor, now = actor_of(request), clock.now()
    chosen = pages.chosen_filter(actor, request.GET)
    rows = exporting.sheet_rows(queries.all_rows(actor, chosen))
    return _file(exporting.as_xlsx(rows, pages.heading(chosen), now), XLSX, "mitra", "xlsx", now)


@needs("directory.read")
@require_GET
def partners_paper(request: HttpRequest) -> HttpResponse:
    """The list on paper, exactly as filtered."""
    actor, now = actor_of(request), clock.now()
    chosen = pages.chosen_filter(actor, request.GET)
    rows = queries.all_rows(actor, chosen, most=400)
    made = exporting.list_pdf(rows, letterhead.lines(actor.area), pages.heading(chosen), now)
    return _file(made, "application/pdf", "mitra", "pdf", now)


@needs("directory.read")
@require_GET
def partner(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """`/mitra/<id>/`: one partner; a double leads to the one it was joined to."""
    actor = actor_of(request)
    context = pages.partner_page(actor, partner_id)
    found = context["partner"]
    if found.merged_into_id and request.GET.get("ganda") != "1":
        return redirect("partner", found.merged_into_id)
    if context["may_edit"]:
        context["condition"] = pages.condition_form(actor)
    return render(request, "directory/partner.html", context)


@needs("directory.edit")
@require_http_methods(["GET", "POST"])
def partner_new(request: HttpRequest) -> HttpResponse:
    """`/mitra/baru/`."""
    actor = actor_of(request)
    initial = {"area_code": actor.area, "serves": [actor.area]}
    form = PartnerForm(actor, posted(request), initial=initial)
    if form.is_valid():
        try:
            made = actions.add_partner(actor=actor, values=form.values())
            messages.success(request, "Mitra dicatat. Tambahkan layanannya.")
            return redirect("partner", made.id)
        except Problem as problem:
            _told(form, problem)
    return render(request, "directory/form.html", {"form": form, "area": _area(form)}, status=422 if form.errors else 200)  # fmt: skip


@needs("directory.edit")
@require_http_methods(["GET", "POST"])
def partner_edit(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """`/mitra/<id>/ubah/`."""
    actor = actor_of(request)
    one = queries.seen(actor, partner_id)
    require(actor, "directory.edit", one)
    form = PartnerForm(actor, posted(request), initial=partner_initial(one))
    if form.is_valid():
        try:
            actions.edit_partner(actor=actor, partner_id=one.id, values=form.values(), rev=_rev(request), reason=form.cleaned_data["reason"])  # fmt: skip
            messages.success(request, "Perubahan disimpan.")
            return redirect("partner", one.id)
        except Problem as problem:
            _told(form, problem)
    context = {"form": form, "partner": one, "area": _area(form), "rev": request.POST.get("rev") or one.rev}  # fmt: skip
    return render(request, "directory/form.html", context, status=422 if form.errors else 200)


@needs("directory.edit")
@require_POST
def partner_active(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Stop or go on referring to a partner."""
    one = queries.seen(actor_of(request), partner_id)
    actions.set_active(
        actor=actor_of(request), partner_id=one.id, active=request.POST.get("active") == "1",
        reason=request.POST.get("reason", ""), rev=_rev(request),
    )  # fmt: skip
    messages.success(request, "Tersimpan.")
    return redirect("partner", one.id)


@needs("directory.edit")
@require_POST
def partner_merge(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Join a double to this partner."""
    one = queries.seen(actor_of(request), partner_id)
    gone = _uuid(request.POST.get("gone", ""))
    actions.merge(actor=actor_of(request), keep_id=one.id, gone_id=gone, reason=request.POST.get("reason", ""))  # fmt: skip
    messages.success(request, "Digabung. Layanan dan rujukan lama ikut pindah; dapat dibatalkan.")
    return redirect("partner", one.id)


@needs("directory.edit")
@require_POST
def partner_unmerge(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Undo the joining of a double."""
    one = queries.seen(actor_of(request), partner_id)
    actions.unmerge(actor=actor_of(request), gone_id=one.id, reason=request.POST.get("reason", ""))
    messages.success(request, "Penggabungan dibatalkan.")
    return redirect("partner", one.id)


@needs("directory.edit")
@require_POST
def service_save(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Add a service, or change one (`service`)."""
    actor, one = actor_of(request), queries.seen(actor_of(request), partner_id)
    require(actor, "directory.edit", one)
    form = _valid(ServiceForm(request.POST))
    if request.POST.get("service"):
        known = _own_service(one, request.POST["service"])
        actions.edit_service(actor=actor, service_id=known, values=form.values())
    else:
        actions.add_service(actor=actor, partner_id=one.id, values=form.values())
    messages.success(request, "Layanan disimpan.")
    return redirect("partner", one.id)


@needs("capacity.edit")
@require_POST
def capacity_save(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One figure of one service, in one line."""
    actor, one = actor_of(request), queries.service(service_id)
    queries.seen(actor, one.partner_id)
    require(actor, "capacity.edit", one.partner)
    form = _valid(CapacityForm(request.POST))
    saved = actions.set_capacity(actor=actor, service_id=one.id, **form.cleaned_data)
    messages.success(request, f"{saved.name}: {queries.room_of(saved).words}.")
    return redirect("partner", saved.partner_id)


@needs("directory.edit")
@require_POST
def condition_save(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Add a condition of a service."""
    actor, one = actor_of(request), queries.service(service_id)
    queries.seen(actor, one.partner_id)
    require(actor, "directory.edit", one.partner)
    data = _valid(pages.condition_form(actor, request.POST)).cleaned_data
    code, first = data.pop("code"), data.pop("first_partner")
    values = ConditionValues(**data, first_partner=_uuid(first) if first else None)
    actions.set_condition(actor=actor, service_id=one.id, values=values, code=code)
    messages.success(request, "Syarat disimpan.")
    return redirect("partner", one.partner_id)


@needs("directory.edit")
@require_POST
def condition_end(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """A condition no longer counts."""
    actor, one = actor_of(request), queries.service(service_id)
    queries.seen(actor, one.partner_id)
    reason, code = request.POST.get("reason", ""), request.POST.get("code", "")
    actions.end_condition(actor=actor, service_id=one.id, code=code, reason=reason)
    messages.success(request, "Syarat dihapus; riwayatnya tetap ada.")
    return redirect("partner", one.partner_id)


def _valid(form: Any) -> Any:
    """The form, when it is filled well; else the first thing that is wrong, in words."""
    if form.is_valid():
        return form
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else name
    raise Problem("field_invalid", name, name=label, why=str(errors[0]).rstrip(".").lower())


def _told(form: Any, problem: Problem) -> None:
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def _own_service(one: Any, raw: str) -> UUID:
    found = one.services.filter(id=_uuid(raw)).first()
    if found is None:
        raise Problem("not_found")
    return UUID(str(found.id))


def _area(form: PartnerForm) -> str:
    return str(form["area_code"].value() or "")


def _rev(request: HttpRequest) -> int:
    raw = request.POST.get("rev", "")
    if not raw.isascii() or not raw.isdigit():
        raise Problem("conflict")
    return int(raw[:9])


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise Problem("not_found") from None


def _file(content: bytes, kind: str, stem: str, ending: str, now: datetime) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{stem}-{now:%Y%m%d}.{ending}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
