"""A clash of two hands as the one in the field sees it: "Anda menulis A, petugas menulis B".

Part `clashes` of a case's document, and the sender's own choice. The other value stays in the row.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import conflicts
from bubuhan.cases.entries import Stamp, told_area, touches
from bubuhan.cases.guards import may_write, standing
from bubuhan.cases.models import Conflict
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

TOLD_FOR = timedelta(days=14)


def part(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The actor's own clashes: open ones, and for two weeks what was decided. One query."""
    if actor.person_id is None:
        return {}
    young = Q(state=Conflict.State.OPEN) | Q(settled_at__gte=clock.now() - TOLD_FOR)
    rows = Conflict.objects.filter(young, case_id__in=case_ids, sent_person_id=actor.person_id)
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("at", "id"):
        found[row.case_id].append(_body(row))
    return dict(found)


def _body(row: Conflict) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "field": row.field,
        "name": conflicts.word(row.field, row.about_name),
        "yours": conflicts.shown(row.field, row.sent_value),
        "theirs": conflicts.shown(row.field, row.kept_value),
        "their_name": row.kept_by,
        "at": row.at.isoformat(),
        "state": row.state,
        "choice": row.choice,
        "settled_by": row.settled_by,
    }


def settle_own(
    *, actor: Actor, conflict_id: UUID, case_id: UUID, choice: str, base_rev: int, stamp: Stamp
) -> Conflict:
    """The sender chooses himself: "kept" gives way, "sent" keeps his own value.

    Raises `not_found` (not his), `forbidden`, `conflict_settled`; `conflict` when the field was
    written again since `base_rev`, so that a newer value never goes unseen.
    """
    with journal.unit():
        here = standing(actor, case_id)
        rows = Conflict.objects.select_for_update()
        found = rows.filter(id=conflict_id, case_id=case_id).first()
        if found is None or actor.person_id is None or found.sent_person_id != actor.person_id:
            raise Problem("not_found")
        if not may_write(actor, here):
            raise Problem("forbidden")
        if found.state != Conflict.State.OPEN:
            raise Problem("conflict_settled")
        if choice == "sent" and int(here.case.field_revs.get(found.field, 0)) > base_rev:
            raise Problem("conflict")  # a row above the case says so itself, when it is written
        conflicts.close(actor, here.case, found, choice, stamp)
        journal.record(
            "case.conflict_settled",
            actor=actor.ref,
            subject=("case", here.case.id),
            area=told_area(here.case),
            data={"field": found.field, "choice": choice},
            touched=touches(here.case),
            at=stamp.at,
        )
    return found
