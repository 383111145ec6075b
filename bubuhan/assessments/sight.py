"""Two cases of one house: which of them a reader may know."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import access
from bubuhan.cases.models import Case


def readable(
    actor: Actor, wanted: Collection[UUID | None], known: Collection[UUID] = ()
) -> frozenset[UUID]:
    """Which of these cases the actor sees in full; `known` he does, as was checked before."""
    have = frozenset(known)
    unclear = {one for one in wanted if one} - have
    if not unclear:
        return have
    levels = access.levels(actor, list(Case.objects.filter(id__in=unclear)))
    return have | {case_id for case_id, level in levels.items() if level == "full"}
