"""How often a kind of aid may be given: rows with history, edited by the office, seeded as examples."""

from typing import Any

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can, require, subtree_q
from bubuhan.aid.checking import period
from bubuhan.aid.models import AidRule
from bubuhan.geo import names
from bubuhan.geo.codes import kabkota_of, provinsi_of
from bubuhan.kernel import clock
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
    rows = AidRule.objects.order_by("kind", "area_code", "programme", "-valid_from")
    if not past:
        rows = rows.filter(valid_to=None)
    if actor.area:
        above = {"", provinsi_of(actor.area), kabkota_of(actor.area), actor.area}
        rows = rows.filter(subtree_q(actor.area)) | rows.filter(area_code__in=above)
    found = list(rows)
    labels = names.names({r.area_code for r in found if r.area_code})
    return {
        "rows": [
            {
                "rule": r,
                "kind": lists.title("aid_kind", r.kind),
                "area": labels.get(r.area_code, "") or "Seluruh Indonesia",
                "period": period(r.period_days),
                "editable": r.valid_to is None and can(actor, "rule.edit", r.area_code),
            }
            for r in found
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
    """End the rule in force and begin its successor; the past keeps what was. Raises `field_invalid`, `forbidden`."""
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
    if not reason.strip():
        raise Problem("field_missing", "reason", name="alasan perubahan")
    now, named = clock.now(), " ".join(programme.split())[:160]
    with journal.unit():
        old = AidRule.objects.select_for_update().filter(
            kind=kind, programme=named, area_code=area_code, valid_to=None
        )
        old.update(valid_to=now)
        if not ended:
            AidRule.objects.create(
                kind=kind,
                programme=named,
                area_code=area_code,
                per=per,
                period_days=period_days,
                basis=basis.strip()[:200],
                valid_from=now,
                by=actor.name,
                reason=reason.strip()[:500],
            )
        journal.record(
            "aid_rule.changed",
            actor=actor.ref,
            subject=("aid_rule", kind),
            area=area_code,
            data={"kind": kind, "per": per, "days": period_days, "ended": ended},
        )
