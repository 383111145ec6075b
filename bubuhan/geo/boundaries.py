"""Replace computed cells by the official boundaries an office has in a file."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.db.models import Max, Q
from shapely.geometry.base import BaseGeometry

from bubuhan import journal
from bubuhan.geo import caches, cells, codes, mapfiles, names
from bubuhan.geo.codes import LENGTHS, AreaLevel, ReadingKind
from bubuhan.geo.models import Area, AreaBoundary, AreaChange, PointKind
from bubuhan.geo.queries import subtree
from bubuhan.geo.rings import merge, simplify, to_rings
from bubuhan.kernel.actors import SYSTEM

_TOLERANCE = 0.0003  # degrees, about 33 m
_UPWARDS = ((AreaLevel.KECAMATAN, 8), (AreaLevel.KABKOTA, 5))
Shapes = dict[str, BaseGeometry]


@dataclass(slots=True)
class BoundaryReport:
    """What a boundary file held, for the person who loads it."""

    column: str = ""
    loaded: Counter[str] = field(default_factory=Counter)
    derived: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in Indonesian, one finding a line."""
        said = [f"Kolom kode: {self.column}"]
        said += [
            f"{count} batas resmi tingkat {level} dimuat" for level, count in self.loaded.items()
        ]
        said += [
            f"{count} batas tingkat {level} digabung darinya"
            for level, count in self.derived.items()
        ]
        if self.retired:
            said.append(
                f"{len(self.retired)} kode lama dilewati (sudah diganti): {_few(self.retired)}"
            )
        if self.unknown:
            said.append(f"{len(self.unknown)} kode tidak dikenal dilewati: {_few(self.unknown)}")
        if self.missing:
            labels = names.names(self.missing[:5])
            listed = ", ".join(f"{c} {labels[c]}" for c in self.missing[:5])
            more = f" dan {len(self.missing) - 5} lagi" if len(self.missing) > 5 else ""
            said.append(f"{len(self.missing)} wilayah tidak ada di berkas: {listed}{more}")
            said.append("Wilayah itu memakai batas indikatif, bila titiknya diketahui.")
        return said


def load_boundaries(path: Path, source: str = "") -> BoundaryReport:
    """Load a GeoJSON or TopoJSON file; all or nothing.

    The column with the codes is found by itself. Unknown and retired codes are reported and skipped.
    Kecamatan and kab/kota whose villages are all in the file get their shape from them; a desa's
    point moves into its polygon. Raises `mapfiles.MapFileError` when nothing can be used.
    """
    features = mapfiles.read(path)
    column = _code_column(features)
    report = BoundaryReport(column=column)
    shapes = _by_code(features, column, report)
    with journal.unit():
        derived = _derive(shapes)
        _store(shapes, derived, source or path.name, report)
        _move_points(shapes)
        cells.rebuild()
        journal.record(
            "boundaries.loaded",
            actor=SYSTEM,
            subject=("boundaries", path.name[:60]),
            data={"loaded": dict(report.loaded), "derived": dict(report.derived), "source": source},
        )
    caches.clear()
    return report


def _code_column(features: list[mapfiles.MapFeature]) -> str:
    """The property whose values are area codes; the deepest level wins when several are."""
    known = set(Area.objects.filter(valid_to=None).values_list("code", flat=True))
    best, best_rank = "", (0, 0)
    bps = False
    for column in dict.fromkeys(key for f in features for key in f.properties):
        read = [codes.parse(f.properties.get(column)) for f in features]
        hits = [r.code for r in read if r.kind is ReadingKind.CODE and r.code in known]
        bps = bps or sum(r.kind is ReadingKind.BPS for r in read) > len(read) / 2
        rank = (len(set(hits)), max(map(len, hits), default=0))
        if rank > best_rank:
            best, best_rank = column, rank
    if best:
        return best
    if bps:
        raise mapfiles.MapFileError(
            "Berkas ini memakai kode BPS. Tambahkan kolom kode Kemendagri (seperti 63.71.03.1003), "
            "lalu coba lagi: penomoran BPS di bawah kabupaten berbeda."
        )
    raise mapfiles.MapFileError(
        "Tidak ada kolom yang berisi kode wilayah Kemendagri (seperti 63.71.03.1003). "
        f"Kolom yang ada: {_few(sorted({k for f in features for k in f.properties}))}."
    )


def _by_code(features: list[mapfiles.MapFeature], column: str, report: BoundaryReport) -> Shapes:
    groups: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in features:
        groups[_read_code(feature.properties.get(column))].append(feature.shape)
    known = _known(groups)
    old = set(AreaChange.objects.filter(old_code__in=groups).values_list("old_code", flat=True))
    report.retired = sorted(old - known)
    report.unknown = sorted(set(groups) - known - old)
    shapes = {code: merge(groups[code]) for code in sorted(known)}
    report.missing = _missing(shapes)
    return shapes


def _read_code(value: Any) -> str:
    reading = codes.parse(value)
    return reading.code or str(value)


def _known(found: Iterable[str]) -> set[str]:
    rows = Area.objects.filter(code__in=list(found), valid_to=None)
    return set(rows.values_list("code", flat=True))


def _missing(shapes: Shapes) -> list[str]:
    """Areas of the same levels, inside the kab/kota (or provinces) the file speaks of, without a shape."""
    scopes = {(code[:5] if len(code) > 5 else code[:2], LENGTHS[len(code)]) for code in shapes}
    wanted = Q(pk__in=[])
    for scope, level in scopes:
        wanted |= subtree(scope) & Q(level=level)
    rows = Area.objects.filter(wanted, valid_to=None).values_list("code", flat=True)
    return sorted(set(rows) - set(shapes))


def _derive(shapes: Shapes) -> Shapes:
    """Shapes of larger areas from their villages, where every village is there."""
    villages = [code for code in shapes if len(code) == 13]
    found: Shapes = {}
    for _, length in _UPWARDS:
        groups: dict[str, list[str]] = defaultdict(list)
        for code in villages:
            groups[code[:length]].append(code)
        for above, below in groups.items():
            complete = Area.objects.filter(
                subtree(above), level=AreaLevel.DESA, valid_to=None
            ).count()
            if above not in shapes and complete == len(below):
                found[above] = merge(shapes[code] for code in below)
    return found


def _store(shapes: Shapes, derived: Shapes, source: str, report: BoundaryReport) -> None:
    rows = []
    for given, counter in ((shapes, report.loaded), (derived, report.derived)):
        by_level: dict[AreaLevel, list[str]] = defaultdict(list)
        for code in given:
            by_level[LENGTHS[len(code)]].append(code)
        for level, found in by_level.items():
            counter[level] += len(found)
            simple = simplify([given[code] for code in found], _TOLERANCE)
            rows += [
                AreaBoundary(
                    code=c, level=level, official=True, rings=to_rings(s, 5), source=source
                )
                for c, s in zip(found, simple, strict=True)
            ]
    AreaBoundary.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["level", "official", "rings", "source"],
    )


def _move_points(shapes: Shapes) -> None:
    """A desa's point is put inside its official polygon; phones get the new list of its kab/kota."""
    areas = list(Area.objects.filter(code__in=[c for c in shapes if len(c) == 13]))
    edition = (Area.objects.aggregate(newest=Max("edition"))["newest"] or 0) + 1
    for area in areas:
        inside = shapely.point_on_surface(shapes[area.code])
        area.lat, area.lon = round(inside.y, 5), round(inside.x, 5)
        area.point_kind, area.edition = PointKind.OFFICIAL, edition
    Area.objects.bulk_update(areas, ["lat", "lon", "point_kind", "edition"], batch_size=1000)
    kabs = sorted({codes.kabkota_of(area.code) for area in areas})
    journal.touch(*(journal.Touch(kab, "arealist", kab) for kab in kabs))


def _few(found: list[str], most: int = 8) -> str:
    more = f" dan {len(found) - most} lagi" if len(found) > most else ""
    return ", ".join(found[:most]) + more
