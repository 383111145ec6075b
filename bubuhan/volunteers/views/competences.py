"""What a person can do (on his page), and which need asks for it (`/pengaturan/kompetensi/`)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.accounts.posted import actor_of, past_asked, text
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.volunteers import competence, registry
from bubuhan.volunteers.competence_models import CompetenceNeed


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
    """`/pengaturan/kompetensi/`: what each need asks for; `?riwayat=1` with the past."""
    actor, past = actor_of(request), past_asked(request)
    context = {
        "rows": [_rule(actor, r) for r in competence.rules(actor, past=past)],
        "past": past,
        "may_edit": can(actor, "rule.edit"),
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "competences": [(i.code, i.name) for i in lists.items("competence")],
        "strengths": CompetenceNeed.Strength.choices,
    }
    return render(request, "volunteers/competence_rules.html", context)


def _rule(actor: Actor, rule: CompetenceNeed) -> dict[str, object]:
    return {
        "rule": rule,
        "need": lists.title("need", rule.need),
        "name": lists.title("competence", rule.competence),
        "area": names.place(rule.area_code),
        "editable": rule.valid_to is None and can(actor, "rule.edit", rule.area_code),
    }


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
