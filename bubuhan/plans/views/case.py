"""The plan of a case: the page, and each decision on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import (
    actor_of,
    by_htmx,
    day,
    known_key,
    optional_day,
    optional_key,
    rev_of,
    text,
    whole,
)
from bubuhan.cases.tabs import tab
from bubuhan.cases.views.posted import within_sight
from bubuhan.plans import actions, outcomes, pages, scheduling
from bubuhan.plans.models import Owner
from bubuhan.plans.writing import today


def back(request: HttpRequest, case_id: UUID, said: str) -> HttpResponse:
    """To the plan page, with one sentence; a refused form stays open with what was typed."""
    messages.success(request, said)
    path = f"/kasus/{case_id}/rencana/"
    if by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)


@needs("plan.read")
@require_GET
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/rencana/`: plan, pendampingan, outcome; `?versi=2` an older version."""
    actor = actor_of(request)
    context = tab(actor, case_id, "case-plan")
    context |= pages.context(actor, context["case"], request.GET.get("versi", ""))
    return render(request, "plans/case.html", context)


@needs("plan.edit")
@require_POST
@within_sight
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A new draft, from a template if one was chosen."""
    chosen = text(request, "template")
    actions.begin(
        actor=actor_of(request),
        case_id=case_id,
        template_id=int(chosen)
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 10
        else None,
        rev=rev_of(request),
    )
    return back(
        request, case_id, "Rancangan dibuat. Sesuaikan tujuan dan langkahnya, lalu setujui."
    )


@needs("plan.edit")
@require_POST
@within_sight
def goal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add or change a goal of the draft."""
    actions.save_goal(
        actor=actor_of(request),
        case_id=case_id,
        text=text(request, "text"),
        measure=text(request, "measure"),
        cause_id=optional_key(text(request, "cause_id")),
        goal_id=optional_key(text(request, "goal_id")),
        rev=rev_of(request),
    )
    return back(request, case_id, "Tujuan disimpan.")


@needs("plan.edit")
@require_POST
@within_sight
def action(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add or change an action of the draft."""
    words = _action_words(request)
    actions.save_action(
        actor=actor_of(request),
        case_id=case_id,
        goal_id=known_key(request, "goal_id"),
        words=words,
        action_id=optional_key(text(request, "action_id")),
        rev=rev_of(request),
    )
    return back(request, case_id, "Langkah disimpan.")


def _action_words(request: HttpRequest) -> actions.ActionWords:
    """The form of an action; its owner is a kind, or the id of one of the responders."""
    owner = text(request, "owner")
    person = optional_key(owner)
    return actions.ActionWords(
        text=text(request, "text"),
        service=text(request, "service"),
        owner=Owner.RESPONDER if person or not owner else owner,
        owner_name=text(request, "owner_name"),
        owner_person=person,
        due_on=optional_day(request, "due_on", "batas"),
    )


@needs("plan.edit")
@require_POST
@within_sight
def remove(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a goal or an action out of the draft."""
    actions.remove(
        actor=actor_of(request),
        case_id=case_id,
        goal_id=optional_key(text(request, "goal_id")),
        action_id=optional_key(text(request, "action_id")),
        rev=rev_of(request),
    )
    return back(request, case_id, "Dihapus dari rancangan. Versi lama tetap menyimpannya.")


@needs("plan.edit")
@require_POST
@within_sight
def agree(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The agreement with the family, and the day of the review."""
    actions.agree(
        actor=actor_of(request),
        case_id=case_id,
        agreement=_agreement(request),
        review_on=optional_day(request, "review_on", "tanggal tinjauan"),
        rev=rev_of(request),
    )
    return back(request, case_id, "Kesepakatan dan tanggal tinjauan disimpan.")


def _agreement(request: HttpRequest) -> actions.Agreement:
    return actions.Agreement(
        agreed=text(request, "agreed") != "belum",
        who=text(request, "who"),
        on=optional_day(request, "on", "tanggal kesepakatan"),
        how=text(request, "how"),
        why_not=text(request, "why_not"),
    )


@needs("plan.approve")
@require_POST
@within_sight
def approve(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put the draft in force."""
    actions.approve(
        actor=actor_of(request), case_id=case_id, note=text(request, "note"), rev=rev_of(request)
    )
    return back(request, case_id, "Rencana berlaku. Penanggung jawab membacanya di HP.")


@needs("plan.edit")
@require_POST
@within_sight
def finish(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """An action is done, or dropped with the reason."""
    dropped = text(request, "dropped") == "1"
    actions.finish_action(
        actor=actor_of(request),
        case_id=case_id,
        action_id=known_key(request, "action_id"),
        note=text(request, "note"),
        dropped=dropped,
    )
    return back(request, case_id, "Langkah dibatalkan." if dropped else "Langkah ditandai selesai.")


@needs("plan.edit")
@require_POST
@within_sight
def review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The plan was looked at again."""
    actions.review(
        actor=actor_of(request),
        case_id=case_id,
        note=text(request, "note"),
        next_on=optional_day(request, "next_on", "tinjauan berikutnya"),
        rev=rev_of(request),
    )
    return back(request, case_id, "Tinjauan dicatat.")


@needs("plan.edit")
@require_POST
@within_sight
def schedule(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Promise visits."""
    words = scheduling.ScheduleWords(
        topic=text(request, "topic"),
        every_days=whole(request, "every_days", "setiap berapa hari"),
        from_on=day(request, "from_on", "mulai"),
        until_on=optional_day(request, "until_on", "sampai"),
        person_id=optional_key(text(request, "schedule_person")),
        note=text(request, "note"),
    )
    scheduling.save_schedule(
        actor=actor_of(request), case_id=case_id, words=words, rev=rev_of(request)
    )
    return back(request, case_id, "Jadwal disimpan. Kunjungannya muncul di HP pada harinya.")


@needs("plan.edit")
@require_POST
@within_sight
def stop(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End a schedule with the reason."""
    scheduling.stop_schedule(
        actor=actor_of(request),
        case_id=case_id,
        schedule_id=known_key(request, "schedule_id"),
        reason=text(request, "reason"),
        rev=rev_of(request),
    )
    return back(request, case_id, "Jadwal dihentikan. Riwayat kunjungannya tetap ada.")


@needs("plan.edit")
@require_POST
@within_sight
def measure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Fill the short measure, at the closing or three months later."""
    moment = outcomes.LATER if text(request, "moment") == outcomes.LATER else outcomes.CLOSING
    answers = {k.removeprefix("q_"): v for k, v in request.POST.items() if k.startswith("q_")}
    outcomes.measure(
        actor=actor_of(request),
        case_id=case_id,
        answers=answers,
        moment=moment,
        rev=rev_of(request),
    )
    return back(request, case_id, "Hasil tercatat.")


@needs("plan.edit")
@require_POST
@within_sight
def skip(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Leave the measure out, with the reason."""
    moment = outcomes.LATER if text(request, "moment") == outcomes.LATER else outcomes.CLOSING
    outcomes.skip(
        actor=actor_of(request), case_id=case_id, reason=text(request, "reason"), moment=moment
    )
    return back(request, case_id, "Dicatat: hasil tidak diukur, dengan alasannya.")


@needs("plan.read")
@require_GET
def asked(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """`/kasus/<id>/rencana/hasil/`: a line for the closing dialog: was the outcome measured?"""
    actor = actor_of(request)
    context = tab(actor, case_id, "case-plan")
    context["outcome"] = pages.outcome(actor, context["case"], today())
    return render(request, "plans/_asked.html", context)
