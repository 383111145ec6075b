"""Going home: conditions, departure, arrival, and a case that is never between two desks; letters; the phone's part."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bubuhan.cases.documents import case_documents
from bubuhan.cases.models import Assignment, CaseHandler
from bubuhan.cases.tests.doors import fresh as fresh_case
from bubuhan.cases.tests.doors import refused
from bubuhan.geo.models import Area
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel import clock
from bubuhan.letters.models import Letter
from bubuhan.referrals import answering, documents, receiving, rules, travelling
from bubuhan.referrals.answering import Answer
from bubuhan.referrals.models import Journey, JourneyRule
from bubuhan.referrals.tests.doors import a_case, a_service, sent
from bubuhan.referrals.travelling import Plan

pytestmark = pytest.mark.django_db
TAPIN = "63.05"


@pytest.fixture
def desa(db) -> str:
    return str(
        Area.objects.filter(code__startswith=TAPIN, level="desa").values_list("code", flat=True)[0]
    )


@pytest.fixture
def trip(budi):
    """A journey to Tapin whose conditions are all met."""
    case = a_case(need="pemulangan")
    one = travelling.plan(actor=budi, case_id=case.id, wish=Plan(TAPIN, "dekat langgar", "Ipar"))
    for row in one.checks.all():
        travelling.tick(actor=budi, journey_id=one.id, code=row.code, met=True)
    return one


def now(one: Journey) -> Journey:
    return Journey.objects.get(id=one.id)


def test_twelve_conditions_four_of_them_known(farida, client_of):
    rows = rules.conditions_for("63.71")
    assert len(rows) == 12
    assert [r.code for r in rows if not r.example] == [
        "surat_dinsos",
        "surat_polisi",
        "wawancara",
        "sehat",
    ]
    assert all("8196854" in r.source for r in rows if not r.example)
    assert not any(r.source for r in rows if r.example)
    client_of("farida").post(
        reverse("journey-conditions"),
        {"code": "foto", "text": "Dua foto terbaru", "reason": "Permintaan kantor", "needed": "ya"},
    )
    assert {r.text for r in rules.conditions_for("63.71")} >= {"Dua foto terbaru"}
    assert {r.text for r in rules.conditions_for(TAPIN)} >= {"Foto terbaru"}  # theirs is untouched
    assert JourneyRule.objects.filter(code="foto").count() == 2
    page = client_of("budi").get(reverse("journey-conditions")).content.decode()
    assert "CONTOH" in page


def test_nobody_leaves_before_the_conditions(budi):
    case = a_case()
    one = travelling.plan(actor=budi, case_id=case.id, wish=Plan(TAPIN))
    assert refused(lambda: travelling.depart(actor=budi, journey_id=one.id)) == "journey_conditions"
    codes = list(one.checks.values_list("code", flat=True))
    for code in codes[:-1]:
        travelling.tick(actor=budi, journey_id=one.id, code=code, met=True)
    waive = {"actor": budi, "journey_id": one.id, "code": codes[-1], "met": None, "waived": True}
    assert refused(lambda: travelling.tick(**waive)) == "field_missing"  # never without its reason
    travelling.tick(**waive, note="Bekal dari keluarga")
    travelling.depart(actor=budi, journey_id=one.id)
    assert now(one).state == "travelling"
    assert refused(lambda: travelling.plan(actor=budi, case_id=case.id, wish=Plan("63.72"))) == "journey_open_already"  # fmt: skip
    assert refused(lambda: travelling.plan(actor=budi, case_id=a_case().id, wish=Plan("63.71"))) == "journey_same_area"  # fmt: skip


def test_the_case_moves_only_when_the_arrival_is_confirmed(
    trip, budi, citra, client_of, desa, make_member
):
    case = trip.case
    helper = make_member("Hasanah", case.area_code, "PSM")
    Assignment.objects.create(
        case=case, person_id=helper.id, person_name="Hasanah", state="accepted",
        offered_at=clock.now(), offered_by="Budi",
    )  # fmt: skip
    type(case).objects.filter(id=case.id).update(state="active")
    browser = client_of("citra")
    assert (
        browser.get(reverse("journey", args=[trip.id])).status_code == 404
    )  # still being prepared
    travelling.depart(actor=budi, journey_id=trip.id)
    assert fresh_case(case).area_code == case.area_code  # still with its office
    assert "Darma Setiawan" in browser.get(reverse("journeys") + "?arah=masuk").content.decode()
    page = browser.get(reverse("journey", args=[trip.id])).content.decode()
    assert "Pastikan sudah tiba" in page
    assert "Ipar" not in page
    assert browser.get(reverse("case", args=[case.id])).status_code == 404
    done = browser.post(
        reverse("journey-receive", args=[trip.id]),
        {"action": "arrive", "area_code": desa, "note": "Sehat", "rev": now(trip).rev},
    )
    assert done.status_code == 302
    moved = fresh_case(case)
    assert (moved.area_code, moved.state) == (desa, "waiting")
    assert moved.deadline_at
    assert moved.deadline_at > clock.now()
    assert browser.get(reverse("case", args=[case.id])).status_code == 200
    assert client_of("budi").get(reverse("case", args=[case.id])).status_code == 200  # keeps sight
    assert CaseHandler.objects.filter(case=case, released_at=None).count() == 2
    assert Feed.objects.get(space=case.area_code[:8], doc_id=str(case.id)).gone
    assert not Feed.objects.get(space=desa[:8], doc_id=str(case.id)).gone
    assert Assignment.objects.get(case=case).state == "withdrawn"


def test_an_arrival_needs_a_place_of_ones_own(trip, budi, citra):
    travelling.depart(actor=budi, journey_id=trip.id)
    wrong = {"actor": citra, "journey_id": trip.id, "area_code": "63.71.03.1003"}
    assert refused(lambda: receiving.arrive(**wrong)) == "forbidden"
    assert now(trip).state == "travelling"
    assert refused(lambda: receiving.arrive(**{**wrong, "actor": budi})) == "not_found"


def test_who_does_not_arrive_is_told_and_it_can_be_put_right(trip, budi, citra, desa):
    travelling.depart(actor=budi, journey_id=trip.id)
    receiving.miss(actor=citra, journey_id=trip.id, note="Bus sudah datang, orangnya tidak ada")
    assert now(trip).state == "missing"
    assert fresh_case(trip.case).area_code == trip.case.area_code
    assert Event.objects.filter(name="journey.missed").count() == 1
    receiving.arrive(actor=citra, journey_id=trip.id, area_code=desa)  # came a day later
    assert now(trip).state == "arrived"


def test_a_journey_can_be_called_off_and_taken_up_again(trip, budi):
    for action, state in (("cancel", "cancelled"), ("resume", "preparing")):
        travelling.change(actor=budi, journey_id=trip.id, action=action)
        assert now(trip).state == state
    travelling.depart(actor=budi, journey_id=trip.id)
    travelling.change(actor=budi, journey_id=trip.id, action="turn_back")
    assert (now(trip).state, now(trip).departed_at) == ("preparing", None)


def test_an_office_without_a_desk_here_confirms_by_telephone(budi, citra, client_of):
    case = a_case(need="pemulangan")
    one = travelling.plan(actor=budi, case_id=case.id, wish=Plan("63.72", "Jl. Contoh 1"))
    for row in one.checks.all():
        travelling.tick(actor=budi, journey_id=one.id, code=row.code, met=True)
    travelling.depart(actor=budi, journey_id=one.id)
    browser = client_of("budi")
    assert "Catat sudah tiba" in browser.get(reverse("journey", args=[one.id])).content.decode()
    where, heard = reverse("journey-change", args=[one.id]), {"action": "heard", "how": "telepon"}
    assert "siapa yang memastikan" in browser.post(where, heard).content.decode()
    assert browser.post(where, heard | {"who": "Ibu Contoh, Dinsos"}).status_code == 302
    assert now(one).state == "arrived"
    assert now(one).confirmed_by == "Ibu Contoh, Dinsos, lewat telepon"
    assert fresh_case(case).area_code == case.area_code, "there is nobody it could go to"
    assert Event.objects.get(name="journey.arrived").data["heard"] == "telepon"


def test_an_office_with_a_desk_confirms_itself(trip, budi, citra):
    travelling.depart(actor=budi, journey_id=trip.id)
    call = lambda: receiving.heard(  # noqa: E731
        actor=budi, journey_id=trip.id, who="Citra", how="telepon"
    )
    assert refused(call) == "journey_has_desk"


def test_late_is_said_once(trip, budi):
    travelling.depart(actor=budi, journey_id=trip.id)
    Journey.objects.update(expected_at=clock.now() - timedelta(hours=1))
    assert receiving.remind(clock.now()) == 1
    assert receiving.remind(clock.now()) == 0
    assert Event.objects.filter(name="journey.late").count() == 1


def test_a_protected_journey_is_taken_first(budi, client_of):
    case = a_case(sensitive=True, need="perlindungan_anak", subject_name="Rahasiawati Putri")
    CaseHandler.objects.create(
        case=case, user_id=budi.user_id, name=budi.name, role=budi.role, taken_at=clock.now()
    )
    one = travelling.plan(actor=budi, case_id=case.id, wish=Plan(TAPIN, shared=("name",)))
    for row in one.checks.all():
        travelling.tick(actor=budi, journey_id=one.id, code=row.code, met=True)
    travelling.depart(actor=budi, journey_id=one.id)
    browser = client_of("citra")
    for path in (reverse("journeys") + "?arah=masuk", reverse("journey", args=[one.id])):
        assert "Rahasiawati" not in browser.get(path).content.decode()
    assert (
        browser.post(reverse("journey-receive", args=[one.id]), {"action": "arrive"}).status_code
        == 403
    )
    browser.post(reverse("journey-receive", args=[one.id]), {"action": "take"})
    assert "Rahasiawati" in browser.get(reverse("journey", args=[one.id])).content.decode()
    assert client_of("farida").get(reverse("journey", args=[one.id])).status_code == 403


def test_plan_and_legs_through_the_form(budi, client_of):
    case, browser = a_case(), client_of("budi")
    browser.post(reverse("journey-new", args=[case.id]), {"to_area": TAPIN, "rev": case.rev})
    one = Journey.objects.get()
    path = reverse("journey-edit", args=[one.id])
    leg = {"to_area": TAPIN, "start_1": "Terminal", "end_1": "Rantau", "mode_1": "bus"}
    wrong = browser.post(
        path, {**leg, "leaves_1": "2026-11-23T10:00", "arrives_1": "2026-11-23T08:00"}
    )
    assert wrong.status_code == 422
    browser.post(path, {**leg, "leaves_1": "2026-11-23T08:00", "companion": "Hasanah"})
    assert (one.legs.get().mode, now(one).companion) == ("bus", "Hasanah")
    page = browser.post(reverse("journey-tick", args=[one.id]), {"code": "foto", "keadaan": "ya"})
    assert page.status_code == 302
    assert one.checks.get(code="foto").met is True
    page = browser.post(reverse("journey-change", args=[one.id]), {"action": "depart"})
    assert page.status_code == 422
    assert "Surat keterangan Kepolisian" in page.content.decode()


# -- letters ----------------------------------------------------------------------------------------


def test_letters_of_a_case(client_of, budi):
    case, browser = a_case(), client_of("budi")
    path = reverse("case-letters", args=[case.id])
    form = {
        "jenis": "surat_pengantar",
        "tujuan": "Dukcapil",
        "keperluan": "KTP",
        "bagi": ["name"],
        "rev": case.rev,
    }
    assert browser.post(path, {**form, "tujuan": ""}).status_code == 422
    assert browser.post(path, form).status_code == 302
    one = Letter.objects.get()
    assert (one.template, one.subject_id) == ("surat_pengantar", case.id)
    pdf = browser.get(reverse("case-letter", args=[case.id, one.id]))
    assert pdf.content.startswith(b"%PDF")
    assert client_of("citra").get(reverse("case-letter", args=[case.id, one.id])).status_code == 404
    gone = reverse("case-letter-withdraw", args=[case.id, one.id])
    assert client_of("dewi").post(gone, {"reason": "Salah"}).status_code == 403
    assert browser.post(gone, {"reason": "Salah nama"}).status_code == 302
    page = browser.get(path).content.decode()
    assert "Ditarik" in page
    assert "Salah nama" in page


def test_a_printed_referral_has_its_own_link_and_code(client_of, budi):
    one, _ = sent(budi, a_case(), a_service(), note="Pakai kursi roda")
    browser = client_of("budi")
    assert browser.post(reverse("referral-letter", args=[one.id])).status_code == 302
    letter = Letter.objects.get()
    content = letter.content
    link = one.links.get(kind="letter")
    assert link.token_hash not in content
    assert "Kode untuk menjawab" in content
    assert "/r/" in content
    assert "belakang pasar" not in content  # only what was shared
    assert one.links.filter(revoked_at=None).count() == 2  # the message's link still works
    pdf = browser.get(reverse("case-letter", args=[one.case_id, letter.id]))
    assert pdf.content.startswith(b"%PDF")


def test_the_letter_of_a_journey(trip, client_of):
    assert client_of("budi").post(reverse("journey-letter", args=[trip.id])).status_code == 302
    assert Letter.objects.get().template == "surat_pemulangan"


# -- the phone --------------------------------------------------------------------------------------


def test_the_phone_reads_where_it_stands(budi, django_assert_num_queries):
    case = a_case()
    one, _ = sent(budi, case, a_service())
    travelling.plan(actor=budi, case_id=case.id, wish=Plan(TAPIN, companion="Hasanah"))
    answering.told(actor=budi, referral_id=one.id, answer=Answer("accept"))
    with django_assert_num_queries(3):
        part = documents.part(budi, [case.id])
    said = part[case.id]
    assert said["referrals"][0]["says"].startswith("Diterima.")
    assert said["journeys"][0]["companion"] == "Hasanah"
    body = case_documents(budi, [str(case.id)])[str(case.id)].body
    assert body["referrals"] == said
    assert "belakang pasar" not in str(said)


def test_a_protected_case_is_handed_over_to_who_took_the_journey(budi, citra, desa):
    case = a_case(sensitive=True, need="perlindungan_anak", subject_name="Rahasiawati Putri")
    CaseHandler.objects.create(
        case=case, user_id=budi.user_id, name="Budi", role="petugas", taken_at=clock.now()
    )
    one = travelling.plan(actor=budi, case_id=case.id, wish=Plan(TAPIN))
    for row in one.checks.all():
        travelling.tick(actor=budi, journey_id=one.id, code=row.code, met=True)
    travelling.depart(actor=budi, journey_id=one.id)
    receiving.take(actor=citra, journey_id=one.id)
    receiving.arrive(actor=citra, journey_id=one.id, area_code=desa)
    assert CaseHandler.objects.filter(case=case, user_id=citra.user_id).exists()
    assert fresh_case(case).area_code == desa
