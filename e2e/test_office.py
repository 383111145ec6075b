"""What officers do at their desks: import a messy list, work the queue with keys, sign in safely."""

import base64
import hashlib
import hmac
import io
import json
import re
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import openpyxl
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from e2e.conftest import Instance
from e2e.looking import look
from e2e.phone import somebody

PEOPLE: list[list[Any]] = [
    ["Norsehah Contoh", "6371035708750000", "P", "17-08-1975", "Pelambuan", "0899-0000-0901"],
    ["H. Yusransyah Contoh, S.Sos", "6371 0303 1068 0000", "L", "03/10/1968", "Belitung Slatan", "089900000902"],
    ["Masniah Contoh", 6371036104800000, "P", "21 April 1980", "Telaga Biru", "+62 899 0000 0903"],
    ["Syahruji Contoh", None, "L", "1959", "Kuin Cerucuk", None],
    ["Tanpa Wilayah Contoh", None, "L", "01-02-1990", "Entah Di Mana", None],
]  # fmt: skip


def messy_list() -> FilePayload:
    """A list as an office keeps it: titles, a header of two merged rows, numbers as NIK, totals."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "PSM Barat"
    page.append(["DATA PEKERJA SOSIAL MASYARAKAT (PSM)"])
    page.append(["KOTA BANJARMASIN, KECAMATAN BANJARMASIN BARAT"])
    page.append([])
    page.append(["NO", "IDENTITAS", None, None, None, "ALAMAT TUGAS", "NO. HP"])
    page.append([None, "NAMA LENGKAP", "NIK", "L/P", "TGL LAHIR", "KELURAHAN", None])
    for merge in ("A1:G1", "A2:G2", "B4:E4", "A4:A5", "G4:G5"):
        page.merge_cells(merge)
    for number, person in enumerate(PEOPLE, 1):
        page.append([number, *person])
    page.append(["JUMLAH", None, None, None, None, len(PEOPLE), None])
    made = io.BytesIO()
    book.save(made)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "psm barat.xlsx", "mimeType": mime, "buffer": made.getvalue()}


def test_a_messy_list_is_imported_checked_and_taken_back(office: Callable[..., Page]) -> None:
    budi = office("budi")
    budi.goto("/impor/")
    budi.get_by_label("Pilar", exact=True).select_option("PSM")
    budi.get_by_label("Pilih berkas").set_input_files(messy_list())
    budi.get_by_role("button", name="Unggah dan periksa kolom").click()
    expect(budi.get_by_role("heading", name="Periksa lembar dan kolom")).to_be_visible()
    expect(budi.get_by_text("Judul kolom di baris")).to_be_visible()
    faults = look(budi)
    budi.get_by_role("button", name="Periksa semua baris").click()

    expect(budi.get_by_text("Belum ada yang disimpan")).to_be_visible()
    faults += look(budi)
    budi.set_viewport_size({"width": 1280, "height": 800})
    rows = budi.get_by_role("table")
    expect(rows.locator("tbody tr")).to_have_count(len(PEOPLE))
    expect(rows.get_by_role("row", name=re.compile("Masniah"))).to_contain_text(
        "NIK rusak oleh Excel"
    )
    expect(rows.get_by_role("row", name=re.compile("Tanpa Wilayah"))).to_contain_text("Ditahan")
    misspelt = rows.get_by_role("row", name=re.compile("Yusransyah"))
    misspelt.get_by_role("link", name="Perbaiki baris 7").click()
    faults += look(budi)
    assert faults == []
    budi.get_by_role("radio", name=re.compile("Belitung Selatan")).check()
    budi.get_by_role("button", name="Periksa lagi").click()
    expect(budi.get_by_text("Baris 7 beres: Baru")).to_be_visible()
    budi.get_by_role("button", name="Simpan ke registri").click()
    expect(budi.get_by_role("button", name="Batalkan impor ini")).to_be_visible()
    budi.goto("/registri/?q=Norsehah")
    budi.get_by_role("link", name="Norsehah Contoh").click()
    expect(budi.get_by_text("6371035708750000")).to_have_count(0)  # a NIK is never shown whole

    budi.goto("/impor/")
    budi.get_by_role("link", name="psm barat.xlsx").first.click()
    budi.get_by_role("button", name="Batalkan impor ini").click()
    expect(budi.get_by_text("Dibatalkan").first).to_be_visible()
    budi.goto("/registri/?q=Norsehah")
    expect(budi.get_by_role("link", name="Norsehah Contoh")).to_have_count(0)


def report_from_elsewhere(instance: Instance, name: str, kind: str = "kasus") -> None:
    """Another phone's report arrives, over the door that phones use."""
    door = instance.playwright.request.new_context(base_url=instance.url)
    enrol = {"code": instance.new_code(), "device_name": "HP lain"}
    answer = door.post("/sync/v1/enrol", data=enrol).json()
    body: dict[str, Any] = {
        "kind": kind,
        "story": "Rumahnya roboh tadi malam.",
        "need": "bencana",
        "place": {"area_code": "63.71.03.1003"},
        "subject": {"name": name},
        "signs": {"danger_now": True},
        "consent": {"given": True},
        "files": [],
        "happened_on": datetime.now(UTC).date().isoformat(),
    }
    if kind != "kasus":
        body |= {"need": None, "subject": None, "signs": {}}
    command = {"id": str(uuid4()), "seq": 1, "type": "report.submit", "body": body}
    command["made_at"] = datetime.now(UTC).isoformat()
    sent = door.post(
        "/sync/v1/push",
        headers={"Authorization": f"Bearer {answer['token']}"},
        data={"device": answer["device"], "commands": [command]},
    )
    receipts = sent.json()["receipts"]
    assert [r["outcome"] for r in receipts] == ["accepted"], json.dumps(receipts)
    door.dispose()


def test_new_reports_are_announced_and_nothing_moves(
    instance: Instance, office: Callable[..., Page]
) -> None:
    budi = office("budi")
    budi.clock.install()
    budi.goto("/antrean/")
    before = budi.locator("a[data-desk-row]").all_inner_texts()
    name = somebody("Datang")
    report_from_elsewhere(instance, name)
    pill = budi.get_by_role("link", name=re.compile(r"laporan baru"))
    for _ in range(120):  # the case is opened by a job; the queue asks each 20 s of its own clock
        budi.clock.fast_forward(20_500)
        budi.wait_for_load_state("networkidle")
        if pill.count():
            break
        budi.wait_for_timeout(250)
    expect(pill).to_be_visible()
    names = [row.split("\n")[1] for row in before]
    after = budi.locator("a[data-desk-row]").all_inner_texts()
    assert [row.split("\n")[1] for row in after] == names
    pill.click()
    expect(budi.get_by_role("link", name=re.compile(name))).to_be_visible()


def test_the_queue_is_worked_with_keys(instance: Instance, office: Callable[..., Page]) -> None:
    for _ in range(2):
        report_from_elsewhere(instance, somebody("Tombol"))
    budi = office("budi")
    rows = budi.locator("a[data-desk-row]")
    for _ in range(60):  # the cases are opened by a job
        budi.goto("/antrean/?status=menunggu")
        if rows.count() >= 2:
            break
        budi.wait_for_timeout(500)
    first, second = (rows.nth(n).locator(".desk-name").inner_text() for n in (0, 1))
    panel = budi.get_by_label("Kasus yang dibuka")
    budi.keyboard.press("j")
    expect(panel).to_contain_text(first)
    budi.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(panel.get_by_role("heading", level=2).first).to_have_text(second)
    budi.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    expect(panel.get_by_role("heading", level=2).first).to_have_text(first)
    budi.keyboard.press("t")
    sheet = budi.get_by_role("dialog", name="Tugaskan kasus")
    expect(sheet).to_be_visible()
    budi.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    rows.nth(0).focus()
    budi.keyboard.press("Enter")
    expect(budi.get_by_role("heading", level=1, name=first)).to_be_visible()
    budi.keyboard.press("/")
    expect(budi.get_by_role("searchbox").first).to_be_focused()


def test_many_wrong_passwords_wait_at_the_door(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto("/masuk/")
    for _ in range(6):
        page.get_by_label("Nama pengguna").fill("orang.asing")
        page.get_by_label("Kata sandi", exact=True).fill("bukan kata sandinya")
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_load_state()
        if page.get_by_text("Terlalu banyak percobaan masuk").count():
            break
        expect(page.get_by_text("Belum bisa masuk")).to_be_visible()
    expect(page.get_by_text("Coba lagi dalam")).to_be_visible()


def totp(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(padded), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def sure(page: Page, login: dict[str, str]) -> None:
    """Say again who one is, when the page asks for it."""
    if page.get_by_role("heading", name="Pastikan ini Anda").count():
        page.get_by_label("Kata sandi").fill(login["password"])
        page.get_by_role("button", name="Lanjut").click()


def test_a_second_step_is_switched_on_used_and_switched_off(
    instance: Instance, office: Callable[..., Page]
) -> None:
    farida = office("farida")
    login = instance.login("farida")
    farida.goto("/akun/aplikasi-pengaman/")
    sure(farida, login)
    farida.get_by_label("Kode dari aplikasi").fill(totp(farida.locator("code.secret").inner_text()))
    farida.get_by_role("button", name="Aktifkan").click()
    spare = farida.locator(".code-list code").first.inner_text()

    farida.get_by_role("button", name="Menu akun").click()
    farida.get_by_role("button", name="Keluar", exact=True).click()
    farida.goto("/masuk/")
    farida.get_by_label("Nama pengguna").fill(login["username"])
    farida.get_by_label("Kata sandi", exact=True).fill(login["password"])
    farida.get_by_role("button", name="Masuk", exact=True).click()
    expect(farida.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    farida.get_by_label("Kode", exact=True).fill(spare)
    farida.get_by_role("button", name="Lanjut").click()
    farida.goto("/akun/aplikasi-pengaman/matikan/")
    sure(farida, login)
    farida.get_by_role("button", name=re.compile("Matikan")).click()
    expect(farida.get_by_role("link", name="Aktifkan").first).to_be_visible()
