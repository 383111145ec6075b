"""The pages of this room through the browser's door: wall, list, ladder, a case's clocks."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from bubuhan import journal
from bubuhan.cases import actions as cases
from bubuhan.cases.tests.doors import entrust, open_case
from bubuhan.duty.models import Shift
from bubuhan.kernel import clock
from bubuhan.response.models import Clock, LadderStep
from bubuhan.response.scanning import scan

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DARURAT = {"signs": {"danger_now": True, "medical": True}}


@pytest.fixture
def late(ani):
    """An emergency whose hour has passed, escalated once."""
    now = clock.now()
    case = open_case(ani, now - 2 * HOUR, **DARURAT)
    scan(now)
    return case


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_the_wall_shows_what_waits_and_masks_it(client_of, late, ani) -> None:
    seen = page(client_of("budi"), "/siaga/")
    assert late.number in seen
    assert "S. A." in seen
    assert "Banjarmasin Barat" in seen
    assert "data-urgent" in seen
    for word in ("Siti Aminah", "Pelambuan", "Lansia", "sorangan"):
        assert word not in seen


def test_a_protected_case_is_only_that(client_of, ani) -> None:
    secret = open_case(ani, clock.now() - 2 * HOUR, need="kekerasan", **DARURAT)
    scan(clock.now())
    one_kecamatan = page(client_of("budi"), "/siaga/isi/?wilayah=63.71.03")
    assert "Kasus dilindungi" not in one_kecamatan  # it would tell that it is there
    assert str(secret.id) not in one_kecamatan
    seen = page(client_of("budi"), "/siaga/isi/")
    assert "Kasus dilindungi" in seen
    assert secret.number not in seen
    assert "S. A." not in seen
    assert "Barat" not in seen


def test_nobody_is_told_who_was_asked_for_a_protected_case(client_of, ani, budi) -> None:
    secret = open_case(ani, clock.now(), need="kekerasan", **DARURAT)
    entrust(secret.id, budi)
    cases.dispatch(actor=budi, case_id=secret.id, person_id=ani.person_id)
    seen = page(client_of("farida"), "/siaga/isi/")
    assert "ditawarkan" in seen
    assert "A. R." not in seen


def test_the_wall_stays_within_its_officer_s_area(client_of, late) -> None:
    assert late.number not in page(client_of("citra"), "/siaga/")
    assert late.number not in page(client_of("citra"), "/siaga/isi/?wilayah=63.71")
    assert late.number not in page(client_of("budi"), "/siaga/?wilayah=63.71.01")
    assert client_of("gazali").get("/siaga/").status_code == 403


def test_the_wall_shows_who_is_on_duty_and_who_was_asked(client_of, late, budi, ani) -> None:
    now = clock.now()
    Shift.objects.create(
        person_id=ani.person_id, person_name="Ani Rahmawati", pillar="PSM", area_code="63.71.03",
        starts_at=now - HOUR, ends_at=now + HOUR, by="x", at=now,
    )  # fmt: skip
    cases.dispatch(actor=budi, case_id=late.id, person_id=ani.person_id)
    seen = page(client_of("budi"), "/siaga/")
    assert "Ani Rahmawati" in seen
    assert "Laporan satu jam" in seen
    assert "A. R." in seen  # the offer, by initials


@pytest.mark.parametrize("path", ["/siaga/", "/siaga/isi/", "/siaga/tenggat/"])
def test_few_questions_whatever_waits(client_of, ani, path, django_assert_max_num_queries) -> None:
    client = client_of("budi")
    for _ in range(8):
        open_case(ani, clock.now() - 2 * HOUR, subject=None, **DARURAT)
    scan(clock.now())
    page(client, path)
    with django_assert_max_num_queries(15):
        assert page(client, path).count("BJM") >= 0


def test_an_empty_wall_says_so(client_of) -> None:
    seen = page(client_of("budi"), "/siaga/")
    assert "Tidak ada kedaruratan yang menunggu." in seen
    assert "Belum ada yang tercatat piket saat ini." in seen
    assert "Tidak ada yang lewat batas" in page(client_of("budi"), "/siaga/tenggat/")


def test_the_list_has_a_button_for_each(client_of, late) -> None:
    client = client_of("dewi")
    seen = page(client, "/siaga/tenggat/")
    assert late.number in seen
    answer = client.post(f"/kasus/{late.id}/saya-tangani/", {"kembali": "/siaga/tenggat/"})
    assert (answer.status_code, answer["Location"]) == (302, "/siaga/tenggat/")
    assert "menangani" in page(client, "/siaga/tenggat/")
    assert Clock.objects.get(case=late, stopped_at=None).held_by == "Dewi Noor Aisyah"


def test_nowhere_else_after_holding(client_of, late) -> None:
    answer = client_of("dewi").post(
        f"/kasus/{late.id}/saya-tangani/", {"kembali": "https://example.org/"}
    )
    assert answer["Location"] == f"/kasus/{late.id}/"


def test_the_case_page_brings_its_clocks(client_of, late, budi) -> None:
    client = client_of("budi")
    assert f"/kasus/{late.id}/tenggat/" in page(client, f"/kasus/{late.id}/")
    seen = page(client, f"/kasus/{late.id}/tenggat/")
    assert "Koordinator kecamatan" in seen
    assert "Saya tangani" in seen
    held = client.post(f"/kasus/{late.id}/saya-tangani/", headers={"HX-Request": "true"})
    assert "Budi Santoso menangani" in held.content.decode()
    assert client_of("citra").get(f"/kasus/{late.id}/tenggat/").status_code == 404


def test_the_queue_marks_and_filters_what_climbs(client_of, late, ani) -> None:
    other = open_case(ani, clock.now(), subject=None)
    seen = page(client_of("budi"), "/antrean/")
    assert seen.count("desk-up") == 1
    found = page(client_of("budi"), "/antrean/?dinaikkan=1")
    assert late.number in found
    assert other.number not in found


def test_an_answered_case_leaves_the_wall(client_of, late, budi) -> None:
    cases.reject(actor=budi, case_id=late.id, reason="ganda")
    journal.drain()
    assert late.number not in page(client_of("budi"), "/siaga/isi/")
    assert "desk-up" not in page(client_of("budi"), "/antrean/")


def test_the_ladder_is_read_by_all_and_edited_by_the_head(client_of) -> None:
    assert "Koordinator kecamatan" in page(client_of("budi"), "/pengaturan/tangga/")
    form = {
        "area_code": "63.71",
        "band": "darurat",
        "to": ["responder", "officer", ""],
        "after": ["0", "15", ""],
        "hours": ["", "1", ""],
        "reason": "SK 12",
    }
    assert client_of("budi").post("/pengaturan/tangga/simpan/", form).status_code == 403
    farida = client_of("farida")
    assert farida.post("/pengaturan/tangga/simpan/", form).status_code == 302
    rows = LadderStep.objects.filter(area_code="63.71", valid_to=None)
    assert list(rows.order_by("position").values_list("to", "after_minutes", "working_hours")) == [
        ("responder", 0, False),
        ("officer", 15, True),
    ]
    farida.post("/pengaturan/tangga/simpan/", form | {"after": ["0", "30", ""]})
    assert "SK 12" in page(farida, "/pengaturan/tangga/?riwayat=1")
    bad = farida.post("/pengaturan/tangga/simpan/", form | {"after": ["0", "soon", ""]})
    assert bad.status_code == 422
    cache.clear()
