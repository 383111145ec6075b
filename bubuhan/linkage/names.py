"""Forms of an Indonesian name for comparing: canonical, as it sounds, its core, its initials. Pure.

What surely does not tell two people apart is the kernel's business (titles, Muhammad, Ahmad, Nur,
Abdul, doubles); here it becomes word by word, and the sound rules come on top (sy/s, kh/h/ch, z/j,
f/v/p, q/k, final h, vowels, -uddin). Rules: `name_variation_rules.csv`.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bubuhan.kernel.names import bare_name, fold, name_key

_ALIAS = re.compile(
    r"\(([^)]*)\)|[\"“”]([^\"“”]+)[\"“”]|\b(?:alias|als|a\.k\.a\.?|dipanggil|panggilan)\b\.?:? (.*)$",
    re.IGNORECASE,
)
_ALIAS_MARKS = re.compile(r'[("“”]|als|alias|a\.k\.a|panggil')
_SPOUSE = re.compile(r"^\s*(?:ny(?:onya)?|istri|isteri)\b[. ]+", re.IGNORECASE)
_HAJI_M = re.compile(r"^\s*k?\.?\s?h\.?\s?m\b\.?\s*(?=[a-z]{2,})", re.IGNORECASE)
_TITLE = re.compile(
    r"^\s*(h|hj|hjh|haji|hajjah|kh|tgh|drs|dra|ir|dr|prof|ust|ustadz|ustad|guru|habib)\b\.?",
    re.IGNORECASE,
)
_FATHER = frozenset(["bin", "binti", "bt", "bte", "ibnu", "b"])
_OPTIONAL = frozenset(
    [
        "gusti", "antung", "pangeran", "andin", "anang", "nanang", "galuh", "rama", "utin", "andi",
        "daeng", "dg", "baso", "besse", "habib", "syarif", "syarifah", "guru", "tuan",
    ]
)  # fmt: skip
_NOT_INITIALS = frozenset(["mhd", "md", "dg", "st", "abd"])
_OLD = re.compile(r"oe|[dts]j")
_OLD_SPELLING = (
    ("oe", "u"), ("dj", "\0"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("j", "y"),
    ("\0", "j"),
)  # fmt: skip
_UDIN = re.compile(r"[aieo]dd[iye]n$")
_SOUNDS = (
    ("x", "ks"), ("ny", "ni"), ("sy", "s"), ("sj", "s"), ("sh", "s"), ("ts", "s"), ("kh", "h"),
    ("ch", "h"), ("gh", "g"), ("dz", "j"), ("dh", "d"), ("dj", "j"), ("th", "t"), ("ph", "p"),
    ("z", "j"), ("q", "k"), ("f", "p"), ("v", "p"), ("oe", "u"), ("o", "u"), ("y", "i"), ("e", "i"),
    ("'", ""),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class NameForms:
    """One name in the forms that are compared; all "" when it holds no letter.

    `full` canonical letters in order; `sound` the same as they sound; `core` the sound without
    Muhammad, initials and optional titles, `core_sorted` with its words in order of the alphabet;
    `tokens` the words of the core; `initials` first letters of all words; `wild` some word is only
    an initial; `rarity` 0 (shared by many) to 3.
    """

    full: str = ""
    sound: str = ""
    core: str = ""
    core_sorted: str = ""
    tokens: tuple[str, ...] = ()
    initials: str = ""
    wild: bool = False
    father: str = ""
    alias: tuple[str, ...] = ()
    title: str = ""
    is_spouse: bool = False
    rarity: int = 0


def name_forms(name: str) -> NameForms:
    """All forms of one name as written; never fails."""
    return _name_forms(" ".join(name.lower().split()))


@lru_cache(maxsize=200_000)
def _name_forms(name: str) -> NameForms:
    alias: list[str] = []

    def keep(found: re.Match[str]) -> str:
        alias.extend(fold(found[1] or found[2] or found[3] or "").split())
        return " "

    text = _ALIAS.sub(keep, name) if _ALIAS_MARKS.search(name) else name
    if spouse := _SPOUSE.match(text):
        text = text[spouse.end() :]
    title = found[1].lower() if (found := _TITLE.match(text)) else ""
    if haji := _HAJI_M.match(text):
        text = "Muhammad " + text[haji.end() :]
    words, father = _words(text)
    forms = _forms(tuple(words))
    if not (father or alias or title or spouse):
        return forms
    said = tuple(sound(w) for w in alias if len(w) > 2)
    return NameForms(
        forms.full, forms.sound, forms.core, forms.core_sorted, forms.tokens, forms.initials,
        forms.wild, father, said, title, spouse is not None, forms.rarity,
    )  # fmt: skip


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """How one canonical word sounds: `Syamsuddin` and `Samsudin` are one."""
    for old, new in _SOUNDS:
        if old in word:
            word = word.replace(old, new)
    word = _DOUBLED.sub(r"\1", word)
    return word[:-1] if len(word) > 3 and word.endswith("h") else word


def _words(text: str) -> tuple[list[str], str]:
    """Canonical words of a name without titles, and the father's name after bin or binti."""
    head, *tail = text.split(",")
    words = bare_name(head).split()
    for part in tail:  # `Rosehan, NB`: initials behind a comma; degrees are longer or known
        letters = "".join(c for c in fold(part) if c.isalpha())
        if len(letters) == 2 and not set(letters) & set("aiueo") and not _degree(letters):
            words.append(letters)
    father = ""
    for place, word in enumerate(words):
        if place and word in _FATHER and place + 1 < len(words):
            father = "".join(sound(_canonical(w)) for w in words[place + 1 :])
            words = words[:place]
            break
    if _OLD.search(" ".join(words)):
        words = [_modern(w) for w in words]
    return [part for word in words for part in _parts(word)], father


def _degree(letters: str) -> bool:
    return letters in {"se", "sh", "st", "mm", "mt", "mh", "sp", "ss", "sn", "md"}


def _modern(word: str) -> str:
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word


@lru_cache(maxsize=200_000)
def _canonical(word: str) -> str:
    return name_key(word) or word


@lru_cache(maxsize=200_000)
def _parts(word: str) -> tuple[str, ...]:
    """One written word as canonical words: `nb` -> n, b; `norhayati` -> nur, hayati."""
    if len(word) < 2:
        return (word,)
    if len(word) <= 3 and word not in _NOT_INITIALS and not set(word) & set("aiueoy"):
        return tuple(word)
    whole = _canonical(_UDIN.sub("udin", word))
    for start in ("abdul", "nur"):
        if whole.startswith(start) and len(whole) >= len(start) + 4:
            return (start, whole[len(start) :])
    return (whole,)


@lru_cache(maxsize=200_000)
def _forms(words: tuple[str, ...]) -> NameForms:
    """Everything that canonical words alone say; few names, often written in many ways."""
    spoken = [sound(w) for w in words]
    core = _core(words, spoken)
    return NameForms(
        full="".join(words),
        sound=_joined(spoken),
        core=_joined(core),
        core_sorted="".join(sorted(core)),
        tokens=tuple(sorted(set(core))),
        initials="".join(w[0] for w in spoken),
        wild=1 in map(len, words),
        rarity=rarity(core),
    )


def _joined(words: list[str]) -> str:
    """Without spaces, as one word sounds: `Syaiful Lah` as `Syaifullah`."""
    text = _DOUBLED.sub(r"\1", "".join(words))
    return text[:-1] if len(text) > 3 and text.endswith("h") else text


def _core(words: tuple[str, ...], spoken: list[str]) -> list[str]:
    """The words that tell people apart, `abdul` together with the word it belongs to."""
    core: list[str] = []
    article = ""
    for word, said in zip(words, spoken, strict=True):
        if word == "abdul":
            article = said
        elif len(word) > 1 and word != "muhamad":
            core.append(article + said)
            article = ""
    if article:
        core.append(article)
    kept = [w for w in core if w not in _OPTIONAL_SOUNDS]
    return kept or core or spoken


_OPTIONAL_SOUNDS = frozenset(sound(w) for w in _OPTIONAL)


def rarity(core: list[str]) -> int:
    """0 to 3 by how many people would carry these words: below 1 in 500, 15,000 and 500,000."""
    table = _bits()
    bits = sum([table.get(word, _UNKNOWN_BITS) for word in set(core)])
    return (bits >= 9) + (bits >= 14) + (bits >= 19)


_UNKNOWN_BITS = 12.0


@lru_cache(maxsize=1)
def _bits() -> dict[str, float]:
    """Shipped with the model: how rare a word of a core is, in bits (1 person in 2**bits has it)."""
    text = files("bubuhan.linkage").joinpath("model/words.json").read_text("utf-8")
    table: dict[str, float] = json.loads(text)["bits"]
    return table
