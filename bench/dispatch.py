"""Who should be asked: one case among 3,000 responders, and 500 cases for 800 responders together.

    python -m bench.dispatch [--members 3000] [--tries 200] [--cases 500] [--responders 800]

The first part runs on an instance of its own (members, open tasks, phones, shifts, competences in one
kab/kota); the rival is the same question as one would write it first with the ORM: objects, and a few
queries for each member. The second part is pure: the proposal with every choice explained, beside a
greedy share-out and the linear programme of the same problem solved by HiGHS (its optimum is a proven
upper bound for every whole assignment).
"""

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from bench.common import at, table
from bubuhan.cases import dispatch, joint
from bubuhan.cases.dispatch import Candidate, Mandate, Skill, Task, Way

TOWN = "63.71"
PILLARS = ("PSM", "PSM", "PSM", "KARANG_TARUNA", "TAGANA", "TKSK")
MANDATES = {
    "PSM": Mandate(30, "PSM"),
    "TKSK": Mandate(22, "TKSK"),
    "TAGANA": Mandate(45, "Tagana"),
    "KARANG_TARUNA": Mandate(20, "Karang Taruna"),
}


def fill(members: int, random: Random) -> list[UUID]:
    """Members, tasks, phones, shifts and competences; returns the ids of the cases to ask for."""
    from django.db import connection

    from bubuhan.geo.models import Area
    from bubuhan.kernel import clock

    now = clock.now()
    places = Area.objects.filter(code__startswith=TOWN + ".", level="desa")
    desa = list(places.values_list("code", flat=True))
    people = _people(members, desa, random)
    cases = _cases(people, desa, random, now)
    _phones(people[: members // 2], now)
    _rules(people, desa, random, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [c.id for c in cases[:200]]


def _people(members: int, desa: list[str], random: Random) -> list[Any]:
    from bubuhan.people.models import Person
    from bubuhan.volunteers.models import Membership

    people = [
        Person(
            name=f"Anggota {n:05}",
            name_key=f"anggota {n:05}",
            area_code=random.choice(desa),
            example=True,
        )
        for n in range(members)
    ]
    Person.objects.bulk_create(people, batch_size=500)
    Membership.objects.bulk_create(
        (
            Membership(person=p, pillar=random.choice(PILLARS), area_code=random.choice(desa))
            for p in people
        ),
        batch_size=500,
    )
    return people


def _cases(people: list[Any], desa: list[str], random: Random, now: datetime) -> list[Any]:
    from bubuhan.cases.models import Assignment, Case

    cases = [
        Case(
            number=f"B-{n}",
            area_code=random.choice(desa),
            need="odgj",
            band="tinggi",
            opened_at=now,
            state="active",
        )
        for n in range(400)
    ]
    Case.objects.bulk_create(cases)
    lead: Counter[UUID] = Counter()
    tasks = []
    for _ in range(len(people) // 2):
        case, person = random.choice(cases[200:]), random.choice(people)
        lead[case.id] += 1
        part, state = ("lead", "accepted") if lead[case.id] == 1 else ("support", "accepted")
        tasks.append(
            Assignment(
                case=case,
                person_id=person.id,
                person_name=person.name,
                pillar="PSM",
                part=part,
                state=state,
                offered_at=now,
                offered_by="x",
            )
        )
    Assignment.objects.bulk_create(tasks, ignore_conflicts=True, batch_size=500)
    return cases


def _phones(people: list[Any], now: datetime) -> None:
    from bubuhan.accounts.models import Device, User

    users = [
        User(
            username=f"b{n}",
            name=p.name,
            role="relawan",
            area_code=p.area_code,
            person_id=p.id,
            password="!",
        )
        for n, p in enumerate(people)
    ]
    User.objects.bulk_create(users, batch_size=500)
    Device.objects.bulk_create(
        (
            Device(user=u, name="HP", token_hash=f"b{n}", enrolled_at=now)
            for n, u in enumerate(users)
        ),
        batch_size=500,
    )


def _rules(people: list[Any], desa: list[str], random: Random, now: datetime) -> None:
    from bubuhan.duty.models import Shift, TravelFactor
    from bubuhan.volunteers.competence_models import Competence

    Shift.objects.bulk_create(
        Shift(
            person_id=p.id,
            person_name=p.name,
            pillar="PSM",
            area_code=TOWN,
            starts_at=now - timedelta(hours=2),
            ends_at=now + timedelta(hours=9),
            by="x",
            at=now,
        )
        for p in random.sample(people, 60)
    )
    Competence.objects.bulk_create(
        Competence(person=p, code="pendampingan_odgj", evidence="x", by="x", at=now)
        for p in random.sample(people, len(people) // 5)
    )
    towns = sorted({d[:8] for d in desa})
    TravelFactor.objects.bulk_create(
        TravelFactor(area_code=a, other_code=b, factor=1.8, reason="sungai", valid_from=now, by="x")
        for a, b in pairwise(towns)
    )


def ours(case_id: UUID) -> list[str]:
    """The twenty suggested, by name, as the case page asks for them."""
    from bubuhan.cases.models import Case
    from bubuhan.cases.responders import ranked

    return [r.candidate.name for r in ranked(Case.objects.get(id=case_id))]


def naive(case_id: UUID) -> list[str]:
    """The same as one would write it first: objects, and four queries for each member."""
    from bubuhan.accounts.models import Device
    from bubuhan.cases.models import Assignment, Case
    from bubuhan.cases.responders import task_of
    from bubuhan.cases.rules import mandates_for
    from bubuhan.duty.models import Shift
    from bubuhan.geo.models import Area
    from bubuhan.kernel import clock
    from bubuhan.volunteers.competence_models import Competence
    from bubuhan.volunteers.models import Membership

    case, now = Case.objects.get(id=case_id), clock.now()
    task, mandates, found = task_of(case), mandates_for(case.area_code, case.need), []
    for m in Membership.objects.filter(area_code__startswith=TOWN, status="active").select_related(
        "person"
    ):
        place = Area.objects.get(code=m.area_code)
        found.append(
            Candidate(
                m.person_id, m.id, m.person.name, m.pillar, m.area_code, place.lat, place.lon, m.ready(now),
                Assignment.objects.filter(person_id=m.person_id, state__in=("offered", "accepted")).count(),
                has_phone=Device.objects.filter(user__person_id=m.person_id, revoked_at=None).exists(),
                on_duty=Shift.objects.filter(person_id=m.person_id, starts_at__lte=now, ends_at__gt=now).exists(),
                skills=dict.fromkeys(Competence.objects.filter(person_id=m.person_id, ended_at=None).values_list("code", flat=True), True),
            )
        )  # fmt: skip
    return [r.candidate.name for r in dispatch.rank(task, found, mandates)[:20]]


def suggestion(members: int, tries: int) -> None:
    """Measure one case among many responders."""
    from bubuhan.site.cli import open_instance

    folder = Path(tempfile.mkdtemp(prefix="bubuhan-dispatch-"))
    folder.chmod(0o711)
    try:
        with open_instance(str(folder)):
            from bubuhan.site.tests.baseline import load_baseline

            load_baseline()
            ids = fill(members, Random(4))
            for case_id in ids[:5]:
                ours(case_id)
            seconds, cpu = [], []
            for n in range(tries):
                started, worked = perf_counter(), process_time()
                ours(ids[n % len(ids)])
                seconds.append(perf_counter() - started)
                cpu.append(process_time() - worked)
            started = perf_counter()
            same = naive(ids[7]) == ours(ids[7])
            slow = perf_counter() - started
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ordered = sorted(seconds)
    p95 = at(ordered, 0.95)
    print(
        f"One case among {members:,} responders, {tries} tries; the same twenty names: {'yes' if same else 'NO'}.\n"
    )
    rows = [
        (
            "**ours**",
            f"{1000 * median(ordered):.0f}",
            f"**{1000 * p95:.0f}**",
            f"{1000 * median(cpu):.0f}",
            "1",
        ),
        (
            "objects and queries for each member (once)",
            f"{1000 * slow:.0f}",
            "",
            "",
            f"{slow / p95:.0f}",
        ),
    ]
    print(table(("", "median ms", "p95 ms", "own processor ms", "times ours"), rows))


def world(
    cases: int, responders: int, random: Random
) -> tuple[list[joint.JointCase], list[Candidate]]:
    """A flood evening in one town: rivers between some kecamatan, some away, some busy, some trained."""
    desa = [f"{TOWN}.{k:02}.{d}" for k in range(1, 6) for d in range(1001, 1011)]
    spot = {
        code: (-3.3 + random.uniform(-0.08, 0.08), 114.6 + random.uniform(-0.08, 0.08))
        for code in desa
    }
    ways = {
        (f"{TOWN}.01", f"{TOWN}.03"): Way(2.5, "sungai"),
        (f"{TOWN}.02", f"{TOWN}.03"): Way(1.8, "sungai"),
    }
    boat = Skill("evakuasi_air", "Evakuasi air", needed=True)
    people = [
        Candidate(
            UUID(int=n), UUID(int=90_000 + n), f"Orang {n:04}", random.choice(PILLARS), code, *spot[code],
            available=random.random() > 0.1, open_load=random.choice((0, 0, 0, 1, 2)), has_phone=random.random() > 0.3,
            on_duty=random.random() > 0.9, skills={"evakuasi_air": True} if random.random() > 0.7 else {},
        )
        for n in range(responders)
        for code in (random.choice(desa),)
    ]  # fmt: skip
    work = []
    for n in range(cases):
        code = random.choice(desa[:25])  # the flood hits two kecamatan and a half
        skills = (boat,) if random.random() > 0.8 else ()
        band = random.choice(("darurat", "tinggi", "tinggi", "sedang"))
        work.append(
            joint.JointCase(
                UUID(int=50_000 + n),
                f"K-{n:04}",
                band,
                Task("bencana", code, *spot[code], skills, ways),
                MANDATES,
            )
        )
    return work, people


def greedy(board: joint.Board) -> list[int]:
    """The most urgent first, each to the best who still has a slot."""
    given: Counter[int] = Counter()
    chosen = [-1] * len(board.cases)
    for row in sorted(
        range(len(board.cases)), key=lambda n: -joint.UNASSIGNED[board.cases[n].band]
    ):
        points = board.points[row] - dispatch.LOAD_POINTS * (
            board.load + np.array([given[p] for p in range(len(board.people))])
        )
        for person in np.argsort(-points):
            if board.points[row, person] < -1e8:
                break
            if given[int(person)] < board.slots[person]:
                chosen[row] = int(person)
                given[int(person)] += 1
                break
    return chosen


def bound(board: joint.Board) -> float:
    """The optimum of the linear programme: nobody can do better, whole or in parts."""
    rows, columns = np.nonzero(board.points > -1e8)
    n, pairs, slots = (
        len(board.cases),
        len(rows),
        [(p, k) for p in range(len(board.people)) for k in range(board.slots[p])],
    )
    gain = np.concatenate([
        board.points[rows, columns],
        [-joint.UNASSIGNED[c.band] for c in board.cases],
        [-dispatch.LOAD_POINTS * (board.load[p] + k) for p, k in slots],
    ])  # fmt: skip
    width = len(gain)
    once = coo_matrix(
        (np.ones(pairs + n), (np.concatenate([rows, np.arange(n)]), np.arange(pairs + n))),
        shape=(n, width),
    )
    owner = np.array([p for p, _ in slots])
    flow = coo_matrix(
        (np.concatenate([np.ones(pairs), -np.ones(len(slots))]), (np.concatenate([columns, owner]), np.concatenate([np.arange(pairs), np.arange(pairs + n, width)]))),
        shape=(len(board.people), width),
    )  # fmt: skip
    found = linprog(
        -gain,
        A_eq=once,
        b_eq=np.ones(n),
        A_ub=flow,
        b_ub=np.zeros(len(board.people)),
        bounds=(0, 1),
        method="highs",
    )
    return -float(found.fun)


def together(cases: int, responders: int) -> None:
    """Measure the joint assignment, and hold it against greedy and against the proven bound."""
    work, people = world(cases, responders, Random(11))
    seconds, cpu = [], []
    for _ in range(5):
        started, worked = perf_counter(), process_time()
        made = joint.propose(work, people)
        seconds.append(perf_counter() - started)
        cpu.append(process_time() - worked)
    board = joint.lay_out(work, people)
    started = perf_counter()
    simple = joint.worth(board, greedy(board))
    greedy_in = perf_counter() - started
    started = perf_counter()
    best = bound(board)
    bound_in = perf_counter() - started
    print(
        f"\n{cases} cases, {responders} responders; {len(made.choices)} given, {len(made.left)} left over, each explained.\n"
    )
    worst = -sum(joint.UNASSIGNED[c.band] for c in work)  # nobody for nothing: where all begin

    def share(points: float) -> str:
        return f"{100 * (points - worst) / (best - worst):.2f} %"

    rows = [
        (
            "**ours**, explained",
            f"**{median(seconds):.2f}**",
            f"{median(cpu):.2f}",
            f"{made.points:.0f}",
            f"**{share(made.points)}**",
        ),
        ("greedy, unexplained", f"{greedy_in:.2f}", "", f"{simple:.0f}", share(simple)),
        (
            "linear programme (HiGHS), the proven bound",
            f"{bound_in:.2f}",
            "",
            f"{best:.0f}",
            share(best),
        ),
    ]
    print(table(("", "seconds", "of it processor", "points", "of the optimum"), rows))
    gap = best - simple
    print(
        f"\nOf what greedy leaves lying ({gap:.0f} points) ours picks up {100 * (made.points - simple) / gap if gap else 100:.0f} %."
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Both parts."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--members", type=int, default=3_000)
    options.add_argument("--tries", type=int, default=200)
    options.add_argument("--cases", type=int, default=500)
    options.add_argument("--responders", type=int, default=800)
    given = options.parse_args(argv)
    suggestion(given.members, given.tries)
    together(given.cases, given.responders)


if __name__ == "__main__":
    main()
