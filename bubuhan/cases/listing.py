"""Reads of this room: the queue, one case with its timeline, who could be asked.

Names and places pass through `access`: a masked case looks masked in the list, in its own page, and
cannot be found by what is masked (name, need, desa).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.cases import access
from bubuhan.cases.models import (
    OPEN,
    UNFINISHED,
    Assignment,
    Band,
    Case,
    CaseHandler,
    CaseReport,
    Conflict,
    State,
    concerns_q,
)
from bubuhan.geo import names as geo_names
from bubuhan.kernel import clock
from bubuhan.kernel.paging import Page
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people.queries import group_of

PAGE_SIZE = 50
LEAST_LETTERS = 3  # a trigram index answers nothing shorter
SORTS = {"deadline": "Batas waktu", "band": "Kegawatan", "newest": "Terbaru", "oldest": "Terlama"}
STATE_GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "unfinished": UNFINISHED,
    "all": tuple(State.values),
    **{state: (state,) for state in State.values},
}
_HEAVY = ("summary", "signs", "field_revs")
# Which cases are being escalated: a queryset of their ids, told by the room that runs the clocks
# (filled by `site.wiring`; without it nothing is marked).
CLIMBING: list[Callable[[], QuerySet[Any]]] = []
_REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the queue shows. `state` is a state or one of open | unfinished | all."""

    area: str = ""
    band: str = ""
    state: str = "unfinished"
    need: str = ""
    overdue: bool = False
    climbing: bool = False
    mine: bool = False
    q: str = ""
    sort: str = "deadline"

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "CaseFilter":
        """From a URL's parameters; what makes no sense is left out."""
        state, band, sort = params.get("state", ""), params.get("band", ""), params.get("sort", "")
        return cls(
            area=params.get("area", "").strip()[:13],
            band=band if band in Band.values else "",
            state=state if state in STATE_GROUPS else "unfinished",
            need=params.get("need", "")[:40],
            overdue=params.get("overdue", "") == "1",
            climbing=params.get("climbing", "") == "1",
            mine=params.get("mine", "") == "1",
            q=" ".join(params.get("q", "").split())[:80],
            sort=sort if sort in SORTS else "deadline",
        )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue, already masked where it must be."""

    id: UUID
    number: str
    level: access.Level
    name: str
    area_code: str
    area_label: str
    need: str
    need_name: str
    band: str
    band_name: str
    state: str
    state_name: str
    sensitive: bool
    opened_at: datetime
    deadline_at: datetime | None
    overdue: bool
    responded: bool
    responder: str
    offers: int
    reports: int
    rev: int
    why: str = ""
    climbing: bool = False

    @property
    def note(self) -> str:
        """The last line: who helps, why it is urgent, how many reports."""
        reports = f"{self.reports} laporan" if self.reports > 1 else ""
        return " · ".join(text for text in (self.responder, self.why, reports) if text)

    @property
    def path(self) -> str:
        """Address of its page (a page of fifty rows does not look the address up fifty times)."""
        return f"/kasus/{self.id}/"


@dataclass(frozen=True, slots=True)
class Counts:
    """The header of the queue: unfinished cases by state and band, how many are overdue.

    `groups` are (state, band, cases, overdue ones).
    """

    total: int = 0
    overdue: int = 0
    by_state: dict[str, int] = field(default_factory=dict)
    by_band: dict[str, int] = field(default_factory=dict)
    groups: tuple[tuple[str, str, int, int], ...] = ()

    def total_of(self, found: CaseFilter) -> int | None:
        """How many cases of the same area match, when these groups tell: it saves counting again."""
        states = STATE_GROUPS[found.state]
        if (
            found.need
            or found.mine
            or found.climbing
            or found.q
            or not set(states) <= set(UNFINISHED)
        ):
            return None
        return sum(
            late if found.overdue else n
            for state, band, n, late in self.groups
            if state in states and found.band in ("", band)
        )


def queue(
    actor: Actor,
    found: CaseFilter,
    page: int = 1,
    *,
    now: datetime | None = None,
    size: int = PAGE_SIZE,
    reach: access.Reach | None = None,
    total: int | None = None,
) -> Page[QueueRow]:
    """One page of cases. At most six queries, whatever the number of cases.

    `reach` and `total` are given by callers who know them already.
    """
    now, reach = now or clock.now(), reach or access.reach(actor)
    rows = filtered(actor, found, now, reach)
    total = rows.count() if total is None else total
    last = max(1, -(-total // size))
    number = min(page, last)
    start = (number - 1) * size
    cases = (
        list(
            rows.annotate(climbing=_climbs())
            .order_by(*_order(found.sort))
            .defer(*_HEAVY)[start : start + size]
        )
        if total
        else []
    )
    return Page(_rows(actor, cases, now, reach.own), number, size, total)


def filtered(
    actor: Actor, found: CaseFilter, now: datetime, reach: access.Reach | None = None
) -> QuerySet[Case]:
    """Cases the actor may see that match, never by something he may not see.

    The sensitive ones among those he took are open to him.
    """
    reach = reach or access.reach(actor)
    rows: QuerySet[Case] = Case.objects.visible_to(actor, reach.beyond)
    plain = _plain(reach)
    states = STATE_GROUPS[found.state]
    if len(states) < len(State.values):
        rows = rows.filter(state__in=states)
    if found.area:
        rows = rows.filter(subtree_q(found.area))
        if len(found.area) > 8:
            rows = rows.filter(plain)
    if found.band:
        rows = rows.filter(band=found.band)
    if found.need:
        rows = rows.filter(plain, need=found.need)
    if found.overdue:
        rows = rows.filter(state__in=OPEN, deadline_at__lt=now)
    if found.climbing:
        rows = rows.filter(_climbs()) if CLIMBING else rows.none()
    if found.mine:
        rows = rows.filter(concerns_q(actor))
    return rows.filter(_search(found.q, plain)) if found.q else rows


def _climbs() -> Any:
    """Is the ladder at work for this case? Answered in the query of the page itself."""
    if not CLIMBING:
        return Value(False)
    return Exists(CLIMBING[0]().filter(case_id=OuterRef("pk")))


def _plain(reach: access.Reach) -> Q:
    """Cases of which he may know what and where exactly."""
    return Q(sensitive=False) | Q(pk__in=reach.own) if reach.own else Q(sensitive=False)


def _search(text: str, plain: Q) -> Q:
    """By number, or by a part of the name as anybody might spell it."""
    by_number = Q(number__contains=text.upper())
    key = name_key(text)
    return (
        by_number | (plain & Q(subject_key__contains=key))
        if len(key) >= LEAST_LETTERS
        else by_number
    )


def _order(sort: str) -> tuple[Any, ...]:
    deadline = F("deadline_at").asc(nulls_last=True)
    if sort == "newest":
        return ("-opened_at", "id")
    if sort == "oldest":
        return ("opened_at", "id")
    if sort == "band":
        whens = [When(band=band, then=Value(n)) for n, band in enumerate(Band.values)]
        return (Choose(*whens, output_field=IntegerField()), deadline, "id")
    return (deadline, "id")


@dataclass(slots=True)
class _Beside:
    """What stands beside the cases of one page, looked up for all of them at once."""

    levels: dict[UUID, access.Level]
    labels: dict[str, str]
    holders: dict[UUID, str]
    offers: dict[UUID, list[str]]
    reports: dict[UUID, int]


def _rows(
    actor: Actor, cases: Sequence[Case], now: datetime, own: Collection[UUID] | None = None
) -> list[QueueRow]:
    beside = _beside(actor, cases, own)
    return [_row(case, beside, now) for case in cases]


def row_of(
    actor: Actor,
    case: Case,
    now: datetime,
    *,
    tasks: Sequence[Assignment],
    handlers: Sequence[CaseHandler],
    reports: Sequence[CaseReport],
) -> QueueRow:
    """The row of one case whose tasks (newest first), handlers and reports the caller has read."""
    holding = [
        (case.id, t.state, t.person_name, t.person_id)
        for t in sorted(tasks, key=lambda t: (t.part == Assignment.Part.LEAD, t.offered_at))
        if t.state in Assignment.HOLDING
    ]
    took = any(h.user_id == actor.user_id for h in handlers)
    own = {case.id} if took else access.opened(actor, case)  # of one case a broken glass counts
    return _row(case, _together(actor, [case], own, holding, {case.id: len(reports)}), now)


def _beside(actor: Actor, cases: Sequence[Case], own: Collection[UUID] | None) -> _Beside:
    ids = [c.id for c in cases]
    tasks = Assignment.objects.filter(case_id__in=ids, state__in=Assignment.HOLDING)
    rows = tasks.order_by("-part", "offered_at").values_list(
        "case_id", "state", "person_name", "person_id"
    )
    links = CaseReport.objects.filter(case_id__in=ids).values_list("case_id")
    return _together(actor, cases, own, rows, dict(links.annotate(n=Count("report_id"))))


def _together(
    actor: Actor,
    cases: Sequence[Case],
    own: Collection[UUID] | None,
    tasks: Iterable[tuple[UUID, str, str, UUID]],
    reports: dict[UUID, int],
) -> _Beside:
    holders: dict[UUID, str] = {}
    offers: dict[UUID, list[str]] = {}
    mine: set[UUID] = set()
    for case_id, state, name, person_id in tasks:
        if state == "offered":
            offers.setdefault(case_id, []).append(name)
        else:
            holders[case_id] = name
        if person_id == actor.person_id:
            mine.add(case_id)
    levels = access.levels(actor, cases, handled=own, held=mine)
    labels = geo_names.names({access.shown_area(c, levels[c.id]) for c in cases})
    return _Beside(levels, labels, holders, offers, reports)


def _row(case: Case, beside: _Beside, now: datetime) -> QueueRow:
    level = beside.levels[case.id]
    masked = level == "masked"
    area = access.shown_area(case, level)
    offers = beside.offers.get(case.id, [])
    return QueueRow(
        id=case.id,
        number=case.number,
        level=level,
        name=access.shown_name(case, level),
        area_code=area,
        area_label=beside.labels.get(area, ""),
        need="" if masked else case.need,
        need_name=access.PROTECTED if masked else lists.title("need", case.need),
        band=case.band,
        band_name=Band(case.band).label,
        state=case.state,
        state_name=State(case.state).label,
        sensitive=case.sensitive,
        opened_at=case.opened_at,
        deadline_at=case.deadline_at,
        overdue=is_overdue(case, now),
        responded=case.first_response_at is not None,
        responder="" if masked else beside.holders.get(case.id) or ", ".join(offers),
        offers=len(offers),
        reports=beside.reports.get(case.id, 0),
        rev=case.rev,
        why="" if masked else _why(case),
        climbing=bool(getattr(case, "climbing", False)),
    )


def _why(case: Case) -> str:
    """The weightiest reasons of the triage in one line; the need itself is shown elsewhere."""
    texts = [r["text"] for r in case.reasons if not r["text"].startswith("Kebutuhan:")]
    return ", ".join(texts[:_REASONS_SHOWN])


def is_overdue(case: Case, now: datetime) -> bool:
    """An open case whose clock has run out."""
    return case.is_open and case.deadline_at is not None and case.deadline_at < now


def counts(
    actor: Actor,
    area: str = "",
    *,
    now: datetime | None = None,
    reach: access.Reach | None = None,
) -> Counts:
    """The header, in one query over the unfinished cases of the actor (and one area of his).

    Of one desa only what may be known there: a number, too, would say where a sensitive case is.
    """
    now, reach = now or clock.now(), reach or access.reach(actor)
    here = subtree_q(area) & _plain(reach) if len(area) > 8 else subtree_q(area)
    late = Q(deadline_at__lt=now, state__in=OPEN)
    rows = (
        Case.objects.visible_to(actor, reach.beyond)
        .filter(here, state__in=UNFINISHED)
        .values_list("state", "band")
        .annotate(n=Count("id"), late=Count("id", filter=late))
        .order_by()
    )
    groups = tuple(rows)
    by_state = {str(state): 0 for state in UNFINISHED}
    by_band = {str(band): 0 for band in Band.values}
    for state, band, n, _ in groups:
        by_state[state] += n
        by_band[band] += n
    overdue = sum(behind for *_, behind in groups)
    return Counts(sum(by_state.values()), overdue, by_state, by_band, groups)


def rows_of(actor: Actor, cases: Sequence[Case], now: datetime | None = None) -> list[QueueRow]:
    """Rows for cases found otherwise (a person's page, a search); those out of sight are left out."""
    found = _rows(actor, cases, now or clock.now())
    return [row for row in found if row.level != "none"]


def about_person(actor: Actor, person_id: UUID, limit: int = 50) -> list[QueueRow]:
    """Cases about one registry person, newest first; the protected ones only for who works on them."""
    about = Case.objects.filter(person_id__in=group_of(person_id))
    cases = about.order_by("-opened_at").defer(*_HEAVY)[:limit]
    return [row for row in rows_of(actor, list(cases)) if row.level in ("full", "summary")]


def handled_by(actor: Actor, person_id: UUID, limit: int = 50) -> list[QueueRow]:
    """Cases one volunteer works or worked on, newest first."""
    group = group_of(person_id)
    tasks = Assignment.objects.filter(person_id__in=group, state__in=Assignment.HOLDING)
    ids = list(tasks.order_by("-offered_at").values_list("case_id", flat=True)[:limit])
    return rows_of(
        actor, list(Case.objects.filter(id__in=ids).order_by("-opened_at").defer(*_HEAVY))
    )


def conflicts(actor: Actor, page: int = 1, size: int = PAGE_SIZE) -> Page[Conflict]:
    """Open conflicts of cases this actor sees in full, newest first."""
    rows = Conflict.objects.filter(state="open").select_related("case").order_by("-at")
    rows = rows.filter(case__in=Case.objects.visible_to(actor).values("id"))
    found = list(rows[:1000])
    levels = access.levels(actor, [c.case for c in found])
    shown = [c for c in found if levels[c.case_id] == "full"]
    start = (page - 1) * size
    return Page(shown[start : start + size], page, size, len(shown))
