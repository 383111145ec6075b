"""Who sees which person: one rule for list, detail, bulk, count, search and warning.

A person is seen where he lives and where he serves. Hats are known to the room above; `site.wiring`
plugs it in here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.people.models import Person


@dataclass(frozen=True, slots=True)
class Hat:
    """One membership as this room shows it; `since` is a year or ""."""

    pillar: str
    area_code: str
    active: bool = True
    since: str = ""


class Hats(Protocol):
    """What the room of memberships answers."""

    def serving(self, area: str) -> Any:
        """A queryset of the ids of persons who serve, or served, in the subtree."""
        ...

    def of(self, person_ids: Collection[UUID]) -> Mapping[UUID, list[Hat]]:
        """All hats of many persons, the active ones first."""
        ...

    def areas_of(self, person_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
        """Duty areas of many persons, ended ones too."""
        ...


class _NoHats:
    def serving(self, area: str) -> Any:
        return Person.objects.none().values("id")

    def of(self, person_ids: Collection[UUID]) -> Mapping[UUID, list[Hat]]:
        return {}

    def areas_of(self, person_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
        return {}


_hats: list[Hats] = [_NoHats()]


def plug(hats: Hats) -> None:
    """Tell this room who knows the hats (called once by `site.wiring`)."""
    _hats[:] = [hats]


def hats_of(person_ids: Collection[UUID]) -> Mapping[UUID, list[Hat]]:
    """Hats of many persons; who has none is absent."""
    return _hats[0].of(person_ids)


def areas_of(person_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """Duty areas of many persons, ended ones too: they tell namesakes apart."""
    return _hats[0].areas_of(person_ids)


def in_area_q(area: str, prefix: str = "") -> Q:
    """Rows whose person (at `prefix`, like "a__") lives or serves in the subtree."""
    if not area:
        return Q()
    return subtree_q(area, f"{prefix}area_code") | Q(**{f"{prefix}id__in": _hats[0].serving(area)})


def visible_ids(actor: Actor, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of the persons whom the actor may see in full."""
    return seen_from(actor.area, person_ids)


def seen_from(area: str, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of the persons who live or serve in the subtree of an office's area."""
    if not person_ids:
        return set()
    found = Person.objects.filter(in_area_q(area), id__in=person_ids)
    return set(found.values_list("id", flat=True))


def serving(area: str) -> Any:
    """A queryset of the ids of persons who serve, or served, in the subtree."""
    return _hats[0].serving(area)
