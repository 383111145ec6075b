"""Every page of the office and every screen of the phone, light and dark, against WCAG 2.2 AA.

The office's pages are not listed here: the URL resolver tells those without parameters, and their links lead
to one example of each of the others, so a new page cannot be forgotten.
"""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import BrowserContext, Page, expect

from e2e import phone
from e2e.conftest import PATIENCE_MS, Instance
from e2e.looking import look
from e2e.phone import Story, somebody
from e2e.test_office import report_from_elsewhere
from e2e.test_story import in_queue
from e2e.wire import WirePhone

pytestmark = pytest.mark.long

# Doors that are not pages of the office; what is left must be a page or say why it is not (405, a download).
OTHER_DOORS = {
    "phone",
    "phone-file",
    "healthz",
    "readyz",
    "sync-enrol",
    "sync-push",
    "sync-pull",
    "home",
}
# Made by a form: looked at in test_office, test_registry and test_campaign, the letter's (`begin`) by hand;
# settling and undoing are decisions; what a case holds (members, causes, letters, referrals) is there only for some.
NOT_LINKED = {
    "aid-decide",
    "begin",
    "breach",
    "campaign-end-settle",
    "card-state",
    "case-cause",
    "case-dialog",
    "case-fill",
    "case-letter",
    "case-member",
    "case-result",
    "confirmation-link",
    "conflict-settle",
    "data-request",
    "duplicate-undo",
    "duty-swap-answer",
    "glass-review",
    "import-batch",
    "import-row",
    "inbox-go",
    "journey",
    "letter",
    "letter-check",
    "member-page",
    "message",
    "mismatch-settle",
    "partner-link",
    "privacy-term",
    "proposal",
    "referral",
    "referral-evidence",
    "sheet-check",
    "snapshot-compare",
}


def paths_of(patterns: list[URLPattern | URLResolver], before: str = "") -> list[tuple[str, str]]:
    """(name, path) of every door; a path with parameters keeps its `<...>`."""
    found = []
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += paths_of(one.url_patterns, path)
        else:
            found.append((one.name or "", "/" + path))
    return found


def read_page(page: Page, path: str) -> str:
    """The HTML of a page that this person may read, "" of anything else."""
    answer = page.request.get(path, max_redirects=0)
    is_html = "text/html" in answer.headers.get("content-type", "")
    return answer.text() if answer.status == 200 and is_html else ""


def links_of(html: str) -> list[str]:
    """The addresses that the page's own part leads to."""
    own = html.partition("<main")[2]
    return [urlsplit(unescape(one)).path for one in re.findall(r'href="(/[^"]*)"', own)]


def name_of(path: str) -> str:
    """The name of the door behind a path, "" when there is none."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def pages_of(page: Page) -> dict[str, str]:
    """Name -> address of one example of every page this person may read; "" for a fragment of htmx."""
    doors = paths_of(get_resolver().url_patterns)
    waiting = [path for name, path in doors if "<" not in path and name not in OTHER_DOORS]
    waiting.remove("/keluar/")
    found: dict[str, str] = {}
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if not name or name in found or name in OTHER_DOORS:
            continue
        html = read_page(page, path)
        if html:
            whole = "<html" in html[:400] and "<main" in html
            found[name] = path if whole else ""
            waiting += links_of(html)
    return found


def look_at(page: Page, pages: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong, by address."""
    found: dict[str, list[str]] = {}
    for path in filter(None, pages.values()):
        page.goto(path)
        if lines := look(page):
            found[path] = lines
    return found


def walked(instance: Instance, budi: Page, gazali: Page) -> tuple[dict[str, str], dict[str, str]]:
    """The pages of an officer and of the manager; asked again until the worker made what they show.

    When it fails, link the page or name it in NOT_LINKED.
    """
    report_from_elsewhere(instance, "", kind="isu")  # a phone and a report to look at
    with_parameters = {
        name for name, path in paths_of(get_resolver().url_patterns) if path.endswith(">/")
    }
    for _ in range(12):
        his, hers = pages_of(budi), pages_of(gazali)
        forgotten = with_parameters - his.keys() - hers.keys() - NOT_LINKED
        if not forgotten:
            break
        budi.wait_for_timeout(5000)
    assert forgotten == set()
    return his, hers


@pytest.mark.parametrize("half", [0, 1])
def test_office_pages(instance: Instance, office: Callable[..., Page], half: int) -> None:
    """All pages of an officer, and what a manager alone may open; in two halves, side by side."""
    budi, gazali = office("budi"), office("gazali")
    his, hers = walked(instance, budi, gazali)
    for page, pages in ((budi, his), (gazali, {n: hers[n] for n in hers.keys() - his.keys()})):
        mine = {name: path for name, path in pages.items() if crc32(name.encode()) % 2 == half}
        assert look_at(page, mine) == {}


def test_pages_before_signing_in(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    found = {}
    for path in ("/masuk/", "/demo/", "/tidak-ada/"):
        page.goto(path)
        found[path] = look(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


class Screens:
    """Looks at screens of the phone as one goes, at 360 and 320 px."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[str]] = {}

    def see(self, name: str) -> None:
        self.page.get_by_role("heading", level=1).first.wait_for(state="attached")
        if lines := look(self.page, (360, 320)):
            self.found[name] = lines

    def go(self, path: str) -> None:
        self.page.goto(f"/app/#/{path}")
        self.see(path)

    def follow(self, name: str, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.see(name)


def test_phone_screens(instance: Instance, new_phone: Callable[..., Page]) -> None:
    neighbour = WirePhone(instance.url, instance.new_code())
    neighbour.case_of(
        neighbour.report(somebody("Tetangga"), "Atap rumahnya bocor dan ia sendirian.")
    )
    page = new_phone()
    page.context.set_default_timeout(PATIENCE_MS)
    screens = Screens(page)
    code = instance.new_code("Ani Rahmawati")
    page.goto(f"/app/#/daftar?kode={code}")
    expect(page.get_by_label("Kode dari koordinator")).to_have_value(code)
    screens.see("daftar")
    phone.next_step(page)
    page.get_by_label("PIN baru").fill("111111")
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.get_by_text("mudah ditebak")).to_be_visible()
    screens.see("PIN")
    phone.choose_pin(page)
    screens.see("siap")
    page.get_by_role("button", name="Mulai").click()
    phone.wait_synced(page)
    for path in (
        "",
        "kasus",
        "kasus?tab=sekitar",
        "panduan",
        "saya",
        "saya/ubah",
        "saya/kartu",
        "lapor",
        "tidak-ada",
    ):
        screens.go(path)
    screens.go("panduan")
    screens.follow("panduan satu", "main a.card")
    screens.go("kasus?tab=sekitar")
    screens.follow("kasus ringkas", "main a.card")

    page.context.set_offline(True)
    story = Story("Nini sakit sendirian.", "Lansia terlantar", somebody("Jamilah"), "80")
    phone.begin(page, story)
    steps = ["lapor/siapa", "lapor/di-mana", "lapor/gawat", "lapor/periksa", "tersimpan"]
    screens.see("lapor/apa")
    phone.finish(page, story, seen=lambda: screens.see(steps.pop(0)))
    screens.go("terkirim")
    screens.follow("laporan satu", "section article a")
    page.reload()
    screens.see("kunci")
    assert screens.found == {}


def test_case_screens_of_the_phone(
    instance: Instance, new_phone: Callable[..., Page], office: Callable[..., Page]
) -> None:
    page = new_phone()
    screens = Screens(page)
    phone.enrol(page, instance.new_code("Hasanah"))
    who = somebody("Kai")
    phone.report(page, Story("Kai sakit.", "Lansia terlantar", who, "81"))
    phone.send_now(page)
    budi = office("budi")
    in_queue(budi, who)
    for dialog in ("Tugaskan", "Catatan"):
        budi.get_by_role("button", name=re.compile(rf"^{dialog}")).first.click()
        budi.get_by_role("dialog").wait_for()
        assert look(budi, (1280, 360)) == []
        budi.set_viewport_size({"width": 1280, "height": 800})
        if dialog == "Tugaskan":
            budi.get_by_role("radio", name=re.compile("^Hasanah")).check()
            budi.get_by_role("dialog").get_by_role("button", name="Tugaskan", exact=True).click()
            budi.get_by_text("Ditawarkan kepada").first.wait_for()
    phone.send_now(page)
    screens.go("kasus?tab=tawaran")
    screens.follow("tawaran", f"main a.card:has-text('{who}')")
    page.get_by_role("button", name="Tidak bisa").click()
    screens.see("menolak")
    page.get_by_role("button", name="Batal").click()
    page.get_by_role("button", name="Terima tugas").click()
    page.get_by_role("link", name="Catat kunjungan").wait_for()
    screens.see("kasus saya")
    for name in ("Catat kunjungan", "Tulis catatan", "Selesaikan kasus", "Perbaiki data warga"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name=re.compile("^Simpan")).click()
        page.get_by_role("alert").first.wait_for(state="attached")
        screens.see(name)
        page.get_by_role("link", name="Kembali").click()
    assert screens.found == {}
