"""Age limits of types as an office edits them: a change closes the row and adds one."""

from collections.abc import Iterable

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.assessments.models import AgeLimit
from bubuhan.assessments.taxonomy import Limit
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.reports import checks


def limit_for(area_code: str, code: str) -> Limit | None:
    """The limit of a type in an area: the nearest row above it, else the nation's."""
    rows = AgeLimit.objects.filter(code=code, valid_to=None, area_code__in=_above(area_code))
    row = max(rows, key=lambda one: len(one.area_code), default=None)
    return Limit(row.minimum, row.maximum) if row else None


def open_limits(area_code: str) -> Iterable[AgeLimit]:
    """The rows that count in an area, one a type."""
    nearest: dict[str, AgeLimit] = {}
    rows = AgeLimit.objects.filter(valid_to=None, area_code__in=_above(area_code))
    for row in sorted(rows, key=lambda one: len(one.area_code)):
        nearest[row.code] = row
    return sorted(nearest.values(), key=lambda row: int(row.code) if row.code.isdigit() else 999)


def set_limit(
    *, actor: Actor, code: str, minimum: int | None, maximum: int | None, source: str, reason: str
) -> AgeLimit:
    """Set the limit of a type for one's own area. Raises `field_invalid`, `field_missing`, `forbidden`."""
    now = clock.now()
    require(actor, "rule.edit")
    checks.code("ppks", code, "code", "jenis PPKS")
    if not reason.strip():
        raise Problem("field_missing", "reason", name="alasan")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise Problem(
            "field_invalid",
            "maximum",
            name="umur paling tua",
            why="lebih kecil dari umur paling muda",
        )
    with journal.unit():
        AgeLimit.objects.filter(area_code=actor.area, code=code, valid_to=None).update(valid_to=now)
        row = AgeLimit.objects.create(
            area_code=actor.area,
            code=code,
            minimum=minimum,
            maximum=maximum,
            source=source.strip()[:200],
            reason=reason.strip()[:300],
            valid_from=now,
            by=actor.name,
        )
        journal.record(
            "age_limit.changed",
            actor=actor.ref,
            subject=("age_limit", str(row.pk)),
            area=actor.area,
            data={"code": code, "from": minimum, "to": maximum},
        )
    return row


def _above(area_code: str) -> list[str]:
    return [area_code[:n] for n in (13, 8, 5, 2) if len(area_code) >= n] + [""]
