"""The people of a household as an officer writes them down: add, change, take out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments.classifying import member_of
from bubuhan.assessments.models import Household, Member, MemberChange, MemberEntry, Residence
from bubuhan.assessments.sight import readable
from bubuhan.assessments.writing import Pen, house_told, household_for
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import for_office
from bubuhan.cases.models import Case
from bubuhan.kernel import clock
from bubuhan.kernel.nik import mask_nik
from bubuhan.kernel.phones import parse_phone
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person, nik_index
from bubuhan.reports import checks

FIELDS = {
    "name": "nama",
    "relation": "hubungan",
    "sex": "jenis kelamin",
    "birth_date": "tanggal lahir",
    "age_years": "umur",
    "phone": "nomor HP",
    "residence": "tempat tinggal",
    "note": "catatan",
    "guardian": "wali",
    "suspected": "diduga pelaku",
    "neglected": "telantar",
    "nik": "NIK",
    "person_id": "orang di registri",
}


@dataclass(frozen=True, slots=True)
class MemberValues:
    """What a form says of one person. `nik` None: leave as it is."""

    relation: str
    name: str = ""
    nik: str | None = None
    sex: str = ""
    birth_date: date | None = None
    age_years: int | None = None
    phone: str = ""
    residence: str = "rumah"
    note: str = ""
    guardian: bool = False
    suspected: bool = False
    neglected: bool = False
    person_id: UUID | None = None


def save_member(
    *,
    actor: Actor,
    case_id: UUID,
    values: MemberValues,
    member_id: UUID | None = None,
    rev: int | None = None,
) -> Member:
    """Add a person to the household of a case, or change one; the old values stay in the history.

    Name, NIK and age may all be unknown. Raises `field_invalid`, `nik_*`, `phone_invalid`, `date_future`,
    `member_twice`, `not_found`, `forbidden`, `conflict`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        house = household_for(pen)
        member = member_of(house, member_id) if member_id else begin(house, stamp)
        new = checked(values, stamp, member)
        if member.suspected and not _knows(actor, case, member):
            new["suspected"] = True  # he cannot lift what he may not know
        write(pen, member, new)
    return member


def write(pen: Pen, member: Member, new: dict[str, Any]) -> None:
    """Put checked values down with their history, one line, one event; nothing when nothing changed.

    Raises `member_twice`.
    """
    if new["person_id"] and _twice(member, new["person_id"]):
        raise Problem("member_twice", "nik")
    fresh = member._state.adding
    changes = apply(member, new, pen.case, pen.stamp)
    if not (fresh or changes):
        return
    member.save()
    kind = MemberChange.ADDED if fresh else MemberChange.CHANGED
    MemberEntry.objects.create(
        member=member, case=pen.case, kind=kind, at=pen.stamp.at, by=pen.actor.name, data=changes
    )
    house_told(pen, member.household, f"Anggota keluarga {kind.label.lower()}.", member)


def remove_member(
    *, actor: Actor, case_id: UUID, member_id: UUID, reason: str, rev: int | None = None
) -> Member:
    """Take a person out (moved, died, written down by mistake); the row stays for the history.

    Raises `field_missing` (reason), `member_subject` (the one the case is about), `not_found`, `conflict`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        house = household_for(pen)
        member = member_of(house, member_id)
        if not reason.strip():
            raise Problem("field_missing", "reason", name="alasan")
        if member.relation == "subjek":
            raise Problem("member_subject")
        member.removed_at = stamp.at
        member.save()
        MemberEntry.objects.create(
            member=member,
            case=case,
            kind=MemberChange.REMOVED,
            at=stamp.at,
            by=actor.name,
            reason=reason.strip()[:300],
        )
        house_told(pen, house, "Anggota keluarga dikeluarkan.", member)
    return member


def begin(house: Household, stamp: Stamp, made: UUID | None = None) -> Member:
    """A new person of the house, unsaved; `made`: the id a phone gave him already."""
    member = Member(household=house, position=house.members.count(), created_at=stamp.at)
    member.id = made or member.id
    return member


def values_of(member: Member) -> MemberValues:
    """A person as a form would have him."""
    return MemberValues(**{name: getattr(member, name) for name in FIELDS if name != "nik"})


def checked(values: MemberValues, stamp: Stamp, member: Member) -> dict[str, Any]:
    """The values as columns. Raises what is wrong with them."""
    new = asdict(values)
    checks.code("relation", values.relation, "relation", "hubungan")
    if values.sex not in ("", "L", "P"):
        raise Problem("field_invalid", "sex", name="jenis kelamin", why="pilih dari daftar")
    if values.residence not in Residence.values:
        raise Problem("field_invalid", "residence", name="tinggal", why="pilih dari daftar")
    if values.birth_date:
        new["birth_date"] = checks.day(values.birth_date, stamp.at, 0, "birth_date")
        new["age_years"] = None
    if values.age_years is not None and not 0 <= values.age_years <= 130:
        raise Problem("field_invalid", "age_years", name="umur", why="isi 0 sampai 130")
    phones = parse_phone(values.phone)
    if isinstance(phones, Problem):
        raise phones
    new["phone"] = phones[0] if phones else ""
    new["name"], new["note"] = values.name.strip()[:120], values.note.strip()[:500]
    new["nik"] = (member.nik or "") if values.nik is None else checks.nik(values.nik, "nik")
    if values.person_id is None:
        new["person_id"] = member.person_id or _known(new["nik"])
    return new


def _knows(actor: Actor, case: Case, member: Member) -> bool:
    """May he know of the suspicion, or was it said on a case he does not read?"""
    said_on = member.suspected_on_id
    return said_on is None or said_on in readable(actor, [said_on], [case.id])


def _known(nik: str) -> UUID | None:
    """The registry's person with this NIK: the head of his group."""
    if not nik:
        return None
    found = Person.objects.filter(nik_blind=nik_index(nik)).order_by("same_as_id").first()
    return (found.same_as_id or found.id) if found else None


def _twice(member: Member, person_id: UUID) -> bool:
    others = member.household.members.filter(removed_at=None, person_id=person_id).exclude(
        id=member.id
    )
    return others.exists()


def apply(member: Member, new: dict[str, Any], case: Case, stamp: Stamp) -> dict[str, list[str]]:
    """Set the columns of an unsaved change; `{field: [old, new]}` in words, a NIK masked, of what changed."""
    changes: dict[str, list[str]] = {}
    for name in FIELDS:
        old = getattr(member, name) or ("" if name == "nik" else getattr(member, name))
        if old == new[name]:
            continue
        changes[name] = [as_text(name, old), as_text(name, new[name])]
        if name == "nik":
            member.set_nik(new["nik"])
        else:
            setattr(member, name, new[name])
    if "age_years" in changes:
        member.age_noted_on = clock.day(stamp.at) if member.age_years is not None else None
    if "suspected" in changes:
        member.suspected_on = case if member.suspected else None
    return changes


def as_text(name: str, value: Any) -> str:
    """A column as the history keeps it, a NIK only masked."""
    if name == "nik":
        return mask_nik(value) if value else ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if name == "person_id":
        return "tertaut" if value else ""
    return "" if value is None else str(value)
