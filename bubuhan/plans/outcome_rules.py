"""How an office reads the short measure: when to look again, and what counts as a change. Rows with history."""

from typing import Any

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.geo import names
from bubuhan.kernel import clock, history
from bubuhan.kernel.problems import Problem
from bubuhan.plans.comparing import Limits
from bubuhan.plans.models import OutcomeRule

MOST_POINTS = 20
FEWEST_DAYS, MOST_DAYS = 14, 366
FALLBACK = OutcomeRule(after_days=90, notable=2, clear=4)  # only before the examples are loaded


def rule_for(area_code: str) -> OutcomeRule:
    """The rule in force where a case lies."""
    return history.deepest(history.in_force(OutcomeRule, area_code)) or FALLBACK


def limits_for(area_code: str) -> Limits:
    """Its limits, for the comparison."""
    rule = rule_for(area_code)
    return Limits(rule.notable, rule.clear)


def page(actor: Actor, past: bool) -> dict[str, Any]:
    """The rules around the actor's area; with `past` all there were."""
    rows = history.around(OutcomeRule, actor.area, past=past).order_by("area_code", "-valid_from")
    return {
        "rows": [{"rule": row, "area": names.place(row.area_code)} for row in rows],
        "now": rule_for(actor.area),
        "may_edit": can(actor, "rule.edit"),
        "past": past,
    }


def save(
    *, actor: Actor, after_days: int | None, notable: int | None, clear: int | None, reason: str
) -> OutcomeRule:
    """Set the rule of one's own area; cases that are already waiting keep their day.

    Raises `field_invalid`, `reason_missing`, `forbidden`.
    """
    require(actor, "rule.edit")
    if after_days is None or not FEWEST_DAYS <= after_days <= MOST_DAYS:
        raise _odd("after_days", "hari", f"isi {FEWEST_DAYS} sampai {MOST_DAYS} hari")
    if notable is None or not 1 <= notable <= MOST_POINTS:
        raise _odd("notable", "beda yang berarti", f"isi 1 sampai {MOST_POINTS}")
    if clear is None or not notable <= clear <= MOST_POINTS:
        raise _odd("clear", "beda yang nyata", f"isi {notable} sampai {MOST_POINTS}")
    values = {"after_days": after_days, "notable": notable, "clear": clear}
    with journal.unit():
        key = {"area_code": actor.area}
        row = history.replace(OutcomeRule, key, values, by=actor.name, reason=reason)
        journal.record(
            "outcome_rule.changed",
            actor=actor.ref,
            subject=("outcome_rule", str(row.pk)),
            area=actor.area,
            data=values,
        )
    return row


def _odd(place: str, name: str, why: str) -> Problem:
    return Problem("field_invalid", place, name=name, why=why)


def load_rule() -> int:
    """The nation's example, once."""
    if OutcomeRule.objects.filter(area_code="").exists():
        return 0
    OutcomeRule.objects.create(
        after_days=90, notable=2, clear=4, example=True, valid_from=clock.now(), by="contoh awal"
    )
    return 1
