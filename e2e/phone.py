"""What a PSM does on the phone, in words the tests can read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import choice
from string import ascii_lowercase

from playwright.sync_api import Page, expect

PIN = "481516"


@dataclass(frozen=True)
class Story:
    """What is reported; `signs` are the questions answered with Ya, by a part of their text."""

    text: str
    need: str = "Lansia terlantar"
    name: str = ""
    age: str = ""
    signs: tuple[str, ...] = ()


def somebody(first: str) -> str:
    """An invented name that nobody else has: cases of one person would be joined."""
    return f"{first} {''.join(choice(ascii_lowercase) for _ in range(7)).title()}"


def enrol(page: Page, code: str, device: str = "HP Contoh") -> None:
    """Install the app on this phone and open it."""
    page.goto(f"/app/#/daftar?kode={code}")
    expect(page.get_by_label("Kode dari koordinator")).to_have_value(code)
    page.get_by_label("Nama HP ini").fill(device)
    page.get_by_role("button", name="Lanjut").click()
    choose_pin(page)
    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_role("link", name="LAPOR", exact=True)).to_be_visible()
    wait_synced(page)


def choose_pin(page: Page) -> None:
    """Type the new PIN twice; the phone is then enrolled."""
    page.get_by_label("PIN baru").fill(PIN)
    page.get_by_label("Ulangi PIN").fill(PIN)
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.get_by_role("heading", name="HP ini sudah terpasang")).to_be_visible()


def wait_synced(page: Page) -> None:
    """Until lists and areas are on the phone and the service worker controls the app."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/app/#/lapor")
    page.locator("button.kind-main").click()
    expect(page.get_by_text("Lansia terlantar", exact=True)).to_be_visible()
    page.get_by_role("link", name="Kembali").click()
    page.get_by_role("button", name=re.compile("Hapus tulisan")).first.click()
    page.goto("/app/#/")


def unlock(page: Page) -> None:
    """Type the PIN; the door opens by itself after the sixth digit."""
    page.get_by_label("PIN", exact=True).fill(PIN)
    expect(page.get_by_label("PIN", exact=True)).to_have_count(0)


def pick(page: Page, name: str) -> None:
    """Choose one of a few: a radio button that looks like a large button."""
    page.get_by_role("radio", name=re.compile(rf"^{re.escape(name)}")).check()


def next_step(page: Page) -> None:
    page.get_by_role("button", name="Lanjut").click()


def begin(page: Page, story: Story) -> None:
    """LAPOR, the kind, the words and the need."""
    page.get_by_role("link", name="Lapor", exact=True).click()
    page.locator("button.kind-main").click()
    page.get_by_label("Ceritakan dengan kata-kata Anda").fill(story.text)
    need = page.get_by_role("radio", name=story.need)
    if not need.count():
        page.get_by_role("button", name=re.compile("Kebutuhan lain")).click()
    need.check()


def finish(page: Page, story: Story, seen: Callable[[], None] = lambda: None) -> None:
    """From the first step to Simpan; `seen` is called on each screen."""
    next_step(page)
    if story.name:
        pick(page, "Orang baru")
        page.get_by_label(re.compile("^Nama")).fill(story.name)
        pick(page, "Perempuan")
        page.get_by_label(re.compile("^Umur")).fill(story.age)
    else:
        pick(page, "Belum diketahui")
    seen()
    next_step(page)
    page.get_by_role("button", name=re.compile("lokasi")).click()
    expect(page.get_by_text("Ketelitian sekitar")).to_be_visible()
    expect(page.get_by_text("Kel. Pelambuan").first).to_be_visible()
    seen()
    next_step(page)
    for part in story.signs:
        group = page.get_by_role("group", name=re.compile(part))
        group.get_by_role("radio", name="Ya", exact=True).check()
    seen()
    next_step(page)
    pick(page, "Ya, setuju")
    seen()
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.get_by_role("heading", name="Laporan tersimpan")).to_be_visible()
    seen()


def report(page: Page, story: Story) -> None:
    """Write a whole report."""
    begin(page, story)
    finish(page, story)


def save(page: Page, button: str) -> None:
    """Press the form's button and wait until the case is shown again."""
    form = page.url
    page.get_by_role("button", name=button).click()
    page.wait_for_function("old => location.href !== old", arg=form)


def send_now(page: Page) -> None:
    """Belum terkirim, Kirim sekarang, until nothing waits."""
    page.goto("/app/#/terkirim")
    page.get_by_role("button", name=re.compile("Kirim sekarang")).click()
    expect(page.get_by_text("Tidak ada tulisan yang menunggu dikirim.")).to_be_visible()


def latest_report(page: Page) -> None:
    """Open the newest of one's own reports."""
    page.goto("/app/#/terkirim")
    page.get_by_role("region", name="Laporan saya").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Laporan saya")).to_be_visible()


def stage(page: Page, words: str) -> None:
    """The latest report's state line says so."""
    expect(
        page.get_by_role("list", name=re.compile(f"Keadaan laporan: {words}", re.I)).first
    ).to_be_visible()
