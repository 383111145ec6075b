"""How often a kind of aid may be given: rows with history, edited by the office, seeded as examples."""

from typing import Any

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require
from bubuhan.aid.checking import period
from bubuhan.aid.models import AidRule
from bubuhan.geo import names
from bubuhan.kernel import clock, history
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists

BY = "contoh awal"
# kind, programme, per, days: every one an example, none taken from a regulation
EXAMPLES: tuple[tuple[str, str, str, int], ...] = (
    ("permakanan", "", "person", 1),
    ("sembako", "", "household", 30),
    ("uang", "", "household", 90),
    ("santunan_kematian", "", "household", 365),
    ("alat_bantu", "", "person", 1095),
    ("rumah", "", "household", 1825),
    ("usaha", "", "household", 730),
    ("pendidikan", "", "person", 180),
)


def load_rules() -> int:
    """Insert the examples that are missing; one that an office replaced or ended does not come back."""
    known = set(AidRule.objects.filter(area_code="").values_list("kind", "programme"))
    now = clock.now()
    rows = [
        AidRule(
            kind=kind,
            programme=programme,
            per=per,
            period_days=days,
            example=True,
            valid_from=now,
            by=BY,
        )
        for kind, programme, per, days in EXAMPLES
        if (kind, programme) not in known
    ]
    AidRule.objects.bulk_create(rows)
    return len(rows)


def page(actor: Actor, past: bool) -> dict[str, Any]:
    """Rules of one's area, above it and below it, in words."""
    rows = history.around(AidRule, actor.area, past=past)
    rows = rows.order_by("kind", "area_code", "programme", "-valid_from")
    return {
        "rows": [
            {
                "rule": r,
                "kind": lists.title("aid_kind", r.kind),
                "area": names.place(r.area_code),
                "period": period(r.period_days),
                "editable": r.valid_to is None and can(actor, "rule.edit", r.area_code),
            }
            for r in rows
        ],
        "may_edit": can(actor, "rule.edit"),
        "kinds": [(i.code, i.name) for i in lists.items("aid_kind")],
        "pers": [(p.value, p.label) for p in AidRule.Per],
    }


def save(
    *,
    actor: Actor,
    kind: str,
    programme: str,
    area_code: str,
    per: str,
    period_days: int,
    basis: str,
    reason: str,
    ended: bool = False,
) -> None:
    """End the rule in force and begin its successor; the past keeps what was.

    Raises `forbidden`, `field_invalid`, `aid_rule_period`, `reason_missing`.
    """
    require(actor, "rule.edit", area_code)
    if kind not in lists.codes("aid_kind"):
        raise Problem(
            "field_invalid", "kind", name="jenis bantuan", why="pilihannya tidak ada dalam daftar"
        )
    if per not in AidRule.Per.values:
        raise Problem(
            "field_invalid", "per", name="sekali untuk", why="pilihannya tidak ada dalam daftar"
        )
    if not 1 <= period_days <= 3660:
        raise Problem("aid_rule_period", "period_days")
    key = {"kind": kind, "programme": " ".join(programme.split())[:160], "area_code": area_code}
    values = {"per": per, "period_days": period_days, "basis": basis.strip()[:200]}
    said = history.needed(reason)
    with journal.unit():
        if ended:
            history.end(AidRule, key)
        else:
            history.replace(AidRule, key, values, by=actor.name, reason=said)
        journal.record(
            "aid_rule.changed",
            actor=actor.ref,
            subject=("aid_rule", kind),
            area=area_code,
            data={"kind": kind, "per": per, "days": period_days, "ended": ended, "reason": said},
        )
