"""Where a household lives, and which cases are about it."""

from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments.models import Household, HouseholdCase
from bubuhan.assessments.writing import Pen, house_told, household_for
from bubuhan.cases.access import access
from bubuhan.cases.entries import Stamp
from bubuhan.cases.guards import for_office
from bubuhan.cases.models import Case
from bubuhan.kernel.problems import Problem
from bubuhan.reports import checks


def save_home(
    *, actor: Actor, case_id: UUID, area_code: str, address: str, note: str, rev: int | None = None
) -> Household:
    """Where they live. Raises `area_missing`, `area_unknown`, `not_found`, `forbidden`, `conflict`."""
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        checks.area(area_code, "area_code")
        house = household_for(pen)
        house.area_code, house.address, house.note = area_code, address[:250], note[:500]
        house.save()
        house_told(pen, house, "Tempat tinggal keluarga diperbarui.", None)
    return house


def join(*, actor: Actor, case_id: UUID, number: str, rev: int | None = None) -> Household:
    """This case is about the household of another case, which the officer must see in full too.

    Raises `household_none` (unknown number, out of sight, or no household yet; all the same words),
    `household_begun` (this case has members of its own already), `not_found`, `conflict`.
    """
    stamp = Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "family.edit", case_id, rev)
        pen = Pen(actor, case, stamp)
        other = Case.objects.filter(number=number.strip().upper()).exclude(id=case.id).first()
        link = HouseholdCase.objects.filter(case=other).first() if other else None
        if other is None or link is None or access(actor, other) != "full":
            raise Problem("household_none", "number")
        own = HouseholdCase.objects.filter(case=case).first()
        if own is not None and own.household.members.filter(removed_at=None).count() > 1:
            raise Problem("household_begun", "number")
        if own is not None:
            own.delete()
        HouseholdCase.objects.create(
            case=case, household=link.household, at=stamp.at, by=actor.name
        )
        house_told(
            pen,
            link.household,
            "Keluarga yang sama dengan kasus lain.",  # which one: it may be protected, now or later
            None,
        )
    return link.household
