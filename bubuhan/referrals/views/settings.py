"""The office's own rules: hours to answer, conditions of a journey."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bubuhan.accounts.policy import can, needs
from bubuhan.accounts.posted import actor_of, optional_key, past_asked, text, whole
from bubuhan.cases.models import Band
from bubuhan.directory import queries as directory
from bubuhan.geo import names
from bubuhan.kernel import history
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.referrals import rules
from bubuhan.referrals.models import AnswerRule, JourneyRule


@needs("settings.read")
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/rujukan/`: how soon a partner should answer, with the past."""
    if request.method == "GET":
        return _hours_page(request)
    try:
        _save_hours(request)
    except Problem as problem:
        return _hours_page(request, problem)
    messages.success(
        request, "Aturan disimpan. Rujukan yang sudah dikirim tetap memakai batas lamanya."
    )
    return redirect("referral-hours")


def _hours_page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor, past = actor_of(request), past_asked(request)
    order = {band: n for n, band in enumerate(Band.values)}
    shown = sorted(
        history.around(AnswerRule, actor.area, past=past),
        key=lambda r: (r.area_code, r.service_name, r.need, order[r.band]),
    )
    context = {
        "rows": [(r, names.place(r.area_code), lists.title("need", r.need) if r.need else "") for r in shown],
        "past": past,
        "problem": problem,
        "given": request.POST,
        "may_edit": can(actor, "rule.edit"),
        "bands": Band.choices,
        "needs": [(i.code, i.name) for i in lists.items("need")],
        "services": [(str(o.service.id), f"{o.partner.name}: {o.service.name}") for o in directory.services_for(need="", area_code=actor.area, limit=200)],
    }  # fmt: skip
    status = problem.status if problem else 200
    return render(request, "referrals/hours.html", context, status=status)


def _save_hours(request: HttpRequest) -> None:
    actor, service = actor_of(request), optional_key(text(request, "service_id"))
    if not can(actor, "rule.edit"):
        raise Problem("forbidden")
    found = directory.service(service) if service else None
    rules.set_hours(
        actor=actor,
        area_code=text(request, "area_code") or actor.area,
        band=text(request, "band"),
        hours=whole(request, "hours", "jam"),
        need=text(request, "need"),
        service_id=service,
        service_name=f"{found.partner.name}: {found.name}"[:160] if found else "",
        working_hours=text(request, "working_hours") == "1",
        reason=text(request, "reason"),
    )


@needs("settings.read")
@require_http_methods(["GET", "POST"])
def conditions(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/pemulangan/`: the conditions of a journey home."""
    if request.method == "GET":
        return _conditions_page(request)
    try:
        _save_condition(request)
    except Problem as problem:
        return _conditions_page(request, problem)
    messages.success(
        request, "Syarat disimpan. Pemulangan yang sudah disiapkan tetap memakai syarat lamanya."
    )
    return redirect("journey-conditions")


def _conditions_page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor, past = actor_of(request), past_asked(request)
    rows = history.around(JourneyRule, actor.area, past=past)
    shown = sorted(rows, key=lambda r: (r.area_code, r.position, r.code))
    context = {
        "rows": [(r, names.place(r.area_code)) for r in shown],
        "past": past,
        "problem": problem,
        "given": request.POST,
        "may_edit": can(actor, "rule.edit"),
        "own": actor.area[:5],
    }
    status = problem.status if problem else 200
    return render(request, "referrals/conditions.html", context, status=status)


def _save_condition(request: HttpRequest) -> None:
    actor = actor_of(request)
    rules.set_condition(
        actor=actor,
        area_code=actor.area[:5],
        code=text(request, "code")[:40],
        text=text(request, "text"),
        source=text(request, "source"),
        needed=text(request, "needed") != "tidak",
        reason=text(request, "reason"),
    )
