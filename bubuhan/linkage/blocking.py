"""Blocking keys: two records are compared when they share one. The same keys in both lanes.

Keys are text; the registry stores `hash64` of each. They depend on nothing but the record and the
shipped rules, so stored keys stay right when weights are trained again. `VERSION` changes with them.
"""

import hashlib
import struct

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
    starts = {token[:4] for token in p.tokens}
    if p.born:
        found.update(f"d{day}{s}" for s in starts for day in _days(p.born))
    if p.nik_date and p.nik_date != p.born6:
        found.update(f"d{day}{s}" for s in starts for day in _days(_century(p) + p.nik_date))
    if p.core_sorted and p.year:
        found.add(f"y{p.year}{p.core_sorted}")
    for area in p.kecamatan:
        if p.core_sorted:
            found.add(f"k{area}{p.core_sorted}")
    for area in p.desa:
        found.update(f"v{area}{token}" for token in p.tokens)
    if p.rarity >= 2:
        found.add("r" + p.core_sorted)
    return frozenset(found)


def _days(born: str) -> tuple[str]:
    """One text for a date and for the same date with day and month exchanged."""
    day, month = sorted((born[4:6], born[6:8]))
    return (born[:4] + day + month,)


def _century(p: Prepared) -> str:
    return p.born[:2] or ("19" if p.nik_date[:2] > "25" else "20")


def hash64(text: str) -> int:
    """A signed 64-bit number for a key: fits bigint, stable over versions and machines."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int(struct.unpack(">q", digest)[0])
