"""A campaign from its first to its last day, through the doors."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bubuhan import journal
from bubuhan.campaigns import actions, answering, linking, queries, reminding
from bubuhan.campaigns.models import Answer, Campaign, Confirmation, Way
from bubuhan.journal.models import Feed
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.volunteers import actions as volunteers
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
BANJARMASIN, PELAMBUAN, TAPIN = "63.71", "63.71.03.1003", "63.05"


def today() -> str:
    return clock.today().isoformat()


def begin(actor: Any, area: str = BANJARMASIN, pillars: tuple[str, ...] = ("PSM",)) -> Campaign:
    day = clock.today()
    return actions.start(
        actor=actor,
        area_code=area,
        pillars=list(pillars),
        opens_on=day,
        closes_on=day + timedelta(days=30),
    )


@pytest.fixture
def people(users, make_member) -> dict[str, Any]:
    """Ani (with a phone number and a birth date) and two more of other kelurahan."""
    ani = users["ani"]
    person = Membership.objects.get(person_id=ani.person_id).person
    person.phone, person.birth_date, person.birth_precision = "+6289900000123", "1980-05-17", "day"
    person.address = "Jalan Belitung Darat 12"
    person.save()
    return {
        "ani": person,
        "hasan": make_member("Hasan Basri", "63.71.03.1004", "PSM"),
        "imah": make_member("Imah Rusida", "63.71.01.1002", "PSM"),
    }


@pytest.fixture
def running(people, budi) -> Campaign:
    return begin(budi)


def line_of(person: Any) -> Confirmation:
    return Confirmation.objects.get(person_id=person.id)


def test_an_officer_starts_a_campaign_and_everybody_is_asked(people, client_of) -> None:
    budi = client_of("budi")
    form = {
        "area_code": BANJARMASIN,
        "pillars": ["PSM"],
        "opens_on": today(),
        "closes_on": (clock.today() + timedelta(days=20)).isoformat(),
        "note": "Mohon diperiksa.",
    }
    answer = budi.post("/konfirmasi-tahunan/mulai/", form)
    assert answer.status_code == 302
    made = Campaign.objects.get()
    assert Confirmation.objects.filter(campaign=made, answer=Answer.BELUM).count() == 3
    touched = Feed.objects.filter(kind="confirmation", doc_id=str(made.id))
    assert touched.filter(space=f"mine:{people['ani'].id}").exists()
    page = budi.get("/konfirmasi-tahunan/").content.decode()
    assert "Kec. Banjarmasin Barat" in page
    assert "0 dari 2" in page
    again = budi.post("/konfirmasi-tahunan/mulai/", form)
    assert again.status_code == 422
    assert "masih ada konfirmasi yang berjalan" in again.content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": "63.71.03"}, "campaign_area"),
        ({"pillars": []}, "campaign_pillars"),
        ({"pillars": ["LKS"]}, "campaign_nobody"),
        ({"days": -1}, "campaign_dates"),
        ({"days": 400}, "campaign_dates"),
        ({"area_code": TAPIN}, "forbidden"),
    ],
)
def test_what_cannot_begin(people, budi, change: dict[str, Any], code: str) -> None:
    day = clock.today()
    given: dict[str, Any] = {"area_code": BANJARMASIN, "pillars": ["PSM"], "days": 30}
    given |= change
    with pytest.raises(Problem) as found:
        actions.start(
            actor=budi,
            area_code=given["area_code"],
            pillars=given["pillars"],
            opens_on=day,
            closes_on=day + timedelta(days=given["days"]),
        )
    assert found.value.code == code


def test_closing_marks_the_silent_and_deletes_nobody(running, people, budi, farida) -> None:
    answering.enter(
        actor=budi, campaign_id=running.id, code=line_of(people["ani"]).code, said=answering.Said()
    )
    assert actions.close(actor=farida, campaign_id=running.id) == 2
    assert line_of(people["ani"]).answer == Answer.DIKONFIRMASI
    assert line_of(people["hasan"]).answer == Answer.TIDAK_MENJAWAB
    assert Membership.objects.filter(status="active", pillar="PSM").count() == 3
    with pytest.raises(Problem):
        actions.close(actor=farida, campaign_id=running.id)
    until = clock.today() + timedelta(days=7)
    actions.reopen(actor=farida, campaign_id=running.id, closes_on=until)
    assert line_of(people["hasan"]).answer == Answer.BELUM
    assert Campaign.objects.get().closes_on == until
    longer = until + timedelta(days=7)
    assert actions.extend(actor=budi, campaign_id=running.id, closes_on=longer).closes_on == longer


def test_a_campaign_ends_by_itself_after_its_last_day(running, people, client_of) -> None:
    last = datetime.combine(running.closes_on, time(20, 0), UTC) - timedelta(hours=8)
    assert actions.close_due(last) == 0
    with time_machine.travel(last + timedelta(hours=10), tick=False):
        assert actions.close_due(clock.now()) == 1
        assert actions.close_due(clock.now()) == 0
    assert line_of(people["hasan"]).answer == Answer.TIDAK_MENJAWAB
    page = client_of("budi").get(f"/konfirmasi-tahunan/{running.id}/").content.decode()
    assert "oleh sistem, sesudah hari terakhir" in page


def test_the_silent_become_to_be_repaired_until_they_speak(running, people, budi) -> None:
    hasan = line_of(people["hasan"])
    hat = Membership.objects.get(id=hasan.membership_id)
    hat.confirmed_at = clock.now() - timedelta(days=200)
    hat.save()
    actions.close(actor=budi, campaign_id=running.id)
    journal.drain()
    hat.refresh_from_db()
    assert hat.grade in {"perbaiki", "ragu"}
    assert "konfirmasi_luput" in {reason["code"] for reason in hat.grade_reasons}
    answering.enter(actor=budi, campaign_id=running.id, code=hasan.code, said=answering.Said())
    journal.drain()
    hat.refresh_from_db()
    assert "konfirmasi_luput" not in {reason["code"] for reason in hat.grade_reasons}


def test_a_late_answer_counts_after_the_close(running, people, budi, ani) -> None:
    actions.close(actor=budi, campaign_id=running.id)
    line = line_of(people["ani"])
    answering.answer_own(
        actor=ani,
        campaign_id=running.id,
        membership_ids=[line.membership_id],
        persons=[people["ani"].id],
        said=answering.Said(),
        way=Way.PHONE,
        at=clock.now(),
    )
    assert line_of(people["ani"]).answer == Answer.DIKONFIRMASI
    assert Membership.objects.get(id=line.membership_id).confirmed_at is not None


def test_nobody_answers_for_another(running, people, ani) -> None:
    with pytest.raises(Problem) as found:
        answering.answer_own(
            actor=ani,
            campaign_id=running.id,
            membership_ids=[line_of(people["hasan"]).membership_id],
            persons=[people["ani"].id],
            said=answering.Said(),
            way=Way.PHONE,
            at=clock.now(),
        )
    assert found.value.code == "confirmation_unknown"


def test_reminders_leave_people_in_peace_for_three_days(running, people, budi, dewi) -> None:
    assert reminding.remind(actor=dewi, campaign_id=running.id) == 2  # her kecamatan only
    assert reminding.remind(actor=budi, campaign_id=running.id) == 1
    with pytest.raises(Problem) as found:
        reminding.remind(actor=budi, campaign_id=running.id)
    assert found.value.code == "reminder_too_soon"
    Confirmation.objects.update(reminded_at=clock.now() - reminding.EVERY)
    assert reminding.remind(actor=budi, campaign_id=running.id, area="63.71.01") == 1
    assert [
        e.data["persons"]
        for e in journal.history("campaign", running.id)
        if e.name == "campaign.reminded"
    ] == [1, 1, 2]


def test_the_list_of_who_is_missing_has_words_to_copy(
    running, people, client_of, django_assert_max_num_queries
) -> None:
    budi = client_of("budi")
    with django_assert_max_num_queries(16):
        page = budi.get(f"/konfirmasi-tahunan/{running.id}/orang/").content.decode()
    assert "Hasan Basri" in page
    assert "https://wa.me/6289900000123" in page
    assert "0899-0000-0123" in page
    done = budi.post(
        f"/konfirmasi-tahunan/{running.id}/ingatkan/",
        {"dari": "orang", "id": [str(line_of(people["ani"]).id)]},
        follow=True,
    )
    assert "1 orang diingatkan" in done.content.decode()
    assert line_of(people["ani"]).reminders == 1


def test_another_kabupaten_sees_nothing(running, client_of) -> None:
    citra = client_of("citra")
    for path in ("", "orang/", "desa/", "isian/", "daftar/", "usulan/", "kemajuan/"):
        assert citra.get(f"/konfirmasi-tahunan/{running.id}/{path}").status_code == 404
    assert citra.post(f"/konfirmasi-tahunan/{running.id}/tutup/").status_code == 404


def test_the_paper_list_is_a_pdf_and_codes_are_typed_in(running, people, client_of) -> None:
    budi = client_of("budi")
    made = budi.get(f"/konfirmasi-tahunan/{running.id}/daftar/?wilayah=63.71.03")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    code = line_of(people["hasan"]).code
    whose = budi.get(f"/konfirmasi-tahunan/{running.id}/isian/nama/?kode={code.lower()}")
    assert "Hasan Basri" in whose.content.decode()
    door = f"/konfirmasi-tahunan/{running.id}/isian/"
    answer = budi.post(door, {"kode": f" {code.lower()} ", "jawaban": "y", "lewat": "kertas"})
    assert "Hasan Basri: dikonfirmasi" in answer.content.decode()
    assert line_of(people["hasan"]).way == "kertas"
    assert budi.post(door, {"kode": "ZZZZZ", "jawaban": "y"}).status_code == 422
    assert budi.post(door, {"kode": code, "jawaban": "x"}).status_code == 422
    assert budi.post(door, {"kode": code, "jawaban": "k"}).status_code == 422
    ended = budi.post(door, {"kode": code, "jawaban": "b", "catatan": "pindah ke Sampit"})
    assert ended.status_code == 200
    assert line_of(people["hasan"]).end_state == "menunggu"
    page = budi.get(f"/konfirmasi-tahunan/{running.id}/usulan/").content.decode()
    assert "pindah ke Sampit" in page


def test_a_coordinator_types_codes_of_her_own_area_only(running, people, client_of) -> None:
    dewi = client_of("dewi")
    door = f"/konfirmasi-tahunan/{running.id}/isian/"
    far = line_of(people["imah"]).code
    assert dewi.post(door, {"kode": far, "jawaban": "y"}).status_code == 422
    near = line_of(people["hasan"]).code
    assert dewi.post(door, {"kode": near, "jawaban": "y"}).status_code == 200


def test_the_village_speaks_and_an_officer_decides(running, people, client_of) -> None:
    dewi, budi = client_of("dewi"), client_of("budi")
    door = f"/konfirmasi-tahunan/{running.id}/desa/"
    shown = dewi.get(door).content.decode()
    assert "Hasan Basri" in shown
    assert "Imah Rusida" not in shown
    ani, hasan = line_of(people["ani"]), line_of(people["hasan"])
    sent = {f"kata-{ani.id}": "benar", f"kata-{hasan.id}": "tidak_lagi"}
    refused = dewi.post(door, sent)
    assert refused.status_code == 422
    assert "Keterangan masih kosong" in refused.content.decode()
    assert line_of(people["ani"]).village == ""
    assert dewi.post(door, sent | {f"catatan-{hasan.id}": "Sudah pindah"}).status_code == 302
    assert line_of(people["ani"]).village == "benar"
    assert line_of(people["ani"]).answer == Answer.BELUM, "the village does not answer for a person"
    hasan.refresh_from_db()
    assert (hasan.end_state, hasan.membership.status) == ("menunggu", "active")
    settle = f"/konfirmasi-tahunan/usulan/{hasan.id}/"
    assert dewi.post(settle, {"putusan": "akhiri", "reason": "pindah"}).status_code == 403
    assert budi.post(settle, {"putusan": "akhiri", "reason": "pindah"}).status_code == 302
    assert Membership.objects.get(id=hasan.membership_id).status == "ended"
    assert budi.post(settle, {"putusan": "tetap"}).status_code == 409


def test_a_person_without_the_app_answers_through_his_link(running, people, client: Client) -> None:
    line = line_of(people["ani"])
    path = f"/konfirmasi/{linking.make(line)}/"
    first = client.get(path).content.decode()
    assert "Ani " not in first
    assert "Belitung" not in first
    wrong = client.post(path, {"lahir": "17-05-1981", "hp4": ""})
    assert wrong.status_code == 422
    shown = client.post(path, {"lahir": "17-05-1980", "hp4": ""}).content.decode()
    assert "0899-••••-0123" in shown
    assert "Belitung" not in shown
    assert "Rahmawati" not in shown
    proof = shown.split('name="bukti" value="')[1].split('"')[0]
    thanks = client.post(path, {"bukti": proof, "jawaban": "ya"})
    assert "Jawaban Anda sudah kami terima" in thanks.content.decode()
    line.refresh_from_db()
    assert (line.answer, line.way) == (Answer.DIKONFIRMASI, "tautan")
    names = [event.name for event in journal.history("person", people["ani"].id)]
    assert {"campaign.link_opened", "campaign.link_failed", "campaign.answered"} <= set(names)


def test_four_digits_do_not_yield_to_patience(running, people, client: Client) -> None:
    """Five tries a quarter of an hour would find them within weeks: a day has its own limit."""
    path = f"/konfirmasi/{linking.make(line_of(people['ani']))}/"
    codes, start = [], clock.now()
    for turn in range(4):
        with time_machine.travel(start + timedelta(minutes=20 * turn)):
            codes += [client.post(path, {"hp4": "9999"}).status_code for _ in range(5)]
    assert codes == [422] * 15 + [429] * 5
    with time_machine.travel(start + timedelta(days=1, minutes=1)):
        assert client.post(path, {"hp4": "9999"}).status_code == 422


def test_a_link_is_closed_to_guessers_forgers_and_after_the_campaign(
    running, people, client: Client, budi
) -> None:
    path = f"/konfirmasi/{linking.make(line_of(people['ani']))}/"
    for _ in range(linking.TRIES.tries):
        assert client.post(path, {"lahir": "", "hp4": "9999"}).status_code == 422
    assert client.post(path, {"lahir": "", "hp4": "0123"}).status_code == 429
    other = f"/konfirmasi/{linking.make(line_of(people['hasan']))}/"
    assert "belum dapat dibuka" in client.get(other).content.decode()
    stolen = client.post(other, {"bukti": "palsu", "jawaban": "ya"}).content.decode()
    assert "sudah kami terima" not in stolen
    assert client.get("/konfirmasi/palsu.1.2/").status_code == 410
    actions.close(actor=budi, campaign_id=running.id)
    assert client.get(path).status_code == 410


def test_the_board_asks_few_questions(
    running, make_member, client_of, django_assert_max_num_queries
) -> None:
    for number in range(6):
        make_member(f"Orang {number}", PELAMBUAN, "PSM")
    budi = client_of("budi")
    budi.get("/konfirmasi-tahunan/")
    with django_assert_max_num_queries(14):
        assert budi.get(f"/konfirmasi-tahunan/{running.id}/").status_code == 200


def test_the_phone_holds_what_to_confirm_and_sends_the_answer(
    running, people, users, phone_of: Callable[..., Any]
) -> None:
    phone = phone_of("ani")
    doc = phone.document("confirmation", str(running.id))
    assert doc["answer"] == "belum"
    assert doc["person"]["phone"] == "0899-0000-0123"
    (hat,) = doc["memberships"]
    receipt = phone.send(
        "volunteer.confirm",
        {"campaign_id": str(running.id), "membership_ids": [hat["membership_id"]], "correct": True},
    )
    assert receipt["outcome"] == "accepted"
    assert phone.document("confirmation", str(running.id))["answer"] == "dikonfirmasi"
    empty = phone.send(
        "volunteer.confirm",
        {
            "campaign_id": str(running.id),
            "membership_ids": [hat["membership_id"]],
            "correct": False,
        },
    )
    assert empty["problem"]["code"] == "corrections_missing"


def test_corrections_from_the_phone_wait_for_the_office(
    running, people, phone_of: Callable[..., Any], client_of
) -> None:
    phone, line = phone_of("ani"), line_of(people["ani"])
    body = {
        "campaign_id": str(running.id),
        "membership_ids": [str(line.membership_id)],
        "correct": False,
        "note": "nomor lama hilang",
    }
    wrong = phone.send("volunteer.confirm", body | {"corrections": {"phone": "12"}})
    assert wrong["problem"]["field"] == "corrections.phone"
    assert line_of(people["ani"]).answer == Answer.BELUM
    sent = phone.send("volunteer.confirm", body | {"corrections": {"phone": "0899 0000 0777"}})
    assert sent["outcome"] == "accepted"
    line.refresh_from_db()
    assert (line.answer, line.corrected) == (Answer.DIKOREKSI, ["phone"])
    people["ani"].refresh_from_db()
    assert people["ani"].phone == "+6289900000123", "only the office changes the record"
    (wish,) = phone.document("changes", str(people["ani"].id))["requests"]
    assert (wish["state"], wish["items"][0]["new"]) == ("waiting", "0899-0000-0777")
    page = client_of("budi").get(f"/konfirmasi-tahunan/{running.id}/orang/?keadaan=dikoreksi")
    assert "nomor hp" in page.content.decode()


def test_an_ended_hat_is_asked_no_more(running, people, budi, phone_of) -> None:
    phone, line = phone_of("ani"), line_of(people["ani"])
    volunteers.end_membership(
        actor=budi, membership_id=line.membership_id, ended_on=clock.today(), reason="pindah"
    )
    journal.drain()
    assert queries.progress(budi, running).total.asked == 2
    assert phone.document("confirmation", str(running.id)) is None
