"""Helpers of every write in this room: the guard of field and office, the line in the timeline, the event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role
from bubuhan.assessments.models import Household, HouseholdCase, Member
from bubuhan.cases.access import in_office
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import Standing, may_work, once_involved
from bubuhan.cases.models import Case, EntryKind
from bubuhan.journal import Touch
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.reports.commands import FileRef


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes on which (locked) case, when."""

    actor: Actor
    case: Case
    stamp: Stamp


def told(
    event: str,
    pen: Pen,
    *,
    text: str,
    data: dict[str, Any],
    files: list[FileRef] | None = None,
    touched: list[Touch] | None = None,
) -> None:
    """A new revision, a line in the timeline, one event. `data` holds ids and codes only."""
    actor, case, stamp = pen.actor, pen.case, pen.stamp
    save(case)
    append(case, EntryKind.ASSESS, stamp=stamp, **who(actor), text=text, files=files or ())
    if case.sensitive:
        data = {key: value for key, value in data.items() if key != "code"}
    journal.record(
        event,
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data=data,
        touched=touches(case) + (touched or []),
        at=stamp.at,
    )


def house_told(pen: Pen, house: Household, text: str, member: Member | None) -> None:
    """`household.saved`; the documents of the household's other cases move on too."""
    told(
        "household.saved",
        pen,
        text=text,
        data={"household": str(house.id), "member": str(member.id) if member else ""},
        touched=of_others(house, pen.case.id),
    )


def must_know(actor: Actor, here: Standing) -> None:
    """Who works on the case, or did: what was seen in the field is kept, also late.

    Raises `case_protected`, `forbidden`.
    """
    if may_work(actor, here):
        return
    if actor.role == Role.RELAWAN and once_involved(actor, here.case):
        return
    if here.level == "masked" and in_office(actor, here.case):
        raise Problem("case_protected")
    raise Problem("forbidden")


def household_for(pen: Pen) -> Household:
    """The household of a case, begun with the person the case is about when there is none yet."""
    actor, case, stamp = pen.actor, pen.case, pen.stamp
    link = HouseholdCase.objects.select_related("household").filter(case=case).first()
    if link is not None:
        return link.household
    household = Household.objects.create(
        area_code=case.area_code, address=case.place_note[:250], example=case.example
    )
    HouseholdCase.objects.create(case=case, household=household, at=stamp.at, by=actor.name)
    subject = begun(case, stamp.at)
    subject.household = household
    subject.save()
    return household


def begun(case: Case, at: datetime | None = None) -> Member:
    """The one the case is about as a member, unsaved: what the report said of him."""
    return Member(
        person_id=case.person_id,
        name=case.subject_name,
        relation="subjek",
        sex=case.subject_sex,
        age_years=case.subject_age,
        age_noted_on=clock.day(case.opened_at) if case.subject_age is not None else None,
        phone=_phone(case.subject_phone),
        position=0,
        created_at=at or case.opened_at,
    )


def _phone(raw: str) -> str:
    from bubuhan.kernel.phones import parse_phone

    found = parse_phone(raw)
    return "" if isinstance(found, Problem) or not found else found[0]


def of_others(household: Household, but: UUID) -> list[Touch]:
    """The documents of the household's other cases, which show the same people."""
    links = HouseholdCase.objects.filter(household=household).exclude(case_id=but)
    return [one for link in links.select_related("case") for one in touches(link.case)]
