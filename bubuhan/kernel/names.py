"""Indonesian personal names: folding, tidying for the eye, and one key for equality. Pure.

`name_key` is made for *exact* matching: it removes what surely does not tell two people apart
(titles, punctuation, the many spellings of Muhammad). Sound-alike rules (f/p, z/j, sy/s) belong to
the linkage engine, which weighs them. Source of the rules: `name_variation_rules.csv`, actions
"buang" and "kanonik", read with exactness before recall.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_APOSTROPHES = re.compile("['’‘`´ʼ\"]")
_NOT_LETTER = re.compile(r"[^0-9a-z]+")
_SPACED = re.compile(r"\b([a-z])\. ?(?=[a-z]+\.)")
_SPACES = re.compile(r"\s+")
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.)]\s*(?=[^\W\d_])")

# Titles before a name, as letters only; right: how they are written.
_BEFORE = {
    "h": "H.", "hj": "Hj.", "hjh": "Hj.", "haji": "Haji", "hajjah": "Hajjah", "kh": "K.H.", "tgh": "T.G.H.",
    "drs": "Drs.", "dra": "Dra.", "ir": "Ir.", "dr": "dr.", "drg": "drg.", "prof": "Prof.", "ust": "Ust.",
    "ustadz": "Ustadz", "ustad": "Ustadz", "ibu": "Ibu", "bapak": "Bapak", "bpk": "Bpk.", "tn": "Tn.",
    "sdr": "Sdr.", "sdri": "Sdri.",
}  # fmt: skip
# Degrees after a name, as letters only; right: how they are written.
_AFTER = {
    "ssos": "S.Sos", "ssosi": "S.Sos.I", "spd": "S.Pd", "spdi": "S.Pd.I", "sag": "S.Ag", "skm": "S.K.M.",
    "skom": "S.Kom", "sip": "S.IP", "sap": "S.AP", "shi": "S.H.I.", "sei": "S.E.I.", "sthi": "S.Th.I", "sst": "S.ST",
    "skep": "S.Kep", "ners": "Ners", "stp": "S.TP", "sp": "S.P.", "spt": "S.Pt", "spi": "S.Pi", "ssi": "S.Si",
    "sked": "S.Ked", "spsi": "S.Psi", "shut": "S.Hut", "ssn": "S.Sn", "str": "S.Tr", "strsos": "S.Tr.Sos",
    "msi": "M.Si", "mpd": "M.Pd", "mpdi": "M.Pd.I", "mkes": "M.Kes", "map": "M.AP", "mip": "M.IP", "msos": "M.Sos",
    "mh": "M.H.", "mkom": "M.Kom", "mag": "M.Ag", "mikom": "M.I.Kom", "amd": "A.Md", "amdkeb": "A.Md.Keb",
    "amdkep": "A.Md.Kep", "ama": "A.Ma", "amapd": "A.Ma.Pd", "se": "S.E.", "sh": "S.H.", "st": "S.T.",
    "mm": "M.M.", "mt": "M.T.", "phd": "Ph.D", "ba": "B.A.", "bsc": "B.Sc", "aks": "Aks", "akspi": "Aks",
}  # fmt: skip
_TITLES = frozenset([*_BEFORE, *_AFTER])
_SHORT = frozenset({"se", "sh", "st", "mm", "mt", "mh", "ba", "sp", "ama", "map", "aks", "str"})
_MUHAMMAD = frozenset(
    [
        "muhammad",
        "muhamad",
        "mohammad",
        "mohamad",
        "mochammad",
        "mochamad",
        "muchammad",
        "muchamad",
        "mohamed",
        "muhamed",
        "muhammat",
        "muh",
        "moh",
        "moch",
        "much",
        "mhd",
        "md",
        "mhmd",
        "mohd",
        "muhd",
    ]
)
_AHMAD = frozenset(["ahmad", "achmad", "akhmad", "ahmat", "ach", "akh", "akhmat"])
_NUR = frozenset(["nur", "noor", "nor", "noer", "nuur"])
_SITI = frozenset(["siti", "sitti", "st", "sti"])
_FATHER = frozenset(["bin", "binti", "bt", "bte", "ibnu"])
_PARTICLES = frozenset(["bin", "binti"])
_MEANING = _FATHER | _BEFORE.keys() | _AFTER.keys() | {"hm"}
_ABDUL = re.compile(
    r"^abdu(?:l(?!l?ah$)|r(?=r)|(?=rah)|s(?=s)|n(?=n)|t(?=t)|d(?=d)|z(?=z))(.{3,})$"
)
_DOUBLED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """Casefold, drop accents and apostrophes, one space between words: `Ma’ARIF ` -> `maarif`."""
    if text.isascii():  # nearly all, and several times quicker
        return " ".join(text.replace("'", "").replace("`", "").replace('"', "").lower().split())
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _SPACES.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Equal keys are one name written differently: `HM. Riduan, S.Sos` and `Muh Riduan`.

    Returns letters without spaces; "" when there is no letter at all.
    """
    if name.isascii() and (plain := _plain_words(name)) is not None:
        first, second, later = plain[0].keys[0], plain[1:2], plain[2:]
        keys = [first, *(w.keys[1] for w in second), *(w.keys[2] for w in later)]
        return _DOUBLED.sub(r"\1", "".join(keys))
    words = _bare_words(name)
    father = next((i for i, w in enumerate(words) if i and w in _FATHER), len(words))
    out: list[str] = []
    for place, word in enumerate(words[:father]):
        out.extend(_canonical(word, place))
    return _DOUBLED.sub(r"\1", "".join(map(_modern, out)))


def is_title(text: str) -> bool:
    """True for what stands before or after a name: `H.`, `S.Sos`."""
    return _letters(text) in _TITLES


def bare_name(name: str) -> str:
    """The folded words of a name without titles, in order: for comparing two names word by word."""
    return " ".join(_bare_words(name))


@lru_cache(maxsize=65536)
def tidy_name(name: str) -> str:
    """For the eye: `MUHAMMAD  RIDUAN,S.SOS` -> `Muhammad Riduan, S.Sos`. Mixed case is kept."""
    if name.isascii() and (plain := _plain_words(name)) is not None:
        shout = name.isupper() or name.islower()
        return " ".join([w.tidy for w in plain] if shout else name.split())
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", _NUMBERING.sub("", name)))
    body, *tail = [part.strip() for part in text.strip(" ,.;-*").split(",") if part.strip()] or [""]
    words = body.replace(".", ". ").split()
    said = "".join(w for w in body.split() if _letters(w) not in _TITLES)  # "Hj. SITI" is loud, too
    shout = said.isupper() or said.islower()
    words = [_tidy_word(w, shout) for w in words]
    words = _join_initials(words)
    for place, word in enumerate(words):
        title = _BEFORE.get(_letters(word))
        if title is None or place == len(words) - 1:
            break
        words[place] = title
    degrees = [_AFTER.get(_letters(part), part) for part in tail]
    return ", ".join([" ".join(words), *degrees])


class _Plain(NamedTuple):
    """A word that means the same in any name: for the eye, and its key as first, second and later word."""

    tidy: str
    keys: tuple[str, str, str]


def _plain_words(name: str) -> list[_Plain] | None:
    """The words of a name that holds no title, degree, initial or mark; None for any other.

    Most names of a long list are so, and their words come again and again.
    """
    words = [_plain(word) for word in name.split()]
    return None if None in words else words or None  # type: ignore[return-value]


@lru_cache(maxsize=65536)
def _plain(word: str) -> _Plain | None:
    bare = word.lower()
    if len(bare) < 2 or not bare.isalpha() or bare in _MEANING:
        return None
    first, second, later = ("".join(map(_modern, _canonical(bare, n))) for n in range(3))
    return _Plain(bare.capitalize(), (first, second, later))


def _modern(word: str) -> str:
    """The old spelling's oe, dj, tj as they are written now."""
    return word.replace("oe", "u").replace("dj", "j").replace("tj", "c")


def _bare_words(name: str) -> list[str]:
    name = _NUMBERING.sub("", name)
    body, *tail = fold(name.replace("(", ",").replace(")", " ")).split(",")
    del tail  # what follows a comma is a degree or a nickname
    text = _SPACED.sub(r"\1", body) if "." in body else body  # s.sos. -> ssos.
    words = [part for word in text.split() for part in _split(word)]
    if words[:1] == ["hm"] and len(words) > 1:
        words[:1] = ["muhammad"]
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    words = _without_spaced_degree(words)
    while len(words) > 1 and words[-1] in _AFTER and (len(words) > 2 or words[-1] not in _SHORT):
        words = words[:-1]
    return words


def _without_spaced_degree(words: list[str]) -> list[str]:
    """`norhayati s pd i` -> `norhayati`; a single letter alone may be an initial and stays."""
    for size in (3, 2):
        tail = words[-size:]
        if len(words) <= size or "".join(tail) not in _AFTER:
            continue
        if len(tail[0]) == 1 or tail[0] in _AFTER:
            return words[:-size]
    return words


@lru_cache(maxsize=65536)
def _split(word: str) -> tuple[str, ...]:
    """One written word as words of letters: titles stay whole, others part at dots and hyphens."""
    bare = _letters(word)
    if bare in _AFTER or bare in _BEFORE:
        return (_undigit(bare),)
    parts = word.replace(".", " ").replace("-", " ").replace("/", " ").split()
    return tuple(_undigit(w) for w in map(_letters, parts) if w)


@lru_cache(maxsize=65536)
def _letters(word: str) -> str:
    return _NOT_LETTER.sub("", fold(word))


def _undigit(word: str) -> str:
    """0 and 1 typed for o and i inside a word."""
    return word.replace("0", "o").replace("1", "i") if any(c.isalpha() for c in word) else word


def _canonical(word: str, place: int) -> list[str]:
    if word in _MUHAMMAD and place < 2:
        return ["muhammad"]
    if word in _AHMAD:
        return ["ahmad"]
    if word in _NUR:
        return ["nur"]
    if word in _SITI and place == 0:
        return ["siti"]
    if word in {"abd", "abdu", "abdur", "abdus"}:
        return ["abdul"]
    if found := _ABDUL.match(word):
        rest = found[1]
        return ["abdul", rest]
    if word.startswith(("achmad", "akhmad")):
        return ["ahmad" + word[6:]]
    for start in ("noor", "noer", "nor"):
        if word.startswith(start) and len(word) > len(start) + 2:
            return ["nur" + word[len(start) :]]
    return [word]


def _tidy_word(word: str, shout: bool) -> str:
    if not shout:
        return word
    if _letters(word) in _PARTICLES:
        return word.lower()
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def _join_initials(words: list[str]) -> list[str]:
    """`H. M.` stays two words, `S. Sos` after a name becomes one degree."""
    out: list[str] = []
    place = 0
    while place < len(words):
        pair = _letters("".join(words[place : place + 2]))
        if place and len(_letters(words[place])) == 1 and place + 1 < len(words) and pair in _AFTER:
            out.append(_AFTER[pair])
            place += 2
            continue
        alone = _letters(words[place])
        known = place and alone in _AFTER and alone not in _SHORT
        out.append(_AFTER[alone] if known else words[place])
        place += 1
    return out
