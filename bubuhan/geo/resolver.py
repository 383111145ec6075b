"""Free text -> area code, with a score and reasons. Candidates are offered, nothing is guessed.

`exact` means: after undoing the ways people write one and the same name there is one area left.
Everything else is `candidates` (the caller shows "mungkin maksud Anda") or `none`.
`best` is set when the first candidate scores at least 0.76 and leads the second by 0.07 or more.
"""

import re

from bubuhan.geo import codes as area_codes
from bubuhan.geo import parts
from bubuhan.geo.answers import MOST_CANDIDATES, Candidate, Resolution, Status, conclude, strongest
from bubuhan.geo.codes import AreaLevel, ReadingKind
from bubuhan.geo.columns import resolve_columns, resolve_halves, resolve_pieces
from bubuhan.geo.lookup import from_code, levels_below, resolve_name

__all__ = ["Candidate", "Resolution", "Status", "resolve", "resolve_columns"]

_LEADING_CODE = re.compile(r"^\s*(\d[\d.]{1,14}\d)\s*[-–:]?\s+(?=[^\W\d])")


def resolve(text: str, *, within: str = "", level: str | None = None) -> Resolution:
    """Read one text: a name, a code, or several names together ("Kel. A Kec. B").

    `within` is the area the text must lie in; what is only found outside comes back as a candidate
    that says so. `level` limits the answer to one level (an `AreaLevel` value).
    """
    reading = area_codes.parse(text)
    if reading.kind is not ReadingKind.NONE:
        return from_code(reading, within, level)
    lead = _LEADING_CODE.match(text)
    if lead and area_codes.parse(lead.group(1)).kind is ReadingKind.CODE:
        return _code_and_name(lead.group(1), text[lead.end() :], within, level)
    outcomes = []
    for pieces in parts.readings(text):
        outcome = _resolve_pieces(pieces, within, level)
        if outcome.status == "exact":
            return outcome
        outcomes.append(outcome)
    # Later readings leave a level word inside the name: good for an equal name, not for a similar one.
    return strongest(outcomes[:1])


def _code_and_name(code: str, name: str, within: str, level: str | None) -> Resolution:
    """`63.71.03 Banjarmasin Barat`: the code counts when the name agrees with it."""
    coded = from_code(area_codes.parse(code), within, level)
    named = resolve(name, within=within, level=level)
    if coded.status == "none":
        return named
    if named.status == "none" or coded.code in {c.code for c in named.candidates}:
        return coded
    both = {c.code: c for c in (*coded.candidates, *named.candidates)}
    shown = [
        Candidate(c.code, c.label, min(c.score, 0.6), (*c.reasons, "kode dan nama berbeda"))
        for c in both.values()
    ]
    return Resolution("candidates", candidates=shown[:MOST_CANDIDATES])


def _resolve_pieces(pieces: list[parts.Piece], within: str, level: str | None) -> Resolution:
    if len(pieces) > 1:
        return resolve_pieces(pieces, within, level)
    piece = pieces[0]
    wanted = AreaLevel(level) if level else piece.level
    levels = [wanted] if wanted else levels_below(within)
    matches = resolve_name(piece, levels, within)
    if any(m.exact for m in matches) or (wanted and level):
        return conclude(matches)
    joined = resolve_halves(piece, within)
    return joined if joined.status == "exact" else strongest([conclude(matches), joined])
