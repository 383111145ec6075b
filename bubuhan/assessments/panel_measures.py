"""What was measured, over time; an instrument to fill in; one filled instrument in words."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.assessments import instruments, queries
from bubuhan.assessments.models import Assessment, Instrument, Moment
from bubuhan.assessments.panel_head import around
from bubuhan.assessments.panel_people import members_of
from bubuhan.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Measure:
    """One filled instrument with the change since the one before it."""

    row: Assessment
    name: str
    band: Any
    moment: str
    strengths: tuple[str, ...]
    needs: tuple[str, ...]
    causes: tuple[str, ...]
    change: int | None
    better: bool | None


def measures(case_id: UUID) -> list[Measure]:
    """What was measured, oldest first, each with the change since the same instrument before."""
    forms = {(f.code, f.version): f.body for f in Instrument.objects.all()}
    before: dict[tuple[str, UUID | None], int] = {}
    found = []
    for row in (
        Assessment.objects.filter(case_id=case_id).select_related("member").order_by("at", "id")
    ):
        body = forms.get((row.instrument, row.version))
        if body is None:
            continue
        said = instruments.result(body, queries.answers_of(row))
        last = before.get((row.instrument, row.member_id))
        change = None if last is None else row.score - last
        before[row.instrument, row.member_id] = row.score
        found.append(
            Measure(
                row,
                body["name"],
                instruments.band(body, row.band),
                Moment(row.moment).label,
                said.strengths,
                said.needs,
                said.causes,
                change,
                None if not change else (change > 0) == (body["better"] == "high"),
            )
        )
    return found


def fill_page(
    actor: Actor, case_id: UUID, code: str, answers: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An instrument to fill in; `answers` so far decide which questions show. Raises `instrument_unknown`."""
    context = around(actor, case_id)
    form = queries.instrument(code)
    answers = answers or {}
    shown = set(instruments.visible(form.body, answers))
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for question in form.body["questions"]:
        if question["id"] in shown:
            value = answers.get(question["id"])
            chosen = value if isinstance(value, list) else [value]
            sections[question.get("section", "")].append(
                question | {"value": value, "chosen": chosen}
            )
    house = queries.household_of(case_id)
    people = members_of(actor, context["case"], house) if house else []
    return context | {
        "form": form,
        "body": form.body,
        "sections": dict(sections),
        "moments": Moment.choices,
        "people": people,
    }


def result_page(actor: Actor, case_id: UUID, assessment_id: UUID) -> dict[str, Any]:
    """One filled instrument: score, band, strengths, needs, every answer in words. Raises `not_found`."""
    context = around(actor, case_id)
    found = measures(case_id)
    one = next((m for m in found if m.row.id == assessment_id), None)
    if one is None:
        raise Problem("not_found")
    body = queries.instrument(one.row.instrument, one.row.version).body
    answers = queries.answers_of(one.row)
    shown = set(instruments.visible(body, answers))
    told = [
        (q["text"], instruments.told(q, answers.get(q["id"])))
        for q in body["questions"]
        if q["id"] in shown
    ]
    series = [
        m
        for m in found
        if m.row.instrument == one.row.instrument and m.row.member_id == one.row.member_id
    ]
    return context | {"one": one, "body": body, "told": told, "series": series}
