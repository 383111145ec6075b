"""Codes, phones and revoking, through the functions both doors call."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bubuhan.accounts import actions
from bubuhan.accounts.models import Device, EnrolmentCode, RateWindow, User
from bubuhan.accounts.policy import Role
from bubuhan.accounts.sweeping import sweep
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db
PELAMBUAN, TAPIN = "63.71.03.1003", "63.05"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def office(db):
    """Dewi, coordinator of Banjarmasin Barat, and a few others, without a registry behind them."""

    def make(key, role, area):
        return User.objects.create(
            username=key, name=key.title(), role=role, area_code=area
        ).actor()

    return {
        "dewi": make("dewi", Role.KOORDINATOR, "63.71.03"),
        "budi": make("budi", Role.PETUGAS, "63.71"),
        "citra": make("citra", Role.PETUGAS, TAPIN),
        "gazali": make("gazali", Role.PENGELOLA, "63"),
    }


def code_for(actor, now, person: UUID | None = None, area=PELAMBUAN, role=Role.RELAWAN) -> str:
    return actions.make_code(
        actor,
        person_id=person or uuid7(),
        person_name="Ani Rahmawati",
        area_code=area,
        role=role,
        now=now,
    )[0]


def problem(call, *args, **kwargs) -> Problem:
    with pytest.raises(Problem) as caught:
        call(*args, **kwargs)
    return caught.value


def test_a_code_is_shown_once_and_stored_hashed(office, now):
    code = code_for(office["dewi"], now)
    row = EnrolmentCode.objects.get()
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set(actions.ALPHABET)
    assert not set("01ILO") & set(actions.ALPHABET)
    assert code.replace("-", "") not in row.code_hash
    assert row.expires_at == now + timedelta(hours=24)
    assert Event.objects.get(name="device.code_made").area_code == PELAMBUAN


def test_enrolling_makes_the_account_and_the_spaces(office, now):
    person = uuid7()
    device, token, spaces = actions.enrol(
        code_for(office["dewi"], now, person), " HP  Ani\n", "10.0.0.1", now
    )
    assert spaces == ["national", "63.71", "63.71.03", f"mine:{person}"]
    assert device.name == "HP Ani"
    assert device.enrolled_by == "Dewi"
    assert (device.user.role, device.user.area_code, device.user.person_id) == (
        "relawan",
        PELAMBUAN,
        person,
    )
    assert not device.user.has_usable_password()
    assert token not in Device.objects.values_list("token_hash", flat=True)
    assert Event.objects.get(name="device.enrolled").subject_id == str(device.id)


def test_a_code_is_typed_as_people_type(office, now):
    code = code_for(office["dewi"], now)
    assert actions.enrol(f" {code.lower().replace('-', ' ')} ", "HP", "10.0.0.1", now)[0]


def test_a_second_phone_of_the_same_person_joins_his_account(office, now):
    person = uuid7()
    one = actions.enrol(code_for(office["dewi"], now, person), "satu", "10.0.0.1", now)[0]
    two = actions.enrol(code_for(office["dewi"], now, person), "dua", "10.0.0.1", now)[0]
    assert one.user_id == two.user_id


def test_a_relawan_who_moved_takes_all_phones_along(office, now):
    person = uuid7()
    old = actions.enrol(code_for(office["dewi"], now, person), "satu", "10.0.0.1", now)[0]
    moved = "63.71.01.1001"
    actions.enrol(code_for(office["budi"], now, person, moved), "dua", "10.0.0.1", now)
    old.refresh_from_db()
    assert old.user.area_code == moved
    assert old.spaces == ["national", "63.71", "63.71.01", f"mine:{person}"]


def test_a_code_works_once(office, now):
    code = code_for(office["dewi"], now)
    actions.enrol(code, "satu", "10.0.0.1", now)
    assert problem(actions.enrol, code, "dua", "10.0.0.1", now).code == "code_used"
    assert Device.objects.count() == 1


def test_a_code_ends_after_a_day(office, now):
    code = code_for(office["dewi"], now)
    late = problem(actions.enrol, code, "satu", "10.0.0.1", now + timedelta(hours=24))
    assert (late.code, late.status, late.field) == ("code_expired", 422, "code")
    assert User.objects.filter(role=Role.RELAWAN).count() == 0


@pytest.mark.parametrize("text", ["", "ABCD-EFGH", "x" * 100_000, "0000-0000", "';--"])
def test_an_unknown_code(text, db, now):
    assert problem(actions.enrol, text, "satu", "10.0.0.1", now).code == "code_unknown"


def test_guessing_is_locked_by_address_and_ends_with_the_window(office, now):
    code = code_for(office["dewi"], now)
    for _ in range(actions.TRIES_PER_ADDRESS.tries):
        assert problem(actions.enrol, "AAAA-AAAA", "x", "10.0.0.9", now).code == "code_unknown"
    locked = problem(actions.enrol, code, "x", "10.0.0.9", now)
    assert (locked.code, locked.status, locked.values["minutes"]) == ("too_many_tries", 429, 15)
    assert problem(actions.enrol, "AAAA-AAAA", "x", "10.0.0.8", now).code == "code_unknown"
    assert actions.enrol(code, "x", "10.0.0.9", now + timedelta(minutes=16))[0]


def test_guessing_from_everywhere_is_locked_too(office, now):
    RateWindow.objects.create(key="enrol:*", since=now, tries=actions.TRIES_OF_ALL.tries)
    assert (
        problem(actions.enrol, code_for(office["dewi"], now), "x", "10.0.0.1", now).code
        == "too_many_tries"
    )


def test_enrolling_well_costs_no_tries(office, now):
    for _ in range(actions.TRIES_PER_ADDRESS.tries + 2):
        actions.enrol(code_for(office["dewi"], now), "x", "10.0.0.1", now)
    assert RateWindow.objects.get(key="enrol:10.0.0.1").tries == 0


@pytest.mark.parametrize(
    ("who", "area", "role", "allowed"),
    [
        ("dewi", PELAMBUAN, Role.RELAWAN, True),
        ("dewi", "63.71.01.1001", Role.RELAWAN, False),  # next kecamatan
        ("dewi", "63.71.030", Role.RELAWAN, False),  # a prefix is not a subtree
        ("dewi", "63.71.03", Role.KOORDINATOR, False),  # not one's own rank
        ("budi", "63.71.03", Role.KOORDINATOR, True),
        ("budi", PELAMBUAN, Role.PETUGAS, False),
        ("citra", PELAMBUAN, Role.RELAWAN, False),  # another kabupaten
        ("gazali", PELAMBUAN, Role.PETUGAS, True),
        ("gazali", PELAMBUAN, Role.PIMPINAN, False),  # that role has no phone
    ],
)
def test_who_may_make_a_code_for_whom(office, now, who, area, role, allowed):
    if allowed:
        assert code_for(office[who], now, area=area, role=role)
    else:
        assert problem(code_for, office[who], now, area=area, role=role).code == "forbidden"


def test_a_code_is_no_way_into_a_higher_account(office, now):
    person = uuid7()
    User.objects.create(
        username="boss", name="Boss", role=Role.PETUGAS, area_code="63.71", person_id=person
    )
    assert problem(code_for, office["dewi"], now, person).code == "forbidden"


def test_a_token_finds_its_phone_in_one_query(office, now):
    device, token, _ = actions.enrol(code_for(office["dewi"], now), "x", "10.0.0.1", now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert actions.device_for_token(token).user.actor(device.id).role == Role.RELAWAN
    assert len(queries) == 1
    assert problem(actions.device_for_token, "nonsense").code == "token_unknown"


def test_a_revoked_phone_is_told_and_the_wipe_noted_once(office, now):
    device, token, _ = actions.enrol(code_for(office["dewi"], now), "x", "10.0.0.1", now)
    actions.revoke(office["dewi"], device, "hilang di pasar", now)
    actions.revoke(office["dewi"], device, "lagi", now)
    for _ in range(2):
        assert problem(actions.device_for_token, token, now).code == "device_revoked"
    device.refresh_from_db()
    assert (device.revoked_why, device.wiped_at) == ("hilang di pasar", now)
    assert Event.objects.filter(name="device.revoked").count() == 1
    assert Event.objects.filter(name="device.wiped").count() == 1


def test_revoking_needs_scope_rank_and_a_reason(office, now):
    device = actions.enrol(code_for(office["dewi"], now), "x", "10.0.0.1", now)[0]
    assert problem(actions.revoke, office["citra"], device, "hilang", now).code == "forbidden"
    assert problem(actions.revoke, office["dewi"], device, "  ", now).field == "why"
    phone = actions.enrol(
        code_for(office["budi"], now, area="63.71.03", role=Role.KOORDINATOR), "x", "1", now
    )[0]
    assert problem(actions.revoke, office["dewi"], phone, "hilang", now).code == "forbidden"


def test_a_deactivated_account_closes_its_phones(office, now):
    device, token, _ = actions.enrol(code_for(office["dewi"], now), "x", "10.0.0.1", now)
    User.objects.filter(id=device.user_id).update(is_active=False)
    assert problem(actions.device_for_token, token).code == "device_revoked"
    assert problem(code_for, office["dewi"], now, device.user.person_id).code == "forbidden"


def test_the_nightly_sweep_keeps_what_still_counts(office, now):
    old = now - timedelta(days=40)
    code_for(office["dewi"], old)
    fresh = code_for(office["dewi"], now)
    RateWindow.objects.create(key="enrol:10.0.0.1", since=old, tries=3)
    device = actions.enrol(fresh, "x", "10.0.0.2", now)[0]
    sweep(now)
    assert EnrolmentCode.objects.get().device_id == device.id
    assert not RateWindow.objects.filter(key="enrol:10.0.0.1").exists()
    assert Device.objects.filter(id=device.id).exists()
