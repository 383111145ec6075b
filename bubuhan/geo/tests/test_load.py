"""The official list: complete, checked, and safe to load again."""

import csv
from collections import Counter

import pytest

from bubuhan import journal
from bubuhan.geo import facts, load, names, queries, source
from bubuhan.geo.check import current, successors_of
from bubuhan.geo.codes import AreaLevel
from bubuhan.geo.models import Area, AreaAlias, AreaChange, PointKind
from bubuhan.journal.models import Event, Feed
from bubuhan.kernel.problems import Problem

pytestmark = pytest.mark.django_db


def test_the_whole_country_has_its_official_counts():
    first = load.load()
    counts = Counter(Area.objects.values_list("level", flat=True))
    assert counts == {"provinsi": 38, "kabkota": 514, "kecamatan": 7_285, "desa": 83_762}
    assert first.inserted + first.unchanged == 91_599
    kalsel = Area.objects.filter(queries.subtree("63"))
    assert Counter(kalsel.values_list("level", flat=True)) == {
        "provinsi": 1, "kabkota": 13, "kecamatan": 156, "desa": 2_016,
    }  # fmt: skip
    kinds = Counter(kalsel.filter(level="desa").values_list("kind", flat=True))
    assert kinds == {"kelurahan": 144, "desa": 1_872}
    again = load.load()
    assert (again.inserted, again.updated, again.retired, again.unchanged) == (0, 0, 0, 91_599)


def test_a_changed_package_is_refused_in_words():
    rows = list(source.everything())
    with pytest.raises(source.SourceChanged, match="was reviewed"):
        source.check(tuple(rows), "0.8.0")
    with pytest.raises(source.SourceChanged, match=r"83761 x desa"):
        source.check(tuple(r for r in rows if r.code != "63.71.03.1003"), source.VERSION)
    renamed = tuple(
        source.SourceArea(r.code, "Palambuan") if r.code == "63.71.03.1003" else r for r in rows
    )
    with pytest.raises(source.SourceChanged, match="codes or names"):
        source.check(renamed, source.VERSION)


def test_every_area_knows_its_parent_and_regulation():
    assert not Area.objects.exclude(regulation=source.REGULATION).exists()
    known = set(Area.objects.values_list("code", flat=True))
    parents = set(Area.objects.exclude(parent_code="").values_list("parent_code", flat=True))
    assert parents <= known


def test_points_own_mean_and_approximate():
    kinds = Counter(Area.objects.filter(queries.subtree("63")).values_list("level", "point_kind"))
    assert kinds["desa", PointKind.INTERIOR] == 2_008
    assert kinds["desa", PointKind.APPROXIMATE] == 8
    assert kinds["kecamatan", PointKind.MEAN] == 156
    assert kinds["kabkota", PointKind.MEAN] == 13
    without = set(
        Area.objects.filter(point_kind=PointKind.APPROXIMATE).values_list("code", flat=True)
    )
    assert all(code.startswith("63.10.0") for code in without)


def test_a_reload_repairs_touches_the_phones_and_keeps_retired_rows():
    Area.objects.filter(code="63.71.03.1003").update(name="Salah", name_key="salah")
    Area.objects.create(
        code="63.71.03.1099", level="desa", kind="kelurahan", name="Lama", name_key="lama"
    )
    before = queries.arealist_documents(None, ["63.71"])["63.71"].rev
    with journal.unit():
        report = load.load("63.71")
    assert (report.updated, report.retired, report.inserted) == (1, 1, 0)
    assert Area.objects.get(code="63.71.03.1003").name == "Pelambuan"
    assert Area.objects.get(code="63.71.03.1099").valid_to is not None
    assert Event.objects.filter(name="area.loaded", area_code="63.71").exists()
    assert Feed.objects.filter(space="63.71", kind="arealist", doc_id="63.71").exists()
    assert queries.arealist_documents(None, ["63.71"])["63.71"].rev > before


def test_every_retired_code_has_a_row_and_its_regulation():
    rows = list(csv.DictReader((facts.FOLDER / "code_changes.csv").open(encoding="utf-8")))
    assert AreaChange.objects.count() == len(rows) == 48
    assert AreaChange.objects.exclude(new_code="").count() == 42
    assert (
        not AreaChange.objects.filter(regulation="").exclude(source__startswith="django").exists()
    )
    successors = AreaChange.objects.exclude(new_code="").values_list("new_code", flat=True)
    assert Area.objects.filter(code__in=successors, valid_to=None).count() == len(set(successors))
    assert not Area.objects.filter(code__in=[r["kode_lama"] for r in rows]).exists()
    assert AreaAlias.objects.filter(kind="variant").count() == 53


def test_current_says_what_replaced_a_code():
    assert current("63.71.03.1003") == "63.71.03.1003"
    with pytest.raises(Problem) as retired:
        current("63.02.06.1002")
    assert retired.value.code == "area_retired"
    assert "Kel. Baharu Selatan, Pulaulaut Sigam (63.02.22.1009)" in retired.value.message
    with pytest.raises(Problem) as open_end:
        current("63.10.08.2013", field="place.area_code")
    assert (open_end.value.code, open_end.value.field) == ("area_retired", "place.area_code")
    for code, problem in (
        ("63.71.03.1999", "area_unknown"),
        ("", "area_missing"),
        ("x", "area_unknown"),
    ):
        with pytest.raises(Problem) as wrong:
            current(code)
        assert wrong.value.code == problem
    assert successors_of("63.02.06.2026") == ["63.02.19.2005", "63.02.22.2003"]


def test_labels():
    assert names.label("63.71.03.1003") == "Kel. Pelambuan, Banjarmasin Barat"
    assert names.label("63.10.04.2027") == "Desa Sido Rejo, Satui"
    assert names.label("63.71.03") == "Kec. Banjarmasin Barat, Kota Banjarmasin"
    assert (names.label("63.03"), names.label("63.71")) == ("Kab. Banjar", "Kota Banjarmasin")
    assert names.label("63") == "Prov. Kalimantan Selatan"
    assert names.label("63.02.06.1002") == "Baharu Selatan (kode lama 63.02.06.1002)"
    assert "tidak ada dalam daftar" in names.label("63.99")
    assert names.label("") == ""
    assert names.name("63.71") == "Banjarmasin"
    assert names.path("63.71.03.1003") == "Kel. Pelambuan, Kec. Banjarmasin Barat, Kota Banjarmasin"


def test_names_of_a_page_cost_one_query_per_new_kab(django_assert_num_queries):
    names.forget()
    codes = list(
        Area.objects.filter(queries.subtree("63.71"), level="desa").values_list("code", flat=True)
    )
    with django_assert_num_queries(1):
        assert len(names.names(codes)) == 52
    with django_assert_num_queries(0):
        names.names(codes)


def test_pickers():
    assert [a.code for a in queries.children("63.72")] == [f"63.72.0{n}" for n in (5, 4, 3, 2, 6)]
    assert len(queries.children("")) >= 1
    assert queries.search("pelamb", "63")[0].code == "63.71.03.1003"
    assert [a.code for a in queries.search("banjar", "63")][:3] == ["63.03", "63.71", "63.72"]
    assert queries.search("sei lulut", "63.71")[0].name == "Sungai Lulut"
    assert {a.level for a in queries.search("banjar", "63", level="kecamatan")} == {"kecamatan"}
    assert queries.search("63.71.03", "63.71")[0].code == "63.71.03"
    assert queries.search("pelambuan", "63.05") == []
    assert queries.search("  ") == []
    assert len(queries.villages("63.71")) == 52
    assert queries.get("63.99") is None


def test_the_phones_area_list():
    areas = queries.arealist("63.71")["areas"]
    assert len(areas) == 1 + 5 + 52
    assert areas[0]["code"] == "63.71"
    assert areas[0]["name"] == "Banjarmasin"
    village = next(a for a in areas if a["code"] == "63.71.03.1003")
    assert village["level"] == AreaLevel.DESA
    assert -3.4 < village["lat"] < -3.2
