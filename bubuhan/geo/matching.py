"""Compare one written name with one pool: exact first, then alike, always with reasons.

Pure: pools come in, matches go out. Scores run from 0 to 1. 1.0 is only ever an equal key; a fuzzy
match stays at 0.97 or below, so that a score alone tells the two apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bubuhan.geo import naming
from bubuhan.geo.gazetteer import Entry, Pool, Spelling

LEAST_SCORE = 0.6  # below this a suggestion confuses more than it helps ...
_LEAST_FIRST = 0.45  # ... unless it is the only one,
_LEAST_AMONG_FEW = 0.3  # and among the dozen desa of one kecamatan even less will do
_FEW = 50
_FUZZY_TOP = 0.97
_SOUND = 0.35  # weight of how it sounds beside how it is spelt
_STYLE = 0.03  # blanks and capitals decide between equals
_NUMBER_DIFFERS = 0.25  # "Kertak Hanyar I" is not "Kertak Hanyar II"
_NUMBER_MISSING = 0.05
_DIRECTION_DIFFERS = 0.2  # "Sungai Rangas Hulu" is not "Sungai Rangas Tengah"
_DIRECTION_MISSING = 0.03
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
    spellings = look_up(naming.key(written)) or look_up(naming.letters(written))
    if not spellings and "2" in written:
        spellings = look_up(naming.key(naming.doubled(written)))
    for spelling in spellings:
        reason = _exact_reason(written, spelling)
        found.setdefault(spelling.entry.code, Match(spelling.entry, 1.0, True, (reason,)))
    return list(found.values())


def fuzzy_matches(written: str, pool: Pool, limit: int = 5) -> list[Match]:
    """The most similar areas, best first; never across Banjar, Banjarbaru and Banjarmasin."""
    said = _Said.of(written)
    if len(said.letters) < 3 or said.letters.isdigit():
        return []
    family = family_of(said.key, said.words)
    matches = []
    for entry in _near(said, pool):
        other = family_of(entry.key, entry.words, official=True)
        if not (family and other and family != other):
            matches.append(_compare(said, entry))
    matches.sort(key=lambda m: (-m.score, m.entry.code))
    kept = [m for m in matches if m.score >= LEAST_SCORE]
    least = _LEAST_AMONG_FEW if len(pool.entries) <= _FEW else _LEAST_FIRST
    return (kept or [m for m in matches[:1] if m.score >= least])[:limit]


@dataclass(frozen=True, slots=True)
class _Said:
    """A written name in all the forms it is compared in."""

    spaced: str
    words: tuple[str, ...]
    key: str
    letters: str
    sound: str

    @classmethod
    def of(cls, written: str) -> "_Said":
        words = tuple(naming.spell(written))
        letters = naming.letters(written)
        return cls(naming.plain(written), words, "".join(words), letters, naming.sound(letters))


def _near(said: _Said, pool: Pool, most: int = 12) -> list[Entry]:
    """The entries worth a closer look, by each form of the name."""
    found: set[int] = set()
    for form, column in (
        (said.key, pool.keys),
        (said.letters, pool.letters),
        (said.sound, pool.sounds),
    ):
        found |= {i for _, _, i in process.extract(form, column, scorer=fuzz.ratio, limit=most)}
    return [pool.entries[i] for i in found]


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


def _compare(said: _Said, entry: Entry) -> Match:
    spelt = max(_ratio(said.key, entry.key), _ratio(said.letters, entry.letters))
    heard = _ratio(said.sound, entry.sound)
    alike = (1 - _SOUND) * spelt + _SOUND * heard
    turned = 0.95 * fuzz.token_sort_ratio(" ".join(said.words), " ".join(entry.words))
    style = fuzz.ratio(said.spaced, entry.name.lower())
    score = ((1 - _STYLE) * max(alike, turned) + _STYLE * style) / 100
    reason = f"mirip “{entry.name}”"
    if heard == 100:
        reason = f"bunyinya sama dengan “{entry.name}”"
    elif sorted(said.words) == sorted(entry.words):
        reason = f"kata sama dengan “{entry.name}”, urutannya lain"
    part = _contained(said.words, entry.words)
    if part > score:
        score, reason = part, f"sebagian dari nama “{entry.name}”"
    lost, told = _differences(said.words, entry.words)
    return Match(entry, round(min(score - lost, _FUZZY_TOP), 3), False, (reason, *told))


def _ratio(left: str, right: str) -> float:
    """0 to 100: common letters in order, and edits with swapped neighbours as one; their mean.

    Together they put the right desa first more often than either (measured, bench/geo_resolver.py).
    """
    return 0.5 * fuzz.ratio(left, right) + 50 * OSA.normalized_similarity(left, right)


def _differences(said: tuple[str, ...], name: tuple[str, ...]) -> tuple[float, list[str]]:
    """What to take off because a number or a direction is another one, and the reasons."""
    lost, told = 0.0, []
    numbers = {w for w in said if w.isdigit()}, {w for w in name if w.isdigit()}
    if all(numbers) and numbers[0] != numbers[1]:
        lost += _NUMBER_DIFFERS
        told.append("angka di belakang nama berbeda")
    elif numbers[0] != numbers[1]:
        lost += _NUMBER_MISSING
    here, there = naming.DIRECTIONS.intersection(said), naming.DIRECTIONS.intersection(name)
    if here - there and there - here:
        lost += _DIRECTION_DIFFERS
        told.append("arah atau sifat tempat berbeda")
    elif here != there:
        lost += _DIRECTION_MISSING
    return lost, told


def _contained(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Score when all words of the shorter name stand in the longer one; 0 otherwise."""
    short, long = sorted((set(left), set(right)), key=len)
    if not short or not short < long or max(map(len, short)) < 4:
        return 0.0
    return 0.65 + 0.15 * sum(map(len, short)) / sum(map(len, long))


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
