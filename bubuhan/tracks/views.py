"""The desk of other systems, a case's page of them, sheets out and in, and how an office works with each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, can, needs
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.cases.tabs import seen_in_full, tab
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.tracks import actions, columns, queries, sheets
from bubuhan.tracks.forms import MoveForm, SystemForm, TrackForm, day, state_lines, window_lines
from bubuhan.tracks.queries import TrackFilter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("track.read")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`/sistem-lain/`: what waits there since when."""
    actor = actor_of(request)
    known = queries.systems(actor.area)
    chosen = _filter(actor, request.GET, known)
    context = {
        "page": queries.page(actor, chosen, page_number(request.GET.get("hal"))),
        "chosen": chosen,
        "counts": queries.counts(actor),
        "systems": [(code, one.name) for code, one in known.items()],
        "states": [(s["code"], s["name"]) for s in known[chosen.system].states] if chosen.system else [],
        "may_sheet": can(actor, "track.import"),
    }  # fmt: skip
    return render(request, "tracks/desk.html", context)


@needs("track.read")
@require_http_methods(["GET", "POST"])
def case_tracks(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/sistem-lain/`: this case in other systems; note another number."""
    actor = actor_of(request)
    case = seen_in_full(actor, case_id)
    known = queries.systems(case.area_code)
    form = TrackForm(known, posted(request), initial=actions.prefill(case))
    if form.is_valid():
        try:
            made = actions.add(actor=actor, case_id=case.id, values=form.values())
            messages.success(request, f"Dicatat: {known[made.system].name}.")
            return redirect("case-tracks", case.id)
        except Problem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    context = tab(actor, case_id, "case-tracks") | {"form": form, "tracks": queries.of_case(case), "may": can(actor, "track.edit", case), "may_sheet": can(actor, "track.import")}  # fmt: skip
    return render(request, "tracks/case.html", context, status=422 if form.errors else 200)


@needs("track.edit")
@require_POST
def move(request: HttpRequest, track_id: UUID) -> HttpResponse:
    """Its state there changed."""
    actor = actor_of(request)
    one = queries.track(actor, track_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Problem("track_state", "state")
    moved = actions.move(actor=actor, track_id=one.id, **form.cleaned_data)
    messages.success(request, "Keadaan disimpan.")
    return redirect("case-tracks", moved.case_id)


@needs("track.import")
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """`/sistem-lain/lembar/`: sheets that went out and came in; POST puts picked ones on a sheet."""
    actor = actor_of(request)
    if request.method == "POST":
        ids = [_uuid(raw) for raw in request.POST.getlist("id")[: sheets.MOST_PICKED]]
        made = sheets.prepare(actor=actor, system=request.POST.get("system", ""), track_ids=ids)
        messages.success(request, "Lembar disiapkan. Unduh, lalu unggah ke sistem itu.")
        return redirect("proposal", made.id)
    context = {
        "sheets": queries.sheets(actor),
        "answers": queries.answers(actor),
        "systems": list(queries.systems(actor.area).values()),
        "names": {code: one.name for code, one in queries.systems(actor.area).items()},
    }
    return render(request, "tracks/sheets.html", context)


@needs("track.import")
@require_GET
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """One exported sheet: who is on it, download, "sudah diunggah", the answer."""
    actor = actor_of(request)
    one = queries.sheet(actor, proposal_id)
    known = queries.system(actor.area, one.system)
    context = {
        "sheet": one,
        "system": known,
        "rows": queries.sheet_rows(actor, one),
        "states": [s for s in known.states if not s["final"]],
        "answers": list(one.answers.order_by("-at")),
        "today": clock.today(),
    }
    return render(request, "tracks/sheet.html", context)


@needs("track.import")
@require_GET
def proposal_file(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The sheet as XLSX in their column order."""
    actor = actor_of(request)
    one = queries.sheet(actor, proposal_id)
    return _file(sheets.workbook(actor, one), f"usulan-{one.system}", one.at)


@needs("track.import")
@require_POST
def proposal_sent(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Somebody put the sheet into the other system."""
    actor = actor_of(request)
    on = day(request.POST.get("on", ""))
    n = sheets.mark_sent(
        actor=actor, proposal_id=proposal_id, state=request.POST.get("state", ""), on=on
    )
    messages.success(request, f"{n} usulan ditandai.")
    return redirect("proposal", proposal_id)


@needs("track.import")
@require_POST
def answer_new(request: HttpRequest) -> HttpResponse:
    """An answer sheet comes in."""
    file = request.FILES.get("file")
    if file is None:
        raise Problem("field_missing", "file", name="berkas")
    raw = request.POST.get("proposal", "")
    made = sheets.take_answer(
        actor=actor_of(request), system=request.POST.get("system", ""), name=file.name or "jawaban",
        data=file.read(sheets.MAX_BYTES + 1), proposal_id=_uuid(raw) if raw else None,
    )  # fmt: skip
    messages.success(request, f"{made.rows} baris dibaca, {made.updated} keadaan berubah.")
    return redirect("answer", made.id)


@needs("track.import")
@require_GET
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """What came of an answer, and what does not match."""
    actor = actor_of(request)
    one = queries.answer(actor, answer_id)
    known = queries.systems(actor.area).get(one.system)
    rows: list[dict[str, Any]] = [
        {"row": r, "theirs": sheets.shown(r), "state": queries.state_name(known, r.state) if r.state else ""}
        for r in queries.mismatches_of(actor, one)
    ]  # fmt: skip
    context = {"sheet": one, "system": known, "rows": rows, "open": sum(not r["row"].settled_at for r in rows)}  # fmt: skip
    return render(request, "tracks/answer.html", context)


@needs("track.import")
@require_POST
def settle(request: HttpRequest, mismatch_id: int) -> HttpResponse:
    """A person decides about one row."""
    done = actions.settle(
        actor=actor_of(request), mismatch_id=mismatch_id,
        choice=request.POST.get("choice", ""), note=request.POST.get("note", ""),
    )  # fmt: skip
    messages.success(request, f"Baris {done.row or '–'}: {done.get_choice_display().lower()}.")
    return redirect("answer", done.sheet_id)


@needs("letter.edit")
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """`/pengaturan/lembar-usulan/`: the systems an office works with."""
    known = queries.systems(actor_of(request).area)
    return render(request, "tracks/settings.html", {"systems": list(known.values())})


@needs("letter.edit")
@require_http_methods(["GET", "POST"])
def system(request: HttpRequest, system_code: str) -> HttpResponse:
    """Columns, states and windows of one system, for one's own office."""
    actor = actor_of(request)
    one = queries.system(actor.area, system_code)
    form = SystemForm(posted(request), initial=_system_initial(one))
    if form.is_valid():
        try:
            _keep_system(actor, one.code, dict(form.cleaned_data))
            messages.success(request, "Tersimpan untuk kantor Anda; riwayatnya tetap ada.")
            return redirect("track-settings")
        except Problem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    context = {"form": form, "system": one, "fields": columns.FIELDS}
    return render(request, "tracks/system.html", context, status=422 if form.errors else 200)


def _keep_system(actor: Actor, code: str, data: dict[str, Any]) -> None:
    text, reason = data.pop("columns"), data.pop("reason")
    actions.set_system(actor=actor, code=code, values=data, columns_text=text, reason=reason)


def _system_initial(one: Any) -> dict[str, Any]:
    return {
        "number_word": one.number_word, "days": one.days, "note": one.note, "columns": columns.written(one.columns),
        "states": state_lines(one.states), "windows": window_lines(one.windows),
    }  # fmt: skip


def _filter(actor: Actor, given: Any, known: dict[str, Any]) -> TrackFilter:
    system, area, state = given.get("sistem", ""), given.get("wilayah", ""), given.get("keadaan", "")  # fmt: skip
    system = system if system in known else ""
    states = {s["code"] for s in known[system].states} if system else set()
    return TrackFilter(
        system=system,
        state=state if state in states else "",
        area=area if area and actor.covers(area) else "",
        late=given.get("lewat") == "1",
        done=given.get("selesai") == "1",
        q=given.get("q", "").replace("\0", "").strip()[:60],
    )


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise Problem("not_found") from None


def _file(content: bytes, stem: str, at: datetime) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{stem}-{at:%Y%m%d}.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response
