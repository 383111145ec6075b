"""Approximate areas for maps, computed from points alone: nobody's official boundary.

Every desa gets the part of the land that is nearer to its point than to any other (Voronoi). Land is
where desa are: circles of each desa's own size, joined and smoothed, so that the coast and the islands
show without any polygon. Kecamatan and kab/kota are the desa cells dissolved. The result is labelled
"batas indikatif, bukan rujukan hukum" wherever it is drawn.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from bubuhan.geo.codes import AreaLevel
from bubuhan.geo.models import Area, AreaBoundary, PointKind
from bubuhan.geo.nearest import KM_PER_DEGREE
from bubuhan.geo.rings import merge, polygons, simplify, to_rings

SOURCE = "sel dihitung dari titik desa"
_GROW = 1.2  # circle radius against the radius of a disc of the same area
_LEAST_KM = 0.5
_SMOOTH_KM = 4.0  # gaps narrower than twice this are taken for land
_SIMPLIFY_KM = {AreaLevel.DESA: 0.1, AreaLevel.KECAMATAN: 0.3, AreaLevel.KABKOTA: 0.8}


@dataclass(frozen=True, slots=True)
class Site:
    """A desa as cells see it."""

    code: str
    lat: float
    lon: float
    km2: float


def rebuild() -> int:
    """Compute all cells again and store them, leaving official boundaries alone. Returns how many.

    A kecamatan or kab/kota that has an official shape keeps it at its level.
    """
    sites = [
        Site(code, lat, lon, km2 or 1.0)
        for code, lat, lon, km2 in Area.objects.filter(
            level=AreaLevel.DESA,
            valid_to=None,
            point_kind__in=[PointKind.INTERIOR, PointKind.OFFICIAL],
        ).values_list("code", "lat", "lon", "area_km2")
        if lat is not None and lon is not None
    ]
    official = set(AreaBoundary.objects.filter(official=True).values_list("code", flat=True))
    made = [b for b in boundaries(sites) if b.code not in official]
    AreaBoundary.objects.filter(official=False).delete()
    AreaBoundary.objects.bulk_create(made, batch_size=500)
    return len(made)


def boundaries(sites: list[Site]) -> list[AreaBoundary]:
    """Cells per desa, and dissolved per kecamatan and kab/kota (unsaved rows)."""
    if len(sites) < 3:
        return []
    flat = _Flat(sites)
    cells = _cells(sites, flat)
    made = []
    for level, length in ((AreaLevel.DESA, 13), (AreaLevel.KECAMATAN, 8), (AreaLevel.KABKOTA, 5)):
        groups: dict[str, list[BaseGeometry]] = defaultdict(list)
        for code, shape in cells.items():
            groups[code[:length]].append(shape)
        shapes = simplify([merge(group) for group in groups.values()], _SIMPLIFY_KM[level])
        for code, shape in zip(groups, shapes, strict=True):
            rings = to_rings(flat.back(shape))
            made.append(AreaBoundary(code=code, level=level, rings=rings, source=SOURCE))
    return made


class _Flat:
    """Kilometres on a flat map around the middle of the sites, and back."""

    def __init__(self, sites: list[Site]) -> None:
        self.lat0 = sum(s.lat for s in sites) / len(sites)
        self.lon0 = sum(s.lon for s in sites) / len(sites)
        self.east = KM_PER_DEGREE * math.cos(math.radians(self.lat0))

    def xy(self, sites: Iterable[Site]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        return np.array(
            [((s.lon - self.lon0) * self.east, (s.lat - self.lat0) * KM_PER_DEGREE) for s in sites]
        )

    def back(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            shape, lambda xy: xy / [self.east, KM_PER_DEGREE] + [self.lon0, self.lat0]
        )


def _cells(sites: list[Site], flat: _Flat) -> dict[str, BaseGeometry]:
    points = shapely.points(flat.xy(sites))
    land = _land(sites, points)
    diagram = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=shapely.envelope(land)
    )
    parts = shapely.get_parts(diagram)
    owned, owners = shapely.STRtree(parts).query(points, predicate="intersects")
    found: dict[str, BaseGeometry] = {}
    for site_index, part_index in zip(owned, owners, strict=True):
        code = sites[int(site_index)].code
        if code not in found:
            found[code] = shapely.intersection(parts[int(part_index)], land)
    return found


def _land(
    sites: list[Site], points: "np.ndarray[tuple[int, ...], np.dtype[np.object_]]"
) -> BaseGeometry:
    radius = np.array([max(_LEAST_KM, _GROW * math.sqrt(s.km2 / math.pi)) for s in sites])
    circles = shapely.buffer(points, radius, quad_segs=6)
    joined = shapely.unary_union(circles)
    closed = shapely.buffer(
        shapely.buffer(joined, _SMOOTH_KM, quad_segs=4), -_SMOOTH_KM, quad_segs=4
    )
    land = shapely.union(closed, joined)
    # No lakes: a hole is only a place without a desa point.
    return shapely.union_all([shapely.Polygon(part.exterior) for part in polygons(land)])
