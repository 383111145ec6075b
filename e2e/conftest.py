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
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

REPO = Path(__file__).resolve().parents[1]
AXE = REPO / "field" / "node_modules" / "axe-core" / "axe.min.js"
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Instance:
    """A running demo instance."""

    url: str
    data: Path
    demo: dict[str, Any]
    codes: list[dict[str, str]]

    def login(self, username: str) -> dict[str, str]:
        found: dict[str, str] = next(u for u in self.demo["users"] if u["username"] == username)
        return found

    def take_code(self) -> dict[str, str]:
        """An unused enrolment code; the first belongs to Ani."""
        return self.codes.pop(0)


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """`bubuhan up --demo` with few cases; stopped with Ctrl-C at the end."""
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
        demo = json.loads((data / "demo.json").read_text("utf-8"))
        yield Instance(said[-1].split()[1], data, demo, list(demo["enrolment_codes"]))
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
        context.set_default_timeout(15_000)
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
        page.goto("/masuk/")
        login = instance.login(username)
        page.get_by_label("Nama pengguna").fill(login["username"])
        page.get_by_label("Kata sandi", exact=True).fill(login["password"])
        page.get_by_role("button", name=re.compile("^Masuk$")).click()
        page.wait_for_url(re.compile(r"(?<!/masuk/)$"))
        return page

    return make


def axe(page: Page) -> list[str]:
    """WCAG 2.2 A and AA violations on the page, one line each."""
    # evaluate() is not bound by the page's content security policy, a script tag would be.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))"
    )
    return list(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
