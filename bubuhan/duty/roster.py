"""What the pages of the roster show: a week with its gaps first, who is on duty now, swaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bubuhan.accounts.policy import Actor, can, subtree_q
from bubuhan.duty import planning
from bubuhan.duty.hours import zone_of, zone_word
from bubuhan.duty.models import DutyNeed, Pattern, Shift, Swap
from bubuhan.duty.queries import OnDuty, on_duty
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import name_key
from bubuhan.lists import queries as lists
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_in

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MOST_SHIFTS = 1_500
MOST_GAPS = 60
FOUND = 25
LOOK_AHEAD = timedelta(days=2)  # on a Sunday evening, Monday's gaps already count


@dataclass(frozen=True, slots=True)
class Filter:
    """The week (its Monday), the area and the pillar of the address."""

    area: str
    pillar: str
    monday: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return planning.span(self.monday, time(0), time(0), self.zone)[0]

    @property
    def until(self) -> datetime:
        return planning.span(self.monday + planning.WEEK, time(0), time(0), self.zone)[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One shift of the week as its row: wall times of its own area."""

    shift: Shift
    starts: str
    ends: str
    place: str
    over: bool  # past midnight
    asked: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week with its shifts."""

    day: date
    word: str
    today: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap in words: `plan` is the address that fills it."""

    gap: planning.Gap
    place: str
    pillar: str
    when: str
    day: str
    starts: str
    ends: str
    now: bool


def read_filter(actor: Actor, params: Mapping[str, str]) -> Filter:
    """From the address; what makes no sense is left out. An officer of a province chooses a kab/kota."""
    area = params.get("wilayah", "").strip()
    if len(area) < 5 or not actor.covers(area) or geo.get(area) is None:
        area = actor.area
    zone = zone_of(area)
    try:
        day = date.fromisoformat(params.get("minggu", ""))
    except ValueError:
        day = clock.now().astimezone(zone).date()
    pillar = params.get("pilar", "")
    pillar = pillar if pillar in lists.codes("pillar") else ""
    return Filter(area, pillar, planning.monday_of(day), zone)


def week(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """Everything of `/piket/`. A fixed number of queries for any number of shifts."""
    found = read_filter(actor, params)
    now = clock.now()
    shifts = _shifts(found)
    labels = names.names({s.area_code for s in shifts})
    asked = set(
        Swap.objects.filter(shift__in=[s.id for s in shifts], state="open").values_list(
            "shift_id", flat=True
        )
    )
    gap_lines = gaps_of(found, now) if len(found.area) >= 5 else []
    return {
        "filter": found,
        "zone": zone_word(found.zone),
        "place": names.name(found.area) or "Indonesia",
        "days": _days(found, shifts, labels, asked, now),
        "count": len(shifts),
        "gaps": gap_lines[:MOST_GAPS],
        "more_gaps": max(0, len(gap_lines) - MOST_GAPS),
        "now_on": now_on(found.area, now) if len(found.area) >= 5 else [],
        "swaps": open_swaps(actor, found.area),
        "done_swaps": answered_swaps(found.area),
        "before": (found.monday - planning.WEEK).isoformat(),
        "after": (found.monday + planning.WEEK).isoformat(),
        "last": found.monday + timedelta(days=6),
        "pillars": pillar_options(),
        "may_plan": can(actor, "duty.plan", found.area) if found.area else False,
        "needs_area": len(found.area) < 5,
    }


def pillar_options() -> list[tuple[str, str]]:
    """Pillars by the short names their people use."""
    return [(i.code, str(i.data.get("short") or i.name)) for i in lists.items("pillar")]


def _shifts(found: Filter) -> list[Shift]:
    rows = Shift.objects.filter(
        subtree_q(found.area),
        state=Shift.State.PLANNED,
        starts_at__lt=found.until,
        ends_at__gt=found.since,
    )
    if found.pillar:
        rows = rows.filter(pillar=found.pillar)
    return list(rows.order_by("starts_at", "area_code", "person_name")[:MOST_SHIFTS])


def _days(
    found: Filter,
    shifts: Sequence[Shift],
    labels: Mapping[str, str],
    asked: set[UUID],
    now: datetime,
) -> list[Day]:
    by_day: dict[date, list[Line]] = {}
    for shift in shifts:
        zone = zone_of(shift.area_code)
        start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
        line = Line(
            shift,
            f"{start:%H.%M}",
            f"{end:%H.%M}",
            labels.get(shift.area_code, shift.area_code),
            end.date() > start.date() and end.time() > time(0),
            shift.id in asked,
        )
        by_day.setdefault(max(start.date(), found.monday), []).append(line)
    today = now.astimezone(found.zone).date()
    days = [found.monday + timedelta(days=n) for n in range(7)]
    return [Day(d, DAYS[d.weekday()], d == today, tuple(by_day.get(d, ()))) for d in days]


def gaps_of(found: Filter, now: datetime) -> list[GapLine]:
    """Where too few are on duty in the rest of the week (and at least two days on), hours joined."""
    needs = DutyNeed.objects.filter(subtree_q(found.area), valid_to=None, wanted__gt=0)
    if found.pillar:
        needs = needs.filter(pillar=found.pillar)
    wanted = [
        planning.Wanted(n.area_code, n.pillar, tuple(n.days), n.starts, n.ends, n.wanted)
        for n in needs
    ]
    if not wanted:
        return []
    since = max(found.since, now.replace(minute=0, second=0, microsecond=0))
    this_week = found.since <= now < found.until
    until = max(found.until, now + LOOK_AHEAD) if this_week else found.until
    rows = Shift.objects.filter(
        state=Shift.State.PLANNED,
        area_code__in={w.area_code for w in wanted},
        starts_at__lt=until,
        ends_at__gt=since,
    ).values_list("area_code", "pillar", "starts_at", "ends_at")
    lines = []
    for zone in {zone_of(w.area_code) for w in wanted}:
        mine = [w for w in wanted if zone_of(w.area_code) == zone]
        watches = [planning.Watch(*row) for row in rows]
        found_here = planning.gaps(mine, watches, since, until, zone)
        lines += [_gap_line(gap, zone, now) for gap in found_here]
    return sorted(lines, key=lambda g: (g.gap.starts_at, g.place))


def _gap_line(gap: planning.Gap, zone: ZoneInfo, now: datetime) -> GapLine:
    start, end = gap.starts_at.astimezone(zone), gap.ends_at.astimezone(zone)
    row = lists.item("pillar", gap.pillar)
    days = DAYS[start.weekday()]
    last = "" if end.date() == start.date() or end.time() == time(0) else f"{DAYS[end.weekday()]} "
    return GapLine(
        gap,
        names.name(gap.area_code) or gap.area_code,
        str(row.data.get("short") or row.name) if row else gap.pillar,
        f"{days} {start:%d-%m} {start:%H.%M} sampai {last}{end:%H.%M} {zone_word(zone)}",
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        gap.starts_at <= now < gap.ends_at,
    )


def now_on(area: str, now: datetime) -> list[OnDuty]:
    """Who is on duty now for an area and in it, the area's own first."""
    own = on_duty(area, now)
    known = {o.shift_id for o in own}
    below = Shift.objects.filter(
        subtree_q(area), state=Shift.State.PLANNED, starts_at__lte=now, ends_at__gt=now
    ).exclude(id__in=known)
    rows: list[Shift] = list(below.order_by("area_code", "person_name")[:200])
    phones = dict(
        Person.objects.filter(id__in={r.person_id for r in rows}).values_list("id", "phone")
    )
    return own + [
        OnDuty(r.person_id, r.person_name, r.pillar, r.area_code, phones.get(r.person_id, ""), r.id, r.ends_at)
        for r in rows
    ]  # fmt: skip


def open_swaps(actor: Actor, area: str) -> list[Swap]:
    """Swaps that wait for an answer in an area, the soonest shift first."""
    rows = Swap.objects.filter(
        subtree_q(area, "shift__area_code"), state=Swap.State.OPEN, shift__ends_at__gt=clock.now()
    )
    return [s for s in rows.select_related("shift").order_by("shift__starts_at")[:100] if actor.covers(s.shift.area_code)]  # fmt: skip


def answered_swaps(area: str) -> list[Swap]:
    """What became of the latest swaps of an area: the coordinator sees who replaced whom."""
    rows = Swap.objects.filter(subtree_q(area, "shift__area_code")).exclude(state=Swap.State.OPEN)
    return list(rows.select_related("shift").order_by("-answered_at")[:8])


def shift_page(actor: Actor, shift_id: UUID, wanted: str) -> dict[str, Any]:
    """One shift: its swaps, and who could replace. Raises `not_found`."""
    shift: Shift | None = Shift.objects.visible_to(actor).filter(id=shift_id).first()
    if shift is None:
        raise Problem("not_found")
    zone = zone_of(shift.area_code)
    swaps = list(shift.swaps.order_by("-asked_at"))
    free = [
        m for m in members(shift.area_code, shift.pillar, wanted) if m.person_id != shift.person_id
    ]
    return {
        "shift": shift,
        "zone": zone_word(zone),
        "starts": shift.starts_at.astimezone(zone),
        "ends": shift.ends_at.astimezone(zone),
        "swaps": swaps,
        "open": next((s for s in swaps if s.state == Swap.State.OPEN), None),
        "free": [{"member": m, "busy": _busy(m.person_id, shift)} for m in free],
        "wanted": wanted,
        "may_plan": can(actor, "duty.plan", shift.area_code),
        "started": shift.starts_at <= clock.now(),
    }


def _busy(person_id: UUID, shift: Shift) -> bool:
    """True when somebody is on duty elsewhere at that time."""
    return Shift.objects.filter(
        person_id=person_id,
        state=Shift.State.PLANNED,
        starts_at__lt=shift.ends_at,
        ends_at__gt=shift.starts_at,
    ).exists()


def members(area: str, pillar: str, wanted: str) -> list[Membership]:
    """Active members of the kab/kota by a part of the name; those of the area itself first."""
    rows = active_in(area[:5])
    if pillar:
        rows = rows.filter(pillar=pillar)
    if wanted:
        rows = rows.filter(person__name_key__contains=name_key(wanted))
    near: list[Membership] = list(rows.filter(subtree_q(area)).order_by("person__name")[:FOUND])
    if len(near) < FOUND:
        known = {m.id for m in near}
        near += [m for m in rows.order_by("person__name")[: 2 * FOUND] if m.id not in known]
    return near[:FOUND]


def add_page(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """The form that puts somebody on duty: who matches the search, what was chosen before."""
    found = read_filter(actor, params)
    wanted = " ".join(params.get("nama", "").replace("\0", "").split())[:80]
    today = clock.now().astimezone(found.zone).date()
    return {
        "filter": found,
        "zone": zone_word(found.zone),
        "place": names.name(found.area),
        "wanted": wanted,
        "members": members(found.area, found.pillar, wanted) if len(found.area) >= 5 else [],
        "pillars": pillar_options(),
        "weekdays": list(enumerate(DAYS)),
        "day": params.get("tanggal", "") or max(found.monday, today).isoformat(),
        "starts": params.get("mulai", "") or "08:00",
        "ends": params.get("sampai", "") or "16:00",
        "needs_area": len(found.area) < 5,
    }


def pattern_of(actor: Actor, pattern_id: UUID) -> Pattern:
    """Raises `not_found` when it is out of the actor's sight."""
    found: Pattern | None = Pattern.objects.visible_to(actor).filter(id=pattern_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def patterns(actor: Actor, area: str) -> list[dict[str, Any]]:
    """Patterns that still run in an area, in words."""
    rows = (
        Pattern.objects.visible_to(actor)
        .filter(subtree_q(area))
        .order_by("area_code", "person_name")
    )
    today = clock.today()
    labels = names.names({r.area_code for r in rows})
    return [
        {
            "row": r,
            "place": labels.get(r.area_code, r.area_code),
            "days": ", ".join(DAYS[n] for n in r.days),
            "zone": zone_word(zone_of(r.area_code)),
            "past": r.last_on is not None and r.last_on < today,
        }
        for r in rows[:500]
    ]


def needs_page(actor: Actor, params: Mapping[str, str]) -> dict[str, Any]:
    """How many are wanted where and when."""
    found = read_filter(actor, params)
    rows = DutyNeed.objects.filter(subtree_q(found.area), valid_to=None).order_by(
        "area_code", "pillar", "starts"
    )
    labels = names.names({r.area_code for r in rows})
    return {
        "filter": found,
        "rows": [
            {
                "row": r,
                "place": labels.get(r.area_code, r.area_code),
                "days": "Setiap hari" if len(r.days) == 7 else ", ".join(DAYS[n] for n in r.days),
                "editable": can(actor, "duty.plan", r.area_code),
            }
            for r in rows
        ],
        "pillars": pillar_options(),
        "weekdays": list(enumerate(DAYS)),
        "may_plan": can(actor, "duty.plan"),
    }
