"""A real PostgreSQL of our own: created, started, shared, recovered and stopped.

Several `bubuhan` processes of one instance share one server: the first starts it, the last one
to leave stops it, and one that was orphaned by kill -9 is found and used again.
"""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from bubuhan.site.engine import binaries, errors, locks, pidfile, places

NEW_DATABASE_MB = 300
RUNNING_MB = 60
START_SECONDS = 60.0
DYING_SECONDS = 3.0
STOP_SECONDS = 60.0
SUPERUSER = "postgres"
NAME = "bubuhan"

SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "io_method": "sync",
    "synchronous_commit": "on",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "cluster_name": NAME,
}
THROWAWAY: dict[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",
}
ENSURE = f"""
SELECT 'CREATE ROLE {NAME} LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{NAME}') \\gexec
SELECT 'CREATE DATABASE {NAME} OWNER {NAME}'
 WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{NAME}') \\gexec
"""  # noqa: S608  (our own constant)


class EmbeddedEngine:
    """The server of one data folder. `durable=False` is for tests only: fast, not crash-safe."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self.embedded = True
        self._account = binaries.server_account()
        self._users = locks.UseCount(self.data_dir / "engine.users")
        self._child: subprocess.Popen[bytes] | None = None
        self._places: places.Places | None = None

    @property
    def url(self) -> str:
        """The address of the database, through the socket; call `start` first."""
        return self._url(NAME, NAME)

    @property
    def pgdata(self) -> Path:
        return Path(self._where.pgdata)

    @property
    def socket(self) -> Path:
        return Path(self._where.socket) / places.SOCKET_NAME

    @property
    def log(self) -> Path:
        return self.data_dir / "log" / "postgres.log"

    def prepare_folder(self) -> None:
        """Create DIR when it is missing. Raises EngineError when it cannot be written."""
        places.prepare_data_dir(self.data_dir, self._account)

    def start(self) -> None:
        """Use the server that runs on this data folder, or start it. Raises EngineError."""
        places.prepare_data_dir(self.data_dir, self._account)
        with locks.exclusive(self.data_dir / "engine.lock"):
            self._places = places.choose(self.data_dir, self._account)
            self._users.join()
            try:
                self._start_locked()
            except BaseException:
                self._users.leave()
                raise

    def stop(self) -> None:
        """Stop using the server, and stop it cleanly when nobody else of this instance uses it."""
        if self._places is None:
            return
        with locks.exclusive(self.data_dir / "engine.lock"):
            if self._users.leave():
                self._shut_down()

    def stop_orphan(self) -> None:
        """Stop a server whose users were all killed; does nothing while somebody uses it."""
        if not (self.data_dir / "engine.json").exists():
            return
        with locks.exclusive(self.data_dir / "engine.lock"):
            self._places = places.choose(self.data_dir, self._account)
            if self._users.free():
                self._shut_down()

    def alive(self) -> bool:
        return pidfile.running(self.pgdata) is not None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    # -- below here the start/stop lock is held ------------------------------------------------

    @property
    def _where(self) -> places.Places:
        if self._places is None:
            raise RuntimeError("start the engine first")
        return self._places

    def _start_locked(self) -> None:
        server = pidfile.running(self.pgdata)
        if server and server.status == "stopping":
            pidfile.wait_gone(self.pgdata, server.pid, STOP_SECONDS)
            server = pidfile.running(self.pgdata)
        if server is None:
            self._launch()
        elif server.socket:
            self._places = places.Places(**{**vars(self._where), "socket": server.socket})
        self._wait_ready()
        try:
            self._ensure_database()
        except errors.EngineError:
            # A server killed a moment ago looks alive until the kernel has buried it.
            if server is None or not pidfile.wait_gone(self.pgdata, server.pid, DYING_SECONDS):
                raise
            self._launch()
            self._wait_ready()
            self._ensure_database()

    def _launch(self) -> None:
        programs = binaries.bin_folder(self._account, self._copies)
        self._check_version(programs)
        if not self.pgdata.exists():
            self._create(programs)
        places.require_space(self.pgdata, RUNNING_MB)
        pidfile.forget_stale(self.pgdata, self.socket)
        settings = {**SETTINGS, **({} if self.durable else THROWAWAY)}
        settings["unix_socket_directories"] = self._where.socket
        command = [str(programs / "postgres"), "-D", str(self.pgdata)]
        command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = self._popen(command, stdout=log, stderr=log)

    def _copies(self) -> Path:
        return places.shared_base() if self._account else self.data_dir

    def _check_version(self, programs: Path) -> None:
        file = self.pgdata / "PG_VERSION"
        if not file.exists():
            return
        found, ours = file.read_text().strip(), binaries.major_version(programs)
        if found != ours:
            raise errors.other_major(str(self.pgdata), found, ours)

    def _create(self, programs: Path) -> None:
        """initdb beside the final place, then one rename: half a database is never left there."""
        base = Path(self._where.base)
        places.require_space(base, NEW_DATABASE_MB)
        half = base / f"pg-half-{os.getpid()}"
        places.own_folder(half, self._account)
        command = [
            *(str(programs / "initdb"), "-D", str(half), "-U", SUPERUSER, "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions"),
        ]
        done = self._popen(
            command if self.durable else [*command, "--no-sync"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said = done.communicate()[0].decode(errors="replace")
        if done.returncode:
            raise self._failure(said, str(half))
        half.rename(self.pgdata)

    def _popen(self, command: list[str], **streams: Any) -> subprocess.Popen[bytes]:
        """Start a program of PostgreSQL apart from the terminal, without root's rights."""
        if self._account:
            streams |= {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        try:
            return subprocess.Popen(
                command,
                cwd="/",
                env=environment,
                umask=0o077,
                start_new_session=True,
                **{"stdin": subprocess.DEVNULL, **streams},
            )
        except OSError as error:
            raise errors.no_binaries(error.strerror or str(error)) from error

    def _wait_ready(self) -> None:
        """Until the server says ready (recovery after a crash included); one more try if needed."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            server = pidfile.running(self.pgdata)
            if server and server.ready:
                return
            if self._child and self._child.poll() is not None:
                self._after_failed_start()
            time.sleep(0.02)
        raise self._failure(self._log_tail(), str(self.pgdata))

    def _after_failed_start(self) -> None:
        """Processes of a killed server may hold its memory for a moment: then start again."""
        tail = self._log_tail()
        if "pre-existing shared memory block" not in tail and "lock file" not in tail:
            raise self._failure(tail, str(self.pgdata))
        time.sleep(0.3)
        self._launch()

    def _failure(self, said: str, place: str) -> errors.EngineError:
        if "No space left on device" in said:
            return errors.no_space_left(place)
        return errors.did_not_start(str(self.log), "\n".join(said.splitlines()[-5:]))

    def _log_tail(self) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 4000))
            return file.read().decode(errors="replace")

    def _ensure_database(self) -> None:
        """The role and database of the application; the role is no superuser.

        Through psql, so that the parent of the process tree need not load a database driver.
        """
        programs = binaries.bin_folder(self._account, self._copies)
        command = [str(programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        command += ["-h", self._where.socket, "-p", "5432", "-U", SUPERUSER, "-d", "postgres"]
        done = self._popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said = done.communicate(ENSURE.encode())[0].decode(errors="replace")
        if done.returncode:
            raise self._failure(said, str(self.pgdata))

    def _url(self, database: str, user: str) -> str:
        folder = quote(self._where.socket, safe="/")
        return f"postgresql://{user}@/{database}?host={folder}&port=5432"

    def _shut_down(self) -> None:
        server = pidfile.running(self.pgdata)
        if server:
            pidfile.tell(server.pid, signal.SIGINT)
            if not pidfile.wait_gone(self.pgdata, server.pid, STOP_SECONDS):
                pidfile.tell(server.pid, signal.SIGQUIT)
                pidfile.wait_gone(self.pgdata, server.pid, 5)
        if self._child:
            self._child.wait(timeout=10)
            self._child = None
