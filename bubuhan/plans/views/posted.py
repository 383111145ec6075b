"""Reading what the forms of this room posted; anything malformed is a Problem in words."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from bubuhan.cases.access import access
from bubuhan.cases.models import Case
from bubuhan.cases.views.posted import actor_of, day, optional_key, text, whole
from bubuhan.kernel.problems import Problem

View = Callable[..., HttpResponse]


def within_sight(view: View) -> View:
    """A case beyond the border does not exist, whatever was posted with it."""

    @wraps(view)
    def guarded(request: HttpRequest, case_id: UUID, *args: Any) -> HttpResponse:
        case = Case.objects.filter(id=case_id).first()
        if case is None or access(actor_of(request), case) == "none":
            raise Problem("not_found")
        return view(request, case_id, *args)

    return guarded


def by_key(request: HttpRequest, name: str) -> UUID:
    """An id chosen on the page. Raises `not_found` when it is none."""
    found = optional_key(text(request, name))
    if found is None:
        raise Problem("not_found")
    return found


def optional_day(request: HttpRequest, name: str, words: str) -> date | None:
    """A date, or None when it was left open. Raises `field_invalid`."""
    return day(request, name, words) if text(request, name) else None


def required_day(request: HttpRequest, name: str, words: str) -> date:
    """A date. Raises `field_invalid`."""
    return day(request, name, words)


def small(request: HttpRequest, name: str, words: str) -> int:
    """A whole number. Raises `field_invalid`."""
    return whole(request, name, words)
