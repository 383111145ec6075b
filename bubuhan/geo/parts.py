"""Take a place text apart: "Kel. Pelambuan Kec. Banjarmasin Barat" -> a village and a kecamatan. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations

from bubuhan.geo import naming
from bubuhan.geo.codes import LEVELS, AreaLevel

# Words that announce a level wherever they stand; and those that are also part of names.
_STRONG = {
    "kelurahan": (AreaLevel.DESA, "kelurahan"),
    "kel": (AreaLevel.DESA, "kelurahan"),
    "lurah": (AreaLevel.DESA, "kelurahan"),
    "desakel": (AreaLevel.DESA, ""),
    "kecamatan": (AreaLevel.KECAMATAN, ""),
    "kec": (AreaLevel.KECAMATAN, ""),
    "kabupaten": (AreaLevel.KABKOTA, "kabupaten"),
    "kab": (AreaLevel.KABKOTA, "kabupaten"),
    "kabkota": (AreaLevel.KABKOTA, ""),
    "kotamadya": (AreaLevel.KABKOTA, "kota"),
    "kodya": (AreaLevel.KABKOTA, "kota"),
    "provinsi": (AreaLevel.PROVINSI, ""),
    "propinsi": (AreaLevel.PROVINSI, ""),
    "prov": (AreaLevel.PROVINSI, ""),
    "prop": (AreaLevel.PROVINSI, ""),
}
_WEAK = {
    "desa": (AreaLevel.DESA, "desa"),
    "ds": (AreaLevel.DESA, "desa"),
    "distrik": (AreaLevel.KECAMATAN, ""),
    "kota": (AreaLevel.KABKOTA, "kota"),
}
_LONGEST = 250  # letters; a place text that goes on is a story
_WORDS = {**_STRONG, **_WEAK}
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
_STRONG_SPLIT = re.compile(
    rf"\s+(?=(?:{'|'.join(sorted(_STRONG, key=len, reverse=True))})\b)", re.I
)
_ANY_SPLIT = re.compile(rf"\s+(?=(?:{_ANY})\b)", re.I)
_LEVEL_WORD = re.compile(rf"(?:{_ANY})\b[.:]?\s*", re.I)
_BOTH_VILLAGE = re.compile(r"\b(?:desa|kel(?:urahan)?)\.?\s*/\s*(?:desa|kel(?:urahan)?)\b", re.I)
_BOTH_KAB = re.compile(r"\bkab(?:upaten)?\.?\s*/\s*kota\b", re.I)
_RT_RW = re.compile(r"\b(?:rt|rw)\b[ .:]*\d+(?:\s*/\s*(?:rw\b[ .:]*)?\d+)?", re.I)
_ADMINISTRASI = re.compile(r"\b(kota|kab(?:upaten)?)\.?\s+adm(?:inistrasi)?\b\.?", re.I)
_STREET = re.compile(r"(?:jl|jln|jalan|gg|gang|komp|komplek|kompleks|no|nomor)\b", re.I)
_BREAKS = re.compile(r"[,;|\n/()\[\]]|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A name in a text, with the level and kind its level word announces, when there is one."""

    text: str
    level: AreaLevel | None = None
    kind: str = ""


def readings(text: str) -> list[list[Piece]]:
    """Ways to take a text apart, the likeliest first, without repeats.

    "Kota Baru" is a name or the level word kota with "Baru": both are returned and tried.
    """
    chunks = _chunks(text)
    found = [
        _pieces(chunks, _STRONG_SPLIT),
        [Piece(c) for c in chunks],
        _pieces(chunks, _ANY_SPLIT),
    ]
    out: list[list[Piece]] = []
    for reading in found:
        kept = [piece for piece in reading if naming.plain(piece.text)]
        if kept and kept not in out:
            out.append(kept)
    return out


def one(text: str) -> Piece:
    """A text that should hold one name (a spreadsheet cell), without its level word."""
    reading = readings(text)
    return reading[0][0] if reading else Piece("")


def columns(pieces: list[Piece]) -> list[dict[AreaLevel, Piece]]:
    """Ways to lay pieces over the levels, small areas first as addresses are written, then reversed."""
    fixed = {piece.level: piece for piece in pieces if piece.level}
    loose = [piece for piece in pieces if not piece.level]
    if len(fixed) + len(loose) < len(pieces):
        return []  # one level named twice
    free = [level for level in reversed(LEVELS) if level not in fixed]
    ways: list[dict[AreaLevel, Piece]] = []
    for order in (loose, loose[::-1]) if len(loose) > 1 else (loose,):
        ways += [
            {**fixed, **dict(zip(levels, order, strict=True))}
            for levels in combinations(free, len(order))
        ]
    return ways


def halves(text: str) -> list[tuple[str, str]]:
    """`Pelambuan Banjarmasin Barat` -> every way to part the words in two, long tails first."""
    words = text.split()
    return [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, min(len(words), 7))]


def _chunks(text: str) -> list[str]:
    text = naming.close_up_letters(unicodedata.normalize("NFKC", text[:_LONGEST]))
    text = _ADMINISTRASI.sub(r"\1", _BOTH_KAB.sub("kabkota", _BOTH_VILLAGE.sub("desakel", text)))
    chunks = (naming.without_numbering(c).strip() for c in _BREAKS.split(_RT_RW.sub(",", text)))
    return [c for c in chunks if c and not _STREET.match(c)]


def _pieces(chunks: list[str], split: re.Pattern[str]) -> list[Piece]:
    return [_piece(part) for chunk in chunks for part in split.split(chunk)]


def _piece(text: str) -> Piece:
    found = _LEVEL_WORD.match(text)
    if not found:
        return Piece(text.strip())
    word = naming.plain(found.group())
    level, kind = _WORDS[word]
    return Piece(text[found.end() :].strip(), level, kind)
