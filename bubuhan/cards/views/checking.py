"""What anyone may ask, signed in or not: the offline page, the keys, and what holds now."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan.accounts import limits
from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import public
from bubuhan.cards import queries
from bubuhan.kernel import clock, signing

CHECKS = limits.Limit(tries=60, window=timedelta(minutes=10))


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`/cek/`: reads and judges a card in the browser, also without the network after a first visit."""
    return render(request, "cards/check.html")


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps `/cek/` and the keys on the phone."""
    answer = render(request, "cards/sw.js", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """`/cek/kunci/`: the public keys with their fingerprints."""
    return render(request, "cards/keys.html", {"keys": list(reversed(signing.public_keys()))})


@public
@require_GET
def keys_file(request: HttpRequest) -> HttpResponse:
    """The same for programs: `{"keys": [{"id", "key", "from", "to"}]}`, keys as base64url."""
    found = [
        {"id": k.id, "key": k.text, "from": k.since.isoformat(), "to": k.to and k.to.isoformat()}
        for k in signing.public_keys()
    ]
    answer = JsonResponse({"algorithm": "Ed25519", "purpose": "bubuhan/card/1\n", "keys": found})
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def check(request: HttpRequest, card_token: str) -> HttpResponse:
    """`/cek/<token>/`: does this card hold now? Tells nothing that the card itself does not show."""
    limits.count(f"card-check:{client_ip(request)}", CHECKS, clock.now())
    state, card = queries.by_token(card_token)
    status = 404 if card is None else 200
    if request.GET.get("bentuk") == "json":
        return JsonResponse({"state": str(state)}, status=status)
    return render(request, "cards/state.html", {"state": str(state), "card": card}, status=status)
