"""Workbooks as offices send them, with invented persons: the layouts of the brief, made here."""

import io
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

# Invented persons of Banjarmasin Barat: name, sex, birth place, birth date, kelurahan.
PEOPLE = [
    ("Rahmawati", "P", "Banjarmasin", "17-08-1975", "Pelambuan"),
    ("H. Muhammad Yamin, S.Sos", "L", "Banjarmasin", "03-10-1968", "Belitung Selatan"),
    ("Noor Hayati", "P", "Rantau", "21-04-1980", "Telaga Biru"),
    ("Slamet", "L", "Kandangan", "05-01-1959", "Kuin Cerucuk"),
]
KECAMATAN = "Banjarmasin Barat"


def nik(place: str, born: str, sex: str, serial: str = "0000") -> str:
    """An invented NIK of a kecamatan code and a dd-mm-yyyy date."""
    day, month, year = born.split("-")
    return f"{place}{int(day) + (40 if sex == 'P' else 0):02d}{month}{year[2:]}{serial}"


def nik_of(number: int) -> str:
    _, sex, _, born, _ = PEOPLE[number]
    return nik("637103", born, sex)


def phone(number: int) -> str:
    return f"0899-0000-{number + 1:04d}"


def xlsx(
    rows: list[list[Any]],
    merges: tuple[str, ...] = (),
    sheet: str = "Sheet1",
    more: dict[str, list[list[Any]]] | None = None,
) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    for name, content in (more or {}).items():
        other = book.create_sheet(name)
        for row in content:
            other.append(row)
    return _bytes(book)


def xls(rows: list[list[Any]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    covered = {
        (r, c)
        for top, bottom, left, right in merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    }
    for top, bottom, left, right in merges:
        page.write_merge(top, bottom, left, right, rows[top][left])
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) not in covered and value is not None:
                page.write(r, c, value)
    return _bytes(book)


def ods(rows: list[list[Any]], spans: dict[tuple[int, int], int] | None = None) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Lembar1")
    for r, row in enumerate(rows):
        line = TableRow()
        skip = 0
        for c, value in enumerate(row):
            if skip:
                line.addElement(CoveredTableCell())
                skip -= 1
                continue
            skip = (spans or {}).get((r, c), 1) - 1
            line.addElement(_ods_cell(value, skip + 1))
        table.addElement(line)
    book.spreadsheet.addElement(table)
    return _bytes(book)


def csv_bytes(rows: list[list[Any]], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    lines = [
        delimiter.join(_quoted("" if v is None else str(v), delimiter) for v in row) for row in rows
    ]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def psm_two_header_rows() -> list[list[Any]]:
    """The Kemensos-style PSM template: two header rows, TEMPAT TUGAS and ALAMAT over three columns."""
    top = [
        "No. Urut", "NAMA PSM", "NIK", "TEMPAT LAHIR", "TANGGAL LAHIR (dd-mm-yyyy)", "JENIS KELAMIN (L/P)", "TEMPAT TUGAS",
        None, "ALAMAT", None, None, "TINGKATAN DIKLAT(belum pernah, dasar, lanjutan, pengembangan, khusus)",
        "STATUS SERTIFIKASI (belum/sudah)", "TAHUN SERTIFIKASI (kosongkan bila belum)", "NO TELP/ HP",
        "TINGKAT PENDIDIKAN ( SLTP, SLTA, D3, S1, S2)", "KONDISI EKSISTING (tidak aktif, kurang aktif, aktif, sangat aktif)",
    ]  # fmt: skip
    sub: list[Any] = [None] * 6 + ["KECAMATAN", "KELURAHAN", "JALAN", "RT", "RW"] + [None] * 6
    data = [
        [n + 1, name.upper(), nik_of(n), place, born, sex, KECAMATAN.upper(), desa.upper(), f"Jl. Contoh No. {n + 1}",
         5.0, "002", "dasar", "sudah", 2019, phone(n), "SLTA", "aktif"]
        for n, (name, sex, place, born, desa) in enumerate(PEOPLE)
    ]  # fmt: skip
    return [top, sub, *data]


PSM_MERGES = (
    "A1:A2",
    "B1:B2",
    "C1:C2",
    "D1:D2",
    "E1:E2",
    "F1:F2",
    "G1:H1",
    "I1:K1",
    *(f"{c}1:{c}2" for c in "LMNOPQ"),
)
PSM_XLS_MERGES = ((0, 1, 1, 1), (0, 0, 6, 7), (0, 0, 8, 10))


def simple(
    *people: tuple[Any, ...],
    head: tuple[str, ...] = ("Nama", "NIK", "TTL", "L/P", "Kelurahan", "Kecamatan", "No HP"),
) -> list[list[Any]]:
    """A one-header-row list with the given rows."""
    return [list(head), *[list(p) for p in people]]


def four_people() -> list[list[Any]]:
    """The four invented persons in the simple layout."""
    return simple(
        *[
            (name, nik_of(n), f"{place}, {born}", sex, desa, KECAMATAN, phone(n))
            for n, (name, sex, place, born, desa) in enumerate(PEOPLE)
        ]
    )


def _ods_cell(value: Any, span: int) -> TableCell:
    extra = {"numbercolumnsspanned": span} if span > 1 else {}
    if value is None:
        return TableCell(**extra)
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value), **extra)
    cell = TableCell(valuetype="string", **extra)
    cell.addElement(P(text=str(value)))
    return cell


def _quoted(text: str, delimiter: str) -> str:
    return (
        '"' + text.replace('"', '""') + '"'
        if delimiter in text or '"' in text or "\n" in text
        else text
    )


def _bytes(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
