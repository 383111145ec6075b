"""The registry officer's day: pairs decided by keys, two hats settled, a count frozen and signed."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.looking import look


def desk_rows(page: Page, address: str, at_least: int) -> Locator:
    """The rows of a desk; the background worker fills it soon after the start."""
    rows = page.locator("a[data-desk-row]")
    for _ in range(240):
        page.goto(address)
        if rows.count() >= at_least:
            break
        page.wait_for_timeout(500)
    return rows


def test_a_likely_pair_is_decided_by_keys_and_taken_back(office: Callable[..., Page]) -> None:
    budi = office("budi")
    rows = desk_rows(budi, "/ganda/", 2)
    waiting = rows.count()
    budi.keyboard.press("j")
    pair = budi.get_by_role("article", name="Dua data yang mirip")
    expect(pair).to_contain_text("Apakah ini satu orang?")
    expect(pair.get_by_role("heading", name="Mengapa mirip?")).to_be_visible()
    person = pair.locator("thead th a").first
    address = person.get_attribute("href") or ""
    budi.keyboard.press("s")
    expect(pair).to_contain_text("Sudah diputuskan")

    other = budi.context.new_page()
    other.goto(urljoin(budi.url, address))
    other.get_by_role("link", name="Mengapa satu orang").click()
    expect(other.get_by_text("Batalkan keputusan ini").first).to_be_visible()
    other.close()

    pair.get_by_role("button", name="Batalkan keputusan ini").click()
    expect(pair).to_contain_text("Apakah ini satu orang?")
    budi.goto("/ganda/")
    expect(budi.locator("a[data-desk-row]")).to_have_count(waiting)


def test_two_hats_are_decided_with_a_reason(office: Callable[..., Page]) -> None:
    budi = office("budi")
    rows = desk_rows(budi, "/rangkap/", 1)
    name, finding = rows.first.inner_text(), rows.first.get_attribute("data-desk-row")
    budi.keyboard.press("j")
    budi.keyboard.press("Enter")
    expect(budi.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(budi.get_by_text("Dasar:")).to_be_visible()
    budi.get_by_role("radio", name=re.compile("Cukup dicatat")).check()
    budi.get_by_role("button", name="Simpan keputusan").click()
    reason = budi.get_by_label("Alasan", exact=True)
    expect(reason).to_be_focused()  # no decision without a reason
    reason.fill("Dua tugas ini sudah lama berjalan bersama.")
    budi.get_by_role("button", name="Simpan keputusan").click()
    expect(budi.get_by_text("Belum bisa disimpan")).to_be_visible()  # this pair needs a letter
    expect(reason).to_have_value("Dua tugas ini sudah lama berjalan bersama.")
    budi.get_by_role("radio", name=re.compile("Izinkan keduanya")).check()
    budi.get_by_label(re.compile("Nomor surat")).fill("800/17/Dinsos")
    budi.get_by_label(re.compile("Berlaku sampai")).fill("2030-01-01")
    budi.get_by_role("button", name="Simpan keputusan").click()
    expect(budi.get_by_role("heading", level=1, name="Rangkap tugas")).to_be_visible()
    expect(budi.locator(f'a[data-desk-row="{finding}"]')).to_have_count(0)
    budi.goto(f"/rangkap/{finding}/")
    expect(budi.get_by_text("Surat 800/17/Dinsos")).to_be_visible()


def test_proposals_at_this_desk_are_readable(office: Callable[..., Page]) -> None:
    budi = office("budi")
    budi.goto("/permohonan/?jenis=anggota")
    budi.locator('main a[href^="/permohonan/anggota/"]').first.click()
    expect(budi.get_by_role("heading", level=1)).to_be_visible()
    assert look(budi) == []


def test_a_count_is_frozen_printed_and_signed(
    contexts: Callable[..., BrowserContext], office: Callable[..., Page]
) -> None:
    farida = office("farida")
    farida.goto("/hitungan/")
    farida.get_by_role("button", name="Bekukan hitungan").click()
    sheet = farida.get_by_role("dialog", name=re.compile("Bekukan"))
    sheet.get_by_role("button", name=re.compile("Bekukan")).click()
    expect(farida.get_by_role("heading", level=1)).to_contain_text("Hitungan Kota Banjarmasin")
    pdf = farida.get_by_role("link", name=re.compile("Lembar untuk ditandatangani"))
    answer = farida.request.get(urljoin(farida.url, pdf.get_attribute("href") or ""))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    farida.get_by_label("Nama penanda tangan").fill("Farida Hanum")
    farida.get_by_label(re.compile("Jabatan")).fill("Kepala Dinas Sosial Kota Banjarmasin")
    farida.get_by_role("button", name="Catat sudah ditandatangani").click()
    expect(farida.get_by_text("Farida Hanum, Kepala Dinas Sosial")).to_be_visible()
    check = farida.locator('a[href*="/cek/lembar/"]')
    sheet_address = farida.url
    farida.get_by_role("link", name=re.compile("WITA")).last.click()  # the count frozen before
    expect(farida.get_by_role("heading", level=1)).to_contain_text("Yang berubah")
    assert look(farida) == []
    farida.goto(sheet_address)
    stranger = contexts()  # nobody signed in
    page = stranger.new_page()
    page.goto(check.get_attribute("href") or "")
    expect(page.get_by_text(re.compile("utuh|asli|sah", re.IGNORECASE)).first).to_be_visible()
    assert look(page) == []
