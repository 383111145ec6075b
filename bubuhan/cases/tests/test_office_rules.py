"""Rows the office edits: response times with history, mandates; the examples are loaded once."""

from typing import Any

import pytest

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role
from bubuhan.cases import rules
from bubuhan.cases.load import load_rules
from bubuhan.cases.models import PillarMandate, SlaRule
from bubuhan.cases.tests.doors import PELAMBUAN, refused
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
VALID: dict[str, Any] = {
    "area_code": "63.71",
    "band": "tinggi",
    "respond_minutes": 10,
    "resolve_hours": 10,
    "reason": "x",
}


def minutes(area: str, need: str, band: str) -> float:
    return rules.times_for(area, need, band).respond.total_seconds() / 60


def test_the_documented_example_is_marked_as_one() -> None:
    rule = rules.rule_for(PELAMBUAN, "odgj", "darurat")
    assert rule is not None
    assert (rule.respond_minutes, rule.example, rule.regulation) == (
        45,
        True,
        "SK 080; SIPPN 8209396",
    )
    assert minutes("63.05.01.1001", "odgj", "darurat") == 60


def test_the_most_specific_rule_wins(farida) -> None:
    edit = {
        "actor": farida,
        "area_code": "63.71",
        "band": "tinggi",
        "resolve_hours": 48,
        "reason": "SK baru",
    }
    rules.set_sla(**edit, respond_minutes=600)
    rules.set_sla(**edit, respond_minutes=300, service="kesehatan")
    rules.set_sla(**edit, respond_minutes=120, need="sakit_tanpa_jaminan")
    assert minutes(PELAMBUAN, "odgj", "tinggi") == 600
    assert minutes(PELAMBUAN, "sakit_tanpa_jaminan", "tinggi") == 120
    assert minutes("63.05.01.1001", "odgj", "tinggi") == 1440


def test_a_change_keeps_the_old_row(farida) -> None:
    rules.set_sla(
        actor=farida,
        area_code="63.71",
        band="darurat",
        respond_minutes=30,
        resolve_hours=48,
        reason="Perwali",
    )
    rows = SlaRule.objects.filter(area_code="63.71", band="darurat").order_by("valid_from")
    assert [(r.respond_minutes, r.valid_to is None, r.example) for r in rows] == [
        (45, False, True),
        (30, True, False),
    ]
    assert journal.history("sla", str(rows[1].pk))[0].actor_name == farida.name
    assert load_rules() == 0  # the example does not come back
    assert [r.respond_minutes for r in rules.sla_rows(farida) if r.area_code == "63.71"] == [30]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": "63"}, "forbidden"),
        ({"area_code": ""}, "forbidden"),
        ({"band": "gawat"}, "field_invalid"),
        ({"need": "gawat"}, "field_invalid"),
        ({"respond_minutes": 0}, "field_invalid"),
        ({"resolve_hours": 0}, "field_invalid"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_what_is_refused(farida, changes, code: str) -> None:
    values = {
        "area_code": "63.71",
        "band": "tinggi",
        "respond_minutes": 10,
        "resolve_hours": 10,
        "reason": "x",
    }
    assert refused(lambda: rules.set_sla(actor=farida, **{**values, **changes})) == code


def test_only_the_head_and_the_administrator_edit(budi) -> None:
    assert refused(lambda: rules.set_sla(actor=budi, **VALID)) == "forbidden"


def test_the_nation_s_rule_needs_the_nation_s_scope() -> None:
    nation = Actor(uuid7(), "Pusat", Role.PENGELOLA, "")
    rules.set_sla(
        actor=nation, area_code="", band="rendah", respond_minutes=99, resolve_hours=9, reason="x"
    )
    assert minutes("11.01.01.2001", "odgj", "rendah") == 99


def test_mandates_of_a_need_replace_the_general_ones() -> None:
    assert PillarMandate.objects.filter(example=False).count() == 0
    assert rules.mandates_for(PELAMBUAN, "bencana")["TAGANA"].weight == 45
    assert rules.mandates_for(PELAMBUAN, "odgj")["TAGANA"].weight == 5
    assert "LK3" not in rules.mandates_for(PELAMBUAN, "odgj")
