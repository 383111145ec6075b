"""Reads of this room that more than one caller uses."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.accounts.policy import subtree_q
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership, MembershipQuerySet, Status


def active_in(area_code: str, pillar: str | None = None) -> MembershipQuerySet:
    """Active memberships with a duty area in the subtree of `area_code`, persons loaded with them.

    For responders of a desa pass its kecamatan: the ranking wants neighbours and the TKSK too.
    """
    found: MembershipQuerySet = Membership.objects.filter(
        subtree_q(area_code), status=Status.ACTIVE
    ).select_related("person")
    return found.filter(pillar=pillar) if pillar else found


def active_of(person_id: UUID) -> list[Membership]:
    """The present hats of one person."""
    return list(
        Membership.objects.filter(person_id=person_id, status=Status.ACTIVE).order_by(
            "pillar", "area_code"
        )
    )


def areas_of(person_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Duty areas of many persons (all memberships, also ended ones): for telling namesakes apart."""
    out: dict[UUID, list[str]] = {}
    rows = Membership.objects.filter(person_id__in=person_ids).values_list("person_id", "area_code")
    for person_id, area in rows:
        out.setdefault(person_id, []).append(area)
    return out


def rows_of(person_id: UUID) -> list[UUID]:
    """All rows of one human being: the person, and those decided to be the same."""
    found = Person.objects.filter(id=person_id).values_list("same_as_id", flat=True).first()
    head = found or person_id
    others = Person.objects.filter(same_as_id=head).values_list("id", flat=True)
    return [head, *others]
