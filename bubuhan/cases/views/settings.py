"""The office's own rules: how soon somebody must respond."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, past_asked, text, whole
from bubuhan.cases import recounting, rules, ruling


@needs("settings.read")
def home(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/`: the first page of settings; the tabs lead to the others."""
    return HttpResponseRedirect("/pengaturan/sla/")


@needs("settings.read")
def sla(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/sla/`: current rules of one's area, above and below; `?riwayat=1` with the past."""
    actor = actor_of(request)
    past = past_asked(request)
    return render(request, "cases/sla.html", ruling.page(actor, past) | {"past": past})


@needs("sla.edit")
@require_POST
def save_sla(request: HttpRequest) -> HttpResponse:
    """Replace a rule, or add one, with the reason."""
    rules.set_sla(actor=actor_of(request), **_sla(request))
    messages.success(
        request,
        "Aturan disimpan dan berlaku mulai sekarang. Kasus lama tetap memakai batas lamanya.",
    )
    return HttpResponseRedirect("/pengaturan/sla/")


def _sla(request: HttpRequest) -> dict[str, Any]:
    names = ("area_code", "band", "need", "service", "title", "regulation", "reason")
    return {name: text(request, name) for name in names} | {
        "respond_minutes": whole(request, "respond_minutes", "respons pertama"),
        "resolve_hours": whole(request, "resolve_hours", "selesai"),
        "working_hours": text(request, "working_hours") == "1",
    }


@needs("sla.edit")
@require_http_methods(["GET", "POST"])
def recount(request: HttpRequest, rule_id: int) -> HttpResponse:
    """`/pengaturan/sla/<id>/hitung-ulang/`: open cases whose deadline would move; POST moves them."""
    actor = actor_of(request)
    if request.method == "POST":
        found = recounting.recount(actor=actor, rule_id=rule_id, reason=text(request, "reason"))
        messages.success(request, f"Batas waktu {found} kasus dihitung ulang.")
        return HttpResponseRedirect("/pengaturan/sla/")
    seen = recounting.preview(actor, rule_id)
    return render(request, "cases/recount.html", {"seen": seen, "what": ruling.what(seen.rule)})
