"""GPS to desa, indicative cells, and official boundaries from a file."""

import json
from pathlib import Path

import pytest
from click import ClickException
from shapely.geometry import Point

from bubuhan.geo import cells, cli, queries, rings
from bubuhan.geo.codes import within
from bubuhan.geo.models import Area, AreaBoundary, PointKind
from bubuhan.geo.nearest import distance_km, nearest
from bubuhan.journal.models import Event, Feed

pytestmark = pytest.mark.django_db

PELAMBUAN = "63.71.03.1003"


def point_of(code: str) -> tuple[float, float]:
    area = Area.objects.get(code=code)
    assert area.lat is not None
    assert area.lon is not None
    return area.lat, area.lon


def square(code: str, side: float = 0.02) -> list[list[float]]:
    lat, lon = point_of(code)
    west, south, east, north = lon - side, lat - side, lon + side, lat + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def geojson(tmp_path: Path, features: list[dict], name: str = "batas.geojson") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def feature(properties: dict, ring: list[list[float]]) -> dict:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_a_position_leads_to_its_desa_and_the_distance_is_right():
    for code in (PELAMBUAN, "63.01.01.2001", "63.02.01.2001", "63.09.06.1006"):
        lat, lon = point_of(code)
        found = nearest(lat, lon)
        assert found
        assert (found.code, found.km) == (code, 0.0)
        away = nearest(lat + 0.002, lon + 0.002)
        assert away
        assert away.km == pytest.approx(
            distance_km((lat + 0.002, lon + 0.002), point_of(away.code)), rel=0.002, abs=0.006
        )


def test_nowhere_near_and_nonsense():
    assert nearest(-6.2, 106.8) is None  # Jakarta
    assert nearest(-3.3, 999) is None
    assert nearest(float("nan"), 114.6) is None


def test_a_desa_without_a_known_place_never_wins():
    for code in Area.objects.filter(point_kind=PointKind.APPROXIMATE).values_list(
        "code", flat=True
    ):
        found = nearest(*point_of(code))
        assert found
        assert found.code != code


def test_cells_cover_every_desa_with_a_point_and_say_they_are_not_official():
    assert cells.rebuild() == 2_008 + 156 + 13
    kecamatan = queries.map_shapes("kecamatan", "63.71")
    assert kecamatan[0].name == "Banjarmasin Selatan"
    assert len(kecamatan) == 5
    assert not any(s.official for s in kecamatan)
    assert "bukan rujukan hukum" in queries.INDICATIVE
    whole = {s.code: rings.to_polygon(s.rings) for s in queries.map_shapes("kabkota", "63")}
    assert len(whole) == 13
    for one in queries.map_shapes("desa", "63.71"):
        lat, lon = point_of(one.code)
        shape = rings.to_polygon(one.rings)
        assert shape.buffer(0.0005).contains(Point(lon, lat))
        assert whole["63.71"].buffer(0.01).contains(shape)
    banjar, banjarbaru = whole["63.03"], whole["63.72"]
    assert banjar.intersection(banjarbaru).area < 0.02 * banjarbaru.area


def test_official_boundaries_replace_cells_and_decide_gps(tmp_path):
    cells.rebuild()
    lat, lon = point_of(PELAMBUAN)
    far = (lat + 0.018, lon + 0.018)
    before = nearest(*far)
    assert before
    assert before.code != PELAMBUAN
    path = geojson(
        tmp_path,
        [
            feature({"NAMOBJ": "Pelambuan", "KDEPUM": PELAMBUAN, "luas": 3.5}, square(PELAMBUAN)),
            feature({"NAMOBJ": "Siapa", "KDEPUM": "63.71.03.1999", "luas": 1}, square(PELAMBUAN)),
            feature(
                {"NAMOBJ": "Sebatung", "KDEPUM": "63.02.06.2016", "luas": 1}, square(PELAMBUAN)
            ),
        ],
    )
    report = cli.load_boundaries(path, "BIG, 2024")
    assert report.column == "KDEPUM"
    assert (report.loaded["desa"], report.unknown, report.retired) == (
        1,
        ["63.71.03.1999"],
        ["63.02.06.2016"],
    )
    assert len(report.missing) == 51
    assert any("51 wilayah tidak ada di berkas" in line for line in report.lines())
    shape = next(s for s in queries.map_shapes("desa", "63.71.03") if s.code == PELAMBUAN)
    assert shape.official
    assert AreaBoundary.objects.get(code=PELAMBUAN).source == "BIG, 2024"
    assert AreaBoundary.objects.filter(level="desa", official=False).count() == 2_007
    after = nearest(*far)
    assert after
    assert (after.code, after.inside, after.km) == (PELAMBUAN, True, 0.0)
    assert Area.objects.get(code=PELAMBUAN).point_kind == PointKind.OFFICIAL
    assert Event.objects.filter(name="boundaries.loaded").exists()
    assert Feed.objects.filter(space="63.71", kind="arealist").exists()


def test_a_whole_kecamatan_is_dissolved_from_its_villages(tmp_path):
    villages = queries.villages("63.72.06")
    rows = [feature({"kode": a.code.replace(".", "")}, square(a.code, 0.01)) for a in villages]
    report = cli.load_boundaries(geojson(tmp_path, rows))
    assert (report.loaded["desa"], report.derived["kecamatan"]) == (len(villages), 1)
    assert AreaBoundary.objects.get(code="63.72.06").official


def test_topojson_with_steps_and_shared_arcs(tmp_path):
    path = tmp_path / "batas.topojson"
    lat, lon = point_of(PELAMBUAN)
    body = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [lon - 0.005, lat - 0.005]},
        "arcs": [
            [[0, 0], [10, 0], [0, 10]],
            [[10, 10], [-10, 0], [0, -10]],
            [[10, 10], [10, 0], [0, -10], [-10, 0]],
        ],
        "objects": {
            "desa": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": PELAMBUAN, "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "63.71.03.1001", "arcs": [[[2, -1, 0]]]},
                ],
            }
        },
    }
    path.write_text(json.dumps(body), "utf-8")
    report = cli.load_boundaries(path)
    assert (report.column, report.loaded["desa"]) == ("id", 2)
    shape = rings.to_polygon(AreaBoundary.objects.get(code=PELAMBUAN).rings)
    assert shape.area == pytest.approx(0.0001, rel=0.01)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("bukan json", "bukan JSON"),
        ("[]", "bukan FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "Tidak ada poligon"),
    ],
)
def test_files_that_are_no_maps(tmp_path, content, word):
    path = tmp_path / "x.geojson"
    path.write_text(content, "utf-8")
    with pytest.raises(ClickException, match=word):
        cli.load_boundaries(path)
    with pytest.raises(ClickException, match="tidak dapat dibaca"):
        cli.load_boundaries(tmp_path / "tidak-ada.geojson")


def test_wrong_codes_and_wrong_projection_change_nothing(tmp_path):
    ring = square(PELAMBUAN)
    bps = geojson(tmp_path, [feature({"IDDESA": "6371030003"}, ring)])
    with pytest.raises(ClickException, match="kode BPS"):
        cli.load_boundaries(bps)
    without = geojson(tmp_path, [feature({"nama": "Pelambuan"}, ring)])
    with pytest.raises(ClickException, match="Kolom yang ada: nama"):
        cli.load_boundaries(without)
    utm = geojson(tmp_path, [feature({"kode": PELAMBUAN}, [[x * 1e4, y * 1e4] for x, y in ring])])
    with pytest.raises(ClickException, match="EPSG:4326"):
        cli.load_boundaries(utm)
    assert not AreaBoundary.objects.filter(official=True).exists()


def test_loading_the_list_again_keeps_official_points(tmp_path):
    cli.load_boundaries(geojson(tmp_path, [feature({"kode": PELAMBUAN}, square(PELAMBUAN))]))
    report = cli.load("63")
    assert (report.updated, Area.objects.get(code=PELAMBUAN).point_kind) == (0, PointKind.OFFICIAL)
    assert all(within(s.code, "63") for s in queries.map_shapes("kabkota"))
