"""Reading what the forms of this room posted, and answering; anything malformed is a Problem in words."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bubuhan.accounts.policy import Actor
from bubuhan.accounts.posted import actor_of, by_htmx, text
from bubuhan.assessments import panel_head
from bubuhan.cases import desk
from bubuhan.cases.access import access
from bubuhan.cases.models import Case
from bubuhan.files.actions import MOST_BYTES, Part, receive
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.reports.commands import FileRef

View = Callable[..., HttpResponse]


def decision(view: View) -> View:
    """A posted decision: first the border, then the form; when the case moved on, tell what happened."""

    @wraps(view)
    def guarded(request: HttpRequest, case_id: UUID, **others: Any) -> HttpResponse:
        panel_head.first_sight(actor_of(request), case_id)
        try:
            return view(request, case_id, **others)
        except Problem as problem:
            if problem.code != "conflict" or not by_htmx(request):
                raise
        case, entries = desk.moved_on(actor_of(request), case_id, text(request, "seen"))
        context = {"detail": case, "entries": entries}
        return render(request, "assessments/_moved.html", context, status=409)

    return guarded


def done(request: HttpRequest, case_id: UUID, said: str, anchor: str = "") -> HttpResponse:
    """Back to the tab with one sentence; to the case's own page when it is no longer seen in full."""
    messages.success(request, said)
    case = Case.objects.get(id=case_id)
    full = access(actor_of(request), case) == "full"
    path = reverse("case-family" if full else "case", args=[case_id]) + (anchor if full else "")
    return go(request, path)


def go(request: HttpRequest, path: str) -> HttpResponse:
    """A new page, for a form with or without script."""
    if not by_htmx(request):
        return HttpResponseRedirect(path)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = path
    return response


def photos(request: HttpRequest, actor: Actor) -> list[FileRef]:
    """Photos chosen in a form, stored by hash. Raises `file_too_large`, `file_type`, `file_broken`."""
    return [
        _kept(upload, actor)
        for upload in request.FILES.getlist("file")[:8]
        if isinstance(upload, UploadedFile) and upload.size
    ]


def _kept(upload: "UploadedFile[Any]", actor: Actor) -> FileRef:
    if (upload.size or 0) > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    data, claimed = upload.read(), upload.content_type or "image/jpeg"
    name = hashlib.sha256(data).hexdigest()
    receive(Part(name, 0, len(data), data, claimed), by=actor.ref, now=clock.now())
    return FileRef(sha256=name, kind="photo", mime=claimed, bytes=len(data))


def answers(request: HttpRequest, body: dict[str, Any]) -> dict[str, Any]:
    """What was answered so far, in the kinds the engine knows; what is no number stays a text."""
    found: dict[str, Any] = {}
    for question in body["questions"]:
        name = f"j-{question['id']}"
        if question["type"] == "multi":
            found[question["id"]] = request.POST.getlist(name)
        elif question["type"] == "number":
            found[question["id"]] = _number(text(request, name))
        else:
            found[question["id"]] = text(request, name)
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _number(raw: str) -> int | float | str:
    raw = raw.replace(",", ".")
    if not raw.isascii() or len(raw) > 12:
        return raw[:13]
    try:
        return int(raw) if raw.isdigit() else float(raw)
    except ValueError:
        return raw
