"""The coloured copy of one file of a batch, ready to download; kept encrypted beside the upload."""

from typing import Any
from uuid import UUID, uuid5

from bubuhan.imports import keeping
from bubuhan.imports.checking import Layout
from bubuhan.imports.models import ImportFile
from bubuhan.imports.sheet_stream import read
from bubuhan.kernel.problems import Problem

PLAIN_FROM = 20_000  # rows from which the copy is written anew, without the office's own formatting
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


def make(file: ImportFile) -> bytes:
    """xlsx bytes, also kept for the next time. Raises `sheet_not_found` when the upload is gone."""
    data = keeping.fetch(file.id)
    if data is None:
        raise Problem("sheet_not_found", "file", name=file.name)
    tables = {t.sheet: t for t in map(Layout.from_dict, file.layout) if t.used}
    results: dict[tuple[int, int], Any] = {}
    rows = file.batch.rows.filter(sheet__in=tables)
    for sheet, row, outcome, problems in rows.values_list(
        "sheet", "row", "outcome", "problems"
    ).iterator(5000):
        faults = []
        for problem in problems:
            where = columns_of(tables[sheet], problem.get("field"))
            faults.append(
                (where[0] if where else None, problem["message"], bool(problem.get("holds")))
            )
        results[tables[sheet].index, row] = (outcome, faults)
    headers = {t.index: t.header_rows[-1] for t in tables.values()}
    from bubuhan.imports import sheet_colour  # openpyxl is 15 MB: only where it is used

    book = read(data)
    if sum(len(s.rows) for s in book.sheets) >= PLAIN_FROM:
        made = sheet_colour.plain(book, results, headers)
    else:
        made = sheet_colour.coloured(book, data, results, headers)
    keeping.keep(_copy_id(file), made)
    ImportFile.objects.filter(id=file.id).update(copy_state=ImportFile.Copy.READY)
    return made


def kept(file: ImportFile) -> bytes | None:
    """The copy made before, if it still shows how things stand."""
    return keeping.fetch(_copy_id(file)) if file.copy_state == ImportFile.Copy.READY else None


def _copy_id(file: ImportFile) -> UUID:
    return uuid5(file.id, "copy")
