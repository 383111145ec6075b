"""Reads of this room."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.people.models import Person, PersonFact


def names(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of many persons at once."""
    return dict(Person.objects.filter(id__in=person_ids).values_list("id", "name"))


def facts(person_id: UUID) -> list[PersonFact]:
    """Newest first: where each value of one person came from."""
    return list(PersonFact.objects.filter(person_id=person_id).order_by("-at", "-id")[:200])
