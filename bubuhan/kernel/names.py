"""Indonesian personal names: folding, tidying for the eye, and one key for equality. Pure.

`name_key` is made for *exact* matching: it removes what surely does not tell two people apart
(titles, punctuation, the many spellings of Muhammad). Sound-alike rules (f/p, z/j, sy/s) belong to
the linkage engine, which weighs them. Source of the rules: `name_variation_rules.csv`, actions
"buang" and "kanonik", read with exactness before recall.
"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['’‘`´ʼ\"]")
_NOT_LETTER = re.compile(r"[^0-9a-z]+")
_SPACED = re.compile(r"\b([a-z])\. ?(?=[a-z]+\.)")
_SPACES = re.compile(r"\s+")

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
    words = _bare_words(name)
    father = next((i for i, w in enumerate(words) if i and w in _FATHER), len(words))
    out: list[str] = []
    for place, word in enumerate(words[:father]):
        out.extend(_canonical(word, place))
    if any("oe" in w or "dj" in w or "tj" in w for w in out):
        out = [w.replace("oe", "u").replace("dj", "j").replace("tj", "c") for w in out]
    return _DOUBLED.sub(r"\1", "".join(out))


def bare_name(name: str) -> str:
    """The folded words of a name without titles, in order: for comparing two names word by word."""
    return " ".join(_bare_words(name))


@lru_cache(maxsize=65536)
def tidy_name(name: str) -> str:
    """For the eye: `MUHAMMAD  RIDUAN,S.SOS` -> `Muhammad Riduan, S.Sos`. Mixed case is kept."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip(" ,.;-")
    body, *tail = [part.strip() for part in text.split(",") if part.strip()] or [""]
    shout = body.isupper() or body.islower()
    words = [_tidy_word(w, shout) for w in body.replace(".", ". ").split()]
    words = _join_initials(words)
    for place, word in enumerate(words):
        title = _BEFORE.get(_letters(word))
        if title is None or place == len(words) - 1:
            break
        words[place] = title
    degrees = [_AFTER.get(_letters(part), part) for part in tail]
    return ", ".join([" ".join(words), *degrees])


def _bare_words(name: str) -> list[str]:
    body, *tail = fold(name.replace("(", ",").replace(")", " ")).split(",")
    del tail  # what follows a comma is a degree or a nickname
    text = _SPACED.sub(r"\1", body) if "." in body else body  # s.sos. -> ssos.
    words = [part for word in text.split() for part in _split(word)]
    if words[:1] == ["hm"] and len(words) > 1:
        words[:1] = ["muhammad"]
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _AFTER and (len(words) > 2 or words[-1] not in _SHORT):
        words = words[:-1]
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
