"""The roster through its doors: pages, commands, documents; nobody in two places, swaps, gaps, rules."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bubuhan import journal
from bubuhan.duty import actions, queries, swapping
from bubuhan.duty.actions import Slot
from bubuhan.duty.documents import duty_documents
from bubuhan.duty.hours import WITA
from bubuhan.duty.models import DutyNeed, OfficeHours, Pattern, Shift, Swap, TravelFactor
from bubuhan.kernel import clock
from bubuhan.kernel.commands import CommandContext, registry
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db
PELAMBUAN, BARAT, KOTA = "63.71.03.1003", "63.71.03", "63.71"
TODAY = clock.now().astimezone(WITA).date()
DAY = TODAY + timedelta(days=7)


def slot(area: str = BARAT, on: date = DAY, start: str = "20:00", end: str = "06:00") -> Slot:
    return Slot(area, on, time.fromisoformat(start), time.fromisoformat(end))


def form(person, **over) -> dict:
    return {"area_code": BARAT, "day": DAY.isoformat(), "starts": "20:00", "ends": "06:00",
            "person_id": str(person.id), "every_weeks": "1", **over}  # fmt: skip


def send(actor, name: str, body: dict) -> tuple[UUID, dict | None]:
    kind, now = registry[name], clock.now()
    ctx = CommandContext(actor, uuid7(), now, now)
    return ctx.command_id, kind.handle(ctx, kind.schema.model_validate(body))


def code(call) -> str:
    try:
        call()
    except Problem as found:
        return found.code
    return ""


@pytest.fixture
def hamdan(make_member):
    return make_member("Hamdan Yusri", PELAMBUAN, "PSM")


def test_nobody_is_in_two_places(client_of, hamdan, budi) -> None:
    assert client_of("budi").post("/piket/tambah/", form(hamdan)).status_code == 302
    answer = client_of("budi").post("/piket/tambah/", form(hamdan, area_code=KOTA, starts="05:00", day=(DAY + timedelta(days=1)).isoformat(), ends="09:00"))  # fmt: skip
    assert answer.status_code == 409
    said = answer.content.decode()
    assert (
        f"Hamdan Yusri sudah piket {DAY:%d-%m-%Y} 20.00 sampai 06.00 WITA di Banjarmasin Barat"
        in said
    )
    assert Shift.objects.count() == 1
    row = Shift.objects.get()
    assert (row.starts_at, row.ends_at) == (
        datetime.combine(DAY, time(20), tzinfo=WITA),
        datetime.combine(DAY + timedelta(days=1), time(6), tzinfo=WITA),
    )
    assert journal.history("shift", str(row.id))[0].name == "duty.planned"


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"area_code": "63.05"}, 403),
        ({"area_code": "63"}, 422),
        ({"area_code": "99.99"}, 422),
        ({"person_id": ""}, 422),
        ({"person_id": "00000000-0000-7000-8000-000000000001"}, 422),
        ({"day": "2020-01-01"}, 422),
        ({"starts": "malam"}, 422),
        ({"day": ""}, 422),
    ],
)
def test_what_is_refused(client_of, hamdan, over, status) -> None:
    assert client_of("budi").post("/piket/tambah/", form(hamdan, **over)).status_code == status
    assert not Shift.objects.exists()


def test_the_week_shows_gaps_first_and_who_is_on_duty(
    client_of, budi, hamdan, django_assert_max_num_queries
) -> None:
    client = client_of("budi")
    need = {"area_code": BARAT, "pillar": "PSM", "days": list("0123456"), "starts": "00:00",
            "ends": "00:00", "wanted": "1", "reason": "Siaga 24 jam"}  # fmt: skip
    assert client.post("/piket/kebutuhan/simpan/", need).status_code == 302
    now = clock.now()
    Shift.objects.create(
        person_id=hamdan.id, person_name=hamdan.name, pillar="PSM", area_code=BARAT, by="x", at=now,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2),
    )  # fmt: skip
    client.get("/piket/")
    with django_assert_max_num_queries(16):
        page = client.get("/piket/").content.decode()
    assert page.index("Kekosongan") < page.index("Sedang piket") < page.index("Jadwal minggu ini")
    assert "Hamdan Yusri" in page
    assert f"/piket/tambah/?wilayah={BARAT}&amp;pilar=PSM&amp;tanggal=" in page
    filtered = client.get(f"/piket/?wilayah={KOTA}&pilar=TAGANA&minggu=2026-03-04").content.decode()
    assert "Tidak ada kekosongan" in filtered
    assert "2 Mar 2026" in filtered
    assert client_of("citra").get(f"/piket/?wilayah={KOTA}").content.decode().count("Hamdan") == 0
    assert client_of("gazali").get("/piket/").status_code == 403
    for path in (
        "/piket/kebutuhan/",
        "/piket/pola/",
        "/piket/tambah/?nama=hamdan",
        "/piket/?minggu=x",
    ):
        assert client.get(path).status_code == 200, path
    client.post("/piket/kebutuhan/simpan/", need | {"wanted": "0"})
    assert DutyNeed.objects.get().valid_to is not None


def test_a_pattern_makes_the_weeks_ahead_and_says_what_clashes(client_of, budi, hamdan) -> None:
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot(KOTA, DAY, "21:00", "23:00"))
    days = [str(DAY.weekday())]
    answer = client_of("budi").post("/piket/tambah/", form(hamdan, days=days), follow=True)
    assert "Tidak dibuat: Hamdan Yusri sudah piket" in answer.content.decode()
    pattern = Pattern.objects.get()
    assert pattern.shifts.count() == 4  # five weeks ahead, one clashed
    assert actions.make_ahead(clock.now()) == 0
    assert actions.make_ahead(clock.now() + timedelta(days=7)) == 1
    assert actions.make_ahead(clock.now() + timedelta(days=7)) == 0
    end = {"last_on": (DAY + timedelta(days=14)).isoformat()}
    assert client_of("citra").post(f"/piket/pola/{pattern.id}/akhiri/", end).status_code == 404
    client_of("budi").post(f"/piket/pola/{pattern.id}/akhiri/", end)
    assert pattern.shifts.filter(state="planned").count() == 2
    assert actions.make_ahead(clock.now() + timedelta(days=30)) == 0


def test_copy_a_week(client_of, budi, hamdan) -> None:
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot())
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot(on=DAY + timedelta(days=7)))
    to = DAY + timedelta(days=14)
    body = {"area_code": KOTA, "week": DAY.isoformat(), "to": to.isoformat()}
    assert (
        "1 piket dibuat"
        in client_of("budi").post("/piket/salin/", body, follow=True).content.decode()
    )
    copied = Shift.objects.get(starts_at=datetime.combine(to, time(20), tzinfo=WITA))
    assert copied.person_id == hamdan.id
    again = client_of("budi").post("/piket/salin/", body, follow=True).content.decode()
    assert "0 piket dibuat" in again
    assert "Tidak dibuat: Hamdan Yusri sudah piket" in again
    assert (
        client_of("budi").post("/piket/salin/", body | {"to": DAY.isoformat()}).status_code == 422
    )


def test_a_swap_from_phone_to_phone(ani, budi, make_user, hamdan) -> None:
    colleague = make_user("hamdan", "Hamdan Yusri", "relawan", PELAMBUAN)
    colleague.person_id = hamdan.id
    colleague.save()
    shift = actions.add_shift(actor=budi, person_id=ani.person_id, slot=slot())
    own = duty_documents(ani, [str(ani.person_id)])[str(ani.person_id)].body
    assert [s["id"] for s in own["shifts"]] == [str(shift.id)]
    assert "Hamdan Yusri" in [c["name"] for c in own["colleagues"]]
    swap_id, told = send(ani, "duty.swap_ask", {"shift_id": str(shift.id), "note": "Anak sakit"})
    assert told == {"swap": str(swap_id)}
    assert code(lambda: send(ani, "duty.swap_ask", {"shift_id": str(shift.id)})) == "swap_open"
    theirs = duty_documents(colleague.actor(), [str(hamdan.id)])[str(hamdan.id)].body
    assert [(r["asker"], r["note"], r["open_to_all"]) for r in theirs["requests"]] == [
        (ani.name, "Anak sakit", True)
    ]
    assert (
        code(lambda: send(ani, "duty.swap_answer", {"swap_id": str(swap_id), "accept": True}))
        == "field_invalid"
    )
    send(colleague.actor(), "duty.swap_answer", {"swap_id": str(swap_id), "accept": True})
    send(colleague.actor(), "duty.swap_answer", {"swap_id": str(swap_id), "accept": True})
    shift.refresh_from_db()
    assert (shift.person_id, shift.person_name) == (hamdan.id, "Hamdan Yusri")
    assert Swap.objects.get().state == "accepted"
    assert [e.name for e in journal.history("shift", str(shift.id))] == [
        "duty.swapped", "duty.swap_asked", "duty.planned",
    ]  # fmt: skip
    assert duty_documents(ani, [str(ani.person_id)])[str(ani.person_id)].body["shifts"] == []
    assert duty_documents(ani, [str(hamdan.id)]) == {}


def test_a_swap_that_would_put_somebody_in_two_places(ani, budi, hamdan) -> None:
    shift = actions.add_shift(actor=budi, person_id=ani.person_id, slot=slot())
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot(KOTA, DAY, "22:00", "23:00"))
    asked = swapping.ask(actor=ani, shift_id=shift.id, colleague_id=hamdan.id)
    answer = {"actor": budi, "swap_id": asked.id, "accept": True, "person_id": hamdan.id}
    assert code(lambda: swapping.answer(**answer)) == "shift_clash"
    asked.refresh_from_db()
    assert asked.state == "open"
    swapping.answer(**answer | {"accept": False})
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert code(lambda: swapping.answer(**answer)) == "swap_gone"


def test_the_office_swaps_for_who_has_no_phone(client_of, budi, ani, hamdan, make_member) -> None:
    shift = actions.add_shift(actor=budi, person_id=ani.person_id, slot=slot())
    page = client_of("dewi").get(f"/piket/{shift.id}/?nama=hamdan").content.decode()
    assert "Hamdan Yusri" in page
    assert client_of("citra").get(f"/piket/{shift.id}/").status_code == 404
    path = f"/piket/{shift.id}/tukar/"
    assert client_of("citra").post(path, {"person_id": str(hamdan.id)}).status_code == 404
    client_of("dewi").post(path, {"person_id": str(hamdan.id), "now": "1"})
    shift.refresh_from_db()
    assert shift.person_name == "Hamdan Yusri"
    client_of("dewi").post(path, {"note": "siapa bisa"})
    swap = Swap.objects.get(state="open")
    assert "Menunggu" in client_of("budi").get(f"/piket/?minggu={DAY}").content.decode()
    client_of("dewi").post(f"/piket/tukar/{swap.id}/", {"choice": "withdraw"})
    swap.refresh_from_db()
    assert swap.state == "withdrawn"
    client_of("dewi").post(f"/piket/{shift.id}/batal/", {"reason": "banjir"})
    shift.refresh_from_db()
    assert (shift.state, shift.note) == ("cancelled", "banjir")
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot())  # a cancelled one blocks nobody


def test_a_swap_of_a_past_shift_or_a_strangers(ani, budi, citra, hamdan) -> None:
    now = clock.now()
    running = Shift.objects.create(
        person_id=ani.person_id, person_name=ani.name, pillar="PSM", area_code=BARAT, by="x", at=now,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2),
    )  # fmt: skip
    assert code(lambda: swapping.ask(actor=ani, shift_id=running.id)) == "shift_past"
    other = actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot())
    assert code(lambda: swapping.ask(actor=ani, shift_id=other.id)) == "not_found"
    asked = swapping.ask(actor=budi, shift_id=other.id)
    assert code(lambda: swapping.answer(actor=citra, swap_id=asked.id, accept=True, person_id=ani.person_id)) == "not_found"  # fmt: skip


def test_the_phone_is_told_of_the_roster(ani, budi, hamdan) -> None:
    from bubuhan.journal.models import Feed

    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot())
    spaces = set(Feed.objects.filter(kind="duty").values_list("space", flat=True))
    assert f"mine:{ani.person_id}" in spaces
    near = duty_documents(ani, [str(ani.person_id)])[str(ani.person_id)].body["near"]
    assert near == []  # a week ahead is not near
    actions.add_shift(actor=budi, person_id=hamdan.id, slot=slot(KOTA, TODAY + timedelta(days=1)))
    near = duty_documents(ani, [str(ani.person_id)])[str(ani.person_id)].body["near"]
    assert [(n["name"], n["area_label"]) for n in near] == [("Hamdan Yusri", "Kota Banjarmasin")]


def test_working_hours_and_their_history(client_of) -> None:
    save, page = "/pengaturan/jam-kerja/simpan/", "/pengaturan/jam-kerja/"
    week = {f"{k}_{n}": v for n in range(5) for k, v in (("opens", "07:30"), ("closes", "15:30"))}
    body = {"what": "hours", "area_code": KOTA, "reason": "Perwali 5/2026", **week}
    assert client_of("budi").post(save, body).status_code == 403
    assert client_of("farida").post(save, body | {"opens_1": "18:00"}).status_code == 422
    assert client_of("farida").post(save, body | {"reason": " "}).status_code == 422
    assert client_of("farida").post(save, body).status_code == 302
    found = queries.calendar_of(PELAMBUAN)
    assert (found.week[0], found.week[5]) == (((time(7, 30), time(15, 30)),), ())
    assert "Perwali 5/2026" in client_of("budi").get(page).content.decode()
    client_of("farida").post(save, body | {"opens_0": "08:00"})
    assert OfficeHours.objects.filter(area_code=KOTA).count() == 2
    assert "Tidak berlaku lagi" in client_of("budi").get(page + "?riwayat=1").content.decode()
    day = {
        "what": "holiday",
        "area_code": KOTA,
        "date": "2026-09-24",
        "name": "Hari Jadi Kota",
        "reason": "SK",
    }
    client_of("farida").post(save, day)
    assert date(2026, 9, 24) in queries.calendar_of(PELAMBUAN).holidays
    client_of("farida").post(save, day | {"name": ""})
    assert date(2026, 9, 24) not in queries.calendar_of(PELAMBUAN).holidays
    night = {
        "what": "night",
        "area_code": KOTA,
        "band": "tinggi",
        "starts": "22:00",
        "ends": "05:00",
        "reason": "SK",
    }
    client_of("farida").post(save, night)
    assert queries.night_of(PELAMBUAN).quiet("tinggi").starts == time(22)
    offer = {
        "what": "offer",
        "area_code": KOTA,
        "band": "darurat",
        "minutes": "7",
        "most": "2",
        "reason": "SK",
    }
    client_of("farida").post(save, offer)
    assert queries.offer_terms(PELAMBUAN, "darurat") == queries.OfferTerms(7, 2)
    assert client_of("farida").post(save, offer | {"minutes": "0"}).status_code == 422
    assert client_of("farida").post(save, offer | {"what": "x"}).status_code == 422


def test_travel_factors_in_and_out_as_a_sheet(client_of) -> None:
    row = {
        "area_code": "63.71.03",
        "other_code": "63.71.01",
        "factor": "2,5",
        "reason": "Sungai Martapura",
    }
    save = "/pengaturan/jarak/simpan/"
    assert client_of("gazali").post(save, row).status_code == 403
    assert (
        client_of("budi")
        .post(save, row | {"area_code": "63.05.01", "other_code": "63.05.02"})
        .status_code
        == 403
    )
    assert client_of("budi").post(save, row | {"factor": "50"}).status_code == 422
    assert client_of("budi").post(save, row).status_code == 302
    assert queries.ways_in(KOTA) == {("63.71.01", "63.71.03"): (2.5, "Sungai Martapura")}
    sheet = client_of("budi").get("/pengaturan/jarak/unduh/").content.decode()
    assert "63.71.01;63.71.03;2,5;Sungai Martapura" in sheet
    sheet += "63.71.02;63.71.03;1,8;Jembatan sempit\r\n63.71.02;63.71.99;2;x\r\n63.71.02;63.71.01;dua;y\r\n63.71.02;63.71.04;3;\r\n"
    file = SimpleUploadedFile("jarak.csv", sheet.encode())
    page = (
        client_of("budi")
        .post("/pengaturan/jarak/muat/", {"file": file}, follow=True)
        .content.decode()
    )
    assert "1 pasangan kecamatan disimpan." in page
    assert "Baris 4" in page
    assert "Baris 5" in page
    assert "Baris 6" in page
    assert TravelFactor.objects.filter(valid_to=None).count() == 2
    client_of("budi").post(save, row | {"factor": "", "reason": "Jembatan jadi"})
    assert TravelFactor.objects.filter(valid_to=None).count() == 1
    assert "2.5×" in client_of("budi").get("/pengaturan/jarak/?riwayat=1").content.decode().replace(
        ",", "."
    )
