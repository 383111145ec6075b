"""A phone's whole life over HTTP: code, token, revoked, wiped."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bubuhan.accounts import actions
from bubuhan.accounts.models import Device
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db


def enrol(code: str, address: str = "10.0.0.1"):
    client = Client(REMOTE_ADDR=address, enforce_csrf_checks=True)
    return client.post(
        "/sync/v1/enrol", {"code": code, "device_name": "HP Ani"}, "application/json"
    )


def pull(token: str, space: str = "national"):
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get(f"/sync/v1/pull?space={space}&after=0", headers=headers)


@pytest.fixture
def code(users, dewi) -> str:
    ani = users["ani"]
    return actions.make_code(
        dewi,
        person_id=ani.person_id,
        person_name=ani.name,
        area_code=ani.area_code,
        now=clock.now(),
    )[0]


def test_a_phone_from_its_code_to_its_end(code, users, client_of):
    answer = enrol(code)
    assert answer.status_code == 201
    told = answer.json()
    mine = f"mine:{users['ani'].person_id}"
    assert told["spaces"] == ["national", "63.71", "63.71.03", mine]
    assert all(pull(told["token"], space).status_code == 200 for space in told["spaces"])
    assert pull(told["token"], "63.05").json()["code"] == "space_forbidden"
    client_of("dewi").post(f"/perangkat/{told['device']}/cabut/", {"why": "hilang di pasar"})
    for _ in range(2):
        gone = pull(told["token"])
        assert gone.status_code == 401
        assert (gone.json()["code"], gone.json()["wipe"]) == ("device_revoked", True)
    assert Device.objects.get(id=told["device"]).wiped_at is not None
    assert (
        "sudah terhapus" in client_of("dewi").get(f"/perangkat/{told['device']}/").content.decode()
    )


def test_a_code_opens_once(code):
    assert enrol(code).status_code == 201
    again = enrol(code)
    assert (again.status_code, again.json()["code"]) == (422, "code_used")
    assert "mintalah kode baru" in again.json()["message"]


def test_a_code_of_yesterday(code):
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        late = enrol(code)
    assert (late.status_code, late.json()["code"]) == (422, "code_expired")


def test_guessing_ends_soon_and_only_for_the_guesser(code):
    statuses = [enrol("AAAA-AAAA", "10.6.6.6").status_code for _ in range(25)]
    assert set(statuses[:20]) == {422}
    assert set(statuses[20:]) == {429}
    assert enrol(code, "10.6.6.6").status_code == 429
    assert enrol(code, "10.0.0.1").status_code == 201


def test_a_token_opens_no_page_and_a_browser_no_phone_door(code, client_of):
    token = enrol(code).json()["token"]
    page = Client().get("/perangkat/", headers={"Authorization": f"Bearer {token}"})
    assert page["Location"].startswith("/masuk/")
    assert client_of("dewi").get("/sync/v1/pull?space=national&after=0").status_code == 401
