"""Read polygons with their properties out of GeoJSON or TopoJSON. Pure; knows nothing of areas."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape as to_shape
from shapely.geometry.base import BaseGeometry

# Longitude and latitude of Indonesia with room: anything else is not degrees (EPSG:4326).
BOUNDS = (90.0, -15.0, 145.0, 12.0)


class MapFileError(ValueError):
    """The file is not a map we can read; the text says why, in Indonesian."""


@dataclass(frozen=True, slots=True)
class MapFeature:
    """One polygon of a file; `id` of the feature is among the properties under "id"."""

    properties: dict[str, Any]
    shape: BaseGeometry


def read(path: Path) -> list[MapFeature]:
    """All (multi)polygons of a file, made valid. Raises MapFileError in plain words."""
    try:
        body = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise MapFileError(f"Berkas {path.name} tidak dapat dibaca: {error.strerror}.") from error
    except ValueError as error:
        raise MapFileError(
            f"Berkas {path.name} bukan JSON. Simpan peta sebagai GeoJSON atau TopoJSON, lalu coba lagi."
        ) from error
    kind = body.get("type") if isinstance(body, dict) else None
    if kind == "FeatureCollection":
        raw = _geojson(body)
    elif kind == "Topology":
        raw = _topojson(body)
    else:
        raise MapFileError("Berkas ini bukan FeatureCollection GeoJSON dan bukan TopoJSON.")
    found = [MapFeature(properties, shapely.make_valid(shape)) for properties, shape in raw]
    if not found:
        raise MapFileError("Tidak ada poligon di dalam berkas ini.")
    _check_degrees(found)
    return found


def _check_degrees(features: list[MapFeature]) -> None:
    west, south, east, north = shapely.total_bounds([f.shape for f in features])
    inside = BOUNDS[0] <= west and BOUNDS[1] <= south and east <= BOUNDS[2] and north <= BOUNDS[3]
    if not inside:
        raise MapFileError(
            "Koordinat berkas ini bukan bujur dan lintang Indonesia. "
            "Ubah proyeksinya menjadi WGS 84 (EPSG:4326), lalu coba lagi."
        )


def _geojson(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    for feature in body.get("features") or []:
        geometry = feature.get("geometry") or {}
        if geometry.get("type") in ("Polygon", "MultiPolygon"):
            yield _properties(feature), _shape(geometry)


def _topojson(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    arcs = [_arc(arc, body.get("transform")) for arc in body.get("arcs") or []]
    for layer in (body.get("objects") or {}).values():
        for geometry in layer.get("geometries") or [layer]:
            if geometry.get("type") == "Polygon":
                lines = [_rings(geometry["arcs"], arcs)]
            elif geometry.get("type") == "MultiPolygon":
                lines = [_rings(part, arcs) for part in geometry["arcs"]]
            else:
                continue
            lines = [[ring for ring in part if len(ring) >= 4] for part in lines]
            shape = {"type": "MultiPolygon", "coordinates": [part for part in lines if part]}
            yield _properties(geometry), _shape(shape)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = dict(feature.get("properties") or {})
    if feature.get("id") is not None:
        found.setdefault("id", feature["id"])
    return found


def _shape(geometry: dict[str, Any]) -> BaseGeometry:
    try:
        shape: BaseGeometry = shapely.force_2d(to_shape(geometry))
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise MapFileError(f"Ada poligon yang rusak di dalam berkas ini ({error}).") from error
    return shape


def _arc(arc: list[list[float]], transform: dict[str, Any] | None) -> list[tuple[float, float]]:
    """A TopoJSON arc in degrees: with a transform its points are whole-number steps."""
    if not transform:
        return [(float(p[0]), float(p[1])) for p in arc]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0.0
    points = []
    for step in arc:
        x += step[0]
        y += step[1]
        points.append((x * sx + tx, y * sy + ty))
    return points


def _rings(
    refs: list[list[int]], arcs: list[list[tuple[float, float]]]
) -> list[list[tuple[float, float]]]:
    """Stitch arcs to rings; ~i is arc i backwards, the shared end point is written once."""
    rings = []
    for line in refs:
        ring: list[tuple[float, float]] = []
        for ref in line:
            arc = arcs[ref] if ref >= 0 else arcs[~ref][::-1]
            ring += arc[1:] if ring else arc
        rings.append(ring)
    return rings
