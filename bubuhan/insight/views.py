"""Pages of figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.policy import Actor, needs
from bubuhan.insight import drawing, maps, queries
from bubuhan.insight.registry import INDICATORS


@needs("insight.read")
def board(request: HttpRequest) -> HttpResponse:
    """`/angka/?wilayah=&hari=&peta=`: the figures of one area and of what lies below it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    scope = queries.scope_of(actor, request.GET.get("wilayah", ""), request.GET.get("hari", ""))
    found = queries.board(actor, scope)
    context = {
        "board": found,
        "map": maps.draw(found, request.GET.get("peta", "")),
        "measures": maps.MEASURES.items(),
        "weeks": drawing.weeks(found.weeks),
        "periods": queries.PERIODS,
        "indicators": INDICATORS,
    }
    return render(request, "insight/board.html", context)
