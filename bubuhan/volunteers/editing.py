"""Correct a person from the office: contacts at once, the identity through a second officer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, can
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import show_phone
from bubuhan.people import corrections
from bubuhan.people.models import Origin, Person
from bubuhan.volunteers import changes, fields
from bubuhan.volunteers.models import ChangeRequest

SHOWN = (
    "name",
    "nik",
    "birth_date",
    "sex",
    "birth_place",
    "phone",
    "phone_other",
    "address",
    "area_code",
)


@dataclass(slots=True)
class Edited:
    """What was written at once, and what waits for somebody else."""

    applied: list[str] = field(default_factory=list)
    request: ChangeRequest | None = None

    def sentence(self) -> str:
        """What to tell the officer."""
        parts = []
        if self.applied:
            parts.append(f"Tersimpan: {_words(self.applied)}.")
        if self.request:
            asked = [i.field for i in self.request.items.all()]
            parts.append(f"{_words(asked)} menunggu persetujuan di halaman Permohonan.")
        return " ".join(parts)


def present(person: Person) -> dict[str, str]:
    """Values as the form shows them; the NIK stays blank (blank = as it is)."""
    shown = {f: fields.value_of(person, f) for f in SHOWN}
    shown["nik"] = ""
    shown["birth_date"] = fields.birth_typed(shown["birth_date"])
    for phone in ("phone", "phone_other"):
        shown[phone] = show_phone(shown[phone])
    return shown


def edit_person(
    *,
    actor: Actor,
    person_id: UUID,
    values: Mapping[str, str],
    reason: str,
    rev: int | None = None,
) -> Edited:
    """Change what differs. An officer's contacts apply at once; the identity, and everything a
    koordinator writes, becomes a request.

    Raises `reason_missing`, `change_empty`, `conflict`, `forbidden`, and the problem of a field.
    """
    if not reason.strip():
        raise Problem("reason_missing", "reason")
    with journal.unit():
        person = corrections.locked(person_id, rev)
        wanted = fields.read_all(values)
        direct = can(actor, "person.edit", changes.area_of(person))
        now = {f: v for f, v in wanted.items() if direct and f not in fields.IDENTITY}
        later = {f: v for f, v in wanted.items() if f not in now}
        source = corrections.Source(actor.ref, Origin.OFFICE, note=reason.strip()[:200])
        columns = {k: v for f, text in now.items() for k, v in fields.columns(f, text).items()}
        told = corrections.correct(person=person, values=columns, source=source)
        done = Edited(sorted(f for f in told if f != "birth_precision"))
        if later:
            done.request = _ask(actor, person, later, reason, bool(done.applied))
        if not done.applied and done.request is None:
            raise Problem("change_empty")
    return done


def _ask(
    actor: Actor, person: Person, later: Mapping[str, str], reason: str, applied: bool
) -> ChangeRequest | None:
    try:
        return changes.request_change(
            actor=actor,
            person_id=person.id,
            changes=later,
            letter=changes.Letter(note=reason, origin=Origin.OFFICE),
        )
    except Problem as problem:
        if problem.code == "change_empty" and applied:
            return None
        raise


def _words(names: list[str]) -> str:
    words = [fields.LABELS[f].lower() if f != "nik" else "NIK" for f in names]
    text = ", ".join(words)
    return text[:1].upper() + text[1:]
