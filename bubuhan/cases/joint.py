"""Many cases at once after a flood: who goes where, solved together. Pure: no Django, no clock.

An assignment problem with a proven optimum (scipy's Jonker-Volgenant). Every responder has a few
slots whose cost rises with each further case, so work is spread; what may not be (no mandate, away,
lacks what is needed, asked before, another kab/kota) is forbidden; each case may also stay without
anybody, at a price that rises with its urgency. Points are those of `dispatch`, as arrays; a test
holds both to the same number. The officer decides; this only proposes, and says why.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from scipy.optimize import linear_sum_assignment

from bubuhan.cases import dispatch
from bubuhan.cases.dispatch import Candidate, Mandate, Ranked, Task

MOST_EACH = 3  # open cases of one responder, those he has already included
# The price of leaving a case without anybody: steps wider than any difference between people.
UNASSIGNED = {"darurat": 1_000, "tinggi": 800, "sedang": 600, "rendah": 400}
_FORBIDDEN = -1e9
_NEXT_SHOWN = 4


@dataclass(frozen=True, slots=True)
class JointCase:
    """One case to give out; `asked` are persons who had it, were offered it, or refused it."""

    id: UUID
    number: str
    band: str
    task: Task
    mandates: Mapping[str, Mandate]
    asked: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """One case and its responder: why he, who comes next, and why not somebody better for this one."""

    case: JointCase
    one: Ranked
    others: tuple[Ranked, ...]
    why_not: str = ""

    @property
    def next(self) -> Ranked | None:
        """Who would have been next."""
        return self.others[0] if self.others else None


@dataclass(frozen=True, slots=True)
class Left:
    """A case nobody could be found for, and why."""

    case: JointCase
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the solver proposes; `points` is the sum it maximised."""

    choices: tuple[Choice, ...]
    left: tuple[Left, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Board:
    """The problem as numbers: `points[case, person]` without load, and which hat gives them."""

    cases: Sequence[JointCase]
    people: Sequence[Sequence[int]]  # hats of each person
    hats: Sequence[Candidate]
    points: Any
    hat: Any
    slots: Any  # free slots per person
    load: Any


def propose(
    cases: Sequence[JointCase], hats: Sequence[Candidate], most: int = MOST_EACH
) -> Proposal:
    """The best joint assignment, each choice explained."""
    if not cases:
        return Proposal((), (), 0.0)
    board = lay_out(cases, hats, most)
    chosen, total = solve(board)
    return _explained(board, chosen, total)


def lay_out(cases: Sequence[JointCase], hats: Sequence[Candidate], most: int = MOST_EACH) -> Board:
    """Points of every case for every person, by his best hat."""
    order = sorted(range(len(hats)), key=lambda n: (str(hats[n].person_id), n))
    hats = [hats[n] for n in order]
    starts = [n for n, h in enumerate(hats) if n == 0 or hats[n - 1].person_id != h.person_id]
    people = [range(a, b) for a, b in zip(starts, [*starts[1:], len(hats)], strict=False)]
    by_hat = _points(cases, hats)
    points = np.maximum.reduceat(by_hat, starts, axis=1) if hats else by_hat
    load = np.array([hats[p[0]].open_load for p in people], dtype=int)
    return Board(cases, people, hats, points, by_hat, np.maximum(0, most - load), load)


def solve(board: Board) -> tuple[list[int], float]:
    """The person of each case (-1: nobody) and the sum of points of the proven optimum."""
    columns = np.repeat(np.arange(len(board.people)), board.slots)
    nth = np.concatenate([np.arange(n) for n in board.slots]) if len(columns) else columns
    gain = board.points[:, columns] - dispatch.LOAD_POINTS * (board.load[columns] + nth)
    price = np.array([float(UNASSIGNED[c.band]) for c in board.cases])
    nobody = np.repeat(-price[:, None], len(board.cases), axis=1)
    matrix = np.hstack([np.where(gain < _FORBIDDEN / 2, _FORBIDDEN, gain), nobody])
    rows, taken = linear_sum_assignment(matrix, maximize=True)
    chosen = [-1] * len(board.cases)
    for row, column in zip(rows, taken, strict=True):
        if column < len(columns):
            chosen[row] = int(columns[column])
    return chosen, float(matrix[rows, taken].sum())


def worth(board: Board, chosen: Sequence[int]) -> float:
    """The sum of points of any assignment, as `solve` counts it. Raises ValueError when forbidden."""
    given: Counter[int] = Counter()
    total = 0.0
    for row, person in enumerate(chosen):
        if person < 0:
            total -= UNASSIGNED[board.cases[row].band]
            continue
        if board.points[row, person] < _FORBIDDEN / 2 or given[person] >= board.slots[person]:
            raise ValueError(f"case {row} may not go to person {person}")
        total += board.points[row, person]
        total -= dispatch.LOAD_POINTS * (board.load[person] + given[person])
        given[person] += 1
    return total


# -- points as arrays -----------------------------------------------------------------------------


def _points(cases: Sequence[JointCase], hats: Sequence[Candidate]) -> Any:
    """`dispatch`'s points of each case for each hat, without load; forbidden pairs far below zero."""
    if not hats:
        return np.zeros((len(cases), 0))
    total = _mandate_points(cases, hats) + _place_points(cases, hats) + _km_points(cases, hats)
    extra = [
        (dispatch.ON_DUTY if h.on_duty else 0)
        - (0 if h.has_phone else dispatch.NO_PHONE)
        + (0 if h.available else _FORBIDDEN)
        for h in hats
    ]
    total = total + np.array(extra, dtype=float)
    _add_skills(total, cases, hats)
    people: dict[UUID, list[int]] = {}
    for n, h in enumerate(hats):
        people.setdefault(h.person_id, []).append(n)
    for row, case in enumerate(cases):
        for person in case.asked:
            total[row, people.get(person, [])] = _FORBIDDEN
    return np.where(total < _FORBIDDEN / 2, _FORBIDDEN, total)


def _mandate_points(cases: Sequence[JointCase], hats: Sequence[Candidate]) -> Any:
    pillars = {p: n for n, p in enumerate(dict.fromkeys(h.pillar for h in hats))}
    column = np.array([pillars[h.pillar] for h in hats])
    table = np.full((len(cases), len(pillars)), _FORBIDDEN)
    for row, case in enumerate(cases):
        for pillar, mandate in case.mandates.items():
            if pillar in pillars:
                table[row, pillars[pillar]] = mandate.weight
    return table[:, column]


def _place_points(cases: Sequence[JointCase], hats: Sequence[Candidate]) -> Any:
    found = np.full((len(cases), len(hats)), _FORBIDDEN)
    steps = ((5, dispatch.SAME_KABKOTA), (8, dispatch.SAME_KECAMATAN), (13, dispatch.SAME_DESA))
    for length, points in steps:
        a = np.array([c.task.area_code[:length].ljust(length) for c in cases])
        b = np.array([h.area_code[:length].ljust(length) for h in hats])
        found[a[:, None] == b[None, :]] = points
    # Both above kecamatan level (or of the same code) are padded alike: equal codes are the same place.
    return found


def _km_points(cases: Sequence[JointCase], hats: Sequence[Candidate]) -> Any:
    a = np.radians([[_num(c.task.lat), _num(c.task.lon)] for c in cases])
    b = np.radians([[_num(h.lat), _num(h.lon)] for h in hats])
    half = np.sin((b[None, :, 0] - a[:, None, 0]) / 2) ** 2
    spread = np.sin((b[None, :, 1] - a[:, None, 1]) / 2) ** 2
    half = half + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * spread
    km = 12_742.0 * np.arcsin(np.sqrt(half)) * _factors(cases, hats)
    points = np.maximum(0, dispatch.KM_POINTS_MOST - np.rint(km / 2))
    return np.nan_to_num(points, nan=0.0)


def _num(value: float | None) -> float:
    return float("nan") if value is None else value


def _factors(cases: Sequence[JointCase], hats: Sequence[Candidate]) -> Any:
    here = {k: n for n, k in enumerate(dict.fromkeys(c.task.area_code[:8] for c in cases))}
    there = {k: n for n, k in enumerate(dict.fromkeys(h.area_code[:8] for h in hats))}
    table = np.ones((len(here), len(there)))
    for ways in {id(c.task.ways): c.task.ways for c in cases}.values():
        for (a, b), way in ways.items():
            for x, y in ((a, b), (b, a)):
                if x in here and y in there:
                    table[here[x], there[y]] = way.factor
    rows = np.array([here[c.task.area_code[:8]] for c in cases])
    columns = np.array([there[h.area_code[:8]] for h in hats])
    return table[rows[:, None], columns[None, :]]


def _add_skills(total: Any, cases: Sequence[JointCase], hats: Sequence[Candidate]) -> None:
    asked = {s.code for c in cases for s in c.task.skills}
    valid = {code: np.array([bool(h.skills.get(code)) for h in hats]) for code in asked}
    for row, case in enumerate(cases):
        for skill in case.task.skills:
            has = valid[skill.code]
            gain = dispatch.NEEDED if skill.needed else dispatch.WISHED
            total[row] += np.where(has, gain, _FORBIDDEN if skill.needed else 0)


# -- in words -------------------------------------------------------------------------------------


def _explained(board: Board, chosen: Sequence[int], total: float) -> Proposal:
    given: Counter[int] = Counter(p for p in chosen if p >= 0)
    numbers: dict[int, list[str]] = {}
    for row, person in enumerate(chosen):
        if person >= 0:
            numbers.setdefault(person, []).append(board.cases[row].number)
    seen: Counter[int] = Counter()
    choices, left = [], []
    for row, person in enumerate(chosen):
        case = board.cases[row]
        if person < 0:
            left.append(Left(case, _why_left(board, row)))
            continue
        one = _ranked(board, row, person, seen[person])
        seen[person] += 1
        others = _others(board, row, person, given)
        choices.append(Choice(case, one, others, _why_not_better(board, row, person, numbers)))
    return Proposal(tuple(choices), tuple(left), total)


def _ranked(board: Board, row: int, person: int, already: int) -> Ranked:
    """A pair explained by `dispatch`, with the cases this proposal gave him before."""
    hat = max(board.people[person], key=lambda n: (board.hat[row, n], -n))
    candidate = board.hats[hat]
    case = board.cases[row]
    loaded = replace(candidate, open_load=candidate.open_load + already)
    return dispatch.weigh(case.task, loaded, case.mandates[candidate.pillar])


def _others(board: Board, row: int, person: int, given: Mapping[int, int]) -> tuple[Ranked, ...]:
    """Who else could take this case now: those with a slot still free, best first."""
    points = board.points[row] - dispatch.LOAD_POINTS * board.load
    found: list[Ranked] = []
    for n in np.argsort(-points, kind="stable"):
        other = int(n)
        if points[other] < _FORBIDDEN / 2 or len(found) == _NEXT_SHOWN:
            break
        if other != person and given.get(other, 0) < board.slots[other]:
            found.append(_ranked(board, row, other, given.get(other, 0)))
    return tuple(sorted(found, key=lambda r: -r.score))


def _why_not_better(
    board: Board, row: int, person: int, numbers: Mapping[int, Sequence[str]]
) -> str:
    """Somebody suits this very case better: why he goes elsewhere. "" when nobody does."""
    points = board.points[row] - dispatch.LOAD_POINTS * board.load
    best = int(np.argmax(points))
    if best == person or points[best] <= points[person]:
        return ""
    name = board.hats[board.people[best][0]].name
    if best not in numbers:
        return f"{name} lebih cocok di sini, tetapi sudah menangani cukup banyak kasus."
    where = ", ".join(numbers[best][:3])
    return f"{name} lebih cocok di sini, tetapi lebih dibutuhkan untuk {where}."


def _why_left(board: Board, row: int) -> str:
    """Why nobody was found for a case, in one sentence."""
    case = board.cases[row]
    if (board.points[row] > _FORBIDDEN / 2).any():
        return "Semua orang yang cocok sudah mendapat cukup banyak kasus."
    near = [h for h in board.hats if h.area_code[:5] == case.task.area_code[:5]]
    if not near:
        return "Belum ada anggota pilar yang aktif di kabupaten/kota ini."
    if not case.mandates:
        return "Belum ada pilar yang ditetapkan untuk kebutuhan ini."
    reasons = Counter(
        "sudah pernah ditawari kasus ini"
        if h.person_id in case.asked
        else dispatch.barred(case.task, h, case.mandates)
        for h in near
    )
    said = ", ".join(f"{n} orang {why}" for why, n in reasons.most_common(3) if why)
    return f"Tidak ada yang dapat diminta: {said}."
