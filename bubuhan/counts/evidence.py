"""What stands behind a grade, frozen: criteria and by what they are met, and people with several hats."""

from typing import Any
from uuid import UUID

from django.db import connection

_CRITERIA = """
WITH persons AS (
  SELECT DISTINCT pillar, person_id FROM counts_snapshotrow WHERE snapshot_id = %(snapshot)s
), asked AS (
  SELECT DISTINCT ON (p.pillar, c.code) p.pillar, c.code, c.name, c.sort, r.name AS rules
  FROM (SELECT DISTINCT pillar FROM persons) p
  JOIN standing_ruleset r ON r.pillar = p.pillar AND r.valid_to IS NULL
  JOIN standing_criterion c ON c.ruleset_id = r.id AND c.valid_to IS NULL
  ORDER BY p.pillar, c.code, r.valid_from DESC NULLS LAST
), given AS (
  SELECT DISTINCT ON (2, 1) a.criterion, coalesce(h.same_as_id, h.id) AS person_id, a.answer
  FROM standing_criterionanswer a JOIN people_person h ON h.id = a.person_id
  WHERE coalesce(h.same_as_id, h.id) IN (SELECT person_id FROM persons)
  ORDER BY 2, 1, a.at DESC
)
SELECT q.pillar, q.code, q.name, q.rules, coalesce(g.answer, 'tidak_diketahui'), count(*)
FROM asked q JOIN persons p ON p.pillar = q.pillar
LEFT JOIN given g ON g.criterion = q.code AND g.person_id = p.person_id
GROUP BY q.pillar, q.code, q.name, q.rules, q.sort, 5 ORDER BY q.pillar, q.sort, q.code, 5
"""
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
  SELECT * FROM standing_doubledecision WHERE finding_id = f.id ORDER BY at DESC LIMIT 1
) d ON true
WHERE f.state <> 'closed' AND f.verdict <> 'wajar'
ORDER BY f.rank DESC, p.name, p.person_id, f.first, f.second
"""


def criteria(snapshot_id: UUID) -> list[dict[str, Any]]:
    """`[{"pillar", "rules", "code", "name", "answers": {"bukti": n, ...}}]`, persons counted once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for pillar, code, name, rules, answer, count in _run(_CRITERIA, snapshot_id):
        blank = {"pillar": pillar, "rules": rules, "code": code, "name": name, "answers": {}}
        found.setdefault((pillar, code), blank)["answers"][answer] = count
    return list(found.values())


def hats(snapshot_id: UUID) -> list[dict[str, Any]]:
    """People with more than one role and what was decided about each pair.

    `[{"person", "name", "first", "second", "verdict", "state", "choice", "letter", "by", "on", "until"}]`
    """
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
        for person, name, first, second, verdict, state, until, choice, letter, by, at in _run(
            _HATS, snapshot_id
        )
    ]


def _run(sql: str, snapshot_id: UUID) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('standing_doubledecision')")
        if cursor.fetchone()[0] is None:
            return []
        cursor.execute(sql, {"snapshot": snapshot_id})
        return list(cursor.fetchall())
