"""Counts through the door: pages, files, signing, and what a stranger with the paper sees."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bubuhan.counts import actions, papers
from bubuhan.counts.models import Absence, ControlTotal, SheetSigning, Snapshot
from bubuhan.kernel import clock
from bubuhan.volunteers.models import Membership

PELAMBUAN = "63.71.03.1003"
KAB = "63.71"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def members(make_member):
    for place, (name, grade) in enumerate((("Hamdan Yusri", "sah"), ("Norhayati", "ragu"))):
        person = make_member(name, f"63.71.03.100{place + 1}", "PSM")
        Membership.objects.filter(person=person).update(
            grade=grade, grade_reasons=[{"code": "nik", "text": f"NIK {name}", "blocks": grade}]
        )


@pytest.mark.django_db
def test_the_board_counts_compares_and_says_what_is_unknown(
    budi, client_of, members, django_assert_max_num_queries
) -> None:
    actions.set_control(
        actor=budi,
        values=actions.ControlValues(KAB, "PSM", 175, "seputaran.id", date(2025, 11, 1), "month"),
    )
    actions.record_absence(
        actor=budi, area=KAB, pillar="WPKS", said_by="Kabid Dayasos", said_on=date(2026, 1, 5)
    )
    client = client_of("budi")
    client.get("/hitungan/")
    with django_assert_max_num_queries(16):
        answer = client.get("/hitungan/")
    words = text_of(answer)
    assert "Kota Banjarmasin: 3 PSM" in words
    assert "−172" in words
    assert "memang tidak ada menurut Kabid Dayasos" in words
    assert "pilar lain belum didata" in words
    assert "Banjarmasin Barat" in words
    assert client.get("/hitungan/?wilayah=63.05").status_code == 404


@pytest.mark.django_db
def test_the_people_behind_a_number(client_of, members) -> None:
    client = client_of("budi")
    assert "2 orang" not in text_of(client.get("/hitungan/orang/?pilar=PSM"))
    words = text_of(client.get("/hitungan/orang/?pilar=PSM&derajat=ragu"))
    assert "1 orang di balik angka" in words
    assert "NIK Norhayati" in words
    assert "Hamdan" not in words
    assert "Ani Rahmawati" in text_of(client.get("/hitungan/orang/?pilar=PSM&derajat=belum"))


@pytest.mark.django_db
def test_freeze_print_sign_and_check(client_of, members) -> None:
    head = client_of("farida")
    answer = head.post("/hitungan/bekukan/", {"area_code": KAB, "note": "Rakor"}, follow=True)
    made = Snapshot.objects.get()
    assert "Asli dan utuh" in text_of(answer)
    pdf = head.get(f"/hitungan/{made.id}/lembar.pdf")
    assert pdf.content.startswith(b"%PDF")
    told = papers.summary_lines(made.body)
    assert any(line.startswith("PSM menurut Persyaratan PSM, Permensos 10/2019: ") for line in told)
    assert told[-1] == "Lebih dari satu peran: tidak ada temuan."
    one = {"person": "1", "state": "open"}
    both = {
        **made.body,
        "hats": [one, {**one, "state": "noted"}, {"person": "2", "state": "decided"}],
    }
    assert papers.summary_lines(both)[-1] == (
        "Lebih dari satu peran: 2 orang, 3 pasangan peran; "
        "1 sudah diputuskan, 1 masih menunggu, 1 cukup dicatat."
    )
    book = openpyxl.load_workbook(io.BytesIO(head.get(f"/hitungan/{made.id}/lembar.xlsx").content))
    assert book.sheetnames[0] == "Menurut pilar"
    listed = {row[0].value for row in book["Daftar"].iter_rows(min_row=4)}
    assert listed == {"Ani Rahmawati", "Dewi Noor Aisyah", "Hamdan Yusri", "Norhayati"}
    url = f"/hitungan/{made.id}/tanda-tangan/"
    bad = head.post(url, {"name": "", "office": "Kepala", "signed_on": "2020-01-01"})
    assert bad.status_code == 422
    good = {
        "name": "Farida Hanum",
        "office": "Kepala Dinas Sosial",
        "signed_on": clock.today(),
        "scan": SimpleUploadedFile(
            "lembar.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf"
        ),
    }
    assert head.post(url, good).status_code == 302
    assert SheetSigning.objects.get().name == "Farida Hanum"
    scan = head.get(f"/hitungan/{made.id}/pindaian/")
    assert scan.headers["Content-Disposition"].startswith("attachment")
    stranger = text_of(Client().get(f"/cek/lembar/{made.token}/"))
    assert "Asli dan utuh" in stranger
    assert "Ditandatangani Farida Hanum" in stranger
    assert "Hamdan" not in stranger
    assert Client().get("/cek/lembar/0000/").status_code == 404


@pytest.mark.django_db
def test_a_changed_snapshot_is_said_to_be_changed(farida, client_of, members) -> None:
    made = actions.take(area=KAB, actor=farida)
    Snapshot.objects.filter(id=made.id).update(note="lain")
    assert "berubah sesudah dibekukan" in text_of(client_of("farida").get(f"/hitungan/{made.id}/"))
    assert "Jangan dipakai" in text_of(Client().get(f"/cek/lembar/{made.token}/"))


@pytest.mark.django_db
def test_published_numbers_are_entered_corrected_and_withdrawn(client_of) -> None:
    client = client_of("budi")
    form = {"area_code": KAB, "pillar": "PSM", "unit": "orang", "source": "Dinsos", "number": "175"}
    url = "/hitungan/pembanding/simpan/"
    assert client.post(url, {**form, "said_on": "kemarin"}).status_code == 422
    assert client.post(url, {**form, "said_on": "11-2025"}).status_code == 302
    first = ControlTotal.objects.get()
    assert (first.said_on, first.said_precision) == (date(2025, 11, 1), "month")
    assert (
        client.post(
            url, {**form, "number": "176", "said_on": "2025", "replaces": first.pk}
        ).status_code
        == 302
    )
    second = ControlTotal.objects.get(replaced_at=None)
    assert (
        client.post(f"/hitungan/pembanding/{second.pk}/cabut/", {"why": "salah kutip"}).status_code
        == 302
    )
    words = text_of(client.get(f"/hitungan/pembanding/?wilayah={KAB}&pilar=PSM"))
    assert "salah kutip" in words
    assert words.count("175 orang") == 1
    absent = {"area_code": KAB, "pillar": "KSB", "said_by": "Kabid", "said_on": "2026-01-05"}
    assert client.post("/hitungan/tidak-ada/", absent).status_code == 302
    assert client.post("/hitungan/tidak-ada/", absent).status_code == 422
    row = Absence.objects.get()
    assert client.post(f"/hitungan/tidak-ada/{row.pk}/cabut/").status_code == 302
    assert client_of("citra").post(url, {**form, "said_on": "2025"}).status_code in {403, 404}


@pytest.mark.django_db
def test_coverage_by_level_with_a_file(client_of, members, make_member) -> None:
    client = client_of("budi")
    words = text_of(client.get("/cakupan/"))
    assert "49 dari 52 desa/kelurahan belum ada siapa pun" in words
    make_member("Rusdi", "63.71.01", "TKSK")
    words = text_of(client.get("/cakupan/?pilar=TKSK&isi=kosong"))
    assert "3 dari 5 kecamatan belum ada siapa pun" in words
    assert "Banjarmasin Barat" not in words.split("Menurut wilayah")[1]
    inside = text_of(client.get("/cakupan/?wilayah=63.71.03&urut=kosong"))
    assert "Pelambuan" in inside
    assert "dihitung per kabupaten/kota" in text_of(
        client.get("/cakupan/?wilayah=63.71.03&pilar=TAGANA")
    )
    answer = client.get("/cakupan/unduh/?pilar=TKSK&isi=kosong")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["Satu per satu"].max_row == 6
