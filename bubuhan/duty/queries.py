"""Reads that other rooms use: working hours, night rules, and who is on duty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from bubuhan.accounts.policy import subtree_q
from bubuhan.duty.hours import Calendar, Span, zone_of
from bubuhan.duty.models import Holiday, NightRule, OfferRule, OfficeHours, Shift, TravelFactor
from bubuhan.duty.night import NightRules, Quiet
from bubuhan.duty.rule_models import Ruled
from bubuhan.people.models import Person
from bubuhan.volunteers.queries import active_in

MOST_ASKED = 200

Row = TypeVar("Row", bound=Ruled)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty now: `phone` as the registry has it."""

    person_id: UUID
    name: str
    pillar: str
    area_code: str
    phone: str
    shift_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Minutes an offer waits, and to how many it may go on by itself."""

    minutes: int
    most: int


USUAL_TERMS = {"darurat": OfferTerms(10, 5), "tinggi": OfferTerms(60, 3)}
_SLOW = OfferTerms(24 * 60, 2)


def above(area_code: str) -> list[str]:
    """The area and all above it, the nation ("") last."""
    return [area_code[:n] for n in (13, 8, 5, 2) if len(area_code) >= n] + [""]


def deepest(rows: Iterable[Row]) -> Row | None:
    """The row of the deepest area."""
    return max(rows, key=lambda r: len(r.area_code), default=None)


def calendar_of(area_code: str) -> Calendar:
    """Working hours and holidays of an area: the deepest row wins, holidays add up. Two queries."""
    return _calendar(area_code, _hours_of(area_code))


def _hours_of(area_code: str) -> OfficeHours | None:
    return deepest(OfficeHours.objects.filter(valid_to=None, area_code__in=above(area_code)))


def _calendar(area_code: str, row: OfficeHours | None) -> Calendar:
    zone = ZoneInfo(row.zone) if row and row.zone else zone_of(area_code)
    if row is None:
        return Calendar(zone, ((),) * 7)
    days = Holiday.objects.filter(valid_to=None, area_code__in=above(area_code))
    closed = frozenset(day for (day,) in days.values_list("date"))
    return Calendar(zone, read_week(row.week), closed)


def read_week(week: list[list[list[str]]]) -> tuple[tuple[Span, ...], ...]:
    """The stored week as times."""
    return tuple(
        tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in day) for day in week
    )


def night_of(area_code: str) -> NightRules:
    """Quiet hours per band of an area, in its own time zone. Two queries."""
    return _night(area_code, _hours_of(area_code))


def _night(area_code: str, hours: OfficeHours | None) -> NightRules:
    zone = ZoneInfo(hours.zone) if hours and hours.zone else zone_of(area_code)
    rows = NightRule.objects.filter(valid_to=None, area_code__in=above(area_code))
    bands = {
        row.band: Quiet(row.starts, row.ends)
        for row in sorted(rows, key=lambda r: len(r.area_code))
    }
    return NightRules(zone, bands)


def times_in(area_code: str) -> tuple[Calendar, NightRules]:
    """`calendar_of` and `night_of` together, in three queries."""
    hours = _hours_of(area_code)
    return _calendar(area_code, hours), _night(area_code, hours)


def offer_terms(area_code: str, band: str) -> OfferTerms:
    """How long an offer of this urgency waits here; the deepest row wins."""
    row = deepest(
        OfferRule.objects.filter(valid_to=None, band=band, area_code__in=above(area_code))
    )
    return OfferTerms(row.minutes, row.most) if row else USUAL_TERMS.get(band, _SLOW)


def on_duty(area_code: str, at: datetime, pillar: str = "") -> list[OnDuty]:
    """Who is on duty at a moment for an area: its own roster and those above up to the kab/kota.

    The deepest roster first. Two queries.
    """
    places = [code for code in above(area_code) if len(code) >= 5]
    found = Shift.objects.filter(
        area_code__in=places, state=Shift.State.PLANNED, starts_at__lte=at, ends_at__gt=at
    )
    if pillar:
        found = found.filter(pillar=pillar)
    rows: list[Shift] = list(found.order_by("starts_at", "id"))
    phones = dict(
        Person.objects.filter(id__in={r.person_id for r in rows}).values_list("id", "phone")
    )
    rows.sort(key=lambda r: -len(r.area_code))
    return [
        OnDuty(
            r.person_id,
            r.person_name,
            r.pillar,
            r.area_code,
            phones.get(r.person_id, ""),
            r.id,
            r.ends_at,
        )
        for r in rows
    ]


def on_duty_in(area_code: str, at: datetime) -> frozenset[UUID]:
    """Everybody on duty at a moment in an area, below it and above it (up to the kab/kota)."""
    places = [code for code in above(area_code) if len(code) >= 5]
    found = Shift.objects.filter(
        Q(area_code__in=places) | subtree_q(area_code),
        state=Shift.State.PLANNED,
        starts_at__lte=at,
        ends_at__gt=at,
    )
    return frozenset(found.values_list("person_id", flat=True))


def ways_in(area_code: str) -> dict[tuple[str, str], tuple[float, str]]:
    """Travel factors of pairs of kecamatan that touch an area: pair -> (factor, reason)."""
    rows = TravelFactor.objects.filter(
        subtree_q(area_code) | subtree_q(area_code, "other_code"), valid_to=None
    )
    return {
        (a, b): (factor, reason)
        for a, b, factor, reason in rows.values_list("area_code", "other_code", "factor", "reason")
    }


def could_take(shift: Shift, asker: UUID) -> list[UUID]:
    """Who could take a shift over: the same pillar in the kab/kota, on duty nowhere at that time.

    Those of the shift's own area first, then its kecamatan; at most `MOST_ASKED`. Two queries.
    """
    busy = Shift.objects.filter(
        state=Shift.State.PLANNED, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    ).exclude(id=shift.id)
    hats = active_in(shift.area_code[:5], shift.pillar).exclude(
        person_id__in=busy.values("person_id")
    )
    area = shift.area_code
    near = sorted(
        hats.exclude(person_id=asker).values_list("area_code", "person_id"),
        key=lambda one: (not one[0].startswith(area), one[0][:8] != area[:8], str(one[1])),
    )
    return list(dict.fromkeys(person for _, person in near))[:MOST_ASKED]
