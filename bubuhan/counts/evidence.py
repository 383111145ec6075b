"""What stands behind a grade, frozen: criteria and by what they are met, and people with several hats."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from bubuhan.accounts.policy import subtree_q
from bubuhan.kernel import clock
from bubuhan.standing import facts, rules
from bubuhan.standing.criteria import Facts, Given, Verdict, evaluate
from bubuhan.standing.models import CriterionAnswer
from bubuhan.volunteers.models import Membership, Status

_CHUNK = 5000


class _Hat(NamedTuple):
    id: UUID
    head: UUID
    pillar: str
    duty: str
    birth: date | None
    precision: str
    home: str


class _Answer(NamedTuple):
    membership: UUID | None
    criterion: str
    answer: str
    sha256: str
    expires_on: date | None


_HATS = """
WITH persons AS (
  SELECT DISTINCT ON (person_id) person_id, name FROM counts_snapshotrow
  WHERE snapshot_id = %(snapshot)s ORDER BY person_id, name
)
SELECT p.person_id, p.name, f.first, f.second, f.verdict, f.state, f.valid_until,
       d.choice, d.letter_no, d.by, d.at
FROM standing_doublefinding f
JOIN people_person h ON h.id = f.person_id
JOIN persons p ON p.person_id = coalesce(h.same_as_id, h.id)
LEFT JOIN LATERAL (
  SELECT * FROM standing_doubledecision WHERE finding_id = f.id ORDER BY at DESC, id DESC LIMIT 1
) d ON true
WHERE f.state <> 'closed' AND f.verdict <> 'wajar'
ORDER BY f.rank DESC, p.name, p.person_id, f.first, f.second
"""


def criteria(area: str) -> dict[str, list[dict[str, Any]]]:
    """`{"criteria": [{"pillar", "rules", "code", "name", "answers": {"bukti": n, ...}}],
    "verdicts": [{"pillar", "code", "label", "count"}]}`; a person counts once in each pillar.
    """
    answers: Counter[tuple[str, str, str, str, str]] = Counter()
    verdicts: Counter[tuple[str, str, str]] = Counter()
    for pillar, rule_set, verdict in _verdicts(area):
        verdicts[pillar, verdict.code, verdict.label] += 1
        for found in verdict.reasons:
            answers[pillar, rule_set, found.code, found.name, found.answer] += 1
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for (pillar, rule_set, code, name, answer), count in answers.items():
        blank = {"pillar": pillar, "rules": rule_set, "code": code, "name": name, "answers": {}}
        rows.setdefault((pillar, rule_set, code), blank)["answers"][answer] = count
    return {
        "criteria": sorted(rows.values(), key=lambda r: (r["pillar"] != "PSM", r["pillar"], r["rules"])),
        "verdicts": [
            {"pillar": pillar, "code": code, "label": label, "count": count}
            for (pillar, code, label), count in sorted(verdicts.items())
        ],
    }  # fmt: skip


def hats(snapshot_id: UUID) -> list[dict[str, Any]]:
    """People with more than one role and what was decided about each pair.

    `[{"person", "name", "first", "second", "verdict", "state", "choice", "letter", "by", "on", "until"}]`
    """
    with connection.cursor() as cursor:
        cursor.execute(_HATS, {"snapshot": snapshot_id})
        found = cursor.fetchall()
    return [
        {
            "person": str(person),
            "name": name,
            "first": first,
            "second": second,
            "verdict": verdict,
            "state": state,
            "choice": choice or "",
            "letter": letter or "",
            "by": by or "",
            "on": clock.day(at).isoformat() if at else "",
            "until": until.isoformat() if until else "",
        }
        for person, name, first, second, verdict, state, until, choice, letter, by, at in found
    ]


def _verdicts(area: str) -> Iterator[tuple[str, str, Verdict]]:
    """Pillar, rule set and verdict of every human in every pillar, by his first hat there.

    The same question as `standing.facts.load` asks, without what only a grade needs: a nation's
    100,000 hats pass here while somebody waits.
    """
    book, day = rules.book(), facts.today()
    counted: set[tuple[UUID, str]] = set()
    found = _hats_of(area)
    while chunk := list(islice(found, _CHUNK)):
        answers = _answers({hat.head for hat in chunk})
        for hat in chunk:
            if (hat.head, hat.pillar) in counted:
                continue
            counted.add((hat.head, hat.pillar))
            given = {
                row.criterion: Given(row.answer, bool(row.sha256), row.expires_on)
                for row in answers.get(hat.head, ())
                if row.membership in {None, hat.id} or row.criterion not in book.per_membership
            }
            known = Facts(day, given, hat.birth, hat.precision, hat.home, hat.duty)
            chosen = book.for_place(hat.pillar, hat.duty, day)
            verdict = evaluate(known, chosen, label=rules.pillar_label(hat.pillar))
            yield hat.pillar, chosen.name if chosen else "", verdict


def _hats_of(area: str) -> Iterator[_Hat]:
    """Every active hat of an area, in constant memory."""
    rows = (
        Membership.objects.filter(subtree_q(area), status=Status.ACTIVE)
        .annotate(head=Coalesce("person__same_as_id", "person_id"))
        .order_by("area_code", "id")
        .values_list(
            *("id", "head", "pillar", "area_code", "person__birth_date"),
            *("person__birth_precision", "person__area_code"),
        )
    )
    return (_Hat(*row) for row in rows.iterator(chunk_size=_CHUNK))


def _answers(heads: set[UUID]) -> dict[UUID, list[_Answer]]:
    """All answers of every group, oldest first, by head (one query)."""
    rows = (
        CriterionAnswer.objects.annotate(head=Coalesce("person__same_as_id", "person_id"))
        .filter(Q(person__in=heads) | Q(person__same_as__in=heads))
        .order_by("at", "id")
        .values_list("head", "membership_id", "criterion", "answer", "sha256", "expires_on")
    )
    found: dict[UUID, list[_Answer]] = {}
    for head, member, criterion, answer, sha256, until in rows:
        one = _Answer(member, criterion, answer, sha256, until)
        found.setdefault(head, []).append(one)
    return found
