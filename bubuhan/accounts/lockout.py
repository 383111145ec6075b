"""What django-axes asks us: who is trying, and what a locked-out person is told."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.addresses import client_ip
from bubuhan.kernel import clock


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name somebody tries to sign in with, in one spelling."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().casefold()[:60]


def response(
    request: HttpRequest,
    original: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of a locked-out person: how long to wait, and whom to ask."""
    last = (
        AccessAttempt.objects.filter(
            username=username(request, credentials), ip_address=client_ip(request)
        )
        .order_by("-attempt_time")
        .first()
    )
    left = settings.AXES_COOLOFF_TIME
    if last:
        left = last.attempt_time + settings.AXES_COOLOFF_TIME - clock.now()
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
