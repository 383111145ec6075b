"""The desk of referrals: what waits for an answer, what comes in, how long everything took."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan import journal
from bubuhan.accounts.policy import Actor, needs
from bubuhan.accounts.posted import actor_of
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.referrals import queries
from bubuhan.referrals.queries import VIEWS, DeskFilter
from bubuhan.volunteers.export import as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("referral.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/rujukan/`: one's own referrals, or those sent to one's office (`?arah=masuk`)."""
    actor = actor_of(request)
    chosen = DeskFilter.read(request.GET.dict(), actor)
    page = queries.desk(actor, chosen, page_number(request.GET.get("hal")))
    return render(request, "referrals/desk.html", _around(actor, chosen) | {"page": page})


def _around(actor: Actor, chosen: DeskFilter) -> dict[str, Any]:
    counts = queries.counts(actor, chosen)
    return {
        "chosen": chosen,
        "views": [(code, word, counts[code]) for code, (word, _) in VIEWS.items()],
        "counts": counts,
        "word": VIEWS[chosen.view][0],
        "partners": queries.partner_options(actor, chosen),
        "partner": str(chosen.partner or ""),
    }


@needs("referral.read")
@require_GET
def times(request: HttpRequest) -> HttpResponse:
    """`/rujukan/waktu/`: counts and medians per partner, both sides of the way."""
    actor = actor_of(request)
    chosen = DeskFilter.read(request.GET.dict(), actor)
    context = {"rows": queries.times(actor, chosen), "chosen": chosen}
    return render(request, "referrals/times.html", context)


@needs("referral.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """`/rujukan/unduh/`: the desk as xlsx, with the filter of the address. Journalled."""
    actor = actor_of(request)
    chosen = DeskFilter.read(request.GET.dict(), actor)
    rows = list(queries.export_rows(actor, chosen))
    with journal.unit():
        data = {"rows": len(rows) - 1, "view": chosen.view, "way": chosen.way}
        subject = ("referrals", actor.area or "nasional")
        journal.record(
            "referral.exported", actor=actor.ref, subject=subject, area=actor.area, data=data
        )
    response = HttpResponse(as_xlsx(rows, "Rujukan", clock.now()), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="rujukan.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response
