"""How long a signed-in browser stays signed in.

Ten hours at most (a working day), and no more than an hour without anybody doing something. A page
that refreshes itself says so with the header `X-Background: 1`, so that a screen left open does not
count as somebody working.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from bubuhan.kernel import clock

LONGEST = timedelta(hours=10)
IDLE = timedelta(minutes=60)
_NOTE_EVERY = 60  # seconds: one write a minute, not one a request
_SINCE, _SEEN = "since", "seen"


def expired(since: float, seen: float, now: float) -> bool:
    """True when a session that began at `since` and was last used at `seen` is over."""
    return now - since >= LONGEST.total_seconds() or now - seen >= IDLE.total_seconds()


class SessionLimits:
    """Ends sessions that are too old or were left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request, clock.now().timestamp())
        return self.get_response(request)

    @staticmethod
    def _check(request: HttpRequest, now: float) -> None:
        session = request.session
        since, seen = session.get(_SINCE), session.get(_SEEN)
        if since is None or seen is None:
            session[_SINCE] = session[_SEEN] = now
        elif expired(since, seen, now):
            logout(request)
            messages.info(
                request, "Anda sudah lama tidak bekerja di sini. Demi keamanan, masuklah lagi."
            )
        elif now - seen >= _NOTE_EVERY and "X-Background" not in request.headers:
            session[_SEEN] = now
