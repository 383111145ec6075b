"""What the office decides. Each view reads the form, calls one action and shows the case as it now is."""

import json
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx, day, key, optional_key, rev_of, text
from bubuhan.cases import actions, banding, desk
from bubuhan.cases.actions import DispatchResult
from bubuhan.cases.fieldwork import VisitReport
from bubuhan.cases.views.pages import case_context
from bubuhan.cases.views.posted import changed, decision, revs


def done(request: HttpRequest, case_id: UUID, said: str) -> HttpResponse:
    """The case as it is after a decision, with one sentence about it."""
    if not by_htmx(request):
        messages.success(request, said)
        return HttpResponseRedirect(f"/kasus/{case_id}/")
    context = case_context(request, case_id)
    context["renew_row"] = context["in_queue"]
    response = render(request, "cases/_case.html", context)
    response["HX-Trigger"] = json.dumps({"pesan": {"teks": said}})
    return response


@needs("case.dispatch")
@require_POST
@decision
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Offer the case to one member."""
    actions.dispatch(
        actor=actor_of(request),
        case_id=case_id,
        person_id=key(request, "person_id", "orang yang ditugaskan"),
        note=text(request, "note"),
        part=text(request, "part"),
        go_on=text(request, "go_on") == "1",
        rev=rev_of(request),
    )
    return done(request, case_id, "Tawaran dikirim. Jawabannya muncul di riwayat kasus ini.")


@needs("case.dispatch")
@require_POST
@decision
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take an offer or a task back."""
    task = key(request, "assignment_id", "tawaran")
    actions.withdraw(
        actor=actor_of(request), case_id=case_id, assignment_id=task, rev=rev_of(request)
    )
    return done(request, case_id, "Tawaran ditarik.")


@needs("case.work")
@require_POST
@decision
def accept(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Accept for oneself, or write down what was answered by telephone."""
    task = optional_key(text(request, "assignment_id"))
    actions.accept(
        actor=actor_of(request), case_id=case_id, assignment_id=task, rev=rev_of(request)
    )
    return done(request, case_id, "Tugas tercatat diterima.")


@needs("case.work")
@require_POST
@decision
def decline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decline for oneself, or write down a refusal by telephone."""
    actions.decline(
        actor=actor_of(request),
        case_id=case_id,
        reason=text(request, "reason"),
        note=text(request, "note"),
        assignment_id=optional_key(text(request, "assignment_id")),
    )
    return done(request, case_id, "Penolakan tercatat. Pilih orang lain.")


@needs("case.work")
@require_POST
@decision
def visit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record a visit of an officer."""
    report = VisitReport(
        visited_on=day(request, "visited_on", "tanggal kunjungan"),
        met=text(request, "met") or "yes",
        condition=text(request, "condition"),
        found=text(request, "found"),
        done=text(request, "done"),
        next=text(request, "next"),
    )
    actions.visit(actor=actor_of(request), case_id=case_id, report=report)
    return done(request, case_id, "Kunjungan tercatat.")


@needs("case.note")
@require_POST
@decision
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add a note; `contact` when the person was reached, which counts as the first response."""
    actions.note(
        actor=actor_of(request),
        case_id=case_id,
        text=text(request, "text"),
        contact=text(request, "contact") == "1",
    )
    return done(request, case_id, "Catatan disimpan.")


@needs("case.resolve")
@require_POST
@decision
def resolve(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say what became of it."""
    actions.resolve(
        actor=actor_of(request),
        case_id=case_id,
        outcome=text(request, "outcome"),
        summary=text(request, "summary"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Kasus dinyatakan selesai. Berikutnya: verifikasi, lalu tutup.")


@needs("case.close")
@require_POST
@decision
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Verify and close."""
    actions.verify_close(
        actor=actor_of(request), case_id=case_id, note=text(request, "note"), rev=rev_of(request)
    )
    return done(request, case_id, "Kasus ditutup. Pelapor membaca hasilnya di HP.")


@needs("case.close")
@require_POST
@decision
def send_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Return to the responder with what is missing."""
    actions.send_back(
        actor=actor_of(request), case_id=case_id, note=text(request, "note"), rev=rev_of(request)
    )
    return done(request, case_id, "Kasus dikembalikan dengan catatan Anda.")


@needs("case.band")
@require_POST
@decision
def set_band(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Another urgency than the rule gave, with the reason."""
    banding.set_band(
        actor=actor_of(request), case_id=case_id, band=text(request, "band"),
        reason=text(request, "reason"), rev=rev_of(request),
    )  # fmt: skip
    return done(request, case_id, "Kegawatan diubah. Batas waktunya sudah dihitung lagi.")


@needs("case.reopen")
@require_POST
@decision
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open again, with the reason."""
    actions.reopen(
        actor=actor_of(request), case_id=case_id, note=text(request, "note"), rev=rev_of(request)
    )
    return done(request, case_id, "Kasus dibuka lagi dan kembali ke antrean.")


@needs("case.reject")
@require_POST
@decision
def reject(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Refuse with a reason the reporter reads."""
    actions.reject(
        actor=actor_of(request),
        case_id=case_id,
        reason=text(request, "reason"),
        note=text(request, "note"),
        rev=rev_of(request),
    )
    return done(request, case_id, "Kasus ditolak. Pelapor membaca alasannya di HP.")


@needs("case.take")
@require_POST
@decision
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take responsibility for a case."""
    actions.take(actor=actor_of(request), case_id=case_id)
    return done(request, case_id, "Kasus ini sekarang dalam penanganan Anda.")


@needs("case.take")
@require_POST
@decision
def release(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give responsibility back."""
    actions.release(actor=actor_of(request), case_id=case_id)
    return done(request, case_id, "Penanganan Anda dilepas.")


FIELDS = (
    "subject_name",
    "subject_sex",
    "subject_age",
    "subject_phone",
    "place_note",
    "area_code",
    "need",
)


@needs("case.note")
@require_POST
@decision
def update(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Correct shared fields, from the revision the form showed; only what was changed on it is sent."""
    changes = changed(request, FIELDS)
    found = actions.update_fields(
        actor=actor_of(request), case_id=case_id, changes=changes, base_rev=rev_of(request) or 0
    )
    if found.conflicts:
        return done(
            request,
            case_id,
            "Ada isian yang sementara itu ditulis lain. Pilih yang benar di bawah.",
        )
    return done(request, case_id, "Data disimpan." if found.applied else "Tidak ada yang berubah.")


@needs("conflict.settle")
@require_POST
def settle(request: HttpRequest, conflict_id: UUID) -> HttpResponse:
    """Choose one of two values."""
    found = actions.settle_conflict(
        actor=actor_of(request), conflict_id=conflict_id, choice=text(request, "choice")
    )
    if by_htmx(request):
        return done(request, found.case_id, "Pilihan Anda disimpan.")
    messages.success(request, "Pilihan Anda disimpan.")
    return HttpResponseRedirect("/konflik/")


@needs("case.dispatch")
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """`/kasus/tugaskan/?id=&id=`: preview of offering several cases to one member; POST does it."""
    asked = request.POST if request.method == "POST" else request.GET
    ids = [found for raw in asked.getlist("id") if (found := optional_key(raw))]
    person = optional_key(asked.get("person_id", ""))
    if request.method == "POST" and person:
        results = actions.dispatch_many(
            actor=actor_of(request),
            case_ids=ids,
            person_id=person,
            note=text(request, "note"),
            revs=revs(request, ids),
        )
        return _told(request, results, person)
    return render(request, "cases/bulk.html", {"bulk": desk.bulk(actor_of(request), ids, person)})


def _told(request: HttpRequest, results: list[DispatchResult], person: UUID) -> HttpResponse:
    """What became of a bulk assignment; cases that changed meanwhile are shown again to decide on."""
    refused = [r.problem.message for r in results if r.problem]
    messages.success(request, f"{len(results) - len(refused)} kasus ditawarkan.")
    for sentence in dict.fromkeys(refused):
        messages.warning(request, f"{refused.count(sentence)} kasus tidak: {sentence}")
    moved = [("id", r.case_id) for r in results if r.problem and r.problem.code == "conflict"]
    if moved:
        return HttpResponseRedirect(
            f"/kasus/tugaskan/?{urlencode([*moved, ('person_id', person)])}"
        )
    return HttpResponseRedirect("/antrean/")
