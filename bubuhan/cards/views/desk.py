"""The desk of cards: who has one, issue, print, revoke, how numbers look."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import can, needs
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.cards import actions, papers, queries
from bubuhan.cards.forms import IssueForm, RevokeForm, SchemeForm
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.standing.evidence import keep

_MOST = 200  # cards of one bulk issue or print


def chosen_filter(request: HttpRequest) -> queries.CardFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    given, actor = request.GET, actor_of(request)
    area, pillar = given.get("wilayah", ""), given.get("pilar", "")
    return queries.CardFilter(
        area=area if area and actor.covers(area) else "",
        pillar=pillar if pillar in codes("pillar") else "",
        state=given.get("status", "") if given.get("status") in queries.STATES else "",
        q=given.get("q", "").replace("\0", "").strip()[:80],
    )


@needs("card.read")
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """`/kartu/`: members and their cards."""
    chosen = chosen_filter(request)
    context = {
        "page": queries.page(actor_of(request), chosen, page_number(request.GET.get("hal"))),
        "chosen": chosen,
        "pillar_options": queries.pillar_options(),
        "state_options": list(queries.STATES.items()),
    }
    return render(request, "cards/cards.html", context)


@needs("person.read")
@require_GET
def person_cards(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A fragment of the person page: every active hat of one human with its newest card."""
    rows = queries.of_person(actor_of(request), person_id)
    return render(request, "cards/_person.html", {"rows": rows})


@needs("card.issue")
@require_POST
def issue_many(request: HttpRequest) -> HttpResponse:
    """Issue cards for the picked members; what could not be is said one by one."""
    done = actions.issue(actor=actor_of(request), membership_ids=_picked(request))
    if done.cards:
        messages.success(request, f"{len(done.cards)} kartu terbit. Pilih, lalu cetak.")
    for problem in done.refused[:5]:
        messages.error(request, problem.message)
    if len(done.refused) > 5:
        messages.error(request, f"Dan {len(done.refused) - 5} lagi tidak dapat diterbitkan.")
    return redirect(_back(request))


@needs("card.issue")
@require_POST
def print_many(request: HttpRequest) -> HttpResponse:
    """Cards of the picked members on A4, ten a page."""
    actor = actor_of(request)
    found = queries.printable(actor, _picked(request))
    if not found:
        messages.error(request, "Tidak ada kartu berlaku di antara yang dipilih. Terbitkan dahulu.")
        return redirect(_back(request))
    actions.note_printed(actor=actor, cards=found)
    return _pdf(papers.cards_pdf(found, _check_page(request), sheet=True), "kartu-anggota.pdf")


@needs("card.issue")
@require_http_methods(["GET", "POST"])
def issue_one(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """One card, with a photo if there is one."""
    actor = actor_of(request)
    member = queries.member_of(actor, membership_id)
    form = IssueForm(posted(request), request.FILES or None)
    if form.is_valid():
        until, photo = form.cleaned_data["valid_until"], form.cleaned_data["photo"]
        try:
            kept = keep(photo, actor)
            card = actions.issue_one(actor=actor, member=member.id, until=until, photo=kept)
            return redirect("card-page", card.id)
        except Problem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    page = {"form": form, "member": member, "name": queries.holder(member)}
    return render(request, "cards/issue.html", page, status=422 if form.errors else 200)


@needs("card.read")
@require_GET
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card: what it says, its QR, its state, the cards before it."""
    actor = actor_of(request)
    found = queries.card_of(actor, card_id)
    context = queries.card_facts(found, _check_page(request))
    context |= {"form": RevokeForm(), "may_revoke": can(actor, "card.revoke", found)}
    return render(request, "cards/card.html", context)


@needs("card.read")
@require_GET
def card_pdf(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card, front and back."""
    actor = actor_of(request)
    found = queries.card_of(actor, card_id)
    if found.revoked_at:
        raise Problem("card_revoked")
    actions.note_printed(actor=actor, cards=[found])
    name = "".join(c if c.isalnum() else "-" for c in found.number)
    return _pdf(papers.cards_pdf([found], _check_page(request), sheet=False), f"kartu-{name}.pdf")


@needs("card.revoke")
@require_POST
def revoke(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """A card no longer holds."""
    actions.revoke(
        actor=actor_of(request),
        card_id=card_id,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
    )
    messages.success(request, "Kartu dicabut. Siapa pun yang memeriksanya kini diberi tahu.")
    return redirect("card-page", card_id)


@needs("card.issue")
@require_http_methods(["GET", "POST"])
def scheme(request: HttpRequest) -> HttpResponse:
    """How numbers of one's area look."""
    actor = actor_of(request)
    now = actions.scheme_for(actor.area)
    form = SchemeForm(posted(request), initial={"pattern": now.pattern, "digits": now.digits})
    if form.is_valid():
        try:
            actions.set_scheme(actor=actor, area=actor.area[:5], **form.cleaned_data)
            messages.success(request, "Pola nomor tersimpan; berlaku untuk nomor berikutnya.")
            return redirect("card-scheme")
        except Problem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    context = {"form": form, "example": queries.example_number(now, actor.area)}
    context["history"] = queries.schemes(actor)
    return render(request, "cards/scheme.html", context, status=422 if form.errors else 200)


def _picked(request: HttpRequest) -> list[UUID]:
    found = []
    for raw in request.POST.getlist("id")[:_MOST]:
        try:
            found.append(UUID(raw))
        except ValueError:
            raise Problem("not_found") from None
    return found


def _back(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return reverse("cards") + (f"?{query}" if query else "")


def _check_page(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("card-check"))


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
