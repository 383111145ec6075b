"""The duplicate desk: the list, one pair, decisions, the warning while typing."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.people import access, decisions, desk, detail, hints, joining, sharing

SAID = {
    "same": "Dicatat: orang yang sama. Keputusan dapat dibatalkan kapan saja.",
    "different": "Dicatat: orang yang berbeda.",
    "unsure": "Dicatat: belum pasti. Pasangan ini pindah ke “Belum pasti”.",
}


@needs("duplicate.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """`/ganda/`: likely pairs by weight, and beside them the one that is looked at (`?kasus=`)."""
    actor = actor_of(request)
    chosen = desk.read_filter(request.GET.dict(), actor)
    opened = _key(request.GET.get("kasus", ""))
    context: dict[str, Any] = {
        "chosen": chosen,
        "page": desk.page(actor, chosen, page_number(request.GET.get("hal"))),
        "counts": desk.counts(actor, chosen.area),
        "sentence": desk.sentence(chosen),
        "detail": detail.pair(actor, opened, chosen) if opened else None,
        **_options(),
    }
    return render(request, "people/desk.html", context)


@needs("duplicate.read")
@require_GET
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """One pair side by side; only its body when a panel asks for it."""
    actor = actor_of(request)
    found = detail.pair(actor, pair_id, desk.read_filter(request.GET.dict(), actor))
    template = "people/_pair.html" if request.headers.get("HX-Request") else "people/pair.html"
    return render(request, template, {"detail": found})


@needs("duplicate.decide")
@require_POST
def decide(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Same, different or unsure, with a note."""
    verdict = request.POST.get("verdict", "")
    decisions.decide(
        actor=actor_of(request), proposal_id=pair_id, verdict=verdict, note=_note(request)
    )
    return _done(request, pair_id, SAID[verdict])


@needs("duplicate.decide")
@require_POST
def undo(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take a decision back; the former state returns."""
    made = decisions.undo(actor=actor_of(request), decision_id=decision_id, note=_note(request))
    found = access.of_persons(actor_of(request), made.person_id, made.other_id)
    return _done(request, found, "Keputusan dibatalkan. Keadaan sebelumnya berlaku lagi.")


@needs("duplicate.decide")
@require_POST
def ask(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Ask the other office to open its record."""
    sharing.ask(actor=actor_of(request), proposal_id=pair_id, note=_note(request))
    return _done(request, pair_id, "Permintaan terkirim. Kantor itu melihatnya di meja data ganda.")


@needs("duplicate.decide")
@require_POST
def answer(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Open one's record to the office that asked, or decline."""
    agree = request.POST.get("agree") == "ya"
    sharing.answer(actor=actor_of(request), proposal_id=pair_id, agree=agree, note=_note(request))
    said = "Kedua kantor kini melihat pasangan ini." if agree else "Permintaan ditolak."
    return _done(request, pair_id, said)


@needs("duplicate.decide")
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """ "Same" for many obvious pairs: shown first, then committed."""
    actor = actor_of(request)
    given = request.POST if request.method == "POST" else request.GET
    ids = [k for k in (_key(raw) for raw in given.getlist("id")) if k]
    if request.method == "GET":
        return render(request, "people/bulk.html", desk.bulk(actor, ids))
    result = decisions.decide_many(actor=actor, proposal_ids=ids, note=_note(request))
    left = f" {len(result.left)} pasangan dilewati karena perlu dilihat satu per satu."
    messages.success(
        request,
        f"{result.done} pasangan dicatat sebagai orang yang sama.{left if result.left else ''}",
    )
    return redirect("duplicate-desk")


@needs("duplicate.decide")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say that a person and another one, whom the engine did not propose, are one."""
    actor, given = actor_of(request), request.POST
    words = (given or request.GET).get("q", "").replace("\0", "").strip()[:80]
    page = joining.page(actor, person_id, words)
    if request.method == "GET":
        return render(request, "people/join.html", page)
    other, note = given.get("other", ""), _note(request)
    try:
        made = joining.join(actor=actor, person_id=person_id, other_id=_key(other), reason=note)
    except Problem as problem:
        page |= {"problem": problem, "other": other, "note": note}
        return render(request, "people/join.html", page, status=problem.status)
    messages.success(request, SAID["same"])
    return redirect("duplicate-pair", made)


@needs("duplicate.read")
@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """`duplicate-hints`: who is like what is being typed."""
    found = hints.of_typed(actor_of(request), request.POST.dict())
    kept = {
        "keep": request.POST.get("keep") == "1",
        "keep_reason": request.POST.get("keep_reason", ""),
    }
    return render(request, "people/_hints.html", {"hints": found, **kept})


@needs("duplicate.read")
@require_GET
def why(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """`person-why`: which decisions make one person of several rows."""
    found = detail.why(actor_of(request), person_id)
    return render(request, "people/_why.html", {"links": found})


def _options() -> dict[str, Any]:
    return {
        "band_options": list(desk.BANDS.items()),
        "reason_options": list(desk.REASONS.items()),
        "states": list(desk.STATES.items()),
    }


def _done(request: HttpRequest, pair_id: UUID, said: str) -> HttpResponse:
    """The pair as it is after a decision, with one sentence about it."""
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect("duplicate-pair", pair_id)
    found = detail.pair(actor_of(request), pair_id)
    response = render(request, "people/_pair.html", {"detail": found, "renew_row": True})
    response["HX-Trigger"] = json.dumps({"pesan": {"teks": said}})
    return response


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\0", "")[:500]


def _key(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None
