"""Signing in, being locked out, the second factor, sessions that end, one-time links."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from bubuhan.accounts import links
from bubuhan.accounts.models import SetupLink, User
from bubuhan.accounts.policy import Role
from bubuhan.journal.models import Event
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-contoh-63"
NEW = "perahu kuning di muara"


@pytest.fixture(autouse=True)
def _fresh(settings):
    cache.clear()
    settings.AXES_ENABLED = True


@pytest.fixture
def budi():
    user = User(username="budi", name="Budi Santoso", role=Role.PETUGAS, area_code="63.71")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD, login="budi", **more):
    return client.post("/masuk/", {"login": login, "password": password, **more})


def signed_in(client) -> bool:
    return bool(client.get("/akun/").status_code == 200)


def test_the_right_password_opens_the_door(client, budi):
    page = client.get("/masuk/?next=/akun/")
    assert "Kata sandi" in page.content.decode()
    answer = sign_in(client, login=" Budi ", next="/akun/")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("login", "password"), [("budi", "salah"), ("orang", PASSWORD), ("", ""), ("a\0b", "x")]
)
def test_a_wrong_name_or_password_says_the_same(client, budi, login, password):
    answer = sign_in(client, password, login)
    assert answer.status_code == 200
    assert not signed_in(client)
    if password and "\0" not in login:
        assert "Nama pengguna atau kata sandi belum benar" in answer.content.decode()


def test_a_session_gets_a_new_name_at_sign_in(client, budi):
    client.get("/masuk/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sesi"] = before
    sign_in(client)
    assert client.session.session_key != before


def test_nobody_is_sent_to_a_foreign_site(client, budi):
    assert sign_in(client, next="https://example.org/")["Location"] == "/"


def test_five_wrong_passwords_lock_and_say_how_long(client, budi):
    for _ in range(4):
        assert sign_in(client, "salah").status_code == 200
    fifth = sign_in(client, "salah")
    assert fifth.status_code == 429
    assert "15 menit" in fifth.content.decode()
    assert sign_in(client).status_code == 429
    assert not signed_in(client)
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        assert "5 menit" in sign_in(client).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert sign_in(client).status_code == 302


def test_the_lock_is_for_one_name_at_one_address(client, budi):
    for _ in range(5):
        sign_in(client, "salah", "BUDI")
    assert sign_in(client).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9")).status_code == 302


def test_a_closed_account_stays_out(client, budi):
    User.objects.filter(id=budi.id).update(is_active=False)
    sign_in(client)
    assert not signed_in(client)


def test_a_closed_account_is_thrown_out_at_once(client, budi):
    sign_in(client)
    User.objects.filter(id=budi.id).update(is_active=False)
    assert not signed_in(client)


def test_an_account_of_a_phone_has_no_password(client):
    User.objects.create(
        username="hp-1", name="Ani", role=Role.RELAWAN, area_code="63.71.03", password="!"
    )
    sign_in(client, "!", "hp-1")
    assert not signed_in(client)


def test_no_self_sign_up_and_no_other_doors(client):
    for path in (
        "/accounts/login/",
        "/signup/",
        "/daftar/",
        "/masuk/signup/",
        "/akun/password/reset/",
        "/admin/",
    ):
        assert client.get(path).status_code == 404


def test_signing_out_needs_a_post(client, budi):
    sign_in(client)
    assert client.get("/keluar/").status_code == 405
    assert signed_in(client)
    assert client.post("/keluar/")["Location"] == "/masuk/"
    assert not signed_in(client)


def test_every_form_is_protected_against_forgery(budi):
    strict = Client(enforce_csrf_checks=True)
    answer = sign_in(strict)
    assert answer.status_code == 403
    assert "muat ulang" in answer.content.decode()


# -- sessions -------------------------------------------------------------------------------------
def test_an_hour_of_silence_ends_a_session(client, budi):
    sign_in(client)
    assert signed_in(client)
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        assert signed_in(client)
    with time_machine.travel(clock.now() + timedelta(minutes=59 + 61)):
        assert not signed_in(client)


def test_a_screen_that_refreshes_itself_is_nobody_working(client, budi):
    sign_in(client)
    assert signed_in(client)
    for minutes in (20, 40, 59):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            client.get("/akun/", headers={"X-Background": "1"})
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        answer = client.get("/akun/")
        assert answer["Location"] == "/masuk/?next=/akun/"
        assert "masuklah lagi" in client.get("/masuk/").content.decode()


def test_ten_hours_end_a_session_whatever_one_does(client, budi):
    start = clock.now()
    sign_in(client)
    for minutes in range(0, 600, 50):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert signed_in(client)
    with time_machine.travel(start + timedelta(minutes=601)):
        assert not signed_in(client)


def test_changing_the_password_signs_out_everywhere_else(client, budi):
    other = Client()
    sign_in(client)
    sign_in(other)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/akun/kata-sandi/", form)["Location"] == "/akun/"
    assert signed_in(client)
    assert not signed_in(other)
    assert sign_in(Client(), NEW).status_code == 302


def test_other_browsers_can_be_signed_out(client, budi):
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    sign_in(client)
    sign_in(other)
    assert "Firefox di komputer Windows" in client.get("/akun/").content.decode()
    assert client.post("/akun/keluarkan-lain/")["Location"] == "/akun/"
    assert signed_in(client)
    assert not signed_in(other)


# -- the second factor ----------------------------------------------------------------------------
def code_now(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return code


def turn_totp_on(client) -> str:
    assert "/akun/konfirmasi/" in client.get("/akun/aplikasi-pengaman/")["Location"]
    client.post("/akun/konfirmasi/?next=/akun/aplikasi-pengaman/", {"password": PASSWORD})
    page = client.get("/akun/aplikasi-pengaman/").content.decode()
    secret: str = re.findall(r'class="secret">([A-Z2-7]+)<', page)[0]
    answer = client.post("/akun/aplikasi-pengaman/", {"code": code_now(secret)})
    assert answer["Location"] == "/akun/kode-cadangan/"
    return secret


def test_totp_from_first_scan_to_sign_in(client, budi):
    sign_in(client)
    secret = turn_totp_on(client)
    codes = re.findall(
        r'class="secret">(\d+)<', client.get("/akun/kode-cadangan/").content.decode()
    )
    assert len(codes) == 10
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    fresh = Client()
    assert sign_in(fresh)["Location"] == "/masuk/kode/"
    assert not signed_in(fresh)
    assert "Kode belum benar" in fresh.post("/masuk/kode/", {"code": "000000"}).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert fresh.post("/masuk/kode/", {"code": code_now(secret)}).status_code == 302
        assert signed_in(fresh)
    spare = Client()
    sign_in(spare)
    assert spare.post("/masuk/kode/", {"code": codes[0]}).status_code == 302
    again = Client()
    sign_in(again)
    assert again.post("/masuk/kode/", {"code": codes[0]}).status_code == 200


def test_guessing_codes_is_limited(client, budi):
    sign_in(client)
    secret = turn_totp_on(client)
    fresh = Client()
    sign_in(fresh)
    for _ in range(11):
        page = fresh.post("/masuk/kode/", {"code": "000000"})
    assert "Terlalu banyak percobaan" in page.content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert fresh.post("/masuk/kode/", {"code": code_now(secret)}).status_code == 200


def test_pages_of_the_second_factor_render(client, budi):
    sign_in(client)
    turn_totp_on(client)
    for path in (
        "/akun/",
        "/akun/kata-sandi/",
        "/akun/aplikasi-pengaman/matikan/",
        "/akun/kode-cadangan/baru/",
        "/akun/kunci-sandi/tambah/",
    ):
        assert client.get(path).status_code == 200, path
    for path in ("/akun/konfirmasi/", "/akun/konfirmasi/kode/", "/masuk/tidak-aktif/"):
        assert client.get(path).status_code == 200, path
    assert client.post("/akun/aplikasi-pengaman/matikan/")["Location"] == "/akun/"
    assert sign_in(Client())["Location"] == "/"


# -- one-time links -------------------------------------------------------------------------------
FIRST = {"name": "Gazali Rahman", "username": "Gazali", "password1": NEW, "password2": NEW}


def test_the_set_up_link_makes_one_administrator_once(client):
    path = links.make_setup_link(clock.now())
    assert links.needs_setup()
    page = client.get(path)
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(path, FIRST)["Location"] == "/masuk/"
    user = User.objects.get(username="gazali")
    assert (user.role, user.area_code, user.is_active) == (Role.PENGELOLA, "", True)
    assert Event.objects.filter(name="user.created", subject_id=str(user.id)).exists()
    assert not links.needs_setup()
    assert client.get(path).status_code == 410
    assert client.post(path, {**FIRST, "username": "kedua"}).status_code == 410
    assert User.objects.count() == 1
    assert sign_in(client, NEW, "gazali").status_code == 302


def test_a_new_set_up_link_ends_the_old_one(client):
    old = links.make_setup_link(clock.now())
    new = links.make_setup_link(clock.now())
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_set_up_link_ends_after_a_week_and_is_stored_hashed(client):
    path = links.make_setup_link(clock.now() - timedelta(days=7))
    assert client.get(path).status_code == 410
    assert path.split("/")[2] not in str(SetupLink.objects.values())
    assert client.get("/mulai/tebakan/").status_code == 404


@pytest.mark.parametrize(
    "password",
    [
        "pendek",
        "1234567890123",
        "password123",
        "Banjarmasin2026!",
        "gazalirahman",
        "Bubuhan-Kalsel-63",
    ],
)
def test_weak_passwords_are_refused_in_indonesian(client, password):
    path = links.make_setup_link(clock.now())
    answer = client.post(path, {**FIRST, "password1": password, "password2": password})
    assert answer.status_code == 422
    assert not User.objects.exists()
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    assert "password" not in text.lower().replace(password.lower(), "")


def test_two_different_passwords_are_refused(client):
    answer = client.post(links.make_setup_link(clock.now()), {**FIRST, "password2": NEW + "x"})
    assert answer.status_code == 422
    assert "Belum sama" in answer.content.decode()


def test_a_password_link_sets_the_password_and_ends_sessions(client, budi):
    other = Client()
    sign_in(other)
    path = links.make_password_link(budi, clock.now())
    assert "Budi Santoso" in client.get(path).content.decode()
    assert client.post(path, {"password1": NEW, "password2": NEW})["Location"] == "/masuk/"
    assert not signed_in(other)
    assert client.get(path).status_code == 410
    assert sign_in(client, NEW).status_code == 302


def test_no_instance_has_a_default_password():
    """Migrations make no account at all."""
    assert get_user_model().objects.count() == 0
    assert Session.objects.count() == 0
