"""The tab of a case: its referrals, where one could refer to, and the form of a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx, rev_of
from bubuhan.cases import tabs
from bubuhan.kernel.problems import Problem
from bubuhan.referrals import forms, pages, sending
from bubuhan.referrals.linking import Made
from bubuhan.referrals.models import Referral


@needs("referral.read")
@require_GET
def tab_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/rujukan/`: what was referred and how it stands; who could help, and why."""
    context = pages.case_tab(actor_of(request), case_id, request.GET.get("need"))
    return render(request, "referrals/tab.html", context)


@needs("referral.send")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/rujukan/baru/`: what is shared, on what ground, and what the partner will see."""
    actor = actor_of(request)
    tabs.seen_in_full(actor, case_id)  # beyond sight before anything posted is looked at
    if request.method == "GET":
        return render(request, "referrals/new.html", pages.new(actor, case_id, request.GET))
    wish = forms.wish(request.POST)
    if request.POST.get("kirim") != "1":  # only looking
        part = "referrals/_preview.html" if by_htmx(request) else "referrals/new.html"
        return render(request, part, pages.new(actor, case_id, request.POST, wish))
    try:
        return _sent(request, *sending.send(actor=actor, case_id=case_id, wish=wish, rev=rev_of(request)))  # fmt: skip
    except Problem as problem:
        context = pages.new(actor, case_id, request.POST, wish) | {"problem": problem}
        return render(request, "referrals/new.html", context, status=problem.status)


def _sent(request: HttpRequest, one: Referral, made: Made | None) -> HttpResponse:
    if made is not None:
        return fresh_link(request, one, made)
    messages.success(request, f"Rujukan {one.number} dikirim ke {one.partner_name}.")
    return redirect("referral", one.id)


def fresh_link(request: HttpRequest, one: Referral, made: Made) -> HttpResponse:
    """The page that shows a new link and its code, this once."""
    context = pages.fresh_link(request.build_absolute_uri("/").rstrip("/"), one, made)
    response = render(request, "referrals/link.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
