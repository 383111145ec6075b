"""Compare one written name with one pool: exact first, then alike, always with reasons.

Pure: pools come in, matches go out. Scores run from 0 to 1. 1.0 is only ever an equal key; a fuzzy
match stays at 0.97 or below, so that a score alone tells the two apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bubuhan.geo import naming
from bubuhan.geo.gazetteer import Entry, Pool, Spelling

LEAST_SCORE = 0.62  # below this a suggestion confuses more than it helps
_FUZZY_TOP = 0.97
_NUMBER_DIFFERS = 0.25  # "Kertak Hanyar I" is not "Kertak Hanyar II"
_DIRECTION_DIFFERS = 0.2  # "Sungai Rangas Hulu" is not "Sungai Rangas Tengah"
_DIRECTION_MISSING = 0.05
_FAMILY = ("banjarmasin", "banjarbaru", "banjar")


@dataclass(frozen=True, slots=True)
class Match:
    """One area that a text may mean."""

    entry: Entry
    score: float
    exact: bool
    reasons: tuple[str, ...]


def exact_matches(written: str, pool: Pool) -> list[Match]:
    """Areas whose name, or a known other spelling of it, is this text."""
    return exact_spellings(written, pool.exact)


def exact_spellings(written: str, look_up: Callable[[str], list[Spelling]]) -> list[Match]:
    """Exact matches out of any look-up by key."""
    found: dict[str, Match] = {}
    for spelling in look_up(naming.key(written)):
        reason = _exact_reason(written, spelling)
        found.setdefault(spelling.entry.code, Match(spelling.entry, 1.0, True, (reason,)))
    return list(found.values())


def fuzzy_matches(written: str, pool: Pool, limit: int = 5) -> list[Match]:
    """The most similar areas, best first; never across Banjar, Banjarbaru and Banjarmasin."""
    words = tuple(naming.spell(written))
    key = "".join(words)
    if len(key) < 3 or key.isdigit():
        return []
    near = {i for _, _, i in process.extract(key, pool.keys, scorer=fuzz.ratio, limit=12)}
    sound = naming.sound(key)
    near |= {i for _, _, i in process.extract(sound, pool.sounds, scorer=fuzz.ratio, limit=12)}
    family = family_of(key, words)
    matches = []
    for entry in (pool.entries[i] for i in near):
        other = family_of(entry.key, entry.words, official=True)
        if family and other and family != other:
            continue
        match = _compare(written, words, key, sound, entry)
        if match.score >= LEAST_SCORE:
            matches.append(match)
    return sorted(matches, key=lambda m: (-m.score, m.entry.code))[:limit]


def family_of(key: str, words: tuple[str, ...] = (), *, official: bool = False) -> str:
    """Which of Banjar, Banjarbaru, Banjarmasin a name speaks of; "" for none of them.

    An official name is taken as it is ("Banjarsari" is none of them); a written one may be misspelt.

    The three are neighbours, one name is the beginning of the others, and a mix-up sends help to
    the wrong government. A beginning such as "banjarb" already belongs to Banjarbaru.
    """
    for stem in _FAMILY[:2]:
        if key.startswith(stem) or (len(key) > len("banjar") and stem.startswith(key)):
            return stem
    if key == "banjar" or (words and words[0] == "banjar"):
        return "banjar"
    if official:
        return ""
    score, stem = max((fuzz.ratio(key[: len(s)], s), s) for s in _FAMILY[:2])
    if score >= 85:
        return stem
    return "banjar" if len(key) <= 7 and fuzz.ratio(key, "banjar") >= 80 else ""


def _compare(written: str, words: tuple[str, ...], key: str, sound: str, entry: Entry) -> Match:
    alike = fuzz.ratio(key, entry.key)
    heard = fuzz.ratio(sound, entry.sound)
    mixed = fuzz.token_sort_ratio(" ".join(words), " ".join(entry.words))
    score = max(0.6 * alike + 0.4 * heard, 0.97 * mixed) / 100
    reasons = [f"mirip “{entry.name}”"]
    if heard == 100:
        reasons = [f"bunyinya sama dengan “{entry.name}”"]
    elif sorted(words) == sorted(entry.words):
        reasons = [f"kata sama dengan “{entry.name}”, urutannya lain"]
    contained = _contained(words, entry.words)
    if contained:
        score = max(score, contained)
        reasons = [f"sebagian dari nama “{entry.name}”"]
    if _numbers(words) != _numbers(entry.words):
        score -= _NUMBER_DIFFERS
        reasons.append("angka di belakang nama berbeda")
    here, there = _directions(words), _directions(entry.words)
    if here and there and here != there:
        score -= _DIRECTION_DIFFERS
        reasons.append("arah atau sifat tempat berbeda")
    elif here != there:
        score -= _DIRECTION_MISSING
    return Match(entry, round(min(score, _FUZZY_TOP), 3), False, tuple(reasons))


def _contained(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Score when all words of the shorter name stand in the longer one; 0 otherwise."""
    short, long = sorted((set(left), set(right)), key=len)
    if not short or not short < long or max(map(len, short)) < 4:
        return 0.0
    return 0.7 + 0.15 * sum(map(len, short)) / sum(map(len, long))


def _numbers(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(w for w in words if w.isdigit())


def _directions(words: tuple[str, ...]) -> frozenset[str]:
    return naming.DIRECTIONS.intersection(words)


def _exact_reason(written: str, spelling: Spelling) -> str:
    if spelling.source:
        first = spelling.source.split(";")[0].split(" (")[0]
        return f"“{spelling.written}” adalah nama lain dari {spelling.entry.name} ({first})"
    left, right = naming.plain(written), naming.plain(spelling.entry.name)
    if left == right:
        return "nama sama persis"
    if left.replace(" ", "") == right.replace(" ", ""):
        return "nama sama, hanya beda spasi atau tanda baca"
    pair = naming.respelled(written, spelling.entry.name)
    if pair:
        return f"ejaan setara: {_shown(pair[0])} = {_shown(pair[1])}"
    return "nama sama, hanya beda cara menulis"


def _shown(word: str) -> str:
    return word.upper() if naming.is_roman(word) else word.capitalize()
