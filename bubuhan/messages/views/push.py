"""Notifications of office browsers: the small service worker, on, off, and a changed address."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import needs, public
from bubuhan.accounts.posted import actor_of
from bubuhan.kernel.problems import Problem
from bubuhan.messages import preferring, vapid

MOST_BYTES = 4000


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """`/pemberitahuan/pekerja.js`: its scope is this path, so it never stands between a page and the server."""
    answer = render(request, "messages/pekerja.js", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def key(request: HttpRequest) -> HttpResponse:
    """The public key that a browser subscribes with."""
    return HttpResponse(vapid.public_key(), content_type="text/plain")


@needs("self.manage")
@require_POST
def on(request: HttpRequest) -> HttpResponse:
    """This browser may be told."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "label")}
    preferring.subscribe(actor=actor_of(request), **given)
    return HttpResponse(status=204)


@needs("self.manage")
@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """This browser no longer."""
    preferring.unsubscribe(actor=actor_of(request), endpoint=request.POST.get("endpoint", ""))
    return HttpResponse(status=204)


@csrf_exempt
@public
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """A browser changed its push address while nobody looked: who knows the old one may replace it.

    For the service workers of the phone and of the office, which have neither a session nor a key.
    An unknown old address is answered like a known one.
    """
    preferring.renew(ip=client_ip(request), **_asked(request))
    return HttpResponse(status=204)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the worker sent, flat. Raises `push_invalid`."""
    try:
        body: Any = json.loads(request.body[:MOST_BYTES])
        made, keys = body["subscription"], body["subscription"]["keys"]
        found = {
            "before": body["before"],
            "endpoint": made["endpoint"],
            "p256dh": keys["p256dh"],
            "auth": keys["auth"],
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Problem("push_invalid", "endpoint") from None
    if not all(isinstance(value, str) and value.isascii() for value in found.values()):
        raise Problem("push_invalid", "endpoint")
    return found
