"""The registry through HTTP: list, filters, export, person page, corrections, and who may."""

import io
from datetime import timedelta

import openpyxl
import pytest

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.text import name_key
from bubuhan.people.actions import SubjectFields, decide_link, record_source
from bubuhan.people.models import Origin, Person, PersonFact, Verdict
from bubuhan.volunteers.models import Membership

pytestmark = pytest.mark.django_db
PELAMBUAN, TAPIN = "63.71.03.1003", "63.05.01.1001"


def make(name, area=PELAMBUAN, pillar="PSM", phone="+6289900000001", nik="", **hat):
    person = Person(name=name, name_key=name_key(name), area_code=area, phone=phone)
    person.set_nik(nik)
    person.save()
    values = {"started_on": "2015-01-01", "started_precision": "year", **hat}
    Membership.objects.create(person=person, pillar=pillar, area_code=area, **values)
    return person


@pytest.fixture
def people(users):
    ended = {"status": "ended", "ended_on": "2024-01-31", "end_reason": "pindah"}
    today = clock.today()
    late = {"ends_on": today - timedelta(days=1), "grade": "ragu", "confirmed_at": clock.now(),
            "member_no": "PSM-63.71-0007"}  # fmt: skip
    make("Calon Baru", status="draft", verify_state="submitted")
    Membership.objects.create(
        person_id=users["ani"].person_id, pillar="TAGANA", area_code="63.71", grade="sah"
    )
    return {
        "rahma": make(
            "Hj. Rahmawati, S.Sos", nik="6371035708750000", ends_on=today + timedelta(days=30)
        ),
        "slamet": make("Slamet", pillar="TKSK", area="63.71.03", phone="", **late),
        "lama": make("Norhayati", phone="+6289900000003", **ended),
        "tapin": make("Zubaidah", area=TAPIN),
    }


def names_on(answer):
    return {r["person"].name for r in answer.context["page"].rows}


def test_the_list_shows_ones_own_area_only(people, client_of):
    assert {"Hj. Rahmawati, S.Sos", "Slamet"} <= names_on(client_of("budi").get("/registri/"))
    assert names_on(client_of("citra").get("/registri/")) == {"Zubaidah"}
    assert "Zubaidah" not in client_of("dewi").get("/registri/").content.decode()
    assert names_on(client_of("budi").get(f"/registri/?wilayah={TAPIN}")) >= {"Slamet"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=rahma", {"Hj. Rahmawati, S.Sos", "Ani Rahmawati"}),
        ("q=RACHMAWATI", set()),
        ("q=0899-0000-0001", {"Hj. Rahmawati, S.Sos"}),
        ("pilar=TKSK", {"Slamet", "Dewi Noor Aisyah"}),
        ("pilar=TKSK&tanpa=hp&q=slamet", {"Slamet"}),
        ("tanpa=nik&q=rahmawati", {"Ani Rahmawati"}),
        ("status=berakhir", {"Norhayati"}),
        ("status=semua&q=noor hayati", {"Norhayati"}),
        ("q=tidak ada orangnya", set()),
        ("pilar=XX&status=YY&tanpa=ZZ&derajat=AA&perhatian=BB&hal=abc&q=slamet", {"Slamet"}),
        ("derajat=ragu", {"Slamet"}),
        ("perhatian=sk-lewat", {"Slamet"}),
        ("perhatian=sk-segera", {"Hj. Rahmawati, S.Sos"}),
        ("perhatian=konfirmasi&q=slamet", set()),
        ("perhatian=rangkap", {"Ani Rahmawati"}),
        ("q=PSM-63.71-0007", {"Slamet"}),
        ("status=usulan", {"Calon Baru"}),
    ],
)
def test_filters_stand_in_the_url(people, client_of, query, expected):
    answer = client_of("budi").get(f"/registri/?{query}")
    assert answer.status_code == 200
    assert names_on(answer) == expected


def test_the_filter_is_said_in_words(people, client_of):
    page = client_of("budi").get("/registri/?pilar=TKSK&tanpa=hp&wilayah=63.71.03").content.decode()
    assert "TKSK aktif di Kec. Banjarmasin Barat tanpa nomor HP" in page


def test_the_list_costs_the_same_for_many(people, client_of, django_assert_max_num_queries):
    for number in range(60):
        make(f"Contoh {number}", phone="")
    budi = client_of("budi")
    budi.get("/registri/")
    with django_assert_max_num_queries(12):
        assert len(budi.get("/registri/").context["page"].rows) == 50


def test_the_export_is_what_is_seen_with_masked_nik_and_is_journalled(people, client_of):
    answer = client_of("farida").get("/registri/unduh/?q=rahmawati&pilar=PSM")
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    rows = [r for r in rows if r[7] != "Taruna Siaga Bencana"]
    assert [r[0] for r in rows] == ["Ani Rahmawati", "Hj. Rahmawati, S.Sos"]
    assert rows[1][1] == "6371 •••• •••• 0000"
    assert b"6371035708750000" not in answer.content
    event = journal.history("registry", "63.71")[0]
    assert (event.name, event.data["rows"]) == ("registry.exported", 2)
    assert client_of("dewi").get("/registri/unduh/").status_code == 403


def test_a_person_page_masks_the_nik_and_draws_the_hats(people, client_of):
    page = client_of("dewi").get(f"/registri/{people['rahma'].id}/").content.decode()
    assert "6371 •••• •••• 0000" in page
    assert "6371035708750000" not in page
    assert "<svg" in page
    assert "Masa tugas" in page
    assert "Ubah kontak" not in page
    assert client_of("citra").get(f"/registri/{people['rahma'].id}/").status_code == 404


def form_of(person, **changed):
    """A correction form as a browser posts it: what was shown, and what was typed."""
    from bubuhan.volunteers.editing import present

    now = present(Person.objects.get(id=person.id))
    return {**{f"was_{f}": v for f, v in now.items()}, **now, "rev": person.rev, **changed}


def test_contacts_change_at_once_and_the_identity_waits_for_a_second_officer(
    people, client_of, users
):
    budi, person = client_of("budi"), people["rahma"]
    url = f"/registri/{person.id}/ubah/"
    wrong = budi.post(url, form_of(person, phone="12", reason="telepon"))
    assert wrong.status_code == 422
    assert "Nomor HP “12” belum benar" in wrong.content.decode()
    assert budi.post(url, form_of(person, address="Jl. Baru", reason="")).status_code == 422
    assert budi.post(url, form_of(person, reason="tidak ada yang baru")).status_code == 422
    done = budi.post(
        url,
        form_of(person, phone="0899 0000 0009 / 0899 0000 0010", address="Jl. Baru",
                name="Rahmawati", reason="sesuai KTP"),
        follow=True,
    )  # fmt: skip
    person.refresh_from_db()
    assert (person.phone, person.phone_other, person.address, person.name, person.rev) == (
        "+6289900000009",
        "+6289900000010",
        "Jl. Baru",
        "Hj. Rahmawati, S.Sos",
        2,
    )
    assert PersonFact.objects.get(person=person, field="phone").note == "sesuai KTP"
    text = done.content.decode()
    assert "Nama menunggu persetujuan" in text
    assert "1 permohonan belum diputuskan" in text
    history = budi.get(f"/registri/{person.id}/?bagian=riwayat").content.decode()
    assert "Data diperbaiki" in history
    assert "0899-0000-0001" in history  # what it was before


def test_two_officers_at_once_the_second_sees_what_changed_and_chooses(people, client_of):
    budi, person = client_of("budi"), people["rahma"]
    url = f"/registri/{person.id}/ubah/"
    first = form_of(person, phone="0899 0000 0009", address="Jl. Satu", reason="telepon")
    second = form_of(person, phone="0899 0000 0010", reason="telepon")
    assert budi.post(url, first).status_code == 302
    clash = budi.post(url, second)
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "baru saja diubah orang lain" in text
    assert "0899-0000-0009" in text
    again = clash.context["form"].data
    assert (again["phone"], again["address"], again["was_phone"]) == (
        "0899 0000 0010", "Jl. Satu", "0899-0000-0009",
    )  # fmt: skip
    person.refresh_from_db()
    assert budi.post(url, {**again.dict(), "rev": person.rev}).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.address) == ("+6289900000010", "Jl. Satu")


def test_a_coordinator_asks_for_everything(people, client_of):
    dewi, person = client_of("dewi"), people["rahma"]
    done = dewi.post(
        f"/registri/{person.id}/ubah/",
        form_of(person, phone="0899 0000 0009", reason="nomor baru"),
        follow=True,
    )
    assert "Nomor hp menunggu persetujuan" in done.content.decode()
    person.refresh_from_db()
    assert person.phone == "+6289900000001"


def test_a_person_is_added_with_a_first_hat_and_not_twice(client_of):
    budi = client_of("budi")
    form = {"name": "SITI AMINAH", "nik": "6371 0345 0370 0000", "birth": "5 Maret 1970", "sex": "P", "phone": "089900000021",
            "pillar": "PSM", "started": "2019", "area_code": PELAMBUAN}  # fmt: skip
    assert budi.post("/registri/tambah/", {**form, "nik": "637"}).status_code == 422
    assert budi.post("/registri/tambah/", {**form, "area_code": ""}).status_code == 422
    assert (
        budi.post("/registri/tambah/", {**form, "area_code": TAPIN}).status_code == 403
        or not Person.objects.filter(name="Siti Aminah").exists()
    )
    assert budi.post("/registri/tambah/", form).status_code == 302
    person = Person.objects.get(name="Siti Aminah")
    assert (person.nik, str(person.birth_date), person.memberships.get().started_precision) == (
        "6371034503700000",
        "1970-03-05",
        "year",
    )
    again = budi.post("/registri/tambah/", form)
    assert again.status_code == 422
    assert "sudah ada di registri" in again.content.decode()


def test_a_hat_is_added_and_ended_with_a_reason(people, client_of):
    budi, person = client_of("budi"), people["rahma"]
    twice = budi.post(
        f"/registri/{person.id}/keanggotaan/",
        {"pillar": "PSM", "area_code": PELAMBUAN, "started": "2020"},
    )
    assert twice.status_code == 422
    assert "sudah tercatat" in twice.content.decode()
    assert (
        budi.post(
            f"/registri/{person.id}/keanggotaan/",
            {"pillar": "TAGANA", "area_code": "63.71", "started": "2020"},
        ).status_code
        == 302
    )
    hat = person.memberships.get(pillar="PSM")
    url = f"/registri/{person.id}/keanggotaan/{hat.id}/akhiri/"
    assert budi.post(url, {"ended_on": "2024-05-01", "reason": ""}).status_code == 422
    early = budi.post(url, {"ended_on": "2014-05-01", "reason": "pindah"})
    assert "lebih awal dari tanggal mulai" in early.content.decode()
    assert (
        budi.post(
            url, {"ended_on": "2024-05-01", "reason": "pindah", "note": "ke Tapin"}
        ).status_code
        == 302
    )
    hat.refresh_from_db()
    assert (hat.status, hat.end_reason, hat.rev) == ("ended", "pindah", 2)
    assert budi.post(url, {"ended_on": "2024-05-01", "reason": "pindah"}).status_code == 422
    page = budi.get(f"/registri/{person.id}/?bagian=riwayat").content.decode()
    assert "Keanggotaan diakhiri" in page
    page = budi.get(f"/registri/{person.id}/?bagian=keanggotaan").content.decode()
    assert "Pindah tempat tinggal: ke Tapin" in page


@pytest.mark.parametrize("path", ["tambah/", "{id}/ubah/", "{id}/keanggotaan/"])
def test_officers_and_coordinators_change_the_registry(people, client_of, path):
    url = "/registri/" + path.format(id=people["rahma"].id)
    assert client_of("budi").get(url).status_code == 200
    assert client_of("dewi").get(url).status_code == 200
    assert client_of("farida").get(url).status_code == 403
    if "{id}" in path:
        assert client_of("citra").get(url).status_code == 404


@pytest.mark.parametrize("path", ["ubah/", "perpanjang/", "pindah/", "akhiri/"])
def test_only_officers_of_the_place_change_a_hat(people, client_of, path):
    person = people["rahma"]
    url = f"/registri/{person.id}/keanggotaan/{person.memberships.get().id}/{path}"
    assert client_of("budi").get(url).status_code == 200
    assert client_of("dewi").get(url).status_code == 403
    assert client_of("citra").get(url).status_code == 404
    other = people["slamet"].memberships.get().id
    mixed = f"/registri/{person.id}/keanggotaan/{other}/{path}"
    assert client_of("budi").get(mixed).status_code == 404


def test_the_history_does_not_tell_that_somebody_was_reported(people, client_of):
    """Of a sensitive report that would name the victim; cases have a list that asks who looks."""
    person = people["rahma"]
    fields = SubjectFields(name=person.name, area_code=PELAMBUAN)
    for origin in (Origin.REPORT, Origin.IMPORT):
        record = record_source(origin, uuid7(), fields=fields, actor=SYSTEM)
        decide_link(record, person.id, Verdict.SAME, reasons=["nik_equal"], actor=SYSTEM)
    shown = client_of("budi").get(f"/registri/{person.id}/?bagian=riwayat").context["history"]
    events = journal.history("person", person.id)
    assert [e.area_code for e in reversed(events)] == ["63.71.03", PELAMBUAN]
    assert [line.title for line in shown] == [
        "Laporan dihubungkan dengan orang ini",
        "Masuk ke registri",
    ]


def test_a_nik_that_was_searched_for_is_masked_in_the_journal(people, client_of):
    client_of("budi").get("/registri/unduh/?q=6371035708750000")
    kept = journal.history("registry", "63.71")[0].data["filter"]
    assert "6371 •••• •••• 0000" in kept
