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
from bubuhan.lists import queries as lists
from bubuhan.volunteers import competence
from bubuhan.volunteers.queries import active_in

MOST_CANDIDATES = 5_000
OPEN_TASK = ("offered", "accepted")


def responders(actor: Actor, case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """Who could be asked, best first, with reasons. Empty unless the case is seen in full."""
    return ranked(case, limit) if access.access(actor, case) == "full" else []


def ranked(case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """The same for a caller who knows that the case is seen in full."""
    mandates = mandates_for(case.area_code, case.need)
    task = task_of(case)
    found = candidates(case, mandates, [s.code for s in task.skills])
    return dispatch.rank(task, found, mandates, limit)


def helpers(case: Case, limit: int = 20) -> list[dispatch.Ranked]:
    """Who of any pillar could help beside the responder; who has the case already is left out."""
    meant = mandates_for(case.area_code, case.need)
    also = dispatch.Mandate(0, "membantu sesuai bidang pilarnya")
    mandates = {p: meant.get(p, also) for p in lists.codes("pillar")}
    task = task_of(case)
    found = candidates(case, None, [s.code for s in task.skills])
    return dispatch.rank(task, [c for c in found if not c.offered], mandates, limit)


def refused(case: Case, text: str, limit: int = 12) -> list[tuple[dispatch.Candidate, str]]:
    """Members found by a part of their name, each with why he is not among the suggested, or "" if he may be."""
    mandates = mandates_for(case.area_code, case.need)
    task = task_of(case)
    found = candidates(case, None, [s.code for s in task.skills])
    wanted = text.casefold()
    hits = [c for c in found if wanted in c.name.casefold()][:limit]
    return [(c, dispatch.barred(task, c, mandates)) for c in hits]


def task_of(case: Case) -> dispatch.Task:
    """The case as the ranking needs it: its point (or its desa's), what it asks for, the ways."""
    lat, lon = case.lat, case.lon
    if lat is None:
        points = Area.objects.filter(code=case.area_code).values_list("lat", "lon")
        lat, lon = points.first() or (None, None)
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
    known = _known(area, skills, here or {}, rows)
    return [_candidate(row, known) for row in rows]


def _known(
    area: str, skills: Sequence[str], here: Mapping[UUID, str], rows: Sequence[tuple[Any, ...]]
) -> _Known:
    now = clock.now()
    codes = {row[4] for row in rows}
    mine = active_in(area).select_related(None).values("person_id")
    busy = Assignment.objects.filter(state__in=OPEN_TASK, person_id__in=mine)
    phones = Device.objects.filter(revoked_at=None, user__person_id__in=mine)
    points = Area.objects.filter(subtree_q(area, "code")).values_list("code", "lat", "lon")
    return _Known(
        load=Counter(busy.values_list("person_id", flat=True)),
        here=here,
        phones=frozenset(p for (p,) in phones.values_list("user__person_id") if p),
        points={code: (lat, lon) for code, lat, lon in points if code in codes},
        duty=on_duty_in(area, now),
        skills=competence.holders(skills, now.date()) if skills else {},
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
        here in OPEN_TASK,
        person_id in known.phones,
        person_id in known.duty,
        here == "lapsed",
        known.skills.get(person_id, _NO_SKILLS),
    )
