"""Tables for the pure rules: lifecycle, triage, dispatch, joining. No database."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bubuhan.cases import joining, lifecycle
from bubuhan.cases.dispatch import (
    Candidate,
    Mandate,
    Sketch,
    Skill,
    Task,
    Way,
    distance_km,
    rank,
    shortlist,
)
from bubuhan.cases.models import State
from bubuhan.cases.triage import (
    Facts,
    Sign,
    Times,
    band_of,
    more_urgent,
    rises_after,
    sooner,
    triage,
)
from bubuhan.kernel.problems import Problem

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DANGER = Sign("danger_now", "Ada bahaya sekarang", 60, True)
MEDICAL = Sign("medical", "Butuh pertolongan kesehatan", 45, True)
ALONE = Sign("alone", "Sendirian", 15, True)


# -- lifecycle ----------------------------------------------------------------------------------
@pytest.mark.parametrize("action", lifecycle.ACTIONS)
@pytest.mark.parametrize("state", State.values)
def test_every_pair_is_decided(state: str, action: str) -> None:
    """Each pair either names a known state or is refused in words."""
    if lifecycle.allows(state, action):
        assert lifecycle.next_state(state, action) in State.values
        return
    with pytest.raises(Problem) as found:
        lifecycle.next_state(state, action)
    assert found.value.code == "case_state"
    assert "…" not in found.value.message


WRITING = ("visit", "note", "update")
DECIDING = ("band", "resolve", "reject")


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("waiting", {"dispatch", "accept", *WRITING, *DECIDING}),
        ("offered", {"dispatch", "support", "accept", "decline", *WRITING, *DECIDING}),
        ("active", {"dispatch", "support", "decline", *WRITING, *DECIDING}),
        ("resolved", {"visit", "note", "update", "close", "send_back"}),
        ("closed", {"reopen"}),
        ("rejected", {"reopen"}),
    ],
)
def test_what_may_be_done_in_a_state(state: str, allowed: set[str]) -> None:
    assert set(lifecycle.actions_for(state)) == allowed


@pytest.mark.parametrize(
    ("offers", "accepted", "state"),
    [(0, False, "waiting"), (2, False, "offered"), (0, True, "active"), (1, True, "active")],
)
def test_after_an_offer_fell_away(offers: int, accepted: bool, state: str) -> None:
    assert lifecycle.after_offer(offers, accepted=accepted) == state


# -- triage -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "band", "score"),
    [
        (Facts("Dokumen"), "rendah", 0),
        (Facts("Alat bantu", 5, age=70), "sedang", 15),
        (Facts("Lansia", 20, (ALONE,), age=71), "tinggi", 45),
        (Facts("Sakit", 20, (MEDICAL,)), "darurat", 65),
        (Facts("Lainnya", 0, (DANGER,)), "darurat", 60),
        (Facts("Lainnya", 0, (Sign("danger_now", "Ada bahaya", 60, False),)), "rendah", 0),
        (Facts("Lainnya", 0, (Sign("danger_now", "Ada bahaya", 60, None),)), "rendah", 5),
        (Facts("Pangan", 15, reports=3), "tinggi", 35),
        (Facts("Pangan", 15, reports=30), "tinggi", 45),
        (Facts("Pangan", 15, age=3), "sedang", 25),
        (Facts("Pangan", 15, waited=4 * DAY), "tinggi", 35),
        (Facts("Dokumen", 0, waited=100 * DAY), "sedang", 25),
    ],
)
def test_bands(facts: Facts, band: str, score: int) -> None:
    verdict = triage(facts)
    assert (verdict.band, verdict.score) == (band, score)
    assert sum(r.points for r in verdict.reasons) == score


def test_waiting_alone_never_makes_an_emergency() -> None:
    facts = Facts("Lansia", 20, (ALONE,), age=71, waited=300 * DAY)
    assert (triage(facts).band, triage(facts).score) == ("tinggi", 59)


def test_reasons_are_words_weightiest_first() -> None:
    facts = Facts("Lansia terlantar", 20, (ALONE, MEDICAL), age=71, waited=2 * DAY, reports=2)
    assert [r.text for r in triage(facts).reasons] == [
        "Butuh pertolongan kesehatan",
        "Kebutuhan: Lansia terlantar",
        "Sendirian",
        "Lanjut usia (71 tahun)",
        "Dilaporkan 2 kali",
    ]


@pytest.mark.parametrize(
    ("facts", "after"),
    [
        (Facts("Dokumen", 0), 3 * DAY),
        (Facts("Pangan", 15), 4 * DAY),
        (Facts("Pangan", 15, waited=4 * DAY), None),
        (Facts("Lansia", 20, (ALONE,)), None),
        (Facts("Bahaya", 0, (DANGER,)), None),
    ],
)
def test_when_waiting_raises_the_band(facts: Facts, after: timedelta | None) -> None:
    assert rises_after(facts) == after
    if after is not None:
        later = Facts(facts.need_name, facts.need_weight, facts.signs, waited=after)
        assert more_urgent(triage(later).band, triage(facts).band)


def test_deadlines() -> None:
    times = Times(timedelta(minutes=45), timedelta(days=3))
    assert times.respond_by(NOW) == NOW + timedelta(minutes=45)
    assert sooner(None, NOW, times) == NOW + timedelta(minutes=45)
    assert sooner(NOW + timedelta(minutes=5), NOW, times) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, "rendah"), (14, "rendah"), (15, "sedang"), (35, "tinggi"), (60, "darurat")],
)
def test_band_limits(score: int, band: str) -> None:
    assert band_of(score) == band


# -- dispatch -----------------------------------------------------------------------------------
MANDATES = {"PSM": Mandate(30, "PSM mendampingi"), "TAGANA": Mandate(45, "Tagana untuk bencana")}
HERE = "63.71.03.1003"


def candidate(n: int, area: str = HERE, **more) -> Candidate:
    return Candidate(
        UUID(int=n),
        UUID(int=100 + n),
        f"Orang {n}",
        more.pop("pillar", "PSM"),
        area,
        has_phone=True,
        **more,
    )


def order(*candidates: Candidate, task: Task | None = None) -> list[int]:
    return [
        r.candidate.person_id.int for r in rank(task or Task("bencana", HERE), candidates, MANDATES)
    ]


def test_nearer_duty_area_first() -> None:
    assert order(
        candidate(1, "63.72.02.1001"),
        candidate(2, "63.71.01.1001"),
        candidate(3, "63.71.03.1001"),
        candidate(4),
    ) == [4, 3, 2, 1]


def test_the_mandate_counts() -> None:
    assert order(candidate(1), candidate(2, pillar="TAGANA")) == [2, 1]
    assert order(candidate(1, pillar="LKS")) == []


def test_load_availability_and_refusal() -> None:
    assert order(
        candidate(1, declined=True),
        candidate(2, available=False),
        candidate(3, open_load=4),
        candidate(4),
    ) == [4, 3, 2, 1]


def test_one_person_with_two_hats_appears_once_with_the_better_one() -> None:
    ranked = rank(Task("bencana", HERE), [candidate(1), candidate(1, pillar="TAGANA")], MANDATES)
    assert [r.candidate.pillar for r in ranked] == ["TAGANA"]


@pytest.mark.parametrize("seed", range(40))
def test_two_stages_give_what_one_gives(seed: int) -> None:
    rng = random.Random(seed)
    areas = [HERE, "63.71.03.1004", "63.71.01.1001", "63.71.01.1002", "63.72.01.1001", "63.71"]
    points = {a: (-3.3 + rng.random() / 9, 114.5) for a in areas[: rng.choice((0, 4, 6))]}
    boat = Skill("perahu", "Perahu", needed=rng.random() > 0.5)
    ways = {("63.71.01", "63.71.03"): Way(2.5, "sungai")}
    task = Task("bencana", HERE, -3.3, 114.5, (boat,), ways)
    names = {str(UUID(int=n)): f"Orang {rng.randrange(30):02}" for n in range(80)}
    sketches = [
        Sketch(
            str(UUID(int=900 + n)),
            str(UUID(int=rng.randrange(80))),
            rng.choice(areas),
            rng.choice(("PSM", "PSM", "TAGANA", "LKS")),
            rng.random() > 0.2,
            rng.choice((0, 0, 1, 7)),
            rng.random() > 0.3,
            rng.random() > 0.8,
            rng.choice(("", "", "", "offered", "declined", "lapsed", "withdrawn")),
            rng.choice(((), (("perahu", True),), (("perahu", False),))),
        )
        for n in range(rng.choice((3, 20, 120)))
    ]

    def full(found: list[Sketch]) -> list[Candidate]:
        return [
            Candidate(
                UUID(s.person), UUID(s.member), names[s.person], area_code=s.area_code,
                lat=points.get(s.area_code, (None, None))[0],
                lon=points.get(s.area_code, (None, None))[1], **s.traits(),
            )
            for s in found
        ]  # fmt: skip

    for limit in (1, 5, 20):
        short = shortlist(task, sketches, MANDATES, points, limit)
        everybody = rank(task, full(sketches), MANDATES)
        assert rank(task, full(short), MANDATES, limit) == everybody[:limit]


def test_the_reasons_say_why() -> None:
    near = candidate(1, lat=-3.32, lon=114.58, open_load=2)
    (found,) = rank(Task("bencana", HERE, -3.32, 114.57), [near], MANDATES)
    assert found.reasons == (
        "PSM mendampingi",
        "bertugas di desa/kelurahan yang sama",
        "sekitar 1 km dari lokasi",
        "sedang menangani 2 kasus",
    )


def test_distance() -> None:
    assert distance_km(-3.3194, 114.5908, -3.4402, 114.8306) == pytest.approx(29.8, abs=0.6)


# -- joining ------------------------------------------------------------------------------------
SITI = joining.About("sitiaminah", HERE, False, sex="P", age=71)


def open_case(about: joining.About, days: int = 1) -> joining.OpenCase:
    return joining.OpenCase(UUID(int=1), "BJM-2603-0001", about, NOW - days * DAY)


@pytest.mark.parametrize(
    ("report", "case", "joins"),
    [
        (SITI, open_case(SITI), True),
        (SITI, open_case(SITI, days=31), False),
        (SITI, open_case(joining.About("sitiaminah", "63.71.03.1001", False)), False),
        (SITI, open_case(joining.About("nurhayati", HERE, False)), False),
        (SITI, open_case(joining.About("sitiaminah", HERE, True)), False),
        (SITI, open_case(joining.About("sitiaminah", HERE, False, sex="L")), False),
        (SITI, open_case(joining.About("sitiaminah", HERE, False, age=30)), False),
        (SITI, open_case(joining.About("sitiaminah", HERE, False, age=73)), True),
        (joining.About("sitiaminah", HERE, True), open_case(SITI), False),
        (joining.About("", HERE, False), open_case(joining.About("", HERE, False)), False),
        (
            joining.About("sitiaminah", "63.71.03", False),
            open_case(joining.About("sitiaminah", "63.71.03", False)),
            False,
        ),
        (
            joining.About("", "63.05.01.2001", False, UUID(int=9)),
            open_case(joining.About("sitiaminah", HERE, False, UUID(int=9)), days=200),
            True,
        ),
        (
            joining.About("sitiaminah", HERE, False, UUID(int=9)),
            open_case(joining.About("sitiaminah", HERE, False, UUID(int=8))),
            False,
        ),
    ],
)
def test_the_household_rule(report: joining.About, case: joining.OpenCase, joins: bool) -> None:
    found = joining.find(report, [case], NOW)
    assert (found is not None) is joins
    if found:
        assert "BJM-2603-0001" in found.reason
