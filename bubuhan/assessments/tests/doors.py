"""Short ways through the doors for the tests of this room."""

from typing import Any

from django.test import Client

from bubuhan.assessments import actions, queries
from bubuhan.assessments.causing import CauseValues
from bubuhan.assessments.members import MemberValues
from bubuhan.assessments.models import Household
from bubuhan.cases.models import Case
from bubuhan.cases.tests.doors import fresh, refused, send

__all__ = ["cause", "fresh", "full_answers", "house", "member", "post", "refused", "send", "tell"]


def post(client: Client, case: Case, where: str, htmx: bool = False, **data: Any) -> Any:
    """Post a form of the tab with the present revision."""
    data.setdefault("rev", fresh(case).rev)
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/kasus/{case.id}/keluarga/{where}", data, headers=headers)


def member(actor, case: Case, relation: str = "anak", **values: Any):
    """A person of the household."""
    made = MemberValues(relation=relation, **values)
    return actions.save_member(actor=actor, case_id=case.id, values=made)


def cause(actor, case: Case, code: str, effect=None, **values: Any):
    """A cause on the tree, under `effect`."""
    made = CauseValues(code=code, effect_id=effect.id if effect else None, **values)
    return actions.add_cause(actor=actor, case_id=case.id, values=made)


def house(case: Case) -> Household:
    """The household of a case that has one."""
    found = queries.household_of(case.id)
    assert found is not None
    return found


def full_answers(score: int) -> dict[str, str]:
    """Answers of `hasil_singkat` that add up to a score (0..20)."""
    names = ("makan", "aman", "sehat", "mampu", "dukungan")
    return {name: str(min(4, max(0, score - 4 * n))) for n, name in enumerate(names)}


def tell(actor, case: Case, member_id=None, seen: dict[str, Any] | None = None, **changes: Any):
    """`member.save` from a phone; returns `(command id, answer)`."""
    body = {"case_id": str(case.id), "changes": changes, "seen": seen or {}}
    return send(actor, "member.save", body | ({"member_id": str(member_id)} if member_id else {}))
