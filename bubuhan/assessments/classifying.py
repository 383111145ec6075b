"""Which type a person is of: PPKS (26) and PAS (12), from a day to a day, kept apart from need and event."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments import limits, taxonomy
from bubuhan.assessments.models import Classification, Household, Member, Taxonomy
from bubuhan.assessments.writing import Pen, household_for, told
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import for_office
from bubuhan.cases.models import Case
from bubuhan.cases.protecting import protect
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.lists.models import ListItem
from bubuhan.reports import checks


@dataclass(frozen=True, slots=True)
class TypeValues:
    """What a form says: a PPKS type, since when, on what ground; with the PAS group that follows or not."""

    code: str
    taxonomy: str = Taxonomy.PPKS
    valid_from: date | None = None
    note: str = ""
    with_pas: bool = True


def classify(
    *, actor: Actor, case_id: UUID, member_id: UUID, values: TypeValues, rev: int | None = None
) -> Classification:
    """Say that a person is of a type. A type that needs protection protects the case.

    An age that does not fit is kept as a warning, not refused.
    Raises `field_invalid`, `date_future`, `type_twice`, `not_found`, `forbidden`, `conflict`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.classify", case_id, rev)
        pen = Pen(actor, case, stamp)
        member = member_of(household_for(pen), member_id)
        if values.taxonomy not in Taxonomy.values:
            raise Problem("field_invalid", "taxonomy", name="daftar", why="pilih dari daftar")
        checks.code(values.taxonomy, values.code, "code", "jenis")
        since = checks.day(values.valid_from, stamp.at, 0, "valid_from")
        row = _add(pen, member, values, since)
        if values.taxonomy == Taxonomy.PPKS and values.with_pas:
            _propose(pen, member, row, since)
        told(
            "member.classified",
            pen,
            text=f"{Taxonomy(values.taxonomy).name} {member.shown}: {lists.title(values.taxonomy, values.code)}.",
            data={"member": str(member.id), "taxonomy": values.taxonomy, "code": values.code},
        )
        if row.sensitive:
            protect(
                actor=actor,
                case_id=case.id,
                reason="Jenis PPKS yang ditetapkan termasuk yang dilindungi.",
            )
    return row


def end(
    *, actor: Actor, case_id: UUID, type_id: UUID, note: str = "", rev: int | None = None
) -> Classification:
    """From today on the person is not of this type; the row stays. Raises `not_found`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.classify", case_id, rev)
        pen = Pen(actor, case, stamp)
        house = household_for(pen)
        row = Classification.objects.filter(
            id=type_id, member__household=house, valid_to=None
        ).first()
        if row is None:
            raise Problem("not_found")
        row.valid_to = max(row.valid_from, clock.day(stamp.at))
        row.ended_at, row.ended_by = stamp.at, actor.name
        row.note = f"{row.note} | {note.strip()}"[:300] if note.strip() else row.note
        row.save()
        told(
            "member.classified",
            pen,
            text=f"{Taxonomy(row.taxonomy).name} diakhiri: {lists.title(row.taxonomy, row.code)}.",
            data={
                "member": str(row.member_id),
                "taxonomy": row.taxonomy,
                "code": row.code,
                "ended": True,
            },
        )
    return row


def member_of(house: Household, member_id: UUID) -> Member:
    """A member who is in the household now. Raises `not_found`."""
    found = house.members.filter(id=member_id, removed_at=None).first()
    if found is None:
        raise Problem("not_found")
    return found


def age_of(member: Member, day: date) -> int | None:
    """How old a member is on a day, as far as known."""
    return taxonomy.age_on(day, member.birth_date, member.age_years, member.age_noted_on)


def _open(case: Case, member: Member, kind: str, code: str) -> bool:
    return member.types.filter(case=case, taxonomy=kind, code=code, valid_to=None).exists()


def _add(pen: Pen, member: Member, values: TypeValues, since: date) -> Classification:
    if _open(pen.case, member, values.taxonomy, values.code):
        raise Problem("type_twice", "code")
    item = _item(values.taxonomy, values.code)
    limit = (
        limits.limit_for(pen.case.area_code, values.code)
        if values.taxonomy == Taxonomy.PPKS
        else None
    )
    return Classification.objects.create(
        member=member,
        case=pen.case,
        taxonomy=values.taxonomy,
        code=values.code,
        sensitive=needs_protection(values.taxonomy, values.code),
        valid_from=_after_last(pen.case, member, values.taxonomy, values.code, since),
        certainty=item.certainty,
        warning=taxonomy.age_warning(item.name, age_of(member, since), limit)[:300],
        note=values.note.strip()[:300],
        by=pen.actor.name,
        at=pen.stamp.at,
    )


def _after_last(case: Case, member: Member, kind: str, code: str, since: date) -> date:
    """A type that ended and comes back begins where it ended, never before."""
    ended = member.types.filter(case=case, taxonomy=kind, code=code).order_by("-valid_to").first()
    return max(since, ended.valid_to) if ended and ended.valid_to else since


def _propose(pen: Pen, member: Member, row: Classification, since: date) -> None:
    """The PAS group that follows by the mapping, unless the person has it already."""
    found = taxonomy.proposal(_item(Taxonomy.PPKS, row.code).data)
    if found is None or _open(pen.case, member, Taxonomy.PAS, found.code):
        return
    Classification.objects.create(
        member=member,
        case=pen.case,
        taxonomy=Taxonomy.PAS,
        code=found.code,
        sensitive=row.sensitive,
        valid_from=_after_last(pen.case, member, Taxonomy.PAS, found.code, since),
        derived_from=row.code,
        certainty=found.certainty,
        by=pen.actor.name,
        at=pen.stamp.at,
    )


def needs_protection(kind: str, code: str) -> bool:
    """A PPKS type marked so, or a PAS group all or some of whose types are."""
    item = _item(kind, code)
    if kind == Taxonomy.PPKS:
        return bool(item.data.get("sensitive"))
    rows = [lists.item(Taxonomy.PPKS, one) for one in item.data.get("ppks", [])]
    return taxonomy.sensitive(row.data for row in rows if row)


def _item(kind: str, code: str) -> ListItem:
    found = lists.item(kind, code)
    if found is None:
        raise Problem(
            "field_invalid", "code", name="jenis", why="pilihannya tidak ada dalam daftar"
        )
    return found
