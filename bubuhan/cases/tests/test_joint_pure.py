"""The joint assignment: the same points as the ranking, a proven optimum, and reasons."""

import random
from uuid import UUID

import numpy as np
import pytest
from scipy.optimize import linprog

from bubuhan.cases import dispatch, joint
from bubuhan.cases.dispatch import Candidate, Mandate, Skill, Task, Way
from bubuhan.cases.joint import JointCase, lay_out, propose, solve, worth

MANDATES = {"PSM": Mandate(30, "PSM"), "TAGANA": Mandate(45, "Tagana untuk bencana")}
WAYS = {("63.71.01", "63.71.02"): Way(3.0, "Sungai Barito tanpa jembatan di sini")}
BOAT = Skill("evakuasi_air", "Evakuasi air", needed=True)


def person(n: int) -> UUID:
    return UUID(int=n)


def hat(n: int, area: str, pillar: str = "TAGANA", **over) -> Candidate:
    place = {"lat": -3.3 + n / 500, "lon": 114.6, **over}
    return Candidate(person(n), UUID(int=1000 + n), f"Orang {n:03}", pillar, area, **place)


def case(n: int, area: str, band: str = "tinggi", **over) -> JointCase:
    task = Task("bencana", area, -3.3, 114.6 + n / 500, over.pop("skills", ()), WAYS)
    return JointCase(UUID(int=5000 + n), f"K-{n:03}", band, task, MANDATES, **over)


def world(seed: int, cases: int = 12, people: int = 9):
    rng = random.Random(seed)
    areas = [f"63.{k}.{c:02}.{d}" for k in (71, 5 + 67) for c in (1, 2, 3) for d in (1001, 1002)]
    hats = [
        hat(
            n,
            rng.choice(areas),
            rng.choice(["PSM", "TAGANA", "LKS"]),
            available=rng.random() > 0.1,
            open_load=rng.randrange(3),
            has_phone=rng.random() > 0.3,
            on_duty=rng.random() > 0.7,
            skills=rng.choice([{}, {"evakuasi_air": True}, {"evakuasi_air": False}]),
            **({"lat": None} if rng.random() > 0.9 else {}),
        )
        for n in range(people)
    ]
    hats += [hat(n, rng.choice(areas), "PSM", open_load=hats[n].open_load) for n in range(2)]
    work = [
        case(
            n,
            rng.choice(areas),
            rng.choice(list(joint.UNASSIGNED)),
            skills=rng.choice([(), (BOAT,), (Skill("dapur_umum", "Dapur", needed=False),)]),
            asked=frozenset([person(rng.randrange(people))] if rng.random() > 0.7 else []),
        )
        for n in range(cases)
    ]
    return work, hats


@pytest.mark.parametrize("seed", range(8))
def test_the_arrays_give_the_points_of_the_ranking(seed: int) -> None:
    work, hats = world(seed)
    board = lay_out(work, hats)
    for row, one in enumerate(work):
        for n, h in enumerate(board.hats):
            near = h.area_code[:5] == one.task.area_code[:5]
            barred = dispatch.barred(one.task, h, one.mandates) or h.person_id in one.asked
            if barred or not near:
                assert board.hat[row, n] < -1e8
            else:
                alone = dispatch.weigh(one.task, h, one.mandates[h.pillar])
                load = next(p.points for p in alone.parts if p.code == "load")
                assert board.hat[row, n] == alone.score - load, (h, one)


@pytest.mark.parametrize("seed", range(8))
def test_nobody_finds_a_better_sum(seed: int) -> None:
    """Against the linear programme of the same problem (its corners are whole numbers)."""
    work, hats = world(seed)
    board = lay_out(work, hats)
    chosen, total = solve(board)
    assert worth(board, chosen) == pytest.approx(total)
    slots = [(p, k) for p in range(len(board.people)) for k in range(board.slots[p])]
    gains, n = [], len(work)
    for row in range(n):
        for p, k in slots:
            points = board.points[row, p]
            gains.append(points - 6 * (board.load[p] + k) if points > -1e8 else -1e7)
        gains.append(-joint.UNASSIGNED[work[row].band])
    width = len(slots) + 1
    a_eq = np.kron(np.eye(n), np.ones(width))
    a_ub = [np.tile(np.eye(width)[s], n) for s in range(len(slots))]
    best = linprog(-np.array(gains), A_ub=a_ub or None, b_ub=[1] * len(slots) or None,
                   A_eq=a_eq, b_eq=[1] * n, bounds=(0, 1))  # fmt: skip
    assert total == pytest.approx(-best.fun)


def test_each_choice_is_explained_and_what_stays_over_too() -> None:
    hats = [hat(1, "63.71.01.1001"), hat(2, "63.71.02.1001", on_duty=True)]
    work = [case(n, "63.71.01.1001", "darurat" if n < 2 else "rendah") for n in range(5)]
    made = propose(work, hats, most=2)
    assert len(made.choices) == 4
    assert {c.case.band for c in made.choices} >= {"darurat"}
    assert [left.why for left in made.left] == [
        "Semua orang yang cocok sudah mendapat cukup banyak kasus."
    ]
    assert all("Tagana untuk bencana" in c.one.reasons for c in made.choices)
    far = next(c for c in made.choices if c.one.candidate.name == "Orang 002")
    assert "Sungai Barito tanpa jembatan di sini" in far.one.reasons
    assert "sedang piket" in far.one.reasons


def test_who_comes_next_and_why_not_somebody_better() -> None:
    hats = [hat(1, "63.71.01.1001", skills={"evakuasi_air": True}), hat(2, "63.71.01.1002")]
    work = [case(1, "63.71.01.1001"), case(2, "63.71.01.1001", skills=(BOAT,))]
    made = propose(work, hats, most=1)
    names = {c.case.number: c.one.candidate.name for c in made.choices}
    assert names == {"K-001": "Orang 002", "K-002": "Orang 001"}
    first = next(c for c in made.choices if c.case.number == "K-001")
    assert first.why_not == "Orang 001 lebih cocok di sini, tetapi lebih dibutuhkan untuk K-002."
    one = propose(work[:1], hats, most=1).choices[0]
    assert one.next
    assert (one.one.candidate.name, one.next.candidate.name) == ("Orang 001", "Orang 002")


@pytest.mark.parametrize(
    ("hats", "why"),
    [
        ([], "Belum ada anggota pilar yang aktif di kabupaten/kota ini."),
        ([hat(1, "63.05.01.1001")], "Belum ada anggota pilar yang aktif di kabupaten/kota ini."),
        ([hat(1, "63.71.01.1001", "LKS")], "Tidak ada yang dapat diminta: 1 orang pilarnya tidak bertugas untuk kebutuhan ini."),
        ([hat(1, "63.71.01.1001", available=False)], "Tidak ada yang dapat diminta: 1 orang sedang tidak siap tugas."),
        ([hat(1, "63.71.01.1001", open_load=9)], "Semua orang yang cocok sudah mendapat cukup banyak kasus."),
    ],
)  # fmt: skip
def test_why_nobody(hats, why: str) -> None:
    assert [left.why for left in propose([case(1, "63.71.01.1001")], hats).left] == [why]


def test_nothing_to_do() -> None:
    assert propose([], []).choices == ()
