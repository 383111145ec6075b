"""The frame of the office pages, its parts, search, the switcher and the page of the demo."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from bubuhan.cases.tests.doors import open_case
from bubuhan.site import charts
from bubuhan.site.templatetags import office

ROOT = Path(settings.REPO) / "bubuhan"
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def drawn(source: str, **context) -> str:
    """A piece of template, rendered."""
    return " ".join(
        engines["django"].from_string("{% load office %}" + source).render(context).split()
    )


def source_of(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_keep_the_content_security_policy(path: Path) -> None:
    text = source_of(path)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "|safe" not in text


def test_every_icon_that_is_named_exists() -> None:
    known = set(json.loads((ROOT / "site/templatetags/icons.json").read_text("utf-8")))
    named = {item.icon for _, items in office.NAV for item in items}
    named |= {name for name, _ in office.BANDS.values()} | {
        name for name, *_ in office.STATES.values()
    }
    for path in TEMPLATES:
        text = source_of(path)
        named |= set(re.findall(r"{% icon \"([a-z0-9-]+)\"", text))
        named |= set(re.findall(r"<c-[a-z-]+[^>]*\sicon=\"([a-z0-9-]+)\"", text))
    assert named - known == set()


@pytest.mark.django_db
def test_the_rail_shows_what_one_may_open(client_of) -> None:
    budi = text_of(client_of("budi").get("/angka/"))
    assert "Antrean Kasus Laporan" in budi
    assert "Pengguna" not in budi
    gazali = client_of("gazali").get("/angka/").content.decode()
    assert 'href="/antrean/' not in gazali
    assert 'href="/pengguna/' in gazali


@pytest.mark.django_db
def test_the_theme_comes_from_the_cookie_without_a_flash(client_of) -> None:
    client = client_of("budi")
    assert "data-theme=" not in client.get("/angka/").content.decode().split("<head>")[0]
    client.cookies["tema"] = "gelap"
    assert 'data-theme="bubuhan-dark"' in client.get("/angka/").content.decode()
    client.cookies["tema"] = '"><script>'
    assert "<script>" not in client.get("/angka/").content.decode()


@pytest.mark.django_db
def test_a_problem_is_a_page_or_a_fragment(client_of) -> None:
    citra = client_of("citra")
    page = citra.get("/angka/?wilayah=63.71")
    assert page.status_code == 404
    assert "Tidak ditemukan" in text_of(page)
    assert "<nav" in page.content.decode()
    part = citra.get("/angka/?wilayah=63.71", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'data-problem="not_found"' in part.content.decode()


@pytest.mark.django_db
def test_search_finds_what_one_may_see(ani, client_of) -> None:
    case = open_case(ani)
    hidden = open_case(ani, need="kekerasan", subject={"name": "Masitah"})
    budi = client_of("budi")
    assert case.number in text_of(budi.get("/cari/?q=aminah"))
    assert "Tidak ditemukan" in text_of(budi.get("/cari/?q=masitah"))
    assert hidden.number in text_of(budi.get(f"/cari/?q={hidden.number}"))
    assert "Ani Rahmawati" in text_of(budi.get("/cari/?q=rahmawati"))
    assert "Kel. Pelambuan" in text_of(budi.get("/cari/?q=pelambuan"))
    assert "Tulis sedikitnya dua huruf" in text_of(budi.get("/cari/"))
    assert "Tidak ditemukan" in text_of(client_of("citra").get("/cari/?q=aminah"))
    assert "Siti Aminah" not in text_of(client_of("gazali").get("/cari/?q=aminah"))


@pytest.mark.django_db
def test_the_switcher_stays_in_scope(client_of) -> None:
    budi = client_of("budi")
    here = {"HX-Current-URL": "http://testserver/kasus/?q=x"}
    menu = budi.get("/wilayah/pilih/?wilayah=63.71.03&q=x&hal=3", headers=here).content.decode()
    assert 'href="/kasus/?q=x&amp;wilayah=63.71"' in menu
    assert "wilayah=63.71.03.1003" in menu
    assert "wilayah=63&" not in menu
    assert 'wilayah=63"' not in menu
    away = budi.get(
        "/wilayah/pilih/?wilayah=63.05", headers={"HX-Current-URL": "https://jahat.example/x"}
    )
    assert "jahat" not in away.content.decode()
    assert "wilayah=63.05" not in away.content.decode()
    assert "Pelambuan" in text_of(budi.get("/wilayah/cari/?cari_wilayah=pelam"))
    assert "Tidak ada wilayah" in text_of(budi.get("/wilayah/cari/?cari_wilayah=tapin+utara"))


@pytest.mark.django_db
def test_the_demo_page_shows_logins_and_an_unused_code(client, settings, tmp_path, gazali) -> None:
    from bubuhan.accounts.actions import make_code
    from bubuhan.kernel import clock
    from bubuhan.kernel.ids import uuid7

    settings.DATA_DIR = tmp_path
    assert "sedang disiapkan" in text_of(client.get("/demo/"))
    code, _ = make_code(
        gazali, person_id=uuid7(), person_name="Ani", area_code="63.71.03.1003", now=clock.now()
    )
    users = [{"role": "petugas", "username": "budi", "password": "abcd-efgh", "area": "63.71"}]
    codes = [
        {"code": "USED-0000", "person": "Utuh", "area": "63"},
        {"code": code, "person": "Ani", "area": "63.71.03.1003"},
    ]
    (tmp_path / "demo.json").write_text(json.dumps({"users": users, "enrolment_codes": codes}))
    page = client.get("/demo/")
    assert f'data-copy="{code}"' in page.content.decode()
    assert "abcd-efgh" in text_of(page)
    assert "<svg" in page.content.decode()
    settings.BUBUHAN_DEMO = False
    assert client.get("/demo/").status_code == 404


def test_parts_say_what_they_are() -> None:
    assert "Darurat" in drawn('{% band "darurat" %}')
    assert drawn('{% band "nothing" %}') == ""
    assert "Menunggu" in drawn('{% state "waiting" %}')
    assert drawn("{{ 65|menit }}") == "1 jam 5 menit"
    assert drawn("{{ none|menit }}", none=None) == "–"
    assert drawn("{% persen 1 4 %} {% persen 0 0 %}") == "25% –"
    assert drawn('{{ "Budi Rahman Hakim"|initials }}') == "BR"


def test_hats_over_time() -> None:
    items = [
        {"label": "PSM Pelambuan", "start": date(2010, 1, 1), "end": None},
        {"label": "Karang Taruna", "start": date(2005, 1, 1), "end": date(2010, 1, 1)},
    ]
    figure = charts.hats(items, date(2026, 11, 22))
    assert [row["label"] for row in figure["rows"]] == ["Karang Taruna", "PSM Pelambuan"]
    assert [row["tone"] for row in figure["rows"]] == ["past", "brand"]
    assert figure["rows"][0]["x"] == "0"
    assert figure["words"] == "PSM Pelambuan 2010–kini; Karang Taruna 2005–2010"
    assert charts.hats([{"label": "x", "start": None}], date(2026, 1, 1)) == {"rows": []}


def test_parts_of_a_bar() -> None:
    assert charts.parts([("darurat", 1), ("tinggi", 0), ("sedang", 3)], 8) == [
        {"tone": "darurat", "x": "0", "w": "12.5"},
        {"tone": "sedang", "x": "12.5", "w": "37.5"},
    ]
    assert charts.parts([("darurat", 1)], 0) == []
