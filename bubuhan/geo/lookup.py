"""One name, or one code, looked up inside one area."""

from bubuhan.geo import gazetteer, names, parts
from bubuhan.geo.answers import Resolution, conclude
from bubuhan.geo.check import successors_of
from bubuhan.geo.codes import DEPTH, LEVELS, AreaLevel, CodeReading, ReadingKind, level_of
from bubuhan.geo.codes import within as lies_within
from bubuhan.geo.matching import Match, exact_matches, exact_spellings, fuzzy_matches
from bubuhan.geo.models import AreaChange


def resolve_name(piece: parts.Piece, levels: list[AreaLevel], within: str) -> list[Match]:
    """Matches of one name on the given levels: the exact ones alone when there are any."""
    found = [m for level in levels for m in _exact_on(piece, level, within)]
    if found:
        return found
    fuzzy = [
        m for level in levels for m in fuzzy_matches(piece.text, gazetteer.pool(within, level))
    ]
    fuzzy += _outside(piece, levels, within)
    return sorted(fuzzy, key=lambda m: (-m.score, DEPTH[m.entry.level], m.entry.code))


def levels_below(within: str) -> list[AreaLevel]:
    """Levels to look on inside an area: its own and those below."""
    return list(LEVELS if not within else LEVELS[DEPTH[level_of(within)] - 1 :])


def from_code(reading: CodeReading, within: str = "", level: str | None = None) -> Resolution:
    """Answer for a text that is a code. A retired code leads to its successor, and says so."""
    if reading.kind is ReadingKind.BPS:
        return Resolution("none", reasons=(reading.reason,))
    if reading.kind is ReadingKind.AMBIGUOUS:
        entries = [e for c in reading.candidates if (e := gazetteer.entry(c))]
        return conclude([Match(e, 0.5, False, (reading.reason,)) for e in entries], reading.reason)
    entry = gazetteer.entry(reading.code)
    if entry is None:
        return _retired(reading.code)
    reasons = ["kode resmi"]
    fits = True
    if not lies_within(entry.code, within):
        fits = False
        reasons.append(f"di luar {names.titled(within)}")
    if level and entry.level != level:
        fits = False
        reasons.append(f"ini kode {entry.level}, yang diminta {level}")
    return conclude([Match(entry, 1.0 if fits else 0.6, fits, tuple(reasons))])


def _retired(code: str) -> Resolution:
    heirs = [e for c in successors_of(code) if (e := gazetteer.entry(c))]
    if not heirs:
        known = AreaChange.objects.filter(old_code=code).exists()
        old = f"{names.label(code)}: tidak ada kode penggantinya yang pasti"
        reason = old if known else f"kode {code} tidak ada dalam daftar resmi"
        return Resolution("none", reasons=(reason,))
    certain = len(heirs) == 1
    reason = f"kode lama {code}, sudah diganti"
    return conclude([Match(e, 1.0 if certain else 0.6, certain, (reason,)) for e in heirs])


def _exact_on(piece: parts.Piece, level: AreaLevel, within: str) -> list[Match]:
    found = exact_matches(piece.text, gazetteer.pool(within, level))
    if not found and level is AreaLevel.DESA and not within:
        found = exact_spellings(piece.text, gazetteer.villages_named)
    if level is not AreaLevel.KABKOTA or not piece.kind:
        return found
    same_kind = [m for m in found if m.entry.kind == piece.kind]
    if same_kind:
        return same_kind
    return [
        Match(m.entry, 0.75, False, (*m.reasons, f"tertulis {piece.kind}, yang ada {m.entry.kind}"))
        for m in found
    ]


def _outside(piece: parts.Piece, levels: list[AreaLevel], within: str) -> list[Match]:
    """The same name just outside the named area, so that the reason can be shown."""
    if len(within) < 5:
        return []
    around = within[:5] if len(within) > 5 else within[:2]
    reason = f"di luar {names.titled(within)} yang disebut"
    found = [
        m for level in levels for m in exact_matches(piece.text, gazetteer.pool(around, level))
    ]
    return [
        Match(m.entry, 0.72, False, (*m.reasons, reason))
        for m in found
        if not lies_within(m.entry.code, within)
    ]
