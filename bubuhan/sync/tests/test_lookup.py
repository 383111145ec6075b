"""One person beyond the phone's spaces; what a phone tells of itself; a clash settled by its writer."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bubuhan.accounts.models import Device
from bubuhan.cases.models import Case, CaseReport
from bubuhan.cases.tests.doors import open_case
from bubuhan.journal.models import Event
from bubuhan.people.models import Person

pytestmark = pytest.mark.django_db
TAPIN_DESA, PELAMBUAN = "63.05.01.2001", "63.71.03.1003"
NIK = "6305014107800000"


def ask(phone, **question):
    body = {"reason": "laporan"} | question
    return phone.http.post(
        "/sync/v1/person", json.dumps(body), "application/json", headers=phone.headers
    )


def person(name: str, area: str, year: int = 1980, nik: str = "") -> Person:
    one = Person(
        name=name,
        name_key=name.lower(),
        area_code=area,
        birth_date=date(year, 7, 1),
        birth_precision="day",
    )
    one.set_nik(nik)
    one.save()
    return one


@pytest.fixture
def case_of(make_user):
    """A factory: an open case of that person, in that area."""
    reporter = make_user("dewi").actor()

    def make(one: Person, area: str, **more) -> Case:
        case = open_case(reporter)
        changes = {"person_id": one.id, "subject_name": one.name, "area_code": area} | more
        Case.objects.filter(id=case.id).update(**changes)
        CaseReport.objects.filter(case=case).delete()
        return Case.objects.get(id=case.id)

    return make


def test_somebody_elsewhere_is_told_by_initials_and_whom_to_ask(phone, case_of):
    case_of(person("Siti Zubaidah", TAPIN_DESA, nik=NIK), TAPIN_DESA)
    answer = ask(phone, nik=NIK)
    assert answer.status_code == 200, answer.content
    (found,) = answer.json()["people"]
    assert found["name"] == "S. Z."
    assert found["cases"] == []
    assert "Tapin" in found["ask"]
    assert "Zubaidah" not in answer.content.decode()
    until = datetime.fromisoformat(answer.json()["expires_at"])
    assert timedelta(hours=23) < until - datetime.now(UTC) < timedelta(hours=25)
    event = Event.objects.get(name="person.looked_up")
    assert event.data == {"by": "nik", "why": "laporan", "found": 1}


def test_the_same_kecamatan_is_told_by_name_with_its_case(phone, case_of):
    case_of(person("Siti Zubaidah", PELAMBUAN), PELAMBUAN)
    (found,) = ask(phone, name="Siti Zubaidah", year=1981).json()["people"]
    assert (found["name"], len(found["cases"]), found["ask"]) == ("Siti Zubaidah", 1, "")


def test_who_is_known_through_a_sensitive_case_alone_is_not_found(phone, case_of):
    victim = person("Rahasiawati", TAPIN_DESA, nik=NIK)
    case_of(victim, TAPIN_DESA, sensitive=True)
    near = person("Rahasiawati Dua", PELAMBUAN, nik="6371034107800000")
    case_of(near, PELAMBUAN, sensitive=True)
    assert ask(phone, nik=NIK).json()["people"] == []
    assert ask(phone, nik="6371034107800000").json()["people"] == []
    assert ask(phone, name="Rahasiawati", year=1980).json()["people"] == []


def test_a_sensitive_case_adds_nothing_to_a_volunteer(phone, case_of, make_member):
    member = make_member("Hamidah Noor", TAPIN_DESA, "PSM")
    Person.objects.filter(id=member.id).update(birth_date=date(1980, 1, 1), birth_precision="day")
    before = ask(phone, name="Hamidah Noor", year=1980).json()["people"]
    case_of(Person.objects.get(id=member.id), TAPIN_DESA, sensitive=True)
    assert ask(phone, name="Hamidah Noor", year=1980).json()["people"] == before
    assert before[0]["hats"]
    assert before[0]["name"] == "H. N."


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({}, "lookup_too_short"),
        ({"name": "Si", "year": 1980}, "lookup_too_short"),
        ({"name": "Siti Zubaidah"}, "lookup_too_short"),
        ({"nik": "123"}, "nik_length"),
        ({"nik": NIK, "reason": "ingin tahu"}, "field_invalid"),
        ({"nik": NIK, "reason": ""}, "field_invalid"),
    ],
)
def test_what_cannot_be_asked(phone, question, code):
    assert ask(phone, **question).json()["code"] == code
    assert not Event.objects.filter(name="person.looked_up").exists()


def test_ten_a_quarter_of_an_hour(phone):
    codes = [ask(phone, nik=NIK).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert phone.http.post("/sync/v1/person", "{}", "application/json").status_code == 401


def test_a_phone_tells_of_itself_at_each_contact(phone):
    state = {
        "oldest_at": "2025-10-10T08:00:00+08:00",
        "files": 3,
        "storage_used": 5_000,
        "storage_quota": 9_000,
        "persisted": False,
    }
    phone.push(pending=4, app_version="0.2.0", phone=state)
    device = Device.objects.get(id=phone.device.id)
    assert (device.pending, device.files_pending, device.persisted) == (4, 3, False)
    assert (device.storage_used, device.storage_quota) == (5_000, 9_000)
    assert device.pending_since == datetime.fromisoformat("2025-10-10T08:00:00+08:00")
    phone.push(pending=0, phone={"oldest_at": None, "files": 0})
    device = Device.objects.get(id=phone.device.id)
    assert device.pending_since is None
    assert device.files_pending == 0
    assert phone.push(phone={"oldest_at": "kemarin", "files": -1}).status_code == 200
    assert phone.push(phone="rusak").status_code == 200
    device.refresh_from_db()
    assert device.files_pending == 0, "what cannot be read changes nothing and keeps nothing out"
