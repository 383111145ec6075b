"""Shapes as plain lists of rings and back. A ring is closed: [[lon, lat], ..., first again]. Pure."""

from collections.abc import Iterable, Sequence

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Ring = list[list[float]]
Rings = list[Ring]
DECIMALS = 4  # about 11 m: enough for a map of a province


def to_rings(shape: BaseGeometry, decimals: int = DECIMALS) -> Rings:
    """All rings of a (multi)polygon, outer and inner; points and lines in a mixture are dropped."""
    found: Rings = []
    for part in polygons(shape):
        for ring in (part.exterior, *part.interiors):
            found.append([[round(x, decimals), round(y, decimals)] for x, y, *_ in ring.coords])
    return found


def to_polygon(rings: Sequence[Sequence[Sequence[float]]]) -> BaseGeometry:
    """Even-odd union of rings: a ring inside another is a hole, an island in a lake is land."""
    shape: BaseGeometry = Polygon()
    for ring in rings:
        if len(ring) >= 4:
            shape = shape.symmetric_difference(shapely.make_valid(Polygon(ring)))
    return shape


def polygons(shape: BaseGeometry) -> Iterable[Polygon]:
    """The polygons of any geometry."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    parts = getattr(shape, "geoms", ())
    return [polygon for part in parts for polygon in polygons(part)]


def merge(shapes: Iterable[BaseGeometry]) -> MultiPolygon:
    """Dissolve shapes into one; slivers between neighbours are closed."""
    joined = shapely.unary_union(list(shapes))
    return MultiPolygon(list(polygons(joined)))


def simplify(shapes: Sequence[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """Fewer corners, with neighbours still sharing their border (no gaps, no overlaps)."""
    if not tolerance or not shapes:
        return list(shapes)
    return list(shapely.coverage_simplify(list(shapes), tolerance))
