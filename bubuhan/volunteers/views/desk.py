"""The desk `/permohonan/`: wishes to change the registry, and proposed members."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, optional_key, posted, rev_of, text
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers import changes, desk, hatting, verifying
from bubuhan.volunteers.desk import DeskFilter
from bubuhan.volunteers.forms import AmendForm
from bubuhan.volunteers.views.shared import form_page


def chosen_filter(request: HttpRequest) -> DeskFilter:
    """Read the desk's filter from the URL; anything odd means what waits."""
    given, actor = request.GET, actor_of(request)
    area = given.get("wilayah", "")
    sort = given.get("jenis", "")
    return DeskFilter(
        sort=sort if sort in desk.SORTS else "perubahan",
        state=given.get("status", "") if given.get("status") in desk.STATES else "menunggu",
        kind=given.get("macam", "") if given.get("macam") in desk.KINDS else "",
        q=given.get("q", "").strip()[:80],
        area=area if area and actor.covers(area) else "",
    )


@needs("change.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided."""
    actor, chosen = actor_of(request), chosen_filter(request)
    opened = optional_key(request.GET.get("kasus", ""))
    context = {
        "page": desk.listing(actor, chosen, page_number(request.GET.get("hal"))),
        "counts": desk.counts(actor),
        "chosen": chosen,
        "kind_options": desk.KIND_OPTIONS,
        "states": list(desk.STATES.items()),
        "detail": _detail(request, chosen.sort, opened) if opened else None,
    }
    return render(request, "volunteers/desk.html", context)


@needs("change.read")
@require_GET
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One wish, as a page or (over htmx) as the desk's panel."""
    return _shown(request, {"detail": desk.request_detail(actor_of(request), request_id)})


@needs("member.verify")
@require_GET
def member_page(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """One proposed member, as a page or as the desk's panel."""
    return _shown(request, {"detail": desk.member_detail(actor_of(request), membership_id)})


@needs("change.decide")
@require_POST
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Approve (all or some fields), return with a note, or refuse with the reason."""
    actor, choice = actor_of(request), text(request, "choice")
    desk.request_detail(actor, request_id)  # not in sight: not found, before anything else
    try:
        said = _decided(request, request_id, choice)
    except Problem as problem:
        detail = desk.request_detail(actor, request_id)
        context = {"detail": detail, "problem": problem, "note": text(request, "note")}
        return _shown(request, context, problem.status)
    messages.success(request, said)
    return redirect("change-desk")


@needs("member.verify")
@require_POST
def decide_member(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Pass a proposed member on, return him with a note, or refuse."""
    actor, note = actor_of(request), text(request, "note")
    acts = {"pass": verifying.pass_on, "back": verifying.send_back, "refuse": verifying.refuse}
    act = acts.get(text(request, "choice"), verifying.send_back)
    desk.member_detail(actor, membership_id)
    try:
        act(actor=actor, membership_id=membership_id, note=note, rev=rev_of(request))
    except Problem as problem:
        detail = desk.member_detail(actor, membership_id)
        return _shown(request, {"detail": detail, "problem": problem, "note": note}, problem.status)
    messages.success(request, "Keputusan tersimpan dan pengaju diberi tahu.")
    return redirect("/permohonan/?jenis=anggota")


@needs("member.verify")
@require_http_methods(["GET", "POST"])
def amend_member(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Correct a proposal that lies on one's desk, before it is passed on (again)."""
    actor = actor_of(request)
    hat = verifying.open_at(actor, membership_id)
    form = AmendForm(posted(request), initial=hatting.present(hat))

    def save() -> UUID:
        given = {**form.duty(), **form.decree()}
        rev = rev_of(request)
        verifying.amend(actor=actor, membership_id=hat.id, values=given, rev=rev)
        return hat.person_id

    page = hatting.amending(hat, rev_of(request))
    return form_page(request, form, save, page, said="Perbaikan tersimpan. Sekarang teruskan.")


@needs("change.decide")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Approve several requests about phone numbers."""
    ids = [i for raw in request.POST.getlist("id")[:200] if (i := optional_key(raw))]
    results = changes.approve_many(actor=actor_of(request), request_ids=ids)
    failed = [r for r in results if r.problem]
    done = len(results) - len(failed)
    if done:
        messages.success(request, f"{done} permohonan disetujui.")
    if failed:
        why = failed[0].problem.message if failed[0].problem else ""
        messages.warning(request, f"{len(failed)} tidak ikut: {why}")
    return redirect("change-desk")


def _decided(request: HttpRequest, request_id: UUID, choice: str) -> str:
    """Carry out one decision; the sentence to show."""
    actor, note, rev = actor_of(request), text(request, "note"), rev_of(request)
    if choice == "approve":
        asked = changes.approve(
            actor=actor,
            request_id=request_id,
            only=request.POST.getlist("field"),
            note=note,
            successor_id=optional_key(text(request, "successor_id")),
            rev=rev,
            person_rev=rev_of(request, "person_rev"),
        )
        return f"Disetujui. Data {asked.person.name} sudah diperbarui."
    if choice == "refuse":
        changes.refuse(actor=actor, request_id=request_id, note=note, rev=rev)
        return "Permohonan ditolak, alasannya dikirim kepada pengaju."
    changes.send_back(actor=actor, request_id=request_id, note=note, rev=rev)
    return "Permohonan dikembalikan dengan catatan."


def _detail(request: HttpRequest, sort: str, opened: UUID) -> dict[str, object] | None:
    """What is open beside the list; None when it is no longer there."""
    show = desk.member_detail if sort == "anggota" else desk.request_detail
    try:
        return show(actor_of(request), opened)
    except Problem:
        return None


def _shown(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    panel = request.headers.get("HX-Request") and request.method == "GET"
    template = "volunteers/_panel.html" if panel else "volunteers/one.html"
    return render(request, template, context, status=status)
