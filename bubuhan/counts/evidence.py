"""What stands behind a grade, frozen: criteria and by what they are met, and people with several hats."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from bubuhan.accounts.policy import subtree_q
from bubuhan.standing import facts, rules
from bubuhan.standing.facts import Standing
from bubuhan.volunteers.models import Membership, Status

_CHUNK = 2000
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
    counted: set[tuple[UUID, str]] = set()
    for one in _standings(area):
        person = one.member.person
        key = (person.same_as_id or person.id, one.member.pillar)
        if key in counted:
            continue
        counted.add(key)
        verdicts[one.member.pillar, one.verdict.code, one.verdict.label] += 1
        for found in one.verdict.reasons:
            name = one.rules.name if one.rules else ""
            answers[one.member.pillar, name, found.code, found.name, found.answer] += 1
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
            "on": at.date().isoformat() if at else "",
            "until": until.isoformat() if until else "",
        }
        for person, name, first, second, verdict, state, until, choice, letter, by, at in found
    ]


def _standings(area: str) -> Iterator[Standing]:
    """How every active membership of an area stands now, in constant memory."""
    book = rules.book()
    found = (
        Membership.objects.filter(subtree_q(area), status=Status.ACTIVE)
        .select_related("person")
        .order_by("area_code", "id")
        .iterator(chunk_size=_CHUNK)
    )
    while chunk := list(islice(found, _CHUNK)):
        yield from facts.load(chunk, book)
