"""The ledger, its findings and its rules."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import (
    actor_of,
    by_htmx,
    optional_key,
    past_asked,
    rev_of,
    text,
    whole,
)
from bubuhan.aid import actions, entering, ledger, ruling
from bubuhan.cases.tabs import tab
from bubuhan.cases.views.posted import keeping, within_sight
from bubuhan.files import queries as files
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.export import as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def back(request: HttpRequest, path: str, said: str) -> HttpResponse:
    """To a page, with one sentence."""
    messages.success(request, said)
    if by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)


@needs("aid.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/bantuan/`: the ledger."""
    return render(request, "aid/ledger.html", ledger.page(actor_of(request), request.GET.dict()))


@needs("aid.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """`/bantuan/unduh/`: the list as xlsx, with the filter of the address."""
    made = as_xlsx(ledger.export(actor_of(request), request.GET.dict()), "Bantuan", clock.now())
    response = HttpResponse(made, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="bantuan.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("aid.give")
@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """`/bantuan/catat/`: choose for whom, then write down what."""
    context = entering.choose(actor_of(request), request.GET.dict())
    return render(request, "aid/new.html", context)


@needs("aid.give")
@require_POST
def save_new(request: HttpRequest) -> HttpResponse:
    """Write down aid for a person of the registry."""
    actor, person = actor_of(request), optional_key(text(request, "person_id"))
    if person is None:
        raise Problem("aid_whom", "person_id")
    entering.must_see_person(actor, person)
    words = entering.words_of(request)
    actions.give(actor=actor, whom=actions.Whom(person_id=person), words=words, insist=True)
    return back(request, "/bantuan/", "Bantuan dicatat.")


@needs("aid.read")
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/bantuan/`: what was given on this case."""
    actor = actor_of(request)
    context = tab(actor, case_id, "case-aid")
    context |= ledger.of_case(actor, context["case"]) | {"today": entering.today()}
    return render(request, "aid/case.html", context)


@needs("aid.give")
@require_POST
@within_sight
def give(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down what was given on a case."""
    actor = actor_of(request)
    actions.give(
        actor=actor,
        whom=actions.Whom(case_id=case_id, member_id=optional_key(text(request, "member_id"))),
        words=entering.words_of(request),
        rev=rev_of(request),
        insist=True,
    )
    return back(request, f"/kasus/{case_id}/bantuan/", "Bantuan dicatat.")


@needs("aid.give")
@require_POST
@within_sight
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The warnings of what is being typed, before it is saved."""
    whom = actions.Whom(case_id=case_id, member_id=optional_key(text(request, "member_id")))
    found = entering.warnings(actor_of(request), whom, request)
    return render(request, "aid/_warnings.html", {"warnings": found})


@needs("aid.correct")
@require_POST
def reverse(request: HttpRequest, aid_id: UUID) -> HttpResponse:
    """Take a wrong line back."""
    row = actions.reverse(actor=actor_of(request), aid_id=aid_id, reason=text(request, "reason"))
    path = f"/kasus/{row.case_id}/bantuan/" if row.case_id else "/bantuan/"
    return back(request, path, "Catatan dibatalkan. Keduanya tetap terlihat di daftar.")


@needs("aid.read")
@require_GET
def evidence(request: HttpRequest, aid_id: UUID) -> FileResponse:
    """`/bantuan/<id>/bukti/`: the receipt or photo of a line."""
    aid = ledger.file_of(actor_of(request), aid_id)
    found = files.open_for(aid.sha256)
    if found is None:
        raise Problem("not_found")
    response = FileResponse(found.path.open("rb"), content_type=found.mime)
    response["Cache-Control"] = keeping(aid.case)
    return response


@needs("aid.read")
@require_GET
def doubles(request: HttpRequest) -> HttpResponse:
    """`/bantuan/ganda/`: what looks like one too many."""
    return render(
        request, "aid/doubles.html", ledger.findings(actor_of(request), request.GET.dict())
    )


@needs("aid.decide")
@require_POST
def decide(request: HttpRequest, aid_finding_id: UUID) -> HttpResponse:
    """Settle a finding."""
    actions.decide(
        actor=actor_of(request),
        finding_id=aid_finding_id,
        verdict=text(request, "verdict"),
        reason=text(request, "reason"),
        reverse_id=optional_key(text(request, "reverse_id")),
    )
    return back(request, "/bantuan/ganda/", "Keputusan disimpan.")


@needs("settings.read")
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/bantuan/`: how often each kind may be given; `?riwayat=1` with the past."""
    past = past_asked(request)
    return render(request, "aid/rules.html", ruling.page(actor_of(request), past) | {"past": past})


@needs("rule.edit")
@require_POST
def save_rule(request: HttpRequest) -> HttpResponse:
    """Replace a rule, add one, or end one."""
    ruling.save(
        actor=actor_of(request),
        kind=text(request, "kind"),
        programme=text(request, "programme"),
        area_code=text(request, "area_code"),
        per=text(request, "per"),
        period_days=whole(request, "period_days", "dalam berapa hari"),
        basis=text(request, "basis"),
        reason=text(request, "reason"),
        ended=text(request, "ended") == "1",
    )
    return back(request, "/pengaturan/bantuan/", "Aturan disimpan dan berlaku mulai sekarang.")
