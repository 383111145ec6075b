"""The office takes in the sealed file that was saved on a phone without signal (or without its PIN)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from bubuhan.accounts.policy import Actor, needs
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.sync import custody
from bubuhan.sync.checking import read_json
from bubuhan.sync.schemas import ParcelBody


@needs("device.enrol")
@require_http_methods(["GET", "POST"])
def by_file(request: HttpRequest) -> HttpResponse:
    """Hand in such a file. Its content is not shown here: it goes where a sent one would."""
    if request.method == "GET":
        return _page(request)
    try:
        taken = custody.receive(_file(request), clock.now())
    except Problem as problem:
        return _page(request, problem=problem)
    messages.success(request, _told(taken))
    return redirect("phones")


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    status = problem.status if problem else 200
    return render(request, "sync/phone_file.html", {"problem": problem}, status=status)


def _file(request: HttpRequest) -> ParcelBody:
    given = request.FILES.get("berkas")
    if given is None:
        raise Problem("field_missing", "berkas", name="berkas")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found: Any = read_json(given.read())
    try:
        parcel = ParcelBody.model_validate(found)
    except ValidationError as error:
        raise Problem("parcel_unreadable", "berkas") from error
    custody.check_holder(actor, parcel)
    return parcel.model_copy(update={"way": "berkas"})


def _told(taken: custody.Taken) -> str:
    parts = [f"{taken.accepted} catatan dari HP {taken.holder} sudah masuk"]
    if refused := len(taken.outcomes) - taken.accepted:
        parts.append(f"{refused} ditolak dan menunggu di halaman Kiriman ditolak")
    if taken.files:
        parts.append(f"{len(taken.files)} foto atau rekaman sudah masuk")
    return "; ".join(parts) + "."
