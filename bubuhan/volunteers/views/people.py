"""The registry list, its export, one person, adding and correcting persons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bubuhan.accounts.policy import Role, can, needs
from bubuhan.accounts.posted import actor_of, posted, rev_of
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.people import hints
from bubuhan.people.models import Person
from bubuhan.volunteers import editing, entering, pages, registry
from bubuhan.volunteers.export import as_xlsx
from bubuhan.volunteers.forms import ChangeForm, NewPersonForm
from bubuhan.volunteers.registry import RegistryFilter
from bubuhan.volunteers.views.shared import Clash, form_page, merged


def chosen_filter(request: HttpRequest) -> RegistryFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    given, actor = request.GET, actor_of(request)
    area, pillar = given.get("wilayah", ""), given.get("pilar", "")

    def one_of(name: str, known: Any, default: str = "") -> str:
        return given.get(name, "") if given.get(name) in known else default

    return RegistryFilter(
        q=given.get("q", "").replace("\0", "").strip()[:80],
        area=area if area and actor.covers(area) else "",
        pillar=pillar if pillar in codes("pillar") else "",
        status=one_of("status", registry.STATUSES, "aktif"),
        lack=one_of("tanpa", registry.LACKS),
        grade=one_of("derajat", registry.GRADES),
        alert=one_of("perhatian", registry.ALERTS),
    )


@needs("person.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The registry list."""
    chosen = chosen_filter(request)
    number = page_number(request.GET.get("hal"))
    context = {
        "page": registry.page(actor_of(request), chosen, number),
        "alerts": registry.alerts(actor_of(request), chosen.area),
        "waiting": pages.waiting_count(actor_of(request)),
        "chosen": chosen,
        **pages.list_options(),
    }
    return render(request, "volunteers/people.html", context)


@needs("registry.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as xlsx: exactly what is seen, NIK masked."""
    chosen = chosen_filter(request)
    made = as_xlsx(registry.export(actor_of(request), chosen), chosen.sentence(), clock.now())
    response = HttpResponse(
        made, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="registri.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("person.read")
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person; rows decided to be the same human lead to the head's page."""
    actor = actor_of(request)
    found = registry.person_of(actor, person_id)
    head = pages.head_for(actor, found)
    if head != found.id:
        return redirect("person-page", head)
    context = pages.person_page(actor, found, request.GET.get("bagian", ""))
    context["only"] = request.GET.get("isian", "")
    return render(request, "volunteers/person.html", context)


@needs("member.propose")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new person with a first hat; a koordinator proposes, an officer enters."""
    actor, form = actor_of(request), NewPersonForm(posted(request))
    page: dict[str, Any] = {"proposing": actor.role == Role.KOORDINATOR, "back": "/registri/"}
    page["keep"] = request.POST.get("keep") == "1"
    page["keep_reason"] = request.POST.get("keep_reason", "")

    def save() -> UUID:
        given: dict[str, Any] = {"person": form.person(), "values": form.membership()}
        made = entering.enter(actor=actor, **given, keep=hints.kept(request.POST.dict()))
        page["said"] = entering.sentence(made)
        return made.person_id

    return form_page(request, form, save, page, template="volunteers/add.html")


@needs("change.request")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct a person: contacts at once, the identity through a second officer."""
    found = registry.person_of(actor_of(request), person_id)
    now = editing.present(found)
    labels = {f: str(ChangeForm.base_fields[f].label or "Tempat tinggal") for f in now}
    data, own, clashes = merged(request.POST, now, labels)
    form = ChangeForm(data if request.method == "POST" else None, initial=now)
    page = _change(request, found, now, clashes)
    if form.is_valid() and not page["moved"]:
        return _save_change(request, found.id, own, form, page)
    status = 409 if page["moved"] else 422 if form.errors else 200
    return render(request, "volunteers/change.html", {"form": form, **page}, status=status)


def _change(
    request: HttpRequest, found: Person, now: dict[str, str], clashes: list[Clash]
) -> dict[str, Any]:
    """`moved`: somebody else changed a field that this form changes too."""
    posted = request.method == "POST"
    return {
        "person": found,
        "now": now,
        "clashes": clashes,
        "moved": posted and rev_of(request) not in (None, found.rev) and bool(clashes),
        "direct": can(actor_of(request), "person.edit", found),
        "masked": found.nik_masked,
    }


def _save_change(
    request: HttpRequest, person_id: UUID, own: dict[str, str], form: ChangeForm, page: Any
) -> HttpResponse:
    """Write what was changed; a problem stands at its field."""
    problem = None
    try:
        done = editing.edit_person(
            actor=actor_of(request),
            person_id=person_id,
            values={k: v for k, v in own.items() if k in editing.SHOWN},
            reason=form.cleaned_data["reason"],
            rev=page["person"].rev,
        )
        messages.success(request, done.sentence())
        return redirect("person-page", person_id)
    except Problem as found:
        problem = found
        if found.field in form.fields:
            form.add_error(found.field, found.message)
            problem = None
    context = {"form": form, "problem": problem, **page}
    return render(request, "volunteers/change.html", context, status=422)
