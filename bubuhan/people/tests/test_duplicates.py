"""The engine over the registry: who is found, what typing is told, what a phone holds."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bubuhan.accounts.limits import Limit
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.linkage.records import Record
from bubuhan.people import actions, duplicates, hints, neighbours, queries
from bubuhan.people.matching import EngineMatcher, MatchInput, match
from bubuhan.people.models import DuplicateProposal, LinkDecision, MatchKey, Person, nik_index
from bubuhan.people.tests.test_desk import BORN, NIK, PELAMBUAN, TAPIN_UTARA, person

OTHER_NIK = "6371030101800000"


def record(**changes):
    base = {
        "id": "x", "name": "Hj. St. Aminah", "sex": "P", "birth_date": BORN, "birth_precision": "day",
        "nik": NIK, "areas": (PELAMBUAN,),
    }  # fmt: skip
    return Record(**{**base, **changes})


@pytest.fixture
def aminah(db):
    made = person(phone="+6289900000011")
    duplicates.look()
    return made


@pytest.mark.parametrize(
    ("asked", "band"),
    [
        (record(), "automatic"),
        (record(nik=""), "desk"),
        (record(nik="6371034503700001"[:15] + "1"), "desk"),
        (record(name="Siti Amina", nik="", birth_precision="day"), "desk"),
        (record(name="Rahmat Hidayat", sex="L", birth_date=date(1990, 1, 1)), "desk"),
        (record(name="Rahmat Hidayat", nik="", birth_date=date(1990, 1, 1)), None),
    ],
)
def test_who_is_found_and_how_surely(aminah, asked, band):
    found = duplicates.find(asked)
    assert [c.band for c in found] == ([band] if band else [])
    if found:
        assert found[0].person_id == aminah.id
        assert all(r.text for r in found[0].reasons)


def test_many_records_cost_as_few_queries_as_one(aminah):
    counted = []
    for asked in ([record()], [record(id=str(n), name=f"Aminah {n}") for n in range(40)]):
        with CaptureQueriesContext(connection) as seen:
            duplicates.find_many(asked)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 5


def test_a_key_that_too_many_share_is_left_out(aminah):
    people = [
        Person(name=f"Nama {n}", name_key=f"nama{n}", area_code=PELAMBUAN) for n in range(160)
    ]
    Person.objects.bulk_create(people)
    key = MatchKey.objects.filter(person=aminah).values_list("key", flat=True)[0]
    MatchKey.objects.bulk_create(MatchKey(key=key, person=p) for p in people)
    with CaptureQueriesContext(connection):
        assert duplicates.find(record())[0].person_id == aminah.id


def test_a_group_is_found_as_one_person(aminah, client_of):
    person("Siti Aminah", phone="+6289900000099")
    duplicates.look()
    client_of("budi").post(
        f"/ganda/{DuplicateProposal.objects.get().id}/putuskan/", {"verdict": "same"}
    )
    found = duplicates.find(record())
    assert [c.person_id for c in found] == [queries.head_of(aminah.id)]
    exact = match(MatchInput(nik_blind=nik_index(NIK), name_key="sitiaminah"))
    assert (exact.verdict, exact.person_id) == ("same", queries.head_of(aminah.id))


def test_the_engine_answers_where_the_rules_are_silent(aminah):
    asked = MatchInput(
        name_key="sitiamina", nik_blind=None, birth_date=BORN, areas=(PELAMBUAN,),
        record=record(name="Siti Amina", nik=""),
    )  # fmt: skip
    assert EngineMatcher().match_many([asked])[0].verdict == "possible"
    assert EngineMatcher().match_many([MatchInput(name_key="sitiamina")])[0].verdict == "new"


def test_reindex_and_propose_again(aminah):
    person("Siti Aminah")
    before = set(MatchKey.objects.values_list("key", "person_id"))
    MatchKey.objects.all().delete()
    assert duplicates.reindex() == 2
    assert set(MatchKey.objects.values_list("key", "person_id")) >= before
    assert duplicates.full_pass() == 1


def values(**changes):
    base = {
        "name": "Siti Aminah", "sex": "P", "birth_date": BORN, "birth_precision": "day", "nik": "",
        "area_code": PELAMBUAN,
    }  # fmt: skip
    return actions.PersonValues(**{**base, **changes})


def test_adding_somebody_known_needs_a_reason(aminah, budi):
    with pytest.raises(Problem) as known:
        actions.add_person(actor=budi, values=values(nik=NIK))
    assert known.value.code == "person_known"
    with pytest.raises(Problem) as similar:
        actions.add_person(actor=budi, values=values(birth_date=date(1970, 3, 6)))
    assert similar.value.code == "person_similar"
    assert "Siti Aminah" in similar.value.message
    assert Person.objects.filter(name="Siti Aminah").count() == 1


def test_an_equal_nik_that_is_kept_waits_on_the_desk(aminah, budi):
    made = actions.add_person(actor=budi, values=values(nik=NIK), keep="KTP kembar, dicek")
    assert queries.unresolved([made.id]) == {made.id}
    assert not LinkDecision.objects.exists()


def test_somebody_alike_that_was_checked_is_decided_at_once(aminah, budi):
    given = values(birth_date=date(1970, 3, 6), phone="+6289900000077")
    made = actions.add_person(actor=budi, values=given, keep="kakaknya")
    said = LinkDecision.objects.get()
    assert (said.verdict, said.note) == ("different", "kakaknya")
    assert {said.person_id, said.other_id} == {made.id, aminah.id}
    assert queries.unresolved([made.id]) == set()


def test_who_may_not_decide_leaves_the_pair_to_the_desk(aminah, dewi):
    given = values(birth_date=date(1970, 3, 6), phone="+6289900000077")
    made = actions.add_person(actor=dewi, values=given, keep="kakaknya", verb="duplicate.read")
    assert not LinkDecision.objects.exists()
    assert queries.unresolved([made.id]) == {made.id}


def test_typing_shows_who_is_there(client_of, aminah):
    budi = client_of("budi")
    html = budi.post(
        "/ganda/petunjuk/", {"name": "St Aminah", "birth": "5-3-1970", "area_code": PELAMBUAN}
    ).content.decode()
    assert "Siti Aminah" in html
    assert "05-03-1970" in html
    assert NIK not in html
    assert "Tetap simpan" in html
    assert budi.post("/ganda/petunjuk/", {"name": "S"}).content.strip() == b""
    odd = {
        "name": "Siti\0" * 90,
        "nik": "6.37E+15",
        "birth": "31-31-31",
        "phone": "x",
        "area_code": "zz",
    }
    assert budi.post("/ganda/petunjuk/", odd).status_code == 200


def test_typing_tells_little_about_another_office(client_of, db):
    person("Siti Aminah", area=TAPIN_UTARA, phone="+6289900000012")
    duplicates.look()
    html = (
        client_of("budi")
        .post("/ganda/petunjuk/", {"name": "Siti Aminah", "nik": NIK})
        .content.decode()
    )
    assert "S. A." in html
    assert "Tapin" in html
    for secret in ("Siti Aminah", "1970", "0899"):
        assert secret not in html


def test_nobody_asks_number_by_number_who_is_registered_elsewhere(client_of, monkeypatch):
    monkeypatch.setattr(hints, "ASKED", Limit(3))
    budi = client_of("budi")
    asked = [
        budi.post("/ganda/petunjuk/", {"name": "Siti Aminah", "nik": f"63050145037{n:02d}000"})
        for n in range(4)
    ]
    assert [a.status_code for a in asked] == [200, 200, 200, 429]
    assert budi.post("/ganda/petunjuk/", {"name": "S"}).status_code == 200


def test_a_phone_holds_the_names_of_its_kecamatan(users, ani, citra, make_member):
    served = make_member("Hasanah Rusdi", PELAMBUAN, "PSM")
    make_member("Jauh Sekali", TAPIN_UTARA, "PSM")
    found = neighbours.documents(ani, ["63.71.03", "63.05.01"])
    assert set(found) == {"63.71.03"}
    people = {p["name"]: p for p in found["63.71.03"].body["people"]}
    assert people["Hasanah Rusdi"]["id"] == str(served.id)
    assert set(people["Hasanah Rusdi"]) == {"id", "name", "key", "year", "area", "pillar"}
    assert "Jauh Sekali" not in people


def test_the_phones_are_told_when_somebody_came(make_member, db):
    from bubuhan.journal.models import Feed

    make_member("Hasanah Rusdi", PELAMBUAN, "PSM")
    duplicates.look()
    assert Feed.objects.filter(space="63.71.03", kind="neighbour", doc_id="63.71.03").exists()


def test_a_changed_hat_makes_the_person_be_looked_at_again(make_member, db):
    from bubuhan.journal.models import Event
    from bubuhan.people.reacting import hat_changed

    made = make_member("Hasanah Rusdi", PELAMBUAN, "PSM")
    duplicates.look()
    assert not Person.objects.unlooked().exists()
    hat_changed(
        Event(
            name="membership.added", subject_kind="person", subject_id=str(made.id), at=clock.now()
        )
    )
    assert Person.objects.unlooked().get().id == made.id
