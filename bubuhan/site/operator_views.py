"""Pages for whoever looks after the instance: what should have happened by itself and did not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.journal import reactions as work
from bubuhan.journal.models import ReactionRun
from bubuhan.journal.queries import open_reactions


@needs("operator.read")
def reactions(request: HttpRequest) -> HttpResponse:
    """Reactions that failed or wait for their next try."""
    may_retry = can(request.actor, "operator.retry")  # type: ignore[attr-defined]
    return render(
        request, "operator/reactions.html", {"rows": open_reactions(), "may_retry": may_retry}
    )


@needs("operator.retry")
@require_POST
def retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Run one failed reaction again, at once."""
    run = get_object_or_404(ReactionRun, id=run_id)
    if work.retry(run.pk):
        messages.success(request, "Berhasil. Pekerjaan ini sudah selesai.")
    else:
        messages.error(request, "Masih gagal. Lihat penyebabnya, lalu hubungi petugas teknis.")
    return redirect("reactions")
