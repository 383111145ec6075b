"""Who belongs to the household, of which type each is, and who may know it."""

import pytest

from bubuhan.assessments import actions, queries
from bubuhan.assessments.classifying import TypeValues
from bubuhan.assessments.models import AgeLimit, Classification, Household, MemberEntry
from bubuhan.assessments.tests.doors import fresh, house, member, post, refused
from bubuhan.cases.models import Case, CaseHandler
from bubuhan.cases.tests.doors import open_case
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ani) -> Case:
    return open_case(ani)


@pytest.fixture
def office(client_of):
    return client_of("budi")


def test_the_tab_begins_with_the_one_the_case_is_about(case, office) -> None:
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "Siti Aminah" in page
    assert "Orang yang dibantu, perempuan, 71 tahun" in page
    assert "Belum bisa dinilai" in page
    assert "Akar masalah belum digambar" in page
    assert Household.objects.count() == 0, "reading writes nothing"


def test_a_person_may_have_neither_name_nor_nik_nor_age(case, office) -> None:
    post(office, case, "anggota/tambah/", relation="cucu")
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "Nama belum diketahui" in page
    assert "umur belum diketahui" in page
    assert house(case).members.count() == 2


def test_a_change_is_kept_with_what_was_before_and_a_nik_only_masked(case, office, budi) -> None:
    one = member(budi, case, name="Rahmat", nik="6371031708650000", age_years=40)
    post(
        office,
        case,
        f"anggota/{one.id}/simpan/",
        relation="anak",
        name="Rahmat Hidayat",
        age_years="41",
    )
    entry = MemberEntry.objects.filter(member=one).latest("at")
    assert entry.data == {"name": ["Rahmat", "Rahmat Hidayat"], "age_years": ["40", "41"]}
    one.refresh_from_db()
    assert one.nik == "6371031708650000", "an empty field leaves the number as it is"
    told = str(list(MemberEntry.objects.values_list("data", flat=True))) + str(
        list(Event.objects.values_list("data", flat=True))
    )
    assert "6371031708650000" not in told
    page = office.get(f"/kasus/{case.id}/keluarga/anggota/{one.id}/").content.decode()
    assert "Rahmat → Rahmat Hidayat" in page
    assert "6371031708650000" not in page


def test_taken_out_with_a_reason_and_still_in_the_history(case, office, budi) -> None:
    one = member(budi, case, name="Rahmat")
    assert post(office, case, f"anggota/{one.id}/keluarkan/", reason="").status_code == 422
    post(office, case, f"anggota/{one.id}/keluarkan/", reason="Pindah ke Kotabaru")
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "Pernah tercatat (1)" in page
    assert "Pindah ke Kotabaru" in page
    subject = house(case).members.get(relation="subjek")
    assert post(office, case, f"anggota/{subject.id}/keluarkan/", reason="x").status_code == 422


def test_a_known_person_is_linked_by_nik_and_stands_in_a_household_once(
    case, budi, make_member
) -> None:
    person = make_member("Rahmat Hidayat", "63.71.03.1003", "PSM")
    person.set_nik("6371031708650000")
    person.save()
    one = member(budi, case, name="Rahmat", nik="6371031708650000")
    assert one.person_id == person.id
    assert queries.household_people([case.id]) == {
        case.id: frozenset({person.id, case.person_id} - {None})
    }
    again = lambda: member(budi, case, name="Rahmat H", nik="6371031708650000")  # noqa: E731
    assert refused(again) == "member_twice"


def test_the_suspected_guardian_is_blocked_by_phone_and_person(case, budi, make_member) -> None:
    person = make_member("Udin", "63.71.03.1003", "PSM")
    person.phone = "+6289900000009"
    person.save()
    one = member(
        budi, case, "wali", name="Udin", phone="0899-0000-0001", guardian=True, suspected=True,
        person_id=person.id,
    )  # fmt: skip
    blocked = queries.blocked_contacts(case.id)
    assert blocked.phones == {"+6289900000001", "+6289900000009"}
    assert blocked.person_ids == {person.id}
    actions.remove_member(actor=budi, case_id=case.id, member_id=one.id, reason="Pergi")
    assert queries.blocked_contacts(case.id).phones, "who left stays blocked"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"relation": "ayah"}, 422),
        ({"relation": ""}, 422),
        ({"relation": "anak", "age_years": "200"}, 422),
        ({"relation": "anak", "age_years": "tua"}, 422),
        ({"relation": "anak", "birth_date": "2999-01-01"}, 422),
        ({"relation": "anak", "birth_date": "kemarin"}, 422),
        ({"relation": "anak", "nik": "123"}, 422),
        ({"relation": "anak", "phone": "bukan nomor 1"}, 422),
        ({"relation": "anak", "sex": "X"}, 422),
        ({"relation": "anak", "residence": "bulan"}, 422),
    ],
)
def test_bad_input_is_told_and_nothing_kept(case, office, data, status) -> None:
    answer = post(office, case, "anggota/tambah/", htmx=True, **data)
    assert answer.status_code == status
    assert queries.household_of(case.id) is None


def test_two_officers_at_once_the_second_sees_what_changed(case, office, budi) -> None:
    before = fresh(case).rev
    member(budi, case, name="Rahmat")
    answer = post(office, case, "anggota/tambah/", htmx=True, relation="anak", rev=before, seen="")
    assert answer.status_code == 409
    assert "kasus ini berubah" in answer.content.decode()
    assert "Anggota keluarga ditambahkan." in answer.content.decode()


# -- types ----------------------------------------------------------------------------------------


def classify(actor, case: Case, who, code: str, **values):
    return actions.classify(
        actor=actor, case_id=case.id, member_id=who.id, values=TypeValues(code=code, **values)
    )


def test_a_ppks_type_brings_its_pas_group_with_the_certainty_shown(case, office, budi) -> None:
    member(budi, case)
    who = house(case).members.get(relation="subjek")
    post(office, case, f"anggota/{who.id}/jenis/", code="8", taxonomy="ppks", with_pas="1")
    page = office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert "PPKS: Lanjut usia telantar" in page
    assert "PAS: Lanjut usia terlantar" in page
    assert "diturunkan dari “Lanjut usia telantar”" in page
    assert "Yang berwenang: Kabupaten/kota" in page


def test_an_age_that_does_not_fit_warns_and_is_kept(case, budi) -> None:
    child = member(budi, case, name="Budi kecil", age_years=12)
    row = classify(budi, case, child, "8")
    assert "12 tahun" in row.warning
    assert "60 tahun ke atas" in row.warning


def test_an_office_sets_its_own_limit_with_history(case, budi, farida, client_of) -> None:
    client_of("farida").post(
        "/pengaturan/batas-umur/simpan/",
        {"code": "8", "minimum": "65", "maximum": "", "source": "Perwali", "reason": "Aturan kota"},
    )
    row = AgeLimit.objects.get(code="8", area_code="63.71")
    assert (row.minimum, row.maximum, row.example) == (65, None, False)
    who = member(budi, case, name="Nini", age_years=62)
    assert "65 tahun ke atas" in classify(budi, case, who, "8").warning
    page = client_of("farida").get("/pengaturan/batas-umur/").content.decode()
    assert "Aturan kota" in page
    assert "CONTOH" in page
    assert (
        client_of("budi").post("/pengaturan/batas-umur/simpan/", {"code": "8"}).status_code == 403
    )


def test_a_type_stands_once_ends_and_may_come_back(case, office, budi) -> None:
    who = member(budi, case, name="Rahmat", age_years=40)
    row = classify(budi, case, who, "24")
    assert refused(lambda: classify(budi, case, who, "24")) == "type_twice"
    post(office, case, f"jenis/{row.id}/akhiri/")
    row.refresh_from_db()
    assert row.valid_to is not None
    assert row.ended_by == "Budi Santoso"
    classify(budi, case, who, "24", with_pas=False)
    assert Classification.objects.filter(member=who, taxonomy="ppks").count() == 2


def test_a_sensitive_type_protects_the_case_and_the_officer_takes_it(
    case, office, budi, dewi, client_of
) -> None:
    who = member(budi, case, name="Anak", age_years=9)
    post(office, case, f"anggota/{who.id}/jenis/", code="6", with_pas="1")
    assert fresh(case).sensitive
    assert CaseHandler.objects.filter(case=case, user_id=budi.user_id).exists()
    assert "Dilindungi" in office.get(f"/kasus/{case.id}/keluarga/").content.decode()
    assert client_of("dewi").get(f"/kasus/{case.id}/keluarga/").status_code == 403
    event = Event.objects.filter(name="member.classified").latest("id")
    assert event.area_code == "63.71.03.1003" or "code" not in event.data


def test_a_coordinator_who_protects_loses_sight_and_is_led_to_the_case(
    case, dewi, client_of
) -> None:
    who = member(dewi, case, name="Anak", age_years=9)
    answer = post(client_of("dewi"), case, f"anggota/{who.id}/jenis/", code="6")
    assert answer.status_code == 302
    assert answer["Location"] == f"/kasus/{case.id}/"


# -- two cases, one house -------------------------------------------------------------------------


def test_what_protects_one_case_does_not_show_on_the_other(
    case, ani, budi, dewi, client_of
) -> None:
    """A child case and a food case of one house: Dewi reads the second and learns nothing of the first."""
    child = member(budi, case, name="Galuh", age_years=9)
    member(budi, case, "wali", name="Udin", guardian=True, suspected=True, phone="0899 0000 0001")
    other = open_case(ani, need="kekurangan_pangan", subject={"name": "Galuh Banyu", "sex": "P"})
    actions.join(actor=budi, case_id=other.id, number=case.number)
    classify(budi, case, child, "6")
    assert fresh(case).sensitive
    assert not fresh(other).sensitive
    seen = client_of("dewi").get(f"/kasus/{other.id}/keluarga/").content.decode()
    assert "Udin" in seen
    seen += client_of("dewi").get(f"/kasus/{other.id}/").content.decode()
    for word in ("Diduga pelaku", "kekerasan", case.number):
        assert word not in seen
    assert "Diduga pelaku" in client_of("budi").get(f"/kasus/{other.id}/keluarga/").content.decode()
    assert queries.blocked_contacts(other.id).phones == {"+6289900000001"}


def test_who_may_not_know_can_neither_learn_nor_lift_it(case, ani, budi, dewi, client_of) -> None:
    child = member(budi, case, name="Galuh", age_years=9)
    uncle = member(budi, case, "kerabat", name="Udin", suspected=True)
    other = open_case(ani, need="kekurangan_pangan", subject={"name": "Anang", "sex": "L"})
    actions.join(actor=budi, case_id=other.id, number=case.number)
    classify(budi, case, child, "6")
    browser = client_of("dewi")
    page = browser.get(f"/kasus/{other.id}/keluarga/anggota/{uncle.id}/").content.decode()
    box = page[page.index('name="suspected"') :][:60]
    assert "checked" not in box
    assert "diduga pelaku" not in page.split("Riwayat orang ini")[1]
    post(browser, other, f"anggota/{uncle.id}/simpan/", relation="kerabat", name="Udin B")
    uncle.refresh_from_db()
    assert (uncle.name, uncle.suspected, uncle.suspected_on_id) == ("Udin B", True, case.id)
    classify(dewi, other, child, "24")
    assert classify(budi, other, child, "6").case_id == other.id, (
        "not refused for what another case says"
    )


def test_a_house_out_of_sight_cannot_be_joined(case, ani, budi, citra) -> None:
    member(budi, case)
    secret = open_case(ani, need="kekerasan", subject={"name": "Rusmini", "sex": "P"})
    other = open_case(ani, need="kekurangan_pangan", subject={"name": "Anang", "sex": "L"})
    join = lambda number: actions.join(actor=budi, case_id=other.id, number=number)  # noqa: E731
    assert refused(lambda: join(secret.number)) == "household_none"
    assert refused(lambda: join("TIDAK-ADA")) == "household_none"
    member(budi, other)
    assert refused(lambda: join(case.number)) == "household_begun"
    with pytest.raises(Problem):
        actions.join(actor=citra, case_id=case.id, number=other.number)


@pytest.mark.parametrize("who", ["citra", "gazali", "ani"])
def test_strangers_get_nothing_whatever_they_post(case, budi, client_of, who) -> None:
    one = member(budi, case, name="Rahmat")
    browser = client_of(who)
    for path in (
        "",
        "anggota/baru/",
        f"anggota/{one.id}/",
        "sebab/baru/",
        "asesmen/hasil_singkat/",
    ):
        answer = browser.get(f"/kasus/{case.id}/keluarga/{path}")
        assert answer.status_code in (302, 403, 404), path
        assert b"Rahmat" not in answer.content
    for path in (
        "anggota/tambah/",
        f"anggota/{one.id}/simpan/",
        "rumah/",
        "gabung/",
        "sebab/tambah/",
    ):
        answer = post(browser, case, path, relation="ngawur", rev="x")
        assert answer.status_code in (302, 403, 404), path


def test_every_write_tells_once_and_moves_the_documents(case, budi) -> None:
    before = Feed.objects.filter(kind="case").count()
    member(budi, case, name="Rahmat")
    event = Event.objects.get(name="household.saved")
    assert set(event.data) == {"household", "member"}
    assert Feed.objects.filter(kind="case", doc_id=str(case.id)).exists()
    assert Feed.objects.filter(kind="case").count() >= before
