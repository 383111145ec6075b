"""What every page of this room begins with: the border, the head of the case, what its forms need."""

from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.cases.models import Case, CaseEntry
from bubuhan.cases.tabs import seen_in_full, tab

HERE = "case-family"


def seen_of(case: Case) -> str:
    """The moment of the case's last line."""
    last = CaseEntry.objects.filter(case=case).order_by("-at").values_list("at", flat=True).first()
    return last.isoformat() if last else ""


def around(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The head of the smaller pages: the case, its tab strip, what the forms need."""
    context = tab(actor, case_id, HERE)
    case = context["case"]
    return context | {"seen": seen_of(case), "may_edit": can(actor, "family.edit", case)}


def first_sight(actor: Actor, case_id: UUID) -> Case:
    """The border before anything posted is looked at. Raises `not_found`, `case_protected`, `forbidden`."""
    return seen_in_full(actor, case_id)
