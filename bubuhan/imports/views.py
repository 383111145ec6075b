"""The import wizard: upload, columns, preview, store, repair, coloured copy, undo."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, needs
from bubuhan.imports import copying, desk, undoing
from bubuhan.imports.models import ImportBatch, Outcome
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import items, title

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@needs("import.run")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Upload a file, and the history of uploads."""
    actor, problem = _actor(request), None
    if request.method == "POST":
        try:
            given = request.POST
            batch = desk.upload(
                actor,
                request.FILES.get("file"),
                given.get("pillar", ""),
                given.get("area_code", ""),
            )
            return redirect("import-columns", batch.id)
        except Problem as found:
            problem = found
    pillars = [(i.code, i.name) for i in items("pillar")]
    context = {
        "problem": problem,
        "pillars": pillars,
        "batches": desk.batches(actor),
        "given": request.POST,
    }
    return render(request, "imports/start.html", context, status=problem.status if problem else 200)


@needs("import.run")
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How the file was read: header, samples, and the field of each column."""
    actor, problem = _actor(request), None
    batch = desk.batch_of(actor, batch_id)
    if request.method == "POST":
        try:
            desk.choose(actor, batch, request.POST, request.POST.getlist("pakai"))
            return redirect("import-batch", batch.id)
        except Problem as found:
            problem = found
    context = {
        "batch": batch,
        "sheets": desk.columns_page(batch),
        "options": desk.field_options(),
        "problem": problem,
    }
    return render(
        request,
        "imports/columns.html",
        context,
        status=problem.status if problem else 200,
    )


@needs("import.run")
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Preview before, result after: counts as filters, rows with problems first."""
    found = desk.batch_of(_actor(request), batch_id)
    if found.state == ImportBatch.State.UPLOADED:
        return redirect("import-columns", found.id)
    outcome = request.GET.get("hasil", "")
    context = {
        "batch": found,
        "pillar": title("pillar", found.pillar),
        "page": desk.preview(found, outcome, page_number(request.GET.get("hal"))),
        "outcome": outcome,
        "stats": [(o.value, o.label, found.counts.get(o.value, 0)) for o in Outcome],
        "earlier": desk.earlier(found),
        "kept": desk.kept_rows(found),
    }
    return render(request, "imports/batch.html", context)


@needs("import.run")
@require_GET
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The progress line of a long check or commit (asked again each second)."""
    found = desk.batch_of(_actor(request), batch_id)
    response = render(request, "imports/_progress.html", {"batch": found})
    if found.state not in {ImportBatch.State.CHECKING, ImportBatch.State.COMMITTING}:
        response["HX-Refresh"] = "true"
    return response


@needs("import.run")
@require_POST
def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Simpan ke registri."""
    actor = _actor(request)
    found = desk.batch_of(actor, batch_id)
    desk.commit(actor, found)
    found.refresh_from_db()
    if found.state == ImportBatch.State.COMMITTED:
        messages.success(
            request, "Disimpan. Baris yang ditahan tetap ada di sini dan dapat diperbaiki."
        )
    return redirect("import-batch", found.id)


@needs("import.run")
@require_POST
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Batalkan: take a stored upload back."""
    actor = _actor(request)
    tally = undoing.undo(desk.batch_of(actor, batch_id), actor=actor.ref)
    kept = f" {tally['kept']} baris tetap; alasannya tertulis di bawah." if tally["kept"] else ""
    messages.success(request, f"{tally['undone']} baris dibatalkan.{kept}")
    return redirect("import-batch", batch_id)


@needs("import.run")
@require_GET
def copy(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The same workbook with results in colour."""
    found = desk.batch_of(_actor(request), batch_id)
    response = HttpResponse(copying.coloured_copy(found), content_type=XLSX)
    name = found.file_name.rsplit(".", 1)[0] + " - hasil periksa.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store, private"
    return response


@needs("import.run")
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, batch_id: UUID, row_id: int) -> HttpResponse:
    """Repair one row: its cells, its area, or who it is."""
    actor, problem = _actor(request), None
    found = desk.batch_of(actor, batch_id)
    line = desk.row_of(found, row_id)
    if request.method == "POST":
        try:
            line = desk.repair(actor, found, line, request.POST.dict())
            if line.outcome not in {"held", "rejected"}:
                messages.success(request, f"Baris {line.row} beres: {Outcome(line.outcome).label}.")
                return redirect(f"/impor/{found.id}/?hasil=held")
        except Problem as told:
            problem = told
    context = {
        "batch": found,
        "row": line,
        "fields": desk.repair_fields(found, line),
        "problem": problem,
    }
    return render(request, "imports/row.html", context, status=422 if problem else 200)
