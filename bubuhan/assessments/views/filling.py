"""Fill in an instrument on the office page: questions appear as answers are given."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bubuhan.accounts.policy import needs
from bubuhan.accounts.posted import actor_of, optional_key, text
from bubuhan.assessments import actions, panel_measures, queries
from bubuhan.assessments.views.posted import answers, decision, go


@needs("family.edit")
@require_POST
@decision
def look(request: HttpRequest, case_id: UUID, instrument: str) -> HttpResponse:
    """The questions that show with the answers so far; nothing is kept."""
    said = answers(request, queries.instrument(instrument).body)
    context = panel_measures.fill_page(actor_of(request), case_id, instrument, said)
    return render(request, "assessments/_questions.html", context)


@needs("family.edit")
@require_POST
@decision
def send(request: HttpRequest, case_id: UUID, instrument: str) -> HttpResponse:
    """Keep the answers; shows the result."""
    form = queries.instrument(instrument)
    row = actions.fill(
        actor=actor_of(request),
        case_id=case_id,
        instrument=instrument,
        version=form.version,
        answers=answers(request, form.body),
        moment=text(request, "moment"),
        member_id=optional_key(text(request, "member")),
    )
    return go(request, reverse("case-result", args=[case_id, row.id]))
