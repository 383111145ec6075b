"""The duplicate desk through its pages: who sees what, what a decision does, how it is undone."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from bubuhan import journal
from bubuhan.journal.models import Event
from bubuhan.kernel.text import name_key
from bubuhan.people import duplicates, queries
from bubuhan.people.models import DuplicateProposal, LinkDecision, Person, ShareRequest

PELAMBUAN, KUIN = "63.71.03.1003", "63.71.04.1001"
TAPIN_UTARA = "63.05.01.1001"
BORN = date(1970, 3, 5)
NIK = "6371034503700000"


def person(name="Siti Aminah", nik=NIK, area=PELAMBUAN, born=BORN, **more):
    made = Person(
        name=name, name_key=name_key(name), area_code=area, sex="P", birth_date=born,
        birth_precision="day" if born else "unknown", **more,
    )  # fmt: skip
    made.set_nik(nik)
    made.save()
    return made


@pytest.fixture
def twins(db):
    """Two rows of one woman in Banjarmasin: an obvious pair."""
    made = [person(phone="+6289900000011"), person("Hj. St. Aminah, S.Pd", phone="+6289900000011")]
    duplicates.look()
    return made


@pytest.fixture
def border(db):
    """One row in Banjarmasin, one in Tapin."""
    made = [
        person("Noorhayati Zulkarnaini", phone="+6289900000021"),
        person("Noor Hayati Zulkarnaini", area=TAPIN_UTARA, phone="+6289900000022"),
    ]
    duplicates.look()
    return made


def only():
    return DuplicateProposal.objects.get()


def decide(client, verdict, note=""):
    return client.post(f"/ganda/{only().id}/putuskan/", {"verdict": verdict, "note": note})


def test_a_likely_pair_stands_on_the_desk_with_its_reasons(client_of, twins):
    html = client_of("budi").get("/ganda/").content.decode()
    assert "Hj. St. Aminah" in html
    assert "Hampir pasti" in html
    assert "NIK sama" in html
    assert only().band == "automatic"
    assert NIK not in html
    page = client_of("budi").get(f"/ganda/{only().id}/").content.decode()
    assert "Mengapa mirip?" in page
    assert NIK not in page


def test_same_makes_one_person_and_both_histories_tell_it(client_of, twins):
    decide(client_of("budi"), "same", "KTP dilihat")
    assert only().state == "settled"
    assert queries.group_of(twins[1].id) == (twins[0].id, twins[1].id)
    assert queries.head_of(twins[1].id) == twins[0].id
    assert Person.objects.heads().count() == Person.objects.count() - 1
    assert LinkDecision.objects.get().note == "KTP dilihat"
    told = Event.objects.filter(name="person.linked").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(str(p.id) for p in twins)
    why = client_of("budi").get(f"/registri/{twins[1].id}/mengapa-satu/").content.decode()
    assert "KTP dilihat" in why


def test_undo_brings_the_pair_back_and_keeps_the_history(client_of, twins):
    budi = client_of("budi")
    decide(budi, "same")
    made = LinkDecision.objects.get()
    budi.post(f"/ganda/batal/{made.id}/", {"note": "salah orang"})
    assert only().state == "open"
    assert queries.group_of(twins[0].id) == (twins[0].id,)
    assert LinkDecision.objects.count() == 2
    page = budi.get(f"/ganda/{only().id}/").content.decode()
    assert "salah orang" in page
    again = budi.post(f"/ganda/batal/{made.id}/")
    assert again.status_code == 409


def test_a_contradiction_joins_nobody_and_waits_on_the_desk(client_of, db):
    a, b, c = (person(phone=f"+628990000003{n}") for n in range(3))
    duplicates.look()
    budi = client_of("budi")
    by_pair = {(p.a_id, p.b_id): p for p in DuplicateProposal.objects.all()}
    for key, verdict in (((a, b), "same"), ((b, c), "same"), ((a, c), "different")):
        chosen = by_pair[tuple(sorted(p.id for p in key))]
        budi.post(f"/ganda/{chosen.id}/putuskan/", {"verdict": verdict})
    assert [p.same_as_id for p in Person.objects.filter(id__in=[a.id, b.id, c.id])] == [None] * 3
    assert queries.unresolved([a.id, b.id, c.id]) == {a.id, b.id, c.id}
    html = budi.get("/ganda/?status=bertentangan").content.decode()
    assert "Bertentangan" in html
    torn = DuplicateProposal.objects.get(state="conflict")
    page = budi.get(f"/ganda/{torn.id}/").content.decode()
    assert "saling bertentangan" in page
    budi.post(f"/ganda/{torn.id}/putuskan/", {"verdict": "same"})
    assert len(queries.group_of(c.id)) == 3
    assert queries.unresolved([a.id, b.id, c.id]) == set()


def test_the_other_office_shows_initials_and_agreement_until_it_agrees(client_of, users, border):
    budi, citra = client_of("budi"), client_of("citra")
    mine, theirs = border
    for url in ("/ganda/", f"/ganda/{only().id}/"):
        html = budi.get(url).content.decode()
        assert "Noorhayati Zulkarnaini" in html
        assert "Noor Hayati" not in html
        assert "N. H. Z." in html
        assert "Tapin" in html
        assert "0899 0000 0022" not in html
    assert decide(budi, "same").status_code == 403
    assert "N. H. Z." not in budi.get("/ganda/?q=Noor+Hay").content.decode()
    budi.post(f"/ganda/{only().id}/minta/", {"note": "Pindah tugas?"})
    assert ShareRequest.objects.get().person_id == theirs.id
    assert Event.objects.filter(name="duplicate.asked").exists()
    html = citra.get("/ganda/?status=diminta").content.decode()
    assert "Noor Hayati Zulkarnaini" in html
    assert "Noorhayati" not in html  # not ours either, until we agree
    assert budi.post(f"/ganda/{only().id}/jawab/", {"agree": "ya"}).status_code == 403
    citra.post(f"/ganda/{only().id}/jawab/", {"agree": "ya"})
    for client in (budi, citra):
        html = client.get(f"/ganda/{only().id}/").content.decode()
        assert "Noor Hayati Zulkarnaini" in html
        assert "Noorhayati Zulkarnaini" in html
    assert "Noor Hayati" not in client_of("dewi").get(f"/ganda/{only().id}/").content.decode()
    decide(budi, "same")
    assert len(queries.group_of(mine.id)) == 2


def test_a_declined_request_keeps_it_closed(client_of, border):
    budi, citra = client_of("budi"), client_of("citra")
    budi.post(f"/ganda/{only().id}/minta/")
    citra.post(f"/ganda/{only().id}/jawab/", {"agree": "tidak", "note": "bukan"})
    html = budi.get(f"/ganda/{only().id}/").content.decode()
    assert "ditolak" in html
    assert "Noor Hayati" not in html
    assert citra.post(f"/ganda/{only().id}/jawab/", {"agree": "ya"}).status_code == 409


def test_a_pair_of_others_is_nowhere(client_of, db):
    person("Zulkarnaini A", area=TAPIN_UTARA)
    person("Zulkarnaini A", area=TAPIN_UTARA)
    duplicates.look()
    budi = client_of("budi")
    assert "Zulkarnaini" not in budi.get("/ganda/?q=Zulkar&wilayah=63.05").content.decode()
    assert budi.get(f"/ganda/{only().id}/").status_code == 404
    assert decide(budi, "same").status_code == 404
    assert "0 pasangan" in budi.get(f"/ganda/banyak/?id={only().id}").content.decode()
    budi.post("/ganda/banyak/", {"id": [str(only().id)]})
    assert not LinkDecision.objects.exists()


@pytest.mark.parametrize(
    ("who", "look", "act"), [("dewi", 200, 403), ("farida", 200, 403), ("gazali", 403, 403)]
)
def test_roles(client_of, twins, who, look, act):
    client = client_of(who)
    assert client.get("/ganda/").status_code == look
    assert decide(client, "same").status_code == act


def test_many_obvious_pairs_at_once_are_shown_first(client_of, twins):
    person("Rahmat Hidayat", nik="6371030101800000", born=date(1980, 1, 1))
    person("Rahmad Hidayat", nik="", born=date(1980, 1, 1))
    duplicates.look()
    budi = client_of("budi")
    ids = [str(p.id) for p in DuplicateProposal.objects.all()]
    shown = budi.get("/ganda/banyak/", {"id": ids}).content.decode()
    assert "1 pasangan lain tidak ikut" in shown
    budi.post("/ganda/banyak/", {"id": ids})
    states = dict(DuplicateProposal.objects.values_list("band", "state"))
    assert states == {"automatic": "settled", "desk": "open"}
    too_many = budi.post(
        "/ganda/banyak/", {"id": [str(twins[0].id)[:-4] + f"{n:04x}" for n in range(201)]}
    )
    assert too_many.status_code == 422


def test_filters_and_counts(client_of, twins):
    person("Rahmat Hidayat", nik="6371030101800000", born=date(1980, 1, 1))
    person("Rahmad Hidayat", nik="", born=date(1980, 1, 1))
    duplicates.look()
    budi = client_of("budi")
    assert "Rahmat" not in budi.get("/ganda/?pita=pasti").content.decode()
    assert "Rahmat" not in budi.get("/ganda/?alasan=nik").content.decode()
    assert "Rahmat" in budi.get("/ganda/?pita=lihat&q=rahmat").content.decode()
    assert "tidak ada" not in budi.get("/ganda/?status=ngawur&hal=abc").content.decode()
    assert "Aminah" not in budi.get(f"/ganda/?wilayah={KUIN}").content.decode()


def test_the_list_asks_a_fixed_number_of_queries(client_of, db, django_assert_max_num_queries):
    from django.db import connection

    budi = client_of("budi")
    counted = []
    for n in (1, 12):
        for k in range(n):
            nik = f"63710345037{n:02}{k:02}0"[:12] + "0000"
            person(f"Mawar {n} {k}", nik=nik, born=date(1960 + k, 2, 3))
            person(f"Mawar {n} {k}", nik=nik, born=date(1960 + k, 2, 3))
        duplicates.look()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            budi.get("/ganda/")
        counted.append(len(seen))
    assert counted[1] <= counted[0] + 1


def test_unsure_is_kept_apart(client_of, twins):
    decide(client_of("budi"), "unsure", "tanya keluarga")
    assert only().state == "unsure"
    assert "Aminah" in client_of("budi").get("/ganda/?status=ragu").content.decode()
    assert queries.unresolved([twins[0].id]) == {twins[0].id}
    assert decide(client_of("budi"), "mungkin").status_code == 422


def test_a_person_that_was_corrected_leaves_the_desk(twins):
    twins[1].set_nik("6371030101800000")
    twins[1].name, twins[1].name_key = "Rusmini", "rusmini"
    twins[1].birth_date, twins[1].phone, twins[1].rev = date(1999, 9, 9), "", 2
    twins[1].save()
    duplicates.look()
    assert not DuplicateProposal.objects.exists()


def test_a_decided_pair_is_not_asked_again(client_of, twins):
    decide(client_of("budi"), "different")
    duplicates.look_again([p.id for p in twins])
    duplicates.look()
    assert only().state == "settled"
    assert duplicates.propose_pairs([(twins[0].id, twins[1].id, 9.0, 0.9)]) == 1
    assert only().state == "settled"


def test_equal_nik_always_waits_for_a_decision(db):
    person("Rahmat", born=date(1980, 1, 1), area=TAPIN_UTARA)
    person("Siti Aminah")
    duplicates.look()
    assert only().state == "open"
    assert only().band == "desk"


def test_new_proposals_are_told(twins):
    event = Event.objects.get(name="match.proposed")
    assert set(event.data["persons"]) == {str(p.id) for p in twins}
    journal.drain()


def test_an_officer_joins_two_the_engine_did_not_propose_and_undoes_it(client_of, db):
    one = person("Rusmini", nik="", born=None)
    two = person("Galuh Rusmiati", nik="", born=None, area=KUIN)
    duplicates.look()
    assert not DuplicateProposal.objects.exists()
    budi, address = client_of("budi"), f"/registri/{one.id}/satukan/"
    html = budi.get(address, {"q": "galuh"}).content.decode()
    assert str(two.id) in html
    assert f'value="{one.id}"' not in html
    sent = {"q": "galuh", "other": str(two.id), "note": ""}
    empty = budi.post(address, sent)
    assert empty.status_code == 422
    assert "Alasan perubahan masih kosong" in empty.content.decode()
    done = budi.post(address, {**sent, "note": "KTP keduanya sama."}, follow=True)
    assert "Dicatat: orang yang sama" in done.content.decode()
    assert queries.head_of(two.id) == queries.head_of(one.id)
    assert LinkDecision.objects.get().note == "KTP keduanya sama."
    duplicates.look_again([one.id, two.id])
    duplicates.look()
    assert queries.head_of(two.id) == queries.head_of(one.id)
    budi.post(f"/ganda/batal/{LinkDecision.objects.get().id}/", {"note": "keliru"})
    assert queries.head_of(two.id) == two.id


def test_joining_stops_at_the_border_of_the_office(client_of, db):
    mine, theirs = person("Rusmini", nik=""), person("Rusmina", nik="", area=TAPIN_UTARA)
    budi = client_of("budi")
    assert str(theirs.id) not in budi.get(f"/registri/{mine.id}/satukan/?q=rus").content.decode()
    sent = {"other": str(theirs.id), "note": "sama"}
    assert budi.post(f"/registri/{mine.id}/satukan/", sent).status_code == 404
    assert budi.get(f"/registri/{theirs.id}/satukan/").status_code == 404
    assert client_of("dewi").get(f"/registri/{mine.id}/satukan/").status_code == 403
    assert not LinkDecision.objects.exists()
