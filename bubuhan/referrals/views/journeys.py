"""Journeys home: planning, conditions, departure, arrival; for both offices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, needs
from bubuhan.accounts.posted import actor_of, rev_of, text
from bubuhan.cases import tabs
from bubuhan.kernel.problems import Problem
from bubuhan.referrals import forms, pages, papers, queries, receiving, travelling
from bubuhan.referrals.kinds import JourneyState


@needs("referral.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/pemulangan/`: who goes home from here, and who is coming (`?arah=masuk`)."""
    state = request.GET.get("keadaan", "")
    way = "masuk" if request.GET.get("arah") == "masuk" else "keluar"
    context = pages.journeys(actor_of(request), way, state if state in JourneyState.values else "")
    return render(request, "referrals/journeys.html", context | {"states": JourneyState.choices})


@needs("journey.plan")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/pemulangan/`: begin to prepare a journey."""
    actor, problem = actor_of(request), None
    context = tabs.tab(actor, case_id, "case-referrals")
    if request.method == "POST":
        try:
            wish = forms.plan(request.POST)
            one = travelling.plan(actor=actor, case_id=case_id, wish=wish, rev=rev_of(request))
            return redirect("journey", one.id)
        except Problem as found:
            problem = found
    context |= pages.new_journey(context["case"], request.POST) | {"problem": problem}
    status = problem.status if problem else 200
    return render(request, "referrals/journey_new.html", context, status=status)


@needs("referral.read")
@require_GET
def page(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """`/pemulangan/<id>/`."""
    return render(request, "referrals/journey.html", pages.journey(actor_of(request), journey_id))


@needs("journey.plan")
@require_POST
def edit(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Change the plan and its stretches."""
    actor = actor_of(request)
    queries.opened_journey(actor, journey_id)
    try:
        wish, legs = forms.plan(request.POST), forms.legs(request.POST)
        travelling.edit(
            actor=actor, journey_id=journey_id, wish=wish, legs=legs, rev=rev_of(request)
        )
    except Problem as problem:
        return _again(request, journey_id, problem)
    messages.success(request, "Rencana perjalanan disimpan.")
    return redirect("journey", journey_id)


def _again(request: HttpRequest, journey_id: UUID, problem: Problem) -> HttpResponse:
    context = pages.journey(actor_of(request), journey_id)
    context |= {"problem": problem, "given": request.POST}
    return render(request, "referrals/journey.html", context, status=problem.status)


@needs("journey.plan")
@require_POST
def tick(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One condition: met, not met, or left out with a reason."""
    code, said, note = (text(request, name) for name in ("code", "keadaan", "note"))
    met, waived = {"ya": True, "belum": False}.get(said), said == "dikecualikan"
    actor = actor_of(request)
    try:
        travelling.tick(
            actor=actor, journey_id=journey_id, code=code, met=met, waived=waived, note=note
        )
    except Problem as problem:
        if problem.code != "field_missing":
            raise
        return _again(request, journey_id, problem)
    return redirect("journey", journey_id)


@needs("journey.plan")
@require_POST
def change(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Depart, come back, cancel, prepare again; arrived, as somebody told us."""
    actor, action = actor_of(request), text(request, "action")
    queries.opened_journey(actor, journey_id)
    try:
        _changed(request, actor, journey_id, action)
    except Problem as problem:
        return _again(request, journey_id, problem)
    messages.success(request, "Keadaan pemulangan diperbarui.")
    return redirect("journey", journey_id)


def _changed(request: HttpRequest, actor: Actor, journey_id: UUID, action: str) -> None:
    note, seen = text(request, "note"), rev_of(request)
    if action == "depart":
        travelling.depart(actor=actor, journey_id=journey_id, rev=seen)
    elif action == "heard":
        who, how = text(request, "who"), text(request, "how")
        receiving.heard(actor=actor, journey_id=journey_id, who=who, how=how, note=note, rev=seen)
    else:
        travelling.change(actor=actor, journey_id=journey_id, action=action, note=note, rev=seen)


@needs("journey.receive")
@require_POST
def receive(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The receiving office: take it, confirm the arrival, or say that nobody came."""
    actor, action = actor_of(request), text(request, "action")
    receiving.arriving(actor, journey_id)
    try:
        said = _received(request, actor, journey_id, action)
    except Problem as problem:
        return _again(request, journey_id, problem)
    if said:
        messages.success(request, said)
    return redirect("journey", journey_id)


def _received(request: HttpRequest, actor: Actor, journey_id: UUID, action: str) -> str:
    """Do it; the sentence to show."""
    note, seen = text(request, "note"), rev_of(request)
    if action == "take":
        receiving.take(actor=actor, journey_id=journey_id)
        return ""
    if action == "miss":
        receiving.miss(actor=actor, journey_id=journey_id, note=note, rev=seen)
        return "Kantor asal diberi tahu bahwa orangnya belum tiba."
    area = text(request, "area_code")
    receiving.arrive(actor=actor, journey_id=journey_id, area_code=area, note=note, rev=seen)
    return "Kedatangan dipastikan. Kasus ini sekarang ada di kantor Anda."


@needs("journey.plan")
@require_POST
def letter(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Issue the letter that goes along."""
    actor = actor_of(request)
    one, _, _ = queries.opened_journey(actor, journey_id)
    made = papers.of_journey(actor=actor, journey_id=journey_id)
    messages.success(request, f"Surat {made.number} diterbitkan.")
    return redirect("case-letters", one.case_id)
