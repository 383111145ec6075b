"""The coloured copy of one batch, ready to download."""

from typing import Any

from bubuhan.imports import batching, keeping
from bubuhan.imports.checking import Layout
from bubuhan.imports.models import ImportBatch
from bubuhan.imports.sheet_read import read
from bubuhan.kernel.problems import Problem

# A problem's field -> the columns it may stand in, first found wins.
_PLACES: dict[str, tuple[str, ...]] = {
    "area": ("duty_desa", "desa", "area", "duty_kec", "kec", "duty_kab", "kab", "address"),
    "nik": ("nik", "name_nik"),
    "name": ("name", "name_nik"),
    "birth_date": ("birth_date", "birth"),
    "started": ("started", "decree_date"),
}


def columns_of(layout: Layout, field: str | None) -> list[int]:
    """Where a problem with `field` shows, by sheet column from 0."""
    places = _PLACES.get(field or "", (field or "",))
    found = [layout.column_of(p) for p in places]
    return [c for c in found if c is not None]


def coloured_copy(batch: ImportBatch) -> bytes:
    """xlsx bytes. Raises `sheet_not_found` when the upload is no longer kept."""
    data = keeping.fetch(batch.id)
    if data is None:
        raise Problem("sheet_not_found", "file", name=batch.file_name)
    tables = {t.sheet: t for t in batching.tables_of(batch) if t.used}
    results: dict[tuple[int, int], Any] = {}
    for sheet, row, outcome, problems in batch.rows.values_list(
        "sheet", "row", "outcome", "problems"
    ):
        faults = []
        for problem in problems:
            where = columns_of(tables[sheet], problem.get("field"))
            faults.append(
                (where[0] if where else None, problem["message"], bool(problem.get("holds")))
            )
        results[sheet, row] = (outcome, faults)
    headers = {number: t.header_rows[-1] for number, t in tables.items()}
    from bubuhan.imports import sheet_colour  # openpyxl is 15 MB: only where it is used

    return sheet_colour.coloured(read(data, batch.file_name), data, results, headers)
