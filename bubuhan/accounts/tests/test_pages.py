"""Phones and users as the office sees them: in scope, with reasons, and nothing beyond."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from bubuhan.accounts import actions, links
from bubuhan.accounts.models import Device, EnrolmentCode, User
from bubuhan.accounts.policy import Role
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
PELAMBUAN, TAPIN_DESA = "63.71.03.1003", "63.05.01.2001"
NEW = "perahu kuning di muara"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def phone_of(users):
    """A factory: an enrolled phone of an invented person in an area."""

    def make(name: str, area: str = PELAMBUAN, **changes) -> Device:
        maker = User(
            id=users["gazali"].id, name="Gazali", role=Role.PENGELOLA, area_code=""
        ).actor()
        code, _ = actions.make_code(
            maker, person_id=uuid7(), person_name=name, area_code=area, now=clock.now()
        )
        device = actions.enrol(code, f"HP {name}", "10.0.0.1", clock.now())[0]
        Device.objects.filter(id=device.id).update(**changes)
        return device

    return make


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# -- phones ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("dewi", {"Kai Darma"}),
        ("budi", {"Kai Darma", "Siti Arfah"}),
        ("citra", {"Hamdan"}),
        ("farida", {"Kai Darma", "Siti Arfah"}),
        ("gazali", {"Kai Darma", "Siti Arfah", "Hamdan"}),
    ],
)
def test_each_sees_the_phones_of_his_area(client_of, phone_of, who, sees):
    phone_of("Kai Darma")
    phone_of("Siti Arfah", "63.71.01.1001")
    phone_of("Hamdan", TAPIN_DESA)
    page = text_of(client_of(who).get("/perangkat/"))
    assert {name for name in ("Kai Darma", "Siti Arfah", "Hamdan") if name in page} == sees


def test_a_relawan_has_no_office_page(client_of):
    assert client_of("ani").get("/perangkat/").status_code == 403
    assert Client().get("/perangkat/")["Location"].startswith("/masuk/?next=")


def test_filters_of_the_list(client_of, phone_of):
    now = clock.now()
    phone_of("Kai Darma", last_seen_at=now - timedelta(days=5))
    phone_of("Siti Arfah", "63.71.01.1001", last_seen_at=now)
    phone_of("Hamdan Noor", last_seen_at=now, revoked_at=now)
    budi = client_of("budi")

    def names(query: str) -> list[str]:
        page = text_of(budi.get(f"/perangkat/?{query}"))
        return [n for n in ("Kai", "Siti", "Hamdan") if n in page]

    assert names("") == ["Kai", "Siti"]
    assert names("diam=3") == ["Kai"]
    assert names("diam=7") == []
    assert names("q=arfah") == ["Siti"]
    assert names("wilayah=63.71.03") == ["Kai"]
    assert names("wilayah=63.05") == ["Kai", "Siti"]  # not his: as if nothing was chosen
    assert names("status=dicabut") == ["Hamdan"]
    assert names("status=semua") == ["Kai", "Siti", "Hamdan"]
    assert names("diam=x&status=y&hal=-1&q=%00") == ["Kai", "Siti"]
    assert "1 Tidak terhubung 3 hari" in text_of(budi.get("/perangkat/"))


def test_the_list_costs_few_queries(client_of, phone_of, django_assert_max_num_queries):
    for number in range(12):
        phone_of(f"Orang {number}", last_seen_at=clock.now())
    budi = client_of("budi")
    budi.get("/perangkat/")
    with django_assert_max_num_queries(8):
        budi.get("/perangkat/")


def test_a_phone_page_is_closed_to_other_areas(client_of, phone_of):
    device = phone_of("Kai Darma")
    assert "HP Kai Darma" in text_of(client_of("dewi").get(f"/perangkat/{device.id}/"))
    assert client_of("citra").get(f"/perangkat/{device.id}/").status_code == 404
    answer = client_of("citra").post(f"/perangkat/{device.id}/cabut/", {"why": "x"})
    assert answer.status_code == 404
    assert (
        client_of("farida").post(f"/perangkat/{device.id}/cabut/", {"why": "x"}).status_code == 403
    )
    assert Device.objects.get(id=device.id).revoked_at is None


def test_revoking_a_phone_on_its_page(client_of, phone_of):
    device = phone_of("Kai Darma")
    dewi = client_of("dewi")
    empty = dewi.post(f"/perangkat/{device.id}/cabut/", {"why": " "})
    assert empty.status_code == 422
    assert "masih kosong" in text_of(empty)
    assert (
        dewi.post(f"/perangkat/{device.id}/cabut/", {"why": "hilang di pasar"}).status_code == 302
    )
    page = text_of(dewi.get(f"/perangkat/{device.id}/"))
    assert "hilang di pasar" in page
    assert "menunggu terhapus" in page


# -- codes ----------------------------------------------------------------------------------------
def test_a_coordinator_makes_a_code_for_a_person_without_a_phone(client_of, users):
    dewi, ani = client_of("dewi"), users["ani"]
    page = dewi.get("/perangkat/tanpa-hp/")
    people = text_of(page).split("Tindakan")[-1]
    assert "Dewi Noor Aisyah" not in people, "nobody makes a code for an account as high as his own"
    assert "Ani Rahmawati" in text_of(page)
    answer = dewi.post("/perangkat/kode/", {"person": str(ani.person_id)})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store, private"
    html = answer.content.decode()
    code = re.search(r"\b([2-9A-Z]{4}-[2-9A-Z]{4})\b", html)
    assert code is not None
    assert '<svg viewBox="0 0' in html
    assert "style=" not in html
    device, _, _ = actions.enrol(code.group(1), "HP Ani", "10.0.0.1", clock.now())
    assert device.user_id == ani.id
    assert "Ani Rahmawati" not in text_of(dewi.get("/perangkat/tanpa-hp/"))
    assert "Ani Rahmawati" in text_of(dewi.get("/perangkat/tanpa-hp/?semua=1"))


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_no_code_for_a_person_nobody_knows(client_of, person):
    assert client_of("dewi").post("/perangkat/kode/", {"person": person}).status_code == 404
    assert not EnrolmentCode.objects.exists()


def test_no_code_for_a_person_of_another_area(client_of, users):
    ani = str(users["ani"].person_id)
    assert client_of("citra").post("/perangkat/kode/", {"person": ani}).status_code == 404
    assert "Ani Rahmawati" not in text_of(client_of("citra").get("/perangkat/tanpa-hp/"))
    assert client_of("farida").post("/perangkat/kode/", {"person": ani}).status_code == 403


def test_no_code_for_oneself_to_climb(client_of, users):
    """Dewi serves as a TKSK herself: her own account is not one she may hand out."""
    assert (
        client_of("dewi")
        .post("/perangkat/kode/", {"person": str(users["dewi"].person_id)})
        .status_code
        == 403
    )
    assert (
        client_of("budi")
        .post("/perangkat/kode/", {"person": str(users["dewi"].person_id)})
        .status_code
        == 201
    )


# -- users ----------------------------------------------------------------------------------------
def new_user(client, **changes):
    form = {
        "name": "Rina Sari",
        "username": "Rina.Sari",
        "role": "petugas",
        "area_code": "63.71",
        **changes,
    }
    return client.post("/pengguna/baru/", form)


def test_a_new_account_sets_its_own_password(client_of):
    gazali = client_of("gazali")
    assert gazali.get("/pengguna/baru/").status_code == 200
    answer = new_user(gazali)
    assert answer.status_code == 201
    user = User.objects.get(username="rina.sari")
    assert not user.has_usable_password()
    path = re.findall(r"/mulai/[\w-]+/", answer.content.decode())[0]
    owner = Client()
    assert owner.post(path, {"password1": NEW, "password2": NEW}).status_code == 302
    assert owner.post("/masuk/", {"login": "rina.sari", "password": NEW}).status_code == 302
    assert owner.get("/").headers["Location"] == "/antrean/"


def test_one_name_one_account_whatever_the_case(client_of):
    gazali = client_of("gazali")
    new_user(gazali)
    again = new_user(gazali, username="RINA.SARI")
    assert again.status_code == 422
    assert "sudah dipakai orang lain" in text_of(again)


@pytest.mark.parametrize(
    "changes",
    [
        {"area_code": ""},
        {"area_code": "-"},  # the nation: above his own province
        {"area_code": "64.01"},
        {"area_code": "99.99"},
        {"role": "relawan"},
        {"role": "raja"},
        {"username": "a b"},
        {"username": ""},
        {"name": ""},
    ],
)
def test_accounts_stay_within_scope_and_shape(client_of, changes):
    assert new_user(client_of("gazali"), **changes).status_code == 422
    assert not User.objects.filter(name="Rina Sari").exists()


@pytest.mark.parametrize("who", ["ani", "budi", "citra", "dewi", "farida"])
def test_only_a_pengelola_manages_accounts(client_of, users, who):
    client, target = client_of(who), users["budi"].id
    assert client.get("/pengguna/").status_code == 403
    assert client.get(f"/pengguna/{target}/").status_code == 403
    for verb in ("tautan", "tutup", "buka"):
        assert client.post(f"/pengguna/{target}/{verb}/", {"why": "x"}).status_code == 403
    assert new_user(client).status_code == 403


def test_nobody_manages_an_account_above_or_beside_his_own(make_user, client_of, users):
    boss = make_user("boss", "Kepala", Role.PENGELOLA, "")
    boss.area_code = ""
    boss.save()
    User.objects.filter(id=users["gazali"].id).update(area_code="63.71")
    gazali = client_of("gazali")
    for other in (boss, users["citra"]):
        assert gazali.get(f"/pengguna/{other.id}/").status_code == 404
        for verb in ("tautan", "tutup", "buka"):
            assert gazali.post(f"/pengguna/{other.id}/{verb}/", {"why": "x"}).status_code == 404
    assert (
        gazali.post(
            f"/pengguna/{users['budi'].id}/", {"role": "petugas", "area_code": "63"}
        ).status_code
        == 422
    )


def test_nobody_acts_upon_his_own_account(client_of, users):
    gazali, own = client_of("gazali"), f"/pengguna/{users['gazali'].id}/"
    assert "akun Anda sendiri" in text_of(gazali.get(own))
    assert gazali.post(own, {"role": "petugas", "area_code": "63"}).status_code == 409
    for verb in ("tautan", "tutup", "buka"):
        assert gazali.post(f"{own}{verb}/", {"why": "x"}).status_code == 409


def test_changing_closing_and_opening_an_account(client_of, users, phone_of):
    gazali, dewi = client_of("gazali"), users["dewi"]
    page = f"/pengguna/{dewi.id}/"
    assert gazali.post(page, {"role": "koordinator", "area_code": "63.71.01"}).status_code == 302
    dewi.refresh_from_db()
    assert dewi.area_code == "63.71.01"
    device = phone_of("Kai")
    Device.objects.filter(id=device.id).update(user=dewi)
    assert gazali.post(f"{page}tutup/", {"why": ""}).status_code == 302
    assert User.objects.get(id=dewi.id).is_active
    gazali.post(f"{page}tutup/", {"why": "pindah tugas"})
    assert not User.objects.get(id=dewi.id).is_active
    assert Device.objects.get(id=device.id).revoked_why == "pindah tugas"
    assert "pindah tugas" in text_of(gazali.get(page))
    gazali.post(f"{page}buka/")
    assert User.objects.get(id=dewi.id).is_active
    names = list(Event.objects.filter(subject_id=str(dewi.id)).values_list("name", flat=True))
    assert set(names) == {"user.changed", "user.deactivated", "user.reactivated"}


def test_a_reset_ends_the_old_password_at_once(client_of, users):
    budi = Client()
    assert (
        budi.post("/masuk/", {"login": "budi", "password": "rahasia-contoh-63"}).status_code == 302
    )
    answer = client_of("gazali").post(
        f"/pengguna/{users['budi'].id}/tautan/", {"second_factor": "1"}
    )
    assert answer.status_code == 201
    assert budi.get("/akun/").status_code == 302
    assert (
        Client().post("/masuk/", {"login": "budi", "password": "rahasia-contoh-63"}).status_code
        == 200
    )


def test_a_closed_account_cannot_be_reset_and_its_link_is_dead(client_of, users):
    path = links.make_password_link(users["budi"], clock.now())
    gazali = client_of("gazali")
    gazali.post(f"/pengguna/{users['budi'].id}/tutup/", {"why": "pensiun"})
    assert Client().get(path).status_code == 404
    assert gazali.post(f"/pengguna/{users['budi'].id}/tautan/").status_code == 403


def test_areas_to_choose_from_follow_the_chosen_parent(client_of):
    gazali = client_of("gazali")
    wide = gazali.get("/pengguna/baru/").content.decode()
    assert 'value="63.71.03"' in wide
    assert 'value="63.71.03.1003"' not in wide
    assert 'value="64"' not in wide
    deep = gazali.get("/pengguna/baru/?induk=63.71").content.decode()
    assert 'value="63.71.03.1003"' in deep
    assert gazali.get("/pengguna/baru/?induk=64").content.decode().count('value="64') == 0


def test_the_worst_phone_is_first_and_says_what_to_do(client_of, phone_of):
    now = clock.now()
    phone_of("Kai Darma", last_seen_at=now, pending=0, app_version="0.1.0")
    phone_of("Siti Arfah", last_seen_at=now - timedelta(days=4), pending=0)
    phone_of(
        "Hamdan Noor",
        last_seen_at=now - timedelta(days=4),
        pending=6,
        pending_since=now - timedelta(days=5),
        storage_used=990,
        storage_quota=1000,
        clock_offset_ms=3_600_000,
        persisted=False,
        app_version="0.0.9",
    )
    budi = client_of("budi")
    page = text_of(budi.get("/perangkat/"))
    assert page.index("Hamdan Noor") < page.index("Siti Arfah") < page.index("Kai Darma")
    for said in ("6 catatan tertahan 5 hari", "Jam HP salah", "Ruang HP tinggal", "Versi 0.0.9"):
        assert said in page
    for trouble in ("tertunda", "jam", "penyimpanan", "izin", "versi"):
        found = text_of(budi.get(f"/perangkat/?masalah={trouble}"))
        assert ("Hamdan" in found, "Kai" in found) == (True, False), trouble
    assert "Kai" in text_of(budi.get("/perangkat/?masalah=x"))
    assert "diam=3" in budi.get("/perangkat/jam/").content.decode()
    assert client_of("citra").get("/perangkat/jam/").content.strip() == b""


def test_codes_for_a_phone_are_shown_once_and_only_to_its_area(client_of, phone_of):
    device = phone_of("Kai Darma")
    dewi, citra = client_of("dewi"), client_of("citra")
    page = text_of(dewi.post(f"/perangkat/{device.id}/pin/"))
    assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4} ", page)
    assert "Lupa PIN?" in page
    assert EnrolmentCode.objects.filter(purpose="pin", target=device).count() == 1
    assert citra.post(f"/perangkat/{device.id}/pin/").status_code == 404
    assert citra.get(f"/perangkat/{device.id}/serahkan/").status_code == 404
    answer = dewi.post(f"/perangkat/{device.id}/serahkan/kode/", {"person": str(uuid7())})
    assert answer.status_code == 404
    assert client_of("farida").post(f"/perangkat/{device.id}/pin/").status_code == 403
    Device.objects.filter(id=device.id).update(revoked_at=clock.now())
    assert dewi.post(f"/perangkat/{device.id}/pin/").status_code == 409


def test_a_phone_goes_to_a_colleague(client_of, phone_of, users):
    device = phone_of("Kai Darma")
    dewi = client_of("dewi")
    chooser = dewi.get(f"/perangkat/{device.id}/serahkan/?q=Ani")
    assert "Ani Rahmawati" in text_of(chooser)
    post = {"person": str(users["ani"].person_id)}
    page = text_of(dewi.post(f"/perangkat/{device.id}/serahkan/kode/", post))
    code = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", page)[0]
    taken = actions.enrol(code, "HP bersama", "10.0.0.1", clock.now())[0]
    device.refresh_from_db()
    assert device.successor == taken
    assert taken.user == users["ani"]
    assert "Diserahkan kepada Ani" in text_of(dewi.get(f"/perangkat/{device.id}/"))
    assert Event.objects.filter(name="device.handed_over", subject_id=str(device.id)).exists()
