"""Who hears of what the rosters, the directory, journeys and the registry do, and who does not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bubuhan import journal
from bubuhan.cases.tests.doors import open_case
from bubuhan.directory.models import Partner, Service
from bubuhan.duty import actions as duty
from bubuhan.duty import swapping
from bubuhan.duty.models import Shift
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.messages import reminding
from bubuhan.messages.actions import tell
from bubuhan.messages.models import Message

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12.00 WITA


@pytest.fixture(autouse=True)
def _noon(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("name", flat=True))


def happened(name: str, actor, subject, area="63.71", **data) -> None:
    with journal.unit():
        journal.record(name, actor=actor.ref, subject=subject, area=area, data=data)
    journal.drain()


def a_shift(person, *, hours=30, area="63.71.03") -> Shift:
    return Shift.objects.create(
        person_id=person.id, person_name=person.name, pillar="PSM", area_code=area, by="x",
        at=NOON, starts_at=NOON + timedelta(hours=hours), ends_at=NOON + timedelta(hours=hours + 8),
    )  # fmt: skip


def test_an_open_swap_is_told_once_to_those_who_could_take_it(ani, budi, make_member) -> None:
    hamdan = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    make_member("Rusdi Hamid", "63.71.05.1001", "PSM")  # another kecamatan, the same kota
    busy = make_member("Salim Anwar", "63.71.03.1003", "PSM")
    make_member("Tuti Rahma", "63.71.03.1003", "TAGANA")
    make_member("Umar Said", "63.05.01.2001", "PSM")
    shift = a_shift(hamdan)
    a_shift(busy, hours=34)
    asked = swapping.ask(actor=budi, shift_id=shift.id)
    event = Event.objects.get(name="duty.swap_asked")
    could = ["Ani Rahmawati", "Rusdi Hamid"]
    journal.drain()
    assert told("tukar_diminta") == could
    assert "3 Mar pukul 18.00 WITA" in Message.objects.filter(kind="tukar_diminta")[0].text
    tell(event)
    assert told("tukar_diminta") == could
    swapping.withdraw(actor=budi, swap_id=asked.id)
    journal.drain()
    assert told("tukar_dijawab") == []  # it just leaves their lists


def test_a_shift_given_to_a_colleague_at_once_asks_nobody(client_of, make_member) -> None:
    hamdan = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    rusdi = make_member("Rusdi Hamid", "63.71.03.1003", "PSM")
    shift = a_shift(hamdan)
    client_of("budi").post(
        f"/piket/{shift.id}/tukar/", {"person_id": str(rusdi.id), "now": "1", "note": ""}
    )
    journal.drain()
    assert (told("tukar_diminta"), told("tukar_dijawab")) == ([], ["Hamdan Yusri"])
    assert Message.objects.get(kind="jaga_berubah").text.startswith(
        "Jaga Anda mulai 3 Mar pukul 18.00 WITA ditetapkan"
    )


def test_who_is_put_on_duty_or_taken_off_hears_of_it(budi, make_member) -> None:
    shift = a_shift(make_member("Hamdan Yusri", "63.71.03.1003", "PSM"))
    duty.cancel_shift(actor=budi, shift_id=shift.id)
    journal.drain()
    assert "dibatalkan" in Message.objects.get(kind="jaga_berubah").text


def test_an_emergency_rings_once_in_ten_minutes(ani, budi) -> None:
    signs = {"danger_now": True}
    for n in range(3):
        open_case(ani, signs=signs, subject={"name": f"Orang {n}"})
    found = Message.objects.filter(kind="darurat_baru")
    assert [m.name for m in found] == [budi.name]
    assert "Banjarmasin" in found[0].text


def test_a_protected_emergency_does_not_silence_the_next_one(ani, budi) -> None:
    signs = {"danger_now": True}
    open_case(ani, need="kekerasan", signs=signs, subject={"name": "Orang 1"})
    open_case(ani, signs=signs, subject={"name": "Orang 2"})
    found = Message.objects.filter(kind="darurat_baru").order_by("at")
    assert [m.protected for m in found] == [True, False]


def a_service(**figures) -> Service:
    partner = Partner.objects.create(
        name="Rumah Singgah Contoh", kind="panti", area_code="63.71", at=NOON, by="x"
    )
    return Service.objects.create(partner=partner, name="Rumah singgah", **figures)


def test_a_figure_that_grew_old_is_told_once_to_its_office(budi) -> None:
    one = a_service(capacity=10, occupied=3, as_of=date(2026, 2, 1), fresh_days=14)
    assert [reminding.figures_old(NOON), reminding.figures_old(NOON)] == [1, 0]
    journal.drain()
    message = Message.objects.get(kind="angka_lama")
    assert (message.name, message.state, message.path) == (
        budi.name,
        "digest",
        f"/mitra/{one.partner_id}/",
    )


def test_a_journey_is_told_to_the_office_it_goes_to_without_a_number(ani, budi, citra) -> None:
    case = open_case(ani)
    happened("journey.late", budi, ("journey", case.id), case=str(case.id), to_area=citra.area)
    here, there = (
        Message.objects.get(kind="kepulangan_masuk"),
        Message.objects.filter(kind="kepulangan"),
    )
    assert here.name == citra.name
    assert case.number not in here.text + here.title
    assert here.area_code == citra.area[:8]
    assert not there.exists()  # nobody but Budi works on it, and he did it himself


def test_what_one_proposed_comes_back_to_him(budi, dewi, make_member) -> None:
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    happened("membership.proposed", dewi, ("person", person.id), membership="m1")
    happened("membership.returned", budi, ("person", person.id), membership="m1", note="kurang SK")
    message = Message.objects.get(kind="usulan")
    assert (message.name, message.path) == (dewi.name, f"/registri/{person.id}/")
    assert "dikembalikan dengan catatan" in message.text
    assert "SK" not in message.text
