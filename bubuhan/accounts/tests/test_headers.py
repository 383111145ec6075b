"""What every page says to the browser."""

import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

import bubuhan
from bubuhan.accounts import links
from bubuhan.accounts.addresses import client_ip
from bubuhan.kernel import clock

pytestmark = pytest.mark.django_db
PAGES = [
    "/masuk/",
    "/akun/",
    "/perangkat/",
    "/perangkat/tanpa-hp/",
    "/akun/kata-sandi/",
    "/tidak-ada/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_wrapped(client_of, path):
    answer = client_of("dewi").get(path)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "payment=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES[1:])
def test_nothing_personal_stays_in_a_cache(client_of, path):
    assert "no-store" in client_of("dewi").get(path)["Cache-Control"]


def test_cookies_cannot_be_read_by_scripts(client_of, users):
    client = Client()
    client.post("/masuk/", {"login": "budi", "password": "rahasia-contoh-63"})
    assert set(client.cookies) == {"sesi", "csrf"} or set(client.cookies) == {"sesi"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_behind_tls_the_browser_is_told_to_stay_there():
    """Settings read the environment once, so this reads them in a fresh interpreter."""
    import json
    import os
    import subprocess
    import sys

    code = (
        "import json, bubuhan.site.settings as s; print(json.dumps([s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, list(s.SECURE_PROXY_SSL_HEADER), s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "BUBUHAN_HTTPS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == [
        31_536_000, True, True, "__Host-sesi", ["HTTP_X_FORWARDED_PROTO", "https"], False,
    ]  # fmt: skip


def test_templates_hold_no_inline_script_or_style():
    """The policy forbids them; a browser would drop them silently."""
    folder = Path(bubuhan.__file__).parent
    bad = re.compile(
        r"""\sstyle=["']|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")"""
    )
    found = [
        str(p.relative_to(folder))
        for p in folder.rglob("templates/**/*.html")
        if bad.search(p.read_text("utf-8"))
    ]
    assert found == []


def test_a_claimed_address_counts_for_nothing(rf):
    """Behind a trusted proxy the server process sets REMOTE_ADDR (site/tests/test_web.py)."""
    request = rf.get("/", REMOTE_ADDR="10.1.1.1", headers={"X-Forwarded-For": "6.6.6.6"})
    assert client_ip(request) == "10.1.1.1"


def test_passwords_codes_and_links_are_not_logged(users, caplog):
    """What the server's own log handler would write of these requests."""
    client, path = Client(), links.make_password_link(users["budi"], clock.now())
    client.post("/masuk/", {"login": "budi", "password": "sandi-yang-salah-sekali"})
    client.post("/sync/v1/enrol", {"code": "ABCD-EFGH", "device_name": "x"}, "application/json")
    assert client.post(path, {"password1": "x"}).status_code == 422
    handlers = logging.getLogger().handlers
    ours = next(h for h in handlers if type(h.formatter).__name__ == "ProcessorFormatter")
    said = "\n".join(ours.format(record) for record in caplog.records)
    assert "Unprocessable Entity: /mulai/" in said
    for secret in (path.split("/")[2], "sandi-yang-salah-sekali", "ABCD"):
        assert secret not in said
    assert settings.AXES_DISABLE_ACCESS_LOG


def test_what_the_database_quotes_of_a_row_is_not_logged():
    record = logging.LogRecord(
        "x",
        logging.ERROR,
        "",
        0,
        "no\nDETAIL:  Failing row contains (Siti Aminah).\nend",
        None,
        None,
    )
    handlers = logging.getLogger().handlers
    ours = next(h for h in handlers if type(h.formatter).__name__ == "ProcessorFormatter")
    said = ours.format(record)
    assert "Siti" not in said
    assert "end" in said


@pytest.mark.parametrize("path", ["/cari/?q=%00ab%00", "/registri/?wilayah=63.71%00", "/a/?%00=1"])
def test_nul_in_an_address_is_left_out(client_of, path):
    """PostgreSQL refuses NUL: without care every filter of every list would be a 500."""
    assert client_of("budi").get(path).status_code in {200, 404}


def test_nul_in_a_form_is_left_out(client_of):
    posted = client_of("budi").post("/kasus/tugaskan/", {"id": "a\0b", "note": "\0"})
    assert posted.status_code == 422
    assert Client().post("/masuk/", {"login": "bu\0di", "password": "\0"}).status_code == 200
