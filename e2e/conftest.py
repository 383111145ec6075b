"""Whole stories in a real Chromium against the real product: `bubuhan up --demo` on a free port."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

REPO = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
PELAMBUAN = {"latitude": -3.3184, "longitude": 114.5661, "accuracy": 12}
PHONE = {"width": 360, "height": 740}
OFFICE = {"width": 1280, "height": 800}
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


# A story that fills the whole city with reports: who comes after it finds everybody busy and the worker behind.
LAST = "test_flood.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.name == LAST)


@dataclass(frozen=True)
class Instance:
    """A running demo instance."""

    url: str
    data: Path
    demo: dict[str, Any]
    playwright: Playwright

    def login(self, username: str) -> dict[str, str]:
        found: dict[str, str] = next(u for u in self.demo["users"] if u["username"] == username)
        return found

    def new_code(self, person: str = "") -> str:
        """An enrolment code that Dewi makes, as her pages do: for this person, or for a next one."""
        return self.new_codes(1, person)[0]

    def new_codes(self, count: int, person: str = "", by: str = "dewi") -> list[str]:
        """As many codes for people in the area of `by` who have no phone yet."""
        door = self.playwright.request.new_context(base_url=self.url)
        login = self.login(by)
        form: dict[str, Any] = {"login": login["username"], "password": login["password"]}
        door.post(
            "/masuk/", form=form | {"csrfmiddlewaretoken": _token(door.get("/masuk/").text())}
        )
        query: dict[str, Any] = {"q": person, "semua": "1"} if person else {"q": ""}
        found: list[str] = []
        for page in range(1, 9):
            people = door.get("/perangkat/tanpa-hp/", params=query | {"hal": str(page)}).text()
            listed = re.findall(r'name="person" value="([^"]+)"', people)
            found += [one for one in listed if one not in found]
            if len(found) >= count or not listed:
                break
        found = found[:count]
        assert len(found) == count, f"too few to make a code for: {person} {len(found)}"
        cards = [
            door.post(
                "/perangkat/kode/", form={"person": one, "csrfmiddlewaretoken": _token(people)}
            ).text()
            for one in found
        ]
        door.dispose()
        codes = [re.search(r'id="kode"[^>]*>([^<]+)<', card) for card in cards]
        return [code[1].strip() for code in codes if code]


def _token(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert found
    return found[1]


def running_instance(url: str, data: Path, playwright: Playwright) -> Instance:
    """A demo instance that already runs, with the logins its demo file tells of."""
    demo = json.loads((data / "demo.json").read_text("utf-8"))
    return Instance(url, data, demo, playwright)


@pytest.fixture(scope="session")
def instance(
    tmp_path_factory: pytest.TempPathFactory, playwright: Playwright
) -> Iterator[Instance]:
    """`bubuhan up --demo` with few cases; stopped with Ctrl-C at the end.

    While writing tests: BUBUHAN_E2E_URL and BUBUHAN_E2E_DATA name a running demo instance instead.
    """
    if os.environ.get("BUBUHAN_E2E_URL"):
        yield running_instance(
            os.environ["BUBUHAN_E2E_URL"], Path(os.environ["BUBUHAN_E2E_DATA"]), playwright
        )
        return
    data = tmp_path_factory.mktemp("instance") / "data"
    port = _free_port()
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "BUBUHAN_DATA"}}
    env["BUBUHAN_DEMO_CASES"] = "160"
    command = [
        str(Path(sys.executable).parent / "bubuhan"),
        "up",
        "--demo",
        "--port",
        str(port),
        "--data",
        str(data),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("READY "):
                break
        else:
            pytest.fail("bubuhan up did not become ready:\n" + "".join(said))
        yield running_instance(said[-1].split()[1], data, playwright)
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing: `make test` installs it, or `apt install chromium`")
    running = playwright.chromium.launch(
        executable_path=CHROMIUM, chromium_sandbox=False, args=CHROMIUM_ARGS
    )
    yield running
    running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Remember whether the test itself failed, so that `contexts` can keep pictures."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture
def contexts(
    browser: Browser, instance: Instance, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that are closed afterwards; page errors fail the test.

    Of a failed test every open page is kept as a picture in `e2e/out/`.
    """
    made: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=instance.url, locale="id-ID", timezone_id="Asia/Makassar", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for number, context in enumerate(made):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                page.screenshot(path=REPO / "e2e" / "out" / f"{request.node.name}-{number}.png")
        context.close()
    assert errors == []


@pytest.fixture
def new_phone(contexts: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A phone of 360 x 740 with location and camera allowed."""

    def make(**options: Any) -> Page:
        context = contexts(
            viewport=PHONE,
            has_touch=True,
            geolocation=PELAMBUAN,
            permissions=["geolocation", "microphone", "camera"],
            **options,
        )
        return context.new_page()

    return make


@pytest.fixture
def office(contexts: Callable[..., BrowserContext], instance: Instance) -> Callable[..., Page]:
    """`office("budi")`: a signed-in officer's window."""

    def make(username: str, **options: Any) -> Page:
        page = contexts(**{"viewport": OFFICE, **options}).new_page()
        sign_in(page, instance.login(username))
        return page

    return make


def sign_in(page: Page, login: dict[str, str]) -> None:
    """Through the sign-in page."""
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(login["username"])
    page.get_by_label("Kata sandi", exact=True).fill(login["password"])
    page.get_by_role("button", name=re.compile("^Masuk$")).click()
    page.wait_for_url(re.compile(r"(?<!/masuk/)$"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
