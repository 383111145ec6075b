"""The warning while somebody types a new person: who is like this, shown as far as one may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bubuhan.accounts import limits
from bubuhan.accounts.limits import Limit
from bubuhan.accounts.policy import Actor
from bubuhan.geo import names as areas
from bubuhan.geo.codes import kabkota_of
from bubuhan.kernel import clock
from bubuhan.kernel.nik import mask_nik
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import parse_date, parse_nik, parse_phone, show_phone
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import FieldReason
from bubuhan.people import duplicates, scope
from bubuhan.people.models import Person
from bubuhan.people.words import birth_words, hat_words, initials

MOST = 5
ENOUGH_LETTERS = 3
ASKED = Limit(
    150, timedelta(minutes=10)
)  # a form asks a few times a person; a list of numbers, often


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody alike. `masked`: of another office, then only initials and kabupaten are told."""

    person_id: UUID | None
    name: str
    born: str
    place: str
    hats: tuple[str, ...]
    nik: str
    phone: str
    sure: bool
    masked: bool
    reasons: tuple[FieldReason, ...]
    percent: int


def of_typed(actor: Actor, given: dict[str, str]) -> list[Hint]:
    """Hints for half-typed values (`name`, `nik`, `birth`, `phone`, `area_code`, `sex`).

    Raises `too_many_tries`: it answers about other offices too, so nobody asks it number by number.
    """
    record = typed_record(given)
    letters = sum(c.isalpha() for c in record.name)
    if letters < ENOUGH_LETTERS and not record.nik and not record.phones:
        return []
    limits.count(f"petunjuk:{actor.user_id}", ASKED, clock.now())
    return of(actor, duplicates.find(record, limit=MOST))


def of(actor: Actor, found: Sequence[duplicates.Candidate]) -> list[Hint]:
    """Candidates as this actor may see them: four queries."""
    ids = {c.person_id for c in found}
    seen = scope.visible_ids(actor, ids)
    people = Person.objects.in_bulk(list(ids))
    hats = scope.hats_of(ids)
    return [
        _shown(people[c.person_id], c, hats.get(c.person_id, []), c.person_id in seen)
        for c in found
        if c.person_id in people
    ]


def shown_names(actor: Actor, found: Sequence[duplicates.Candidate]) -> list[str]:
    """Names for a sentence; who is out of sight is told by the kabupaten only."""
    return [f"seseorang di {h.place}" if h.masked else f"{h.name}, {h.place}" for h in of(actor, found)]  # fmt: skip


def typed_record(given: dict[str, str]) -> Record:
    """What was typed so far as a record; what is not readable yet is left out."""
    born = _read(parse_date(given.get("birth", ""), today=clock.today(), birth=True))
    phones = _read(parse_phone(given.get("phone", ""))) or ()
    area = given.get("area_code", "")
    return Record(
        id="baru",
        name=given.get("name", "")[:120],
        sex=given.get("sex", "") if given.get("sex") in {"L", "P"} else "",
        birth_date=born.value if born else None,
        birth_precision=born.precision if born else "unknown",
        nik=_read(parse_nik(given.get("nik", ""), allow_example=True)) or "",
        phones=tuple(phones),
        areas=(area,) if area else (),
        address=given.get("address", "")[:250],
    )


def kept(given: Mapping[str, str]) -> str:
    """The reason posted beside "Tetap simpan" ("" when it is not ticked): for forms with hints.

    Raises `reason_missing` when it is ticked without a reason.
    """
    if given.get("keep") != "1":
        return ""
    reason = given.get("keep_reason", "").replace("\0", "").strip()[:500]
    if not reason:
        raise Problem("reason_missing", "keep_reason")
    return reason


def _read(found: Any) -> Any:
    return None if isinstance(found, Problem) else found


def _shown(
    person: Person, found: duplicates.Candidate, hats: Sequence[scope.Hat], seen: bool
) -> Hint:
    area = person.area_code or (hats[0].area_code if hats else "")
    return Hint(
        person_id=person.id if seen else None,
        name=person.name if seen else initials(person.name),
        born=birth_words(person) if seen else "",
        place=areas.label(area if seen else kabkota_of(area)) or "wilayah lain",
        hats=hat_words(hats) if seen else (),
        nik=mask_nik(person.nik or "") if seen else "",
        phone=show_phone(person.phone) if seen else "",
        sure=found.band == "automatic",
        masked=not seen,
        reasons=tuple(sorted(found.reasons, key=lambda r: -r.weight)),
        percent=round(100 * found.probability),
    )
