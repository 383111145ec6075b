"""The tab of a case that lists and issues its letters."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.accounts.posted import actor_of, rev_of, text
from bubuhan.cases import tabs
from bubuhan.kernel.problems import Problem
from bubuhan.letters import actions
from bubuhan.letters import papers as pdfs
from bubuhan.letters import queries as letters
from bubuhan.letters.models import Letter
from bubuhan.letters.standard import TEMPLATES
from bubuhan.letters.wording import FIELDS
from bubuhan.referrals import papers, sharing


@needs("letter.read")
@require_http_methods(["GET", "POST"])
def tab_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/surat/`: the letters of a case; `?jenis=` opens the form of one."""
    actor, problem = actor_of(request), None
    context = tabs.tab(actor, case_id, "case-letters")
    kind = request.POST.get("jenis") or request.GET.get("jenis", "")
    if request.method == "POST":
        try:
            return _issued(request, case_id, kind)
        except Problem as found:
            problem = found
    context |= _form(request, context, kind if kind in papers.FORMS else "")
    context |= {"problem": problem, "letters": letters.letters_of("case", case_id)}
    status = problem.status if problem else 200
    return render(request, "referrals/letters.html", context, status=status)


def _issued(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Issue the letter as typed, and back to the list."""
    made = papers.of_case(
        actor=actor_of(request),
        case_id=case_id,
        template=kind,
        given=request.POST.dict(),
        shared=tuple(request.POST.getlist("bagi")),
        rev=rev_of(request),
    )
    messages.success(request, f"{made.title} nomor {made.number} diterbitkan.")
    return redirect("case-letters", case_id)


def _form(request: HttpRequest, context: dict[str, object], kind: str) -> dict[str, object]:
    actor, case = actor_of(request), context["case"]
    start = papers.prefilled(case, actor)  # type: ignore[arg-type]
    ticked = request.POST.getlist("bagi") or sharing.USUAL
    fields = papers.FORMS.get(kind, ())
    return {
        "kind": kind,
        "kinds": [(code, TEMPLATES[code].name) for code in papers.FORMS],
        "kind_name": TEMPLATES[kind].name if kind else "",
        "fields": [(f, FIELDS[f][0], request.POST.get(f, start.get(f, ""))) for f in fields],
        "needed": TEMPLATES[kind].needs if kind else (),
        "helper": request.POST.get("petugas_tugas", start["petugas_tugas"]),
        "pieces": [
            (c, w, c in ticked) for c, w in sharing.PIECES.items() if c not in ("papers", "band")
        ],
        "may_issue": can(actor, "letter.issue", case),
        "may_withdraw": can(actor, "letter.withdraw", case),
    }


def _letter(request: HttpRequest, case_id: UUID, letter_id: UUID) -> Letter:
    tabs.seen_in_full(actor_of(request), case_id)
    found = Letter.objects.filter(id=letter_id, subject_kind="case", subject_id=case_id).first()
    if found is None:
        raise Problem("not_found")
    return found


@needs("letter.read")
@require_GET
def paper(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """`/kasus/<id>/surat/<id>/`: the PDF."""
    one = _letter(request, case_id, letter_id)
    made = pdfs.pdf(one, request.build_absolute_uri("/"))
    actions.note_printed(actor=actor_of(request), letter=one)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{one.template}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("letter.withdraw")
@require_POST
def withdraw(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Say that a letter no longer holds; its QR says so from now on."""
    one = _letter(request, case_id, letter_id)
    actions.withdraw(actor=actor_of(request), letter_id=one.id, reason=text(request, "reason"))
    messages.success(request, f"Surat {one.number} ditarik.")
    return redirect("case-letters", case_id)
