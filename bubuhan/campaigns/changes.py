"""What a person corrects in his own record becomes a change request that the office decides."""

from collections.abc import Mapping
from typing import Any

from bubuhan.accounts.policy import Actor
from bubuhan.campaigns.models import Confirmation, Way
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Origin
from bubuhan.volunteers import changes

_ORIGIN = {Way.PHONE: Origin.PHONE, Way.LINK: Origin.PHONE}


def request(
    *,
    actor: Actor,
    line: Confirmation,
    corrections: Mapping[str, Any],
    note: str,
    prefix: str = "",
) -> list[str]:
    """Ask the office for these values; returns the fields that truly differ from what we have.

    Raises what a change request raises, but not `change_empty`: then there was nothing to correct.
    """
    way = Way(line.way)
    by = actor if way != Way.LINK else actor.ref
    own = actor.person_id if way == Way.PHONE else None
    letter = changes.Letter(
        note=note,
        origin=_ORIGIN.get(way, Origin.OFFICE),
        origin_id=str(line.id),
        made_at=line.answered_at,
        prefix=prefix,
    )
    try:
        made = changes.request_change(
            actor=by, person_id=own or line.person_id, changes=corrections, letter=letter
        )
    except Problem as problem:
        if problem.code != "change_empty":
            raise
        return []
    return sorted(made.items.values_list("field", flat=True))
