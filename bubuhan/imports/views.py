"""The import wizard: upload, columns, preview, store, repair, coloured copy, undo; the search over all rows."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, needs
from bubuhan.accounts.posted import actor_of
from bubuhan.imports import desk, held, repairs
from bubuhan.imports.models import ImportBatch, ImportRow, Outcome
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("import.run")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Upload files, and the history of uploads."""
    actor, problem, given = actor_of(request), None, request.POST
    if request.method == "POST":
        try:
            files = request.FILES.getlist("file")
            batch = desk.upload(actor, files, given.get("pillar", ""), given.get("area_code", ""))
            return redirect("import-columns", batch.id)
        except Problem as found:
            problem = found
    page = desk.batches(actor, page_number(request.GET.get("hal")))
    context = {"problem": problem, "pillars": desk.pillar_options(), "page": page, "given": given}
    return render(request, "imports/start.html", context, status=problem.status if problem else 200)


@needs("import.run")
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How the files were read: pillar, header, samples, and the field of each column."""
    actor, problem = actor_of(request), None
    batch = desk.batch_of(actor, batch_id)
    if request.method == "POST":
        try:
            desk.choose(actor, batch, request.POST, request.POST.getlist("pakai"))
            return redirect("import-batch", batch.id)
        except Problem as found:
            problem = found
    context = {"batch": batch, "problem": problem, **desk.columns_context(batch)}
    return render(
        request, "imports/columns.html", context, status=problem.status if problem else 200
    )


@needs("import.run")
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Preview before, result after: counts as filters, rows with problems first."""
    found = desk.batch_of(actor_of(request), batch_id)
    if found.state == ImportBatch.State.UPLOADED:
        return redirect("import-columns", found.id)
    return render(request, "imports/batch.html", _batch_page(request, found))


def _batch_page(request: HttpRequest, found: ImportBatch) -> dict[str, object]:
    outcome = request.GET.get("hasil", "")
    running = found.state in desk.RUNNING
    return {
        "batch": found,
        "running": running,
        "pillar": desk.pillars_of(found),
        "files": list(found.files.all()),
        "page": None
        if running
        else desk.preview(found, outcome, page_number(request.GET.get("hal"))),
        "outcome": outcome,
        "stats": [(o.value, o.label, found.counts.get(o.value, 0)) for o in Outcome],
        "earlier": desk.earlier(found),
        "kept": desk.kept_rows(found) if found.state == ImportBatch.State.UNDONE else [],
    }


@needs("import.run")
@require_GET
def progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The progress line of a long step (asked again each second)."""
    found = desk.batch_of(actor_of(request), batch_id)
    response = render(request, "imports/_progress.html", {"batch": found})
    if found.state not in desk.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@needs("import.run")
@require_POST
def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Simpan ke registri."""
    actor = actor_of(request)
    found = desk.batch_of(actor, batch_id)
    try:
        desk.commit(actor, found, request.POST.get("alasan", ""))
    except Problem as problem:
        if problem.code not in {"import_alarm", "reason_missing"}:
            raise
        messages.error(request, problem.message)
        return redirect("import-batch", found.id)
    found.refresh_from_db()
    if found.state == ImportBatch.State.COMMITTED:
        messages.success(request, "Disimpan. Baris yang ditahan tetap di sini untuk diperbaiki.")
    return redirect("import-batch", found.id)


@needs("import.run")
@require_POST
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Batalkan: take a stored upload back."""
    actor = actor_of(request)
    tally = desk.undo(actor, desk.batch_of(actor, batch_id))
    if tally:
        kept = (
            f" {tally['kept']} baris tetap; alasannya tertulis di bawah." if tally["kept"] else ""
        )
        messages.success(request, f"{tally['undone']} baris dibatalkan.{kept}")
    return redirect("import-batch", batch_id)


@needs("import.run")
@require_GET
def copy(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The same workbook with results in colour."""
    found = desk.batch_of(actor_of(request), batch_id)
    file, made = desk.coloured(found, request.GET.get("berkas", ""))
    if made is None:
        messages.info(request, f"Salinan berwarna {file.name} sedang dibuat. Unduh lagi sebentar.")
        return redirect("import-batch", batch_id)
    response = HttpResponse(made, content_type=XLSX)
    name = file.name.rsplit("/", 1)[-1].rsplit(".", 1)[0] + " - hasil periksa.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store, private"
    return response


@needs("import.run")
@require_http_methods(["GET", "POST"])
def suggestions(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Suggested repairs, alike rows together: before and after, one click for all or for one row."""
    actor = actor_of(request)
    found = desk.batch_of(actor, batch_id)
    if request.method == "POST":
        key, row_id = request.POST.get("usul", ""), request.POST.get("baris", "")
        done = repairs.apply_suggestion(actor, found, key, row_id)
        messages.success(request, f"{done} baris diperbaiki dan diperiksa lagi.")
        return redirect(f"/impor/{found.id}/{'?hasil=held' if row_id else 'saran/'}")
    context = {"batch": found, "groups": repairs.groups(found)}
    return render(request, "imports/suggestions.html", context)


@needs("import.run")
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, batch_id: UUID, row_id: int) -> HttpResponse:
    """Repair one row: its cells, its area, its pillar, or who it is."""
    actor, problem = actor_of(request), None
    found = desk.batch_of(actor, batch_id)
    line = repairs.row_of(found, row_id)
    if request.method == "POST":
        try:
            line = repairs.repair(actor, found, line, request.POST.dict())
            if line.outcome not in {"held", "rejected"}:
                messages.success(request, f"Baris {line.row} beres: {Outcome(line.outcome).label}.")
                return redirect(f"/impor/{found.id}/?hasil=held")
        except Problem as told:
            problem = told
    context = {**_repair_context(actor, found, line), "problem": problem}
    return render(request, "imports/row.html", context, status=422 if problem else 200)


def _repair_context(actor: Actor, found: ImportBatch, line: ImportRow) -> dict[str, object]:
    return {
        "batch": found,
        "row": line,
        "fields": repairs.repair_fields(found, line),
        "suggestions": repairs.suggestions_for(line),
        "opposing": repairs.opposing(found, line),
        "alike": held.alike(actor, line),
        "pillars": desk.pillar_options(),
    }


@needs("import.run")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Every row ever uploaded within one's area, with what became of it."""
    get = request.GET.get
    words, file, outcome = get("q", ""), get("berkas", ""), get("hasil", "")
    page = desk.search(actor_of(request), words, file, outcome, page_number(get("hal")))
    context = {
        "page": page, "q": words, "file": file, "outcome": outcome, "outcomes": list(Outcome.choices),
    }  # fmt: skip
    return render(request, "imports/search.html", context)
