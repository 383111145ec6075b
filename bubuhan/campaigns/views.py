"""Pages of the yearly confirmation: progress, whom to remind, starting, prolonging, closing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bubuhan.accounts.policy import Actor, needs
from bubuhan.accounts.posted import actor_of, posted
from bubuhan.campaigns import actions, answering, linking, queries, reminding, wording
from bubuhan.campaigns.forms import StartForm, read_day
from bubuhan.campaigns.models import Campaign, Confirmation, Way
from bubuhan.campaigns.queries import PeopleFilter
from bubuhan.geo import names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import page_number
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import items

BEGUN = "Konfirmasi dimulai. Pertanyaannya sedang dikirim ke HP anggota."


@needs("campaign.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All campaigns in sight; the one that runs is shown whole when there is only one."""
    actor = actor_of(request)
    found = queries.campaigns(actor)
    running = [one for one in found if one.running]
    context: dict[str, Any] = {"campaigns": found, "today": clock.today()}
    if len(running) == 1:
        context |= _board(actor, running[0])
    else:
        totals = queries.totals(actor, found)
        context["rows"] = [(one, totals.get(one.id)) for one in found]
    return render(request, "campaigns/home.html", context)


@needs("campaign.read")
@require_GET
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign."""
    actor = actor_of(request)
    found = queries.campaign_of(actor, campaign_id)
    others = {"campaigns": [], "today": clock.today()}
    return render(request, "campaigns/home.html", others | _board(actor, found))


@needs("campaign.read")
@require_GET
def progress(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """The figures alone: what htmx puts in their place every while."""
    actor = actor_of(request)
    return render(
        request,
        "campaigns/_progress.html",
        _board(actor, queries.campaign_of(actor, campaign_id)),
    )


def _board(actor: Actor, found: Campaign) -> dict[str, Any]:
    state = queries.progress(actor, found)
    return {
        "campaign": found,
        "progress": state,
        "pillar_names": [i.data.get("short") or i.name for i in items("pillar") if i.code in found.pillars],
        "bars": [
            {
                "label": row.name,
                "href": f"/konfirmasi-tahunan/{found.id}/orang/?wilayah={row.area}",
                "text": f"{row.answered} dari {row.asked}",
                "parts": row.parts,
            }
            for row in state.rows
        ],
        "ways": [(Way(way).label, n) for way, n in state.ways.items()],
        "whole": actor.covers(found.area_code),
        "days_left": found.days_left(clock.today()),
    }  # fmt: skip


@needs("campaign.run")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A new campaign."""
    actor, problem = actor_of(request), None
    form = StartForm(actor, clock.today(), posted(request))
    if form.is_valid():
        try:
            made = actions.start(actor=actor, **form.cleaned_data)
            messages.success(request, BEGUN)
            return redirect("campaign", made.id)
        except Problem as found:
            problem = found
    context, status = {"form": form, "problem": problem}, 422 if form.errors or problem else 200
    return render(request, "campaigns/start.html", context, status=status)


@needs("campaign.read")
@require_GET
def people(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Who has not answered (or has), with numbers and words to copy."""
    actor, chosen = actor_of(request), _chosen(request)
    found = queries.campaign_of(actor, campaign_id)
    page = queries.people(actor, found, chosen, page_number(request.GET.get("hal")))
    with_words(request, found, page.rows)
    place = chosen.area or actor.area or found.area_code
    context = {
        "page": page,
        "chosen": chosen,
        "place": names.label(place),
        "group_text": _group_text(found, place, page.total),
    }
    return render(request, "campaigns/people.html", _choices(actor, found) | context)


def _choices(actor: Actor, found: Campaign) -> dict[str, Any]:
    return {
        "campaign": found,
        "area_options": [(r.area, r.name) for r in queries.progress(actor, found).rows],
        "shown_options": list(queries.SHOWN.items())[1:],
        "phone_options": [("ada", "Ada nomor HP"), ("tidak", "Tanpa nomor HP")],
        "every": reminding.EVERY.days,
    }


def _chosen(request: HttpRequest) -> PeopleFilter:
    """Read the list's filter from the URL; anything odd means "all"."""
    given, actor = request.GET, actor_of(request)
    area = given.get("wilayah", "")
    return PeopleFilter(
        area=area if area and actor.covers(area) else "",
        shown=given.get("keadaan", "") if given.get("keadaan") in queries.SHOWN else "belum",
        phone=given.get("hp", "") if given.get("hp") in {"ada", "tidak"} else "",
    )


def with_words(request: HttpRequest, found: Campaign, rows: Iterable[Any]) -> None:
    """Give every unanswered line its personal words and the address that opens WhatsApp."""
    office = names.label(found.area_code)
    for line in rows:
        line.text = line.whatsapp = ""
        if line.answered or not found.running or not linking.askable(line.person):
            continue
        link = request.build_absolute_uri(f"/konfirmasi/{linking.make(line)}/")
        line.text = wording.personal(
            name=line.person.name,
            sex=line.person.sex,
            until=found.closes_on,
            link=link,
            office=f"Dinas Sosial {office}",
            again=line.reminders > 0,
        )
        line.whatsapp = wording.whatsapp(line.person.phone, line.text)


def _group_text(found: Campaign, place: str, waiting: int) -> str:
    office = f"Dinas Sosial {names.label(found.area_code)}"
    return wording.group(
        place=names.label(place), waiting=waiting, until=found.closes_on, office=office
    )


@needs("campaign.read")
@require_POST
def remind(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Remind those of an area, or those picked, who have not answered."""
    given, actor = request.POST, actor_of(request)
    area = given.get("wilayah", "")
    lines = [UUID(i) for i in given.getlist("id") if _is_uuid(i)]
    area = area if actor.covers(area) else ""
    count = reminding.remind(actor=actor, campaign_id=campaign_id, area=area, lines=lines)
    said = f"{count} orang diingatkan di HP. Yang tanpa aplikasi, kirimi pesan lewat WhatsApp."
    messages.success(request, said)
    return _back(request, campaign_id)


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _back(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """To the list one came from, else to the campaign."""
    if request.POST.get("dari") == "orang":
        area = request.POST.get("wilayah", "")
        where = f"?wilayah={area}" if area.replace(".", "").isdigit() else ""
        return redirect(f"/konfirmasi-tahunan/{campaign_id}/orang/{where}")
    return redirect("campaign", campaign_id)


@needs("campaign.run")
@require_POST
def extend(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Another last day."""
    actor = actor_of(request)
    queries.campaign_of(actor, campaign_id)  # whose it is comes before what was typed
    day = read_day(request.POST.get("closes_on", ""))
    actions.extend(actor=actor, campaign_id=campaign_id, closes_on=day)
    messages.success(request, "Hari terakhir diganti.")
    return redirect("campaign", campaign_id)


@needs("campaign.run")
@require_POST
def close(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Close, with what it means for those who have not answered."""
    silent = actions.close(actor=actor_of(request), campaign_id=campaign_id)
    messages.success(
        request,
        f"Konfirmasi ditutup. {silent} keanggotaan tidak dijawab dan menjadi “perlu diperbaiki”.",
    )
    return redirect("campaign", campaign_id)


@needs("campaign.run")
@require_POST
def reopen(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Open again until a new last day."""
    actor = actor_of(request)
    queries.campaign_of(actor, campaign_id)  # whose it is comes before what was typed
    day = read_day(request.POST.get("closes_on", ""))
    actions.reopen(actor=actor, campaign_id=campaign_id, closes_on=day)
    messages.success(request, "Konfirmasi dibuka lagi.")
    return redirect("campaign", campaign_id)


@needs("campaign.read")
@require_GET
def ends(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Proposals to end a membership."""
    actor = actor_of(request)
    found = queries.campaign_of(actor, campaign_id)
    context = {
        "campaign": found,
        "rows": queries.end_proposals(actor, found),
        "reasons": [(i.code, i.name) for i in items("end_reason")],
        "today": clock.today().isoformat(),
    }
    return render(request, "campaigns/ends.html", context)


@needs("person.edit")
@require_POST
def settle_end(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """End the membership as proposed, or keep it."""
    given = request.POST
    line: Confirmation = answering.settle_end(
        actor=actor_of(request),
        line_id=confirmation_id,
        accept=given.get("putusan") == "akhiri",
        reason=given.get("reason", ""),
        ended_on=read_day(given.get("ended_on", "")) if given.get("ended_on") else None,
        note=given.get("note", ""),
    )
    messages.success(
        request, "Keanggotaan diakhiri." if line.end_state == "diterima" else "Keanggotaan tetap."
    )
    return redirect("campaign-ends", line.campaign_id)
