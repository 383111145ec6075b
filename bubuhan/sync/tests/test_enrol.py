"""Enrolment: one code, one phone."""

import json
from datetime import timedelta

import pytest

from bubuhan.accounts.actions import make_code
from bubuhan.accounts.models import EnrolmentCode
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db


def enrol(client, code: str, name: str = "HP Ani"):
    body = json.dumps({"code": code, "device_name": name})
    return client.post("/sync/v1/enrol", body, "application/json")


@pytest.fixture
def code(dewi, users) -> str:
    ani = users["ani"]
    found, _ = make_code(
        dewi,
        person_id=ani.person_id,
        person_name=ani.name,
        area_code=ani.area_code,
        now=clock.now(),
    )
    return found


def test_a_code_becomes_a_phone_that_may_push_and_pull(client, code, users):
    answer = enrol(client, code.lower())
    assert answer.status_code == 201
    told = answer.json()
    assert told["person"]["name"] == users["ani"].name
    assert "Pelambuan" in told["person"]["area_label"]
    assert told["spaces"] == ["national", "63.71", "63.71.03", f"mine:{users['ani'].person_id}"]
    headers = {"Authorization": f"Bearer {told['token']}"}
    body = json.dumps({"device": told["device"], "commands": []})
    pushed = client.post("/sync/v1/push", body, "application/json", headers=headers)
    assert pushed.json()["next_seq"] == 1
    assert client.get("/sync/v1/pull", {"space": "63.71.03"}, headers=headers).status_code == 200


def test_a_new_phone_finds_its_owner_and_only_lists_for_phones(client, code, users):
    told = enrol(client, code).json()
    headers = {"Authorization": f"Bearer {told['token']}"}

    def pull(space: str) -> dict[tuple[str, str], dict]:
        docs = client.get("/sync/v1/pull", {"space": space}, headers=headers).json()["docs"]
        return {(d["kind"], d["id"]): d["body"] for d in docs}

    profile = pull(told["spaces"][3])[("profile", str(users["ani"].person_id))]
    assert [m["pillar"] for m in profile["memberships"]] == ["PSM"]
    lists = {name for kind, name in pull("national") if kind == "list"}
    assert {"need", "urgency_sign", "outcome"} <= lists
    assert "ppks" not in lists


def test_a_code_works_once(client, code):
    assert enrol(client, code).status_code == 201
    again = enrol(client, code)
    assert (again.status_code, again.json()["code"]) == (422, "code_used")


def test_an_old_and_an_unknown_code(client, code):
    EnrolmentCode.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert enrol(client, code).json()["code"] == "code_expired"
    assert enrol(client, "ZZZZ-ZZZZ").json()["code"] == "code_unknown"


def test_guessing_is_slowed_down(client, code):
    answers = [enrol(client, "ZZZZ-ZZZZ").status_code for _ in range(25)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert enrol(client, code).status_code == 429


@pytest.mark.parametrize(
    "raw", ["", "{", "[]", "{}", '{"code": 7}', '{"code": "ABCD-EFGH", "device_name": 1}']
)
def test_what_is_not_a_request(client, raw):
    answer = client.post("/sync/v1/enrol", raw, "application/json")
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]
