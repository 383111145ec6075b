"""What other rooms ask: calendar, night, terms of an offer, who is on duty."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bubuhan.duty import queries
from bubuhan.duty.hours import WITA, due
from bubuhan.duty.load import load_rules
from bubuhan.duty.models import Holiday, OfficeHours, Shift
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
PELAMBUAN, BARAT, KOTA = "63.71.03.1003", "63.71.03", "63.71"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def shift(area: str, hours: int = 4, **over) -> Shift:
    return Shift.objects.create(
        **{
            "person_id": uuid7(),
            "person_name": "Hamdan Yusri",
            "pillar": "TAGANA",
            "area_code": area,
            "starts_at": NOON - timedelta(hours=1),
            "ends_at": NOON + timedelta(hours=hours),
            "by": "Budi",
            "at": NOON,
            **over,
        }
    )


def test_the_deepest_hours_win_and_holidays_add_up() -> None:
    week = [[["09:00", "15:00"]]] * 7
    OfficeHours.objects.create(area_code=KOTA, week=week, valid_from=clock.now(), by="Budi")
    for area in ("", KOTA, "63.05"):
        Holiday.objects.create(
            area_code=area, date=date(2026, 3, 3), name="Libur", valid_from=clock.now(), by="Budi"
        )
    found = queries.calendar_of(PELAMBUAN)
    assert found.week[6]
    assert date(2026, 3, 3) in found.holidays
    start = datetime(2026, 3, 2, 14, 0, tzinfo=WITA)
    assert due(start, 120, found) == datetime(2026, 3, 4, 10, 0, tzinfo=WITA)
    assert not queries.calendar_of("63.05").week[6]


def test_calendar_and_night_cost_two_queries(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        queries.calendar_of(PELAMBUAN)
    with django_assert_num_queries(2):
        assert queries.night_of(PELAMBUAN).zone == WITA
    assert queries.offer_terms(PELAMBUAN, "darurat").minutes == 10


def test_on_duty_is_the_area_and_those_above_it(django_assert_num_queries, make_member) -> None:
    person = make_member("Hamdan Yusri", PELAMBUAN, "TAGANA")
    person.phone = "+6289900000011"
    person.save()
    here = shift(BARAT, person_id=person.id)
    town = shift(KOTA, pillar="PSM")
    shift("63.05")
    shift(BARAT, state="cancelled")
    shift(BARAT, starts_at=NOON + timedelta(minutes=1))
    with django_assert_num_queries(2):
        found = queries.on_duty(PELAMBUAN, NOON)
    assert [(o.shift_id, o.phone) for o in found] == [(here.id, "+6289900000011"), (town.id, "")]
    assert [o.shift_id for o in queries.on_duty(KOTA, NOON)] == [town.id]
    assert [o.pillar for o in queries.on_duty(PELAMBUAN, NOON, "PSM")] == ["PSM"]


def test_the_database_refuses_a_person_in_two_places() -> None:
    first = shift(BARAT)
    with pytest.raises(IntegrityError), transaction.atomic():
        shift(KOTA, person_id=first.person_id)
    shift(KOTA, person_id=first.person_id, starts_at=first.ends_at, hours=9)  # back to back
    shift(KOTA, person_id=first.person_id, state="cancelled")


def test_the_examples_come_once() -> None:
    assert load_rules() == 0
