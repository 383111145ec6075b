"""How urgent is it, why, and until when? Pure: facts in, verdict with reasons out.

Points add up; the band follows from the sum. Waiting adds points too, but waiting alone never makes
an emergency: it lifts a case to "tinggi" at most. Weights and words come with the facts (they are
rows of the lists `need` and `urgency_sign`), so an office can change them without code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bubuhan.duty.hours import Calendar, due

BANDS = ("darurat", "tinggi", "sedang", "rendah")
THRESHOLDS = (("darurat", 60), ("tinggi", 35), ("sedang", 15), ("rendah", 0))
UNKNOWN_POINTS = 5  # a grave question nobody could answer is not a "no"
GRAVE = 45
YOUNG, OLD, AGE_POINTS = 5, 60, 10
REPEAT_POINTS, REPEAT_MOST = 10, 30
WAIT_STEP, WAIT_POINTS, WAIT_MOST = timedelta(hours=24), 5, 25
WAIT_CEILING = 59  # just below darurat


@dataclass(frozen=True, slots=True)
class Sign:
    """One yes/no question and its answer; None is "belum tahu"."""

    code: str
    reason: str
    weight: int
    answer: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case. `reports` counts reports of the same thing, the first included."""

    need_name: str
    need_weight: int = 0
    signs: tuple[Sign, ...] = ()
    age: int | None = None
    waited: timedelta = timedelta(0)
    reports: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation, with the points it gave."""

    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Band, sum of points, and the reasons, weightiest first."""

    band: str
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """What the rule of this place promises for a band."""

    respond: timedelta
    resolve: timedelta
    calendar: Calendar | None = None  # set when only working time counts

    def respond_by(self, start: datetime) -> datetime:
        """When the first response to something that came in at `start` is due."""
        return self._after(start, self.respond)

    def resolve_by(self, start: datetime) -> datetime:
        """When a case whose work began at `start` should be finished."""
        return self._after(start, self.resolve)

    def _after(self, start: datetime, span: timedelta) -> datetime:
        if self.calendar is None:
            return start + span
        return due(start, int(span.total_seconds() // 60), self.calendar)


def triage(facts: Facts) -> Verdict:
    """Weigh the facts."""
    reasons = [
        r for r in (*_of_signs(facts.signs), *_of_subject(facts), *_of_repeats(facts)) if r.points
    ]
    base = sum(r.points for r in reasons)
    waiting = _waiting_points(facts.waited, base)
    if waiting:
        days = facts.waited // WAIT_STEP
        reasons.append(Reason(f"Sudah menunggu {days} hari", waiting))
    score = base + waiting
    reasons.sort(key=lambda r: -r.points)
    return Verdict(band_of(score), score, tuple(reasons))


def band_of(score: int) -> str:
    """The band of a sum of points."""
    return next(band for band, least in THRESHOLDS if score >= least)


def more_urgent(one: str, other: str) -> bool:
    """True when `one` is a more urgent band than `other`."""
    return BANDS.index(one) < BANDS.index(other)


def rises_after(facts: Facts) -> timedelta | None:
    """After how much waiting in all the band would rise; None when waiting changes nothing more."""
    base = sum(
        r.points for r in (*_of_signs(facts.signs), *_of_subject(facts), *_of_repeats(facts))
    )
    now = band_of(base + _waiting_points(facts.waited, base))
    step = facts.waited // WAIT_STEP
    for steps in range(step + 1, WAIT_MOST // WAIT_POINTS + 1):
        if band_of(base + _waiting_points(steps * WAIT_STEP, base)) != now:
            return steps * WAIT_STEP
    return None


def sooner(current: datetime | None, now: datetime, times: Times) -> datetime:
    """The response deadline after the band rose at `now`: never later than it was."""
    fresh = times.respond_by(now)
    return min(current, fresh) if current else fresh


def _of_signs(signs: Sequence[Sign]) -> list[Reason]:
    found = []
    for sign in signs:
        if sign.answer:
            found.append(Reason(sign.reason, sign.weight))
        elif sign.answer is None and sign.weight >= GRAVE:
            found.append(Reason(f"Belum diketahui: {sign.reason.lower()}", UNKNOWN_POINTS))
    return found


def _of_subject(facts: Facts) -> list[Reason]:
    found = [Reason(f"Kebutuhan: {facts.need_name}", facts.need_weight)]
    if facts.age is not None and facts.age <= YOUNG:
        found.append(Reason(f"Anak balita ({facts.age} tahun)", AGE_POINTS))
    elif facts.age is not None and facts.age >= OLD:
        found.append(Reason(f"Lanjut usia ({facts.age} tahun)", AGE_POINTS))
    return found


def _of_repeats(facts: Facts) -> list[Reason]:
    if facts.reports < 2:
        return []
    points = min((facts.reports - 1) * REPEAT_POINTS, REPEAT_MOST)
    return [Reason(f"Dilaporkan {facts.reports} kali", points)]


def _waiting_points(waited: timedelta, base: int) -> int:
    points = min(waited // WAIT_STEP * WAIT_POINTS, WAIT_MOST)
    return max(0, min(points, WAIT_CEILING - base))
