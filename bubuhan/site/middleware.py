"""The quick doors: paths that need no session, no CSRF and no page headers skip those layers.

Phones authenticate by a bearer token, health checks by nothing; walking them through a dozen
middlewares made for pages would double their cost. Access rules still apply: the views behind
these paths are `@public` or check their own token, and the matrix test walks them too.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from bubuhan.accounts.middleware import declared, problem_response
from bubuhan.kernel.problems import Problem

_PREFIXES = ("/sync/v1/", "/healthz", "/readyz")


class QuickDoors:
    """Dispatches `_PREFIXES` straight to their views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PREFIXES):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return problem_response(request, Problem("not_found"))
        if declared(match.func) != "":
            return self.get_response(request)
        request.actor = None  # type: ignore[attr-defined]
        return self._call(request, match)

    def _call(self, request: HttpRequest, match: Any) -> HttpResponse:
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Problem as problem:
            response = problem_response(request, problem)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
