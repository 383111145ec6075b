"""The desk of pendampingan, and the plans to start from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.cases.views.posted import actor_of, text
from bubuhan.plans import desk, templating


@needs("plan.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/pendampingan/`: visits due and missed, reviews, follow-ups."""
    return render(request, "plans/desk.html", desk.page(actor_of(request), request.GET.dict()))


@needs("settings.read")
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/rencana/`: plans to start from; `?riwayat=1` with the past."""
    past = request.GET.get("riwayat") == "1"
    return render(
        request, "plans/templates.html", templating.page(actor_of(request), past) | {"past": past}
    )


@needs("rule.edit")
@require_POST
def save_template(request: HttpRequest) -> HttpResponse:
    """Replace a plan to start from, add one, or end one."""
    templating.save(
        actor=actor_of(request),
        need=text(request, "need"),
        title=text(request, "title"),
        lines=text(request, "lines"),
        visits=text(request, "visits"),
        basis=text(request, "basis"),
        ended=text(request, "ended") == "1",
    )
    messages.success(request, "Contoh rencana disimpan. Rencana yang sudah dibuat tidak berubah.")
    return HttpResponseRedirect("/pengaturan/rencana/")
