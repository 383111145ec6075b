"""Deny by default: a view that does not say whom it is for is refused."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render

from bubuhan.accounts.policy import VERBS, Actor
from bubuhan.kernel.problems import Problem

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ActorMiddleware:
    """Sets `request.actor` and checks each view's `@needs` / `@public` before it runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        actor: Actor | None = None
        if user is not None and user.is_authenticated and user.is_active:
            actor = replace(user.actor(), writing=request.method not in _READING)
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
        verb = declared(view)
        if verb == "":
            return None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return _to_login(request)
        if verb is None or actor.role not in VERBS[verb]:
            return problem_response(
                request, Problem("forbidden")
            )  # raised here, nobody would catch it
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Problem):
            return None
        return problem_response(request, error)


def without_nul(sent: QueryDict) -> QueryDict:
    """What was asked or posted, without NUL: PostgreSQL keeps none, and would answer with a fault."""
    if not any("\0" in text for name, texts in sent.lists() for text in (name, *map(str, texts))):
        return sent
    clean = QueryDict(mutable=True)
    for name, texts in sent.lists():
        clean.setlist(name.replace("\0", ""), [str(text).replace("\0", "") for text in texts])
    clean._mutable = False
    return clean


def declared(view: Callable[..., object]) -> str | None:
    """What a view declares: a verb, "" for public, None for nothing (refused)."""
    verb: str | None = getattr(view, "bubuhan_needs", None)
    if verb is None:
        module = getattr(view, "__module__", "")
        for prefix, answer in settings.BUBUHAN_FOREIGN_VIEWS.items():
            if module.startswith(prefix):
                found: str = answer
                return found
    return verb


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as JSON for programs, as a page or fragment for people."""
    wants_json = request.path.startswith(("/sync/", "/files/", "/healthz", "/readyz")) or (
        "application/json" in request.headers.get("Accept", "")
    )
    if wants_json:
        return JsonResponse(problem.as_dict(), status=problem.status)
    template = "problem_fragment.html" if request.headers.get("HX-Request") else "problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def _to_login(request: HttpRequest) -> HttpResponse:
    target = f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
