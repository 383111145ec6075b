"""Reading what a form posted; anything malformed is a Problem in words, never a crash."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bubuhan.accounts.policy import Actor
from bubuhan.cases import desk
from bubuhan.cases.models import Case
from bubuhan.kernel.problems import Problem

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in (the middleware has checked that somebody is)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def keeping(case: Case | None) -> str:
    """How long a browser keeps a photo: one of a protected case not at all, sight of it may end."""
    return "no-store, private" if case is not None and case.sensitive else "private, max-age=3600"


def by_htmx(request: HttpRequest) -> bool:
    """True when only a part of the page was asked for."""
    return bool(request.headers.get("HX-Request"))


def text(request: HttpRequest, name: str) -> str:
    """A text, trimmed; "" when it was not sent."""
    return request.POST.get(name, "").strip()


def whole(request: HttpRequest, name: str, words: str) -> int:
    """A whole number. Raises field_invalid."""
    raw = text(request, name)
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Problem("field_invalid", name, name=words, why="isi dengan angka")
    return int(raw)


def rev(request: HttpRequest) -> int | None:
    """The revision the form was made from."""
    raw = text(request, "rev")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def revs(request: HttpRequest, ids: Iterable[UUID]) -> dict[UUID, int]:
    """The revisions a form with several cases was made from (`rev-<id>`)."""
    asked = {one: text(request, f"rev-{one}") for one in ids}
    return {
        one: int(raw)
        for one, raw in asked.items()
        if raw.isascii() and raw.isdigit() and len(raw) < 10
    }


def key(request: HttpRequest, name: str, words: str) -> UUID:
    """An id chosen on the page. Raises field_missing."""
    found = optional_key(text(request, name))
    if found is None:
        raise Problem("field_missing", name, name=words)
    return found


def optional_key(raw: str) -> UUID | None:
    """An id, or None when there is none."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def day(request: HttpRequest, name: str, words: str) -> date:
    """A date of a date field. Raises field_invalid."""
    try:
        return date.fromisoformat(text(request, name))
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="pilih tanggal") from None


def changed(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """Fields whose value differs from the one the form was filled with (`was_<name>`)."""
    return {
        n: text(request, n)
        for n in names
        if n in request.POST and text(request, n) != text(request, f"was_{n}")
    }


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
