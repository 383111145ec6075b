"""What the ledger knows about persons and households, as far as who asks may know it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q

from bubuhan.accounts.policy import Actor, Role, can
from bubuhan.aid import checking
from bubuhan.aid.models import Aid, AidRule
from bubuhan.assessments.models import HouseholdCase
from bubuhan.assessments.queries import household_people
from bubuhan.cases import access
from bubuhan.cases.models import Case
from bubuhan.geo import names as geo_names
from bubuhan.geo.codes import kecamatan_of
from bubuhan.lists import queries as lists
from bubuhan.people.queries import groups_of

LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom aid is for: rows of the same human being, the others of his household, the cases of both.

    A case whose subject is no registry person counts by itself: everything given on it without a
    person or to the same member is his.
    """

    persons: frozenset[UUID] = frozenset()
    others: frozenset[UUID] = frozenset()
    case_id: UUID | None = None
    cases: frozenset[UUID] = frozenset()
    member_id: UUID | None = None


def receiver(person_id: UUID | None, case: Case | None, member_id: UUID | None) -> Receiver:
    """Who is meant, with his household. At most six queries."""
    own = (
        {person_id}
        if person_id
        else {case.person_id}
        if case and case.person_id and not member_id
        else set()
    )
    persons = _groups(own - {None})
    cases = _household_cases(case.id if case else None, persons)
    people: set[UUID] = set()
    for found in household_people(cases).values():
        people |= found
    subjects = Case.objects.filter(id__in=cases).values_list("person_id", flat=True)
    people |= {one for one in subjects if one}
    others = _groups(people) - persons
    return Receiver(
        frozenset(persons),
        frozenset(others),
        case.id if case else None,
        frozenset(cases),
        member_id,
    )


def _groups(persons: Collection[UUID | None]) -> set[UUID]:
    wanted = [p for p in persons if p]
    return {one for group in groups_of(wanted).values() for one in group} if wanted else set()


def _household_cases(case_id: UUID | None, persons: Collection[UUID]) -> set[UUID]:
    """The case and every case of the same household, also of a household these persons are members of."""
    homes = HouseholdCase.objects.none()
    if case_id:
        homes = HouseholdCase.objects.filter(case_id=case_id)
    known = set(homes.values_list("household_id", flat=True))
    if persons:
        known |= set(
            HouseholdCase.objects.filter(
                household__members__person_id__in=persons,
                household__members__removed_at=None,
            ).values_list("household_id", flat=True)
        )
    found = (
        set(HouseholdCase.objects.filter(household_id__in=known).values_list("case_id", flat=True))
        if known
        else set()
    )
    return found | ({case_id} if case_id else set())


def earlier(who: Receiver, kind: str, on: date, skip: Collection[UUID] = ()) -> list[Aid]:
    """Lines of the ledger near a day for this receiver or his household, none of them reversed."""
    whose = Q(person_id__in=who.persons | who.others) | Q(case_id__in=who.cases)
    rows = Aid.objects.filter(
        whose,
        kind=kind,
        reverses=None,
        reversal=None,
        given_on__range=(on - timedelta(days=LONGEST), on + timedelta(days=LONGEST)),
    )
    return list(rows.exclude(id__in=list(skip)).select_related("case").order_by("-given_on")[:200])


def whose_is(who: Receiver, aid: Aid) -> Literal["person", "household"]:
    """Does a line of the ledger mean the same human being, or another of his household?"""
    if aid.person_id:
        return "person" if aid.person_id in who.persons else "household"
    if who.member_id or aid.member_id:
        return "person" if aid.member_id == who.member_id else "household"
    return "person" if aid.case_id == who.case_id else "household"


def rules_now() -> list[checking.Rule]:
    """Every rule in force."""
    return [
        checking.Rule(
            "household" if r.per == "household" else "person",
            r.period_days,
            r.kind,
            r.programme,
            r.area_code,
        )
        for r in AidRule.objects.filter(valid_to=None)
    ]


def seen_ids(actor: Actor | None, rows: Sequence[Aid]) -> set[UUID]:
    """Lines the actor may read whole: of a case he sees in full, or without a case in his area."""
    if actor is None:
        return set()
    cases = {aid.case_id: aid.case for aid in rows if aid.case is not None}
    levels = access.levels(actor, [c for c in cases.values() if c]) if cases else {}
    return {
        aid.id
        for aid in rows
        if (aid.case_id and levels.get(aid.case_id) == "full")
        or (
            aid.case_id is None
            and actor.role != Role.RELAWAN
            and can(actor, "aid.read", aid.area_code)
        )
    }


def warn(
    actor: Actor | None,
    who: Receiver,
    *,
    kind: str,
    programme: str,
    area: str,
    on: date,
    skip: Collection[UUID] = (),
) -> list[checking.Warning]:
    """What speaks against giving this to him on that day, in words the actor may read."""
    rule = checking.rule_for(rules_now(), kind, programme, area)
    if rule is None:
        return []
    rows = [a for a in earlier(who, kind, on, skip) if actor is None or not _secret(actor, a)]
    return checking.check(rule, given(actor, who, rows), on, lists.title("aid_kind", kind))


def _secret(actor: Actor, aid: Aid) -> bool:
    """Of a protected case that is not open to the actor: not even that something was given."""
    return aid.case is not None and aid.case.sensitive and access.access(actor, aid.case) != "full"


def given(actor: Actor | None, who: Receiver, rows: Sequence[Aid]) -> list[checking.Given]:
    """Lines of the ledger as the check sees them; what is out of sight carries no name and no place."""
    seen = seen_ids(actor, rows)
    places = geo_names.names(
        {kecamatan_of(a.area_code) or a.area_code for a in rows if a.id in seen}
    )
    found = []
    for aid in rows:
        if aid.id not in seen:
            found.append(
                checking.Given(
                    aid.id, aid.kind, aid.given_on, whose_is(who, aid), aid.programme, seen=False
                )
            )
            continue
        place = places.get(kecamatan_of(aid.area_code) or aid.area_code, "")
        found.append(
            checking.Given(
                aid.id,
                aid.kind,
                aid.given_on,
                whose_is(who, aid),
                aid.programme,
                aid.recipient,
                place,
                lists.title("aid_source", aid.source),
            )
        )
    return found


def warnings(
    person_ids: Iterable[UUID], kind: str, on: date, *, actor: Actor | None = None, area: str = ""
) -> list[checking.Warning]:
    """For other rooms: what was given to these persons (one human being) too near to a day."""
    persons = _groups(set(person_ids))
    who = receiver(next(iter(persons), None), None, None) if persons else Receiver()
    return warn(actor, who, kind=kind, programme="", area=area, on=on)


def files_in_use(hashes: Collection[str]) -> set[str]:
    """Which of these files are evidence of a line."""
    return set(Aid.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))


def persons_in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons to whom something was given (they may not be removed by an undo)."""
    rows = Aid.objects.filter(person_id__in=person_ids)
    return {one for one in rows.values_list("person_id", flat=True) if one}
