"""What the pages of this room share: reading the request, and a form that saves or explains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from bubuhan.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Clash:
    """A field somebody else changed while the form was open: both values, for the officer."""

    label: str
    was: str
    now: str
    mine: str


def merged(
    post: QueryDict, now: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[QueryDict, dict[str, str], list[Clash]]:
    """A posted form against the present values.

    Returns the form to go on with (fields the officer left alone follow the present value), what he
    changed himself, and the clashes: his changes to fields that moved meanwhile.
    """
    data, own, clashes = post.copy(), {}, []
    for name, present in now.items():
        was, given = post.get(f"was_{name}", present), post.get(name, present).strip()
        if given == was:
            data[name] = present
        else:
            own[name] = given
            if was != present != given:
                clashes.append(Clash(labels.get(name, name), was, present, given))
        data[f"was_{name}"] = present
    return data, own, clashes


def form_page(
    request: HttpRequest,
    form: Form,
    save: Callable[[], UUID],
    page: dict[str, Any],
    *,
    template: str = "volunteers/form.html",
    said: str = "Tersimpan.",
) -> HttpResponse:
    """Show a form; save it when valid; a problem of the action stands at its field."""
    problem = None
    if form.is_valid():
        try:
            person_id = save()
            messages.success(request, page.get("said") or said)
            return redirect(page["to"]) if "to" in page else redirect("person-page", person_id)
        except Problem as found:
            if found.field in form.fields:
                form.add_error(found.field, found.message)
            else:
                problem = found
    status = 422 if form.errors or problem else 200
    if problem is not None and problem.code == "conflict":
        status = 409
    return render(request, template, {"form": form, "problem": problem, **page}, status=status)
