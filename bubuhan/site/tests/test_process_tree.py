"""`bubuhan up` as a whole: serves, survives deaths, stops cleanly, can be backed up and restored."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bubuhan.site.engine import EmbeddedEngine, testing

pytestmark = pytest.mark.slow
PATIENCE = 180.0
COMMAND = (sys.executable, "-m", "bubuhan.site.cli")


class Tree:
    """One running `bubuhan up`."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.log = folder / "up.txt"
        self.output: list[str] = []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "up", "--port", str(self.port), "--data", str(folder), *options],
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean_environment(),
                text=True,
            )

    def wait_ready(self) -> "Tree":
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line.strip())
            if line.startswith("READY "):
                return self
        raise AssertionError(self.log.read_text())

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def child(self, words: str) -> psutil.Process:
        parent = psutil.Process(self.process.pid)
        return next(c for c in parent.children() if words in " ".join(c.cmdline()))

    def everyone(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def clean_environment() -> dict[str, str]:
    names = ("DATABASE_URL", "BUBUHAN_DATA", "BUBUHAN_HOSTS", "DJANGO_SETTINGS_MODULE")
    return {key: value for key, value in os.environ.items() if key not in names}


def until(condition: Callable[[], bool]) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def bubuhan(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    place = testing.make_folder()
    yield place
    EmbeddedEngine(place).stop_orphan()
    testing.remove(place)


def test_an_empty_instance_serves_survives_and_stops(folder):
    tree = Tree(folder).wait_ready()
    assert re.fullmatch(rf"http://127\.0\.0\.1:{tree.port}/mulai/[\w-]{{20,}}/", tree.output[0])
    assert tree.get("/healthz") == tree.get("/readyz") == 200
    assert json.loads((folder / "instance.json").read_text()) == {"demo": False}

    for words in ("site worker", "site web"):
        dead = tree.child(words)
        dead.kill()
        dead.wait(PATIENCE)
    until(lambda: tree.get("/readyz") == 200)
    assert "dimulai lagi" in tree.log.read_text()

    everyone = tree.everyone()
    assert tree.stop() == 0
    assert [p for p in everyone if p.is_running()] == []
    assert not (folder / "pg" / "postmaster.pid").exists()


def test_after_kill_9_of_the_parent_nothing_serves_and_the_next_start_is_well(folder):
    tree = Tree(folder).wait_ready()
    below = [p for p in tree.everyone() if "bubuhan.site" in " ".join(p.cmdline())]
    assert tree.stop(signal.SIGKILL) == -signal.SIGKILL
    until(lambda: not any(p.is_running() for p in below))
    again = Tree(folder).wait_ready()
    assert again.get("/readyz") == 200
    assert again.stop(signal.SIGTERM) == 0


def test_backup_and_restore_bring_everything_back(folder, tmp_path):
    attachment = folder / "files" / "ab" / "abcd"
    attachment.parent.mkdir(parents=True, exist_ok=True)
    attachment.write_bytes(b"foto")
    backup = tmp_path / "cadangan.tar"
    made = bubuhan("backup", str(backup), "--data", str(folder))
    assert made.returncode == 0, made.stderr
    assert backup.stat().st_mode & 0o777 == 0o600

    target = testing.make_folder()
    try:
        restored = bubuhan("restore", str(backup), "--data", str(target))
        assert restored.returncode == 0, restored.stderr
        assert (target / "files" / "ab" / "abcd").read_bytes() == b"foto"
        assert (target / "secrets.json").read_bytes() == (folder / "secrets.json").read_bytes()
        assert bubuhan("doctor", "--data", str(target)).returncode == 0
        twice = bubuhan("restore", str(backup), "--data", str(target))
        assert twice.returncode == 1
        assert "sudah berisi instansi" in twice.stderr
    finally:
        testing.remove(target)
