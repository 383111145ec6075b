"""Findings of double roles: raised, opened again, closed. Idempotent per person and pair."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.standing import pairing, rules
from bubuhan.standing.models import DoubleFinding, Occupation
from bubuhan.volunteers.models import Membership, Status

State = DoubleFinding.State
_FIELDS = ("verdict", "rank", "state", "key", "why", "rule_id", "first_member_id", "second_member_id", "occupation_id",
           "area_code", "area_other", "changed_at", "valid_until")  # fmt: skip


@dataclass(slots=True)
class _Person:
    """What one group of rows has on: hats, the memberships behind them, findings so far."""

    rows: set[UUID] = field(default_factory=set)
    hats: list[pairing.Hat] = field(default_factory=list)
    members: dict[str, Membership] = field(default_factory=dict)
    works: dict[str, Occupation] = field(default_factory=dict)
    known: dict[tuple[str, str], DoubleFinding] = field(default_factory=dict)
    spare: list[DoubleFinding] = field(default_factory=list)


def look(heads: dict[UUID, UUID]) -> int:
    """Compare the hats of persons (row -> head, whole groups) with the rules; findings changed.

    Five queries to read, two to write, for any number. Call inside `journal.unit()`.
    """
    people = gather(heads)
    table = rules.pair_rules()
    fresh: list[DoubleFinding] = []
    changed: list[DoubleFinding] = []
    for head, person in people.items():
        pairs = pairing.judge(person.hats, table)
        wanted = {p.roles: p for p in pairs if p.rule.verdict != pairing.FINE}
        for roles, pair in wanted.items():
            found = person.known.get(roles)
            if found is None:
                fresh.append(_made(head, pair, person))
            elif _moved(found, pair, person):
                changed.append(found)
        gone = [f for roles, f in person.known.items() if roles not in wanted] + person.spare
        changed += [f for f in gone if _closed(f)]
    DoubleFinding.objects.bulk_create(fresh, ignore_conflicts=True)
    DoubleFinding.objects.bulk_update(changed, _FIELDS, batch_size=500)
    for one in fresh:
        _tell("double.found", one)
    for one in changed:
        _tell("double.closed" if one.state == State.CLOSED else "double.reopened", one)
    return len(fresh) + len(changed)


def gather(heads: dict[UUID, UUID]) -> dict[UUID, _Person]:
    """Hats, work and findings of whole groups (row -> head), by head."""
    people: dict[UUID, _Person] = defaultdict(_Person)
    for row, head in heads.items():
        people[head].rows.add(row)
    members = Membership.objects.filter(person_id__in=heads, status=Status.ACTIVE)
    short = members.only("id", "person_id", "pillar", "position", "area_code", "started_on")
    for member in short.order_by("started_on", "id"):
        one = people[heads[member.person_id]]
        role = pairing.role(member.pillar, member.position)
        one.hats.append(pairing.Hat(str(member.id), role, member.area_code))
        one.members[str(member.id)] = member
    for work in Occupation.objects.filter(person_id__in=heads, ended_on=None).order_by("id"):
        one = people[heads[work.person_id]]
        one.hats.append(pairing.Hat(str(work.id), f"kerja:{work.code}", outside=True))
        one.works[str(work.id)] = work
    findings = DoubleFinding.objects.filter(person_id__in=heads).order_by("-changed_at")
    for finding in findings:
        one = people[heads[finding.person_id]]
        roles = finding.first, finding.second
        if one.known.setdefault(roles, finding) is not finding:
            one.spare.append(finding)
    return people


def _made(head: UUID, pair: pairing.Pair, person: _Person) -> DoubleFinding:
    now = clock.now()
    made = DoubleFinding(
        person_id=head, first=pair.roles[0], second=pair.roles[1], found_at=now, changed_at=now
    )
    _describe(made, pair, person)
    made.state = State.OPEN if pair.rule.verdict in pairing.WAITS else State.NOTED
    return made


def _describe(finding: DoubleFinding, pair: pairing.Pair, person: _Person) -> None:
    finding.verdict, finding.key = pair.rule.verdict, pair.key
    finding.rank, finding.rule_id = pairing.RANK[pair.rule.verdict], pair.rule.id
    one, other = (person.members.get(h.key) for h in (pair.first, pair.second))
    finding.first_member, finding.second_member = one, other
    finding.occupation = person.works.get(pair.second.key) or person.works.get(pair.first.key)
    areas = sorted({m.area_code for m in (one, other) if m}, key=lambda code: (-len(code), code))
    finding.area_code, finding.area_other = (*areas, "", "")[:2]


def _moved(finding: DoubleFinding, pair: pairing.Pair, person: _Person) -> bool:
    """Bring a known finding up to what is so now; False when nothing changed."""
    if finding.key == pair.key and finding.state != State.CLOSED:
        return False
    was_closed = finding.state == State.CLOSED
    settled = finding.state in (State.DECIDED, State.NOTED, State.CLOSED)
    _describe(finding, pair, person)
    if settled:
        waits = pair.rule.verdict in pairing.WAITS
        finding.state = State.OPEN if waits else State.NOTED
        finding.valid_until = None
    finding.why = "rangkap lagi" if was_closed else "tugas atau aturannya berubah"
    finding.changed_at = clock.now()
    return True


def _closed(finding: DoubleFinding) -> bool:
    if finding.state == State.CLOSED:
        return False
    finding.state, finding.valid_until = State.CLOSED, None
    finding.why = "salah satu tugas sudah berakhir, atau aturannya menyebut wajar"
    finding.changed_at = clock.now()
    return True


def _tell(name: str, finding: DoubleFinding) -> None:
    journal.record(
        name,
        actor=SYSTEM,
        subject=("person", finding.person_id),
        area=finding.area_code,
        data={
            "finding": str(finding.id),
            "pair": [finding.first, finding.second],
            "verdict": finding.verdict,
        },
    )


def expire(today: date) -> int:
    """Open again what was allowed until a day that has passed. Call inside `journal.unit()`."""
    rows = list(DoubleFinding.objects.filter(state=State.DECIDED, valid_until__lt=today))
    for row in rows:
        row.why = f"izin berakhir {row.valid_until:%d-%m-%Y}"
        row.state, row.valid_until, row.changed_at = State.OPEN, None, clock.now()
        journal.record(
            "double.reopened",
            actor=SYSTEM,
            subject=("person", row.person_id),
            area=row.area_code,
            data={"finding": str(row.id), "pair": [row.first, row.second], "verdict": row.verdict},
        )
    DoubleFinding.objects.bulk_update(rows, ["why", "state", "valid_until", "changed_at"])
    return len(rows)


def many_hats() -> Iterable[UUID]:
    """Heads with several active roles, or with a finding that is not closed."""
    with connection.cursor() as cursor:
        cursor.execute(_MANY)
        yield from (row[0] for row in cursor.fetchall())


_MANY = """
SELECT head FROM (
  SELECT coalesce(p.same_as_id, p.id) AS head, m.pillar AS role
  FROM volunteers_membership m JOIN people_person p ON p.id = m.person_id WHERE m.status = 'active'
  UNION ALL
  SELECT coalesce(p.same_as_id, p.id), 'kerja:' || o.code
  FROM standing_occupation o JOIN people_person p ON p.id = o.person_id WHERE o.ended_on IS NULL
) hats GROUP BY head HAVING count(DISTINCT role) > 1
UNION
SELECT coalesce(p.same_as_id, p.id) FROM standing_doublefinding f
JOIN people_person p ON p.id = f.person_id WHERE f.state <> 'closed'
ORDER BY 1
"""
