"""Writes of the roster: shifts, patterns, copied weeks. Swaps are in `swapping`, rules in `ruling`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Actor, require, subtree_q
from bubuhan.duty import planning
from bubuhan.duty.hours import zone_of, zone_word
from bubuhan.duty.models import Pattern, Shift, Swap
from bubuhan.geo import names
from bubuhan.geo import queries as geo
from bubuhan.journal import Touch
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers.models import Membership
from bubuhan.volunteers.queries import active_of

AHEAD = timedelta(weeks=5)
LONGEST = timedelta(hours=36)
BEHIND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where, for which pillar, on which local day and from when until when."""

    area_code: str
    day: date
    starts: time
    ends: time
    pillar: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """How many shifts were made, and those that clashed, in words."""

    made: int
    clashes: tuple[str, ...] = ()


def add_shift(*, actor: Actor, person_id: UUID, slot: Slot, note: str = "") -> Shift:
    """Put somebody on duty. Raises `forbidden`, `area_unknown`, `not_a_member`, `shift_past`, `shift_clash`."""
    _may(actor, slot.area_code)
    hat = hat_for(person_id, slot.area_code, slot.pillar)
    start, end = planning.span(slot.day, slot.starts, slot.ends, zone_of(slot.area_code))
    if end < clock.now() - BEHIND:
        raise Problem("shift_past", "day", value=f"{slot.day:%d-%m-%Y}")
    with journal.unit():
        row = _insert(actor, hat, slot.area_code, (start, end), note=note)
        _tell("duty.planned", actor, row)
    return row


def hat_for(person_id: UUID, area_code: str, pillar: str = "") -> Membership:
    """The active membership in which somebody is on duty: of this pillar, the nearest area.

    Raises `not_a_member`.
    """
    hats = [m for m in active_of(person_id) if pillar in ("", m.pillar)]
    here = [m for m in hats if m.area_code[:5] == area_code[:5]]
    if not here:
        raise Problem("not_a_member", "person_id")
    return max(here, key=lambda m: (m.area_code[:8] == area_code[:8], m.area_code == area_code))


def _may(actor: Actor, area_code: str) -> None:
    if len(area_code) < 5 or geo.get(area_code) is None:
        raise Problem("area_unknown", "area_code", code=area_code)
    require(actor, "duty.plan", area_code)


def _insert(
    actor: Actor,
    hat: Membership,
    area_code: str,
    when: tuple[datetime, datetime],
    *,
    note: str = "",
    pattern: Pattern | None = None,
) -> Shift:
    """One row, or `shift_clash` naming the other shift. The database decides, also between two officers."""
    start, end = when
    try:
        with transaction.atomic():
            return Shift.objects.create(
                person_id=hat.person_id,
                membership_id=hat.id,
                person_name=hat.person.name,
                pillar=hat.pillar,
                area_code=area_code,
                starts_at=start,
                ends_at=end,
                note=note.strip()[:200],
                pattern=pattern,
                by=actor.name,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise clash_of(hat.person_id, hat.person.name, start, end) from error


def clash_of(person_id: UUID, name: str, start: datetime, end: datetime) -> Problem:
    """The problem that names the shift somebody already has at that time."""
    other = Shift.objects.filter(
        person_id=person_id, state=Shift.State.PLANNED, starts_at__lt=end, ends_at__gt=start
    ).first()
    when = say(other) if other else "pada waktu yang sama"
    return Problem("shift_clash", "person_id", name=name, other=when)


def say(shift: Shift) -> str:
    """`Sen 02-03-2026 20.00 sampai 06.00 WITA di Banjarmasin Barat`."""
    zone = zone_of(shift.area_code)
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    place = names.name(shift.area_code) or shift.area_code
    return f"{start:%d-%m-%Y %H.%M} sampai {end:%H.%M} {zone_word(zone)} di {place}"


def cancel_shift(*, actor: Actor, shift_id: UUID, reason: str = "") -> Shift:
    """Take somebody off duty; the row stays. Raises `not_found`, `forbidden`."""
    with journal.unit():
        row = _locked(actor, shift_id)
        if row.state == Shift.State.CANCELLED:
            return row
        row.state, row.rev = Shift.State.CANCELLED, row.rev + 1
        row.note = (reason.strip() or row.note)[:200]
        row.save(update_fields=["state", "rev", "note"])
        Swap.objects.filter(shift=row, state=Swap.State.OPEN).update(
            state=Swap.State.WITHDRAWN, answered_at=clock.now(), answered_by=actor.name
        )
        _tell("duty.cancelled", actor, row)
    return row


def _locked(actor: Actor, shift_id: UUID) -> Shift:
    row: Shift | None = (
        Shift.objects.visible_to(actor).select_for_update().filter(id=shift_id).first()
    )
    if row is None:
        raise Problem("not_found")
    require(actor, "duty.plan", row.area_code)
    return row


@dataclass(frozen=True, slots=True)
class Repeat:
    """On which weekdays (0 Monday), every how many weeks, from and until which day."""

    days: tuple[int, ...]
    first_on: date
    every_weeks: int = 1
    last_on: date | None = None


def add_pattern(
    *, actor: Actor, person_id: UUID, slot: Slot, repeat: Repeat
) -> tuple[Pattern, Made]:
    """A shift that repeats; the next weeks are made at once, those that clash are named."""
    _may(actor, slot.area_code)
    hat = hat_for(person_id, slot.area_code, slot.pillar)
    if not repeat.days or not set(repeat.days) <= set(range(7)):
        raise Problem("field_missing", "days", name="hari")
    if not 1 <= repeat.every_weeks <= 8:
        raise Problem("field_invalid", "every_weeks", name="tiap berapa minggu", why="1 sampai 8")
    with journal.unit():
        row = Pattern.objects.create(
            person_id=hat.person_id,
            membership_id=hat.id,
            person_name=hat.person.name,
            pillar=hat.pillar,
            area_code=slot.area_code,
            days=sorted(repeat.days),
            starts=slot.starts,
            ends=slot.ends,
            every_weeks=repeat.every_weeks,
            first_on=repeat.first_on,
            last_on=repeat.last_on,
            by=actor.name,
            at=clock.now(),
        )
        made, last = _make(actor, row, clock.now())
        journal.record(
            "duty.repeated",
            actor=actor.ref,
            subject=("duty_pattern", row.id),
            area=row.area_code,
            data={"person": str(row.person_id), "pillar": row.pillar, "made": made.made},
            touched=touched(row.area_code, [row.person_id]) if last else (),
        )
    return row, made


def _make(actor: Actor, pattern: Pattern, now: datetime) -> tuple[Made, bool]:
    """Make a pattern's shifts up to five weeks ahead; what is past or clashes is left out."""
    zone = zone_of(pattern.area_code)
    today = now.astimezone(zone).date()
    until = min(today + AHEAD, pattern.last_on or date.max)
    since = (
        max(today, (pattern.made_until or date.min) + timedelta(days=1))
        if pattern.made_until
        else today
    )
    hats = Membership.objects.select_related("person").filter(status="active")
    hat = hats.filter(id=pattern.membership_id).first() if pattern.membership_id else None
    made, clashes = 0, []
    for day in planning.days_of(pattern.days, pattern.every_weeks, pattern.first_on, since, until):
        start, end = planning.span(day, pattern.starts, pattern.ends, zone)
        if hat is None or end <= now:
            continue
        try:
            _insert(actor, hat, pattern.area_code, (start, end), pattern=pattern)
            made += 1
        except Problem as found:
            clashes.append(found.message)
    pattern.made_until = until
    pattern.save(update_fields=["made_until"])
    return Made(made, tuple(clashes)), bool(made)


def make_ahead(now: datetime) -> int:
    """Every night: the shifts of all patterns for the day that came into reach. Returns how many."""
    from bubuhan.kernel.ids import uuid7

    total = 0
    zone_day = clock.day(now)
    due = Pattern.objects.filter(made_until__lt=zone_day + AHEAD)
    for pattern in due.order_by("id"):
        if pattern.last_on and pattern.made_until and pattern.made_until >= pattern.last_on:
            continue
        actor = Actor(uuid7(), pattern.by, "petugas", pattern.area_code)  # type: ignore[arg-type]
        with journal.unit():
            made, any_made = _make(actor, pattern, now)
            total += made.made
            if any_made:
                journal.touch(*touched(pattern.area_code, [pattern.person_id]))
    return total


def end_pattern(*, actor: Actor, pattern_id: UUID, last_on: date) -> Pattern:
    """No more shifts after a day; those already planned beyond it are cancelled."""
    with journal.unit():
        row: Pattern | None = (
            Pattern.objects.visible_to(actor).select_for_update().filter(id=pattern_id).first()
        )
        if row is None:
            raise Problem("not_found")
        require(actor, "duty.plan", row.area_code)
        after = planning.span(last_on, time(0), time(0), zone_of(row.area_code))[1]
        row.last_on = last_on
        row.save(update_fields=["last_on"])
        row.shifts.filter(starts_at__gte=max(after, clock.now())).update(
            state=Shift.State.CANCELLED
        )
        journal.record(
            "duty.repeat_ended",
            actor=actor.ref,
            subject=("duty_pattern", row.id),
            area=row.area_code,
            data={"person": str(row.person_id), "last_on": last_on.isoformat()},
            touched=touched(row.area_code, [row.person_id]),
        )
    return row


def copy_week(*, actor: Actor, area_code: str, week: date, to: date) -> Made:
    """The shifts of one week into another, wall time for wall time; what clashes is named."""
    _may(actor, area_code)
    week, to = planning.monday_of(week), planning.monday_of(to)
    if week == to:
        raise Problem("field_invalid", "to", name="minggu tujuan", why="pilih minggu yang lain")
    zone = zone_of(area_code)
    since = planning.span(week, time(0), time(0), zone)[0]
    until = planning.span(week + planning.WEEK, time(0), time(0), zone)[0]
    rows = list(
        Shift.objects.filter(
            subtree_q(area_code),
            state=Shift.State.PLANNED,
            starts_at__gte=since,
            starts_at__lt=until,
        ).order_by("starts_at", "id")
    )
    made, clashes = 0, []
    given: set[UUID] = set()
    now = clock.now()
    hats = Membership.objects.select_related("person").filter(status="active").in_bulk([r.membership_id for r in rows if r.membership_id])  # fmt: skip
    with journal.unit():
        for row in rows:
            hat = hats.get(row.membership_id)
            start, end = _moved(row, to - week)
            if hat is None or end <= now:
                continue
            try:
                _insert(actor, hat, row.area_code, (start, end), note=row.note)
                made += 1
                given.add(hat.person_id)
            except Problem as found:
                clashes.append(found.message)
        journal.record(
            "duty.copied",
            actor=actor.ref,
            subject=("duty_week", f"{area_code}:{to.isoformat()}"),
            area=area_code,
            data={
                "from": week.isoformat(),
                "made": made,
                "clashes": len(clashes),
                "persons": sorted({str(one) for one in given}),
            },
            touched=touched(area_code, given) if made else (),
        )
    return Made(made, tuple(clashes))


def _moved(row: Shift, by: timedelta) -> tuple[datetime, datetime]:
    """The same wall times some days later, whatever the clocks do in between."""
    zone = zone_of(row.area_code)
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    from bubuhan.duty.hours import instant

    return (
        instant(start.date() + by, start.time(), zone),
        instant(end.date() + by, end.time(), zone),
    )


def touched(area_code: str, persons: Sequence[UUID] | set[UUID]) -> list[Touch]:
    """The duty documents a change of the roster changes: the persons', and the phones' of the area."""
    owners = User.objects.filter(
        subtree_q(area_code[:8]), person_id__isnull=False, is_active=True
    ).values_list("person_id", flat=True)
    people = {p for p in (*owners, *persons) if p}
    return [Touch(f"mine:{p}", "duty", str(p)) for p in sorted(people)]


def _tell(event: str, actor: Actor, row: Shift) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("shift", row.id),
        area=row.area_code,
        data={
            "person": str(row.person_id),
            "pillar": row.pillar,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
        },
        touched=touched(row.area_code, [row.person_id]),
    )
