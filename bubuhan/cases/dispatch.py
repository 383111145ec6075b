"""Who should be asked first? Pure ranking of candidates, each with the reasons for his place.

Reasons are data (code, points, value) and become words only for those who are shown: three thousand
candidates are weighed, twenty are explained.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

SAME_DESA, SAME_KECAMATAN, SAME_KABKOTA = 40, 25, 8
KM_POINTS_MOST = 10  # lost over the first 20 km of way
LOAD_POINTS, LOAD_MOST = 6, 30
UNAVAILABLE, DECLINED, NO_PHONE = 60, 100, 10
ON_DUTY = 20
NEEDED, WISHED, LACKS = 15, 8, 40
LAPSED = 15
OPEN_TASK = ("offered", "accepted")


@dataclass(frozen=True, slots=True)
class Skill:
    """A competence the case asks for; `needed` False is a wish."""

    code: str
    name: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """How much longer the real way is than the straight line, and why."""

    factor: float
    reason: str = ""


Ways = Mapping[tuple[str, str], Way]  # pair of kecamatan, the smaller code first
STRAIGHT = Way(1.0)


@dataclass(frozen=True, slots=True)
class Task:
    """The case as far as the ranking needs it."""

    need: str
    area_code: str
    lat: float | None = None
    lon: float | None = None
    skills: tuple[Skill, ...] = ()
    ways: Ways = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mandate:
    """Why a pillar is meant for this need, and how much (0..50)."""

    weight: int
    reason: str


@dataclass(slots=True)  # not frozen: three thousand are made for one question
class Candidate:
    """One member of a pillar. `offered` when this very case is already with him.

    `skills`: competence -> still valid; `lapsed` when an offer of this case passed unanswered.
    """

    person_id: UUID
    membership_id: UUID
    name: str
    pillar: str
    area_code: str
    lat: float | None = None
    lon: float | None = None
    available: bool = True
    open_load: int = 0
    declined: bool = False
    offered: bool = False
    has_phone: bool = False
    on_duty: bool = False
    lapsed: bool = False
    skills: Mapping[str, bool] = field(default_factory=dict)


class Part(NamedTuple):
    """One reason: what it is, its points (below zero speaks against), and the value in its sentence."""

    code: str
    points: int
    value: str | int | float = ""


_PART = {
    code: Part(code, points)
    for code, points in (
        ("same_desa", SAME_DESA),
        ("same_kecamatan", SAME_KECAMATAN),
        ("same_kabkota", SAME_KABKOTA),
        ("elsewhere", 0),
        ("on_duty", ON_DUTY),
        ("unavailable", -UNAVAILABLE),
        ("declined", -DECLINED),
        ("lapsed", -LAPSED),
        ("no_phone", -NO_PHONE),
    )
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, his points, why, and the distance when both points are known."""

    candidate: Candidate
    score: int
    parts: tuple[Part, ...]
    km: float | None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason in words, good and bad, in the order they were weighed."""
        return tuple(say(part) for part in self.parts)

    @property
    def against(self) -> tuple[str, ...]:
        """Only what speaks against him."""
        return tuple(say(part) for part in self.parts if part.points < 0)


def rank(
    task: Task,
    candidates: Sequence[Candidate],
    mandates: Mapping[str, Mandate],
    limit: int | None = None,
) -> list[Ranked]:
    """Best first; of one person with several hats only the best is kept. No mandate: not a candidate."""
    weighed = []
    for n, one in enumerate(candidates):
        mandate = mandates.get(one.pillar)
        if mandate is not None:
            km = _km(task, one.area_code, one.lat, one.lon)
            points = sum(p.points for p in _parts(task, one, mandate, km))
            weighed.append((-points, km if km is not None else _FAR, one.name, n, km))
    ordered: Iterable[tuple[int, float, str, int, float | None]] = (
        sorted(weighed) if limit is None else heapq.nsmallest(limit * 4, weighed)
    )
    best: dict[UUID, Ranked] = {}
    for points, _, _, n, km in ordered:
        one = candidates[n]
        if one.person_id not in best:
            parts = tuple(_parts(task, one, mandates[one.pillar], km))
            best[one.person_id] = Ranked(one, -points, parts, km)
        if len(best) == limit:
            break
    return list(best.values())


class Sketch(NamedTuple):
    """A candidate as far as his points need him: no name, no objects. `person` and `member` are any ids."""

    member: str
    person: str
    area_code: str
    pillar: str
    available: bool
    open_load: int
    has_phone: bool
    on_duty: bool = False
    here: str = ""  # the state of his task of this very case
    skills: tuple[tuple[str, bool], ...] = ()

    def traits(self) -> dict[str, Any]:
        """What a `Candidate` calls these."""
        return {
            "pillar": self.pillar,
            "available": self.available,
            "open_load": self.open_load,
            "has_phone": self.has_phone,
            "on_duty": self.on_duty,
            "offered": self.here in OPEN_TASK,
            "declined": self.here == "declined",
            "lapsed": self.here == "lapsed",
            "skills": dict(self.skills),
        }


_TRAITS = Sketch._fields.index("pillar")
Points = Mapping[str, tuple[float | None, float | None]]  # area code -> latitude, longitude


def shortlist(
    task: Task,
    sketches: Iterable[tuple[Any, ...]],
    mandates: Mapping[str, Mandate],
    points: Points,
    limit: int,
) -> list[Sketch]:
    """Everybody who may be among the first `limit` of `rank`: nobody of those is left out.

    The sketches come as plain tuples, as thousands are cheap only so. What a place gives is counted once a place, what a member brings once for all who are alike; equals
    of the last one stay in, so that `rank` decides between them by name. First stage of two.
    """
    places: dict[str, tuple[int, float]] = {}
    alike: dict[tuple[Any, ...], int | None] = {}
    weighed: list[tuple[int, float, tuple[Any, ...]]] = []
    best: dict[str, tuple[int, float]] = {}
    for one in sketches:
        traits, area, person = one[_TRAITS:], one[2], one[1]
        if traits not in alike:
            alike[traits] = _own_points(task, Sketch._make(one), mandates)
        if area not in places:
            places[area] = _place_points(task, area, points)
        own = alike[traits]
        if own is not None:
            near, km = places[area]
            weighed.append((-own - near, km, one))
            if person not in best or (-own - near, km) < best[person]:
                best[person] = (-own - near, km)
    if len(best) <= limit:
        return [Sketch._make(one) for _, _, one in weighed]
    last = heapq.nsmallest(limit, best.values())[-1]
    return [Sketch._make(one) for minus, km, one in weighed if (minus, km) <= last]


_FAR = 9_999.0  # kilometres of a way that nobody knows


def _own_points(task: Task, one: Sketch, mandates: Mapping[str, Mandate]) -> int | None:
    """What a member brings wherever he is; None without a mandate."""
    mandate = mandates.get(one.pillar)
    if mandate is None:
        return None
    nobody = UUID(int=0)
    there = Candidate(nobody, nobody, "", area_code=task.area_code, **one.traits())
    return sum(p.points for p in _parts(task, there, mandate, None)) - SAME_DESA


def _place_points(task: Task, area: str, points: Points) -> tuple[int, float]:
    """What a place gives to whoever serves there, and the kilometres."""
    km = _km(task, area, *points.get(area, (None, None)))
    near = place(task.area_code, area).points
    if km is None:
        return near, _FAR
    return near + sum(p.points for p in _way(task, area, km)), km


def weigh(task: Task, candidate: Candidate, mandate: Mandate) -> Ranked:
    """One candidate, explained."""
    km = _km(task, candidate.area_code, candidate.lat, candidate.lon)
    parts = tuple(_parts(task, candidate, mandate, km))
    return Ranked(candidate, sum(p.points for p in parts), parts, km)


def barred(task: Task, candidate: Candidate, mandates: Mapping[str, Mandate]) -> str:
    """Why he cannot be asked at all, in words; "" when he can."""
    if candidate.pillar not in mandates:
        return "pilarnya tidak bertugas untuk kebutuhan ini"
    if candidate.offered:
        return "kasus ini sudah ada padanya"
    if candidate.declined:
        return "sudah menolak kasus ini"
    if candidate.lapsed:
        return "tawaran kasus ini sudah lewat tanpa jawaban darinya"
    if not candidate.available:
        return "sedang tidak siap tugas"
    missing = [s.name for s in task.skills if s.needed and not candidate.skills.get(s.code)]
    if missing:
        return f"belum punya kompetensi yang diperlukan: {', '.join(missing)}"
    return ""


def _parts(task: Task, candidate: Candidate, mandate: Mandate, km: float | None) -> list[Part]:
    """The points of one candidate, reason by reason."""
    parts = [
        Part("mandate", mandate.weight, mandate.reason),
        place(task.area_code, candidate.area_code),
    ]
    if candidate.on_duty:
        parts.append(_PART["on_duty"])
    if km is not None:
        parts += _way(task, candidate.area_code, km)
    for skill in task.skills:
        parts += _skill(skill, candidate)
    load = candidate.open_load
    parts.append(Part("load", -min(load * LOAD_POINTS, LOAD_MOST), load))
    if not candidate.available:
        parts.append(_PART["unavailable"])
    if candidate.declined:
        parts.append(_PART["declined"])
    if candidate.lapsed:
        parts.append(_PART["lapsed"])
    if not candidate.has_phone:
        parts.append(_PART["no_phone"])
    return parts


def place(case: str, duty: str) -> Part:
    """How near the duty area is, by the codes."""
    if case == duty:
        return _PART["same_desa"]
    if len(case) >= 8 and case[:8] == duty[:8]:
        return _PART["same_kecamatan"]
    if case[:5] == duty[:5]:
        return _PART["same_kabkota"]
    return _PART["elsewhere"]


def km_points(km: float) -> int:
    """Points of a way: ten at the door, none after twenty kilometres."""
    return max(0, KM_POINTS_MOST - round(km / 2))


def way_between(a: str, b: str, ways: Ways) -> Way:
    """The travel factor between two areas, by their kecamatan."""
    if not ways:
        return STRAIGHT
    x, y = a[:8], b[:8]
    return ways.get((x, y) if x <= y else (y, x), STRAIGHT)


def _way(task: Task, area: str, km: float) -> list[Part]:
    way = way_between(task.area_code, area, task.ways)
    parts = [Part("km", km_points(km), km)]
    if way.factor > 1:
        parts.append(Part("way", 0, way.reason or f"jarak tempuh {way.factor:g} kali garis lurus"))
    return parts


def _skill(skill: Skill, candidate: Candidate) -> list[Part]:
    valid = candidate.skills.get(skill.code)
    if valid:
        return [Part("skill", NEEDED if skill.needed else WISHED, skill.name)]
    if valid is False:
        return [Part("skill_past", -LACKS if skill.needed else 0, skill.name)]
    return [Part("skill_lacks", -LACKS, skill.name)] if skill.needed else []


_SAY = {
    "same_desa": "bertugas di desa/kelurahan yang sama",
    "same_kecamatan": "bertugas di kecamatan yang sama",
    "same_kabkota": "bertugas di kabupaten/kota yang sama",
    "elsewhere": "bertugas di kabupaten/kota lain",
    "on_duty": "sedang piket",
    "unavailable": "sedang tidak siap tugas",
    "declined": "sudah menolak kasus ini",
    "lapsed": "tawaran sebelumnya lewat tanpa jawaban",
    "no_phone": "belum memakai aplikasi di HP",
    "skill": "punya kompetensi {}",
    "skill_past": "masa berlaku kompetensi {} sudah lewat",
    "skill_lacks": "belum punya kompetensi {} yang diperlukan",
}


def say(part: Part) -> str:
    """One reason in words."""
    if part.code == "load":
        return (
            f"sedang menangani {part.value} kasus"
            if part.value
            else "tidak sedang menangani kasus lain"
        )
    if part.code == "km":
        return f"sekitar {_say_km(float(part.value))} dari lokasi"
    return _SAY.get(part.code, "{}").format(part.value)


def _km(task: Task, area: str, lat: float | None, lon: float | None) -> float | None:
    """Kilometres of way: the straight line times the factor of the two kecamatan."""
    if task.lat is None or task.lon is None or lat is None or lon is None:
        return None
    straight = distance_km(task.lat, task.lon, lat, lon)
    return straight * way_between(task.area_code, area, task.ways).factor


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12_742.0 * math.asin(math.sqrt(half))


def _say_km(km: float) -> str:
    return "kurang dari 1 km" if km < 1 else f"{km:.0f} km"
