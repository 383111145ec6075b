"""Who may read a protected case: protect it, break the glass, see who read it, judge an opening."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, key, text
from bubuhan.cases import glass, handlers, protecting
from bubuhan.cases.views.decisions import done
from bubuhan.cases.views.posted import within_sight


@needs("case.protect")
@require_POST
def protect(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make it readable only for those who work on it."""
    protecting.protect(actor=actor_of(request), case_id=case_id, reason=text(request, "reason"))
    return done(request, case_id, "Kasus ini sekarang dilindungi.")


@needs("case.unprotect")
@require_POST
def unprotect(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Lift a protection that was a mistake."""
    protecting.unprotect(actor=actor_of(request), case_id=case_id, reason=text(request, "reason"))
    return done(request, case_id, "Perlindungan dilepas. Alasannya tercatat di riwayat.")


@needs("case.break_glass")
@require_POST
def break_glass(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open it in an emergency, for three hours."""
    glass.break_glass(actor=actor_of(request), case_id=case_id, reason=text(request, "reason"))
    messages.success(request, "Kasus terbuka selama tiga jam. Pimpinan diberi tahu.")
    return redirect("case", case_id)


@needs("case.break_glass")
@require_POST
def close_again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the sight back early."""
    glass.close_again(actor=actor_of(request), case_id=case_id)
    messages.success(request, "Kasus tertutup kembali bagi Anda.")
    return redirect("case", case_id)


@needs("case.audit")
@require_GET
def readers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/pembaca/`: the read journal of a protected case."""
    return render(request, "cases/readers.html", glass.readers_page(actor_of(request), case_id))


@needs("case.entrust")
@require_POST
@within_sight
def entrust(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The head gives a case to an officer."""
    chosen = key(request, "user_id", "petugas")
    handlers.entrust(actor=actor_of(request), case_id=case_id, user_id=chosen)
    messages.success(request, "Petugas ditunjuk dan diberi tahu.")
    return redirect("case-readers", case_id)


@needs("case.audit")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/kasus/dibuka-darurat/`: openings of the area, those without the head's word first."""
    waiting = request.GET.get("semua") != "1"
    found = glass.openings(actor_of(request), waiting=waiting)
    return render(request, "cases/glass.html", {"openings": found, "waiting": waiting})


@needs("case.audit")
@require_POST
def review(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """The head's word on one opening."""
    glass.review(
        actor=actor_of(request),
        glass_id=glass_id,
        verdict=text(request, "verdict"),
        note=text(request, "note"),
    )
    messages.success(request, "Penilaian tercatat.")
    return HttpResponseRedirect("/kasus/dibuka-darurat/")
