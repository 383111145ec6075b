"""What other rooms ask of this one; small and without pages."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.assessments.models import (
    Assessment,
    Cause,
    CauseLink,
    Household,
    HouseholdCase,
    Instrument,
    Member,
)
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause on a case's tree; `parents` are the causes of this cause."""

    id: UUID
    code: str
    name: str
    note: str
    parents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Who must get neither consent form nor message, in a case: phones in international form, persons."""

    phones: frozenset[str] = frozenset()
    person_ids: frozenset[UUID] = frozenset()


def household_of(case_id: UUID) -> Household | None:
    """The household a case is about, if somebody wrote it down."""
    link = HouseholdCase.objects.select_related("household").filter(case_id=case_id).first()
    return link.household if link else None


def household_people(case_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Known persons (registry ids) of each case's household; a case without one is left out."""
    links = dict(
        HouseholdCase.objects.filter(case_id__in=case_ids).values_list("case_id", "household_id")
    )
    people: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Member.objects.filter(
        household_id__in=set(links.values()), person_id__isnull=False, removed_at=None
    )
    for household_id, person_id in rows.values_list("household_id", "person_id"):
        if person_id:
            people[household_id].add(person_id)
    return {case_id: frozenset(people[house]) for case_id, house in links.items()}


def causes_of(case_id: UUID) -> tuple[CauseView, ...]:
    """The tree of a case, oldest first. The caller has checked that the case may be read in full."""
    rows = list(Cause.objects.filter(case_id=case_id, removed_at=None).order_by("at", "id"))
    parents = parents_of(rows)
    return tuple(
        CauseView(
            row.id, row.code, lists.title("cause", row.code), row.note, parents.get(row.id, ())
        )
        for row in rows
    )


def parents_of(rows: Sequence[Cause]) -> dict[UUID, tuple[UUID, ...]]:
    """`{cause: what causes it}` among these rows."""
    ids = [row.id for row in rows]
    found: dict[UUID, list[UUID]] = defaultdict(list)
    links = CauseLink.objects.filter(effect_id__in=ids, cause_id__in=ids).order_by("id")
    for effect, cause in links.values_list("effect_id", "cause_id"):
        found[effect].append(cause)
    return {effect: tuple(causes) for effect, causes in found.items()}


def blocked_contacts(case_id: UUID) -> Blocked:
    """Suspected abusers of a case's household, those who moved out too; by phone and by person."""
    rows = list(
        Member.objects.filter(household__cases__case_id=case_id, suspected=True).values_list(
            "person_id", "phone"
        )
    )
    people = {person for person, _ in rows if person}
    phones = {phone for _, phone in rows if phone}
    for pair in Person.objects.filter(id__in=people).values_list("phone", "phone_other"):
        phones |= {phone for phone in pair if phone}
    return Blocked(frozenset(phones), frozenset(people))


def instrument(code: str, version: int | None = None) -> Instrument:
    """An instrument, its newest version unless told. Raises `instrument_unknown`."""
    rows = Instrument.objects.filter(code=code).order_by("-version")
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise Problem("instrument_unknown", "instrument")
    return row


def instruments() -> list[Instrument]:
    """The newest version of each, in the order of their names."""
    newest: dict[str, Instrument] = {}
    for row in Instrument.objects.order_by("version"):
        newest[row.code] = row
    return sorted(newest.values(), key=lambda row: row.name)


def answers_of(row: Assessment) -> dict[str, Any]:
    """The answers of a filled instrument."""
    found: dict[str, Any] = json.loads(row.answers or "{}")
    return found


def persons_in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons who stand in a household, now or before (they may not be removed by an undo)."""
    rows = Member.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    return {one for one in rows if one}
