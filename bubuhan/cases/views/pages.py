"""What the office reads: the queue, the list, one case, its files, the differences to settle."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, by_htmx, optional_key
from bubuhan.cases import desk, exporting, queries
from bubuhan.cases.views.posted import keeping
from bubuhan.files import queries as files
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.export import as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DIALOG_LISTS = ("outcome", "reject_reason", "decline_reason", "need")
DIALOGS = frozenset(
    [
        "tugaskan",
        "urgensi",
        "pendamping",
        "jawaban",
        "tolak-tugas",
        "catatan",
        "kunjungan",
        "selesai",
        "tutup",
        "kembalikan",
        "buka-lagi",
        "tolak",
        "ubah",
        "lindungi",
        "buka-perlindungan",
    ]
)


@needs("case.read")
def queue(request: HttpRequest) -> HttpResponse:
    """`/antrean/`: the list by deadline, and beside it the case that is looked at (`?kasus=`)."""
    actor = actor_of(request)
    context: dict[str, object] = {"desk": desk.desk(actor, request.GET.dict())}
    chosen = optional_key(request.GET.get("kasus", ""))
    if chosen:
        context |= case_context(request, chosen)
    return render(request, "cases/queue.html", context)


@needs("case.read")
def news(request: HttpRequest) -> HttpResponse:
    """`/antrean/baru/`: how many cases came in since the list was read; nothing moves by itself."""
    count = desk.news(actor_of(request), request.GET.dict())
    return render(request, "cases/_news.html", {"count": count})


@needs("case.read")
def listing(request: HttpRequest) -> HttpResponse:
    """`/kasus/`: all cases as a table, closed ones too."""
    return render(
        request,
        "cases/list.html",
        {"desk": desk.desk(actor_of(request), request.GET.dict(), "semua")},
    )


@needs("case.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """`/kasus/unduh/`: the list as xlsx, with the filter of the address."""
    found = desk.filter_of(request.GET.dict(), "semua")
    made = as_xlsx(exporting.rows(actor_of(request), found), "Kasus", clock.now())
    response = HttpResponse(made, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="kasus.xlsx"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("case.read")
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/`: the whole case; only its body when a panel asks for it."""
    template = "cases/_case.html" if by_htmx(request) else "cases/case.html"
    return render(request, template, case_context(request, case_id))


@needs("case.read")
@require_GET
def dialog(request: HttpRequest, case_id: UUID, dialog: str) -> HttpResponse:
    """`/kasus/<id>/isian/<dialog>/`: one form of the case page, fetched when it is first opened.

    A decision is made on what the page showed, so `rev` and `seen` come from there; the form that
    edits the data shows the present values and takes the present revision. `usulan` is no form: who
    could be asked, fetched as soon as the case is on the screen.
    """
    if dialog == "usulan":
        return _suggested(request, case_id)
    if dialog not in DIALOGS:
        raise Problem("not_found")
    return render(request, "cases/_dialog.html", _form(request, case_id, dialog))


def _form(request: HttpRequest, case_id: UUID, dialog: str) -> dict[str, object]:
    context = case_context(request, case_id) | {"name": dialog, "today": clock.now()}
    context["lists"] = {name: desk.choices(name) for name in DIALOG_LISTS}
    context |= desk.for_dialog(cast(desk.Opened, context["opened"]), dialog)
    if dialog != "ubah":
        context |= {k: request.GET[k] for k in ("rev", "seen") if request.GET.get(k)}
    return context


def _suggested(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found, ranked = desk.suggested(actor_of(request), case_id)
    seen = {k: request.GET.get(k, "") for k in ("rev", "seen")}
    return render(request, "cases/_suggested.html", {"case": found, "ranked": ranked, **seen})


@needs("case.dispatch")
@require_GET
def why_not(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/mengapa/?nama=`: why members of that name are not among the suggested."""
    wanted = request.GET.get("nama", "").replace("\0", "").strip()[:80]
    found = desk.why_not(actor_of(request), case_id, wanted)
    return render(request, "cases/_why_not.html", {"found": found, "wanted": len(wanted) > 2})


def case_context(request: HttpRequest, case_id: UUID) -> dict[str, object]:
    """What the body of a case needs."""
    opened = desk.open_case(actor_of(request), case_id)
    return {
        "opened": opened,
        "detail": opened.detail,
        "case": opened.detail.case,
        "row": opened.detail.row,
        "rev": opened.detail.case.rev,
        "seen": opened.seen,
        "in_queue": "/antrean/" in request.headers.get("HX-Current-URL", request.path),
    }


@needs("case.read")
def file(request: HttpRequest, case_id: UUID, sha256: str) -> FileResponse:
    """`/kasus/<id>/berkas/<sha>`: a photo or recording, for who sees the case in full."""
    case = queries.case_of_file(actor_of(request), case_id, sha256)
    found = files.open_for(sha256, thumb=request.GET.get("kecil") == "1") if case else None
    if found is None:
        raise Problem("not_found")
    response = FileResponse(found.path.open("rb"), content_type=found.mime)
    response["Cache-Control"] = keeping(case)
    return response


@needs("conflict.settle")
def conflicts(request: HttpRequest) -> HttpResponse:
    """`/konflik/`: the same field written twice, side by side."""
    page = queries.conflicts(actor_of(request), page_number(request.GET.get("hal")))
    return render(request, "cases/conflicts.html", {"page": page})
