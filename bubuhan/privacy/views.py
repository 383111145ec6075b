"""The UU PDP desk: requests with clocks, the record of processing, retention, breaches."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page, page_number
from bubuhan.kernel.problems import Problem
from bubuhan.privacy import actions, load, notices, queries, retention, tasks
from bubuhan.privacy.forms import BreachForm, ProcessingForm, RequestForm, RetentionForm
from bubuhan.volunteers.export import as_xlsx

SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _paged(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    number = page_number(request.GET.get("hal"))
    return Page(list(rows[(number - 1) * SIZE : number * SIZE]), number, SIZE, rows.count())


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _renamed(cleaned: dict[str, Any]) -> dict[str, Any]:
    """A form may not have a field named `data`: it is `about` there."""
    return {("data" if name == "about" else name): value for name, value in cleaned.items()}


@needs("privacy.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/pdp/`: requests by deadline; who may not read them goes on to the record."""
    actor = actor_of(request)
    if not can(actor, "privacy.handle"):
        return redirect("processing")
    closed = request.GET.get("selesai") == "1"
    page = _paged(queries.requests(actor, closed=closed), request)
    context = {"page": page, "closed": closed, "here": "pdp", "terms": queries.terms()}
    return render(request, "privacy/desk.html", context)


@needs("privacy.handle")
@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """`/pdp/baru/`: write down a request."""
    form, problem = RequestForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        area = request.POST.get("area_code", "") or actor_of(request).area
        try:
            made = actions.receive(actor=actor_of(request), area_code=area, **form.cleaned_data)
            return redirect("data-request", made.id)
        except Problem as found:
            problem = found
    context = {"form": form, "problem": problem, "area": request.POST.get("area_code", "")}
    return render(
        request, "privacy/new.html", context, status=422 if problem or form.errors else 200
    )


@needs("privacy.handle")
@require_GET
def one_request(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """`/pdp/<id>/`: one request, what was done, and the next step."""
    found = queries.request_of(actor_of(request), data_request_id)
    context = {"one": found, "steps": found.steps.order_by("at"), "now": clock.now()}
    return render(request, "privacy/request.html", context)


@needs("privacy.handle")
@require_POST
def step(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """One step: identity seen, a note, the answer."""
    raw = request.POST.get("rev", "")
    actions.proceed(
        actor=actor_of(request),
        request_id=data_request_id,
        rev=int(raw) if raw.isdigit() and len(raw) < 9 else None,
        what=request.POST.get("what", ""),
        text=request.POST.get("text", ""),
    )
    messages.success(request, "Tercatat.")
    return redirect("data-request", data_request_id)


@needs("privacy.handle")
@require_POST
def set_person(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """Which person of the registry it is about."""
    queries.request_of(actor_of(request), data_request_id)
    try:
        person = UUID(request.POST.get("person_id", "").strip().rstrip("/").rsplit("/", 1)[-1])
    except ValueError:
        raise Problem(
            "field_invalid",
            "person_id",
            name="alamat halaman orang",
            why="salin alamat halaman orang itu di Registri",
        ) from None
    actions.link_person(actor=actor_of(request), request_id=data_request_id, person_id=person)
    return redirect("data-request", data_request_id)


@needs("privacy.handle")
@require_GET
def copy(request: HttpRequest, data_request_id: UUID) -> HttpResponse:
    """Everything held about the person, to be handed over."""
    told = queries.copy_of(actor_of(request), data_request_id, clock.now())
    body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return _file(body, "application/json", f"{told['permohonan']}.json")


@needs("privacy.rule")
@require_POST
def set_term(request: HttpRequest, term_kind: str) -> HttpResponse:
    """How many hours one kind of request, or the notice of a breach, may take."""
    raw = request.POST.get("hours", "")
    hours = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
    actions.set_term(
        actor=actor_of(request), kind=term_kind, hours=hours, basis=request.POST.get("basis", "")
    )
    messages.success(request, "Batas waktu diubah; yang sudah berjalan tetap.")
    return redirect("retention")


@needs("privacy.read")
@require_GET
def processing(request: HttpRequest) -> HttpResponse:
    """`/pdp/pemrosesan/`: the record of processing."""
    actor = actor_of(request)
    if request.GET.get("bentuk") == "xlsx":
        made = as_xlsx(queries.processing_sheet(actor), "Catatan pemrosesan", clock.now())
        return _file(made, XLSX, "catatan-pemrosesan.xlsx")
    context = {"rows": queries.processings(actor), "here": "processing"}
    return render(request, "privacy/processing.html", context)


def _present(actor: Actor, code: str) -> dict[str, Any]:
    """An activity as its form shows it. Raises `not_found` for a code that is none."""
    if code not in {known for known, *_ in load.PROCESSING}:
        raise Problem("not_found")
    row = next((r for r in queries.processings(actor) if r.code == code), None)
    given = {f: getattr(row, f) for f in (*actions.FIELDS, "specific")} if row else {}
    return given | {"about": given.get("data", "")}


@needs("privacy.rule")
@require_http_methods(["GET", "POST"])
def edit_processing(request: HttpRequest, processing_code: str) -> HttpResponse:
    """`/pdp/pemrosesan/<kode>/`: one activity, written anew for one's own area."""
    form = ProcessingForm(posted(request), initial=_present(actor_of(request), processing_code))
    if request.method == "POST" and form.is_valid():
        values = _renamed(form.cleaned_data)
        specific = values.pop("specific")
        actions.save_processing(
            actor=actor_of(request), code=processing_code, values=values, specific=specific
        )
        messages.success(request, "Catatan disimpan; yang lama tetap dalam riwayat.")
        return redirect("processing")
    return render(request, "privacy/processing_edit.html", {"form": form, "code": processing_code})


@needs("privacy.rule")
@require_GET
def retained(request: HttpRequest) -> HttpResponse:
    """`/pdp/retensi/`: rules, what is due, what was done."""
    actor = actor_of(request)
    context = {
        "rows": queries.retention(actor),
        "runs": queries.runs(actor),
        "terms": queries.terms(),
        "here": "retention",
    }
    return render(request, "privacy/retention.html", context)


@needs("privacy.rule")
@require_http_methods(["GET", "POST"])
def retention_class(request: HttpRequest, retention_kind: str) -> HttpResponse:
    """`/pdp/retensi/<jenis>/`: the preview of a run, and the rule."""
    seen = retention.preview(actor_of(request), retention_kind)
    given = {"months": seen.rule.months, "automatic": seen.rule.automatic, "basis": seen.rule.basis}
    form = RetentionForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        retention.set_rule(actor=actor_of(request), kind=retention_kind, **form.cleaned_data)
        messages.success(request, "Aturan disimpan. Pratinjau memakai aturan baru.")
        return redirect("retention-class", retention_kind)
    context = {"seen": seen, "form": form, "may_run": can(actor_of(request), "privacy.erase")}
    context["last"] = retention.last_run(actor_of(request), retention_kind)
    return render(request, "privacy/retention_class.html", context)


@needs("privacy.erase")
@require_POST
def run(request: HttpRequest, retention_kind: str) -> HttpResponse:
    """Begin what the preview showed; its page shows how far it is, and may be left."""
    actor = actor_of(request)
    made = retention.start(actor=actor, kind=retention_kind)
    tasks.go_on.defer(run_id=str(made.id), actor_id=actor.ref.id, actor_name=actor.name)
    return redirect("retention-class", retention_kind)


@needs("privacy.rule")
@require_GET
def run_progress(request: HttpRequest, retention_kind: str) -> HttpResponse:
    """How far the last run is (asked again each second while it runs)."""
    last = retention.last_run(actor_of(request), retention_kind)
    if last is None:
        raise Problem("not_found")
    answer = render(request, "privacy/_run.html", {"last": last})
    if last.state == last.State.DONE:
        answer["HX-Refresh"] = "true"
    return answer


@needs("privacy.read")
@require_GET
def breaches(request: HttpRequest) -> HttpResponse:
    """`/pdp/pelanggaran/`: breaches and their clocks."""
    page = _paged(queries.breaches(actor_of(request)), request)
    return render(request, "privacy/breaches.html", {"page": page, "here": "breaches"})


@needs("breach.report")
@require_http_methods(["GET", "POST"])
def new_breach(request: HttpRequest) -> HttpResponse:
    """`/pdp/pelanggaran/baru/`: write down what happened; the clock runs."""
    form, problem = BreachForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_breach(actor=actor_of(request), **_renamed(form.cleaned_data))
            return redirect("breach", made.id)
        except Problem as found:
            problem = found
    context = {"form": form, "problem": problem}
    return render(
        request, "privacy/breach_new.html", context, status=422 if problem or form.errors else 200
    )


@needs("privacy.read")
@require_GET
def breach(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """`/pdp/pelanggaran/<id>/`: one breach, its letters, what is still to do."""
    found = queries.breach_of(actor_of(request), breach_id)
    return render(request, "privacy/breach.html", {"one": found, "now": clock.now()})


@needs("breach.report")
@require_POST
def breach_step(request: HttpRequest, breach_id: UUID) -> HttpResponse:
    """A notice went out, or it is closed."""
    actions.told(
        actor=actor_of(request),
        breach_id=breach_id,
        whom=request.POST.get("whom", ""),
        lesson=request.POST.get("lesson", ""),
    )
    return redirect("breach", breach_id)


@needs("breach.report")
@require_GET
def breach_letter(request: HttpRequest, breach_id: UUID, notice_whom: str) -> HttpResponse:
    """The draft of one notice as PDF."""
    actor = actor_of(request)
    found = queries.breach_of(actor, breach_id)
    return _file(
        notices.notice_pdf(found, notice_whom, actor.name),
        "application/pdf",
        f"{found.number}-{notice_whom}.pdf",
    )
