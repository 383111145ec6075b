"""What the rooms above hang on a case page: the same door and the same head for each of its parts."""

from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases.access import access
from bubuhan.cases.handlers import read
from bubuhan.cases.listing import row_of
from bubuhan.cases.models import Case
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem


def seen_in_full(actor: Actor, case_id: UUID) -> Case:
    """The case, for who may read all of it; reading a protected one is journalled.

    Raises `not_found` (out of sight), `case_protected` (masked), `forbidden` (only a summary).
    """
    case = Case.objects.filter(id=case_id).first()
    level = access(actor, case) if case else "none"
    if case is None or level == "none":
        raise Problem("not_found")
    if level != "full":
        raise Problem("case_protected" if level == "masked" else "forbidden")
    read(actor=actor, case=case)
    return case


def tab(actor: Actor, case_id: UUID, here: str) -> dict[str, Any]:
    """The context of a page that extends `cases/tab.html`; `here` is its url name. Raises as above."""
    case = seen_in_full(actor, case_id)
    row = row_of(
        actor,
        case,
        clock.now(),
        tasks=list(case.assignments.order_by("-offered_at")),
        handlers=list(case.handlers.filter(released_at=None)),
        reports=list(case.reports.all()),
    )
    return {"case": case, "row": row, "rev": case.rev, "here": here}
