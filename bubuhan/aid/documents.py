"""The part `aid` of a case document: what was given lately, and how often each kind may be given."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.aid import checking, queries
from bubuhan.aid.models import Aid
from bubuhan.cases.models import Case
from bubuhan.lists import queries as lists

MOST = 12


def aid_part(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Lines and rules per case, in three queries. A case without lines has the rules only when it needs them."""
    lines: dict[UUID, list[Aid]] = {}
    rows = Aid.objects.filter(case_id__in=ids, reverses=None, reversal=None)
    for aid in rows.order_by("-given_on", "-id"):
        if aid.case_id:
            lines.setdefault(aid.case_id, []).append(aid)
    if not lines:
        return {}
    rules = queries.rules_now()
    areas = dict(Case.objects.filter(id__in=lines).values_list("id", "area_code"))
    return {key: _body(aids[:MOST], rules, areas[key]) for key, aids in lines.items()}


def _body(aids: Sequence[Aid], rules: Sequence[checking.Rule], area: str) -> dict[str, Any]:
    found = {}
    for kind in {aid.kind for aid in aids}:
        rule = checking.rule_for(rules, kind, "", area)
        if rule:
            found[kind] = {"per": rule.per, "days": rule.period_days}
    return {
        "given": [
            {
                "id": str(a.id),
                "kind": a.kind,
                "kind_name": lists.title("aid_kind", a.kind),
                "source_name": lists.title("aid_source", a.source),
                "on": a.given_on.isoformat(),
                "worth": a.worth,
                "member_id": str(a.member_id) if a.member_id else None,
                "to": a.recipient if a.member_id else "",
                "by": a.given_by or a.by,
            }
            for a in aids
        ],
        "rules": found,
    }
