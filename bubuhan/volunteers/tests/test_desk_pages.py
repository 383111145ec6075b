"""The desk of wishes and proposals, the forms of one hat, and the settings, through HTTP."""

from datetime import timedelta

import pytest

from bubuhan.accounts.policy import Role
from bubuhan.kernel import clock
from bubuhan.people.models import Person
from bubuhan.volunteers import changes, verifying
from bubuhan.volunteers.models import ChangeRequest, Membership, RegistryRule

pytestmark = pytest.mark.django_db
PELAMBUAN, TELAGA_BIRU, TAPIN = "63.71.03.1003", "63.71.03.1002", "63.05.01.1001"
DESK = "/permohonan/"


def ask(ani, **wanted):
    return changes.request_change(actor=ani, person_id=ani.person_id, changes=wanted)


def draft(actor, name="Calon Baru", area=PELAMBUAN):
    person = Person.objects.create(name=name, name_key=name.lower(), area_code=area)
    return verifying.propose(
        actor=actor, person=person, values={"pillar": "PSM", "area_code": area}
    )


def rows(answer):
    return [r.name for r in answer.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 2),
        ("?macam=kontak", 1),
        ("?macam=identitas", 1),
        ("?macam=apa&status=apa&jenis=apa&wilayah=99", 2),
        ("?q=rahma", 2),
        ("?q=tidak ada", 0),
        ("?status=selesai", 0),
        ("?jenis=anggota", 1),
        ("?wilayah=63.71.01", 0),
    ],
)
def test_filters_and_counts(ani, dewi, client_of, query, expected):
    ask(ani, phone="0899 0000 0077")
    ask(ani, name="Ani R")
    draft(dewi)
    answer = client_of("budi").get(DESK + query)
    assert (answer.status_code, len(rows(answer))) == (200, expected)
    assert answer.context["counts"] == {"perubahan": 2, "anggota": 1}


def test_another_kabupaten_sees_nothing(ani, dewi, client_of):
    asked, member = ask(ani, phone="0899 0000 0077"), draft(dewi)
    citra = client_of("citra")
    assert rows(citra.get(DESK)) == rows(citra.get(DESK + "?jenis=anggota")) == []
    for path in (f"{DESK}{asked.id}/", f"{DESK}anggota/{member.id}/"):
        assert citra.get(path).status_code == 404
        assert citra.post(path + "putuskan/", {"choice": "approve"}).status_code == 404
    assert client_of("gazali").get(DESK).status_code == 403


def test_an_officer_approves_some_fields_and_the_panel_is_a_part(ani, client_of):
    asked = ask(ani, phone="0899 0000 0077", address="Jl. Baru 7")
    budi = client_of("budi")
    part = budi.get(f"{DESK}{asked.id}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "0899-0000-0077" in part
    person = Person.objects.get(id=ani.person_id)
    form = {"choice": "approve", "rev": 1, "person_rev": person.rev, "field": ["phone"]}
    assert budi.post(f"{DESK}{asked.id}/putuskan/", form).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.address) == ("+6289900000077", "")
    done = budi.get(f"{DESK}{asked.id}/").content.decode()
    assert "Diterapkan" in done
    assert "Tidak diterapkan" in done


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"choice": "back", "note": ""}, 422, "Catatan masih kosong"),
        ({"choice": "refuse", "note": ""}, 422, "Catatan masih kosong"),
        ({"choice": "approve"}, 422, "Tidak ada yang berbeda"),
        ({"choice": "approve", "field": "phone", "rev": "9"}, 409, "baru saja diubah"),
        ({"choice": "approve", "field": "phone", "person_rev": "9"}, 409, "baru saja diubah"),
    ],
)
def test_what_cannot_be_decided_says_why_on_the_same_page(ani, client_of, form, status, words):
    asked = ask(ani, phone="0899 0000 0077")
    answer = client_of("budi").post(f"{DESK}{asked.id}/putuskan/", form)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_stale_wish_shows_the_present_value(ani, client_of):
    asked = ask(ani, phone="0899 0000 0077")
    Person.objects.filter(id=ani.person_id).update(phone="+6289900000055")
    page = client_of("budi").get(f"{DESK}{asked.id}/").content.decode()
    assert "berubah sesudah permohonan dibuat" in page
    assert "0899-0000-0055" in page


def test_numbers_are_approved_in_bulk(ani, client_of, make_member):
    asked = [
        changes.request_change(
            actor=ani.ref,
            person_id=make_member(f"Contoh {n}", PELAMBUAN, "PSM").id,
            changes={"phone": f"0899 0000 00{n}"},
        ).id
        for n in range(10, 13)
    ]
    name = ask(ani, name="Ani R").id
    answer = client_of("budi").post(
        DESK + "setujui/", {"id": [*map(str, asked), str(name), "bukan-id"]}, follow=True
    )
    assert "3 permohonan disetujui" in answer.content.decode()
    assert ChangeRequest.objects.get(id=name).state == "waiting"


def test_a_proposal_goes_through_the_pages(client_of, dewi, make_user):
    form = {"name": "SITI AMINAH", "phone": "089900000021", "pillar": "PSM", "started": "2024",
            "area_code": PELAMBUAN}  # fmt: skip
    said = client_of("dewi").post("/registri/tambah/", form, follow=True)
    assert "menunggu verifikasi" in said.content.decode()
    member = Membership.objects.get(person__name="Siti Aminah")
    assert (member.status, member.verify_step) == ("draft", 3)
    budi, url = client_of("budi"), f"{DESK}anggota/{member.id}/"
    page = budi.get(url).content.decode()
    assert "Sahkan sebagai anggota" in page
    assert "Kembalikan ke Kecamatan" in page
    empty = budi.post(url + "putuskan/", {"choice": "back", "note": ""})
    assert "Catatan masih kosong" in empty.content.decode()
    back = {"choice": "back", "note": "KTP belum ada", "rev": member.rev}
    assert budi.post(url + "putuskan/", back).status_code == 302
    assert budi.post(url + "putuskan/", {"choice": "pass", "rev": member.rev}).status_code == 409
    page = client_of("dewi").get(url).content.decode()
    assert "Dikembalikan dengan catatan" in page
    assert "KTP belum ada" in page
    assert "Perbaiki usulan" in page
    member.refresh_from_db()
    mended = {"position": "Ketua", "started": "2023", "decree_no": "12/SK/2023", "rev": member.rev}
    assert client_of("citra").get(url + "perbaiki/").status_code == 404
    page = client_of("dewi").get(url + "perbaiki/").content.decode()
    assert "KTP belum ada" in page
    done = client_of("dewi").post(url + "perbaiki/", mended, follow=True).content.decode()
    assert "Perbaikan tersimpan" in done
    assert "12/SK/2023" in done
    assert client_of("dewi").post(url + "perbaiki/", mended).status_code == 409
    client_of("dewi").post(url + "putuskan/", {"choice": "pass"})
    budi.post(url + "putuskan/", {"choice": "pass"})
    member.refresh_from_db()
    assert member.status == "active"
    way = budi.get(f"/registri/{member.person_id}/?bagian=keanggotaan").content.decode()
    assert "Disahkan: Dinas Sosial" in way


def test_the_desk_costs_the_same_for_many(
    ani, client_of, make_member, django_assert_max_num_queries
):
    for n in range(40):
        person = make_member(f"Contoh {n}", PELAMBUAN, "PSM")
        changes.request_change(
            actor=ani.ref, person_id=person.id, changes={"phone": f"0899 0000 01{n:02d}"}
        )
    budi = client_of("budi")
    budi.get(DESK)
    with django_assert_max_num_queries(14):
        assert len(rows(budi.get(DESK))) == 40


def hat_url(person_id, what):
    member = Membership.objects.get(person_id=person_id, status="active")
    return f"/registri/{person_id}/keanggotaan/{member.id}/{what}/", member


def test_a_decree_is_renewed_on_a_page(ani, client_of):
    url, member = hat_url(ani.person_id, "perpanjang")
    budi = client_of("budi")
    form = {"decree_no": "9/2026", "decree_issuer_type": "lurah", "decree_issuer": "Lurah Pelambuan",
            "decree_date": "02-01-2026", "starts_on": "02-01-2026", "ends_on": "01-01-2020"}  # fmt: skip
    wrong = budi.post(url, form)
    assert wrong.status_code == 422
    assert "SK berakhir 01-01-2020, lebih dulu daripada mulainya" in wrong.content.decode()
    assert budi.post(url, {**form, "ends_on": "31-12-2030", "rev": member.rev}).status_code == 302
    clash = budi.post(url, {**form, "ends_on": "31-12-2031", "rev": member.rev})
    assert clash.status_code == 409
    assert "9/2026" in clash.content.decode()
    assert "Data ini berubah sejak halaman dibuka" in clash.content.decode()
    page = budi.get(f"/registri/{ani.person_id}/?bagian=keanggotaan").content.decode()
    assert "Lurah: Lurah Pelambuan" in page
    history = budi.get(f"/registri/{ani.person_id}/?bagian=riwayat").content.decode()
    assert "SK diperpanjang" in history


def test_a_hat_is_corrected_and_moved_on_pages(ani, client_of, make_user):
    heir = make_user("rahmah", "Rahmah Hayati", Role.RELAWAN, PELAMBUAN).actor()
    budi = client_of("budi")
    url, member = hat_url(ani.person_id, "ubah")
    started = f"{member.started_on:%d-%m-%Y}"
    form = {"position": "Ketua", "started": started, "member_no": "N-1", "reason": "sesuai SK"}
    assert budi.post(url, {**form, "rev": member.rev}).status_code == 302
    url, member = hat_url(ani.person_id, "pindah")
    page = budi.get(url).content.decode()
    assert "Rahmah Hayati" in page
    today = f"{clock.now():%Y-%m-%d}"
    move = {"to_area": "", "on": today, "successor_id": str(heir.person_id), "note": "pindah rumah"}
    assert budi.post(url, move).status_code == 422
    assert budi.post(url, {**move, "to_area": TELAGA_BIRU}).status_code == 302
    _, moved = hat_url(ani.person_id, "ubah")
    assert (moved.area_code, moved.member_no, moved.position) == (TELAGA_BIRU, "N-1", "Ketua")
    history = budi.get(f"/registri/{ani.person_id}/?bagian=riwayat").content.decode()
    assert "Pindah wilayah tugas" in history
    assert "sesuai SK" in history


def test_who_died_has_no_task_left_and_the_page_says_so(ani, client_of):
    Membership.objects.create(person_id=ani.person_id, pillar="TAGANA", area_code="63.71")
    member = Membership.objects.get(person_id=ani.person_id, pillar="PSM")
    url = f"/registri/{ani.person_id}/keanggotaan/{member.id}/akhiri/"
    today = f"{clock.now():%Y-%m-%d}"
    done = client_of("budi").post(url, {"ended_on": today, "reason": "meninggal"}, follow=True)
    assert "Semua keanggotaan Ani Rahmawati diakhiri" in done.content.decode()
    assert not Membership.objects.filter(person_id=ani.person_id, status="active").exists()


@pytest.mark.parametrize(
    "section", ["", "keanggotaan", "kriteria", "riwayat", "satu-orang", "kartu", "x"]
)
def test_every_section_of_a_person_opens(ani, client_of, section, django_assert_max_num_queries):
    budi = client_of("budi")
    ask(ani, phone="0899 0000 0077")
    budi.get(f"/registri/{ani.person_id}/")
    with django_assert_max_num_queries(22):
        assert budi.get(f"/registri/{ani.person_id}/?bagian={section}").status_code == 200


def test_rows_of_one_human_are_one_line_and_one_page(ani, client_of):
    head = Person.objects.get(id=ani.person_id)
    twin = Person.objects.create(
        name="Any Rahmawati", name_key="any rahmawati", area_code=TAPIN, same_as=head
    )
    Membership.objects.create(person=twin, pillar="TKSK", area_code="63.71.03")
    budi = client_of("budi")
    found = list(budi.get("/registri/?q=Any Rahmawati").context["page"].rows)
    assert [(r["person"].id, [h["pillar"] for h in r["hats"]]) for r in found] == [
        (head.id, ["PSM", "TKSK"])
    ]
    moved = budi.get(f"/registri/{twin.id}/")
    assert moved.headers["Location"] == f"/registri/{head.id}/"
    both = budi.get("/registri/?perhatian=rangkap").context["page"].rows
    assert [r["person"].id for r in both] == [head.id]


RULE = {"area_code": "63.71", "step_name_1": "Kecamatan", "step_role_1": "koordinator", "step_level_1": "8",
        "step_name_2": "Dinas Sosial", "step_role_2": "petugas", "step_level_2": "5", "identity": "head",
        "reason": "SK 12/2026"}  # fmt: skip


def test_the_chain_of_a_kabupaten_is_set_with_a_reason(client_of):
    farida = client_of("farida")
    assert "Kelurahan/desa" in farida.get("/pengaturan/verifikasi/").content.decode()
    assert farida.post("/pengaturan/verifikasi/simpan/", RULE).status_code == 302
    rule = RegistryRule.objects.get(area_code="63.71", valid_to=None)
    assert ([s["name"] for s in rule.steps], rule.identity) == (
        ["Kecamatan", "Dinas Sosial"],
        "head",
    )
    for wrong in ({"reason": ""}, {"step_level_1": "5", "step_level_2": "8"}, {"identity": "x"}):
        assert farida.post("/pengaturan/verifikasi/simpan/", {**RULE, **wrong}).status_code == 422
    past = farida.get("/pengaturan/verifikasi/?riwayat=1").content.decode()
    assert "SK 12/2026" in past
    assert client_of("budi").post("/pengaturan/verifikasi/simpan/", RULE).status_code == 403
    assert client_of("budi").get("/pengaturan/verifikasi/").status_code == 200


def test_terms_that_end_are_alerts(ani, client_of):
    day = clock.today()
    Membership.objects.filter(person_id=ani.person_id).update(ends_on=day + timedelta(days=59))
    alerts = client_of("budi").get("/registri/").context["alerts"]
    assert (alerts["sk_segera"], alerts["sk_lewat"]) == (1, 0)
    page = client_of("budi").get(f"/registri/{ani.person_id}/").content.decode()
    assert "SK berakhir 59 hari lagi" in page
