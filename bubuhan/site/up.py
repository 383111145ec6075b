"""`bubuhan up`: from a folder to a serving instance."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from bubuhan.site import instance
from bubuhan.site.engine import Engine, open_engine
from bubuhan.site.engine.locks import SingleOwner
from bubuhan.site.supervisor import Child, Supervisor, say


class PrepareFailed(Exception):
    """The preparing process ended with a message of its own."""


def up(folder: Path, *, host: str, port: int, demo: bool, database_url: str) -> None:
    """Serve until stopped. Raises InstanceError, EngineError or PrepareFailed with a text to show."""
    engine = open_engine(folder, database_url)
    engine.prepare_folder()
    with _stoppable(), _single(folder, host, port), _checked_port(host, port), engine:
        instance.point_at(folder, engine.url)
        instance.allow_hosts(host)
        prepared = _prepare(demo=demo)
        children = [
            Child("web", ["-m", "bubuhan.site", "web", host, str(port)]),
            Child("pekerja", ["-m", "bubuhan.site", "worker"]),
        ]
        supervisor = Supervisor(engine, children)
        supervisor.catch_signals()
        address = f"http://{shown(host)}:{port}"
        supervisor.run(
            serves=lambda: answers(host, port),
            on_ready=lambda: announce(address, prepared),
        )
        say("Menutup basis data ...")
    say("Berhenti dengan bersih.")


def announce(address: str, prepared: dict[str, Any]) -> None:
    """Tell the person at the terminal, and the scripts that wait for READY."""
    if prepared["demo"]:
        say(f"Instansi CONTOH. Cara masuk: {address}/demo/")
    if prepared["setup_path"]:
        say("Buat akun pengelola pertama lewat tautan sekali pakai ini:")
        print(f"{address}{prepared['setup_path']}", flush=True)
    print(f"READY {address}", flush=True)


def require_free_port(host: str, port: int) -> None:
    """Raise InstanceError when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise instance.InstanceError(
                f"Porta {port} hanya boleh dipakai oleh root. Pilih porta di atas 1023, "
                "misalnya: --port 8000"
            ) from error
        except OSError as error:
            raise instance.InstanceError(_port_text(host, port, error)) from error


def _port_text(host: str, port: int, error: OSError) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return (
            f"Porta {port} sudah dipakai program lain. Hentikan program itu, atau pilih porta lain, "
            f"misalnya: --port {port + 1}"
        )
    return f"Alamat {host} tidak dapat dipakai ({error.strerror}). Periksa --host dan --port."


def shown(host: str) -> str:
    """The address a browser on this machine can open."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def answers(host: str, port: int) -> bool:
    """Whether /readyz says that everything works (asked by hand: no HTTP library in the parent)."""
    request = f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((shown(host).strip("[]"), port), timeout=5) as connection:
            connection.sendall(request.encode())
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@contextlib.contextmanager
def _single(folder: Path, host: str, port: int) -> Iterator[None]:
    owner = SingleOwner(folder / "up.lock")
    other = owner.take(f"http://{shown(host)}:{port}")
    if other is not None:
        raise instance.InstanceError(
            f"Instansi di {folder} sudah berjalan di {other}. Hentikan dahulu (Ctrl-C), "
            "atau pilih folder lain dengan --data FOLDER."
        )
    yield


@contextlib.contextmanager
def _checked_port(host: str, port: int) -> Iterator[None]:
    require_free_port(host, port)
    yield


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM ends the preparation as Ctrl-C does, so that the database is stopped cleanly.

    SIGINT is set too, because a shell starts background jobs with it ignored.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    yield


def _prepare(*, demo: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "bubuhan.site", "prepare", *(["--demo"] if demo else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        said = process.communicate()[0]
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        raise PrepareFailed
    prepared: dict[str, Any] = json.loads(said.splitlines()[-1])
    return prepared


def opened(folder: Path, database_url: str, *, up_to_date: bool = True) -> contextlib.ExitStack:
    """For other commands: the engine of this instance runs and Django is set up, until closed."""
    stack = contextlib.ExitStack()
    engine: Engine = open_engine(folder, database_url)
    engine.prepare_folder()
    stack.enter_context(engine)
    try:
        demo = instance.enter(folder, engine.url, demo=False)
        import django

        django.setup()
        from bubuhan.site import prepare

        if up_to_date:
            prepare.bring_up_to_date(folder, demo=demo)
    except BaseException:
        stack.close()
        raise
    return stack
