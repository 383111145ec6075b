"""Registry pages: the list, its export, one person, and what an officer may correct."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import show_phone
from bubuhan.lists.queries import codes
from bubuhan.people import actions as people_actions
from bubuhan.volunteers import actions, registry
from bubuhan.volunteers.export import as_xlsx
from bubuhan.volunteers.forms import ContactForm, EndForm, HatForm, NewPersonForm
from bubuhan.volunteers.models import Status
from bubuhan.volunteers.registry import RegistryFilter


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def chosen_filter(request: HttpRequest) -> RegistryFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    given, actor = request.GET, _actor(request)
    area, pillar = given.get("wilayah", ""), given.get("pilar", "")
    return RegistryFilter(
        q=given.get("q", "").replace("\0", "").strip()[:80],
        area=area if area and actor.covers(area) else "",
        pillar=pillar if pillar in codes("pillar") else "",
        status=given.get("status", "") if given.get("status") in registry.STATUSES else "aktif",
        lack=given.get("tanpa", "") if given.get("tanpa") in registry.LACKS else "",
    )


@needs("person.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The registry list."""
    chosen = chosen_filter(request)
    context = {
        "page": registry.page(_actor(request), chosen, page_number(request.GET.get("hal"))),
        "chosen": chosen,
        "pillar_options": registry.pillar_options(),
        "status_options": [(k, v) for k, v in registry.STATUSES.items() if k != "aktif"],
        "lack_options": list(registry.LACKS.items()),
    }
    return render(request, "volunteers/people.html", context)


@needs("registry.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as xlsx: exactly what is seen, NIK masked."""
    chosen = chosen_filter(request)
    made = as_xlsx(registry.export(_actor(request), chosen), chosen.sentence(), clock.now())
    response = HttpResponse(
        made, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="registri.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("person.read")
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: hats over time, facts with their sources, history."""
    actor = _actor(request)
    found = registry.person_of(actor, person_id)
    hats = registry.hats_of(found)
    context = {
        "person": found,
        "hats": hats,
        "active": [h for h in hats if h.status == Status.ACTIVE],
        "chart": registry.chart(hats),
        "facts": registry.fact_rows(found),
        "history": registry.history(found),
        "may_edit": can(actor, "person.edit", found),
    }
    return render(request, "volunteers/person.html", context)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new person with a first hat."""
    actor, form = _actor(request), NewPersonForm(request.POST or None)

    def save() -> UUID:
        made = people_actions.add_person(actor=actor, values=form.person())
        actions.add_membership(actor=actor, person=made, values=form.membership())
        return made.id

    return _form(
        request, form, save, {"heading": "Tambah orang", "back": "/registri/", "area_field": True}
    )


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def add_hat(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another hat for a known person."""
    actor, form = _actor(request), HatForm(request.POST or None)
    found = registry.person_of(actor, person_id)

    def save() -> UUID:
        return actions.add_membership(actor=actor, person=found, values=form.membership()).person_id

    page = {
        "heading": f"Keanggotaan baru: {found.name}",
        "back": f"/registri/{found.id}/",
        "area_field": True,
    }
    return _form(request, form, save, page)


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def end_hat(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """End a hat with a reason."""
    actor, form = _actor(request), EndForm(request.POST or None)
    found = registry.person_of(actor, person_id)

    def save() -> UUID:
        return actions.end_membership(
            actor=actor, membership_id=membership_id, **form.cleaned_data
        ).person_id

    return _form(
        request,
        form,
        save,
        {"heading": f"Akhiri keanggotaan: {found.name}", "back": f"/registri/{found.id}/"},
    )


@needs("person.edit")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct phone and address with a reason."""
    actor = _actor(request)
    found = registry.person_of(actor, person_id)
    now = {
        "phone": " / ".join(show_phone(p) for p in (found.phone, found.phone_other) if p),
        "address": found.address,
    }
    form = ContactForm(request.POST or None, initial=now)

    def save() -> UUID:
        return people_actions.edit_contact(actor=actor, person=found, **form.cleaned_data).id

    return _form(
        request,
        form,
        save,
        {"heading": f"Ubah kontak: {found.name}", "back": f"/registri/{found.id}/"},
    )


def _form(
    request: HttpRequest, form: Form, save: Callable[[], UUID], page: dict[str, Any]
) -> HttpResponse:
    """Show a form; save it when valid; a problem of the action stands at its field."""
    problem = None
    if form.is_valid():
        try:
            person_id = save()
            messages.success(request, "Tersimpan.")
            return redirect("person-page", person_id)
        except Problem as found:
            if found.field in form.fields:
                form.add_error(found.field, found.message)
            else:
                problem = found
    status = 422 if form.errors or problem else 200
    return render(
        request, "volunteers/form.html", {"form": form, "problem": problem, **page}, status=status
    )
