"""What hangs on the wall of the duty desk: masked by construction, because anybody may walk past.

A case is a number, initials and a kecamatan; a protected one is only "Kasus dilindungi", and only on the
wall of a whole kab/kota. No row here carries a name, a need, a story or a desa, so no template can show one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from bubuhan.accounts.policy import Actor, subtree_q
from bubuhan.cases.access import PROTECTED, initials
from bubuhan.cases.models import OPEN, Assignment, Case, State
from bubuhan.duty.models import Shift
from bubuhan.duty.queries import above
from bubuhan.geo import names
from bubuhan.geo.codes import kecamatan_of
from bubuhan.lists import queries as lists
from bubuhan.reports.models import Report
from bubuhan.response.models import Clock, ClockKind, Rung

SHOWN = 6
NAMES_SHOWN = 4
BARS, BAR_MINUTES = 12, 5
_WAITING = Q(state__in=[State.WAITING, State.OFFERED])
_KECAMATAN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what (masked), where (kecamatan), the instant that counts, and a word beside it.

    `path` leads to the case for who may open it; the number of a protected one is not shown.
    """

    title: str
    place: str
    at: datetime | None
    word: str
    path: str
    protected: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a list, and how many more there are."""

    rows: Sequence[Line]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is on duty now for one pillar."""

    pillar: str
    names: Sequence[str]
    more: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Reports of five minutes; `height` of 40."""

    x: int
    y: int
    height: int
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything on the screen at one moment."""

    area: str
    label: str
    now: datetime
    waiting: int
    overdue: int
    urgent: Part
    offers: Part
    climbing: Part
    oldest: Line | None
    crews: Sequence[Crew]
    bars: Sequence[Bar]
    reports: int
    loudest: str


def wall(actor: Actor, asked: str, now: datetime) -> Wall:
    """The screen of an area within the actor's sight (at most eleven queries)."""
    area = area_of(actor, asked)
    cases = Case.objects.visible_to(actor, ()).filter(subtree_q(area), state__in=OPEN)
    if _small(area):
        cases = cases.filter(sensitive=False)
    numbers = cases.aggregate(
        waiting=Count("id", filter=_WAITING), overdue=Count("id", filter=Q(deadline_at__lt=now))
    )
    urgent = _urgent(cases)
    bars = _bars(_reports(actor, area, now), now)
    return Wall(
        area=area,
        label=names.titled(area) if area else "Seluruh Indonesia",
        now=now,
        waiting=numbers["waiting"],
        overdue=numbers["overdue"],
        urgent=urgent,
        offers=_offers(cases),
        climbing=_climbing(actor, area),
        oldest=_oldest(cases),
        crews=crews(area, now),
        bars=bars,
        reports=sum(bar.count for bar in bars),
        loudest=urgent.rows[0].path if urgent.rows else "",
    )


def _small(area: str) -> bool:
    """One kecamatan: a wall of it would tell that a protected case is there, so it shows and counts none."""
    return len(area) >= _KECAMATAN


def area_of(actor: Actor, asked: str) -> str:
    """The area asked for when it lies in the actor's scope, never below a kecamatan."""
    code = asked if asked and actor.covers(asked) else actor.area
    return code[:_KECAMATAN]


def _line(case: Case, at: datetime | None, word: str) -> Line:
    place = names.name(kecamatan_of(case.area_code)) if kecamatan_of(case.area_code) else ""
    if case.sensitive:
        return Line(PROTECTED, "", at, word, f"/kasus/{case.id}/", True)
    who = initials(case.subject_name)
    title = f"{case.number} · {who}" if who else case.number
    return Line(title, place, at, word, f"/kasus/{case.id}/", False)


_LIGHT = ("id", "number", "area_code", "subject_name", "sensitive", "state", "deadline_at")


def _urgent(cases: QuerySet[Case]) -> Part:
    """Emergencies nobody has taken on yet, the closest deadline first."""
    found = cases.filter(_WAITING, band="darurat")
    rows = list(found.order_by("deadline_at", "id").only(*_LIGHT, "band")[: SHOWN + 100])
    words = {State.WAITING: "belum ditugaskan", State.OFFERED: "ditawarkan"}
    return Part([_line(c, c.deadline_at, words[State(c.state)]) for c in rows[:SHOWN]], len(rows))


def _offers(cases: QuerySet[Case]) -> Part:
    """Offers nobody has answered, the one that lapses first on top."""
    found = Assignment.objects.filter(
        case__in=cases.values("id"), state=Assignment.State.OFFERED
    ).select_related("case")
    rows = list(found.order_by(F("lapses_at").asc(nulls_last=True), "offered_at")[: SHOWN + 100])
    return Part([_line(t.case, t.lapses_at, _asked(t)) for t in rows[:SHOWN]], len(rows))


def _asked(task: Assignment) -> str:
    """Whom it was offered to; of a protected case nobody is told."""
    if task.case.sensitive:
        return "ditawarkan"
    return f"{lists.title('pillar', task.pillar)} {initials(task.person_name)}"


def _climbing(actor: Actor, area: str) -> Part:
    """What was escalated and is not answered, the highest rung first."""
    found = Clock.objects.visible_to(actor).filter(subtree_q(area), stopped_at=None, rung__gt=0)
    if _small(area):
        found = found.filter(case__sensitive=False)
    found = found.select_related("case").order_by("-rung", "due_at")
    rows = list(found[: SHOWN + 100])
    return Part([_line(c.case, c.due_at, _climbed(c)) for c in rows[:SHOWN]], len(rows))


def _climbed(clock: Clock) -> str:
    if clock.held_until and clock.held_by:
        return "ditangani" if clock.case.sensitive else f"ditangani {initials(clock.held_by)}"
    kind = (
        "" if clock.kind in (ClockKind.RESPOND, ClockKind.RESOLVE) else ClockKind(clock.kind).label
    )
    to = Rung(clock.told).label if clock.told else ""
    return ", ".join(text for text in (kind, f"ke {to}" if to else "") if text)


def _oldest(cases: QuerySet[Case]) -> Line | None:
    """The case that has waited longest for a first answer."""
    found = cases.filter(_WAITING, first_response_at=None).order_by("opened_at")
    case = found.only(*_LIGHT, "opened_at").first()
    return _line(case, case.opened_at, "") if case else None


def crews(area: str, now: datetime) -> list[Crew]:
    """Who is on duty now: rosters of the area, of those below and above it (one query)."""
    places = [code for code in above(area) if len(code) >= 5] if area else []
    on = Shift.objects.filter(
        subtree_q(area) | Q(area_code__in=places),
        state=Shift.State.PLANNED,
        starts_at__lte=now,
        ends_at__gt=now,
    )
    by_pillar: dict[str, list[str]] = {}
    for pillar, name in on.order_by("pillar", "person_name").values_list("pillar", "person_name"):
        by_pillar.setdefault(pillar, []).append(name)
    return [
        Crew(lists.title("pillar", pillar), found[:NAMES_SHOWN], max(0, len(found) - NAMES_SHOWN))
        for pillar, found in by_pillar.items()
    ]


def _reports(actor: Actor, area: str, now: datetime) -> Iterable[datetime]:
    found = Report.objects.filter(
        subtree_q(area), received_at__gt=now - timedelta(minutes=BARS * BAR_MINUTES)
    )
    if _small(area):
        found = found.filter(sensitive=False)
    if len(actor.area) > _KECAMATAN:
        found = found.filter(subtree_q(actor.area))
    return found.values_list("received_at", flat=True)


def _bars(moments: Iterable[datetime], now: datetime) -> list[Bar]:
    """Twelve bars of five minutes, the newest on the right. Pure."""
    counts = [0] * BARS
    for at in moments:
        n = BARS - 1 - int((now - at) / timedelta(minutes=BAR_MINUTES))
        if 0 <= n < BARS:
            counts[n] += 1
    most = max(counts) or 1
    return [
        Bar(
            x=10 * n,
            y=40 - (height := round(38 * count / most) if count else 1),
            height=height,
            count=count,
            label=f"{(BARS - n) * BAR_MINUTES} menit lalu",
        )
        for n, count in enumerate(counts)
    ]


def overdue(
    actor: Actor, asked: str, page: int, now: datetime, *, size: int = 50
) -> dict[str, Any]:
    """The clocks that have run out, for the list behind the wall: rows and how many there are."""
    area = area_of(actor, asked)
    found = Clock.objects.visible_to(actor).filter(subtree_q(area), stopped_at=None, due_at__lt=now)
    total = found.count()
    last = max(1, -(-total // size))
    number = min(page, last)
    rows = found.select_related("case").order_by("-rung", "due_at", "id")
    return {
        "clocks": list(rows[(number - 1) * size : number * size]),
        "number": number,
        "total": total,
    }
