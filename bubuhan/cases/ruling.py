"""The page of SLA rules: rows in words, and what may be chosen."""

from typing import Any

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases.models import Band, SlaRule
from bubuhan.cases.rules import sla_rows
from bubuhan.geo import names
from bubuhan.lists import queries as lists


def page(actor: Actor, past: bool) -> dict[str, Any]:
    """Rules grouped by area: `[{"area", "rules": [{"rule", "what", "editable"}]}]`."""
    rows = sla_rows(actor, history=past)
    labels = names.names({r.area_code for r in rows if r.area_code})
    groups: dict[str, dict[str, Any]] = {}
    for rule in rows:
        label = labels.get(rule.area_code, "") or "Berlaku nasional"
        group = groups.setdefault(
            rule.area_code, {"area": label, "code": rule.area_code, "rules": []}
        )
        editable = rule.valid_to is None and can(actor, "sla.edit", rule.area_code)
        group["rules"].append({"rule": rule, "what": _what(rule), "editable": editable})
    return {
        "groups": list(groups.values()),
        "may_edit": can(actor, "sla.edit"),
        "bands": [(b.value, b.label) for b in Band],
        "needs": [(i.code, i.name) for i in lists.items("need")],
    }


def _what(rule: SlaRule) -> str:
    """What a rule is about: a need, a service, or everything."""
    if rule.need:
        return lists.title("need", rule.need)
    return rule.service.replace("_", " ").capitalize() if rule.service else "Semua kebutuhan"
