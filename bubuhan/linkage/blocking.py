"""Blocking keys: two records are compared when they share one. The same keys in both lanes.

Keys are text; the registry stores `hash64` of each. They depend on nothing but the record and the
shipped rules, so stored keys stay right when weights are trained again. `VERSION` changes with them.
"""

import hashlib
import struct
from collections.abc import Iterator

from bubuhan.linkage.features import Prepared, prepare
from bubuhan.linkage.records import Record

VERSION = 1
CAP = 150
"""A key shared by more records than this says nothing and is left out (both lanes)."""


def keys(record: Record) -> frozenset[str]:
    """All blocking keys of a record; empty only for a record without any usable field."""
    return prepared_keys(prepare(record))


def prepared_keys(p: Prepared) -> frozenset[str]:
    """The same, for a record already made ready."""
    found: set[str] = set()
    if p.nik12:
        found.add("n" + p.nik12)
        found.add(f"m{p.nik_date}{p.nik_b[4:]}{p.first[:1]}" if p.nik else "n" + p.nik_head)
    for number in p.phones:
        found.add("p" + number)
    found.update(_by_birth(p))
    found.update(_by_name(p))
    if p.address:
        found.update(f"x{area}{p.address}" for area in p.kecamatan)
    return frozenset(found)


def _by_birth(p: Prepared) -> Iterator[str]:
    """Birth date (day and month in either order) with a word of the name, or with the kecamatan."""
    starts = {token[:4] for token in p.tokens}
    if p.born:
        date = _unordered(p.born)
        yield from (f"d{date}{start}" for start in starts)
        yield from (f"e{date}{area}" for area in p.kecamatan)
    if p.nik_date and p.nik_date != p.born6:
        date = _unordered(_century(p) + p.nik_date)
        yield from (f"d{date}{start}" for start in starts)
    if p.vague:
        yield from (f"t{p.year}{area}{p.first[:1]}" for area in p.desa)


def _by_name(p: Prepared) -> Iterator[str]:
    """The whole name (words in order, or sorted) with a year or a place; a word with more."""
    for name in {p.core, p.core_sorted} - {""}:
        if p.year:
            yield f"y{p.year}{name}"
        yield from (f"k{area}{name}" for area in p.kecamatan)
        if p.rarity >= 2:
            yield "r" + name
    bones = "".join(c for c in p.core if c not in "aiu")
    for area in p.desa:
        yield from (f"v{area}{token}" for token in p.tokens)
        if len(bones) >= 4:
            yield f"c{area}{bones}"
    for area in p.kecamatan:
        if p.year:
            yield from (f"w{area}{p.year}{token}" for token in p.tokens)


def _unordered(born: str) -> str:
    """One text for a date and for the same date with day and month exchanged."""
    day, month = sorted((born[4:6], born[6:8]))
    return born[:4] + day + month


def _century(p: Prepared) -> str:
    return p.born[:2] or ("19" if p.nik_date[:2] > "25" else "20")


def hash64(text: str) -> int:
    """A signed 64-bit number for a key: fits bigint, stable over versions and machines."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int(struct.unpack(">q", digest)[0])
