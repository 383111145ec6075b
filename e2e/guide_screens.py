"""Pictures for docs/panduan from a running demo: `python -m e2e.guide_screens URL DATA_DIR [PART ...]`.

Parts: import, desks, counts, members, casework, field, sheet, desk, officer; without
any, all of them. The import is saved, so a fresh demo gives the cleanest pictures. Writes WebP files to docs/panduan/gambar/.
"""

import io
import os
import re
import sys
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import FilePayload, Page, expect, sync_playwright

from e2e import guide_casework, phone
from e2e.conftest import CHROMIUM, CHROMIUM_ARGS, running_instance
from e2e.pictures import OUT, TOP, keep, part
from e2e.screens import Studio, shot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BARAT: list[list[Any]] = [
    [1, "Norsehah", "6371035708750000", "P", "17-08-1975", "Pelambuan", "0899-0000-0901"],
    [2, "H. Yusransyah, S.Sos", "6371 0303 1068 0000", "L", "03/10/1968", "Belitung Slatan", "089900000902"],
    [3, "Masniah", "6371036104800000", "P", "21 April 1980", "Telaga Biru", "+62 899 0000 0903"],
    [4, "Syahruji", "637103O107590000", "L", "1 Juli 1959", "Kuin Cerucuk", "0899 0000 0904"],
    [5, "Hj. Mastora", "637103450270000O", "P", "05-02-1970", "Basirih", "08990000905"],
    [6, "Rusmadi", None, "L", "1966", "Kampung Melayu Darat", None],
]  # fmt: skip
TKSK: list[list[Any]] = [
    [1, "Fitriani, S.Sos", "6371044805850000", "P", "08-05-1985", "Banjarmasin Utara", "0899-0000-0911"],
    [2, "Akhmad Sauqi", "6371021209830000", "L", "12-09-1983", "Banjarmasin Timur", "0899-0000-0912"],
]  # fmt: skip


def _book(sheets: list[tuple[str, list[list[Any]]]], name: str) -> FilePayload:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return {"name": name, "mimeType": XLSX, "buffer": made.getvalue()}


def lists(known: list[list[Any]]) -> list[FilePayload]:
    """Two files with three sheets as an office keeps them; `known`: rows of people already there."""
    head = ["NO", "NAMA LENGKAP", "NIK", "L/P", "TGL LAHIR", "KELURAHAN", "NO. HP"]
    title = ["DATA PEKERJA SOSIAL MASYARAKAT (PSM) KOTA BANJARMASIN"]
    total = ["JUMLAH", None, None, None, None, len(BARAT), None]
    psm = [
        ("PSM Barat", [title, [], head, *BARAT, total]),
        ("PSM lama", [title, [], head, *known]),
    ]
    tksk = [["DAFTAR TKSK KOTA BANJARMASIN"], [], [*head[:5], "KECAMATAN", head[6]], *TKSK]
    return [_book(psm, "PSM Banjarmasin 2026.xlsx"), _book([("TKSK", tksk)], "TKSK 2026.xlsx")]


def known_people(page: Page) -> list[list[Any]]:
    """Three PSM of the registry with their birth dates, as they stand on their pages; new phones."""
    page.goto("/registri/?pilar=PSM&derajat=perbaiki")
    found: list[list[Any]] = []
    links = page.locator("tbody th a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in links[:12]:
        page.goto(link)
        text = page.inner_text("main")
        born = re.search(r"(\d{1,2} \w{3} \d{4})", text.split("Lahir")[1][:60])
        where = re.search(r"PSM, Kel\. ([^,]+),", text)
        name = page.get_by_role("heading", level=1).inner_text()
        if born and where and len(found) < 3:
            number = f"0899-0000-09{len(found) + 31}"
            found.append([len(found) + 1, name, None, None, born[1], where[1], number])
    return found


def import_pictures(studio: Studio) -> None:
    budi = studio.office("budi")
    files = lists(known_people(budi))
    budi.goto("/impor/")
    budi.get_by_label("Pilih berkas").set_input_files(files)
    part(budi, "impor-berkas", 640, rail=True)
    budi.get_by_role("button", name="Unggah dan periksa kolom").click()
    budi.get_by_role("button", name="Periksa semua baris").wait_for()
    part(budi, "impor-kolom", 900, top=TOP)
    budi.get_by_role("button", name="Periksa semua baris").click()
    budi.get_by_text("semua baris").first.wait_for(timeout=120_000)
    part(budi, "impor-periksa", 1150, top=TOP)
    batch = budi.url.split("?")[0]
    budi.get_by_role("link", name="Lihat usul perbaikan sekaligus").click()
    budi.get_by_role("heading", name="Usul perbaikan").first.wait_for()
    part(budi, "impor-usul", 620, top=TOP)
    for _ in range(6):
        button = budi.get_by_role("button", name=re.compile("Terapkan ke"))
        if not button.count():
            break
        button.first.click()
        budi.wait_for_load_state("networkidle")
    budi.goto(batch)
    if budi.get_by_role("button", name="Simpan ke registri").count():
        budi.get_by_role("button", name="Simpan ke registri").click()
    else:
        budi.get_by_label("Alasan tetap menyimpan").fill(
            "Daftar baru dari kecamatan, sudah dilihat."
        )
        budi.get_by_role("button", name="Tetap simpan ke registri").click()
    budi.get_by_role("button", name="Batalkan impor ini").wait_for(timeout=120_000)
    part(budi, "impor-tersimpan", 760, top=TOP)


def desk_pictures(studio: Studio) -> None:
    budi = studio.office("budi")
    budi.goto("/ganda/")
    budi.locator("a[data-desk-row]").first.wait_for()
    budi.keyboard.press("j")
    budi.get_by_role("article", name="Dua data yang mirip").wait_for()
    part(budi, "ganda", 840, top=TOP)
    other = budi.locator("a[data-desk-row]", has_text="kantor lain")
    if other.count():
        other.first.click()
        budi.get_by_text("milik kantor lain").first.wait_for()
        part(budi, "ganda-kantor-lain", 700, top=TOP)
    budi.goto("/rangkap/")
    budi.locator("a[data-desk-row]").first.click()
    budi.get_by_text("Ketentuannya").wait_for()
    budi.get_by_role("radio").first.check()
    part(budi, "rangkap", 1180, top=TOP)
    budi.goto("/registri/?pilar=PSM&derajat=perbaiki")
    budi.locator("tbody th a").nth(1).click()
    budi.get_by_role("link", name="Kriteria dan derajat").click()
    budi.get_by_role("heading", name="Yang perlu diperbaiki").first.wait_for()
    part(budi, "kriteria", 1000, top=TOP)
    budi.goto("/permohonan/")
    budi.locator("a[data-desk-row]", has_text="Tanggal lahir").first.click()
    budi.get_by_role("button", name="Kembalikan dengan catatan").wait_for()
    part(budi, "permohonan", 760, top=TOP)
    budi.goto("/cakupan/")
    part(budi, "cakupan", 800, top=TOP)


def count_pictures(studio: Studio) -> None:
    budi = studio.office("budi")
    budi.goto("/hitungan/")
    part(budi, "hitungan", 900, top=TOP)
    budi.get_by_role("button", name="Bekukan hitungan").click()
    sheet = budi.get_by_role("dialog", name=re.compile("Bekukan"))
    sheet.get_by_label("Catatan").fill("Untuk Rakor November")
    sheet.get_by_role("button", name=re.compile("Bekukan")).click()
    expect(budi.get_by_role("heading", level=1)).to_contain_text("Hitungan Kota")
    part(budi, "hitungan-beku", 1150, top=TOP)


def candidate(page: Page) -> str:
    """A PSM of Banjarmasin Barat who lacks one thing."""
    page.goto("/registri/?pilar=PSM&derajat=perbaiki&wilayah=63.71.03")
    links = page.locator("tbody th a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in links:
        page.goto(f"{link}?bagian=kriteria")
        page.get_by_role("heading", name="Yang perlu diperbaiki").first.wait_for()
        if page.get_by_text("Kurang satu").count():
            return page.get_by_role("heading", level=1).inner_text()
    raise LookupError("nobody lacks exactly one thing")


def member_pictures(studio: Studio) -> None:
    """A card, and the phone of its holder."""
    budi = studio.office("budi")
    name = candidate(budi)
    budi.goto(f"/kartu/?pilar=PSM&q={name}")
    budi.locator("tbody input[type=checkbox]").first.check()
    budi.get_by_role("button", name="Terbitkan kartu").click()
    budi.wait_for_load_state("networkidle")
    budi.goto(f"/kartu/?pilar=PSM&q={name}")
    budi.locator("tbody td a").last.click()
    budi.get_by_role("heading", name="Kode kartu").wait_for()
    part(budi, "kartu", 620, top=TOP)
    held = studio.phone()
    phone.enrol(held, studio.instance.new_code(name))
    phone.send_now(held)
    held.goto("/app/#/saya")
    held.get_by_role("link", name="Kartu anggota").wait_for()
    held.set_viewport_size({"width": 360, "height": 1330})
    keep(shot(held), "hp-saya", 400)


PARTS = {
    "import": import_pictures,
    "desks": desk_pictures,
    "counts": count_pictures,
    "members": member_pictures,
} | guide_casework.PARTS


def main() -> None:
    url, data = sys.argv[1], Path(sys.argv[2])
    expect.set_options(timeout=60_000)
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM,
            chromium_sandbox=False,
            args=CHROMIUM_ARGS,
            env={**os.environ, "LANGUAGE": "id"},
        )
        studio = Studio(browser, running_instance(url, data, running))
        for name in sys.argv[3:] or PARTS:
            PARTS[name](studio)
            print(name, flush=True)
        browser.close()
    print({file.name: file.stat().st_size // 1000 for file in sorted(OUT.glob("*.webp"))})


if __name__ == "__main__":
    main()
