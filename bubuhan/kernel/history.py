"""Rows with history: what an office sets is never changed, it is followed by its successor.

A row holds from `valid_from` until `valid_to` (None: now), and says who set it and why. One row of a
key is in force; each table says so with a unique constraint `condition=Q(valid_to=None)`. The verb
that sets a row stays in its room: rights, checks, `replace()` or `end()`, one journal record.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Q, QuerySet

from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem


class Dated(models.Model):
    """A row that holds from one moment to another. `example`: seeded, to be checked by the office."""

    id = models.BigAutoField(primary_key=True)
    example = models.BooleanField("contoh", default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    reason = models.CharField("alasan", max_length=500, blank=True)

    class Meta:
        abstract = True


class AreaRule(Dated):
    """What one area sets for itself and all below it; `area_code` "" is the whole nation."""

    area_code = models.CharField("wilayah", max_length=13, blank=True, db_collation="C")

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Dated)
Rule = TypeVar("Rule", bound=AreaRule)


def above(area_code: str) -> list[str]:
    """An area and all above it, the nation last: `63.71.03` -> `["63.71.03", "63.71", "63", ""]`."""
    return [area_code[:n] for n in (13, 8, 5, 2) if len(area_code) >= n] + [""]


def in_force(model: type[Rule], area_code: str) -> QuerySet[Rule]:
    """The present rows that may count in an area: its own and those above it."""
    return model._default_manager.filter(valid_to=None, area_code__in=above(area_code))


def deepest(rows: Iterable[Rule]) -> Rule | None:
    """The row of the deepest area, which wins; None without rows."""
    return max(rows, key=lambda row: len(row.area_code), default=None)


def near(area_code: str) -> Q:
    """A filter on `area_code`: an area, those above it, those below it; "" is every area."""
    if not area_code:
        return Q()
    return Q(area_code__in=above(area_code)) | Q(area_code__startswith=f"{area_code}.")


def around(model: type[Rule], area_code: str, *, past: bool = False) -> QuerySet[Rule]:
    """What a settings page shows: rows of an area, above it and below it; with `past` all there were."""
    rows = model._default_manager.filter(near(area_code))
    return rows if past else rows.filter(valid_to=None)


def end(model: type[Row], key: Mapping[str, Any]) -> int:
    """Close the row in force of a key; how many there were (0 or 1, or all rows of a wider key).

    No row is left to say why: the journal record of the caller does (`reason` in its data).
    """
    return _close(model, key, _turn(model))


def replace(
    model: type[Row], key: Mapping[str, Any], values: Mapping[str, Any], *, by: str, reason: str
) -> Row:
    """Close the row in force of a key and add its successor. Raises `reason_missing`.

    Both in the caller's transaction (`journal.unit()`), where the journal record is written too.
    """
    said, now = needed(reason), _turn(model)
    _close(model, key, now)
    return model._default_manager.create(**{**values, **key}, valid_from=now, by=by, reason=said)


def _close(model: type[Row], key: Mapping[str, Any], now: datetime) -> int:
    return model._default_manager.filter(**key, valid_to=None).update(valid_to=now)


def _turn(model: type[Row]) -> datetime:
    """Now, once nobody else changes this table: who comes second must see the first one's successor."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [table])
    return clock.now()


def needed(reason: str) -> str:
    """The reason as it is stored. Raises `reason_missing` for an empty one."""
    said = " ".join(reason.split())[:500]
    if not said:
        raise Problem("reason_missing", "reason")
    return said
