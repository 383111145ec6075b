"""Seven messy workbooks of invented people, and the truth about them.

PSM, TKSK and Tagana lists in seven layouts (title rows, two header rows, merges, group and total rows,
several sheets, xlsx, xls, ods, csv) with planted faults, the same person twice in one list and in several,
people with two hats, and people who are easily mistaken for one another (twins, father and son of one
name, namesakes in one desa, families with one phone).

    python -m bench.workbooks FOLDER [--seed 2027]

writes the seven files and `truth.json`: `files` [{file, pillar, area}] and `rows` [{file, sheet, row,
human, pillar, kind, faults}]; rows with one `human` are one person.
"""

import argparse
import io
import json
import random
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from bench.workbook_layouts import BOOKS, Page
from bench.workbook_people import cast
from bubuhan.linkage.generator import REPORTING_SEEDS


def write_all(folder: Path, seed: int) -> dict[str, Any]:
    """Write the seven workbooks and the truth into `folder`; returns the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    dealt = cast(seed)
    dice = random.Random(seed + 1)
    files, rows = [], []
    for short, (name, pillar, area, layout) in BOOKS.items():
        planned = dealt.files[short]
        pages = layout(planned, dice)
        (folder / name).write_bytes(WRITERS[Path(name).suffix](pages))
        files.append({"file": name, "pillar": pillar, "area": area})
        for p in planned:
            p.file = name
            if p.row:
                rows.append(p.truth())
    truth = {"seed": seed, "files": files, "rows": rows}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1), "utf-8")
    return truth


def _xlsx(pages: list[Page]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.name)
        for number, row in enumerate(page.rows, start=1):
            for column, value in enumerate(row, start=1):
                if value not in (None, ""):
                    sheet.cell(number, column, value)
        for top, bottom, left, right in page.merges:
            sheet.merge_cells(
                start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xls(pages: list[Page]) -> bytes:
    book = xlwt.Workbook()
    for page in pages:
        sheet = book.add_sheet(page.name or "Sheet1")
        covered = set()
        for top, bottom, left, right in page.merges:
            covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            sheet.write_merge(top, bottom, left, right, page.rows[top][left])
        for r, row in enumerate(page.rows):
            for c, value in enumerate(row):
                if (r, c) not in covered and value not in (None, ""):
                    sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods(pages: list[Page]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for page in pages:
        table = Table(name=page.name)
        spans = {(t, le): (b - t + 1, r - le + 1) for t, b, le, r in page.merges}
        covered = {
            (row, column)
            for (top, left), (high, wide) in spans.items()
            for row in range(top, top + high)
            for column in range(left, left + wide)
        } - set(spans)
        for r, row in enumerate(page.rows):
            line = TableRow()
            for c, value in enumerate(row):
                inside = (r, c) in covered
                line.addElement(
                    CoveredTableCell() if inside else _ods_cell(value, spans.get((r, c), (1, 1)))
                )
            table.addElement(line)
        book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods_cell(value: Any, span: tuple[int, int]) -> TableCell:
    high, wide = span
    extra = {"numbercolumnsspanned": wide} if wide > 1 else {}
    extra |= {"numberrowsspanned": high} if high > 1 else {}
    if value in (None, ""):
        return TableCell(**extra)
    if isinstance(value, float):
        return TableCell(valuetype="float", value=str(value), **extra)
    cell = TableCell(valuetype="string", **extra)
    cell.addElement(P(text=str(value)))
    return cell


def _csv(pages: list[Page]) -> bytes:
    lines = []
    for row in pages[0].rows:
        cells = ["" if v is None else str(v) for v in row]
        lines.append(";".join(f'"{c}"' if ";" in c or '"' in c else c for c in cells))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252", "replace")


WRITERS = {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods, ".csv": _csv}


def main() -> None:
    """Write the files and say what is in them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--seed", type=int, default=REPORTING_SEEDS[0])
    given = options.parse_args()
    truth = write_all(given.folder, given.seed)
    rows = truth["rows"]
    humans = {row["human"] for row in rows}
    print(
        f"{len(truth['files'])} workbooks, {len(rows)} rows of {len(humans)} persons in {given.folder}"
    )


if __name__ == "__main__":
    main()
