"""How area names are written, reduced to keys that can be compared. Pure; no database.

Three depths, from literal to loose:
  plain   "Sei. Rangas Hulu"  -> "sei rangas hulu"      letters only, one space
  key     "Sungai Rangas Ulu" -> "sungairangashulu"     known spellings made one, spaces gone
  sound   "Banua Hanyar"      -> "banuaanyar"           vowels and consonants that Banjar speech swaps

Two names with an equal key are the same name written differently (exact). An equal sound is only a
hint. Source of the spelling pairs: the variants of one code across six regulations 2015-2025.
"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['’‘`´ʼ]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SINGLE_LETTERS = re.compile(r"(?<!\w)(?:[^\W\d_] ){2,}[^\W\d_](?!\w)")
_TWICE = re.compile(r"\b([a-z]{3,})\s?2\b")
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.)]?\s*(?=[^\W\d_])")

# Whole words only. Left: as met in practice; right: as the key spells it.
SPELLINGS: dict[str, str] = {
    **dict.fromkeys(("sei", "sungei", "sungay", "sungi", "sng", "sui"), "sungai"),
    **dict.fromkeys(("tj", "tjg", "tg", "tgg", "tjung"), "tanjung"),
    **dict.fromkeys(("tlk", "tl", "taluk"), "teluk"),
    **dict.fromkeys(("pl", "plau", "pulo"), "pulau"),
    **dict.fromkeys(("gn", "gng", "gnung"), "gunung"),
    **dict.fromkeys(("kp", "kmp", "kpg", "kampong"), "kampung"),
    **dict.fromkeys(("ma", "mr", "muaro"), "muara"),
    **dict.fromkeys(("sel", "slt", "sltn"), "selatan"),
    **dict.fromkeys(("utr", "ut"), "utara"),
    **dict.fromkeys(("tmr", "tim"), "timur"),
    **dict.fromkeys(("brt", "bar"), "barat"),
    **dict.fromkeys(("tgh", "teng"), "tengah"),
    **dict.fromkeys(("kep", "kepul"), "kepulauan"),
    "bt": "batu",
    "kr": "karang",
    "ulu": "hulu",
    "ilir": "hilir",
    "benua": "banua",
    "anyar": "hanyar",
    "masjid": "mesjid",
    "bjm": "banjarmasin",
    "bjb": "banjarbaru",
    "mtp": "martapura",
}
_INITIALS = {"s": "sungai", "p": "pulau", "g": "gunung", "t": "tanjung"}
_NUMBERS = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7",
    "delapan": "8", "sembilan": "9", "sepuluh": "10",
}  # fmt: skip
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
    "ix": "9", "x": "10", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15",
}  # fmt: skip
DIRECTIONS = frozenset(
    {
        *("utara", "selatan", "timur", "barat", "tengah", "hulu", "hilir", "dalam", "luar", "atas"),
        *("bawah", "lama", "baru", "kanan", "kiri", "kiwa", "muara", "kepulauan", "laut", "darat"),
    }
)
_SOUNDS = [
    (re.compile(p), r)
    for p, r in (
        ("oe", "u"), ("dj", "j"), ("tj", "c"), ("[fv]", "p"), ("q", "k"), ("kh", "k"), ("x", "ks"),
        ("z", "j"), ("h", ""), ("[ei]y(?=[aou])", "i"), ("uw(?=[aei])", "u"), ("e", "a"), ("o", "u"),
        (r"([a-z])\1+", r"\1"),
    )
]  # fmt: skip


def close_up_letters(text: str) -> str:
    """`B A N J A R` -> `BANJAR`; two or more blanks still part words. Other text is unchanged."""
    if not _SINGLE_LETTERS.search(text):
        return text
    return "  ".join(
        _SINGLE_LETTERS.sub(lambda m: m.group().replace(" ", ""), word)
        for word in re.split(r"\s{2,}", text)
    )


def without_numbering(text: str) -> str:
    """`2Jorong`, `10 Ranggang Dalam`, `3. Takisung` -> the name; a bare number stays."""
    return _NUMBERING.sub("", text)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower-case letters and digits, one space between words, accents and apostrophes gone."""
    text = close_up_letters(unicodedata.normalize("NFKC", text))
    text = (
        unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).encode("ascii", "ignore").decode()
    )
    return _NOT_WORD.sub(" ", text.lower()).strip()


def spell(text: str) -> list[str]:
    """Words of a name in the one spelling used for comparing."""
    words = plain(text).split()
    out: list[str] = []
    for place, word in enumerate(words):
        last = place == len(words) - 1
        if word in _INITIALS and not last:
            out.append(_INITIALS[word])
        elif word in _ROMAN and place > 0:
            out.append(_ROMAN[word])
        else:
            out.append(_NUMBERS.get(word) or SPELLINGS.get(word, word))
    return out


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The comparing key: equal keys are one name."""
    return "".join(spell(text))


def doubled(text: str) -> str:
    """`Bati2` -> `bati bati`, `Aluh2 Besar` -> `aluh aluh besar`: how Indonesian hands write a repetition."""
    return _TWICE.sub(r"\1 \1", plain(text))


@lru_cache(maxsize=65536)
def letters(text: str) -> str:
    """The plain text without blanks, spelling untouched: `Andaman II` -> `andamanii`."""
    return plain(text).replace(" ", "")


@lru_cache(maxsize=65536)
def sound(key_text: str) -> str:
    """How a key sounds when e/a, o/u, f/v/p, h and doubled letters are not told apart."""
    for pattern, replacement in _SOUNDS:
        key_text = pattern.sub(replacement, key_text)
    return key_text


def is_roman(word: str) -> bool:
    """True for i to xv."""
    return word in _ROMAN


def respelled(written: str, name: str) -> tuple[str, str] | None:
    """The first word that differs in spelling only: ("sei", "sungai"); None when none does."""
    left, right = plain(written).split(), plain(name).split()
    if len(left) != len(right):
        return None
    return next(((a, b) for a, b in zip(left, right, strict=True) if a != b), None)
