"""What a person can do (on his page), and which need asks for it (`/pengaturan/kompetensi/`)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.volunteers import competence, registry
from bubuhan.volunteers.competence_models import CompetenceNeed
from bubuhan.volunteers.views.shared import actor_of, text


def _day(request: HttpRequest, name: str, words: str) -> date | None:
    """An optional date. Raises field_invalid."""
    raw = text(request, name)
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="pilih tanggal") from None


@needs("competence.edit")
@require_POST
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write a competence down, with its evidence."""
    person = registry.person_of(actor_of(request), person_id)
    competence.add(
        actor=actor_of(request),
        person=person,
        code=text(request, "code"),
        evidence=text(request, "evidence"),
        since=_day(request, "since", "sejak"),
        valid_until=_day(request, "valid_until", "berlaku sampai"),
    )
    messages.success(
        request, "Kompetensi dicatat. Usulan petugas lapangan memakainya mulai sekarang."
    )
    return redirect("person-page", person_id)


@needs("competence.edit")
@require_POST
def end(request: HttpRequest, person_id: UUID, competence_id: UUID) -> HttpResponse:
    """It no longer holds."""
    person = registry.person_of(actor_of(request), person_id)
    competence.end(actor=actor_of(request), person=person, competence_id=competence_id)
    messages.success(request, "Kompetensi diakhiri; catatannya tetap tersimpan.")
    return redirect("person-page", person_id)


@needs("settings.read")
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/kompetensi/`: need by need, what is necessary and what is wished."""
    actor = actor_of(request)
    rows = competence.rules(actor)
    labels = names.names({r.area_code for r in rows if r.area_code})
    context = {
        "rows": [
            {
                "rule": r,
                "need": lists.title("need", r.need),
                "name": lists.title("competence", r.competence),
                "area": labels.get(r.area_code, "") or "Berlaku nasional",
                "editable": can(actor, "rule.edit", r.area_code),
            }
            for r in rows
        ],
        "may_edit": can(actor, "rule.edit"),
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "competences": [(i.code, i.name) for i in lists.items("competence")],
        "strengths": CompetenceNeed.Strength.choices,
    }
    return render(request, "volunteers/competence_rules.html", context)


@needs("rule.edit")
@require_POST
def save_rule(request: HttpRequest) -> HttpResponse:
    """Set what a need asks for, or take it away, with the reason."""
    competence.set_need(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        need=text(request, "need"),
        competence=text(request, "competence"),
        strength=text(request, "strength"),
        reason=text(request, "reason"),
    )
    messages.success(request, "Aturan kompetensi disimpan dan berlaku mulai sekarang.")
    return redirect("competence-rules")
