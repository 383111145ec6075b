"""The page `/kasus/bagi-tugas/`: waiting cases of a filter, who would get each, and doing it.

Protected cases are never given out in bulk: who learns of one is decided one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import dispatch, joint, listing, responders
from bubuhan.cases.actions import dispatch as offer
from bubuhan.cases.dispatch import Mandate
from bubuhan.cases.listing import CaseFilter, QueueRow
from bubuhan.cases.models import Assignment, Band, Case, PillarMandate
from bubuhan.geo.codes import kabkota_of
from bubuhan.geo.models import Area
from bubuhan.kernel import clock
from bubuhan.kernel.history import above
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.volunteers import competence

MOST_CASES = 500
EACH = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the proposal with its row for the page."""

    row: QueueRow
    choice: joint.Choice


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A case nobody was found for."""

    row: QueueRow
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The proposal, what stayed over, and the filter it was made for."""

    lines: tuple[Line, ...]
    left: tuple[LeftLine, ...]
    people: int
    more: bool
    filter: CaseFilter
    each: int
    options: dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer decided for one case."""

    case_id: UUID
    person_id: UUID
    rev: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case: offered to whom, or why not and how it stands now."""

    row: QueueRow | None
    name: str
    problem: Problem | None


def page(actor: Actor, params: Mapping[str, str]) -> Page:
    """The proposal for the filter of the address; nothing is written."""
    found = _filter(params)
    each = int(params["tiap"]) if params.get("tiap", "") in map(str, EACH) else joint.MOST_EACH
    cases, more = _waiting(actor, found)
    rows = {row.id: row for row in listing.rows_of(actor, cases)}
    cases = [c for c in cases if c.id in rows and rows[c.id].level == "full"]
    work, hats = problem_of(cases)
    made = joint.propose(work, hats, each)
    return Page(
        tuple(Line(rows[c.case.id], c) for c in made.choices),
        tuple(LeftLine(rows[one.case.id], one.why) for one in made.left),
        len({c.one.candidate.person_id for c in made.choices}),
        more,
        found,
        each,
        {
            "kegawatan": [(b.value, b.label) for b in Band],
            "kebutuhan": [(i.code, i.name) for i in lists.items("need")],
            "tiap": [(str(n), f"paling banyak {n} kasus") for n in EACH],
        },
    )


def _filter(params: Mapping[str, str]) -> CaseFilter:
    return CaseFilter.read(
        {
            "area": params.get("wilayah", ""),
            "band": params.get("kegawatan", ""),
            "need": params.get("kebutuhan", ""),
            "state": "waiting",
        }
    )


def _waiting(actor: Actor, found: CaseFilter) -> tuple[list[Case], bool]:
    """Open cases nobody was asked for yet, the most urgent first; and whether there are more."""
    rows = listing.filtered(actor, found, clock.now()).filter(sensitive=False)
    cases = list(rows.order_by("deadline_at", "id")[: MOST_CASES + 1])
    return cases[:MOST_CASES], len(cases) > MOST_CASES


def problem_of(cases: Sequence[Case]) -> tuple[list[joint.JointCase], list[dispatch.Candidate]]:
    """Cases and members as the solver takes them; a fixed number of queries per kab/kota."""
    areas = sorted({kabkota_of(c.area_code) or c.area_code for c in cases})
    asked = {a: competence.asked_by_need(a) for a in areas}
    ways = {a: responders.ways_of(a) for a in areas}
    codes = sorted({s.code for book in asked.values() for found in book.values() for s in found})
    hats = [c for a in areas for c in responders.members(a, None, codes)]
    points = dict(_points({c.area_code for c in cases if c.lat is None}))
    had: dict[UUID, set[UUID]] = {}
    tasks = Assignment.objects.filter(case__in=[c.id for c in cases])
    for case_id, person in tasks.values_list("case_id", "person_id"):
        had.setdefault(case_id, set()).add(person)
    book = _Mandates()
    work = []
    for case in cases:
        area = kabkota_of(case.area_code) or case.area_code
        lat, lon = (case.lat, case.lon) if case.lat is not None else points.get(case.area_code, _NOWHERE)  # fmt: skip
        skills = responders.skills_of(asked[area].get(case.need, []))
        task = dispatch.Task(case.need, case.area_code, lat, lon, skills, ways[area])
        mandates = book.of(case.area_code, case.need)
        persons = frozenset(had.get(case.id, ()))
        work.append(joint.JointCase(case.id, case.number, case.band, task, mandates, persons))
    return work, hats


_NOWHERE: tuple[float | None, float | None] = (None, None)


def _points(codes: Iterable[str]) -> list[tuple[str, tuple[float | None, float | None]]]:
    rows = Area.objects.filter(code__in=list(codes)).values_list("code", "lat", "lon")
    return [(code, (lat, lon)) for code, lat, lon in rows]


class _Mandates:
    """All current mandates, read once; `of` picks like `rules.mandates_for`."""

    def __init__(self) -> None:
        rows = PillarMandate.objects.filter(valid_to=None)
        self.rows = sorted(rows, key=lambda r: (bool(r.need), len(r.area_code)))
        self.known: dict[tuple[str, str], dict[str, Mandate]] = {}

    def of(self, area: str, need: str) -> dict[str, Mandate]:
        key = (area, need)
        if key not in self.known:
            places = set(above(area))
            self.known[key] = {
                r.pillar: Mandate(r.weight, r.reason)
                for r in self.rows
                if r.area_code in places and r.need in ("", need)
            }
        return self.known[key]


def read_wishes(post: Any) -> list[Wish]:
    """What was ticked: `pick` names a case, `to-<case>` its person, `rev-<case>` what was seen."""
    found = []
    for raw in post.getlist("pick"):
        try:
            case_id, person = UUID(raw), UUID(post.get(f"to-{raw}", ""))
        except ValueError:
            continue  # "not now" is chosen
        rev = post.get(f"rev-{raw}", "")
        seen = int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else None
        found.append(Wish(case_id, person, seen))
    return found


def apply(
    *, actor: Actor, wishes: Sequence[Wish], note: str = "", go_on: bool = False
) -> list[Result]:
    """Offer every case as decided; each is checked for itself, one refusal stops no other.

    Raises `field_missing` when nothing was chosen, `field_invalid` for too many.
    """
    if not wishes:
        raise Problem("field_missing", "pick", name="kasus yang dibagi")
    if len(wishes) > MOST_CASES:
        why = f"paling banyak {MOST_CASES} sekaligus"
        raise Problem("field_invalid", "pick", name="kasus", why=why)
    problems: dict[UUID, Problem] = {}
    with journal.unit():
        for wish in sorted(wishes, key=lambda w: str(w.case_id)):  # one lock order for everybody
            try:
                with journal.unit():
                    offer(
                        actor=actor,
                        case_id=wish.case_id,
                        person_id=wish.person_id,
                        note=note,
                        go_on=go_on,
                        rev=wish.rev,
                    )
            except Problem as found:
                problems[wish.case_id] = found
    return _results(actor, wishes, problems)


def _results(
    actor: Actor, wishes: Sequence[Wish], problems: Mapping[UUID, Problem]
) -> list[Result]:
    """The cases as they are now, the refused first."""
    cases = list(Case.objects.filter(id__in=[w.case_id for w in wishes]))
    rows = {r.id: r for r in listing.rows_of(actor, cases) if r.level in ("full", "masked")}
    names = dict(
        Assignment.objects.filter(case__in=list(rows), state="offered").values_list(
            "person_id", "person_name"
        )
    )
    found = [
        Result(rows.get(w.case_id), names.get(w.person_id, ""), problems.get(w.case_id))
        for w in wishes
    ]
    return sorted(found, key=lambda r: (r.problem is None, r.row.number if r.row else ""))
