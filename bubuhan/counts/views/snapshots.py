"""Frozen counts: freeze, look, compare, print, sign; and what a stranger may check."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts import limits
from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import can, needs, public
from bubuhan.accounts.posted import actor_of
from bubuhan.counts import actions, differences, freezing, papers, reading, sheets, showing
from bubuhan.counts.forms import SigningForm
from bubuhan.counts.models import Snapshot
from bubuhan.counts.views.pages import XLSX, as_file
from bubuhan.files.queries import open_for
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.standing.evidence import keep

CHECKS = limits.Limit(tries=60, window=timedelta(minutes=10))


@needs("count.take")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Freeze the count of an area now."""
    made = actions.take(
        area=request.POST.get("area_code", ""),
        actor=actor_of(request),
        note=request.POST.get("note", ""),
    )
    messages.success(request, "Hitungan dibekukan.")
    return redirect("snapshot", made.id)


@needs("count.read")
@require_GET
def snapshot(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """One frozen count with the list behind its numbers."""
    signer = {"name": actor_of(request).name, "signed_on": clock.today()}
    return _page(request, snapshot_id, SigningForm(initial=signer))


@needs("count.sign")
@require_POST
def sign(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """Note that the head signed the printed sheet."""
    actor, form = actor_of(request), SigningForm(request.POST, request.FILES)
    if form.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k != "scan"}
        try:
            scan = keep(form.cleaned_data["scan"], actor)
            actions.sign(actor=actor, snapshot_id=snapshot_id, scan=scan, **given)
        except Problem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        else:
            messages.success(request, "Lembar ditandai ditandatangani.")
            return redirect("snapshot", snapshot_id)
    return _page(request, snapshot_id, form, 422)


@needs("count.read")
@require_GET
def scan(request: HttpRequest, snapshot_id: UUID) -> HttpResponse | FileResponse:
    """The scan of the signed sheet."""
    found = reading.snapshot_of(actor_of(request), snapshot_id)
    row = getattr(found, "signing", None)
    file = open_for(row.scan_sha256) if row and row.scan_sha256 else None
    if row is None or file is None:
        raise Problem("not_found")
    paper = file.mime == "application/pdf"  # handed over, never opened on our pages
    answer = FileResponse(
        file.path.open("rb"), content_type=file.mime, as_attachment=paper,
        filename=f"lembar-{row.scan_sha256[:8]}.pdf" if paper else "",
    )  # fmt: skip
    answer["Cache-Control"] = "no-store, private"
    return answer


@needs("count.read")
@require_GET
def compare(request: HttpRequest, snapshot_id: UUID, other_id: UUID) -> HttpResponse:
    """What changed between two frozen counts of one area, person by person."""
    actor = actor_of(request)
    pair = [reading.snapshot_of(actor, one) for one in (snapshot_id, other_id)]
    old, new = sorted(pair, key=lambda s: s.taken_at)
    found = differences.between(old, new)
    context = showing.comparison(old, new, found, request.GET, page_number(request.GET.get("hal")))
    return render(request, "counts/compare.html", context)


@needs("registry.export")
@require_GET
def sheet_pdf(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The paper to sign."""
    found = reading.snapshot_of(actor_of(request), snapshot_id)
    actions.note_export(actor=actor_of(request), snapshot=found, kind="pdf")
    made = papers.sheet_pdf(found, _check_url(request, found))
    return as_file(made, "application/pdf", f"hitungan-{showing.file_name(found)}.pdf")


@needs("registry.export")
@require_GET
def sheet_xlsx(request: HttpRequest, snapshot_id: UUID) -> HttpResponse:
    """The same as a workbook, with the list."""
    found = reading.snapshot_of(actor_of(request), snapshot_id)
    actions.note_export(actor=actor_of(request), snapshot=found, kind="xlsx")
    return as_file(sheets.snapshot_xlsx(found), XLSX, f"hitungan-{showing.file_name(found)}.xlsx")


@public
@require_GET
def check(request: HttpRequest, sheet_token: str) -> HttpResponse:
    """What the QR of a sheet opens: its numbers and whether they are genuine; no names."""
    limits.count(f"sheet-check:{client_ip(request)}", CHECKS, clock.now())
    found: Snapshot | None = (
        Snapshot.objects.select_related("signing").filter(token=sheet_token).first()
    )
    if found is None:
        return render(request, "counts/check.html", {"found": None}, status=404)
    result = freezing.check(found)
    return render(request, "counts/check.html", showing.public_facts(found, result))


def _page(
    request: HttpRequest, snapshot_id: UUID, form: SigningForm, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = reading.snapshot_of(actor, snapshot_id)
    context = {
        **showing.snapshot(actor, found, request.GET, page_number(request.GET.get("hal"))),
        "check_url": _check_url(request, found),
        "form": form,
        "may_sign": can(actor, "count.sign", found) and not hasattr(found, "signing"),
    }
    return render(request, "counts/snapshot.html", context, status=status)


def _check_url(request: HttpRequest, found: Snapshot) -> str:
    return request.build_absolute_uri(reverse("sheet-check", args=[found.token]))
