"""Several names that belong together: the columns of a spreadsheet, or the pieces of an address.

From the top down: kab/kota, kecamatan, desa. What is written above narrows what is searched below.
A column that cannot be read exactly never decides alone: only when the readable columns already lead
to one area, and the doubtful one leads to the same, is the answer exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bubuhan.geo import codes, gazetteer, names, parts
from bubuhan.geo.answers import Resolution, conclude, strongest
from bubuhan.geo.codes import AreaLevel, ReadingKind
from bubuhan.geo.codes import within as lies_within
from bubuhan.geo.lookup import from_code, resolve_name
from bubuhan.geo.matching import Match, exact_matches

Given = dict[AreaLevel, parts.Piece]
_DOWN = (AreaLevel.PROVINSI, AreaLevel.KABKOTA, AreaLevel.KECAMATAN, AreaLevel.DESA)
_WRITTEN = {
    AreaLevel.PROVINSI: "provinsi",
    AreaLevel.KABKOTA: "kabupaten/kota",
    AreaLevel.KECAMATAN: "kecamatan",
    AreaLevel.DESA: "desa/kelurahan",
}
_PLAIN_REASONS = ("nama sama persis", "kode resmi")
_ELSEWHERE = 0.75  # an exact village name in another kecamatan than the one written
_UNKNOWN_WORD = 0.74  # a level whose text is nowhere: less than an exact name elsewhere
_BRANCHES = 3
_LEAST_CONFIRMED = 0.6


@dataclass(frozen=True, slots=True)
class _Step:
    """How far a way down has come: the area reached, how sure, and why."""

    code: str
    score: float = 1.0
    exact: bool = True
    reasons: tuple[str, ...] = ()


def resolve_columns(
    kab: object = "", kec: object = "", desa: object = "", within: str = ""
) -> Resolution:
    """Read the area columns of one row. Cells may hold names, level words, codes, or be empty.

    `within` stands in for a missing kab/kota; a row that names an area outside it comes back as
    candidates with that reason. The answer lies on the lowest level that was written.
    """
    cells: dict[AreaLevel, object] = {
        AreaLevel.KABKOTA: kab,
        AreaLevel.KECAMATAN: kec,
        AreaLevel.DESA: desa,
    }
    given: Given = {}
    for level, cell in cells.items():
        text = "" if cell is None else str(cell).strip()
        if not text:
            continue
        if codes.parse(cell).kind is not ReadingKind.NONE:
            given[level] = parts.Piece(text)
            continue
        _spread(given, level, text)
    return resolve_given(given, within)


def resolve_pieces(pieces: list[parts.Piece], within: str, level: str | None = None) -> Resolution:
    """Read the pieces of one text together, trying each sensible way to lay them over the levels."""
    same = _one_kab_twice(pieces, within)
    if same:
        return same
    outcomes = []
    for given in parts.columns(pieces):
        if level and AreaLevel(level) not in given:
            continue
        outcome = resolve_given(given, within)
        if outcome.status == "exact":
            return outcome
        outcomes.append(outcome)
    return strongest(outcomes)


def resolve_halves(piece: parts.Piece, within: str) -> Resolution:
    """`Pelambuan Banjarmasin Barat` without a comma: a tail that is exactly an area above it."""
    for head, tail in parts.halves(piece.text):
        for level in (AreaLevel.KECAMATAN, AreaLevel.KABKOTA):
            below = piece.level or AreaLevel.DESA
            above = exact_matches(tail, gazetteer.pool(within, level))
            if len(above) != 1 or codes.DEPTH[below] <= codes.DEPTH[level]:
                continue
            outcome = resolve_given(
                {below: parts.Piece(head, None, piece.kind), level: parts.Piece(tail)}, within
            )
            if outcome.status == "exact":
                return outcome
    return Resolution("none")


def resolve_given(given: Given, within: str) -> Resolution:
    """Walk down through the given levels."""
    if not given:
        return Resolution("none", reasons=("wilayah tidak ditulis",))
    steps, lost = _walk(given, within)
    lowest = max(given, key=_DOWN.index)
    steps += _elsewhere(given, within, steps) if lowest is AreaLevel.DESA else []
    answer = conclude(_matches(steps), _lost_words(lost, given))
    if answer.status == "candidates" and not lost:
        answer = _confirmed(answer, given, within)
    return answer


def _walk(given: Given, within: str) -> tuple[list[_Step], list[AreaLevel]]:
    """Steps at the lowest level, and the levels whose text led nowhere."""
    start = codes.provinsi_of(within) if AreaLevel.KABKOTA in given else within
    if AreaLevel.PROVINSI in given:
        start = ""
    steps, lost = [_Step(start)], []
    for level in _DOWN:
        if level not in given:
            continue
        found = [_join(step, m) for step in steps for m in _look(given[level], level, step.code)]
        if not found:
            lost.append(level)
            continue
        exact = [s for s in found if s.exact]
        steps = (
            exact
            or sorted(found, key=lambda s: -s.score)[
                : _BRANCHES if level is not AreaLevel.DESA else 8
            ]
        )
    if len(lost) == len(given) or AreaLevel.DESA in lost:
        return [], lost
    steps = [_outside(s, within) for s in steps]
    return [_doubt(s, lost, given) for s in steps], lost


def _look(piece: parts.Piece, level: AreaLevel, scope: str) -> list[Match]:
    reading = codes.parse(piece.text)
    if reading.kind is ReadingKind.NONE:
        return [m for m in resolve_name(piece, [level], scope) if lies_within(m.entry.code, scope)]
    answer = from_code(reading, scope, level)
    found = []
    for candidate in answer.candidates:
        entry = gazetteer.entry(candidate.code)
        if entry and lies_within(entry.code, scope) and entry.level == level:
            found.append(Match(entry, candidate.score, answer.status == "exact", candidate.reasons))
    return found


def _join(step: _Step, match: Match) -> _Step:
    told = tuple(
        reason if reason in _PLAIN_REASONS else f"{_WRITTEN[match.entry.level]}: {reason}"
        for reason in match.reasons
    )
    reasons = tuple(dict.fromkeys((*step.reasons, *told)))
    score = round(step.score * match.score, 3)
    return _Step(match.entry.code, score, step.exact and match.exact, reasons)


def _outside(step: _Step, within: str) -> _Step:
    if lies_within(step.code, within) or lies_within(within, step.code):
        return step
    return _Step(
        step.code, min(step.score, 0.75), False, (*step.reasons, f"di luar {names.titled(within)}")
    )


def _doubt(step: _Step, lost: Iterable[AreaLevel], given: Given) -> _Step:
    for level in lost:
        reason = f"{_WRITTEN[level]} “{given[level].text}” tidak dikenal"
        step = _Step(
            step.code, round(step.score * _UNKNOWN_WORD, 3), False, (*step.reasons, reason)
        )
    return step


def _elsewhere(given: Given, within: str, steps: list[_Step]) -> list[_Step]:
    """The village as written, but outside the kecamatan or kab/kota written: shown, never chosen."""
    if any(s.exact for s in steps):
        return []
    known = {step.code for step in steps}
    found = []
    for level, above in ((AreaLevel.KECAMATAN, 8), (AreaLevel.KABKOTA, 5)):
        if level not in given:
            continue
        rest: Given = {other: piece for other, piece in given.items() if other is not level}
        for other in _walk(rest, codes.provinsi_of(within) if above == 5 else within)[0]:
            if not other.exact or other.code in known:
                continue
            there = names.titled(other.code[:above])
            reason = f"ada di {there}, bukan “{given[level].text}” yang tertulis"
            found.append(_Step(other.code, _ELSEWHERE, False, (*other.reasons, reason)))
    return found


def _confirmed(answer: Resolution, given: Given, within: str) -> Resolution:
    """Exact after all, when the columns that can be read exactly lead to the same single area.

    A doubtful column must at least mean that area more than any other: "Banjarmasin Timr" speaks of
    Timur, however similar Barat is, and a village in Barat then stays a question.
    """
    top = answer.candidates[0]
    sure = {
        level: piece
        for level, piece in given.items()
        if _reads(piece, level, top.code) == "exactly"
    }
    doubtful = [level for level in given if level not in sure]
    lowest = max(given, key=_DOWN.index)
    if not doubtful or lowest not in sure or top.score < _LEAST_CONFIRMED:
        return answer
    if any(_reads(given[level], level, top.code) != "rather" for level in doubtful):
        return answer
    alone, _ = _walk(sure, within)
    if {s.code for s in alone if s.exact} != {top.code} or len(alone) != 1:
        return answer
    return Resolution("exact", top.code, [top], reasons=top.reasons)


def _reads(piece: parts.Piece, level: AreaLevel, code: str) -> str:
    """How a column speaks of the area above `code`: "exactly", "rather" (its best guess), or "not"."""
    length = {known: size for size, known in codes.LENGTHS.items()}[level]
    found = _look(piece, level, codes.parent_of(code[:length]))
    ours = [m for m in found if lies_within(code, m.entry.code)]
    if any(m.exact for m in ours):
        return "exactly"
    best = max((m.score for m in found), default=0.0)
    return "rather" if ours and ours[0].score == best else "not"


def _spread(given: Given, level: AreaLevel, text: str) -> None:
    """A cell may hold more than its column says: "Kel. Pelambuan Kec. Banjarmasin Barat"."""
    reading = next(iter(parts.readings(text)), [])
    labelled = {p.level: p for p in reading if p.level}
    if len(reading) > 1 and len(labelled) >= len(reading) - 1:
        for piece in reading:
            given.setdefault(piece.level or level, piece)
        return
    piece = reading[0] if len(reading) == 1 else parts.Piece(text)
    given[level] = piece if piece.level in (None, level) else parts.Piece(text)


def _one_kab_twice(pieces: list[parts.Piece], within: str) -> Resolution | None:
    """`Hulu Sungai Utara (HSU)` says one thing twice; `Hulu Sungai Utara (HST)` contradicts itself."""
    if any(p.level not in (None, AreaLevel.KABKOTA) for p in pieces):
        return None
    pool = gazetteer.pool(codes.provinsi_of(within), AreaLevel.KABKOTA)
    found = [exact_matches(p.text, pool) for p in pieces]
    if not all(len(f) == 1 for f in found):
        return None
    unique = {f[0].entry.code: f[0] for f in found}
    if len(unique) == 1:
        return conclude(list(unique.values()))
    reason = "teks menyebut dua wilayah yang berbeda"
    return conclude([Match(m.entry, 0.7, False, (*m.reasons, reason)) for m in unique.values()])


def _matches(steps: list[_Step]) -> list[Match]:
    found = []
    for step in steps:
        entry = gazetteer.entry(step.code)
        if entry:
            telling = tuple(r for r in step.reasons if r not in _PLAIN_REASONS)
            found.append(Match(entry, step.score, step.exact, telling or step.reasons))
    return found


def _lost_words(lost: list[AreaLevel], given: Given) -> str:
    said = "; ".join(f"{_WRITTEN[level]} “{given[level].text}” tidak dikenal" for level in lost)
    return said or "tidak ada wilayah yang cocok"
