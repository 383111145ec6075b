"""The pure rules: tree without circles, drawing, SPM, ages, instruments."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bubuhan.assessments import drawing, instruments, spm, taxonomy, tree
from bubuhan.assessments.load import FOLDER

CONTRACT = Path(__file__).resolve().parents[3] / "contract"
SAMPLES = json.loads((CONTRACT / "samples" / "instruments.json").read_text("utf-8"))
FORMS = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(FOLDER.glob("*.json"))}

# -- tree -----------------------------------------------------------------------------------------


def test_a_circle_is_told_as_the_way_round() -> None:
    links = [("lapar", "miskin"), ("miskin", "sakit")]
    assert tree.circle(links, "sakit", "lapar") == ["sakit", "lapar", "miskin", "sakit"]
    assert tree.circle(links, "lapar", "sakit") is None
    assert tree.circle(links, "sakit", "sakit") == ["sakit", "sakit"]


def test_roots_have_no_cause_of_their_own() -> None:
    links = [("lapar", "miskin"), ("miskin", "sakit"), ("lapar", "utang")]
    assert tree.roots(["lapar", "miskin", "sakit", "utang", "jauh"], links) == [
        "sakit",
        "utang",
        "jauh",
    ]


def test_every_cause_lies_below_all_it_brings_about() -> None:
    links = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")]
    assert tree.layers(["a", "b", "c", "d"], links) == [["a", "d"], ["b"], ["c"]]
    assert tree.layers([], []) == []


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60))
def test_adding_only_links_without_circle_never_makes_one(wanted: list[tuple[int, int]]) -> None:
    links: list[tuple[int, int]] = []
    for effect, cause in wanted:
        if tree.circle(links, effect, cause) is None:
            links.append((effect, cause))
    rows = tree.layers(list(range(13)), links)
    depth = {one: n for n, row in enumerate(rows) for one in row}
    assert sorted(depth) == list(range(13))
    assert all(depth[cause] > depth[effect] for effect, cause in links)


def node(n: int, *parents: int, name: str = "Penghasilan tidak cukup") -> drawing.Node:
    return drawing.Node(
        UUID(int=n), name, "wallet", "keluarga", tuple(UUID(int=p) for p in parents)
    )


def test_the_narrow_picture_fits_a_phone_and_boxes_do_not_overlap() -> None:
    nodes = [node(1, 2, 3, 4, 5, 6), *(node(n) for n in range(2, 6)), node(6, 2)]
    made = drawing.picture(nodes, drawing.NARROW)
    assert made.width <= 340
    assert len(made.paths) == 6
    spots = {(box.x, box.y) for box in made.boxes}
    assert len(spots) == 6
    assert all(x >= 0 and x + drawing.BOX_W <= made.width for x, _ in spots)
    assert all(y + drawing.BOX_H <= made.height for _, y in spots)
    assert [box.root for box in made.boxes].count(True) == 4


def test_long_names_end_in_an_ellipsis() -> None:
    assert drawing.wrapped("Tidak punya surat kependudukan yang berlaku di mana pun")[2].endswith(
        "…"
    )
    assert drawing.wrapped("Bencana") == ("Bencana",)
    assert all(len(line) <= 20 for line in drawing.wrapped("Kata" * 20))


def test_a_shared_cause_is_told_in_full_once() -> None:
    told = drawing.reading([node(1, 3), node(2, 3), node(3, 4), node(4)])
    assert [(depth, one.int, again) for depth, one, again in told] == [
        (0, 1, False), (1, 3, False), (2, 4, False), (0, 2, False), (1, 3, True),
    ]  # fmt: skip


# -- SPM ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "neglected", "residence", "yes", "level"),
    [
        ((), False, "rumah", None, ""),
        (("8",), False, "rumah", True, "kabkota"),
        (("8",), False, "panti", True, "provinsi"),
        (("9",), False, "rumah", False, ""),
        (("9",), True, "rumah", True, "kabkota"),
        (("2",), False, "lain", True, "kabkota"),
        (("11",), False, "jalan", True, "kabkota"),
        (("12",), False, "panti", True, "provinsi"),
        (("21",), False, "panti", True, "kabkota"),
        (("24",), True, "rumah", False, ""),
        (("16",), False, "rumah", False, ""),
    ],
)
def test_spm(codes, neglected, residence, yes, level) -> None:
    found = spm.verdict([spm.Who("Siti", frozenset(codes), neglected, residence)])
    assert (found.yes, found.level) == (yes, level)
    assert found.reasons


def test_one_in_an_institution_makes_it_the_provinces() -> None:
    people = [spm.Who("A", frozenset({"8"})), spm.Who("B", frozenset({"1"}), residence="panti")]
    assert spm.verdict(people).level == "provinsi"


# -- ages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "limit", "warns"),
    [
        (70, taxonomy.Limit(60, None), False),
        (59, taxonomy.Limit(60, None), True),
        (None, taxonomy.Limit(60, None), False),
        (19, taxonomy.Limit(6, 18), True),
        (6, taxonomy.Limit(6, 18), False),
        (6, None, False),
        (7, taxonomy.Limit(None, 5), True),
    ],
)
def test_an_age_that_does_not_fit_is_a_warning(age, limit, warns) -> None:
    assert bool(taxonomy.age_warning("Lansia", age, limit)) is warns


def test_age_follows_the_birth_date_or_the_years_since_it_was_told() -> None:
    day = date(2026, 3, 2)
    assert taxonomy.age_on(day, date(1950, 3, 3), None, None) == 75
    assert taxonomy.age_on(day, None, 70, date(2024, 1, 1)) == 72
    assert taxonomy.age_on(day, None, 70, None) == 70
    assert taxonomy.age_on(day, None, None, None) is None


def test_pas_follows_from_ppks_with_its_certainty() -> None:
    found = taxonomy.proposal({"pas": "9", "pas_certainty": "I"})
    assert found is not None
    assert (found.code, found.words) == ("9", "kesimpulan sendiri")
    assert taxonomy.proposal({}) is None


# -- instruments ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids=[s["name"] for s in SAMPLES])
def test_the_shared_samples(sample: dict[str, Any]) -> None:
    body = FORMS[sample["form"]] if isinstance(sample["form"], str) else sample["form"]
    found = instruments.result(body, sample["answers"])
    expect = sample["expect"]
    assert list(found.visible) == expect["visible"]
    assert found.problems == expect["problems"]
    if not found.problems:
        assert found.score == expect["score"]
        assert found.band == expect["band"]
        assert list(found.strengths) == expect["strengths"]
        assert list(found.needs) == expect["needs"]
        assert list(found.causes) == expect["causes"]
        assert found.kept == expect["kept"]


@pytest.mark.parametrize("name", FORMS)
def test_instruments_are_whole(name: str) -> None:
    """Every band is there, `max` is what the questions allow, every cause is in the list, ids once."""
    body = FORMS[name]
    assert name == f"{body['code']}.{body['version']}"
    assert instruments.ceiling(body) == body["max"]
    bands = body["bands"]
    assert [b["from"] for b in bands] == [0, *(b["to"] + 1 for b in bands[:-1])]
    assert bands[-1]["to"] == body["max"]
    ids = [q["id"] for q in body["questions"]]
    assert len(set(ids)) == len(ids)
    causes = {c["code"] for c in json.loads((CONTRACT / "lists" / "cause.json").read_text("utf-8"))}
    for question in body["questions"]:
        for part in [*question.get("options", ()), *question.get("scores", ())]:
            assert part.get("cause", "lainnya") in causes


def test_the_outcome_measure_has_five_questions_and_twenty_points() -> None:
    body = FORMS["hasil_singkat.1"]
    assert (len(body["questions"]), body["max"]) == (5, 20)


@given(
    st.dictionaries(
        st.sampled_from([q["id"] for q in FORMS["keluarga_awal.1"]["questions"]] + ["asing"]),
        st.one_of(
            st.none(),
            st.text(max_size=5),
            st.integers(),
            st.floats(),
            st.booleans(),
            st.lists(st.text(max_size=4)),
        ),
    )
)
def test_nothing_anybody_sends_breaks_the_engine(answers: dict[str, Any]) -> None:
    found = instruments.result(FORMS["keluarga_awal.1"], answers)
    assert set(found.problems.values()) <= set(instruments.WORDS)
