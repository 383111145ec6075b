"""The answer of the resolver, and how matches become one: exact, candidates, or none."""

from dataclasses import dataclass, field
from typing import Literal

from bubuhan.geo import names
from bubuhan.geo.codes import DEPTH
from bubuhan.geo.matching import Match

Status = Literal["exact", "candidates", "none"]
BEST_SCORE = 0.76
BEST_MARGIN = 0.07
MOST_CANDIDATES = 5
_WORTH = 0.6  # a candidate far behind the first is noise
_PER_LEVEL = 0.05  # of two areas with one name the larger is the likelier
NOTHING_ALIKE = "tidak ada nama wilayah yang mirip"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area the text may mean; `score` 0 to 1, `reasons` in Indonesian."""

    code: str
    label: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text resolved to. `code` is set only when `status` is "exact"."""

    status: Status
    code: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    best: Candidate | None = None
    reasons: tuple[str, ...] = ()


def conclude(matches: list[Match], otherwise: str = NOTHING_ALIKE) -> Resolution:
    """Turn matches into an answer: one exact match, several candidates, or none."""
    exact = [m for m in matches if m.exact]
    if len(exact) == 1:
        return Resolution(
            "exact", exact[0].entry.code, [_candidate(exact[0])], reasons=exact[0].reasons
        )
    if len(exact) > 1:
        many = f"ada {len(exact)} wilayah bernama sama; sebutkan wilayah di atasnya"
        top = min(DEPTH[m.entry.level] for m in exact)
        matches = [
            Match(
                m.entry, 0.9 - _PER_LEVEL * (DEPTH[m.entry.level] - top), False, (*m.reasons, many)
            )
            for m in exact
        ]
    if not matches:
        return Resolution("none", reasons=(otherwise,))
    unique = {m.entry.code: m for m in reversed(matches)}
    ordered = sorted(unique.values(), key=lambda m: (-m.score, DEPTH[m.entry.level], m.entry.code))
    worth = [m for m in ordered if m.score >= _WORTH * ordered[0].score]
    shown = [_candidate(m) for m in worth[:MOST_CANDIDATES]]
    second = shown[1].score if len(shown) > 1 else 0.0
    clear = shown[0].score >= BEST_SCORE and shown[0].score - second >= BEST_MARGIN
    return Resolution("candidates", candidates=shown, best=shown[0] if clear else None)


def strongest(outcomes: list[Resolution], otherwise: str = NOTHING_ALIKE) -> Resolution:
    """The outcome with the best first candidate; none when no outcome has any."""
    having = [o for o in outcomes if o.candidates]
    if having:
        return max(having, key=lambda o: o.candidates[0].score)
    return outcomes[0] if outcomes else Resolution("none", reasons=(otherwise,))


def _candidate(match: Match) -> Candidate:
    return Candidate(match.entry.code, names.label(match.entry.code), match.score, match.reasons)
