"""What the pure rules want to know of many memberships, read in few queries for any number."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bubuhan.geo.models import Area, AreaChange
from bubuhan.kernel import clock
from bubuhan.kernel.nik import nik_facts
from bubuhan.lists import queries as lists
from bubuhan.people.models import DuplicateProposal, Person
from bubuhan.standing import criteria, rules
from bubuhan.standing.grading import GradeFacts
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import CriterionAnswer, DoubleFinding
from bubuhan.volunteers.models import Membership

CARD = "ktp_domisili"  # who answered this one with evidence has seen the identity card
State = DoubleFinding.State
# Who did not answer a yearly confirmation: membership ids -> the day it closed (filled by site.wiring).
MISSED: list[Callable[[Collection[UUID]], Mapping[UUID, date]]] = []


@dataclass(frozen=True, slots=True)
class Standing:
    """One membership with everything its grade and its criteria look at."""

    member: Membership
    facts: criteria.Facts
    rules: criteria.Rules | None
    verdict: criteria.Verdict
    grade: GradeFacts


def today() -> date:
    """The day in the office's zone (rules never ask; callers do)."""
    return timezone.localtime(clock.now()).date()


def load(members: Collection[Membership], book: rules.Book | None = None) -> list[Standing]:
    """Facts of memberships whose `person` is loaded; about eight queries for any number."""
    known = book or rules.book()
    day = today()
    heads = heads_of({m.person_id for m in members})
    answers = answers_of(heads)
    areas = _area_states({m.area_code for m in members})
    unsure = unresolved(heads)
    doubles = _open_doubles(heads)
    missed = {k: v for ask in MISSED for k, v in ask([m.id for m in members]).items()}
    out = []
    for member in members:
        head = heads.get(member.person_id, member.person_id)
        facts = _criteria_facts(member, answers.get(head, []), known, day)
        chosen = known.for_place(member.pillar, member.area_code, day)
        verdict = criteria.evaluate(facts, chosen, label=rules.pillar_label(member.pillar))
        grade = _grade_facts(
            member, facts, verdict, area_state=areas.get(member.area_code, "unknown"),
            duplicate=member.person_id in unsure, doubles=doubles.get(head, ()),
            missed_on=missed.get(member.id),
        )  # fmt: skip
        out.append(Standing(member, facts, chosen, verdict, grade))
    return out


def answers_of(heads: dict[UUID, UUID]) -> dict[UUID, list[CriterionAnswer]]:
    """All answers of every group, oldest first, by head."""
    found: dict[UUID, list[CriterionAnswer]] = defaultdict(list)
    for row in CriterionAnswer.objects.filter(person_id__in=heads).order_by("at", "id"):
        found[heads[row.person_id]].append(row)
    return found


def latest(
    answers: Iterable[CriterionAnswer], member: Membership, per_membership: Collection[str]
) -> dict[str, CriterionAnswer]:
    """The last answer per criterion that speaks of this membership (or of the person as a whole)."""
    found: dict[str, CriterionAnswer] = {}
    for row in answers:
        own = row.membership_id == member.id or row.membership_id is None
        if own or row.criterion not in per_membership:
            found[row.criterion] = row
    return found


def unresolved(person_ids: Collection[UUID]) -> set[UUID]:
    """Persons with an open duplicate proposal or contradicting decisions."""
    rows = DuplicateProposal.objects.filter(
        Q(a__in=person_ids) | Q(b__in=person_ids), ~Q(state=DuplicateProposal.State.SETTLED)
    )
    found = {one for pair in rows.values_list("a_id", "b_id") for one in pair}
    found |= set(
        Person.objects.filter(id__in=person_ids, conflict=True).values_list("id", flat=True)
    )
    return found & set(person_ids)


def _criteria_facts(
    member: Membership, answers: list[CriterionAnswer], book: rules.Book, day: date
) -> criteria.Facts:
    given = {
        code: criteria.Given(row.answer, bool(row.sha256), row.expires_on)
        for code, row in latest(answers, member, book.per_membership).items()
    }
    person = member.person
    return criteria.Facts(
        day, given, person.birth_date, person.birth_precision, person.area_code, member.area_code
    )


def _grade_facts(
    member: Membership,
    facts: criteria.Facts,
    verdict: criteria.Verdict,
    *,
    area_state: str,
    duplicate: bool,
    doubles: tuple[tuple[str, str], ...],
    missed_on: date | None,
) -> GradeFacts:
    person = member.person
    number = person.nik or ""
    inside = nik_facts(number) if len(number) == 16 and number.isdigit() else None
    seen = facts.answers.get(CARD)
    entry = lists.item("pillar", member.pillar)
    return GradeFacts(
        today=facts.today,
        nik="none" if not number else "ok" if inside else "bad",
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        sex=person.sex,
        nik_birth=inside.birth_date if inside else None,
        nik_sex=inside.sex if inside else "",
        card_seen=bool(seen and seen.answer == criteria.EVIDENCE),
        decree_no=member.decree_no,
        started_on=member.started_on,
        ends_on=member.ends_on,
        area_code=member.area_code,
        area_state=area_state,
        unit=str(entry.data.get("unit", "")) if entry else "",
        phone=person.phone or person.phone_other,
        confirmed_at=member.confirmed_at,
        missed_on=missed_on,
        duplicate=duplicate,
        verdict=verdict.code,
        verdict_label=verdict.label,
        missing=verdict.missing,
        refused=verdict.refused,
        doubles=doubles,
    )


def _area_states(codes: Collection[str]) -> dict[str, str]:
    rows = dict(Area.objects.filter(code__in=codes).values_list("code", "valid_to"))
    found = {code: "ok" if end is None else "retired" for code, end in rows.items()}
    left = set(codes) - set(rows)
    if left:
        gone = AreaChange.objects.filter(old_code__in=left).values_list("old_code", flat=True)
        found.update(dict.fromkeys(gone, "retired"))
    return found


def _open_doubles(heads: dict[UUID, UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Undecided findings of every group: `(verdict, "PSM dan TKSK")`."""
    rows = DoubleFinding.objects.filter(
        person_id__in=heads, state__in=[State.OPEN, State.REFERRED]
    ).values_list("person_id", "verdict", "first", "second")
    found: dict[UUID, tuple[tuple[str, str], ...]] = {}
    for person, verdict, first, second in rows.order_by("-rank", "first", "second"):
        words = f"{rules.role_label(first)} dan {rules.role_label(second)}"
        found[heads[person]] = (*found.get(heads[person], ()), (verdict, words))
    return found
