"""Rows that wait, as the linkage engine wants them: whom they may be, before anybody repaired them.

What can be read is read, safe suggestions are taken as if applied; nothing is stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings

from bubuhan.accounts.policy import Actor
from bubuhan.imports import checking, staging
from bubuhan.imports.models import ImportBatch, ImportRow, Outcome
from bubuhan.imports.pairing import record_of
from bubuhan.imports.sheet_areas import Areas
from bubuhan.imports.sheet_rows import Raw, Rules, as_text, asked_area, check
from bubuhan.imports.suggesting import suggest
from bubuhan.kernel import clock
from bubuhan.linkage.records import Record
from bubuhan.people import duplicates, hints

CHUNK = 500
LIKELY = 3
_NIK_DIGITS = 16
_MADE_UP = 4  # a number of so few different digits stands for "unknown"


class Reader:
    """Reads held rows of any batch; remembers layouts and areas of each."""

    def __init__(self) -> None:
        self._known: dict[UUID, tuple[dict[int, Rules], Areas]] = {}

    def lots(self, row_ids: Sequence[int]) -> Iterator[list[tuple[ImportRow, Record, bool]]]:
        """Held rows that name somebody, their records, and whether an officer said "somebody new"."""
        for at in range(0, len(row_ids), CHUNK):
            rows = ImportRow.objects.filter(id__in=row_ids[at : at + CHUNK], outcome=Outcome.HELD)
            read = [(row, *self.record(row)) for row in rows.select_related("batch").order_by("id")]
            yield [one for one in read if one[1].name]

    def record(self, row: ImportRow) -> tuple[Record, bool]:
        """One row as a record, and whether an officer decided that it is nobody known."""
        rules, areas = self._of(row.batch)
        values = staging.cells_of(row)
        changes = _repairs(values, row.problems)
        draft = check(Raw(row.sheet, row.row, {**values, **changes}), rules[row.sheet])
        record = record_of(draft)
        if not record.nik:
            number, damaged = _number(values.get("nik"))
            record = replace(record, nik=number, nik_damaged=damaged)
        if not draft.area_code and (near := areas.nearest(*asked_area(values))):
            record = replace(record, areas=tuple(dict.fromkeys((*record.areas, near))))
        return replace(record, id=f"row:{row.id}"), draft.decision == "new"

    def _of(self, batch: ImportBatch) -> tuple[dict[int, Rules], Areas]:
        if batch.id not in self._known:
            rules = checking.rules_of(staging.tables_of(batch), batch.area_code)
            self._known[batch.id] = rules, Areas(batch.area_code)
        return self._known[batch.id]


def alike(actor: Actor, row: ImportRow) -> list[str]:
    """Whom a held row may be, as far as the actor may see; [] where its own problems say it already."""
    if row.outcome != Outcome.HELD or not row.name or any(p.get("candidates") and p.get("field") != "area" for p in row.problems):  # fmt: skip
        return []
    record, new = Reader().record(row)
    if new or not record.name:
        return []
    return hints.shown_names(actor, duplicates.find(record, limit=LIKELY))


def _repairs(values: dict[str, Any], problems: list[dict[str, Any]]) -> dict[str, Any]:
    """What the suggestions would change, the first of each field."""
    found: dict[str, Any] = {}
    for one in suggest(values, problems, today=clock.today(), allow_example=settings.BUBUHAN_DEMO):
        if one.kind != "nik_drop":
            found = {**one.changes, **found}
    return found


def _number(raw: Any) -> tuple[str, bool]:
    """A NIK that could not be taken: its digits, and that they are not all to be believed."""
    text = "".join(c for c in as_text(raw) if c.isdigit() and c.isascii())
    if len(text) != _NIK_DIGITS or len(set(text)) < _MADE_UP or text.startswith("1234567"):
        return "", False
    return text, True
