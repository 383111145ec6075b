"""What the room of persons asks about memberships: who serves where, and since when."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import subtree_q
from bubuhan.people.scope import Hat
from bubuhan.volunteers.models import Membership, Status
from bubuhan.volunteers.queries import areas_of


class MembershipHats:
    """See `people.scope.Hats`."""

    def serving(self, area: str) -> Any:
        return Membership.objects.filter(subtree_q(area)).values("person_id")

    def of(self, person_ids: Collection[UUID]) -> dict[UUID, list[Hat]]:
        rows = Membership.objects.filter(person_id__in=person_ids).order_by("status", "pillar")
        out: dict[UUID, list[Hat]] = {}
        for person, pillar, area, status, start in rows.values_list(
            "person_id", "pillar", "area_code", "status", "started_on"
        ):
            hat = Hat(pillar, area, status == Status.ACTIVE, str(start.year) if start else "")
            out.setdefault(person, []).append(hat)
        return out

    def areas_of(self, person_ids: Collection[UUID]) -> dict[UUID, list[str]]:
        return areas_of(person_ids)
