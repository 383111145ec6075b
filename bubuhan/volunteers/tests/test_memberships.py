"""Hats: what the database refuses, what a phone may say, what a phone sees."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bubuhan import journal
from bubuhan.journal.models import Feed
from bubuhan.kernel import clock, commands, documents
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.volunteers import actions, queries
from bubuhan.volunteers.actions import MembershipValues
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
PELAMBUAN = "63.71.03.1003"


@pytest.fixture
def person():
    return Person.objects.create(name="Contoh", name_key="contoh", area_code=PELAMBUAN)


def hat(person, **values):
    return Membership.objects.create(
        **{"person": person, "pillar": "PSM", "area_code": PELAMBUAN, **values}
    )


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"started_on": date(2020, 1, 1), "started_precision": "day"},
        {"status": "ended", "ended_on": date(2010, 1, 1), "end_reason": "pindah"},
    ],
)
def test_no_two_hats_of_one_kind_in_one_place_at_one_time(person, second):
    hat(person)
    with pytest.raises(IntegrityError, match="member_no_overlap"), transaction.atomic():
        hat(person, **second)
    hat(person, pillar="TKSK", area_code="63.71.03")
    hat(person, area_code="63.71.03.1004")
    hat(person, status="draft")


def test_one_after_the_other_is_fine(person):
    hat(person, status="ended", ended_on=date(2015, 1, 1), end_reason="pindah")
    hat(person, started_on=date(2015, 1, 2), started_precision="day")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"status": "ended"}, "member_ended_with_reason"),
        ({"ended_on": date(2020, 1, 1)}, "member_ended_with_reason"),
        ({"started_on": date(2020, 1, 1)}, "member_start_precision"),
        ({"area_code": ""}, "member_area"),
        ({"started_on": date(2020, 1, 2), "started_precision": "day", "status": "ended", "ended_on": date(2020, 1, 1),
          "end_reason": "pindah"}, "member_"),
    ],
)  # fmt: skip
def test_the_database_keeps_hats_sane(person, values, name):
    with (
        pytest.raises((IntegrityError, Exception), match=f"{name}|range lower bound"),
        transaction.atomic(),
    ):
        hat(person, **values)


def test_adding_and_ending_touch_the_phone_and_the_journal(person, budi):
    made = actions.add_membership(
        actor=budi, person=person, values=MembershipValues("PSM", PELAMBUAN)
    )
    with pytest.raises(Problem, match="membership_overlap"):
        actions.add_membership(actor=budi, person=person, values=MembershipValues("PSM", PELAMBUAN))
    first = Feed.objects.get(space=f"mine:{person.id}", kind="profile").pos
    actions.end_membership(
        actor=budi, membership_id=made.id, ended_on=date(2024, 1, 1), reason="meninggal"
    )
    assert Feed.objects.get(space=f"mine:{person.id}", kind="profile").pos == first + 1
    assert [e.name for e in journal.history("person", person.id)] == [
        "membership.ended",
        "membership.added",
    ]


def test_another_kabupaten_may_not(person, citra, dewi):
    for actor in (citra, dewi):
        with pytest.raises(Problem, match="forbidden"):
            actions.add_membership(
                actor=actor, person=person, values=MembershipValues("PSM", PELAMBUAN)
            )


def context(actor):
    return CommandContext(
        actor=actor, command_id=uuid7(), made_at=clock.now(), received_at=clock.now()
    )


def test_a_volunteer_says_on_the_phone_that_she_is_not_ready(ani):
    kind = commands.registry["volunteer.availability"]
    until = datetime(2030, 1, 1, tzinfo=UTC)
    kind.handle(context(ani), kind.schema(available=False, until=until))
    mine = Membership.objects.get(person_id=ani.person_id)
    assert (mine.ready(clock.now()), mine.ready(until), mine.unavailable_until) == (
        False,
        True,
        until,
    )
    profile = documents.registry["profile"](ani, [str(ani.person_id)])[str(ani.person_id)]
    assert profile.body["available"] is False
    kind.handle(context(ani), kind.schema(available=True))
    mine.refresh_from_db()
    assert (mine.available, mine.unavailable_until) == (True, None)


def test_an_officer_without_a_person_has_no_availability(budi):
    kind = commands.registry["volunteer.availability"]
    with pytest.raises(Problem, match="forbidden"):
        kind.handle(context(budi), kind.schema(available=True))


def test_a_profile_is_its_owners_only_and_names_the_coordinator(ani, dewi):
    mine = documents.registry["profile"](ani, [str(ani.person_id), str(dewi.person_id)])
    assert set(mine) == {str(ani.person_id)}
    body = mine[str(ani.person_id)].body
    assert body["area_label"] == "Kel. Pelambuan, Banjarmasin Barat"
    assert [m["pillar"] for m in body["memberships"]] == ["PSM"]
    assert body["coordinator"]["name"] == "Dewi Noor Aisyah"


def test_who_serves_where(ani, dewi):
    assert [m.person.name for m in queries.active_in("63.71.03", "PSM")] == ["Ani Rahmawati"]
    assert queries.active_in("63.71.03").count() == 2
    assert queries.active_in("63.71.030").count() == 0
