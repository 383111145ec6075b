"""Reads of this room."""

from collections.abc import Collection
from uuid import UUID

from bubuhan.people.models import DuplicateProposal, Person, PersonFact


def names(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of many persons at once."""
    return dict(Person.objects.filter(id__in=person_ids).values_list("id", "name"))


def facts(person_id: UUID) -> list[PersonFact]:
    """Newest first: where each value of one person came from."""
    return list(PersonFact.objects.filter(person_id=person_id).order_by("-at", "-id")[:200])


def head_of(person_id: UUID) -> UUID:
    """Who stands for this person's group (himself when alone or unknown)."""
    found = Person.objects.filter(id=person_id).values_list("same_as", flat=True).first()
    return found or person_id


def heads_of(person_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """`head_of` for many; persons that are not there are absent."""
    rows = Person.objects.filter(id__in=person_ids).values_list("id", "same_as")
    return {one: head or one for one, head in rows}


def group_of(person_id: UUID) -> tuple[UUID, ...]:
    """Every row of one human being, the head first; the person himself when alone."""
    return groups_of([person_id]).get(person_id, (person_id,))


def groups_of(person_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """`group_of` for many: two queries."""
    heads = heads_of(person_ids)
    members: dict[UUID, list[UUID]] = {}
    rows = Person.objects.filter(same_as__in=set(heads.values())).order_by("created_at", "id")
    for one, head in rows.values_list("id", "same_as"):
        members.setdefault(head, []).append(one)  # type: ignore[arg-type]
    return {one: (head, *members.get(head, ())) for one, head in heads.items()}


def unresolved(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons about whom somebody still has to decide: a likely double, or a contradiction."""
    waiting = DuplicateProposal.objects.exclude(state=DuplicateProposal.State.SETTLED)
    found = set(
        Person.objects.filter(id__in=person_ids, conflict=True).values_list("id", flat=True)
    )
    for one in ("a_id", "b_id"):
        found |= set(waiting.filter(**{f"{one}__in": person_ids}).values_list(one, flat=True))
    return found
