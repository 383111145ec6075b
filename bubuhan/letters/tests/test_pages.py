"""Letters through the door: the desk, an office's own texts and numbers, what a stranger is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from bubuhan.kernel import clock
from bubuhan.letters import actions, papers, wording
from bubuhan.letters.models import Letter, LetterOffice, LetterText
from bubuhan.letters.standard import TEMPLATES

Case = apps.get_model("cases", "Case")  # a room above: only its table
PELAMBUAN = "63.71.03.1003"
TASK = {"people": "Nama Contoh, Petugas\nDua Contoh", "tugas": "Kunjungan", "mulai": "2026-11-22", "selesai": "2026-11-23"}  # fmt: skip


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def token_of(letter: Letter) -> str:
    return str(papers.content_of(letter)["token"])


@pytest.fixture
def make_case(db):
    def make(**more) -> Any:
        now = clock.now()
        return Case.objects.create(
            **{
                "number": f"63.71-2611-{Case.objects.count():04d}", "area_code": PELAMBUAN, "need": "lansia_terlantar",
                "subject_name": "Rukayah Contoh", "band": "sedang", "opened_at": now, "deadline_at": now + timedelta(hours=9), **more,
            }
        )  # fmt: skip

    return make


def about(actor, case: Any) -> Letter:
    fields = {"tujuan": "Panti Contoh", "layanan": "Penampungan"}
    return actions.issue(
        actor=actor, template="surat_rujukan", area_code=case.area_code, subject=("case", case.id),
        fields=fields, rows=[("Nama", case.subject_name)],
    )  # fmt: skip


@pytest.mark.django_db
def test_write_read_print_and_withdraw(client_of) -> None:
    client = client_of("budi")
    wrong = client.post("/surat/keluar/baru/", {**TASK, "selesai": "2026-11-20"})
    assert wrong.status_code == 422
    assert "Nama Contoh, Petugas" in wrong.content.decode()
    client.post("/surat/keluar/baru/", TASK)
    one = Letter.objects.get()
    url = f"/surat/keluar/{one.id}/"
    page = words_of(client.get(url))
    assert "1. Nama Contoh" in page
    assert client.get(f"{url}surat.pdf").content.startswith(b"%PDF")
    stranger = Client()
    check = f"/surat/{token_of(one)}/"
    told = words_of(stranger.get(check))
    assert "asli dan berlaku" in told
    assert one.number in told
    assert "Nama Contoh" not in told
    assert client.post(f"{url}tarik/", {"reason": " "}).status_code == 422
    client.post(f"{url}tarik/", {"reason": "salah tanggal"})
    assert client.post(f"{url}tarik/", {"reason": "lagi"}).status_code == 409
    told = words_of(stranger.get(check))
    assert "sudah ditarik" in told
    assert "salah tanggal" not in told
    assert client.get(f"{url}surat.pdf").status_code == 200  # says DITARIK across the page
    assert client_of("citra").get(url).status_code == 404
    assert client_of("citra").post(f"{url}tarik/", {"reason": "x"}).status_code == 404


@pytest.mark.django_db
def test_a_stranger_may_not_guess(client) -> None:
    assert client.get("/surat/bukan-token/").status_code == 404
    for _ in range(61):
        last = client.get("/surat/bukan-token/")
    assert last.status_code == 429


@pytest.mark.django_db
def test_a_protected_case_hides_its_letter(client_of, budi, farida, make_case, django_assert_max_num_queries) -> None:  # fmt: skip
    case = make_case()
    one = about(budi, case)
    client = client_of("budi")
    assert "Panti Contoh" in words_of(client.get("/surat/keluar/?jenis=surat_rujukan"))
    Case.objects.filter(id=case.id).update(sensitive=True)
    with django_assert_max_num_queries(14):
        page = words_of(client.get("/surat/keluar/"))
    assert "Dilindungi" in page
    assert "Panti Contoh" not in page
    assert client.get(f"/surat/keluar/{one.id}/").status_code == 403
    assert client.get(f"/surat/keluar/{one.id}/surat.pdf").status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM letters_letter")
        assert b"Rukayah" not in bytes(cursor.fetchone()[0])  # encrypted at rest


@pytest.mark.django_db
def test_an_office_writes_its_own_text(client_of, budi, make_case) -> None:
    client, url = client_of("budi"), "/pengaturan/surat/surat_rujukan/"
    assert "Naskah baku" in words_of(client.get("/pengaturan/surat/"))
    form = {"title": "Rujukan", "code_no": "461", "body": "Untuk {nama} ke {tujuan}.\n\n{rincian}", "reason": "gaya kami"}  # fmt: skip
    strange = client.post(url, {**form, "body": "Untuk {namanya}"})
    assert strange.status_code == 422
    assert "{namanya} tidak dikenal" in words_of(strange)
    assert "Untuk {namanya}" in strange.content.decode()
    assert client.post(url, {**form, "body": "Untuk {nama"}).status_code == 422
    assert client.post(url, {**form, "lihat": "1"}).content.startswith(b"%PDF")
    assert not LetterText.objects.exists()
    client.post(url, form)
    assert "Naskah sendiri" in words_of(client.get("/pengaturan/surat/"))
    first = about(budi, make_case())
    assert "/461/" in first.number
    assert papers.content_of(first)["body"][0]["text"] == f"Untuk {wording.BLANK} ke Panti Contoh."
    client.post(f"{url}baku/")
    second = about(budi, make_case())
    assert "/460/" in second.number
    assert papers.content_of(first)["title"] == "Rujukan"  # issued letters stay as they are
    assert "Untuk {nama}" in words_of(client.get(url))  # in the history
    assert client_of("ani").get(url).status_code == 403
    assert client.get("/pengaturan/surat/entah/").status_code == 422


@pytest.mark.django_db
def test_numbers_follow_the_pattern_of_the_office(client_of, budi, make_case) -> None:
    client, url = client_of("budi"), "/pengaturan/surat/kantor/"
    form = {"pattern": "B-{urut}/{dinas}/{tahun}", "digits": "4", "code": "DS-BJM", "signer_name": "Nama Pimpinan"}  # fmt: skip
    for bad in ("{urut}", "{tahun}", "{urut}/{entah}/{tahun}", "{urut}#{tahun}"):
        assert client.post(url, {**form, "pattern": bad}).status_code == 422
    about(budi, make_case())
    client.post(url, form)
    made = about(budi, make_case())
    assert made.number.startswith("B-0002/DS-BJM/")  # the counter runs on
    assert papers.content_of(made)["signer"]["name"] == "Nama Pimpinan"
    client.post(url, {**form, "signer_name": "Nama Baru"})
    assert LetterOffice.objects.filter(area_code="63.71").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers(budi, make_case) -> None:
    case = make_case()

    def one(_: int) -> int:
        try:
            return about(budi, case).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(8))) == list(range(1, 9))


def test_standard_texts_use_only_known_placeholders() -> None:
    for one in TEMPLATES.values():
        assert wording.unknown(one.body) == ""
        assert wording.trouble(one.body) == ""
        assert set(one.needs) <= set(wording.used(one.body))
