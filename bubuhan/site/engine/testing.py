"""pytest plugin: one fast throw-away PostgreSQL for a test session (`-p` in pyproject.toml).

Set DATABASE_URL to use a server of your own instead. With xdist the controller starts the server
and its workers find it in the environment.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bubuhan.site.engine import locks
from bubuhan.site.engine.postgres import EmbeddedEngine

PREFIX = "bubuhan-test-"


class ThrowawayServer:
    """Starts the server of this session, and removes it with all it holds."""

    def __init__(self) -> None:
        self.folder = make_folder()
        self.engine = EmbeddedEngine(self.folder, durable=False)

    def start(self) -> None:
        self.engine.start()
        os.environ["DATABASE_URL"] = self.engine.url
        os.environ["BUBUHAN_DATA"] = str(self.folder)

    def stop(self) -> None:
        self.engine.stop()
        remove(self.folder)


_server: ThrowawayServer | None = None


def make_folder() -> Path:
    """A new folder in the temporary folder that the server's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    return folder


def remove(folder: Path) -> None:
    """Delete a throw-away instance, also its socket folder when that lies elsewhere."""
    shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before pytest-django reads the settings."""
    global _server  # noqa: PLW0603
    if not os.environ.get("DATABASE_URL"):
        _sweep()
        _server = ThrowawayServer()
        _server.start()
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, whole servers and browsers last; among equals what takes long first.

    The long ones would otherwise be handed out last, and one processor would wait for the other.
    """

    def turn(item: pytest.Item) -> tuple[int, bool]:
        slow, browser = item.get_closest_marker("slow"), item.get_closest_marker("browser")
        return bool(slow) + 2 * bool(browser), not item.get_closest_marker("long")

    items.sort(key=turn)


def pytest_unconfigure() -> None:
    """At the very end, also after Ctrl-C."""
    global _server  # noqa: PLW0603
    if _server is not None:
        _server.stop()
        _server = None


def _sweep() -> None:
    """Stop and remove servers of test sessions that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        marker = folder / "engine.users"
        if not marker.exists() or folder.stat().st_uid != os.geteuid():
            continue
        users = locks.UseCount(marker)
        if users.free():
            EmbeddedEngine(folder, durable=False).stop_orphan()
            remove(folder)
