"""Protected cases: who may make one, how the glass is broken, who watches."""

from datetime import timedelta

import pytest
import time_machine

from bubuhan.cases import access, glass, protecting
from bubuhan.cases.handlers import entrust, release
from bubuhan.cases.models import BrokenGlass, Case
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db
WHY = "Anak terancam malam ini juga"


@pytest.fixture
def child() -> Case:
    now = clock.now()
    return Case.objects.create(
        number="K-1", area_code="63.71.03.1003", need="kekerasan", subject_name="Rahma Dewi",
        place_note="Gang Delima", sensitive=True, band="tinggi", opened_at=now,
    )  # fmt: skip


def names(child: Case) -> list[str]:
    return list(Event.objects.filter(subject_id=str(child.id)).values_list("name", flat=True))


def test_the_glass_opens_for_three_hours_and_everybody_can_see_it(budi, farida, client_of, child):
    page = client_of("budi").get(f"/kasus/{child.id}/").content.decode()
    assert "Rahma" not in page
    assert "Buka darurat" in page
    answer = client_of("budi").post(
        f"/kasus/{child.id}/buka-darurat/", {"reason": WHY}, follow=True
    )
    page = answer.content.decode()
    assert "Rahma Dewi" in page
    assert "Setiap pembacaan dicatat" in page
    assert "case.glass_broken" in names(child)
    assert "case.read_sensitive" in names(child)
    watched = client_of("farida").get("/kasus/dibuka-darurat/").content.decode()
    assert WHY in watched
    assert "Rahma" not in watched
    with time_machine.travel(clock.now() + timedelta(hours=3, minutes=1)):
        assert access.access(budi, child) == "masked"
        assert "Rahma" not in client_of("budi").get(f"/kasus/{child.id}/").content.decode()
    assert access.access(farida, child) == "masked"


def test_a_phone_never_gets_what_the_glass_showed(budi, child):
    from dataclasses import replace

    glass.break_glass(actor=budi, case_id=child.id, reason=WHY)
    assert access.access(budi, child) == "full"
    assert access.access(replace(budi, device_id=child.id), child) == "masked"
    with pytest.raises(Problem, match="forbidden"):
        glass.break_glass(actor=replace(budi, device_id=child.id), case_id=child.id, reason=WHY)


def test_what_the_glass_asks_for(budi, citra, ani, child):
    with pytest.raises(Problem, match="glass_reason"):
        glass.break_glass(actor=budi, case_id=child.id, reason="darurat")
    for stranger, code in ((citra, "not_found"), (ani, "forbidden")):
        with pytest.raises(Problem, match=code):
            glass.break_glass(actor=stranger, case_id=child.id, reason=WHY)
    assert not BrokenGlass.objects.exists()


def test_closed_early_it_is_closed(budi, client_of, child):
    client = client_of("budi")
    client.post(f"/kasus/{child.id}/buka-darurat/", {"reason": WHY})
    assert client.post(f"/kasus/{child.id}/tutup-kembali/").status_code == 302
    assert access.access(budi, child) == "masked"
    assert client.post(f"/kasus/{child.id}/tutup-kembali/").status_code == 404


def test_the_head_judges_but_not_himself(budi, farida, client_of, child):
    glass.break_glass(actor=budi, case_id=child.id, reason=WHY)
    one = BrokenGlass.objects.get()
    head = client_of("farida")
    head.post(f"/kasus/dibuka-darurat/{one.id}/", {"verdict": "tidak", "note": "Bisa menelepon."})
    one.refresh_from_db()
    assert (one.verdict, one.reviewed_by) == ("tidak", farida.name)
    assert (
        client_of("budi").post(f"/kasus/dibuka-darurat/{one.id}/", {"verdict": "wajar"}).status_code
        == 403
    )
    glass.break_glass(actor=farida, case_id=child.id, reason=WHY)
    own = BrokenGlass.objects.get(user_id=farida.user_id)
    with pytest.raises(Problem, match="own_glass"):
        glass.review(actor=farida, glass_id=own.id, verdict="wajar")


def test_a_broken_glass_lifts_no_protection(farida, child):
    glass.break_glass(actor=farida, case_id=child.id, reason=WHY)
    assert access.access(farida, child) == "full"
    with pytest.raises(Problem, match="case_protected"):
        protecting.unprotect(actor=farida, case_id=child.id, reason="Saya sudah membacanya")
    child.refresh_from_db()
    assert child.sensitive


def test_the_read_journal_names_readers_and_nothing_of_the_case(budi, client_of, child):
    glass.break_glass(actor=budi, case_id=child.id, reason=WHY)
    client_of("budi").get(f"/kasus/{child.id}/")
    page = client_of("farida").get(f"/kasus/{child.id}/pembaca/").content.decode()
    assert "Budi Santoso" in page
    assert "Membuka darurat" in page
    assert "Rahma" not in page
    assert client_of("budi").get(f"/kasus/{child.id}/pembaca/").status_code == 403
    assert client_of("citra").get(f"/kasus/{child.id}/pembaca/").status_code in (403, 404)


def test_what_the_glass_opened_is_read_and_neither_listed_nor_written(budi, client_of, child):
    client = client_of("budi")
    client.post(f"/kasus/{child.id}/buka-darurat/", {"reason": WHY})
    assert "Rahma Dewi" in client.get(f"/kasus/{child.id}/").content.decode()
    for door in ("/antrean/?status=semua", "/kasus/?status=semua", "/kasus/?q=Rahma"):
        assert "Rahma Dewi" not in client.get(door).content.decode()
    refused = client.post(f"/kasus/{child.id}/catatan/", {"text": "Saya menulis di sini"})
    assert refused.status_code == 403
    assert not child.entries.filter(text__contains="Saya menulis").exists()


def test_who_broke_the_glass_takes_a_case_nobody_answers_for(budi, farida, client_of, child):
    officer = client_of("budi")
    officer.post(f"/kasus/{child.id}/buka-darurat/", {"reason": WHY})
    assert "Ambil penanganan" in officer.get(f"/kasus/{child.id}/").content.decode()
    assert officer.post(f"/kasus/{child.id}/ambil/").status_code == 302
    assert "case.taken" in names(child)
    wrote = officer.post(f"/kasus/{child.id}/catatan/", {"text": "Menghubungi rumah sakit"})
    assert wrote.status_code == 302
    release(actor=budi, case_id=child.id)
    entrust(actor=farida, case_id=child.id, user_id=farida.user_id)
    assert "Ambil penanganan" not in officer.get(f"/kasus/{child.id}/").content.decode()
    assert officer.post(f"/kasus/{child.id}/ambil/").status_code == 403


def test_only_the_head_says_who_handles_a_protected_case(budi, farida, citra, client_of, child):
    officer, head = client_of("budi"), client_of("farida")
    answer = officer.post(f"/kasus/{child.id}/ambil/")
    assert answer.status_code == 403
    assert "Minta pimpinan menunjuk Anda" in answer.content.decode()
    door = f"/kasus/{child.id}/percayakan/"
    assert officer.post(door, {"user_id": str(budi.user_id)}).status_code == 403
    assert (
        head.post(door, {"user_id": str(citra.user_id)}).status_code == 422
    )  # of another kabupaten
    assert head.post(door, {"user_id": str(budi.user_id)}).status_code == 302
    assert (access.access(budi, child), access.access(farida, child)) == ("full", "masked")
    assert "case.entrusted" in names(child)
    page = head.get(f"/kasus/{child.id}/pembaca/").content.decode()
    assert "Budi Santoso" in page
    assert "Rahma" not in page
    assert officer.post(f"/kasus/{child.id}/ambil/").status_code == 302  # it is his already


def test_an_officer_protects_and_keeps_sight_others_lose_it(budi, dewi, farida, client_of, child):
    Case.objects.filter(id=child.id).update(sensitive=False, need="konflik_keluarga")
    child.refresh_from_db()
    assert access.access(dewi, child) == "full"
    answer = client_of("budi").post(f"/kasus/{child.id}/lindungi/", {"reason": "Ada anak korban"})
    assert answer.status_code == 302
    child.refresh_from_db()
    assert child.sensitive
    assert [access.access(who, child) for who in (budi, dewi, farida)] == [
        "full",
        "masked",
        "masked",
    ]
    with pytest.raises(Problem, match="forbidden"):
        protecting.unprotect(actor=budi, case_id=child.id, reason="keliru")
    with pytest.raises(Problem, match="case_protected"):
        protecting.unprotect(actor=farida, case_id=child.id, reason="keliru")
    head = client_of("farida")
    head.post(f"/kasus/{child.id}/ambil/")
    head.post(f"/kasus/{child.id}/buka-perlindungan/", {"reason": "Salah pilih jenis"})
    child.refresh_from_db()
    assert not child.sensitive


def test_protecting_asks_why_and_sight(citra, budi, child):
    Case.objects.filter(id=child.id).update(sensitive=False)
    with pytest.raises(Problem, match="field_missing"):
        protecting.protect(actor=budi, case_id=child.id, reason=" ")
    with pytest.raises(Problem, match="not_found"):
        protecting.protect(actor=citra, case_id=child.id, reason="Ada anak")
