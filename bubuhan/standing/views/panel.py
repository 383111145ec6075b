"""The panel of a person: how his memberships stand, and what somebody answers about them."""

import json
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx, known_key, optional_day, text
from bubuhan.people.models import Person
from bubuhan.standing import actions, evidence
from bubuhan.standing import panel as panels
from bubuhan.standing.views.posted import serve, upload
from bubuhan.volunteers.registry import person_of


@needs("person.read")
@require_GET
def panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`/registri/<id>/kedudukan/`: the panel, alone or as a part of the person's page."""
    return _panel(request, person_of(actor_of(request), person_id))


@needs("criterion.answer")
@require_POST
def answer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Answer one criterion, with a file or a note as evidence."""
    actor, person = actor_of(request), person_of(actor_of(request), person_id)
    code = text(request, "criterion")
    hat = text(request, "membership") if panels.is_per_membership(code) else ""
    values = actions.AnswerValues(
        criterion=code,
        answer=text(request, "answer"),
        note=text(request, "note"),
        sha256=evidence.keep_or(upload(request), actor, person.id, text(request, "kept")),
        expires_on=optional_day(request, "expires_on", "berlaku sampai"),
        membership_id=panels.membership_of(person, hat) if hat else None,
    )
    actions.answer(actor=actor, person=person, values=values)
    return _done(request, person, code)


@needs("criterion.answer")
@require_POST
def add_occupation(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note work outside the pillars."""
    person = person_of(actor_of(request), person_id)
    actions.add_occupation(
        actor=actor_of(request),
        person=person,
        code=text(request, "code"),
        detail=text(request, "detail"),
        source=text(request, "source"),
        started_on=optional_day(request, "started_on", "mulai"),
    )
    return _done(request, person)


@needs("criterion.answer")
@require_POST
def end_occupation(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """That work has ended."""
    person = person_of(actor_of(request), person_id)
    actions.end_occupation(actor=actor_of(request), occupation_id=known_key(request, "occupation"))
    return _done(request, person)


@needs("evidence.read")
@require_GET
def file(request: HttpRequest, person_id: UUID, sha256: str) -> FileResponse:
    """A file behind an answer, for who may see the person."""
    person = person_of(actor_of(request), person_id)
    return serve(sha256, evidence.belongs(person.id, sha256))


def _done(request: HttpRequest, person: Person, code: str = "") -> HttpResponse:
    if by_htmx(request):
        response = _panel(request, person, code)
        response["HX-Trigger"] = json.dumps({"pesan": {"teks": "Tersimpan."}})
        return response
    return HttpResponseRedirect(reverse("person-page", args=[person.id]) + "#kedudukan")


def _panel(request: HttpRequest, person: Person, answered: str = "") -> HttpResponse:
    """`answered`: the criterion whose line gets the focus back."""
    found = panels.of(actor_of(request), person) | {"answered": answered}
    name = "_panel.html" if by_htmx(request) else "panel.html"
    return render(request, f"standing/{name}", found)
