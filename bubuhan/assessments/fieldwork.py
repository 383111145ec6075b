"""The people of a household as somebody at the door tells them: added, corrected, also without signal."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.assessments import members
from bubuhan.assessments.classifying import age_of
from bubuhan.assessments.members import MemberValues
from bubuhan.assessments.models import (
    HouseholdCase,
    Member,
    MemberChange,
    MemberEntry,
    Residence,
)
from bubuhan.assessments.writing import Pen, household_for, must_know, of_others
from bubuhan.cases import conflicts
from bubuhan.cases.entries import Stamp, touches
from bubuhan.cases.guards import standing
from bubuhan.cases.models import Case, Conflict
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import show_phone
from bubuhan.lists import queries as lists

_SEX = {"L": "laki-laki", "P": "perempuan"}
_SHARED = ("name", "relation", "sex", "birth_date", "age_years", "phone", "residence", "guardian")


def tell_member(
    *,
    actor: Actor,
    case_id: UUID,
    changes: dict[str, Any],
    seen: dict[str, Any],
    member_id: UUID | None = None,
    stamp: Stamp,
) -> Member:
    """Who works on the case adds a person of the household (his id is the command's), or corrects one.

    `changes` holds what he wrote, `seen` what stood there before him: a value that somebody else changed
    meanwhile stays, and both go to the conflict desk. A suspicion is said here, never lifted.
    Raises `member_gone`, `member_nik_known`, `member_twice`, `field_invalid`, `nik_*`, `phone_invalid`,
    `date_future`, `not_found`, `forbidden`, `case_protected`.
    """
    with journal.unit():
        here = standing(actor, case_id)
        must_know(actor, here)
        pen = Pen(actor, here.case, stamp)
        house = household_for(pen)
        if member_id is None:
            member = members.begin(house, stamp, stamp.id)
            values = MemberValues(**{"relation": "tidak_tahu", **changes})
            members.write(pen, member, members.checked(values, stamp, member))
            return member
        found = house.members.filter(id=member_id, removed_at=None).first()
        if found is None:
            raise Problem("member_gone")
        if changes.get("nik") and found.nik:
            raise Problem("member_nik_known", "changes.nik")
        new = members.checked(replace(members.values_of(found), **changes), stamp, found)
        stands = _standing(found, stamp)
        clashing = [
            name
            for name in _SHARED
            if name in changes and stands[name] not in (new[name], seen.get(name, stands[name]))
        ]
        kept = {name: getattr(found, name) for name in clashing}
        before = [(name, _text(getattr(found, name)), _text(new[name])) for name in clashing]
        members.write(pen, found, new | kept)
        for name, old, sent in before:
            _clash(pen, found, name, old, sent)
    return found


def _standing(member: Member, stamp: Stamp) -> dict[str, Any]:
    """What a phone would show now; an age grows with the years."""
    values = {name: getattr(member, name) for name in _SHARED}
    return values | {"age_years": age_of(member, clock.day(stamp.at))}


def _clash(pen: Pen, member: Member, name: str, stands: str, sent: str) -> None:
    rows = MemberEntry.objects.filter(member=member, data__has_key=name).order_by("-at")
    last = rows.first()
    conflicts.clash(
        actor=pen.actor,
        case=pen.case,
        field=f"member.{name}",
        about=member.id,
        about_name=member.name or lists.title("relation", member.relation).lower(),
        kept=(stands, last.by if last else ""),
        sent=sent,
        stamp=pen.stamp,
    )


def _text(value: Any) -> str:
    """A value as the conflict desk keeps it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _value(name: str, text: str) -> Any:
    """What `_text` made of it."""
    if name == "guardian":
        return text == "ya"
    if name == "birth_date":
        return date.fromisoformat(text) if text else None
    return (int(text) if text else None) if name == "age_years" else text


def _show(field: str, text: str) -> str:
    name = field.partition(".")[2]
    if name == "relation":
        return lists.title("relation", text)
    if name == "residence" and text in Residence.values:
        return Residence(text).label
    if name == "phone":
        return show_phone(text)
    return _SEX.get(text, text) if name == "sex" else text


def _settle(actor: Actor, case: Case, conflict: Conflict, stamp: Stamp) -> bool:
    """The later value after all, unless the row has moved on since or the person is gone."""
    name = conflict.field.partition(".")[2]
    if conflict.about is None:
        return False
    rows = Member.objects.filter(household__cases__case=case, removed_at=None)
    member = rows.filter(id=conflict.about).first()
    if member is None or _text(getattr(member, name)) != conflict.kept_value:
        return False
    values = replace(members.values_of(member), **{name: _value(name, conflict.sent_value)})
    members.write(Pen(actor, case, stamp), member, members.checked(values, stamp, member))
    return True


KEEPER = conflicts.Keeper(
    fields={f"member.{name}": members.FIELDS[name] for name in _SHARED},
    show=_show,
    write=_settle,
)


def case_updated(event: Event) -> None:
    """Reaction on `case.updated`: the one the case is about is the same person in his household."""
    with journal.unit():
        case = Case.objects.get(id=event.subject_id)
        link = HouseholdCase.objects.filter(case=case).select_related("household").first()
        if link is None:
            return
        rows = link.household.members.filter(relation="subjek", removed_at=None)
        if link.household.cases.count() > 1:  # of two cases: whose subject is it?
            rows = rows.filter(person_id=case.person_id, person_id__isnull=False)
        stamp = Stamp.fresh()
        followed = [_follow(case, member, stamp) for member in rows]
        if any(followed):
            journal.touch(*touches(case), *of_others(link.household, case.id))


def _follow(case: Case, member: Member, stamp: Stamp) -> bool:
    values = replace(
        members.values_of(member),
        name=case.subject_name,
        sex=case.subject_sex or member.sex,
        phone=case.subject_phone or member.phone,
    )
    if case.subject_age is not None and member.birth_date is None:
        values = replace(values, age_years=case.subject_age)
    changes = members.apply(member, members.checked(values, stamp, member), case, stamp)
    if changes:
        member.save()
        MemberEntry.objects.create(
            member=member,
            case=case,
            kind=MemberChange.CHANGED,
            at=stamp.at,
            by="Data kasus",
            data=changes,
        )
    return bool(changes)
