"""What the room of letters asks about cases: whose letters may this actor read?"""

from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.cases import access
from bubuhan.cases.models import Case


def cases_in_full(actor: Actor, ids: set[UUID]) -> set[UUID]:
    """Those cases that the actor sees in full."""
    levels = access.levels(actor, list(Case.objects.filter(id__in=ids)))
    return {case_id for case_id, level in levels.items() if level == "full"}


def referrals_in_full(actor: Actor, ids: set[UUID]) -> set[UUID]:
    """Those referrals whose case the actor sees in full."""
    from bubuhan.referrals.models import Referral

    pairs = dict(Referral.objects.filter(id__in=ids).values_list("id", "case_id"))
    seen = cases_in_full(actor, set(pairs.values()))
    return {key for key, case_id in pairs.items() if case_id in seen}
