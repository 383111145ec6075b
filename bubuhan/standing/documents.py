"""What a phone may hold of this room: how its owner's memberships stand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.geo.names import label
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.standing import facts, grading, panel, rules
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import CriterionAnswer
from bubuhan.volunteers.models import Membership, Status


def standings(actor: Actor, ids: Sequence[str]) -> dict[str, Doc]:
    """`standing` documents, one per active membership of the phone's owner (id = membership).

    Body: `{membership_id, pillar, pillar_name, area_label, verdict, verdict_label, headline,
    missing: [str], grade, grade_label, reasons: [str], criteria: [{code, name, answer,
    answer_label, need, why}]}`.
    """
    if actor.person_id is None:
        return {}
    wanted = {found for found in map(_uuid, ids) if found}
    group = heads_of([actor.person_id])
    members = list(
        Membership.objects.filter(
            id__in=wanted, person_id__in=group, status=Status.ACTIVE
        ).select_related("person")
    )
    answers = CriterionAnswer.objects.filter(person_id__in=group).count() if members else 0
    return {
        str(one.member.id): Doc(str(one.member.id), one.member.rev + answers, _body(one))
        for one in facts.load(members)
    }


def _body(one: facts.Standing) -> dict[str, Any]:
    member, verdict, grade = one.member, one.verdict, grading.grade(one.grade)
    return {
        "membership_id": str(member.id),
        "pillar": member.pillar,
        "pillar_name": rules.pillar_label(member.pillar),
        "area_label": label(member.area_code),
        "verdict": verdict.code,
        "verdict_label": verdict.label,
        "headline": panel.headline(verdict),
        "missing": list(verdict.missing),
        "grade": grade.level,
        "grade_label": grade.label,
        "reasons": [reason.text for reason in grade.reasons],
        "criteria": [
            {
                "code": f.code,
                "name": f.name,
                "answer": f.answer,
                "answer_label": f.word,
                "need": "" if f.met else f.need,
                "why": f.why,
            }
            for f in verdict.reasons
        ],
    }


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


DOCUMENTS: dict[str, Renderer] = {"standing": standings}
