"""Pages of this room: the wall, what is past its time, the ladder, and a case's own clocks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx, past_asked, text
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.response import actions, desk, posted, walls
from bubuhan.response.wall import wall


@needs("response.read")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`/siaga/?wilayah=`: the wall screen of the duty desk."""
    actor = actor_of(request)
    found = wall(actor, request.GET.get("wilayah", ""), clock.now())
    context = {"wall": found, "areas": walls.areas(actor, found.area)}
    return render(request, "response/wall.html", context)


@needs("response.read")
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """`/siaga/isi/?wilayah=`: what the wall asks for every ten seconds."""
    found = wall(actor_of(request), request.GET.get("wilayah", ""), clock.now())
    return render(request, "response/_wall.html", {"wall": found})


@needs("response.read")
@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """`/siaga/tenggat/?wilayah=`: what is past its time, as a list one can work through."""
    asked = request.GET
    page = desk.overdue(actor_of(request), asked.get("wilayah", ""), page_number(asked.get("hal")))
    return render(request, "response/overdue.html", {"page": page})


@needs("response.read")
@require_GET
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/tenggat/`: the clocks of one case and "Saya tangani"."""
    context = desk.of_case(actor_of(request), case_id)
    template = "response/_case.html" if by_htmx(request) else "response/case.html"
    return render(request, template, context)


@needs("response.hold")
@require_POST
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """ "Saya tangani": the ladder rests for an hour."""
    actor = actor_of(request)
    actions.hold(actor=actor, case_id=case_id)
    if by_htmx(request):
        return render(request, "response/_case.html", desk.of_case(actor, case_id))
    messages.success(
        request, "Tercatat: Anda menangani. Pemberitahuan berikutnya ditahan satu jam."
    )
    return HttpResponseRedirect(posted.back(request, f"/kasus/{case_id}/"))


@needs("settings.read")
@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/tangga/`: who is told how long after a deadline; `?riwayat=1` with the past."""
    past = past_asked(request)
    return render(
        request, "response/ladder.html", desk.ladders(actor_of(request), past) | {"past": past}
    )


@needs("ladder.edit")
@require_POST
def save_ladder(request: HttpRequest) -> HttpResponse:
    """Replace the ladder of one area and band, with the reason."""
    actions.set_ladder(
        actor=actor_of(request),
        area_code=text(request, "area_code"),
        band=text(request, "band"),
        steps=posted.steps(request),
        reason=text(request, "reason"),
    )
    messages.success(request, "Tangga disimpan dan berlaku mulai anak tangga berikutnya.")
    return HttpResponseRedirect("/pengaturan/tangga/")
