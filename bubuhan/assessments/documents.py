"""What a phone may hold of this room: the family part of a case seen in full, and the instruments."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.assessments import instruments, queries, tree
from bubuhan.assessments.classifying import age_of
from bubuhan.assessments.models import (
    Assessment,
    Cause,
    CauseEvidence,
    Classification,
    HouseholdCase,
    Instrument,
    Member,
    Moment,
    Residence,
    Sureness,
    Taxonomy,
    Whose,
)
from bubuhan.assessments.sight import readable
from bubuhan.geo import names as geo_names
from bubuhan.kernel import clock
from bubuhan.kernel.documents import Doc, Renderer
from bubuhan.lists import queries as lists


def family_parts(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """`family` of each case that has something: `{home, members, causes, roots, assessments}`.

    The caller gives only cases the actor sees in full; what was said on another case of the same
    household (the suspicion, protected types) shows only if he sees that one in full too.
    """
    found: dict[UUID, dict[str, Any]] = defaultdict(
        lambda: {"home": None, "members": [], "causes": [], "roots": [], "assessments": []}
    )
    _houses(actor, case_ids, found)
    _trees(case_ids, found)
    _measures(case_ids, found)
    return dict(found)


def _houses(actor: Actor, case_ids: Sequence[UUID], found: dict[UUID, Any]) -> None:
    links = list(HouseholdCase.objects.filter(case_id__in=case_ids).select_related("household"))
    labels = geo_names.names({link.household.area_code for link in links})
    members: dict[UUID, list[Member]] = defaultdict(list)
    houses = {link.household_id for link in links}
    for member in Member.objects.filter(household_id__in=houses, removed_at=None).order_by(
        "position", "id"
    ):
        members[member.household_id].append(member)
    people = [m.id for rows in members.values() for m in rows]
    types: dict[UUID, list[Classification]] = defaultdict(list)
    rows = Classification.objects.filter(
        member_id__in=people, taxonomy=Taxonomy.PPKS, valid_to=None
    ).order_by("valid_from")
    for row in rows if people else ():
        types[row.member_id].append(row)
    said_on = {m.suspected_on_id for ms in members.values() for m in ms if m.suspected_on_id}
    said_on |= {t.case_id for rows in types.values() for t in rows}
    open_cases = readable(actor, said_on, case_ids)
    today = clock.today()
    for link in links:
        house = link.household
        found[link.case_id]["home"] = {
            "area_label": labels.get(house.area_code, ""),
            "address": house.address,
            "note": house.note,
        }
        found[link.case_id]["members"] = [
            {
                "id": str(m.id),
                "name": m.name,
                "relation": m.relation,
                "relation_name": lists.title("relation", m.relation),
                "sex": m.sex,
                "age": age_of(m, today),
                "born": m.birth_date.isoformat() if m.birth_date else None,
                "phone": m.phone,
                "identified": m.nik_blind is not None,
                "residence": m.residence,
                "residence_name": Residence(m.residence).label,
                "guardian": m.guardian,
                "suspected": m.suspected
                and (m.suspected_on_id is None or m.suspected_on_id in open_cases),
                "types": [
                    {"code": t.code, "name": lists.title("ppks", t.code)}
                    for t in types[m.id]
                    if t.case_id in open_cases and _for_phones(t.code)
                ],
            }
            for m in members[link.household_id]
        ]


def _for_phones(code: str) -> bool:
    """Types marked `phone: false` are for officers."""
    item = lists.item("ppks", code)
    return bool(item and item.data.get("phone"))


def _trees(case_ids: Sequence[UUID], found: dict[UUID, Any]) -> None:
    rows = list(Cause.objects.filter(case_id__in=case_ids, removed_at=None).order_by("at", "id"))
    if not rows:
        return
    ids = [row.id for row in rows]
    parents = queries.parents_of(rows)
    voices: dict[UUID, list[CauseEvidence]] = defaultdict(list)
    for voice in CauseEvidence.objects.filter(cause_id__in=ids).order_by("at", "id"):
        voices[voice.cause_id].append(voice)
    for row in rows:
        item = lists.item("cause", row.code)
        found[row.case_id]["causes"].append(
            {
                "id": str(row.id),
                "code": row.code,
                "name": item.name if item else row.code,
                "icon": item.data.get("icon", "circle-dot") if item else "circle-dot",
                "note": row.note,
                "whose": row.whose,
                "whose_name": Whose(row.whose).label,
                "sureness": row.sureness,
                "sureness_name": Sureness(row.sureness).label,
                "parents": [str(one) for one in parents.get(row.id, ())],
                "also": [str(v.id) for v in voices[row.id]],
                "said": [v.text for v in voices[row.id] if v.text],
                "files": sum(1 for v in voices[row.id] if v.sha256),
                "by": row.by,
                "at": row.at.isoformat(),
            }
        )
    for case_id in {row.case_id for row in rows}:
        mine = [row.id for row in rows if row.case_id == case_id]
        links = [(effect, cause) for effect in mine for cause in parents.get(effect, ())]
        found[case_id]["roots"] = [str(one) for one in tree.roots(mine, links)]


def _measures(case_ids: Sequence[UUID], found: dict[UUID, Any]) -> None:
    rows = list(
        Assessment.objects.filter(case_id__in=case_ids)
        .select_related("member")
        .order_by("at", "id")
    )
    if not rows:
        return
    forms = {(f.code, f.version): f.body for f in Instrument.objects.all()}
    for row in rows:
        body = forms.get((row.instrument, row.version))
        if body is None:
            continue
        said = instruments.result(body, json.loads(row.answers or "{}"))
        band = instruments.band(body, row.band)
        found[row.case_id]["assessments"].append(
            {
                "id": str(row.id),
                "instrument": row.instrument,
                "name": body["name"],
                "version": row.version,
                "moment": row.moment,
                "moment_name": Moment(row.moment).label,
                "score": row.score,
                "most": row.most,
                "better": body["better"],
                "band": row.band,
                "band_name": band["name"],
                "advice": band["advice"],
                "member": row.member.shown if row.member else "",
                "strengths": list(said.strengths),
                "needs": list(said.needs),
                "at": row.at.isoformat(),
                "by": row.by,
            }
        )


def instrument_documents(actor: Any, ids: Sequence[str]) -> dict[str, Doc]:
    """The newest version of each instrument, as its file has it; everybody's."""
    return {
        row.code: Doc(row.code, row.version * 100_000 + row.pk, row.body)
        for row in queries.instruments()
        if row.code in ids
    }


DOCUMENTS: dict[str, Renderer] = {"instrument": instrument_documents}
