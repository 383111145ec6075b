"""Facts about areas that the official list does not hold, read from `data/` (see data/SOURCES.md)."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bubuhan.geo import naming

FOLDER = Path(__file__).resolve().parent / "data"
# Regulations in the order of their years, by the word that names them in the `sumber` columns.
_REGULATIONS = (
    ("Permendagri 56/2015", "Permendagri 56/2015"),
    ("Permendagri 137/2017", "Permendagri 137/2017"),
    ("Permendagri 72/2019", "Permendagri 72/2019"),
    ("Kepmendagri 050-145/2022", "Kepmendagri 050-145/2022"),
    ("Kepmendagri 100.1.1-6117/2022", "Kepmendagri 100.1.1-6117/2022"),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point that stands for an area, how it was found (`PointKind` value), and the area in km2."""

    lat: float
    lon: float
    kind: str
    km2: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A retired code and what became of it; `new_code` "" when a person must decide."""

    old_code: str
    old_name: str
    new_code: str
    candidates: tuple[str, ...]
    regulation: str
    source: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way to write one area's name (`AreaAlias.Kind` value in `kind`)."""

    code: str
    alias: str
    kind: str
    source: str


def points(areas: list[str]) -> dict[str, Point]:
    """Points for the given codes: own point, else the kecamatan's mean, upwards the weighted mean."""
    own = {
        row["code"]: Point(float(row["lat"]), float(row["lon"]), "interior", float(row["area_km2"]))
        for row in _rows("points.csv")
    }
    found = {code: own[code] for code in areas if code in own}
    means = _means(own)
    for code in areas:
        if code in found:
            continue
        if len(code) < 13 and code in means:
            found[code] = means[code]
        elif len(code) == 13 and code[:8] in means:
            mean = means[code[:8]]
            found[code] = Point(mean.lat, mean.lon, "approximate", None)
    return found


def _means(own: dict[str, Point]) -> dict[str, Point]:
    """The area-weighted mean of the points below each kecamatan, kab/kota and province."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for code, point in own.items():
        weight = point.km2 or 0.01
        for above in (code[:8], code[:5], code[:2]):
            total = sums[above]
            total[0] += point.lat * weight
            total[1] += point.lon * weight
            total[2] += weight
    return {
        code: Point(round(lat / km2, 4), round(lon / km2, 4), "mean", round(km2, 2))
        for code, (lat, lon, km2) in sums.items()
    }


def changes() -> list[Change]:
    """Retired codes with the last regulation known to list each of them."""
    return [
        Change(
            row["kode_lama"],
            row["nama_lama"],
            row["kode_2025"],
            tuple(c for c in row["kandidat"].split("|") if c),
            _last_regulation(row["sumber"]),
            row["sumber"],
        )
        for row in _rows("code_changes.csv")
    ]


def aliases() -> list[Alias]:
    """Spellings of older regulations, short names, and names that went with retired codes."""
    found = [
        Alias(r["kode"], r["varian"], "variant", r["sumber"]) for r in _rows("name_variants.csv")
    ]
    found += [Alias(r["code"], r["alias"], "short", r["source"]) for r in _rows("kab_aliases.csv")]
    taken = {(a.code, naming.key(a.alias)) for a in found}
    for change in changes():
        mark = (change.new_code, naming.key(change.old_name))
        if change.new_code and mark not in taken:
            taken.add(mark)
            found.append(Alias(change.new_code, change.old_name, "old_name", change.source))
    return found


def _last_regulation(source: str) -> str:
    named = [name for word, name in _REGULATIONS if word in source]
    return named[-1] if named else ""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def digest() -> str:
    """Twelve characters that change when any fact file changes."""
    found = hashlib.sha256()
    for file in sorted(FOLDER.glob("*.csv")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:12]
