"""Every write of this room under one name: household, types, causes; and filling in an instrument."""

import json
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.assessments import (
    causing,
    classifying,
    fieldwork,
    household,
    instruments,
    limits,
    members,
    queries,
)
from bubuhan.assessments.models import Assessment, Member, Moment
from bubuhan.assessments.writing import Pen, must_know, told
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import standing
from bubuhan.kernel.problems import Problem

save_home = household.save_home
save_member = members.save_member
remove_member = members.remove_member
tell_member = fieldwork.tell_member
join = household.join
classify = classifying.classify
end_type = classifying.end
add_cause = causing.add
suggest_cause = causing.suggest
change_cause = causing.change
link_causes = causing.link
unlink_causes = causing.unlink
add_evidence = causing.add_evidence
remove_cause = causing.remove
set_limit = limits.set_limit


def fill(
    *,
    actor: Actor,
    case_id: UUID,
    instrument: str,
    version: int,
    answers: dict[str, Any],
    moment: str,
    member_id: UUID | None = None,
    stamp: Stamp | None = None,
) -> Assessment:
    """Keep a filled instrument with its score, also after the case was closed (the three-month measure).

    Raises `not_found`, `forbidden`, `case_protected`, `instrument_unknown`, `answers_wrong`, `field_invalid`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        here = standing(actor, case_id)
        require(actor, "assessment.fill")
        must_know(actor, here)
        case = here.case
        form = queries.instrument(instrument, version)
        if moment not in Moment.values:
            raise Problem("field_invalid", "moment", name="saat", why="pilih dari daftar")
        found = instruments.result(form.body, answers)
        if found.problems:
            raise _wrong(form.body, found.problems)
        member = _about(case_id, member_id)
        row = Assessment.objects.create(
            id=stamp.id,
            case=case,
            member=member,
            instrument=form.code,
            version=form.version,
            moment=moment,
            answers=json.dumps(found.kept, ensure_ascii=False),
            score=found.score,
            most=form.body["max"],
            band=found.band,
            at=stamp.at,
            made_at=stamp.made_at,
            by=actor.name,
            person_id=actor.person_id,
        )
        band = instruments.band(form.body, found.band)["name"]
        words = f"{form.name} ({Moment(moment).label.lower()}): {found.score} dari {row.most}"
        told(
            "assessment.filled",
            Pen(actor, case, stamp),
            text=f"{words}, {band.lower()}." if band else f"{words}.",
            data={
                "assessment": str(row.id),
                "instrument": form.code,
                "moment": moment,
                "score": found.score,
            },
        )
    return row


def _about(case_id: UUID, member_id: UUID | None) -> Member | None:
    """The person it is about, when he is of the case's household; a stranger's id counts for nobody."""
    if member_id is None:
        return None
    return Member.objects.filter(id=member_id, household__cases__case_id=case_id).first()


def _wrong(body: Any, problems: dict[str, str]) -> Problem:
    """The first wrong answer in words, and how many there are."""
    name, code = next(iter(problems.items()))
    text = next((q["text"] for q in body["questions"] if q["id"] == name), name)
    return Problem(
        "answers_wrong",
        name,
        question=text,
        why=instruments.WORDS[code].rstrip(".").lower(),
        count=len(problems),
    )
