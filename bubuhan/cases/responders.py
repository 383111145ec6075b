"""Who could be asked to help with a case: the members in reach, ranked by `dispatch`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.cases import access, dispatch
from bubuhan.cases.models import Assignment, Case
from bubuhan.cases.rules import mandates_for
from bubuhan.duty.queries import on_duty_in, ways_in
from bubuhan.geo.codes import kabkota_of
from bubuhan.geo.models import Area
from bubuhan.kernel import clock
from bubuhan.kernel.quick import prepared
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.volunteers import competence
from bubuhan.volunteers.queries import active_in

MOST_CANDIDATES = 5_000


def responders(actor: Actor, case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """Who could be asked, best first, with reasons. Empty unless the case is seen in full."""
    return ranked(case, limit) if access.access(actor, case) == "full" else []


def ranked(case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """The same for a caller who knows that the case is seen in full."""
    return _best(case, mandates_for(case.area_code, case.need), limit)


def helpers(case: Case, each: int = 3) -> list[dispatch.Ranked]:
    """Who could help beside the responder: the best few of every pillar, other pillars than his first.

    Who has the case already is left out.
    """
    meant = mandates_for(case.area_code, case.need)
    also = dispatch.Mandate(0, "membantu sesuai bidang pilarnya")
    mandates = {p: meant.get(p, also) for p in lists.codes("pillar")}
    lead = case.assignments.filter(state="accepted", part="lead").values_list("pillar", flat=True)
    own, taken = set(lead), Counter[str]()
    chosen = []
    for one in _best(case, mandates, MOST_CANDIDATES, had=False):
        taken[one.candidate.pillar] += 1
        if taken[one.candidate.pillar] <= each:
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.candidate.pillar in own)


def _best(
    case: Case, mandates: Mapping[str, dispatch.Mandate], limit: int, *, had: bool = True
) -> list[dispatch.Ranked]:
    """Ranked in two stages: points of all from few columns, then names and reasons of those in reach."""
    area = kabkota_of(case.area_code) or case.area_code
    points = _points(area)
    task = task_of(case, points)
    found = _sketches(case, area, list(mandates), [s.code for s in task.skills])
    if not had:
        found = [row for row in found if dispatch.Sketch._make(row).here not in dispatch.OPEN_TASK]
    short = dispatch.shortlist(task, found, mandates, points, limit)
    return dispatch.rank(task, _filled(short, points), mandates, limit)


def refused(case: Case, text: str, limit: int = 12) -> list[tuple[dispatch.Candidate, str]]:
    """Members found by a part of their name, each with why he is not among the suggested, or "" if he may be."""
    mandates = mandates_for(case.area_code, case.need)
    task = task_of(case)
    found = candidates(case, None, [s.code for s in task.skills])
    wanted = text.casefold()
    hits = [c for c in found if wanted in c.name.casefold()][:limit]
    return [(c, dispatch.barred(task, c, mandates)) for c in hits]


def task_of(case: Case, points: dispatch.Points | None = None) -> dispatch.Task:
    """The case as the ranking needs it: its point (or its desa's), what it asks for, the ways."""
    lat, lon = case.lat, case.lon
    if lat is None:
        known = _points(case.area_code) if points is None else points
        lat, lon = known.get(case.area_code, _NOWHERE)
    return dispatch.Task(
        case.need,
        case.area_code,
        lat,
        lon,
        skills_of(competence.asked_for(case.area_code, case.need)),
        ways_of(kabkota_of(case.area_code) or case.area_code),
    )


def skills_of(asked: Iterable[competence.Asked]) -> tuple[dispatch.Skill, ...]:
    """What a need asks for, as the ranking takes it."""
    return tuple(dispatch.Skill(a.code, a.name, a.needed) for a in asked)


def ways_of(area_code: str) -> dispatch.Ways:
    """Travel factors that touch an area."""
    return {pair: dispatch.Way(*value) for pair, value in ways_in(area_code).items()}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all candidates of one area."""

    load: Mapping[UUID, int]
    here: Mapping[UUID, str]
    phones: frozenset[UUID]
    points: Mapping[str, tuple[float | None, float | None]]
    duty: frozenset[UUID]
    skills: Mapping[UUID, Mapping[str, bool]]
    now: datetime


_REACH = """
WITH mine AS MATERIALIZED (
  SELECT id, person_id, area_code, pillar,
         available AND coalesce(unavailable_until <= %s, true) AS ready
  FROM volunteers_membership
  WHERE status = 'active' AND pillar = ANY(%s::text[])
    AND (area_code = %s OR (area_code >= %s AND area_code < %s))
  LIMIT %s
), busy AS (
  SELECT person_id, count(*)::int AS tasks FROM cases_assignment
  WHERE state IN ('offered', 'accepted') AND person_id IN (SELECT person_id FROM mine)
  GROUP BY person_id
), phones AS (
  SELECT DISTINCT u.person_id FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
  WHERE d.revoked_at IS NULL AND u.person_id IN (SELECT person_id FROM mine)
)
SELECT mine.id::text, mine.person_id::text, area_code, pillar, ready, coalesce(tasks, 0),
       phones.person_id IS NOT NULL
FROM mine LEFT JOIN busy USING (person_id) LEFT JOIN phones USING (person_id)
"""


def _sketches(
    case: Case, area: str, pillars: Sequence[str], skills: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Active members of an area as plain tuples of `dispatch.Sketch`, ids as text. Four queries."""
    now = clock.now()
    values = [now, pillars, area, f"{area}.", f"{area}/", MOST_CANDIDATES]
    rows = prepared(_REACH, values, rows=True)
    tasks = Assignment.objects.filter(case=case).order_by("offered_at")
    here = {str(p): state for p, state in tasks.values_list("person_id", "state")}
    duty = {str(p) for p in on_duty_in(area, now)}
    able = competence.holders(skills, clock.day(now)) if skills else {}
    can = {str(p): tuple(sorted(found.items())) for p, found in able.items()}
    marked = {
        p: (p in duty, here.get(p, ""), can.get(p, ())) for p in here.keys() | duty | can.keys()
    }
    return [row + marked.get(row[1], _UNMARKED) for row in rows]


_UNMARKED = (False, "", ())


def _filled(short: Sequence[dispatch.Sketch], points: dispatch.Points) -> list[dispatch.Candidate]:
    """The few of the first stage with their names."""
    persons = Person.objects.filter(id__in={s.person for s in short})
    names = dict(persons.values_list("id", "name"))
    return [
        dispatch.Candidate(
            person,
            UUID(one.member),
            names[person],
            area_code=one.area_code,
            lat=lat,
            lon=lon,
            **one.traits(),
        )
        for one in short
        for person in (UUID(one.person),)
        for lat, lon in (points.get(one.area_code, _NOWHERE),)
    ]


def _points(area: str) -> dict[str, tuple[float | None, float | None]]:
    rows = Area.objects.filter(subtree_q(area, "code")).values_list("code", "lat", "lon")
    return {code: (lat, lon) for code, lat, lon in rows}


_COLUMNS = (
    "id",
    "person_id",
    "person__name",
    "pillar",
    "area_code",
    "available",
    "unavailable_until",
)


def candidates(
    case: Case, mandates: Mapping[str, Any] | None, skills: Sequence[str]
) -> list[dispatch.Candidate]:
    """The members of the case's kab/kota (of the given pillars) with what the ranking asks of each."""
    area = kabkota_of(case.area_code) or case.area_code
    tasks = Assignment.objects.filter(case=case).order_by("offered_at")
    return members(area, mandates, skills, dict(tasks.values_list("person_id", "state")))


def members(
    area: str,
    pillars: Mapping[str, Any] | None,
    skills: Sequence[str],
    here: Mapping[UUID, str] | None = None,
) -> list[dispatch.Candidate]:
    """Active members of an area as candidates. Six queries for any number of them.

    Columns, not objects: a person's row would bring his encrypted NIK along, three thousand times.
    """
    found = active_in(area)
    if pillars is not None:
        found = found.filter(pillar__in=list(pillars))
    rows = list(found.select_related(None).values_list(*_COLUMNS)[:MOST_CANDIDATES])
    known = _known(area, skills, here or {})
    return [_candidate(row, known) for row in rows]


def _known(area: str, skills: Sequence[str], here: Mapping[UUID, str]) -> _Known:
    now = clock.now()
    mine = active_in(area).select_related(None).values("person_id")
    busy = Assignment.objects.filter(state__in=dispatch.OPEN_TASK, person_id__in=mine)
    phones = Device.objects.filter(revoked_at=None, user__person_id__in=mine)
    return _Known(
        load=Counter(busy.values_list("person_id", flat=True)),
        here=here,
        phones=frozenset(p for (p,) in phones.values_list("user__person_id") if p),
        points=_points(area),
        duty=on_duty_in(area, now),
        skills=competence.holders(skills, clock.day(now)) if skills else {},
        now=now,
    )


_NOWHERE: tuple[float | None, float | None] = (None, None)
_NO_SKILLS: Mapping[str, bool] = {}


def _candidate(row: tuple[Any, ...], known: _Known) -> dispatch.Candidate:
    member_id, person_id, name, pillar, area, available, until = row
    lat, lon = known.points.get(area, _NOWHERE)
    here = known.here.get(person_id, "")
    return dispatch.Candidate(
        person_id,
        member_id,
        name,
        pillar,
        area,
        lat,
        lon,
        available and not (until is not None and until > known.now),
        known.load.get(person_id, 0),
        here == "declined",
        here in dispatch.OPEN_TASK,
        person_id in known.phones,
        person_id in known.duty,
        here == "lapsed",
        known.skills.get(person_id, _NO_SKILLS),
    )
