"""The desk of pendampingan, the plans to start from, how results are read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, optional_number, past_asked, text
from bubuhan.plans import desk, outcome_rules, templating


@needs("plan.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/pendampingan/`: visits due and missed, reviews, follow-ups."""
    return render(request, "plans/desk.html", desk.page(actor_of(request), request.GET.dict()))


@needs("settings.read")
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/rencana/`: plans to start from; `?riwayat=1` with the past."""
    past = past_asked(request)
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


@needs("settings.read")
@require_GET
def outcome_rule(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/hasil/`: when the short measure is taken again; `?riwayat=1` with the past."""
    past = past_asked(request)
    context = outcome_rules.page(actor_of(request), past)
    return render(request, "plans/outcome_rules.html", context)


@needs("rule.edit")
@require_POST
def save_outcome_rule(request: HttpRequest) -> HttpResponse:
    """Set it for one's own area."""
    outcome_rules.save(
        actor=actor_of(request),
        after_days=optional_number(request, "after_days", "hari", 366),
        notable=optional_number(request, "notable", "beda yang berarti"),
        clear=optional_number(request, "clear", "turun yang nyata"),
        reason=text(request, "reason"),
    )
    messages.success(request, "Ukuran hasil disimpan. Yang sudah menunggu tetap pada harinya.")
    return HttpResponseRedirect("/pengaturan/hasil/")
