"""Numbers others published, and absences somebody vouched for: reads, and what they mean beside a count."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bubuhan.counts.models import Absence, ControlTotal, Unit
from bubuhan.people.models import Precision

Key = tuple[str, str]  # pillar, area code


@dataclass(slots=True)
class Beside:
    """What stands beside one count: the newest published number, older ones, a vouched absence."""

    newest: ControlTotal | None = None
    others: list[ControlTotal] = field(default_factory=list)
    absence: Absence | None = None

    def gap(self, count: int) -> int | None:
        """Count minus the newest number of persons; None when there is nothing to compare with."""
        if self.newest is None or self.newest.unit != Unit.PERSONS:
            return None
        return count - self.newest.number


def beside(areas: Collection[str]) -> dict[Key, Beside]:
    """All that is said of these areas, by pillar and area (two queries)."""
    found: dict[Key, Beside] = {}
    rows = ControlTotal.objects.filter(area_code__in=areas, replaced_at=None)
    for row in rows.order_by("-said_on", "-id"):
        place = found.setdefault((row.pillar, row.area_code), Beside())
        if place.newest is None:
            place.newest = row
        else:
            place.others.append(row)
    for absence in Absence.objects.filter(area_code__in=areas, withdrawn_at=None):
        found.setdefault((absence.pillar, absence.area_code), Beside()).absence = absence
    return found


def said(row: ControlTotal) -> str:
    """The day of a number as exactly as it is known: 23-09-2025, 09-2025 or 2025."""
    form = {Precision.YEAR: "%Y", Precision.MONTH: "%m-%Y"}.get(
        Precision(row.said_precision), "%d-%m-%Y"
    )
    return row.said_on.strftime(form)


def control_rows(found: dict[Key, Beside]) -> list[dict[str, Any]]:
    """Published numbers as files and the signed form have them."""
    rows = [
        row
        for place in found.values()
        for row in ([place.newest] if place.newest else []) + place.others
    ]
    return [
        {
            "pillar": r.pillar,
            "area_code": r.area_code,
            "number": r.number,
            "unit": r.unit,
            "source": r.source,
            "url": r.url,
            "date": said(r),
            "note": r.note,
        }
        for r in sorted(rows, key=lambda r: (r.area_code, r.pillar, -r.said_on.toordinal()))
    ]


def absence_rows(found: dict[Key, Beside]) -> list[dict[str, Any]]:
    """Vouched absences likewise."""
    rows = [place.absence for place in found.values() if place.absence]
    return [
        {
            "pillar": r.pillar,
            "area_code": r.area_code,
            "said_by": r.said_by,
            "date": f"{r.said_on:%d-%m-%Y}",
            "note": r.note,
        }
        for r in sorted(rows, key=lambda r: (r.area_code, r.pillar))
    ]


def history(area: str, pillar: str) -> list[ControlTotal]:
    """Every number ever entered for one area and pillar, newest entry first."""
    found = ControlTotal.objects.filter(area_code=area, pillar=pillar)
    return list(found.order_by("-at", "-id"))


def absence_history(area: str, pillar: str) -> list[Absence]:
    """Every absence ever recorded, newest entry first."""
    return list(Absence.objects.filter(area_code=area, pillar=pillar).order_by("-at", "-id"))
