"""Other systems through the door: numbers, sheets out, answers in, what a person settles."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from bubuhan.cases.models import Case, CaseEntry
from bubuhan.kernel import clock
from bubuhan.tracks import actions, columns
from bubuhan.tracks.actions import TrackValues
from bubuhan.tracks.load import load_systems
from bubuhan.tracks.models import ExternalSystem, Mismatch, ProposalSheet, Track

PELAMBUAN = "63.71.03.1003"
NIK_A, NIK_B, NIK_C = "6371031708650000", "6371035708650000", "6371030101700000"


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture(autouse=True)
def _systems(db) -> None:
    load_systems()


@pytest.fixture
def make_case(db):
    def make(name: str, **more) -> Case:
        now = clock.now()
        return Case.objects.create(
            **{
                "number": f"63.71-2611-{Case.objects.count():04d}", "area_code": PELAMBUAN, "need": "kekurangan_pangan",
                "subject_name": name, "band": "sedang", "opened_at": now, "deadline_at": now + timedelta(hours=9), **more,
            }
        )  # fmt: skip

    return make


def book(rows: list[list[object]]) -> SimpleUploadedFile:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made["Sheet"].append(row)
    made.save(out)
    return SimpleUploadedFile("jawaban.xlsx", out.getvalue())


def propose(actor, case: Case, name: str, nik: str) -> Track:
    return actions.add(
        actor=actor, case_id=case.id, values=TrackValues("dtsen", name=name, nik=nik)
    )


@pytest.mark.django_db
def test_a_number_is_noted_and_its_state_moves(client_of, make_case) -> None:
    case = make_case("Rukayah Contoh")
    client, url = client_of("budi"), f"/kasus/{case.id}/sistem-lain/"
    assert "Belum tercatat di sistem lain" in words_of(client.get(url))
    bad = client.post(url, {"system": "dtsen", "nik": "123", "name": "Rukayah"})
    assert bad.status_code == 422
    assert 'value="Rukayah"' in bad.content.decode()  # what was typed stays
    client.post(url, {"system": "lapor", "number": "7654321"})
    assert client.post(url, {"system": "lapor", "number": "7654321"}).status_code == 422
    one = Track.objects.get()
    moved = {"state": "proses", "rev": "1", "note": "sudah dibalas"}
    client.post(f"/sistem-lain/{one.id}/keadaan/", moved)
    assert "Sedang diproses" in words_of(client.get(url))
    assert client.post(f"/sistem-lain/{one.id}/keadaan/", moved).status_code == 409
    assert client.post(f"/sistem-lain/{one.id}/keadaan/", {"state": "aneh", "rev": "2"}).status_code == 422  # fmt: skip
    late = {"state": "proses", "rev": "2", "on": "2999-01-01"}
    assert client.post(f"/sistem-lain/{one.id}/keadaan/", late).status_code == 422
    assert CaseEntry.objects.filter(case=case, kind="track").count() == 2
    assert client_of("citra").get(url).status_code == 404
    assert client_of("citra").post(f"/sistem-lain/{one.id}/keadaan/", moved).status_code == 404


@pytest.mark.django_db
def test_the_desk_hides_what_is_protected(client_of, make_case, budi, farida, django_assert_max_num_queries) -> None:  # fmt: skip
    for n in range(3):
        propose(budi, make_case(f"Warga {n} Contoh"), f"Warga {n} Contoh", "")
    hidden = make_case("Anak Rahasia", need="perlindungan_anak", sensitive=True)
    Track.objects.create(case=hidden, system="dtsen", name="Anak Rahasia", state="disiapkan", since=timezone.localdate(), made_at=clock.now(), made_by="x")  # fmt: skip
    client = client_of("budi")
    client.get("/sistem-lain/")
    with django_assert_max_num_queries(22):
        page = words_of(client.get("/sistem-lain/?sistem=dtsen"))
    assert "Warga 2 Contoh" in page
    assert "Rahasia" not in page
    assert "3 DTSEN (usulan lewat SIKS-NG)" in page  # not even counted
    assert "Rahasia" not in words_of(client.get("/sistem-lain/?q=Rahasia"))
    assert client.get(f"/kasus/{hidden.id}/sistem-lain/").status_code == 403
    Track.objects.filter(name="Warga 1 Contoh").update(since=timezone.localdate() - timedelta(days=90))  # fmt: skip
    late = words_of(client.get("/sistem-lain/?lewat=1"))
    assert "Warga 1 Contoh" in late
    assert "Warga 2 Contoh" not in late


@pytest.mark.django_db
def test_a_sheet_goes_out_in_their_order_and_the_answer_comes_back(client_of, make_case, budi) -> None:  # fmt: skip
    named = [("Aminah Contoh", NIK_A), ("Basri Contoh", NIK_B), ("Cahyo Contoh", NIK_C)]
    tracks = [propose(budi, make_case(name), name, nik) for name, nik in named]
    client = client_of("budi")
    assert client.post("/sistem-lain/lembar/", {"system": "dtsen"}).status_code == 422
    client.post("/sistem-lain/lembar/", {"system": "dtsen", "id": [str(t.id) for t in tracks]})
    sheet = ProposalSheet.objects.get()
    page = f"/sistem-lain/lembar/{sheet.id}/"
    shown = words_of(client.get(page))
    assert "Aminah Contoh" in shown
    assert NIK_A not in shown  # masked on the page, whole in the file
    out = load_workbook(io.BytesIO(client.get(f"{page}usulan.xlsx").content))["Usulan"]
    assert [c.value for c in out[1]][:4] == ["NO", "NIK", "NO KK", "NAMA LENGKAP"]
    assert out["B2"].value in {NIK_A, NIK_B, NIK_C}
    assert out["B2"].data_type == "s"
    client.post(f"{page}diunggah/", {"state": "diinput"})
    assert {t.state for t in Track.objects.all()} == {"diinput"}
    answer = book(
        [
            ["JAWABAN USULAN"],
            ["NO", "NIK", "NAMA LENGKAP", "STATUS", "KETERANGAN"],
            [1, NIK_A, "AMINAH CONTOH", "Terdaftar", "desil 1"],
            [2, NIK_B, "Bukan Dia", "TIDAK LAYAK", ""],
            [3, "6371031708990000", "Orang Lain", "VALID", ""],
        ]
    )
    done = client.post("/sistem-lain/jawaban/", {"system": "dtsen", "proposal": str(sheet.id), "file": answer}, follow=True)  # fmt: skip
    words = words_of(done)
    assert "3 baris dibaca, 1 keadaan berubah" in words
    for kind in ("Nama berbeda", "Tidak dikenal di sini", "Tidak ada dalam jawaban"):
        assert kind in words
    assert Track.objects.get(name="Aminah Contoh").state == "diterima"
    wrong = Mismatch.objects.get(kind="nama")
    url = f"/sistem-lain/beda/{wrong.pk}/"
    assert client.post(url, {"choice": "entah"}).status_code == 422
    client.post(url, {"choice": "terima", "note": "salah ketik mereka"})
    assert Track.objects.get(name="Basri Contoh").state == "ditolak"
    assert client.post(url, {"choice": "abaikan"}).status_code == 409
    stranger = Mismatch.objects.get(kind="asing")
    assert client.post(f"/sistem-lain/beda/{stranger.pk}/", {"choice": "terima"}).status_code == 422
    client.post(f"/sistem-lain/beda/{stranger.pk}/", {"choice": "abaikan"})
    other = client_of("citra")
    assert other.get(page).status_code == 404
    assert other.post(url, {"choice": "abaikan"}).status_code == 404


@pytest.mark.django_db
def test_a_nik_that_differs_can_be_put_right(client_of, make_case, budi) -> None:
    propose(budi, make_case("Aminah Contoh"), "Aminah Contoh", NIK_A)
    answer = book([["NIK", "NAMA", "STATUS"], [NIK_B, "Aminah Contoh", "VALID"]])
    client = client_of("budi")
    client.post("/sistem-lain/jawaban/", {"system": "dtsen", "file": answer})
    wrong = Mismatch.objects.get()
    assert wrong.kind == "nik"
    client.post(f"/sistem-lain/beda/{wrong.pk}/", {"choice": "perbaiki"})
    one = Track.objects.get()
    assert (one.nik, one.state) == (NIK_B, "diterima")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"%PDF-1.7 bukan lembar"), "PDF"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 rusak"), "tidak terbaca"),
        (SimpleUploadedFile("a.csv", b"nama,umur\nA,1\n"), "tidak ada baris judul"),
        (SimpleUploadedFile("a.csv", b"NIK,STATUS\n"), "tidak ada baris di bawah"),
    ],
)
def test_a_bad_file_changes_nothing(client_of, make_case, budi, file, said) -> None:
    propose(budi, make_case("Aminah Contoh"), "Aminah Contoh", NIK_A)
    file.seek(0)
    answer = client_of("budi").post("/sistem-lain/jawaban/", {"system": "dtsen", "file": file})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Mismatch.objects.exists()
    assert Track.objects.get().state == "disiapkan"


@pytest.mark.django_db
def test_an_office_writes_its_own_columns(client_of, budi) -> None:
    client, url = client_of("budi"), "/pengaturan/lembar-usulan/dtsen/"
    assert load_systems() == 0
    assert "CONTOH" in words_of(client.get("/pengaturan/lembar-usulan/"))
    form = {"number_word": "ID usulan", "days": "20", "columns": "NIK = nik\nNAMA = nama\nKOSONG", "states": "disiapkan | Disiapkan\nok | Beres | OKE | selesai", "windows": "Muskel | 1 | 10"}  # fmt: skip
    assert client.post(url, {**form, "columns": "NIK = aneh"}).status_code == 422
    assert client.post(url, {**form, "states": "ok | Beres | | selesai"}).status_code == 422
    assert client.post(url, {**form, "windows": "Muskel | 9 | 40"}).status_code == 422
    assert client.post(url, form).status_code == 302
    rows = ExternalSystem.objects.filter(code="dtsen")
    assert rows.count() == 2  # the example of the nation stays for the others
    own = rows.get(area_code="63.71")
    assert [c["title"] for c in own.columns] == ["NIK", "NAMA", "KOSONG"]
    assert columns.state_of("oke", own.states) == "ok"
    assert "Muskel" in words_of(client.get("/sistem-lain/"))
