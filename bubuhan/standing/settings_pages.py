"""The pages of rules: rows in words, what may be chosen, what may be edited."""

from typing import Any

from bubuhan.accounts.policy import Actor, can
from bubuhan.geo import names
from bubuhan.kernel.history import near
from bubuhan.lists import queries as lists
from bubuhan.lists.models import Certainty
from bubuhan.standing import doubles, facts, rules
from bubuhan.standing.models import Criterion, PairVerdict, RuleChoice, RuleSet


def criteria_page(actor: Actor, pillar: str, past: bool) -> dict[str, Any]:
    """Rule sets of one pillar with their criteria, and the choices of one's area, above and below."""
    sets = list(RuleSet.objects.filter(near(actor.area)))
    pillars = sorted({s.pillar for s in sets}, key=lambda p: (p != "PSM", p))
    shown = pillar if pillar in pillars else (pillars or [""])[0]
    mine = [s for s in sets if s.pillar == shown]
    found = Criterion.objects.filter(ruleset__in=mine)
    rows = list(found if past else found.filter(valid_to=None))
    day = facts.today()
    counts = rules.book().for_place(shown, actor.area, day)
    return {
        "groups": [
            {
                "set": one,
                "where": _place(one.area_code),
                "counts": bool(counts and counts.code == one.code),
                "editable": can(actor, "rule.edit", one.area_code),
                "rows": [r for r in rows if r.ruleset_id == one.id],
            }
            for one in mine
        ],
        "choices": _choices(actor, shown),
        "pillars": [(p, rules.pillar_label(p)) for p in pillars],
        "all_pillars": [(i.code, rules.pillar_label(i.code)) for i in lists.items("pillar")],
        "shown": shown,
        "past": past,
        "today": day,
        "may_edit": can(actor, "rule.edit"),
        "certainties": Certainty.choices,
        "derives": list(rules.DERIVES.items()),
    }


def _choices(actor: Actor, pillar: str) -> list[dict[str, Any]]:
    rows = RuleChoice.objects.filter(near(actor.area), pillar=pillar).select_related("ruleset")
    order = rows.order_by("area_code", "-valid_from", "-id")
    return [{"row": row, "where": _place(row.area_code)} for row in order]


def doubles_page(actor: Actor, past: bool) -> dict[str, Any]:
    """Rules of double roles grouped by area."""
    groups: dict[str, dict[str, Any]] = {}
    for row in doubles.rule_rows(actor, past=past):
        group = groups.setdefault(row.area_code, {"where": _place(row.area_code), "rows": []})
        first, second = sorted((row.first, row.second), key=lambda role: "*" in role)
        group["rows"].append(
            {
                "rule": row,
                "first": rules.role_label(first),
                "second": rules.role_label(second),
                "editable": row.valid_to is None and can(actor, "rule.edit", row.area_code),
            }
        )
    return {
        "groups": list(groups.values()),
        "past": past,
        "may_edit": can(actor, "rule.edit"),
        "role_options": rules.roles(),
        "verdicts": PairVerdict.choices,
        "certainties": Certainty.choices,
    }


def _place(area_code: str) -> str:
    return names.titled(area_code) if area_code else "Berlaku nasional"
