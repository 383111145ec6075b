"""Reading what a form posted; anything malformed is a Problem in words, never a crash."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.posted import actor_of, by_htmx, digits, text
from bubuhan.cases import desk
from bubuhan.cases.access import access
from bubuhan.cases.models import Case
from bubuhan.kernel.problems import Problem

View = Callable[..., HttpResponse]


def keeping(case: Case | None) -> str:
    """How long a browser keeps a photo: one of a protected case not at all, sight of it may end."""
    return "no-store, private" if case is not None and case.sensitive else "private, max-age=3600"


def revs(request: HttpRequest, ids: Iterable[UUID]) -> dict[UUID, int]:
    """The revisions a form with several cases was made from (`rev-<id>`)."""
    asked = {one: digits(text(request, f"rev-{one}")) for one in ids}
    return {one: rev for one, rev in asked.items() if rev is not None}


def changed(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """Fields whose value differs from the one the form was filled with (`was_<name>`)."""
    return {
        n: text(request, n)
        for n in names
        if n in request.POST and text(request, n) != text(request, f"was_{n}")
    }


def within_sight(view: View) -> View:
    """A case beyond the border does not exist, whatever was posted with it."""

    @wraps(view)
    def guarded(request: HttpRequest, case_id: UUID, *args: Any) -> HttpResponse:
        case = Case.objects.filter(id=case_id).first()
        if case is None or access(actor_of(request), case) == "none":
            raise Problem("not_found")
        return view(request, case_id, *args)

    return guarded


def decision(view: View) -> View:
    """A posted decision. When the case moved on meanwhile, show what happened and let the officer choose."""

    @wraps(view)
    def guarded(request: HttpRequest, case_id: UUID, *args: Any) -> HttpResponse:
        try:
            return view(request, case_id, *args)
        except Problem as problem:
            if problem.code != "conflict" or not by_htmx(request):
                raise
        case, entries = desk.moved_on(actor_of(request), case_id, text(request, "seen"))
        context = {"detail": case, "entries": entries}
        return render(request, "cases/_moved.html", context, status=409)

    return guarded
