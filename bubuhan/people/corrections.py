"""Correct facts of a person: every value keeps its source, its writer and the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import mask_nik, name_key, tidy_name
from bubuhan.people import duplicates
from bubuhan.people.models import Person, PersonFact

CORRECTABLE = (
    "name",
    "sex",
    "birth_date",
    "birth_precision",
    "birth_place",
    "nik",
    "phone",
    "phone_other",
    "address",
    "area_code",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Through which door a correction came, who made it, and why."""

    by: ActorRef
    origin: str
    origin_id: str = ""
    note: str = ""
    also_by: str = ""  # who asked for it, when another approved


def locked(person_id: UUID, rev: int | None = None) -> Person:
    """The person, locked until the commit. Raises `not_found`; `conflict` when he moved on."""
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise Problem("not_found")
    if rev is not None and person.rev != rev:
        raise Problem("conflict")
    return person


def correct(*, person: Person, values: Mapping[str, Any], source: Source) -> dict[str, list[str]]:
    """Set what differs on a locked person, with facts and one event `person.edited`.

    Values are canonical (see `CORRECTABLE`; `nik` the 16 digits). Returns `{field: [old, new]}` as
    text with the NIK masked; {} when nothing differs. The caller has checked who may, and is inside
    `journal.unit()`.
    """
    told = {}
    for field in (f for f in CORRECTABLE if f in values):
        old, new = getattr(person, field) or "", values[field] or ""
        if old == new:
            continue
        told[field] = [_text(field, old), _text(field, new)]
        _set(person, field, values[field])
    if not told:
        return {}
    person.rev += 1
    person.save()
    duplicates.refresh([person.id])
    _keep(person, told, source)
    shown = {f: pair for f, pair in told.items() if f != "birth_precision"}
    journal.record(
        "person.edited",
        actor=source.by,
        subject=("person", person.id),
        area=person.area_code,
        data={
            "fields": sorted(shown),
            "changes": shown,
            "reason": source.note[:200],
            "asked_by": source.also_by,
        },
        touched=[journal.Touch(f"mine:{person.id}", "profile", str(person.id))],
    )
    return told


def _set(person: Person, field: str, value: Any) -> None:
    if field == "nik":
        person.set_nik(value)
    elif field == "name":
        person.name, person.name_key = tidy_name(value), name_key(value)
    else:
        setattr(person, field, value)


def _keep(person: Person, told: Mapping[str, list[str]], source: Source) -> None:
    at = clock.now()
    PersonFact.objects.bulk_create(
        PersonFact(
            person=person,
            field=field,
            value=new[:250],
            origin=source.origin,
            origin_id=source.origin_id,
            note=source.note[:200],
            by=source.by.name[:120],
            at=at,
        )
        for field, (_, new) in told.items()
        if field != "birth_precision"
    )


def _text(field: str, value: Any) -> str:
    return mask_nik(value) if field == "nik" else str(value or "")
