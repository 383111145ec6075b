"""From an event to what a person reads: who, how, when, and never twice."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest

from bubuhan import journal
from bubuhan.accounts.models import User
from bubuhan.accounts.policy import Role
from bubuhan.cases import actions as cases
from bubuhan.cases import fieldwork
from bubuhan.cases.tests.doors import open_case, send
from bubuhan.duty.models import Shift, Swap
from bubuhan.duty.night import wakes_at
from bubuhan.duty.queries import night_of
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.messages import actions, digests, preferring, reminding, sending
from bubuhan.messages.kinds import MessageState
from bubuhan.messages.models import (
    ContactMark,
    Message,
    Preference,
    PushSubscription,
)
from bubuhan.messages.people import key_of
from bubuhan.messages.tests.conftest import sms_config
from bubuhan.messages.tests.peers import Browser
from bubuhan.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12.00 WITA
NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 23.00 WITA
PHONE = "+6289900000001"


@pytest.fixture
def at(monkeypatch):
    """`at(NIGHT)`: the clock of the house says so (a rule never reads it)."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(NOON)
    return set_clock


@pytest.fixture
def hamdan(make_member):
    """A PSM with a telephone, who gets the tasks here."""
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    Person.objects.filter(id=person.id).update(phone=PHONE)
    return person


def told(kind: str = "") -> list[Message]:
    found = Message.objects.order_by("at", "id")
    return list(found.filter(kind=kind) if kind else found)


def dispatched(ani, budi, person, **changes):
    """A case that was reported by Ani and offered to somebody."""
    case = open_case(ani, received_at=clock.now() - timedelta(minutes=1), **changes)
    cases.dispatch(actor=budi, case_id=case.id, person_id=person.id)
    journal.drain()
    return case


# -- who --------------------------------------------------------------------------------------------


def test_an_offer_is_told_to_whom_it_is_made_and_to_the_reporter_what_became(
    at, ani, budi, hamdan
) -> None:
    dispatched(ani, budi, hamdan)
    offer = told("tawaran_tugas")[0]
    assert (offer.name, offer.title) == ("Hamdan Yusri", "Ada tawaran tugas baru")
    assert offer.area_code == "63.71.03"
    assert [m.name for m in told("laporan_diterima")] == ["Ani Rahmawati"]
    assert [m.name for m in told("laporan_ditugaskan")] == ["Ani Rahmawati"]


def test_every_step_of_a_report_is_told_to_its_reporter_in_plain_words(
    at, ani, budi, hamdan
) -> None:
    case = dispatched(ani, budi, hamdan)
    task = case.assignments.get()
    cases.accept(actor=budi, case_id=case.id, assignment_id=task.id)
    fieldwork.resolve(
        actor=budi, case_id=case.id, outcome="terpenuhi", summary="Siti dirawat anaknya."
    )
    cases.verify_close(actor=budi, case_id=case.id)
    journal.drain()
    cases.reopen(actor=budi, case_id=case.id, note="Ditinggal lagi.")
    cases.reject(actor=budi, case_id=case.id, reason=sorted(codes("reject_reason"))[0])
    journal.drain()
    his = [m for m in told() if m.name == "Ani Rahmawati"]
    assert [m.kind for m in his] == [
        "laporan_diterima",
        "laporan_ditugaskan",
        "laporan_ditangani",
        "laporan_selesai",
        "laporan_ditutup",
        "laporan_dibuka_lagi",
        "laporan_ditolak",
    ]
    assert {m.topic for m in his} == {"laporan"}
    assert not any("Siti" in m.text for m in his)


def test_who_lost_an_offer_because_another_took_it_is_told(
    at, ani, budi, hamdan, make_member
) -> None:
    other = make_member("Rusdi Hamid", "63.71.03.1003", "PSM")
    case = dispatched(ani, budi, hamdan)
    cases.dispatch(actor=budi, case_id=case.id, person_id=other.id)
    task = case.assignments.get(person_id=other.id)
    at(NOON + timedelta(minutes=5))
    cases.accept(actor=budi, case_id=case.id, assignment_id=task.id)
    journal.drain()
    assert [m.name for m in told("tugas_ditarik")] == ["Hamdan Yusri"]


def test_the_same_event_twice_tells_nobody_twice(at, ani, budi, hamdan) -> None:
    dispatched(ani, budi, hamdan)
    before = Message.objects.count()
    for event in Event.objects.filter(name="case.dispatched"):
        actions.tell(event)
    assert Message.objects.count() == before


def test_one_human_being_with_two_records_an_account_and_two_roles_is_told_once(
    at, ani, budi, hamdan, make_member
) -> None:
    """He reported it, it is offered to him, and his second record is linked to the first."""
    double = make_member("Hamdan Yusri", "63.71.03.1002", "TAGANA")
    Person.objects.filter(id=double.id).update(same_as=hamdan.id)
    user = User.objects.create(
        username="hamdan",
        name="Hamdan Yusri",
        role=Role.RELAWAN,
        area_code="63.71.03.1003",
        person_id=hamdan.id,
    )
    case = open_case(user.actor())
    cases.dispatch(actor=budi, case_id=case.id, person_id=double.id)
    journal.drain()
    found = Message.objects.filter(event_name="case.dispatched")
    assert [(m.recipient, m.kind) for m in found] == [(f"person:{hamdan.id}", "tawaran_tugas")]


def test_nobody_is_told_of_what_he_did_himself(at, ani, budi, hamdan) -> None:
    dispatched(ani, budi, hamdan)
    assert not Message.objects.filter(user_id=budi.user_id).exists()


def test_an_escalation_reaches_the_accounts_and_persons_it_names(
    at, ani, budi, farida, hamdan
) -> None:
    case = open_case(ani)
    with journal.unit():
        journal.record(
            "case.escalated",
            actor=budi.ref,
            subject=("case", case.id),
            area=case.area_code,
            data={
                "rung": 2,
                "to": "pimpinan",
                "users": [str(farida.user_id)],
                "persons": [str(hamdan.id)],
                "case": str(case.id),
            },
        )
    journal.drain()
    assert sorted(m.name for m in told("eskalasi")) == ["Farida Hanum", "Hamdan Yusri"]
    paths = {m.name: m.path for m in told("eskalasi")}
    assert paths["Farida Hanum"] == f"/kasus/{case.id}/"
    assert paths["Hamdan Yusri"] == f"/app/#/kasus/{case.id}"


def test_old_news_stays_in_the_application_and_rings_nowhere(
    at, ani, budi, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    case = open_case(ani)
    with journal.unit():
        journal.record(
            "case.dispatched",
            actor=budi.ref,
            subject=("case", case.id),
            at=NOON - timedelta(days=2),
            data={"person": str(hamdan.id)},
        )
    journal.drain()
    assert told("tawaran_tugas")[0].state == MessageState.APP_ONLY


# -- how --------------------------------------------------------------------------------------------


def test_without_a_channel_the_message_says_so_and_is_not_pretended(at, ani, budi, hamdan) -> None:
    dispatched(ani, budi, hamdan)
    offer = told("tawaran_tugas")[0]
    assert offer.state == MessageState.NO_CHANNEL
    assert not sending.send_due()


def subscribed(person, push_service, path="/l/1") -> Browser:
    browser = Browser(push_service.url + path)
    found = browser.subscription
    user = User.objects.get_or_create(
        person_id=person.id,
        defaults={
            "username": f"u{person.id.hex[:8]}",
            "name": person.name,
            "role": Role.RELAWAN,
            "area_code": person.area_code,
        },
    )[0]
    preferring.subscribe(actor=user.actor(), label="HP uji", **found)
    return browser


def test_push_comes_first_and_says_little(
    at, ani, budi, hamdan, push_service, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    browser = subscribed(hamdan, push_service)
    case = dispatched(ani, budi, hamdan)
    assert sending.send_due() >= 1
    said = browser.read(push_service.got[0])
    assert said["judul"] == "Ada tawaran tugas baru"
    assert said["buka"] == f"/app/#/kasus/{case.id}"
    assert "Siti" not in json.dumps(said)
    assert gateway.got == []
    offer = told("tawaran_tugas")[0]
    assert (offer.state, offer.channel) == (MessageState.SENT, "push")


def test_an_ended_subscription_is_removed_and_the_next_channel_takes_over(
    at, ani, budi, hamdan, push_service, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    subscribed(hamdan, push_service)
    push_service.says(410, "gone")
    dispatched(ani, budi, hamdan)
    sending.send_due()
    assert not PushSubscription.objects.exists()
    offer = told("tawaran_tugas")[0]
    assert (offer.state, offer.channel) == (MessageState.SENT, "sms")
    assert [a.ok for a in offer.attempts.order_by("id")] == [False, True]


def test_two_phones_of_one_person_and_one_of_them_is_enough(
    at, ani, budi, hamdan, push_service
) -> None:
    subscribed(hamdan, push_service, "/l/1")
    subscribed(hamdan, push_service, "/l/2")
    push_service.answer = lambda got: (410, "", {}) if got.path == "/l/1" else (201, "", {})
    dispatched(ani, budi, hamdan)
    sending.send_due()
    assert told("tawaran_tugas")[0].state == MessageState.SENT
    assert PushSubscription.objects.count() == 1


def test_a_gateway_in_trouble_is_asked_again_later_then_given_up(
    at, ani, budi, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    gateway.says(503, "rusak")
    dispatched(ani, budi, hamdan)
    moment = NOON
    for _ in range(8):
        sending.send_due()
        offer = told("tawaran_tugas")[0]
        if offer.next_at is None:
            break
        moment = offer.next_at + timedelta(seconds=1)
        at(moment)
    assert offer.state == MessageState.FAILED
    assert offer.attempts.count() == 4
    assert {a.answer for a in offer.attempts.all()} == {"503 rusak"}
    waits = [a.at for a in offer.attempts.order_by("id")]
    assert waits[1] - waits[0] >= timedelta(minutes=1)
    assert waits[3] - waits[2] >= timedelta(minutes=20)
    assert Event.objects.filter(name="message.failed").count() == 1


def test_too_many_requests_waits_as_long_as_it_was_asked(
    at, ani, budi, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    gateway.says(429, "pelan", Retry_After="1800")
    dispatched(ani, budi, hamdan)
    sending.send_due()
    again = told("tawaran_tugas")[0].next_at
    assert again is not None
    assert again >= NOON + timedelta(minutes=30)


def test_a_dead_number_is_marked_skipped_and_freed_by_hand(
    at, ani, budi, hamdan, gateway, mailbox, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url, bad_number="tidak terdaftar"))
    gateway.says(200, "ERR nomor tidak terdaftar")
    case = dispatched(ani, budi, hamdan)
    sending.send_due()
    mark = ContactMark.objects.get()
    assert mark.shown == "0899-••••-0001"
    assert "tidak terdaftar" in mark.answer
    cases.withdraw(actor=budi, case_id=case.id, assignment_id=case.assignments.get().id)
    journal.drain()
    assert told("tugas_ditarik")[0].state == MessageState.NO_CHANNEL  # not even tried
    assert len(gateway.got) == 1
    actions.forget_mark(actor=budi, mark_id=mark.id)
    gateway.says(200, "OK")
    actions.retry(actor=budi, message_id=told("tugas_ditarik")[0].id)
    sending.send_due()
    assert told("tugas_ditarik")[0].state == MessageState.SENT


def test_a_row_that_a_worker_holds_is_not_taken_by_another(
    at, ani, budi, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    dispatched(ani, budi, hamdan)
    first = sending.claim(clock.now())
    assert first is not None
    assert sending.claim(clock.now()) is None
    at(NOON + timedelta(minutes=3))  # the worker died
    again = sending.claim(clock.now())
    assert again is not None
    assert again.id == first.id


def test_retry_is_only_for_what_did_not_arrive(
    at, ani, budi, citra, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    dispatched(ani, budi, hamdan)
    sending.send_due()
    offer = told("tawaran_tugas")[0]
    for actor, code in ((budi, "message_state"), (citra, "not_found")):
        with pytest.raises(Problem) as problem:
            actions.retry(actor=actor, message_id=offer.id)
        assert problem.value.code == code


# -- when -------------------------------------------------------------------------------------------


def test_at_night_only_an_emergency_rings(at, ani, budi, hamdan, gateway, set_channel) -> None:
    at(NIGHT)
    set_channel("sms", sms_config(gateway.url))
    quiet = dispatched(ani, budi, hamdan, signs={})
    assert quiet.band != "darurat"
    morning = wakes_at(NIGHT, quiet.band, night_of(quiet.area_code))
    assert told("tawaran_tugas")[0].next_at == morning
    assert morning > NIGHT
    grave = dispatched(
        ani,
        budi,
        hamdan,
        subject={"name": "Rahman Hadi", "sex": "L", "age_years": 80},
        signs={"danger_now": True, "medical": True, "alone": True},
    )
    assert grave.band == "darurat"
    assert Message.objects.get(case_id=grave.id, kind="tawaran_tugas").next_at == NIGHT
    sending.send_due()
    assert len(gateway.got) == 1


def test_own_quiet_hours_are_kept(at, ani, budi, hamdan, gateway, set_channel) -> None:
    set_channel("sms", sms_config(gateway.url))
    Preference.objects.create(
        recipient=f"person:{hamdan.id}", quiet_from=time(11), quiet_to=time(14), changed_at=NOON
    )
    dispatched(ani, budi, hamdan, signs={})
    offer = told("tawaran_tugas")[0]
    assert offer.next_at == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # 14.00 WITA


def test_who_wants_one_summary_a_day_gets_one_with_counts_and_kinds_only(
    at, ani, budi, hamdan, gateway, set_channel
) -> None:
    set_channel("sms", sms_config(gateway.url))
    Preference.objects.create(recipient=key_of(ani), paces={"laporan": "harian"}, changed_at=NOON)
    Person.objects.filter(id=ani.person_id).update(phone="+6289900000077")
    dispatched(ani, budi, hamdan)
    sending.send_due()
    assert {m.state for m in told() if m.recipient == key_of(ani)} == {MessageState.DIGEST}
    morning = datetime(2026, 3, 2, 23, 6, tzinfo=UTC)  # 07.06 WITA
    at(morning)
    assert digests.gather(morning - timedelta(hours=2)) == 0
    assert digests.gather(morning) == 1
    assert digests.gather(morning) == 0  # once a day
    digest = told("ringkasan")[0]
    assert digest.text.startswith("2 kabar untuk Anda: 2 kabar laporan saya.")
    assert digest.gathered.count() == 2
    sending.send_due()
    assert "Siti" not in gateway.got[-1].body.decode()
    assert told("ringkasan")[0].state == MessageState.SENT


# -- wishes through the phone's door ----------------------------------------------------------------


def test_the_phone_sets_how_it_wants_to_be_told(at, ani) -> None:
    send(
        ani,
        "notify.prefer",
        {"paces": {"laporan": "aplikasi"}, "quiet_from": "20:00", "quiet_to": "06:30"},
    )
    wish = Preference.objects.get(recipient=key_of(ani))
    assert (wish.paces, wish.quiet_to) == ({"laporan": "aplikasi"}, time(6, 30))
    open_case(ani)
    assert told("laporan_diterima")[0].state == MessageState.APP_ONLY


def test_a_subscription_must_be_https_with_real_keys(at, ani, settings) -> None:
    good = Browser("https://push.contoh.invalid/x").subscription
    settings.BUBUHAN_PUSH_PEERS = frozenset()
    for bad in (
        {**good, "endpoint": "http://push.contoh.invalid/x"},
        {**good, "p256dh": "AAAA"},
        {**good, "auth": "AA"},
    ):
        with pytest.raises(Problem) as problem:
            send(ani, "notify.subscribe", bad)
        assert problem.value.code == "push_invalid"
    send(ani, "notify.subscribe", {**good, "label": "Chrome"})
    assert PushSubscription.objects.get().recipient == key_of(ani)
    send(ani, "notify.unsubscribe", {"endpoint": good["endpoint"]})
    assert not PushSubscription.objects.exists()


def test_a_test_message_tells_the_truth(at, ani, push_service) -> None:
    send(ani, "notify.test", {})
    assert told("uji")[0].state == MessageState.NO_CHANNEL
    browser = Browser(push_service.url)
    send(ani, "notify.subscribe", browser.subscription)
    send(ani, "notify.test", {})
    sending.send_due()
    assert browser.read(push_service.got[0])["judul"] == "Pesan uji Bubuhan"


# -- duty -------------------------------------------------------------------------------------------


@pytest.fixture
def shift(hamdan):
    return Shift.objects.create(
        person_id=hamdan.id,
        person_name=hamdan.name,
        pillar="PSM",
        area_code="63.71.03",
        starts_at=NOON + timedelta(minutes=50),
        ends_at=NOON + timedelta(hours=8),
        by="Dewi",
        at=NOON,
    )


def test_who_is_on_duty_soon_is_reminded_once(at, shift) -> None:
    assert reminding.shifts_soon(NOON - timedelta(minutes=20)) == 0
    assert reminding.shifts_soon(NOON) == 1
    assert reminding.shifts_soon(NOON + timedelta(minutes=10)) == 0
    journal.drain()
    reminder = told("jaga_mulai")[0]
    assert reminder.name == "Hamdan Yusri"
    assert "2 Mar pukul 12.50 WITA" in reminder.text


def test_a_swap_is_asked_of_the_colleague_and_its_answer_told_to_the_asker(
    at, shift, make_member, dewi
) -> None:
    other = make_member("Rusdi Hamid", "63.71.03.1003", "PSM")
    swap = Swap.objects.create(
        shift=shift,
        asker_id=shift.person_id,
        asker_name=shift.person_name,
        colleague_id=other.id,
        colleague_name=other.name,
        asked_at=NOON,
    )
    for name in ("duty.swap_asked", "duty.swapped"):
        with journal.unit():
            journal.record(
                name, actor=dewi.ref, subject=("shift", shift.id), data={"swap": str(swap.id)}
            )
        journal.drain()
    assert [m.name for m in told("tukar_diminta")] == ["Rusdi Hamid"]
    answer = told("tukar_dijawab")[0]
    assert answer.name == "Hamdan Yusri"
    assert answer.text == "Permintaan tukar jaga pada 2 Mar pukul 12.50 WITA disetujui."
