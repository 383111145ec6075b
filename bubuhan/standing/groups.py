"""Rows of one human being: what was answered about one row counts for all of them."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.people.models import Person


def heads_of(person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Every row of every group that these persons belong to -> its head (two queries)."""
    rows = Person.objects.filter(id__in=person_ids).values_list("id", "same_as_id")
    found = {pk: head or pk for pk, head in rows}
    others = Person.objects.filter(same_as_id__in=set(found.values()))
    found.update(dict(others.values_list("id", "same_as_id")))
    return found | {head: head for head in found.values()}
