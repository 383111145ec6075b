"""Seven layouts, as offices send them: each turns planned rows into sheets of cells and notes the row numbers."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bench.workbook_cells import KAB_SHORT, Cells, kec_of
from bench.workbook_people import SHEETS, Planned, names

Merge = tuple[int, int, int, int]  # top, bottom, left, right; from 0
_DUTY_HEAD = ("KECAMATAN", "KELURAHAN")


@dataclass
class Page:
    """A sheet being written. `row` is as people count, from 1."""

    name: str | None
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def add(self, cells: list[Any], planned: Planned | None = None) -> None:
        self.rows.append(cells)
        if planned is not None:
            planned.sheet, planned.row = self.name, len(self.rows)

    def title(self, text: str, width: int) -> None:
        """A line over the whole width."""
        self.merges.append((len(self.rows), len(self.rows), 0, width - 1))
        self.add([text] + [None] * (width - 1))


def psm_city(rows: list[Planned], dice: random.Random) -> list[Page]:
    """Titles, one header row, a group row and a total per kecamatan, a signature at the end."""
    cells, page = Cells(dice), Page("DATA PSM")
    for text in ("DATA PEKERJA SOSIAL MASYARAKAT (PSM)", "KOTA BANJARMASIN TAHUN 2023", ""):
        page.title(text, 9)
    page.add(
        [
            "No",
            "Nama Lengkap",
            "NIK",
            "Tempat, Tanggal Lahir",
            "L/P",
            "Kelurahan",
            "Alamat",
            "No. HP/WA",
            "Ket",
        ]
    )
    ordered = sorted(rows, key=kec_of)
    for kec, group in groupby(ordered, key=kec_of):
        page.title(f"KECAMATAN {names()[kec].upper()}", 9)
        listed = list(group)
        for number, p in enumerate(listed, start=1):
            born = cells.birth(p, "words")
            page.add([
                float(number), p.record.name, cells.nik(p, quote=0.05),
                f"{p.record.birth_place}, {born}" if p.record.birth_place else born, cells.sex(p),
                cells.area(p, 3), p.record.address, cells.phone(p), dice.choice(("", "", "aktif")),
            ], p)  # fmt: skip
        page.add(["", "JUMLAH", f"{len(listed)} orang", "", "", "", "", "", ""])
    page.add(["", "TOTAL", f"{len(rows)} orang", "", "", "", "", "", ""])
    page.add([])
    page.add(["", "", "", "", "", "Banjarmasin, 3 Oktober 2023"])
    page.add(["", "", "", "", "", "Kepala Dinas Sosial"])
    return [page]


def psm_banjar(rows: list[Planned], dice: random.Random) -> list[Page]:
    """The Kemensos-style template: two header rows, merges, some NIK and phones in number cells."""
    cells, page = Cells(dice), Page("Sheet1")
    page.add([
        "No. Urut", "NAMA PSM", "NIK", "TEMPAT LAHIR", "TANGGAL LAHIR (dd-mm-yyyy)", "JENIS KELAMIN (L/P)", "TEMPAT TUGAS",
        None, "ALAMAT", None, None, "TINGKATAN DIKLAT(belum pernah, dasar, lanjutan, pengembangan, khusus)",
        "STATUS SERTIFIKASI (belum/sudah)", "TAHUN SERTIFIKASI (kosongkan bila belum)", "NO TELP/ HP",
        "TINGKAT PENDIDIKAN ( SLTP, SLTA, D3, S1, S2)", "KONDISI EKSISTING (tidak aktif, kurang aktif, aktif, sangat aktif)",
    ])  # fmt: skip
    page.add([None] * 6 + [*_DUTY_HEAD, "JALAN", "RT", "RW"] + [None] * 6)
    page.merges = [(0, 1, c, c) for c in (*range(6), *range(11, 17))] + [
        (0, 0, 6, 7),
        (0, 0, 8, 10),
    ]
    for number, p in enumerate(rows, start=1):
        street, _, rt = p.record.address.partition(" RT ")
        sure = dice.random() < 0.5
        page.add([
            float(number), p.record.name, cells.nik(p, numbers=0.06), p.record.birth_place, cells.birth(p, "dmy"),
            cells.sex(p), cells.area(p, 2, capitals=True), cells.area(p, 3, capitals=True), street,
            float(int(rt)) if rt.isdigit() else "", "", dice.choice(("dasar", "belum pernah")),
            "sudah" if sure else "belum", 2019.0 if sure else "", cells.phone(p, "number"), "SLTA", "aktif",
        ], p)  # fmt: skip
    page.add(["JUMLAH", float(len(rows))] + [""] * 15)
    return [page]


def psm_sheets(rows: list[Planned], dice: random.Random) -> list[Page]:
    """One kabupaten a sheet, named as offices shorten it; dates as numbers; one sheet without NIK."""
    cells, pages = Cells(dice), []
    for kab in SHEETS:
        page = Page(KAB_SHORT[kab])
        with_nik = kab != SHEETS[-1]
        page.add([f"DAFTAR PSM {names()[kab].upper()}"])
        page.add(
            [
                "NO",
                "NAMA",
                *(["NO KTP"] if with_nik else []),
                "TGL LAHIR",
                "JK",
                "DESA/KEL",
                "KECAMATAN",
                "HP",
                "NO SK",
                "TAHUN",
            ]
        )
        mine = [p for p in rows if p.human.home[:5] == kab]
        for number, p in enumerate(mine, start=1):
            nik = [cells.nik(p)] if with_nik else []
            if not with_nik:
                p.faults.append("nik_missing")
            page.add([
                float(number), p.record.name, *nik, cells.birth(p, "serial"), cells.sex(p), cells.area(p, 3),
                cells.area(p, 2), cells.phone(p, "number"), f"460/{number}/DINSOS/2022", 2022.0,
            ], p)  # fmt: skip
        page.add(["", f"JUMLAH : {len(mine)} ORANG"])
        pages.append(page)
    notes = Page("Catatan")
    notes.add(["Data dikumpulkan dari tiga kabupaten, mohon diperiksa."])
    return [*pages, notes]


def tksk(rows: list[Planned], dice: random.Random) -> list[Page]:
    """The TKSK template: 25 columns, two header rows, dates as serials, two phones in a cell."""
    cells, page = Cells(dice), Page("TKSK")
    page.add([
        "No URUT", "NOMOR INDUK ANGGOTA TKSK", "TEMPAT TUGAS/KECAMATAN", "NAMA", "NAMA IBU KANDUNG", "NIK", "TEMPAT DAN ",
        "TANGGAL LAHIR (dd-mm-yyyy)", "JENIS KELAMIN (L/P)", "ALAMAT", None, None, None, "TELPON",
        "PENDIDIKAN TERKAHIR (SLTA, D3, S1, S2)", "PENGANGKATAN TKSK PERTAMA", None, None, "PENGANGKATAN TKSK TERAKHIR",
        None, None, "NAMA DI REKENING", "NOMOR REKENING", "NAMA BANK", "NO KARTU REGISTRASI",
    ])  # fmt: skip
    page.add([None] * 9 + ["JALAN", "RT", "RW", "KELURAHAN", None, None, "TAHUN", "NOMOR SK", "PEJABAT YANG BERTANDA TANGAN",
                           "TAHUN", "NOMOR SK", "PEJABAT YANG BERTANDA TANGAN"] + [None] * 4)  # fmt: skip
    page.merges = [(0, 1, c, c) for c in (*range(9), 13, 14, *range(21, 25))]
    page.merges += [(0, 0, 9, 12), (0, 0, 15, 17), (0, 0, 18, 20)]
    for number, p in enumerate(rows, start=1):
        street, _, rt = p.record.address.partition(" RT ")
        page.add([
            float(number), "", cells.area(p, 2), p.record.name, "", cells.nik(p), p.record.birth_place,
            cells.birth(p, "serial"), cells.sex(p), street, rt, "", cells.area(p, 3), cells.phone(p), "S1",
            2010.0, f"12/HUK/{2010 + number % 9}", "Direktur Jenderal", "", "", "", "", "", "", "",
        ], p)  # fmt: skip
    return [page]


def tagana_csv(rows: list[Planned], dice: random.Random) -> list[Page]:
    """A semicolon file: two-digit years, sex in words, phones as +62."""
    cells, page = Cells(dice), Page(None)
    page.add(
        [
            "NO",
            "NAMA ANGGOTA TAGANA",
            "NIK",
            "TTL",
            "JENIS KELAMIN",
            "KECAMATAN",
            "KELURAHAN",
            "ALAMAT LENGKAP",
            "NO WA",
            "TAHUN MASUK",
        ]
    )
    for number, p in enumerate(rows, start=1):
        born = str(cells.birth(p, "short"))
        page.add([
            str(number), p.record.name, str(cells.nik(p, quote=0.5)).removesuffix(".0"),
            f"{p.record.birth_place or 'Banjarmasin'} / {born}", cells.sex(p, words=True), cells.area(p, 2), cells.area(p, 3),
            p.record.address, str(cells.phone(p, "plus")), str(2008 + number % 15),
        ], p)  # fmt: skip
    return [page]


def tagana_ods(rows: list[Planned], dice: random.Random) -> list[Page]:
    """A province list: the kabupaten shortened, in a few rows forgotten; dates in words."""
    cells, page = Cells(dice), Page("TAGANA 2024")
    page.title("DATA ANGGOTA TARUNA SIAGA BENCANA (TAGANA) PROVINSI KALIMANTAN SELATAN", 9)
    page.title("TAHUN 2024", 9)
    page.add(
        [
            "No.",
            "Kab/Kota",
            "Nama",
            "Jenis Kelamin",
            "Tempat Lahir",
            "Tanggal Lahir",
            "No KTP/NIK",
            "Alamat",
            "No Telp/HP",
        ]
    )
    ordered = sorted(rows, key=lambda p: p.human.home[:5])
    for number, p in enumerate(ordered, start=1):
        kab = KAB_SHORT[p.human.home[:5]]
        if dice.random() < 0.02:
            kab = ""
            p.faults.append("area_missing")
        page.add([
            float(number), kab, p.record.name, cells.sex(p), p.record.birth_place, cells.birth(p, "words"),
            cells.nik(p), p.record.address, cells.phone(p),
        ], p)  # fmt: skip
    page.add(["", "JUMLAH", f"{len(rows)} orang", "", "", "", "", "", ""])
    return [page]


def psm_old(rows: list[Planned], dice: random.Random) -> list[Page]:
    """An old list: name and NIK in one column, one merged cell per kabupaten, years instead of dates."""
    cells, page = Cells(dice), Page("lama")
    page.add(["REKAP PSM LAMA (2016) - KOTA BANJARMASIN DAN KAB. BANJAR"])
    page.add([])
    page.add(["NO", "NAMA / NIK", "L/P", "TGL LAHIR", "KAB/KOTA", "KEC", "DESA", "ALAMAT", "HP"])
    number = 0
    for kab, group in groupby(
        sorted(rows, key=lambda p: p.human.home[:5]), key=lambda p: p.human.home[:5]
    ):
        top = len(page.rows)
        for p in group:
            number += 1
            nik = cells.nik(p)
            both = (
                f"{p.record.name}\n{nik}"
                if isinstance(nik, str) and len(nik) > 5
                else p.record.name
            )
            page.add([
                float(number), both, cells.sex(p), cells.birth(p, "dmy"),
                KAB_SHORT[kab] if len(page.rows) == top else "", cells.area(p, 2), cells.area(p, 3),
                p.record.address, cells.phone(p, "number"),
            ], p)  # fmt: skip
        page.merges.append((top, len(page.rows) - 1, 4, 4))
        page.add([])
    return [page]


Layout = Callable[[list[Planned], random.Random], list[Page]]
# Short name: file name, pillar, area of the office, layout.
BOOKS: dict[str, tuple[str, str, str, Layout]] = {
    "psm_city": ("Data PSM Kota Banjarmasin 2023.xlsx", "PSM", "63.71", psm_city),
    "psm_banjar": ("psm_import kab banjar.xls", "PSM", "63.03", psm_banjar),
    "psm_sheets": ("PSM per kabupaten (final).xlsx", "PSM", "63", psm_sheets),
    "tksk": ("TKSK Kalsel.xls", "TKSK", "63", tksk),
    "tagana_csv": ("tagana_banjarmasin.csv", "TAGANA", "63.71", tagana_csv),
    "tagana_ods": ("Tagana Provinsi 2024.ods", "TAGANA", "63", tagana_ods),
    "psm_old": ("Rekap PSM lama.xlsx", "PSM", "63", psm_old),
}  # fmt: skip
