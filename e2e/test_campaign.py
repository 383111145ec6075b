"""The yearly confirmation: a phone without signal, the office, the village, and a link without a script."""

import io
import re
from collections.abc import Callable
from random import randint

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from e2e import phone
from e2e.conftest import Instance
from e2e.looking import look
from e2e.phone import somebody

NEW_NUMBER = f"0899-0000-{randint(1000, 8999)}"
QUESTION = "Apakah data ini masih benar?"


def board(page: Page) -> str:
    """Open the running campaign of Banjarmasin; its address."""
    page.goto("/konfirmasi-tahunan/")
    expect(
        page.get_by_role("heading", name=re.compile("Konfirmasi data .*Banjarmasin"))
    ).to_be_visible()
    found = page.locator("#kemajuan").get_attribute("hx-get")
    assert found
    return found.removesuffix("kemajuan/")


def answered(page: Page) -> int:
    """How many have answered, as the board says."""
    text = page.locator(".stat", has_text="Sudah menjawab").locator(".stat-value").inner_text()
    return int(text.replace(".", ""))


def synced(page: Page, until: Callable[[], None]) -> None:
    """Send and fetch until something shows (the office may need a moment)."""
    for _ in range(10):
        phone.send_now(page)
        try:
            until()
            return
        except AssertionError:
            page.wait_for_timeout(500)
    until()


def test_a_confirmation_from_the_phone_without_signal_to_the_office_and_back(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    budi, ani = office("budi"), new_phone()
    path = board(budi)
    before = answered(budi)
    phone.enrol(ani, instance.new_code("Ani Rahmawati"))
    card = ani.get_by_role("link", name=re.compile("Apakah data Anda masih benar"))
    fresh = card.count()  # on an instance that is used again she has answered before
    ani.context.set_offline(True)
    if fresh:
        card.click()
    else:
        ani.goto(f"/app/#/konfirmasi/{path.split('/')[-2]}")
        ani.get_by_role("button", name="Jawab lagi").click()
    expect(ani.get_by_role("heading", name=QUESTION)).to_be_visible()
    assert look(ani, (360, 1280)) == []
    ani.set_viewport_size({"width": 360, "height": 740})
    ani.get_by_role("button", name="Ada yang berubah").click()
    ani.get_by_label("Nomor HP", exact=True).fill(NEW_NUMBER)
    ani.get_by_role("button", name="Simpan jawaban").click()
    expect(
        ani.get_by_text("Tersimpan di HP ini. Akan dikirim sendiri begitu ada sinyal.")
    ).to_be_visible()
    ani.goto("/app/#/saya")
    expect(ani.get_by_text("Di HP, belum terkirim")).to_be_visible()
    assert look(ani, (360, 1280)) == []
    ani.set_viewport_size({"width": 360, "height": 740})
    ani.context.set_offline(False)
    phone.send_now(ani)
    ani.goto("/app/#/saya")
    expect(ani.get_by_text("Menunggu petugas")).to_be_visible()

    budi.goto(path)
    assert answered(budi) == before + fresh
    budi.goto("/permohonan/?q=Ani+Rahmawati")
    budi.get_by_role("link", name=re.compile("Ani Rahmawati")).first.click()
    expect(budi.get_by_text(NEW_NUMBER).first).to_be_visible()
    budi.get_by_role("button", name="Setujui", exact=True).click()
    budi.wait_for_load_state()

    def approved() -> None:
        ani.goto("/app/#/saya")
        expect(ani.get_by_text("Disetujui")).to_be_visible(timeout=2000)
        expect(ani.get_by_text(NEW_NUMBER).first).to_be_visible(timeout=2000)

    synced(ani, approved)


def test_what_is_missing_is_photographed_without_signal(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    """And the name of a neighbour that is typed into a report is noticed."""
    page = new_phone()
    phone.enrol(page, instance.new_code("Ilham Fauzi"))

    def asked() -> None:
        page.goto("/app/#/saya")
        expect(page.get_by_role("heading", name="Kelengkapan")).to_be_visible(timeout=2000)

    synced(page, asked)
    page.context.set_offline(True)
    missing = page.locator("main a[href^='#/saya/syarat/']")
    if missing.count():
        wanted = missing.first.locator("strong").inner_text()
        missing.first.click()
        expect(page.get_by_role("heading", name=wanted)).to_be_visible()
        picture = io.BytesIO()
        Image.new("RGB", (640, 480), (230, 220, 200)).save(picture, "JPEG")
        paper = {"name": "sertifikat.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
        page.locator("input[capture]").set_input_files(paper)  # type: ignore[arg-type]
        page.get_by_role("button", name="Simpan dengan foto").click()
        expect(page.get_by_text("Tersimpan di HP ini, belum terkirim")).to_be_visible()
    phone.begin(page, phone.Story("Warga ini sakit dan sendirian."))
    phone.next_step(page)
    phone.pick(page, "Orang baru")
    page.get_by_label(re.compile("^Nama")).fill("Any Rachmawati")
    hint = page.get_by_role("region", name="Mungkin orang ini?")
    expect(hint.get_by_role("button", name=re.compile("Ani Rahmawati"))).to_be_visible()
    assert look(page, (360, 320)) == []
    hint.get_by_role("button", name="Bukan, orang lain").click()
    expect(hint).to_have_count(0)
    page.context.set_offline(False)
    phone.send_now(page)
    expect(page.locator(".card-bad")).to_have_count(0)


def test_the_village_confirms_its_list_and_paper_is_typed_in(office: Callable[..., Page]) -> None:
    dewi, why = office("dewi"), somebody("Ikut anak ke")
    path = board(dewi)
    dewi.goto(path + "desa/")
    line = dewi.locator(".roll-line", has_text="Hasanah").first
    line.get_by_role("radio", name="Tidak lagi bertugas").check()
    line.get_by_label(re.compile("Keterangan tentang")).fill("")
    dewi.get_by_role("button", name="Simpan daftar").click()
    expect(dewi.get_by_text("Keterangan masih kosong.")).to_be_visible()
    assert look(dewi) == []
    line = dewi.locator(".roll-line", has_text="Hasanah").first
    expect(line.get_by_role("radio", name="Tidak lagi bertugas")).to_be_checked()
    line.get_by_label(re.compile("Keterangan tentang")).fill(why)
    dewi.get_by_role("button", name="Simpan daftar").click()
    expect(dewi.get_by_text("1 jawaban disimpan.")).to_be_visible()

    dewi.goto(path + "orang/?keadaan=belum")
    name = dewi.locator("th[scope=row] a").nth(1).inner_text()
    code = dewi.locator("th[scope=row] .sub").nth(1).inner_text().removeprefix("kode ")
    dewi.goto(path + "isian/")
    expect(dewi.get_by_label("Kode")).to_be_focused()
    dewi.get_by_label("Kode").press_sequentially(code.lower())
    expect(dewi.locator("#siapa")).to_contain_text(name)
    dewi.keyboard.press("Tab")
    dewi.keyboard.type("y")
    dewi.keyboard.press("Enter")
    expect(dewi.get_by_text(f"{name}: dikonfirmasi")).to_be_visible()
    expect(dewi.get_by_label("Kode")).to_be_focused()
    assert look(dewi) == []

    budi = office("budi")
    budi.goto(path + "usulan/")
    proposal = budi.locator(".card", has_text=why)
    proposal.get_by_role("button", name=re.compile("Tetap bertugas")).click()
    expect(budi.get_by_text("Keanggotaan tetap.")).to_be_visible()


def test_a_link_works_without_a_script(
    office: Callable[..., Page], contexts: Callable[..., BrowserContext]
) -> None:
    budi = office("budi")
    path = board(budi)
    budi.goto(path + "orang/?hp=ada&hal=2")
    row = budi.locator("tr", has=budi.get_by_role("link", name=re.compile("WhatsApp"))).first
    number = row.locator("td[data-label='Nomor HP']").inner_text().strip()
    words = row.locator("[data-copy]").get_attribute("data-copy") or ""
    found = re.search(r"/konfirmasi/\S+/", words)
    assert found, words
    other = contexts().new_page()
    other.goto(found[0])
    assert look(other) == []
    other.get_by_label("4 angka terakhir").fill(number[-4:])
    other.get_by_role("button", name="Buka data saya").click()
    expect(other.get_by_role("heading", name=QUESTION)).to_be_visible()
    assert look(other) == []

    page = contexts(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(found[0])
    page.get_by_label("4 angka terakhir").fill("0000" if number[-4:] != "0000" else "1111")
    page.get_by_role("button", name="Buka data saya").click()
    expect(page.get_by_text("Jawaban itu tidak sama dengan data kami.")).to_be_visible()
    page.get_by_label("4 angka terakhir").fill(number[-4:])
    page.get_by_role("button", name="Buka data saya").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text(number)).to_have_count(0)
    page.get_by_role("button", name="Ya, masih benar").click()
    expect(page.get_by_text("Jawaban Anda sudah kami terima")).to_be_visible()
