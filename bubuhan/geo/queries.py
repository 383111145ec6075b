"""Reads of areas: trees, pickers, the phone's list, shapes for maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Length

from bubuhan.geo import codes, naming
from bubuhan.geo.codes import AreaLevel
from bubuhan.geo.models import Area, AreaBoundary
from bubuhan.kernel.documents import Doc

INDICATIVE = "batas indikatif, bukan rujukan hukum"


@dataclass(frozen=True, slots=True)
class Shape:
    """An area to draw: closed rings of (lon, lat); draw with even-odd fill."""

    code: str
    name: str
    rings: list[list[list[float]]]
    official: bool


def subtree(code: str, field: str = "code") -> Q:
    """An area and everything below it, as an index range; "" is everything."""
    if not code:
        return Q()
    return Q(**{field: code}) | Q(**{f"{field}__gte": code + ".", f"{field}__lt": code + "/"})


def get(code: str) -> Area | None:
    """One valid area, or None."""
    return Area.objects.filter(code=code, valid_to=None).first()


def children(code: str = "") -> list[Area]:
    """Valid areas directly below `code` by name; provinces for ""."""
    found = Area.objects.filter(parent_code=code, valid_to=None)
    return list(found.filter(level=AreaLevel.PROVINSI) if not code else found.order_by("name"))


def villages(within: str) -> list[Area]:
    """All valid desa/kelurahan at or below `within`, in code order."""
    return list(Area.objects.filter(subtree(within), level=AreaLevel.DESA, valid_to=None))


def search(text: str, within: str = "", limit: int = 12, level: str | None = None) -> list[Area]:
    """Areas for a picker while someone types: names that begin with the text, then contain it.

    Larger areas first. The resolver answers the other question ("what did this cell mean?").
    """
    key = naming.key(naming.without_numbering(text))
    if not key:
        return []
    if codes.is_code(text.strip()):
        return list(
            Area.objects.filter(subtree(text.strip()), subtree(within), valid_to=None)[:limit]
        )
    rank = Case(
        When(name_key=key, then=Value(0)),
        When(name_key__startswith=key, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Area.objects.filter(subtree(within), name_key__contains=key, valid_to=None)
    if level:
        found = found.filter(level=level)
    found = found.annotate(rank=rank, depth=Length("code"))
    return list(found.order_by("rank", "depth", "code")[:limit])


def arealist(kab: str) -> dict[str, Any]:
    """The area list of one kab/kota for a phone: `{"areas": [{code, name, level, lat, lon}]}`."""
    return _arealists([kab])[kab].body


def arealist_documents(actor: Any, ids: Sequence[str]) -> dict[str, Doc]:
    """Area lists as documents (public facts: the same for every actor). One query."""
    return _arealists(list(ids))


def _arealists(kabs: list[str]) -> dict[str, Doc]:
    wanted = Q(pk__in=[])
    for kab in kabs:
        wanted |= subtree(kab)
    rows = Area.objects.filter(wanted, valid_to=None).order_by("code")
    found: dict[str, Doc] = {}
    for kab in kabs:
        own = [a for a in rows if codes.within(a.code, kab)]
        areas = [
            {
                "code": a.code,
                "name": a.short_name,
                "level": a.level,
                "kind": a.kind,
                "lat": a.lat,
                "lon": a.lon,
            }
            for a in own
        ]
        found[kab] = Doc(kab, max((a.edition for a in own), default=0), {"areas": areas})
    return found


def map_shapes(level: str, within: str = "") -> list[Shape]:
    """Shapes of one level inside an area. Unless all are official, print `INDICATIVE` beside the map."""
    rows = AreaBoundary.objects.filter(subtree(within), level=level)
    named = dict(Area.objects.filter(subtree(within), level=level).values_list("code", "name"))
    return [Shape(b.code, named.get(b.code, b.code), b.rings, b.official) for b in rows]
