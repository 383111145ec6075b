"""The panel of a person: verdicts, criteria with evidence, grade with what to put right, hats."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan.accounts.policy import Actor, can
from bubuhan.files.queries import arrived
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.standing import criteria, doubles, facts, grading, rules
from bubuhan.standing.groups import heads_of
from bubuhan.standing.models import AnswerWord, CriterionAnswer
from bubuhan.volunteers.models import Membership, Status

_NUMBERS = {1: "satu", 2: "dua", 3: "tiga", 4: "empat", 5: "lima"}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as the panel shows it, with the last answer and the ones before."""

    finding: criteria.Finding
    rule: criteria.Rule
    last: CriterionAnswer | None
    before: list[CriterionAnswer]


def of(actor: Actor, person: Person) -> dict[str, Any]:
    """Everything the panel shows of one person; about twenty queries, whoever it is."""
    heads = heads_of([person.id])
    book = rules.book()
    members = list(
        Membership.objects.filter(person_id__in=heads, status=Status.ACTIVE)
        .select_related("person")
        .order_by("started_on", "id")
    )
    answers = facts.answers_of(heads).get(heads[person.id], [])
    _, works = doubles.hats_of(person.id)
    findings = doubles.findings_for([person.id])[person.id]
    return {
        "person": person,
        "arrived": arrived({a.sha256 for a in answers if a.sha256}),
        "hats": [_hat(one, answers, book) for one in facts.load(members, book)],
        "works": [{"row": w, "name": lists.title("occupation", w.code)} for w in works],
        "carries": len(members) + len(works),
        "findings": [(f, doubles.pair_label(f.first, f.second)) for f in findings],
        "may_answer": _may_answer(actor, person, members),
        "may_verify": can(actor, "criterion.verify"),
        "answer_options": _options(actor),
        "occupations": [(i.code, i.name) for i in lists.items("occupation")],
    }


def _may_answer(actor: Actor, person: Person, members: list[Membership]) -> bool:
    inside = any(actor.covers(c) for c in (person.area_code, *(m.area_code for m in members)) if c)
    return can(actor, "criterion.answer") and inside


def _options(actor: Actor) -> list[tuple[str, str]]:
    words = list(AnswerWord.choices)
    return words if can(actor, "criterion.verify") else words[1:]


def _hat(one: facts.Standing, answers: list[CriterionAnswer], book: rules.Book) -> dict[str, Any]:
    member = one.member
    mine = [a for a in answers if a.membership_id in (None, member.id)
            or a.criterion not in book.per_membership]  # fmt: skip
    found = grading.grade(one.grade)
    others = [
        criteria.evaluate(one.facts, other)
        for other in book.all_of(member.pillar)
        if one.rules is None or other.code != one.rules.code
    ]
    names = [o.name for o in book.all_of(member.pillar) if one.rules is None or o.code != one.rules.code]  # fmt: skip
    return {
        "member": member,
        "verdict": one.verdict,
        "headline": headline(one.verdict),
        "ruleset": one.rules,
        "lines": _lines(one, mine, book),
        "others": list(zip(names, others, strict=True)),
        "grade": found,
        "label": rules.pillar_label(member.pillar),
    }


def _lines(one: facts.Standing, answers: list[CriterionAnswer], book: rules.Book) -> list[Line]:
    if one.rules is None:
        return []
    out = []
    for finding, rule in zip(one.verdict.reasons, one.rules.rules, strict=True):
        given = [a for a in reversed(answers) if a.criterion == rule.code]
        out.append(Line(finding, rule, given[0] if given else None, given[1:]))
    return out


def headline(verdict: criteria.Verdict) -> str:
    """What is missing, in one sentence: "Kurang satu: unggah sertifikat Bimtek dasar."."""
    count = len(verdict.missing)
    if not count:
        return ""
    more = f"; dan {_NUMBERS.get(count - 3, count - 3)} lagi" if count > 3 else ""
    return f"Kurang {_NUMBERS.get(count, count)}: {'; '.join(verdict.missing[:3])}{more}."


def is_per_membership(code: str) -> bool:
    """True when a criterion is answered for each membership apart."""
    return code in rules.book().per_membership


def membership_of(person: Person, raw: str) -> UUID | None:
    """The membership a form names, when it is this person's."""
    try:
        wanted = UUID(raw)
    except ValueError:
        return None
    group = heads_of([person.id])
    found: UUID | None = (
        Membership.objects.filter(id=wanted, person_id__in=group)
        .values_list("id", flat=True)
        .first()
    )
    return found
