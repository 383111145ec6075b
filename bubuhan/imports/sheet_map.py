"""Which column is what: headings -> fields, with a score a person can correct. Pure."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bubuhan.imports.sheet_fields import FIELDS, MULTIPLE, PARENTS, UNDER
from bubuhan.kernel.names import fold

_HINT = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SPACED = re.compile(r"^(?:\w ){2,}\w$")
_KNOWN: dict[str, str] = {name: code for code, kind in FIELDS.items() for name in kind.names}
_NAMES = tuple(name for name in _KNOWN if len(name) >= 5)
FUZZY = 88


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where, how it is headed (top down), what it holds, how sure (0 to 1)."""

    index: int
    heading: tuple[str, ...]
    field: str = ""
    score: float = 0.0

    @property
    def title(self) -> str:
        return " / ".join(self.heading) or "(tanpa judul)"


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A heading as FIELDS writes it; letter-spaced words are closed up: `N A M A` -> `nama`."""
    text = fold(str(text).replace("\n", " "))
    text = _NOT_WORD.sub(" ", text).strip()
    return text.replace(" ", "") if _SPACED.match(text) else text


def field_of(text: str) -> tuple[str, float]:
    """The field one heading names, and how sure: 1 literal, less without its hint, least when alike."""
    whole = plain(text)
    if not whole:
        return "", 0.0
    if whole in _KNOWN:
        return _KNOWN[whole], 1.0
    bare = plain(_HINT.sub(" ", str(text)))
    if bare in _KNOWN:
        return _KNOWN[bare], 0.97
    for words in (bare, whole):
        found = (
            process.extractOne(words, _NAMES, scorer=fuzz.ratio, score_cutoff=FUZZY)
            if len(words) > 4
            else None
        )
        if found:
            return _KNOWN[found[0]], round(found[1] / 110, 3)
    return _contained(bare)


def parent_of(text: str) -> str:
    """What a heading above others speaks of: "duty", "home", "organisation" ...; "" when unknown."""
    bare = plain(_HINT.sub(" ", str(text)))
    if bare in PARENTS:
        return PARENTS[bare]
    return next((PARENTS[p] for p in PARENTS if len(p) > 8 and bare.startswith(p)), "")


def guess(headings: dict[int, tuple[str, ...]]) -> list[Column]:
    """Give every headed column a field; one column a field, the surest wins, ties to the left."""
    columns = [_one(index, heading) for index, heading in sorted(headings.items())]
    best: dict[str, Column] = {}
    for column in sorted(columns, key=lambda c: (-c.score, c.index)):
        if column.field and column.field not in MULTIPLE:
            best.setdefault(column.field, column)
    settled = [
        c
        if not c.field or c.field in MULTIPLE or best[c.field].index == c.index
        else Column(c.index, c.heading, _second(c, best), 0.5)
        for c in columns
    ]
    return _areas(settled)


def signature(columns: list[Column]) -> str:
    """Equal for tables with the same headings, wherever they come from."""
    text = "\n".join(f"{c.index}\t{'/'.join(plain(h) for h in c.heading)}" for c in columns)
    return hashlib.sha256(text.encode()).hexdigest()


def _one(index: int, heading: tuple[str, ...]) -> Column:
    words = [h for h in heading if plain(h)]
    if not words:
        return Column(index, heading)
    leaf = words[-1]
    for above in reversed(words[:-1]):
        found = _under(parent_of(above), leaf)
        if found:
            return Column(index, heading, found, 1.0)
    field, score = field_of(leaf)
    if not field and len(words) > 1:
        field, score = field_of(" ".join(words))
        field, score = (field, score) if field else field_of(words[0])
        score *= 0.9
    return Column(index, heading, field, score)


def _under(parent: str, leaf: str) -> str:
    if parent == "organisation":
        return "skip_organisation"
    if parent == "money":
        return "skip_money"
    bare = plain(_HINT.sub(" ", leaf))
    if not parent or not bare:
        return ""
    if (parent, bare) in UNDER:
        return UNDER[parent, bare]
    return ""


def _contained(bare: str) -> tuple[str, float]:
    """The longest known heading that stands as whole words at the start of a longer one."""
    starts = [n for n in _KNOWN if len(n) >= 6 and bare.startswith(n + " ")]
    if not starts:
        return "", 0.0
    longest = max(starts, key=len)
    return _KNOWN[longest], 0.7


def _second(column: Column, taken: dict[str, Column]) -> str:
    """A second address block: kecamatan and desa once at home and once on duty."""
    other = {
        "kec": "duty_kec",
        "desa": "duty_desa",
        "kab": "duty_kab",
        "decree_no": "first_no",
    }.get(column.field, "")
    return other if other and other not in taken else ""


def _areas(columns: list[Column]) -> list[Column]:
    """A `TEMPAT TUGAS (KECAMATAN)` is a duty column; an undivided one keeps its own field."""
    out = []
    for c in columns:
        words = plain(" ".join(c.heading))
        field = c.field
        if field == "area" and words.endswith(("kecamatan", "kec")):
            field = "duty_kec"
        elif field == "area" and words.endswith(("desa", "kelurahan")):
            field = "duty_desa"
        out.append(Column(c.index, c.heading, field, c.score))
    return out
