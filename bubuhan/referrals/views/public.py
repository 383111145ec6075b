"""The page behind a partner's link: open to who holds the address and knows the code."""

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
    now = clock.now()
    try:
        link = linking.find(partner_token, client_ip(request), now)
        given = {key: str(value)[:1200] for key, value in request.POST.items()}
        step = partner.step(link, given, request.FILES.get("foto"), now)
    except Problem as problem:
        if problem.code not in ("referral_link", "too_many_tries"):
            raise
        return _closed(
            render(request, "referrals/r_gone.html", {"problem": problem}, status=problem.status)
        )
    office = office_name(link.referral.from_area)
    context = {
        "office": office,
        "step": step,
        "problem": step.problem,
        "said": step.said,
        **step.values,
    }
    status = step.problem.status if step.problem else 200
    return _closed(render(request, f"referrals/r_{step.name}.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response
