"""The area switcher and the area picker of the office pages."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.policy import Actor, needs
from bubuhan.geo import codes, names, queries
from bubuhan.geo.models import Area

_STEPS = (2, 5, 8, 13)


@needs("area.read")
def switcher(request: HttpRequest) -> HttpResponse:
    """The menu under the area's name: the way up within one's scope, and what lies below."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = request.GET.get("wilayah", "")
    if not chosen or not actor.covers(chosen):
        chosen = actor.area
    # The path alone: never an address of another site.
    back = "/" + urlsplit(request.headers.get("HX-Current-URL", "/antrean/")).path.lstrip("/")
    context = {
        "here": chosen,
        "up": [_link(code, request, back) for code in _way_up(chosen, actor.area)],
        "below": [_link(a.code, request, back, a.name) for a in _below(chosen)],
    }
    return render(request, "_switcher.html", context)


@needs("area.read")
def suggest(request: HttpRequest) -> HttpResponse:
    """Areas whose name begins with or contains what is being typed, within one's scope."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.search(
        request.GET.get("cari_wilayah", ""), actor.area, level=request.GET.get("tingkat") or None
    )
    rows = [(area.code, names.label(area.code)) for area in found]
    return render(request, "_areas.html", {"rows": rows})


def _way_up(code: str, top: str) -> list[str]:
    """`63.71.03` inside `63` -> ["63", "63.71", "63.71.03"]."""
    steps = [code[:n] for n in _STEPS if len(code) >= n]
    return [step for step in steps if codes.within(step, top)] or ([top] if top else [])


def _below(code: str) -> list[Area]:
    return queries.children(code) if len(code) < 13 else []


def _link(code: str, request: HttpRequest, back: str, word: str = "") -> dict[str, str]:
    keep = {k: v for k, v in request.GET.items() if k not in {"wilayah", "hal", "kasus"}}
    return {
        "code": code,
        "label": word or names.label(code),
        "href": f"{back}?{urlencode({**keep, 'wilayah': code})}",
    }
