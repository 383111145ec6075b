"""Who should be asked first? Pure ranking of candidates, each with the reasons for his place."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

SAME_DESA, SAME_KECAMATAN, SAME_KABKOTA = 40, 25, 8
KM_POINTS_MOST = 10  # lost over the first 20 km
LOAD_POINTS, LOAD_MOST = 6, 30
UNAVAILABLE, DECLINED, NO_PHONE = 60, 100, 10


@dataclass(frozen=True, slots=True)
class Task:
    """The case as far as the ranking needs it."""

    need: str
    area_code: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """Why a pillar is meant for this need, and how much (0..50)."""

    weight: int
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member of a pillar. `offered` when this very case is already with him."""

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


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, his points, the reasons (good and bad), and the distance when both points are known."""

    candidate: Candidate
    score: int
    reasons: tuple[str, ...]
    km: float | None


def rank(
    task: Task, candidates: Sequence[Candidate], mandates: Mapping[str, Mandate]
) -> list[Ranked]:
    """Best first; of one person with several hats only the best is kept. No mandate: not a candidate."""
    scored = [_score(task, c, mandates[c.pillar]) for c in candidates if c.pillar in mandates]
    scored.sort(key=lambda r: (-r.score, r.km if r.km is not None else 9_999.0, r.candidate.name))
    best: dict[UUID, Ranked] = {}
    for one in scored:
        best.setdefault(one.candidate.person_id, one)
    return list(best.values())


def _score(task: Task, candidate: Candidate, mandate: Mandate) -> Ranked:
    km = _km(task, candidate)
    parts = [(mandate.weight, mandate.reason), _place(task.area_code, candidate.area_code)]
    if km is not None:
        parts.append((max(0, KM_POINTS_MOST - round(km / 2)), f"sekitar {_say_km(km)} dari lokasi"))
    parts.append(_load(candidate.open_load))
    parts += _warnings(candidate)
    reasons = tuple(text for _, text in parts if text)
    return Ranked(candidate, sum(points for points, _ in parts), reasons, km)


def _place(case: str, duty: str) -> tuple[int, str]:
    if case == duty:
        return SAME_DESA, "bertugas di desa/kelurahan yang sama"
    if len(case) >= 8 and case[:8] == duty[:8]:
        return SAME_KECAMATAN, "bertugas di kecamatan yang sama"
    if case[:5] == duty[:5]:
        return SAME_KABKOTA, "bertugas di kabupaten/kota yang sama"
    return 0, "bertugas di kabupaten/kota lain"


def _load(load: int) -> tuple[int, str]:
    if load == 0:
        return 0, "tidak sedang menangani kasus lain"
    return -min(load * LOAD_POINTS, LOAD_MOST), f"sedang menangani {load} kasus"


def _warnings(candidate: Candidate) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if not candidate.available:
        found.append((-UNAVAILABLE, "sedang tidak siap tugas"))
    if candidate.declined:
        found.append((-DECLINED, "sudah menolak kasus ini"))
    if not candidate.has_phone:
        found.append((-NO_PHONE, "belum memakai aplikasi di HP"))
    return found


def _km(task: Task, candidate: Candidate) -> float | None:
    if None in (task.lat, task.lon, candidate.lat, candidate.lon):
        return None
    return distance_km(task.lat or 0.0, task.lon or 0.0, candidate.lat or 0.0, candidate.lon or 0.0)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12_742.0 * math.asin(math.sqrt(half))


def _say_km(km: float) -> str:
    return "kurang dari 1 km" if km < 1 else f"{km:.0f} km"
