"""Every page of the office and every screen of the phone, light and dark, against WCAG 2.2 AA."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from e2e import phone
from e2e.conftest import Instance, axe

OFFICE_PAGES = {
    "budi": [
        "/antrean/", "/kasus/", "/laporan/", "/konflik/", "/registri/", "/impor/", "/perangkat/", "/angka/",
        "/pengaturan/sla/", "/operator/ditolak/", "/operator/reaksi/", "/akun/", "/cari/?q=ani", "/demo/",
    ],
    "gazali": ["/pengguna/", "/perangkat/", "/operator/reaksi/"],
}  # fmt: skip
PHONE_SCREENS = ["", "lapor", "kasus", "terkirim", "panduan", "saya"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_office_pages(office: Callable[..., Page], scheme: str, width: int) -> None:
    found: dict[str, list[str]] = {}
    for username, paths in OFFICE_PAGES.items():
        page = office(username, color_scheme=scheme, viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(path)
            found[path] = axe(page) + overflow(page)
        if username == "budi":
            page.goto("/antrean/")
            page.goto(page.locator("[data-desk-row]").first.get_attribute("href") or "")
            found["case"] = axe(page) + overflow(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_screens(instance: Instance, new_phone: Callable[..., Page], scheme: str) -> None:
    page = new_phone(color_scheme=scheme)
    page.goto("/app/#/daftar")
    page.get_by_label("Kode dari koordinator").wait_for()
    found = {"daftar": axe(page)}
    phone.enrol(page, instance.take_code()["code"])
    for name in PHONE_SCREENS:
        page.goto(f"/app/#/{name}")
        page.get_by_role("heading", level=1).wait_for(state="attached")
        found[name] = axe(page) + overflow(page)
    page.goto("/app/#/lapor")
    page.locator("button.kind-main").click()
    page.get_by_label("Ceritakan dengan kata-kata Anda").fill("Contoh.")
    found["lapor/apa"] = axe(page) + overflow(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def overflow(page: Page) -> list[str]:
    """A page that scrolls sideways as a whole is a fault (its tables may)."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return ["the page is wider than the window"] if wide else []
