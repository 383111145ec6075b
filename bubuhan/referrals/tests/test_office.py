"""Sending, answering, undoing and the desk, through the office's door."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bubuhan.assessments.models import Household, HouseholdCase, Member
from bubuhan.cases.models import CaseEntry, CaseHandler
from bubuhan.directory.models import Condition, Service
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.referrals import answering, queries, rules, sending
from bubuhan.referrals.answering import Answer
from bubuhan.referrals.models import AnswerRule, Referral
from bubuhan.referrals.queries import DeskFilter
from bubuhan.referrals.tests.doors import a_case, a_service, a_wish, fresh, sent

pytestmark = pytest.mark.django_db


def form(service: Service, **changes):
    """The form of a new referral as a browser posts it."""
    return {
        "layanan": str(service.id),
        "bagi": ["name", "age"],
        "persetujuan": "ya",
        "consent_from": "sendiri",
        "kirim": "1",
        **changes,
    }


def code_of(call) -> str:
    from bubuhan.cases.tests.doors import refused

    return refused(call)


def test_the_whole_way_of_an_officer(client_of):
    case, service = a_case(), a_service()
    browser = client_of("budi")
    page = browser.get(reverse("case-referrals", args=[case.id])).content.decode()
    assert "Panti Harapan Contoh" in page
    assert "10 dari 40 tempat kosong" in page
    assert "1 Nov 2026" in page  # the figure carries its date
    page = browser.get(reverse("referral-new", args=[case.id]) + f"?layanan={service.id}")
    assert "Darma Setiawan" in page.content.decode()  # the preview
    seen = browser.post(
        reverse("referral-new", args=[case.id]), form(service, bagi=["initials"], kirim="0")
    ).content.decode()
    assert "D. S." in seen
    assert Referral.objects.count() == 0  # only looked
    page = browser.post(reverse("referral-new", args=[case.id]), form(service, rev=case.rev))
    one = Referral.objects.get()
    assert page.status_code == 200
    assert "/r/" in page.content.decode()
    assert dict(one.shown) == {"Nama": "Darma Setiawan", "Umur": "74 tahun"}
    assert one.answer_by - one.sent_at == timedelta(hours=72)
    entry = CaseEntry.objects.get(case=case, kind="refer")
    assert entry.text == "Dirujuk ke Panti Harapan Contoh (Penampungan lansia)."
    told = Event.objects.get(name="referral.sent")
    assert "Darma" not in str(told.data)
    page = browser.get(reverse("referral", args=[one.id])).content.decode()
    assert "Catat jawaban yang Anda terima" in page


def test_two_officers_at_once(client_of, budi):
    case, service = a_case(), a_service()
    seen = case.rev
    sent(budi, case, a_service(partner="Lain"))
    page = client_of("farida").post(
        reverse("referral-new", args=[case.id]), form(service, rev=seen, catatan="Tulisan saya")
    )
    assert page.status_code == 409
    assert "Tulisan saya" in page.content.decode()  # what was typed stays
    assert Referral.objects.count() == 1


def test_a_ground_is_needed(budi):
    case, service = a_case(), a_service()
    wish = a_wish(service, consent=False, consent_from="")
    assert (
        code_of(lambda: sending.send(actor=budi, case_id=case.id, wish=wish)) == "referral_ground"
    )
    wish = a_wish(service, consent=False, ground="keselamatan")
    one, _ = sending.send(actor=budi, case_id=case.id, wish=wish)
    assert (one.consent, one.ground) == (False, "keselamatan")


def household(case, **suspect):
    house = Household.objects.create(area_code=case.area_code)
    now = clock.now()
    HouseholdCase.objects.create(case=case, household=house, at=now, by="uji")
    Member.objects.create(
        household=house, name="Rahmah", relation="ibu", guardian=True, created_at=now
    )
    Member.objects.create(
        household=house, name="Burhan", relation="ayah", suspected=True, guardian=True,
        phone="+628990000555", created_at=now, **suspect,
    )  # fmt: skip


def test_the_suspected_abuser_never_consents(budi, client_of):
    case, service = a_case(subject_phone="0899-0000-555"), a_service()
    household(case)
    wish = a_wish(service, consent_from="wali", consent_name="burhan")
    assert (
        code_of(lambda: sending.send(actor=budi, case_id=case.id, wish=wish)) == "consent_suspected"
    )
    wish = a_wish(service, consent_from="wali", consent_name="Pak B", consent_phone="0899 0000 555")
    assert (
        code_of(lambda: sending.send(actor=budi, case_id=case.id, wish=wish)) == "consent_suspected"
    )
    page = client_of("budi").get(reverse("referral-new", args=[case.id]) + f"?layanan={service.id}")
    offered = page.content.decode()
    assert '<option value="Rahmah">' in offered
    assert "Burhan" not in offered
    # nor is his number handed on as the person's own
    wish = a_wish(service, consent_from="wali", consent_name="Rahmah", shared=("name", "phone"))
    one, _ = sending.send(actor=budi, case_id=case.id, wish=wish)
    assert "555" not in str(one.shown)
    assert one.consent_by == "wali: Rahmah"


def test_what_is_missing_is_said_and_the_step_before_offered(budi, client_of):
    case = a_case(need="odgj")
    first = a_service(partner="RSJ Contoh", needs=["odgj"], name="Rawat inap")
    shelter = a_service(partner="Rumah Singgah Contoh", needs=["odgj"], name="Penampungan")
    Condition.objects.create(
        service=shelter, code="rsj", kind="first_go_to", text="Diobati RSJ lebih dulu", fact="diobati_rsj",
        first_partner=first.partner, valid_from=clock.now(), by="uji",
    )  # fmt: skip
    Condition.objects.create(
        service=shelter, code="ktp", kind="paper", text="KTP atau pengganti", fact="ktp",
        valid_from=clock.now(), by="uji",
    )  # fmt: skip
    browser = client_of("budi")
    page = browser.get(
        reverse("referral-new", args=[case.id]) + f"?layanan={shelter.id}"
    ).content.decode()
    assert "Rujuk ke RSJ Contoh dulu" in page
    assert "KTP atau pengganti" in page
    one, _ = sent(budi, case, shelter, facts={"ktp": "ya"})
    assert one.papers == ["KTP atau pengganti"]
    assert one.missing == ["Pastikan dulu: Diobati RSJ lebih dulu"]


def test_the_same_service_only_once_while_open(budi):
    case, service = a_case(), a_service()
    one, _ = sent(budi, case, service)
    assert code_of(lambda: sent(budi, case, service)) == "referral_open_already"
    answering.told(actor=budi, referral_id=one.id, answer=Answer("decline", "penuh"))
    again, _ = sent(budi, case, service)
    assert again.number.endswith("/R2")
    # and the undo of the old refusal would make two: refused in words
    assert (
        code_of(lambda: answering.undo(actor=budi, referral_id=one.id)) == "referral_open_already"
    )


def test_an_answer_by_telephone_and_its_undo(client_of, budi):
    case = a_case()
    one, _ = sent(budi, case, a_service())
    browser = client_of("budi")
    browser.post(
        reverse("referral-answer", args=[one.id]),
        {"action": "accept", "note": "Bu Ida", "rev": one.rev},
    )
    assert fresh(one).state == "accepted"
    assert fresh(one).steps.get().way == "call"
    stale = browser.post(
        reverse("referral-answer", args=[one.id]),
        {"action": "decline", "reason": "penuh", "rev": one.rev},
    )
    assert stale.status_code == 409  # it moved on since that page was read
    browser.post(reverse("referral-undo", args=[one.id]))
    now = fresh(one)
    assert (now.state, now.answered_at) == ("sent", None)
    assert now.steps.get().undone_by == "Budi Santoso"  # still in the history
    assert Event.objects.filter(name="referral.undone").count() == 1


def test_every_wrong_answer_can_be_taken_back(budi):
    """PEERS 46: a wrong one never blocks."""
    one, _ = sent(budi, a_case(), a_service())
    day = clock.today() + timedelta(days=3)
    for answer in (
        Answer("decline", "penuh"),
        Answer("wait", place=3, until=day),
        Answer("accept"),
        Answer("revoke"),
    ):
        before = fresh(one).state
        if answer.action == "revoke":
            answering.revoke(actor=budi, referral_id=one.id)
        else:
            answering.told(actor=budi, referral_id=one.id, answer=answer)
        answering.undo(actor=budi, referral_id=one.id)
        assert fresh(one).state == before
    answering.told(actor=budi, referral_id=one.id, answer=Answer("accept"))
    answering.told(actor=budi, referral_id=one.id, answer=Answer("finish", note="Sudah diterima"))
    answering.undo(actor=budi, referral_id=one.id)
    assert (fresh(one).state, fresh(one).done_at) == ("accepted", None)


def test_beyond_the_border_and_protected(client_of, budi, citra):
    one, _ = sent(budi, a_case(), a_service())
    assert client_of("citra").get(reverse("referral", args=[one.id])).status_code == 404
    assert client_of("citra").post(reverse("referral-answer", args=[one.id]), {}).status_code == 404
    assert client_of("citra").post(reverse("referral-revoke", args=[one.id])).status_code == 404
    secret = a_case(sensitive=True, need="kekerasan", subject_name="Rahasiawati Putri")
    CaseHandler.objects.create(
        case=secret, user_id=budi.user_id, name=budi.name, role=budi.role, taken_at=clock.now()
    )
    hidden, _ = sent(budi, secret, a_service(partner="Rumah Aman"), shared=("initials",))
    assert client_of("farida").get(reverse("referral", args=[hidden.id])).status_code == 403
    for name in ("farida", "dewi"):
        desk = client_of(name).get(reverse("referrals") + "?lihat=semua").content.decode()
        assert "Rumah Aman" not in desk  # where a protected one was sent says what it is about
        assert hidden.number not in desk
    times = client_of("farida").get(reverse("referral-times")).content.decode()
    assert "Rumah Aman" not in times
    assert (
        "Rumah Aman"
        in client_of("budi").get(reverse("referrals") + "?lihat=semua").content.decode()
    )
    told = Event.objects.get(name="referral.sent", subject_id=str(hidden.id))
    assert "partner" not in told.data
    assert told.area_code == "63.71.03"


def test_between_two_offices(client_of, budi, citra):
    case = a_case()
    wish = a_wish(None, to_area="63.05", shared=("name", "need"))
    one, made = sending.send(actor=budi, case_id=case.id, wish=wish)
    assert made is None
    desk = client_of("citra").get(reverse("referrals") + "?arah=masuk").content.decode()
    assert "Darma Setiawan" in desk
    page = client_of("citra").get(reverse("referral", args=[one.id])).content.decode()
    assert "belakang pasar" not in page
    assert (
        client_of("citra").get(reverse("case", args=[case.id])).status_code == 404
    )  # not the case
    client_of("citra").post(reverse("referral-take", args=[one.id]))
    assert fresh(one).state == "seen"
    client_of("citra").post(reverse("referral-answer", args=[one.id]), {"action": "accept"})
    now = fresh(one)
    assert (now.state, now.steps.get(action="accept").way) == ("accepted", "office")
    assert client_of("citra").post(reverse("referral-revoke", args=[one.id])).status_code == 404


def test_a_protected_one_is_taken_before_it_is_read(client_of, budi, citra):
    case = a_case(sensitive=True, need="perlindungan_anak", subject_name="Rahasiawati Putri")
    CaseHandler.objects.create(
        case=case, user_id=budi.user_id, name=budi.name, role=budi.role, taken_at=clock.now()
    )
    wish = a_wish(None, to_area="63.05", shared=("name", "need"))
    one, _ = sending.send(actor=budi, case_id=case.id, wish=wish)
    browser = client_of("citra")
    for path in (reverse("referrals") + "?arah=masuk", reverse("referral", args=[one.id])):
        page = browser.get(path).content.decode()
        assert "Rahasiawati" not in page
        assert "Perlindungan anak" not in page
    refused = browser.post(reverse("referral-answer", args=[one.id]), {"action": "accept"})
    assert refused.status_code == 403
    browser.post(reverse("referral-take", args=[one.id]))
    assert "Rahasiawati" in browser.get(reverse("referral", args=[one.id])).content.decode()
    assert Event.objects.filter(name="referral.taken").count() == 1


def test_unanswered_once_per_step(budi):
    one, _ = sent(budi, a_case(), a_service())
    late = one.answer_by + timedelta(minutes=1)
    assert answering.remind(one.answer_by - timedelta(minutes=1)) == 0
    assert answering.remind(late) == 1
    assert answering.remind(late + timedelta(hours=1)) == 0
    assert Event.objects.filter(name="referral.unanswered").count() == 1
    day = clock.today() + timedelta(days=2)
    answering.told(actor=budi, referral_id=one.id, answer=Answer("wait", until=day))
    assert answering.remind(timezone.now() + timedelta(days=1)) == 0
    assert answering.remind(timezone.now() + timedelta(days=4)) == 1


def test_rules_are_rows_the_specific_one_wins(budi, farida, client_of):
    service = a_service()
    browser = client_of("farida")
    page = browser.post(
        reverse("referral-hours"),
        {
            "service_id": str(service.id),
            "band": "sedang",
            "hours": "5",
            "reason": "Disepakati rapat",
        },
    )
    assert page.status_code == 302
    one, _ = sent(budi, a_case(), service)
    assert one.answer_by - one.sent_at == timedelta(hours=5)
    row = AnswerRule.objects.get(service_id=service.id)
    assert (row.by, row.area_code) == ("Farida Hanum", "63.71")
    assert client_of("budi").post(reverse("referral-hours"), {"hours": "1"}).status_code in (
        403,
        422,
    )
    assert AnswerRule.objects.filter(valid_to=None, example=True).count() == 4


def test_hours_may_count_only_while_offices_are_open(farida):
    rules.set_hours(
        actor=farida,
        area_code="63.71",
        band="sedang",
        hours=8,
        working_hours=True,
        reason="Kantor saja",
    )
    friday_evening = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)  # 20.00 WITA
    until = rules.answer_by(friday_evening, "63.71.03.1003", None, "", "sedang")
    assert until > friday_evening + timedelta(days=2)  # not before Monday
    darurat = rules.answer_by(friday_evening, "63.71.03.1003", None, "", "darurat")
    assert darurat == friday_evening + timedelta(hours=2)


def test_the_desk_counts_filters_and_measures(budi, client_of, django_assert_max_num_queries):
    services = [a_service(partner=f"Mitra {n}") for n in range(3)]
    for n in range(12):
        one, _ = sent(budi, a_case(), services[n % 3])
        if n % 2:
            answering.told(actor=budi, referral_id=one.id, answer=Answer("accept"))
    Referral.objects.filter(state="sent").update(answer_by=clock.now() - timedelta(hours=2))
    browser = client_of("budi")
    browser.get(reverse("referrals"))
    with django_assert_max_num_queries(16):
        page = browser.get(reverse("referrals")).content.decode()
    assert page.count("Terlambat") >= 6
    chosen = DeskFilter(partner=services[0].partner_id, view="semua")
    assert queries.desk(budi, chosen, 1).total == 4
    found = queries.times(budi, DeskFilter())
    assert sum(row.total for row in found) == 12
    assert {row.accepted for row in found} == {2}
    assert all(row.to_seen is not None and row.to_done is None for row in found)
    made = browser.get(reverse("referral-export") + "?lihat=semua")
    assert made["Content-Type"].endswith("sheet")
    assert Event.objects.get(name="referral.exported").data["rows"] == 12
    assert client_of("dewi").get(reverse("referral-export")).status_code == 403
