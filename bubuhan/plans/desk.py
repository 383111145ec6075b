"""The desk `/pendampingan/`: visits due and missed, plans to look at again, outcomes to measure.

Only cases the actor may see in some form; what is not seen in full is masked in every line, and can
neither be found by a name nor counted below kecamatan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.cases import access
from bubuhan.cases.listing import QueueRow, rows_of
from bubuhan.cases.models import Assignment, Case
from bubuhan.kernel.paging import Page, page_number
from bubuhan.lists import queries as lists
from bubuhan.plans import outcomes, visiting
from bubuhan.plans.models import DueVisit, FollowUp, Plan
from bubuhan.plans.writing import FINISHED, today

SIZE = 50
AHEAD = 14
KINDS = {
    "kunjungan": "Kunjungan",
    "tinjauan": "Tinjauan rencana",
    "pantauan": "Pantauan tiga bulan",
}
STANDINGS = {
    "hari-ini": "Hari ini",
    "terlambat": "Terlambat",
    "terlewat": "Terlewat",
    "mendatang": "Dua minggu ke depan",
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the address asks for."""

    kind: str = "kunjungan"
    standing: str = ""
    area: str = ""
    person: UUID | None = None

    @classmethod
    def read(cls, params: Mapping[str, str]) -> "DeskFilter":
        """From an address; what makes no sense is left out."""
        kind, standing = params.get("bagian", ""), params.get("keadaan", "")
        try:
            person = UUID(params.get("orang", ""))
        except ValueError:
            person = None
        return cls(
            kind if kind in KINDS else "kunjungan",
            standing if standing in STANDINGS else "",
            params.get("wilayah", "").strip()[:13],
            person,
        )


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line: the case as it may be seen, what is due, when, whose it is."""

    row: QueueRow
    what: str
    due_on: date
    person: str
    standing: str
    word: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The header: how many of each."""

    today: int
    late: int
    missed: int
    reviews: int
    follow_ups: int
    worse: int


def page(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """The whole desk; at most fifteen queries, whatever the number of rows."""
    found, day = DeskFilter.read(params), today()
    scope = _Scope(actor, found)
    if found.kind == "tinjauan":
        rows = _reviews(scope, day, params)
    elif found.kind == "pantauan":
        rows = _follow_ups(scope, day, params)
    else:
        rows = _visits(scope, day, params)
    return {
        "filter": found,
        "page": rows,
        "counts": _counts(scope, day),
        "kinds": list(KINDS.items()),
        "standings": list(STANDINGS.items()),
        "people": _people(scope, day),
        "person": str(found.person or ""),
    }


class _Scope:
    """Which cases count, for one actor and one filter."""

    def __init__(self, actor: Actor, found: DeskFilter) -> None:
        self.actor, self.found = actor, found
        reach = access.reach(actor)
        self.plain = Q(sensitive=False) | Q(pk__in=reach.own)
        cases: QuerySet[Case] = Case.objects.visible_to(actor, reach.beyond)
        if found.area:
            cases = cases.filter(subtree_q(found.area))
            if len(found.area) > 8:
                cases = cases.filter(self.plain)
        self.cases = cases
        self.named = cases.filter(self.plain)  # of which the persons may be said

    def visits(self) -> QuerySet[DueVisit]:
        """Undone visits of cases that go on."""
        rows = DueVisit.objects.filter(state=DueVisit.State.DUE, schedule__stopped_at=None)
        rows = rows.exclude(case__state__in=FINISHED)
        if self.found.person is None:
            return rows.filter(case__in=self.cases.values("id"))
        return rows.filter(case__in=self.named.values("id")).filter(_by(self.found.person))


def _by(person: UUID) -> Q:
    """Visits of one person: named in the schedule, or of a case he answers for."""
    lead = Assignment.objects.filter(person_id=person, state="accepted").values("case_id")
    return Q(schedule__person_id=person) | Q(schedule__person_id=None, case_id__in=lead)


def _standing_q(standing: str, day: date) -> Q:
    if standing == "hari-ini":
        return Q(due_on=day)
    if standing == "terlambat":
        return Q(due_on__lt=day, miss_on__gt=day)
    if standing == "terlewat":
        return Q(due_on__lt=day, miss_on__lte=day)
    if standing == "mendatang":
        return Q(due_on__gt=day, due_on__lte=day + timedelta(days=AHEAD))
    return Q(due_on__lte=day)


def _visits(scope: _Scope, day: date, params: Mapping[str, str]) -> Page[DeskRow]:
    rows = scope.visits().filter(_standing_q(scope.found.standing, day))
    order = ("due_on", "id") if scope.found.standing == "mendatang" else ("-due_on", "id")
    visits, number, total = _cut(rows.select_related("schedule", "case").order_by(*order), params)
    shown = _shown(scope.actor, [v.case for v in visits])
    made = []
    for visit in visits:
        row = shown.get(visit.case_id)
        if row is None:
            continue
        how = visiting.standing(visit.state, visit.due_on, visit.miss_on, day)
        full = row.level == "full"
        what = lists.title("visit_topic", visit.schedule.topic) if full else "Pendampingan"
        person = (visit.schedule.person_name or row.responder) if full else ""
        made.append(DeskRow(row, what, visit.due_on, person, how, visiting.WORDS[how]))
    return Page(made, number, SIZE, total)


def _reviews(scope: _Scope, day: date, params: Mapping[str, str]) -> Page[DeskRow]:
    plans = (
        _plans(scope, day + timedelta(days=AHEAD))
        .select_related("case")
        .order_by("review_on", "id")
    )
    found, number, total = _cut(plans, params)
    shown = _shown(scope.actor, [p.case for p in found])
    rows = [
        DeskRow(
            shown[p.case_id],
            f"Rencana versi {p.version}",
            p.review_on or day,
            shown[p.case_id].responder,
            *_simple(p.review_on or day, day),
        )
        for p in found
        if p.case_id in shown
    ]
    return Page(rows, number, SIZE, total)


def _plans(scope: _Scope, upto: date) -> QuerySet[Plan]:
    rows = Plan.objects.filter(state=Plan.State.APPROVED, review_on__lte=upto)
    return rows.exclude(case__state__in=FINISHED).filter(case__in=scope.cases.values("id"))


def _follow_ups(scope: _Scope, day: date, params: Mapping[str, str]) -> Page[DeskRow]:
    waiting = Q(state=FollowUp.State.DUE, due_on__lte=day + timedelta(days=AHEAD))
    rows = FollowUp.objects.filter(case__in=scope.cases.values("id"))
    rows = rows.filter(waiting | Q(state=FollowUp.State.DONE, clear=True, case__state="closed"))
    ordered = rows.select_related("case").order_by(F("clear").desc(), "due_on", "id")
    found, number, total = _cut(ordered, params)
    shown = _shown(scope.actor, [f.case for f in found])
    made = []
    for follow in found:
        row = shown.get(follow.case_id)
        if row is None:
            continue
        full = row.level == "full"
        how, word = _simple(follow.due_on, day)
        if follow.state == FollowUp.State.DONE:
            how, word = "missed", "Memburuk"
        note = outcomes.result_words(follow) if full else ""
        person = follow.person_name if full else ""
        made.append(DeskRow(row, "Pantauan tiga bulan", follow.due_on, person, how, word, note))
    return Page(made, number, SIZE, total)


def _simple(due_on: date, day: date) -> tuple[str, str]:
    how = "coming" if due_on > day else "today" if due_on == day else "late"
    return how, visiting.WORDS[how]


def _cut(rows: QuerySet[Any], params: Mapping[str, str]) -> tuple[list[Any], int, int]:
    total = rows.count()
    number = min(page_number(params.get("hal")), max(1, -(-total // SIZE)))
    return list(rows[(number - 1) * SIZE : number * SIZE]), number, total


def _shown(actor: Actor, cases: Sequence[Case]) -> dict[UUID, QueueRow]:
    distinct = list({case.id: case for case in cases}.values())
    return {row.id: row for row in rows_of(actor, distinct)} if distinct else {}


def _counts(scope: _Scope, day: date) -> Counts:
    visits = scope.visits().aggregate(
        today=Count("id", filter=_standing_q("hari-ini", day)),
        late=Count("id", filter=_standing_q("terlambat", day)),
        missed=Count("id", filter=_standing_q("terlewat", day)),
    )
    follow = FollowUp.objects.filter(case__in=scope.cases.values("id")).aggregate(
        due=Count("id", filter=Q(state="due", due_on__lte=day)),
        worse=Count("id", filter=Q(state="done", clear=True, case__state="closed")),
    )
    return Counts(
        visits["today"],
        visits["late"],
        visits["missed"],
        _plans(scope, day).count(),
        follow["due"],
        follow["worse"],
    )


def _people(scope: _Scope, day: date) -> list[tuple[str, str]]:
    """Who has undone visits, of cases that may be seen: for choosing one."""
    rows = (
        DueVisit.objects.filter(
            state=DueVisit.State.DUE, due_on__lte=day, case__in=scope.named.values("id")
        )
        .exclude(schedule__person_id=None)
        .values_list("schedule__person_id", "schedule__person_name")
        .annotate(n=Count("id"))
        .order_by("-n")[:40]
    )
    return [(str(person), f"{name} ({n})") for person, name, n in rows]
