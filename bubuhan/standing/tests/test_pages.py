"""The office's pages of this room, as a browser meets them."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.people import decisions
from bubuhan.standing import actions
from bubuhan.standing.models import CriterionAnswer, DoubleDecision, DoubleFinding, DoubleRule
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
PELAMBUAN, KECAMATAN = "63.71.03.1003", "63.71.03"
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def person(make_member):
    return make_member("Hamdan Yusri", PELAMBUAN, "PSM")


@pytest.fixture
def finding(person) -> DoubleFinding:
    Membership.objects.create(person=person, pillar="TKSK", area_code=KECAMATAN, decree_no="1")
    actions.refresh([person.id])
    return DoubleFinding.objects.get()


@pytest.fixture
def office(client_of):
    return client_of("budi")


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), (9, 90, 90)).save(out, "JPEG")
    return SimpleUploadedFile("sertifikat.jpg", out.getvalue(), "image/jpeg")


# -- the panel ------------------------------------------------------------------------------------


def test_the_panel_says_how_one_stands_and_what_to_do(person, office) -> None:
    words = text_of(office.get(f"/registri/{person.id}/kedudukan/"))
    assert "Kedudukan: PSM, Kel. Pelambuan, Banjarmasin Barat" in words
    assert "Relawan terdata." in words
    assert "Kurang" in words
    assert "NIK belum ada. Isi NIK sesuai KTP." in words
    assert "Telah mengikuti bimbingan teknis dasar" in words
    assert "Kriteria data PSM, Permensos 8/2012" in words


def test_a_fragment_is_only_the_panel(person, office) -> None:
    part = office.get(f"/registri/{person.id}/kedudukan/", headers=HTMX).content.decode()
    assert part.strip().startswith("<section")
    assert "<html" not in part


def test_answering_with_a_photo_and_seeing_it(person, office, client_of) -> None:
    upload = photo()
    name = sha256(upload.read()).hexdigest()
    upload.seek(0)
    sent = {"criterion": "bimtek_dasar", "answer": "bukti", "file": upload}
    address = f"/registri/{person.id}/kedudukan"
    response = office.post(f"{address}/jawab/", sent, headers=HTMX)
    assert response.status_code == 200
    assert "Lihat berkas" in text_of(response)
    assert CriterionAnswer.objects.get().sha256 == name
    shown = office.get(f"{address}/berkas/{name}")
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert client_of("citra").get(f"{address}/berkas/{name}").status_code == 404
    assert client_of("dewi").get(f"{address}/berkas/{name}").status_code == 200
    assert client_of("gazali").get(f"{address}/berkas/{name}").status_code == 403
    assert office.get(f"{address}/berkas/{'0' * 64}").status_code == 404


def test_an_officer_confirms_what_the_phone_sent(person, office) -> None:
    upload = photo()
    address = f"/registri/{person.id}/kedudukan/jawab/"
    office.post(address, {"criterion": "wni", "answer": "pernyataan", "file": upload})
    name = CriterionAnswer.objects.get().sha256
    page = office.get(f"/registri/{person.id}/kedudukan/", headers=HTMX).content.decode()
    assert "menunggu diperiksa petugas" in page
    assert "Periksa berkas" in page
    sent = {"criterion": "wni", "answer": "bukti", "kept": name}
    assert office.post(address, sent, headers=HTMX).status_code == 200
    assert CriterionAnswer.objects.filter(answer="bukti", sha256=name).exists()
    sent["kept"] = "0" * 64
    assert office.post(address, sent, headers=HTMX).status_code == 422


def test_a_file_that_is_still_on_its_way_says_so(person, ani, office) -> None:
    CriterionAnswer.objects.create(
        person=person,
        criterion="wni",
        answer="pernyataan",
        sha256="1" * 64,
        origin="phone",
        by="Hamdan",
        by_id="x",
        at=clock.now(),
    )
    assert "Berkasnya belum sampai dari HP." in text_of(office.get(f"/registri/{person.id}/kedudukan/"))  # fmt: skip


def test_a_pdf_is_handed_over_not_opened(person, office) -> None:
    upload = SimpleUploadedFile("surat.pdf", PDF, "application/pdf")
    sent = {"criterion": "kelakuan_baik", "answer": "bukti", "file": upload}
    office.post(f"/registri/{person.id}/kedudukan/jawab/", sent)
    name = CriterionAnswer.objects.get().sha256
    shown = office.get(f"/registri/{person.id}/kedudukan/berkas/{name}")
    assert shown["Content-Disposition"].startswith("attachment")


def test_a_program_is_no_evidence(person, office) -> None:
    upload = SimpleUploadedFile("x.pdf", b"MZ" + b"\0" * 40, "application/pdf")
    sent = {"criterion": "kelakuan_baik", "answer": "bukti", "file": upload}
    response = office.post(f"/registri/{person.id}/kedudukan/jawab/", sent, headers=HTMX)
    assert response.status_code == 415
    assert not CriterionAnswer.objects.exists()


def test_without_script_the_person_page_comes_back(person, office) -> None:
    sent = {"criterion": "wni", "answer": "pernyataan"}
    response = office.post(f"/registri/{person.id}/kedudukan/jawab/", sent)
    assert response["Location"] == f"/registri/{person.id}/#kedudukan"


def test_work_outside_is_noted_and_ended(person, office) -> None:
    address = f"/registri/{person.id}/kedudukan/pekerjaan/"
    sent = {"code": "PENDAMPING_PKH", "source": "pernyataan sendiri"}
    words = text_of(office.post(address, sent, headers=HTMX))
    assert "Memikul 2 tugas" in words
    assert "PSM dan Pendamping Program Keluarga Harapan: perlu diputuskan" in words
    row = person.occupations.get()
    words = text_of(office.post(f"{address}akhiri/", {"occupation": row.id}, headers=HTMX))
    assert "Memikul" not in words
    assert office.post(f"{address}akhiri/", {"occupation": "x"}).status_code == 404
    assert office.post(address, {"code": "TERBANG", "source": "x"}).status_code == 422


def test_who_sees_the_panel(person, client_of) -> None:
    address = f"/registri/{person.id}/kedudukan/"
    assert client_of("citra").get(address).status_code == 404
    assert "Simpan jawaban" not in text_of(client_of("farida").get(address))
    assert "Simpan jawaban" in text_of(client_of("dewi").get(address))
    assert client_of("farida").post(f"{address}jawab/", {}).status_code == 403


def test_the_panel_takes_few_queries(
    person, finding, office, django_assert_max_num_queries
) -> None:
    address = f"/registri/{person.id}/kedudukan/"
    office.get(address)
    with django_assert_max_num_queries(36):
        office.get(address)


# -- the desk -------------------------------------------------------------------------------------


def test_the_desk_shows_what_waits(finding, office, client_of) -> None:
    words = text_of(office.get("/rangkap/"))
    assert "Hamdan Yusri" in words
    assert "PSM dan TKSK" in words
    assert "Jalur" in words
    assert "1 Perlu diputuskan" in words
    assert "Hamdan" not in text_of(client_of("citra").get("/rangkap/"))
    assert client_of("gazali").get("/rangkap/").status_code == 403


def test_the_address_holds_the_filter(finding, office) -> None:
    for query, shown in (
        ("status=diputuskan", False),
        ("status=semua", True),
        ("pasangan=PSM|TKSK", True),
        ("pasangan=PSM|TAGANA", False),
        ("ketentuan=jalur", True),
        ("ketentuan=dilarang", False),
        ("q=hamdan", True),
        ("q=tidak-ada", False),
        ("wilayah=63.71.03", True),
        ("wilayah=63.71.01", False),
        ("status=x&pasangan=x&ketentuan=x&hal=x", True),
    ):
        assert ("Hamdan Yusri" in text_of(office.get(f"/rangkap/?{query}"))) is shown, query


def test_two_likely_records_with_two_hats_are_told_with_an_if(make_member, office) -> None:
    psm = make_member("Hamdan Yusri", PELAMBUAN, "PSM")
    tksk = make_member("Hamdan Yusry", KECAMATAN, "TKSK")
    decisions.record_decision(psm.id, tksk.id, "unsure", actor=SYSTEM)
    words = text_of(office.get("/rangkap/bila-sama/"))
    assert "Hamdan Yusri dan Hamdan Yusry" in words
    assert "Jalur bila orang yang sama" in words
    assert "1 Bila orang yang sama" in text_of(office.get("/rangkap/"))
    decisions.record_decision(psm.id, tksk.id, "different", actor=SYSTEM)
    assert "Hamdan" not in text_of(office.get("/rangkap/bila-sama/"))


def test_an_office_sees_no_likely_double_role_of_another(make_member, office, client_of) -> None:
    psm = make_member("Hamdan Yusri", PELAMBUAN, "PSM")
    tksk = make_member("Hamdan Yusry", "63.03.05", "TKSK")
    decisions.record_decision(psm.id, tksk.id, "unsure", actor=SYSTEM)
    assert "Hamdan" not in text_of(office.get("/rangkap/bila-sama/"))


def test_the_desk_takes_few_queries(make_member, office, django_assert_max_num_queries) -> None:
    people = [make_member(f"Orang {n}", PELAMBUAN, "PSM") for n in range(12)]
    for one in people:
        Membership.objects.create(person=one, pillar="TKSK", area_code=KECAMATAN)
    actions.refresh([p.id for p in people])
    office.get("/rangkap/")
    with django_assert_max_num_queries(16):
        office.get("/rangkap/")


def test_a_finding_shows_both_roles_its_rule_and_how_sure_it_is(finding, office, client_of) -> None:
    words = text_of(office.get(f"/rangkap/{finding.id}/"))
    assert "Memikul 2 tugas" in words
    assert "Saat diangkat: tetap PSM atau diakhiri?" in words
    assert "dari berita atau laman lain" in words
    assert "CONTOH" in words
    assert "Simpan keputusan" in words
    assert "Pilih satu tugas" in words
    assert "Simpan keputusan" not in text_of(client_of("dewi").get(f"/rangkap/{finding.id}/"))
    assert "Satu tugas diakhiri" not in text_of(client_of("farida").get(f"/rangkap/{finding.id}/"))
    assert client_of("citra").get(f"/rangkap/{finding.id}/").status_code == 404


def test_deciding_with_a_letter(finding, office, client_of) -> None:
    sent = {
        "choice": "izinkan",
        "reason": "Disetujui.",
        "letter_no": "800/1",
        "valid_until": "2099-12-31",
        "file": SimpleUploadedFile("izin.pdf", PDF, "application/pdf"),
    }
    address = f"/rangkap/{finding.id}/"
    assert office.post(f"{address}putuskan/", sent)["Location"] == "/rangkap/"
    words = text_of(office.get(address))
    assert "Sudah diputuskan" in words
    assert "Surat 800/1, berlaku sampai 31 Des 2099" in words
    name = DoubleDecision.objects.get().sha256
    assert office.get(f"{address}berkas/{name}").status_code == 200
    assert client_of("citra").get(f"{address}berkas/{name}").status_code == 404
    assert client_of("dewi").post(f"{address}putuskan/", sent).status_code == 403


def test_what_is_lacking_is_said_and_what_was_written_stays(finding, office) -> None:
    sent = {"choice": "rujuk", "reason": "Perlu arahan kepala dinas."}
    response = office.post(f"/rangkap/{finding.id}/putuskan/", sent)
    assert response.status_code == 422
    assert "Isian “dirujuk kepada” masih kosong" in text_of(response)
    assert "Perlu arahan kepala dinas." in response.content.decode()


def test_the_report_counts_pairs_and_decisions(finding, office, client_of) -> None:
    from python_calamine import CalamineWorkbook

    words = text_of(office.get("/rangkap/laporan/"))
    assert "Kota Banjarmasin PSM dan TKSK Jalur 1 1 0 0 0 0 0" in words
    book = CalamineWorkbook.from_filelike(BytesIO(office.get("/rangkap/laporan/unduh/").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["Kota Banjarmasin", "PSM dan TKSK", "Jalur", "1", "1", "0", "0", "0", "0", "0"] in rows
    assert Event.objects.filter(name="double.exported").exists()
    assert "PSM dan TKSK" not in text_of(client_of("citra").get("/rangkap/laporan/"))
    assert client_of("dewi").get("/rangkap/laporan/unduh/").status_code == 403


# -- rules ----------------------------------------------------------------------------------------


def test_the_rule_sets_stand_side_by_side(office) -> None:
    words = text_of(office.get("/pengaturan/kriteria/"))
    assert "Persyaratan PSM, Permensos 10/2019" in words
    assert "Kriteria data PSM, Permensos 8/2012" in words
    assert words.count("Dihitung di wilayah Anda") == 1
    assert "pilihan" not in words
    assert "usia saat melamar" not in words
    assert "CONTOH" in text_of(office.get("/pengaturan/kriteria/?pilar=TKSK"))
    assert office.get("/pengaturan/kriteria/?pilar=x&riwayat=1").status_code == 200


def test_an_office_edits_its_own_set(client_of) -> None:
    head = client_of("farida")
    sent = {
        "pillar": "PSM",
        "area_code": "63.71",
        "name": "Perwali contoh",
        "copy_of": "permensos-10-2019",
        "reason": "Perwali",
        "shown": "PSM",
    }
    assert head.post("/pengaturan/kriteria/kumpulan/", sent)["Location"].endswith("?pilar=PSM")
    page = head.get("/pengaturan/kriteria/").content.decode()
    code = re.search(r'data-dialog="tambah-([\w-]+)"', page)
    assert code
    values = {
        "ruleset": code.group(1),
        "code": "sim",
        "name": "Memiliki SIM",
        "reason": "Pasal 4",
        "required": "1",
    }
    assert head.post("/pengaturan/kriteria/simpan/", values).status_code == 302
    assert "Memiliki SIM" in text_of(head.get("/pengaturan/kriteria/"))
    head.post("/pengaturan/kriteria/simpan/", {**values, "drop": "1"})
    assert "Memiliki SIM" not in text_of(head.get("/pengaturan/kriteria/"))
    assert "Memiliki SIM" in text_of(head.get("/pengaturan/kriteria/?riwayat=1"))
    pick = {"area_code": "63.71", "ruleset": code.group(1), "reason": "Perwali", "shown": "//x.id"}
    assert head.post("/pengaturan/kriteria/pilih/", pick)["Location"] == "/pengaturan/kriteria/"
    assert head.post("/pengaturan/kriteria/simpan/", {**values, "code": "Ö x"}).status_code == 422
    national = {**values, "ruleset": "permensos-10-2019"}
    assert head.post("/pengaturan/kriteria/simpan/", national).status_code == 403


def test_rules_of_double_roles_have_a_page_and_a_past(client_of, office) -> None:
    words = text_of(office.get("/pengaturan/rangkap/"))
    assert "PSM + TKSK" in words
    assert "Tambah ketentuan" not in words
    head = client_of("farida")
    sent = {
        "area_code": "63.71",
        "first": "TKSK",
        "second": "PSM",
        "verdict": "perlu_keputusan",
        "reason": "Edaran",
        "certainty": "V",
    }
    for verdict in ("perlu_keputusan", "dicatat"):
        assert head.post("/pengaturan/rangkap/simpan/", {**sent, "verdict": verdict}).status_code == 302  # fmt: skip
    assert DoubleRule.objects.filter(area_code="63.71").count() == 2
    assert text_of(head.get("/pengaturan/rangkap/?riwayat=1")).count("Edaran") == 2
    assert head.post("/pengaturan/rangkap/simpan/", {**sent, "first": "X"}).status_code == 422
    assert office.post("/pengaturan/rangkap/simpan/", sent).status_code == 403


def test_the_settings_lead_to_each_other(office) -> None:
    page = office.get("/pengaturan/sla/").content.decode()
    assert '/pengaturan/kriteria/"' in page
    assert '/pengaturan/rangkap/"' in page
