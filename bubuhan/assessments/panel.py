"""The tab "Keluarga & akar masalah" of a case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.assessments import (
    panel_causes,
    panel_head,
    panel_measures,
    panel_people,
    queries,
    spm,
)
from bubuhan.assessments.models import Household, HouseholdCase, MemberEntry
from bubuhan.assessments.panel_people import MemberView
from bubuhan.assessments.sight import readable
from bubuhan.cases.models import Case
from bubuhan.cases.tabs import tab
from bubuhan.geo.names import label


def page(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The tab "Keluarga & akar masalah". Raises `not_found`, `case_protected`, `forbidden`."""
    context = tab(actor, case_id, panel_head.HERE)
    case = context["case"]
    house = queries.household_of(case.id)
    people = panel_people.members_of(actor, case, house)
    nodes = panel_causes.nodes_of(case.id)
    measured = panel_measures.measures(case.id)
    return context | {
        "house": house,
        "house_area": label(house.area_code if house else case.area_code),
        "people": people,
        "others": _other_cases(actor, case, house),
        "gone": _gone(house),
        "spm": spm.verdict(_who(people)),
        "nodes": nodes,
        "roots": [one for one in nodes if one.root],
        "pictures": panel_causes.pictures(nodes),
        "reading": panel_causes.reading(nodes),
        "measured": measured,
        "proposed": panel_causes.proposed(nodes, measured),
        "forms": queries.instruments(),
        "may_edit": can(actor, "family.edit", case),
        "seen": panel_head.seen_of(case),
    }


def _who(people: Sequence[MemberView]) -> list[spm.Who]:
    return [
        spm.Who(
            p.row.shown, frozenset(t.row.code for t in p.ppks), p.row.neglected, p.row.residence
        )
        for p in people
    ]


def _other_cases(actor: Actor, case: Case, house: Household | None) -> list[Case]:
    """Other cases of the household, only those the reader sees in full."""
    if house is None:
        return []
    links = HouseholdCase.objects.filter(household=house).exclude(case=case).select_related("case")
    found = [link.case for link in links]
    open_cases = readable(actor, [one.id for one in found])
    return [one for one in found if one.id in open_cases]


def _gone(house: Household | None) -> list[MemberEntry]:
    if house is None:
        return []
    rows = MemberEntry.objects.filter(member__household=house, member__removed_at__isnull=False)
    return list(rows.filter(kind="removed").select_related("member").order_by("-at"))
