"""GPS -> desa. Official polygons decide when they are loaded; otherwise the nearest point does.

Points are compared on a local flat map (kilometres east and north of the middle of the points).
Over Kalimantan Selatan that differs from the great circle by less than 0.05 percent.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import Point as Dot

from bubuhan.geo import caches
from bubuhan.geo.codes import AreaLevel
from bubuhan.geo.models import Area, AreaBoundary, PointKind
from bubuhan.geo.rings import to_polygon

KM_PER_DEGREE = 111.195  # mean great circle degree, earth radius 6371.0 km
FARTHEST_KM = 60.0  # beyond this the phone is not in any area we have points for


@dataclass(frozen=True, slots=True)
class NearestArea:
    """The desa for a position. `km` is to its point; 0 and `inside` when a polygon contains it."""

    code: str
    km: float
    inside: bool = False


@dataclass(slots=True)
class _Ground:
    """Points and official polygons, indexed."""

    codes: list[str]
    lat0: float
    lon0: float
    tree: STRtree
    shapes: STRtree | None
    shape_codes: list[str]

    def flat(self, lat: float, lon: float) -> tuple[float, float]:
        """Kilometres east and north of the middle."""
        east = (lon - self.lon0) * KM_PER_DEGREE * math.cos(math.radians((lat + self.lat0) / 2))
        return east, (lat - self.lat0) * KM_PER_DEGREE

    def at(self, index: int, spot: Dot) -> "NearestArea | None":
        """One of the points as an answer, when it is near enough."""
        km = float(spot.distance(self.tree.geometries[index]))
        return NearestArea(self.codes[index], round(km, 2)) if km <= FARTHEST_KM else None


_ground: list[_Ground] = []


@caches.on_clear
def forget() -> None:
    """Empty the index (after a load)."""
    _ground.clear()


def nearest(lat: float, lon: float) -> NearestArea | None:
    """The desa or kelurahan at a position, or None when there is none within 60 km.

    Desa whose point is only an approximation (eight of them) never win: nobody knows where they lie.
    """
    ground = _get()
    if ground is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    if ground.shapes is not None:
        hits = ground.shapes.query(Dot(lon, lat), predicate="intersects")
        if len(hits):
            return NearestArea(ground.shape_codes[int(hits[0])], 0.0, inside=True)
    spot = Dot(ground.flat(lat, lon))
    found: Any = ground.tree.nearest(spot)
    return ground.at(int(found), spot)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle distance between two (lat, lon)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    part = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(part))


def _get() -> _Ground | None:
    if not _ground:
        made = _build()
        if made is None:
            return None
        _ground.append(made)
    return _ground[0]


def _build() -> _Ground | None:
    points = Area.objects.filter(
        level=AreaLevel.DESA, valid_to=None, point_kind__in=[PointKind.INTERIOR, PointKind.OFFICIAL]
    ).values_list("code", "lat", "lon")
    rows = [(code, lat, lon) for code, lat, lon in points if lat is not None and lon is not None]
    if not rows:
        return None
    lats = np.array([r[1] for r in rows])
    lons = np.array([r[2] for r in rows])
    lat0, lon0 = float(lats.mean()), float(lons.mean())
    east = (lons - lon0) * KM_PER_DEGREE * np.cos(np.radians((lats + lat0) / 2))
    north = (lats - lat0) * KM_PER_DEGREE
    official = AreaBoundary.objects.filter(level=AreaLevel.DESA, official=True)
    shapes = [(b.code, to_polygon(b.rings)) for b in official]
    return _Ground(
        codes=[r[0] for r in rows],
        lat0=lat0,
        lon0=lon0,
        tree=STRtree(shapely.points(east, north)),
        shapes=STRtree([s for _, s in shapes]) if shapes else None,
        shape_codes=[c for c, _ in shapes],
    )
