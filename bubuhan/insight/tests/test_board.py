"""The page of figures, and the geometry of its week chart."""

import re
from datetime import date

import pytest

from bubuhan.cases.tests.doors import PELAMBUAN, open_case
from bubuhan.geo.models import AreaBoundary
from bubuhan.insight import drawing

SQUARE = [[[114.55, -3.33], [114.56, -3.33], [114.56, -3.32], [114.55, -3.32], [114.55, -3.33]]]


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.django_db
def test_figures_of_ones_own_area_and_below(ani, client_of) -> None:
    open_case(ani)
    budi = client_of("budi")
    words = text_of(budi.get("/angka/"))
    assert "Kota Banjarmasin" in words
    assert "data per" in words
    assert "Banjarmasin Barat 1 0" in words
    assert "51 Desa tanpa PSM aktif" in words
    below = text_of(budi.get("/angka/?wilayah=63.71.03&hari=30"))
    assert "Pelambuan 1 0" in below
    assert budi.get(f"/angka/?wilayah={PELAMBUAN}").status_code == 200
    assert budi.get("/angka/?hari=x&peta=x").status_code == 200
    for outside in ("63", "63.05", "63.71.99", "x"):
        assert budi.get(f"/angka/?wilayah={outside}").status_code == 404


@pytest.mark.django_db
def test_the_administrator_sees_figures_without_links_to_cases(client_of) -> None:
    page = client_of("gazali").get("/angka/").content.decode()
    assert "Kab. Tapin" in page
    assert "/kasus/" not in page


@pytest.mark.django_db
def test_few_queries_however_large_the_area(client_of, django_assert_max_num_queries) -> None:
    gazali = client_of("gazali")
    gazali.get("/angka/")
    with django_assert_max_num_queries(14):
        gazali.get("/angka/")


@pytest.mark.django_db
def test_the_map_says_that_its_borders_are_indicative(ani, client_of) -> None:
    budi = client_of("budi")
    assert "Peta belum tersedia" in text_of(budi.get("/angka/?wilayah=63.71.03"))
    AreaBoundary.objects.create(code=PELAMBUAN, level="desa", rings=SQUARE)
    open_case(ani)
    page = budi.get("/angka/?wilayah=63.71.03").content.decode()
    assert "Batas indikatif, bukan rujukan hukum" in page
    assert 'aria-label="Pelambuan: 1 kasus"' in page
    assert 'class="map-area map-5"' in page
    assert "Pelambuan: 100%" in budi.get("/angka/?wilayah=63.71.03&peta=psm").content.decode()
    AreaBoundary.objects.update(official=True)
    assert "Batas indikatif" not in budi.get("/angka/?wilayah=63.71.03").content.decode()


@pytest.mark.parametrize(
    ("value", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (55, 80), (900, 2000)]
)
def test_nice_numbers_divide_by_four(value, top) -> None:
    assert drawing.nice(value) == top


def test_week_lines() -> None:
    rows = [
        {"code": date(2026, 3, 2), "opened": 4, "closed": 0},
        {"code": date(2026, 3, 9), "opened": 0, "closed": 4},
    ]
    drawn = drawing.weeks(rows, width=100, height=40)
    assert drawn["opened"] == "0.0,0.0 100.0,40.0"
    assert drawn["closed"] == "0.0,40.0 100.0,0.0"
    assert [mark["label"] for mark in drawn["marks"]] == ["0", "2", "4"]
