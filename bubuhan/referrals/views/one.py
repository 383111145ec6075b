"""One referral: where it stands, what was shared, its history; answering, revoking, undoing, a new link."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, rev_of, text
from bubuhan.cases.views.posted import keeping
from bubuhan.files import queries as files
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.referrals import answering, forms, pages, papers, partner, queries, sending
from bubuhan.referrals.models import ReferralFile
from bubuhan.referrals.views.case import fresh_link


@needs("referral.read")
@require_GET
def page(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """`/rujukan/<id>/`."""
    return render(request, "referrals/one.html", pages.one(actor_of(request), referral_id))


@needs("referral.answer")
@require_POST
def answer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What the partner said on the telephone, or the own answer of the receiving office."""
    actor = actor_of(request)
    queries.opened(actor, referral_id)
    try:
        upload = request.FILES.get("foto") if text(request, "action") == "finish" else None
        photo = partner.keep(upload, actor.ref, clock.now())
        given = forms.answer(request, photo)
        answering.told(actor=actor, referral_id=referral_id, answer=given, rev=rev_of(request))
    except Problem as problem:
        return _again(request, referral_id, problem)
    messages.success(request, "Jawaban dicatat.")
    return redirect("referral", referral_id)


def _again(request: HttpRequest, referral_id: UUID, problem: Problem) -> HttpResponse:
    """The page as it is now, with what is wrong above and what was typed kept."""
    context = pages.one(actor_of(request), referral_id)
    context |= {"problem": problem, "given": request.POST}
    return render(request, "referrals/one.html", context, status=problem.status)


@needs("referral.send")
@require_POST
def revoke(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take it back; its links end."""
    answering.revoke(
        actor=actor_of(request),
        referral_id=referral_id,
        note=text(request, "note"),
        rev=rev_of(request),
    )
    messages.success(request, "Rujukan dicabut. Tautannya tidak berlaku lagi.")
    return redirect("referral", referral_id)


@needs("referral.send")
@require_POST
def undo(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take the last answer back."""
    answering.undo(actor=actor_of(request), referral_id=referral_id, rev=rev_of(request))
    messages.success(request, "Langkah terakhir diurungkan.")
    return redirect("referral", referral_id)


@needs("referral.answer")
@require_POST
def take(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The receiving office takes it, and reads what was shared."""
    one = answering.take(actor=actor_of(request), referral_id=referral_id)
    if one.taken_by_id != actor_of(request).user_id:
        messages.info(request, f"Rujukan ini sudah diambil {one.taken_by}.")
    return redirect("referral", referral_id)


@needs("referral.send")
@require_POST
def link(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A new link with its code; the older one ends."""
    found, made = sending.new_link(actor=actor_of(request), referral_id=referral_id)
    return fresh_link(request, found, made)


@needs("letter.issue")
@require_POST
def letter(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Issue the letter with its own link and code."""
    one, made = papers.of_referral(actor=actor_of(request), referral_id=referral_id)
    messages.success(
        request, f"Surat {made.number} diterbitkan. Kode jawaban tercetak di dalamnya."
    )
    return redirect("case-letters", one.case_id)


@needs("referral.read")
@require_GET
def evidence(request: HttpRequest, referral_id: UUID, sha256: str) -> FileResponse:
    """`/rujukan/<id>/bukti/<sha>/`: a photo that was given, for who may read the referral."""
    seen = queries.opened(actor_of(request), referral_id)
    rows = ReferralFile.objects.filter(step__referral=seen.referral, sha256=sha256)
    small = request.GET.get("kecil") == "1"
    found = files.open_for(sha256, thumb=small) if not seen.hidden and rows.exists() else None
    if found is None:
        raise Problem("not_found")
    response = FileResponse(found.path.open("rb"), content_type=found.mime)
    response["Cache-Control"] = keeping(seen.referral.case)
    return response
