"""The phone app's first load: bytes, and the time to the report form on a slowed-down processor.

`python -m bench.phone [--tries 5] [--port 8110]`. Starts an instance of its own and drives Chromium
with the processor slowed down 6 times (the protocol's own throttle: it slows the page, not the
network, which is this machine's own). The rivals, under the same throttle: the office's sign-in page
of the same server, and a bare HTML page with one text field, the least a browser can do.
"""

import argparse
import gzip
import re
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.common import table
from bench.stack import REPO, Stack

DIST = REPO / "field" / "dist"
BUDGET = 150 * 1024
SLOWER = 6
PIN = "481516"
PHONE = {"width": 360, "height": 740}
ARGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync"]
BARE = (
    '<!doctype html><html lang="id"><title>Lapor</title><form><label>Ceritakan dengan kata-kata Anda'
    "<textarea></textarea></label><button>Simpan</button></form></html>"
)


def bytes_table() -> str:
    """What is fetched before the first screen, plain and gzipped."""
    html = (DIST / "index.html").read_text("utf-8")
    rows, code = [("index.html", *_sizes(DIST / "index.html"))], 0
    for file in sorted((DIST / "assets").iterdir()):
        if file.name in html:
            plain, packed = _sizes(file)
            rows.append((_kind(file), plain, packed))
            code += packed if file.suffix in {".js", ".css"} else 0
    shown = table(
        ("before the first screen", "bytes", "gzipped"),
        [(name, f"{plain:,}", f"{packed:,}") for name, plain, packed in rows],
    )
    verdict = "reached" if code <= BUDGET else "**not reached**"
    return (
        f"{shown}\n\nJavaScript and CSS, gzipped: **{code / 1024:.1f} KB** of 150 KB: {verdict}. (Sent "
        "gzipped, by the reverse proxies of deploy/ and by `bubuhan up` alone.)"
    )


def _sizes(file: Path) -> tuple[int, int]:
    content = file.read_bytes()
    packed = content if file.suffix == ".woff2" else gzip.compress(content, 9)
    return len(content), len(packed)


def _kind(file: Path) -> str:
    return {".js": "JavaScript", ".css": "CSS", ".woff2": "font"}.get(file.suffix, file.name)


class Phone:
    """A browser with one person's storage, whose pages run slowed down."""

    def __init__(self, browser: Any, url: str) -> None:
        self.url = url
        self.context = browser.new_context(viewport=PHONE, has_touch=True, locale="id-ID")
        self.context.set_default_timeout(60_000)

    def page(self, *, slow: bool = True) -> Any:
        page = self.context.new_page()
        if slow:
            session = self.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        return page

    def enrol(self, code: str) -> None:
        """Put the app on this phone, at full speed, until it works without the server."""
        page = self.page(slow=False)
        page.goto(f"{self.url}/app/#/daftar?kode={code}")
        page.get_by_role("button", name="Lanjut").click()
        page.get_by_label("PIN baru").fill(PIN)
        page.get_by_label("Ulangi PIN").fill(PIN)
        page.get_by_role("button", name="Pasang", exact=True).click()
        page.get_by_role("button", name="Mulai").click()
        page.get_by_role("link", name="LAPOR", exact=True).wait_for()
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.close()


def first_visit(browser: Any, url: str) -> float:
    """Nothing in the cache: from the address to the field for the code."""
    phone = Phone(browser, url)
    page = phone.page()
    took = _until(
        lambda: page.goto(f"{url}/app/", wait_until="commit"), page.get_by_label("Kode dari")
    )
    phone.context.close()
    return took


def sign_in_page(browser: Any, url: str) -> float:
    """The rival: the office's sign-in page, nothing in the cache."""
    phone = Phone(browser, url)
    page = phone.page()
    took = _until(
        lambda: page.goto(f"{url}/masuk/", wait_until="commit"), page.get_by_label("Nama pengguna")
    )
    phone.context.close()
    return took


def bare_page(browser: Any, url: str) -> float:
    """The least there can be: one field in a page without anything."""
    phone = Phone(browser, url)
    page = phone.page()
    page.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
    took = _until(
        lambda: page.goto(f"{url}/bare", wait_until="commit"), page.get_by_label("Ceritakan")
    )
    phone.context.close()
    return took


def opened_again(phone: Phone) -> tuple[float, float, float]:
    """The app on the phone: to the PIN, from the last digit to the big button, from there to the form."""
    page = phone.page()
    door = page.get_by_label("PIN", exact=True)
    to_pin = _until(lambda: page.goto(f"{phone.url}/app/", wait_until="commit"), door)
    report = page.get_by_role("link", name="LAPOR", exact=True)
    to_home = _until(lambda: door.fill(PIN), report)

    def taps() -> None:
        report.click()
        page.get_by_role("button", name=re.compile("^Kasus")).click()

    to_form = _until(taps, page.get_by_label("Ceritakan dengan kata-kata Anda"))
    page.close()
    return to_pin, to_home, to_form


def _until(act: Callable[[], object], wanted: Any) -> float:
    started = time.perf_counter()
    act()
    wanted.wait_for()
    return time.perf_counter() - started


def enrolment_code(stack: Stack) -> str:
    """A code for one invented volunteer."""
    stack.open_database()
    try:
        return _made_code()
    finally:
        stack.close_database()


def _made_code() -> str:
    from bubuhan.accounts.actions import make_code
    from bubuhan.accounts.models import User
    from bubuhan.accounts.policy import Role
    from bubuhan.kernel import clock
    from bubuhan.people.models import Person

    boss = User.objects.create(username="bench", name="Bench", role=Role.PETUGAS, area_code="63.71")
    person = Person.objects.create(name="Relawan Contoh", name_key="relawan contoh")
    code, _ = make_code(
        boss.actor(),
        person_id=person.id,
        person_name=person.name,
        area_code="63.71.03.1003",
        now=clock.now(),
    )
    return code


def times_table(browser: Any, url: str, code: str, tries: int) -> str:
    """Every journey `tries` times, in turn with the rivals; medians."""
    phone = Phone(browser, url)
    phone.enrol(code)
    opened_again(phone)
    first, again, login, bare = [], [], [], []
    for _ in range(tries):
        first.append(first_visit(browser, url))
        login.append(sign_in_page(browser, url))
        again.append(opened_again(phone))
        bare.append(bare_page(browser, url))
    phone.context.close()
    steps = [statistics.median(part) for part in zip(*again, strict=True)]
    whole = statistics.median(sum(parts) for parts in again)
    rival, least = statistics.median(login), statistics.median(bare)
    rows = [
        ("first visit ever: address to the field for the code", statistics.median(first)),
        ("app opened again: to the PIN", steps[0]),
        ("... last digit to the big button (the key is made from the PIN)", steps[1]),
        ("... two taps to the report form", steps[2]),
        ("**opened again, all the way to the report form**", whole),
        ("rival: the office's sign-in page, first visit", rival),
        ("rival: a bare HTML page with one field", least),
    ]
    head = (f"median of {tries}, processor slowed down {SLOWER} times", "ms", "of the sign-in page")
    return table(head, [(name, f"{1000 * s:.0f}", f"{s / rival:.1f}x") for name, s in rows])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tries", type=int, default=5)
    options.add_argument("--port", type=int, default=8110)
    chosen = options.parse_args()
    if not (DIST / "index.html").exists():
        raise SystemExit("field/dist is missing: run `make build`")
    print(bytes_table())
    with Stack(chosen.port) as stack:
        code = enrolment_code(stack)
        from playwright.sync_api import sync_playwright

        with sync_playwright() as running:
            browser = running.chromium.launch(
                executable_path=shutil.which("chromium") or "/usr/bin/chromium",
                chromium_sandbox=False,
                args=ARGS,
            )
            try:
                print("\n" + times_table(browser, stack.url, code, chosen.tries))
            finally:
                browser.close()


if __name__ == "__main__":
    main()
