"""The UU PDP desk through its door: requests with clocks, the record, breaches and their letters."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.people.models import Person
from bubuhan.privacy import actions, notices, queries
from bubuhan.privacy.models import Breach, DataRequest, PrivacyTerm, Processing

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    """The text of a paper."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def cells_of(workbook: bytes) -> str:
    """The text of a workbook."""
    rows = load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(values_only=True)
    return " ".join(str(value) for row in rows for value in row)


NEW = {
    "kind": "salinan",
    "applicant": "Hamdan Yusri",
    "contact": "0899 0000 0123",
    "wish": "Minta salinan data saya.",
    "area_code": "63.71.03.1003",
}


@pytest.fixture
def asked(client_of) -> DataRequest:
    assert client_of("budi").post("/pdp/baru/", NEW).status_code == 302
    return DataRequest.objects.get()


def test_a_request_runs_from_the_moment_it_is_written_down(client_of, asked):
    assert asked.due_at - asked.received_at == timedelta(hours=72)
    assert asked.number.startswith("PDP-63.71-")
    page = client_of("budi").get("/pdp/").content.decode()
    assert "Hamdan Yusri" in page
    assert "Hamdan" not in client_of("citra").get("/pdp/").content.decode()
    assert client_of("citra").get(f"/pdp/permohonan/{asked.id}/").status_code == 404
    assert client_of("gazali").get("/pdp/").headers["Location"] == "/pdp/pemrosesan/"
    assert client_of("ani").get("/pdp/").status_code in (302, 403)


def test_bad_input_keeps_what_was_typed(client_of):
    answer = client_of("budi").post("/pdp/baru/", NEW | {"wish": "", "area_code": "63.05"})
    assert answer.status_code == 422
    assert "Hamdan Yusri" in answer.content.decode()
    assert client_of("budi").post("/pdp/baru/", NEW | {"area_code": "63.05"}).status_code == 422
    assert not DataRequest.objects.exists()


def test_no_answer_before_the_identity_was_seen(budi, client_of, asked):
    path = f"/pdp/permohonan/{asked.id}/langkah/"
    client = client_of("budi")
    assert client.post(path, {"what": "penuhi", "text": "Ini salinannya"}).status_code == 422
    assert client.post(path, {"what": "periksa", "text": "KTP ditunjukkan"}).status_code == 302
    with pytest.raises(Problem, match="conflict"):
        actions.proceed(actor=budi, request_id=asked.id, rev=1, what="penuhi", text="x")
    assert client.post(path, {"what": "penuhi", "text": "Salinan diserahkan."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("dipenuhi", "Salinan diserahkan.")
    assert client.post(path, {"what": "catat", "text": "lagi"}).status_code == 409
    names = Event.objects.filter(subject_id=str(asked.id)).values_list("name", flat=True)
    assert "data_request.answered" in names


def test_the_copy_tells_all_about_one_person_and_masks_the_nik(budi, client_of, asked, make_member):
    client = client_of("budi")
    assert client.get(f"/pdp/permohonan/{asked.id}/salinan/").status_code == 422
    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    where = f"http://contoh/registri/{person.id}/"
    client.post(f"/pdp/permohonan/{asked.id}/orang/", {"person_id": where})
    told = client.get(f"/pdp/permohonan/{asked.id}/salinan/").json()
    assert told["orang"][0]["nama"] == "Hamdan Yusri"
    assert told["keanggotaan"][0]["wilayah"] == "63.71.03.1003"
    assert Person.objects.get(id=person.id).nik not in str(told) or not person.nik
    bad = client.post(f"/pdp/permohonan/{asked.id}/orang/", {"person_id": "bukan alamat"})
    assert bad.status_code == 422


def test_the_copy_does_not_find_a_protected_case(budi, farida, asked, make_member):
    from bubuhan.cases.models import Case, CaseHandler

    person = make_member("Hamdan Yusri", "63.71.03.1003", "PSM")
    actions.link_person(actor=budi, request_id=asked.id, person_id=person.id)
    before = queries.copy_of(budi, asked.id, clock.now())
    case = Case.objects.create(
        number="K-9", area_code="63.71.03.1003", need="kekerasan", sensitive=True, band="tinggi",
        opened_at=clock.now(), person_id=person.id, subject_name="Hamdan", summary="dipukul",
    )  # fmt: skip
    told = queries.copy_of(budi, asked.id, clock.now())
    assert told | {"dibuat": ""} == before | {"dibuat": ""}
    assert "kasus dilindungi" in told["tidak_termuat"]
    CaseHandler.objects.create(
        case=case, user_id=budi.user_id, name="Budi", role=budi.role, taken_at=clock.now()
    )
    assert queries.copy_of(budi, asked.id, clock.now())["kasus"][0]["nomor"] == "K-9"


def test_a_request_opens_nobody_of_another_office(client_of, asked, make_member):
    far = make_member("Hamdan Yusri", "63.05.01.2001", "PSM")
    path = f"/pdp/permohonan/{asked.id}/orang/"
    assert client_of("budi").post(path, {"person_id": str(far.id)}).status_code == 404
    asked.refresh_from_db()
    assert asked.person_id is None


def test_a_breach_has_three_days_and_two_letters(client_of):
    client = client_of("budi")
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    form = {
        "found_at": now, "about": "Nama dan nomor HP 12 anggota", "how": "HP koordinator hilang.",
        "people": "12", "measures": "HP dicabut.", "contact": "Dinas Sosial, 0899 0000 0001",
    }  # fmt: skip
    assert client.post("/pdp/pelanggaran/baru/", form).status_code == 302
    one = Breach.objects.get()
    assert one.due_at - one.found_at == timedelta(hours=72)
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post("/pdp/pelanggaran/baru/", form | {"found_at": later}).status_code == 422
    path = f"/pdp/pelanggaran/{one.id}/"
    assert client.post(f"{path}langkah/", {"whom": "tutup"}).status_code == 409
    letter = client.get(f"{path}surat/pemilik.pdf")
    assert "HP koordinator hilang." in words_of(letter.content)
    assert client.get(f"{path}surat/lain.pdf").status_code == 404
    for whom in ("pemilik", "lembaga", "tutup"):
        assert (
            client.post(f"{path}langkah/", {"whom": whom, "lesson": "Pasang PIN."}).status_code
            == 302
        )
    one.refresh_from_db()
    assert one.closed_at
    assert client_of("citra").get(path).status_code == 404
    assert notices.notice_data(one, "lembaga", "Budi")["parts"][2][0] == "Perkiraan jumlah orang"


def test_the_record_is_rewritten_for_ones_own_area(client_of):
    head = client_of("farida")
    page = head.get("/pdp/pemrosesan/").content.decode()
    assert "Penanganan kasus" in page
    form = {
        "name": "Penanganan kasus", "purpose": "Menolong", "ground": "Perda 1",
        "subjects": "Warga", "about": "Nama", "owner": "Kepala Dinas",
    }  # fmt: skip
    assert head.post("/pdp/pemrosesan/kasus/", form).status_code == 302
    assert "Kepala Dinas" in head.get("/pdp/pemrosesan/").content.decode()
    assert "Kepala Dinas" not in client_of("citra").get("/pdp/pemrosesan/").content.decode()
    assert Processing.objects.filter(code="kasus").count() == 2
    assert "Perda 1" in cells_of(head.get("/pdp/pemrosesan/?bentuk=xlsx").content)
    assert head.get("/pdp/pemrosesan/lain/").status_code == 404
    assert client_of("budi").post("/pdp/pemrosesan/kasus/", form).status_code == 403


def test_terms_are_rows_with_history(client_of):
    head = client_of("farida")
    assert head.post("/pdp/batas/akses/", {"hours": "48", "basis": "SOP 2026"}).status_code == 302
    assert actions.term_hours("akses") == 48
    assert PrivacyTerm.objects.filter(kind="akses").count() == 2
    assert head.post("/pdp/batas/akses/", {"hours": "x", "basis": "SOP"}).status_code == 422
    assert head.post("/pdp/batas/lain/", {"hours": "4", "basis": "SOP"}).status_code == 404
