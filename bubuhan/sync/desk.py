"""The office's desk of refused commands: nothing that a phone sent is ever dropped in silence."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bubuhan.accounts.policy import needs
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.sync import actions, refusals


@needs("refusal.settle")
def refused(request: HttpRequest) -> HttpResponse:
    """Refused commands of the area that still wait for somebody."""
    rows = refusals.desk(request.actor)  # type: ignore[attr-defined]
    return render(request, "sync/refused.html", {"rows": rows})


@needs("refusal.settle")
@require_POST
def retry(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Process one again, with one field of it mended when the form brought that."""
    actor, value = request.actor, request.POST.get(f"isi-{receipt_id}", "")[:5000]  # type: ignore[attr-defined]
    fix = refusals.fix_for(actor, receipt_id) if value.strip() else None
    try:
        actions.retry(actor, receipt_id, clock.now(), fix=fix, value=value)
        messages.success(request, "Kiriman berhasil diproses.")
    except Problem as problem:
        if problem.code in {"forbidden", "not_found"} and problem.field is None:
            raise
        messages.error(request, f"Belum berhasil. {problem.message}")
    return redirect("refused")


@needs("refusal.settle")
@require_POST
def dismiss(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Mark one as handled, with a reason."""
    actions.dismiss(request.actor, receipt_id, request.POST.get("why", ""), clock.now())  # type: ignore[attr-defined]
    messages.success(request, "Kiriman ditandai sudah ditangani. Isinya tetap tersimpan.")
    return redirect("refused")
