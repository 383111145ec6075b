"""Issued letters, what an office says about them, and the page anyone may ask."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts import limits
from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import Actor, can, needs, public
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.letters import actions, papers, queries, seeing, wording
from bubuhan.letters.forms import OfficeForm, TaskForm, TextForm, office_initial
from bubuhan.letters.queries import LetterFilter, LetterState
from bubuhan.letters.standard import TEMPLATES

CHECKS = limits.Limit(tries=60, window=timedelta(minutes=10))
STATES = [("asli", "Berlaku"), ("ditarik", "Ditarik")]


@needs("letter.read")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """`/surat/keluar/`: issued letters of one's area."""
    actor = actor_of(request)
    chosen = _filter(actor, request.GET)
    context = {
        "page": queries.page(actor, chosen, page_number(request.GET.get("hal"))),
        "chosen": chosen,
        "templates": [(code, one.name) for code, one in TEMPLATES.items()],
        "states": STATES,
    }
    return render(request, "letters/letters.html", context)


@needs("letter.read")
@require_GET
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One issued letter: what stands on it, and whether it holds."""
    actor = actor_of(request)
    found = queries.letter(actor, letter_id)
    context = {
        "letter": found,
        "content": papers.content_of(found),
        "name": queries.template_name(found.template),
        "unchanged": papers.unchanged(found),
        "may_withdraw": can(actor, "letter.withdraw") and found.withdrawn_at is None,
        "case_id": found.subject_id if found.subject_kind == "case" else None,
    }
    return render(request, "letters/letter.html", context)


@needs("letter.read")
@require_GET
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The paper itself."""
    actor = actor_of(request)
    found = queries.letter(actor, letter_id)
    actions.note_printed(actor=actor, letter=found)
    made = papers.pdf(found, request.build_absolute_uri("/"))
    return _pdf(made, f"surat-{found.year}-{found.serial:03d}.pdf")


@needs("letter.withdraw")
@require_POST
def letter_withdraw(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """A letter no longer holds."""
    reason = request.POST.get("reason", "")
    actions.withdraw(actor=actor_of(request), letter_id=letter_id, reason=reason)
    messages.success(request, "Surat ditarik. Siapa pun yang memeriksanya kini diberi tahu.")
    return redirect("letter", letter_id)


@needs("letter.issue")
@require_http_methods(["GET", "POST"])
def letter_new(request: HttpRequest) -> HttpResponse:
    """A surat tugas; letters about somebody are written on his case."""
    actor = actor_of(request)
    form = TaskForm(posted(request))
    if form.is_valid():
        made = actions.issue(
            actor=actor, template="surat_tugas", area_code=actor.area, fields=_task(form.cleaned_data),
            subject=(seeing.OFFICE, actor.user_id), rows=form.rows(),
        )  # fmt: skip
        messages.success(request, f"Surat tugas {made.number} terbit.")
        return redirect("letter", made.id)
    return render(request, "letters/task.html", {"form": form}, status=422 if form.errors else 200)


def _task(data: dict[str, Any]) -> dict[str, str]:
    return {
        "tugas": data["tugas"],
        "keterangan": data["keterangan"],
        "mulai": queries.long_date(data["mulai"]),
        "selesai": queries.long_date(data["selesai"]),
    }


@needs("letter.edit")
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/surat/`: texts, numbers, head and signature of one's office."""
    actor = actor_of(request)
    context = {
        "rows": queries.settings_page(actor.area),
        "office": queries.office_for(actor.area),
        "lines": queries.office_lines(actor.area),
        "history": queries.office_history(actor.area),
    }
    return render(request, "letters/settings.html", context)


@needs("letter.edit")
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """How numbers look, what stands at the head, who signs."""
    actor = actor_of(request)
    now = queries.office_for(actor.area)
    form = OfficeForm(posted(request), initial=office_initial(now))
    if form.is_valid():
        try:
            data = {**form.cleaned_data}
            reason = data.pop("reason")
            actions.set_office(actor=actor, values=actions.OfficeValues(**data), reason=reason)
            messages.success(request, "Tersimpan; berlaku untuk surat berikutnya.")
            return redirect("letter-settings")
        except Problem as problem:
            _told(form, problem)
    return render(request, "letters/office.html", {"form": form}, status=422 if form.errors else 200)  # fmt: skip


@needs("letter.edit")
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, letter_template: str) -> HttpResponse:
    """The text of one kind of letter: write, look at it as PDF (`lihat`), keep."""
    actor = actor_of(request)
    now = queries.text_for(actor.area, letter_template)
    initial = {"title": now.title, "body": now.body, "code_no": now.code_no}
    form = TextForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            return _keep_or_show(request, actor, letter_template, form.cleaned_data)
        except Problem as problem:
            _told(form, problem)
    context = {"form": form, "template": letter_template, **_text_page(actor, now)}
    return render(request, "letters/text.html", context, status=422 if form.errors else 200)


def _text_page(actor: Actor, now: queries.TextInForce) -> dict[str, Any]:
    return {
        "now": now,
        "fields": wording.FIELDS,
        "table": wording.TABLE,
        "history": queries.text_history(actor.area, now.standard.code),
        "own": now.row is not None and now.row.area_code == actor.area,
    }


@needs("letter.edit")
@require_POST
def text_reset(request: HttpRequest, letter_template: str) -> HttpResponse:
    """Back to the standard text."""
    actions.reset_text(actor=actor_of(request), template=letter_template)
    messages.success(request, "Kembali ke naskah baku; naskah Anda tersimpan di riwayat.")
    return redirect("letter-text", letter_template)


@public
@require_GET
def check(request: HttpRequest, letter_token: str) -> HttpResponse:
    """`/surat/<token>/`: is this paper genuine? Names nobody the letter is about; no script needed."""
    limits.count(f"letter-check:{client_ip(request)}", CHECKS, clock.now())
    state, found = queries.by_token(letter_token)
    shown: dict[str, Any] = {"state": str(state)}
    if found is not None:
        shown |= {
            "name": queries.template_name(found.template), "number": found.number, "issued": found.issued_at,
            "lines": queries.office_lines(found.office), "withdrawn": found.withdrawn_at, "digest": found.digest[:16],
        }  # fmt: skip
    answer = render(request, "letters/check.html", shown, status=200 if found else 404)
    answer["Cache-Control"] = "no-store"
    return answer


def _keep_or_show(request: HttpRequest, actor: Actor, template: str, data: dict[str, Any]) -> HttpResponse:  # fmt: skip
    values = {"title": data["title"], "body": data["body"], "code_no": data["code_no"]}
    if request.POST.get("lihat") == "1":
        made = actions.preview(area=actor.area, template=template, **values)
        return _pdf(made, f"contoh-{template}.pdf")
    actions.set_text(actor=actor, template=template, reason=data["reason"], **values)
    messages.success(request, "Naskah disimpan; berlaku untuk surat berikutnya.")
    return redirect("letter-settings")


def _filter(actor: Actor, given: Any) -> LetterFilter:
    area, template, state = given.get("wilayah", ""), given.get("jenis", ""), given.get("keadaan", "")  # fmt: skip
    return LetterFilter(
        area=area if area and actor.covers(area) else "",
        template=template if template in TEMPLATES else "",
        state=state if state in (LetterState.GENUINE, LetterState.WITHDRAWN) else "",
        q=given.get("q", "").replace("\0", "").strip()[:60],
    )


def _told(form: Any, problem: Problem) -> None:
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
