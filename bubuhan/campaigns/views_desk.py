"""The village's list, the paper list, typing in what came back on paper; and the personal link."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bubuhan.accounts.addresses import client_ip
from bubuhan.accounts.policy import needs, public
from bubuhan.accounts.posted import actor_of
from bubuhan.campaigns import answering, forms, linking, paper, queries
from bubuhan.campaigns.models import Campaign, Confirmation
from bubuhan.campaigns.queries import PeopleFilter
from bubuhan.geo import names
from bubuhan.kernel import clock, typeset
from bubuhan.kernel.paging import Page, page_number
from bubuhan.kernel.problems import Problem

SHEET = Path(__file__).with_name("papers") / "daftar.typ"


@needs("campaign.confirm")
@require_http_methods(["GET", "POST"])
def village(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The list of a kelurahan or desa: each name serves, serves no more, or is not known."""
    actor, sheet = actor_of(request), forms.village(request.POST)
    found = queries.campaign_of(actor, campaign_id)
    if request.method == "POST" and not sheet.lacking:
        changed = answering.speak_for_village(actor=actor, campaign_id=found.id, words=sheet.words)
        said = f"{changed} jawaban disimpan." if changed else "Tidak ada yang berubah."
        messages.success(request, said)
        return redirect(request.get_full_path())
    context = _list(request, found, sheet)
    return render(request, "campaigns/village.html", context, status=422 if sheet.lacking else 200)


def _list(request: HttpRequest, found: Campaign, sheet: forms.VillageSheet) -> dict[str, Any]:
    actor, area = actor_of(request), _area(request)
    chosen = PeopleFilter(area=area, shown="semua")
    page = queries.people(actor, found, chosen, page_number(request.GET.get("hal")))
    _ticked(page, sheet)
    return {
        "campaign": found,
        "page": page,
        "place": names.label(area or actor.area or found.area_code),
        "area": area,
        "area_options": queries.village_options(actor, found),
        "words": queries.village_words(),
        "lacking": bool(sheet.lacking),
    }


def _ticked(page: Page[Any], sheet: forms.VillageSheet) -> None:
    """What was ticked but not yet saved stays ticked."""
    for line in page.rows:
        line.word, line.word_note = sheet.words.get(line.id, (line.village, line.village_note))
        line.lacks = line.id in sheet.lacking


def _area(request: HttpRequest) -> str:
    area = request.GET.get("wilayah", "")
    return area if area and actor_of(request).covers(area) else ""


@needs("campaign.read")
@require_GET
def paper_list(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The paper list of an area as PDF: a page per desa, a code and three boxes per name."""
    actor = actor_of(request)
    found = queries.campaign_of(actor, campaign_id)
    area = _area(request) or (actor.area if len(actor.area) > 5 else "")
    made = typeset.pdf(SHEET, paper.sheet(actor, found, area))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"konfirmasi-{(area or found.area_code).replace('.', '')}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@needs("campaign.confirm")
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Type in answers from paper: code, Tab, y/k/b, Enter."""
    actor, problem, done = actor_of(request), None, None
    found = queries.campaign_of(actor, campaign_id)
    if request.method == "POST":
        try:
            code, said, way = forms.entry(request.POST)
            answering.enter(actor=actor, campaign_id=found.id, code=code, said=said, way=way)
            done = queries.by_code(actor, found, answering.tidy_code(code))
        except Problem as wrong:
            problem = wrong
    context = _entry(request, found) | {"problem": problem, "done": done}
    return render(request, "campaigns/entry.html", context, status=422 if problem else 200)


def _entry(request: HttpRequest, found: Campaign) -> dict[str, Any]:
    """What was typed stays in the fields only while it is not saved (the template asks `problem`)."""
    return {
        "campaign": found,
        "given": request.POST,
        "way": request.POST.get("lewat", ""),
        "recent": queries.typed_lately(actor_of(request), found),
        "ways": forms.ENTRY_WAYS,
    }


@needs("campaign.confirm")
@require_GET
def entry_name(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Whose code this is, while one types."""
    actor = actor_of(request)
    found = queries.campaign_of(actor, campaign_id)
    code = answering.tidy_code(request.GET.get("kode", ""))
    line = queries.by_code(actor, found, code) if len(code) == 5 else None
    return render(request, "campaigns/_whose.html", {"line": line, "code": code})


@public
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, link: str) -> HttpResponse:
    """The personal link: a second fact, the masked record, the answer. Works without JavaScript."""
    line = linking.read(link)
    given = {key: str(value)[:600] for key, value in request.POST.items()}
    step = linking.step(line, given, client_ip(request), clock.now())
    status = step.problem.status if step.problem else 200
    context = _link_context(line, step)
    response = render(request, f"campaigns/link_{step.name}.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _link_context(line: Confirmation, step: linking.Step) -> dict[str, Any]:
    return {
        "campaign": line.campaign,
        "office": names.label(line.campaign.area_code),
        "person": line.membership.person if step.name == "ask" else None,
        "problem": step.problem,
        **step.values,
    }
