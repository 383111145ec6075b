"""What `postmaster.pid` says, and whether that server really runs."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Postmaster:
    """A server process that runs on our data folder now."""

    pid: int
    socket: str
    status: str

    @property
    def ready(self) -> bool:
        return self.status == "ready"


def running(pgdata: Path) -> Postmaster | None:
    """The server on this data folder, whoever started it; None when there is none."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _is_postgres_on(pid, pgdata):
        return None
    socket = lines[4].strip() if len(lines) > 4 else ""
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid, socket, status)


def forget_stale(pgdata: Path, socket: Path) -> None:
    """Remove the lock files of a server that is gone.

    PostgreSQL does this too, but takes any living process with the old number for itself, which
    is common after a restart of a machine or container.
    """
    if running(pgdata) is None:
        for file in (pgdata / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            file.unlink(missing_ok=True)


def wait_gone(pgdata: Path, pid: int, seconds: float) -> bool:
    """Wait until that server has removed its lock file and ended; False when it takes longer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        server = running(pgdata)
        if server is None or server.pid != pid:
            return True
        time.sleep(0.02)
    return False


def tell(pid: int, number: signal.Signals) -> None:
    """Send a signal; a process that is gone already is fine."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _is_postgres_on(pid: int, pgdata: Path) -> bool:
    process = Path("/proc") / str(pid)
    if not Path("/proc/self/cmdline").exists():
        return _alive(pid)
    try:
        arguments = (process / "cmdline").read_bytes().split(b"\0")
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z" and os.fsencode(str(pgdata)) in arguments


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
