"""How one person's name and numbers are written differently. Pure: text and dice in, text out.

The rules are those of the project's list of 42 variations (titles, Muhammad, Abdul, spaces, Nur, sy/s,
kh/h, z/j, f/p, q/k, double letters, final h, vowels, -uddin, old spelling, Javanese endings, initials,
order, slips of the hand, punctuation, capitals, Siti); the switches between two spellings work both ways.
"""

import random
import re
from collections.abc import Callable
from datetime import date

_MUHAMMAD = ("Muhammad", "Muhamad", "Mohammad", "Mohamad", "Mochammad", "Mochamad", "Muchammad", "Muh", "Muh.",
             "Moh", "Moh.", "Moch", "Mhd", "Md", "M.", "M")  # fmt: skip
_CLASSES = (
    _MUHAMMAD,
    ("Ahmad", "Achmad", "Akhmad", "Ach.", "Akh.", "A."),
    ("Abdul", "Abd.", "Abd"),
    ("Nur", "Noor", "Nor", "Noer"),
    ("Siti", "Sitti", "St.", "Sti", "St"),
    ("Dg", "Daeng", "Dg."),
)
CLASS_OF = {word.casefold().rstrip("."): group for group in _CLASSES for word in group[:-1]}
_Pair = tuple[re.Pattern[str], str]


def _pairs(*rules: tuple[str, str]) -> tuple[_Pair, ...]:
    return tuple((re.compile(found, re.IGNORECASE), put) for found, put in rules)


SPELLINGS = _pairs(
    (r"\bsy", "S"), (r"\bs(?=[aeiou])(?=.{4})", "Sy"), (r"sy", "s"), (r"\bkh", "H"), (r"\bh(?=ai)", "Kh"), (r"kh", "h"),
    (r"\bz", "J"), (r"\bj(?=[aui])", "Z"), (r"\bf", "P"), (r"f", "p"), (r"\bp(?=[aiu])", "F"), (r"v", "p"), (r"q", "k"),
    (r"k\b", "q"), (r"([b-df-hj-np-tv-z])\1", r"\1"), (r"([dlmnst])(?=[aiu])", r"\1\1"), (r"ah\b", "a"), (r"a\b", "ah"),
    (r"ie?\b", "y"), (r"i\b", "ie"), (r"y\b", "i"), (r"iy", "i"), (r"i(?=[aou])", "iy"), (r"u", "o"), (r"o", "u"),
    (r"uddin\b", "udin"), (r"udin\b", "uddin"), (r"iddin\b", "idin"), (r"u", "oe"), (r"\bj", "Dj"), (r"\by", "J"),
    (r"c", "tj"), (r"o\b", "a"), (r"iyono\b", "iono"), (r"iono\b", "iyono"), (r"in\b", "en"), (r"em\b", "im"),
    (r"nn", "n"), (r"ch", "h"), (r"gh", "g"), (r"'", ""), (r"r(?=[dlm])", "re"), (r"e(?=[lr])", "i"), (r"ei", "e"),
)  # fmt: skip
_TOUCH = {  # keys beside each other
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


def respell(word: str, dice: random.Random) -> str:
    """The same word in another usual spelling, or unchanged when there is none."""
    if group := CLASS_OF.get(word.casefold().rstrip(".")):
        return dice.choice(group)
    if re.match(r"abdu[rst]", word, re.IGNORECASE) and len(word) > 7:
        rest = word[5:].capitalize()
        return dice.choice(("Abdul " + rest, "Abd. " + rest, "Abdu" + rest, word))
    for found, put in dice.sample(SPELLINGS, len(SPELLINGS)):
        changed = found.sub(put, word, count=1)
        if changed != word:
            return changed.capitalize()
    return word


def slip(word: str, dice: random.Random) -> str:
    """One slip of the hand: a letter beside, left out, doubled, or two exchanged."""
    if len(word) < 3:
        return word
    at = dice.randrange(1, len(word))
    kind = dice.randrange(4)
    if kind == 0:
        near = _TOUCH.get(word[at].casefold())
        return word[:at] + dice.choice(near) + word[at + 1 :] if near else word
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def shorten(words: list[str], dice: random.Random) -> list[str]:
    """A word becomes its initial: `Rosehan Noor Bahri` -> `Rosehan NB`, or `M. Yani`."""
    if len(words) < 2:
        return words
    if len(words) > 2 and dice.random() < 0.4:
        return [words[0], "".join(w[0] for w in words[1:])]
    at = 0 if dice.random() < 0.4 else len(words) - 1
    return [w[0] + "." if n == at else w for n, w in enumerate(words)]


def respace(words: list[str], dice: random.Random) -> list[str]:
    """Two words in one, or one in two: Noorhayati, Syaiful Lah."""
    if len(words) > 1:
        at = dice.randrange(len(words) - 1)
        return [*words[:at], words[at] + words[at + 1].casefold(), *words[at + 2 :]]
    word = words[0]
    at = len(word) // 2
    return [word[:at], word[at:].capitalize()] if len(word) > 7 else words


def drop(words: list[str], dice: random.Random) -> list[str]:
    """One word left out."""
    if len(words) < 2:
        return words
    at = dice.randrange(len(words))
    return [*words[:at], *words[at + 1 :]]


def swap(words: list[str], dice: random.Random) -> list[str]:
    """Two neighbouring words exchanged."""
    if len(words) < 2:
        return words
    at = dice.randrange(len(words) - 1)
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


def ornament(text: str, dice: random.Random) -> str:
    """What does not change a name: spaces, a full stop, an apostrophe, 0 for o."""
    kind = dice.randrange(5)
    if kind == 0:
        return text.replace(" ", "  ", 1)
    if kind == 1:
        return text + dice.choice((".", ",", " "))
    if kind == 2:
        return text.replace("'", "`") if "'" in text else re.sub(r"aa|ai", "a'i", text, count=1)
    if kind == 3:
        return re.sub("o", "0", text, count=1)
    return text.replace(" ", "\u00a0", 1)


def wrong_digit(digits: str, dice: random.Random) -> str:
    """One digit off."""
    at = dice.randrange(len(digits) - 4)  # the serial is 0000 here, see `invented`
    other = dice.choice([d for d in "0123456789" if d != digits[at]])
    return digits[:at] + other + digits[at + 1 :]


def exchanged(digits: str, dice: random.Random) -> str:
    """Two neighbouring digits exchanged (two that differ, when there are such)."""
    places = [n for n in range(len(digits) - 1) if digits[n] != digits[n + 1]]
    at = dice.choice(places) if places else 0
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def damaged_nik(nik: str, dice: random.Random) -> str:
    """What a number cell leaves: fifteen digits and a zero, or 6.37101E+15 read again."""
    return nik[:15] + "0" if dice.random() < 0.7 else nik[: dice.choice((6, 9, 10))].ljust(16, "0")


def wrong_date(born: date, dice: random.Random) -> date:
    """A day, month, or year typed wrongly; always a possible date, never 1 January by design."""
    kind = dice.randrange(4)
    if kind == 0:
        day = max(1, min(28, born.day + dice.choice((-10, -1, 1, 10))))
        return born.replace(day=day)
    if kind == 1:
        return born.replace(month=born.month % 12 + 1, day=min(born.day, 28))
    if kind == 2:
        return born.replace(
            year=born.year + dice.choice((-10, -2, -1, 1, 2, 10)), day=min(born.day, 28)
        )
    return born.replace(
        day=min(born.day, 28), year=born.year + dice.choice((-1, 1)), month=born.month % 12 + 1
    )


def swapped_date(born: date) -> date:
    """Day and month exchanged where that is a date; otherwise the same."""
    return born.replace(day=born.month, month=born.day) if born.day <= 12 else born


NAME_SLIPS: tuple[tuple[float, Callable[[list[str], random.Random], list[str]]], ...] = (
    (0.04, shorten), (0.05, respace), (0.05, drop), (0.015, swap),
)  # fmt: skip
