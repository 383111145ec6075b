"""The page behind a partner's link: open to who holds the address and knows the code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import public
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.referrals import linking, partner
from bubuhan.referrals.sending import office_name

# Not "no-referrer": browsers then send `Origin: null` with a form, which the CSRF check must refuse.
# Within our own pages the address may be told; to others "same-origin" tells nothing.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@public
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, partner_token: str) -> HttpResponse:
    """`/r/<token>/`: the code, what was shared, the answer. Works without JavaScript."""
    try:
        name, context = _step(request, partner_token)
    except Problem as problem:
        if problem.code not in ("referral_link", "too_many_tries"):
            raise
        name, context = "gone", {"problem": problem}
    found = context["problem"]
    status = found.status if found else 200
    return _closed(render(request, f"referrals/r_{name}.html", context, status=status))


def _step(request: HttpRequest, token: str) -> tuple[str, dict[str, Any]]:
    """Which of the pages, and what it shows. Raises `referral_link`, `too_many_tries`."""
    now = clock.now()
    link = linking.find(token, client_ip(request), now)
    given = {key: str(value)[:1200] for key, value in request.POST.items()}
    step = partner.step(link, given, request.FILES.get("foto"), now)
    office = office_name(link.referral.from_area)
    said = {"office": office, "step": step, "problem": step.problem, "said": step.said}
    return step.name, {**said, **step.values}


def _closed(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response
