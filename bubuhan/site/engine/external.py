"""A server that somebody else runs, named by DATABASE_URL."""

from pathlib import Path
from types import TracebackType
from typing import Self

from bubuhan.site.engine import errors, places

OLDEST = 150000
OLDEST_TEXT = "15"


class ExternalEngine:
    """Checks that the server answers and is new enough; starting and stopping are not ours."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self.url = url
        self.data_dir = data_dir
        self.embedded = False

    def prepare_folder(self) -> None:
        """Create DIR for secrets and files. Raises EngineError when it cannot be written."""
        places.prepare_data_dir(self.data_dir, None)

    def start(self) -> None:
        """Connect once. Raises EngineError: unreachable, or older than PostgreSQL 15."""
        check_server(self.url)

    def stop(self) -> None:
        """Nothing to stop."""

    def alive(self) -> bool:
        return True

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


def check_server(url: str) -> int:
    """The server's version number (180006 is 18.6). Raises EngineError with a reason for people."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise errors.unreachable(describe(url), _reason(error)) from error
    if version < OLDEST:
        raise errors.server_too_old(f"{version // 10000}.{version % 10000}", OLDEST_TEXT)
    return version


def describe(url: str) -> str:
    """host:port/database without the password, for messages and logs."""
    from psycopg import conninfo

    try:
        parts = conninfo.conninfo_to_dict(url)
    except Exception:
        return "(DATABASE_URL tidak dapat dibaca)"
    host, port = parts.get("host") or "localhost", parts.get("port") or "5432"
    return f"{host}:{port}/{parts.get('dbname') or ''}"


def _reason(error: Exception) -> str:
    """The last line that libpq said; it names host and port but never the password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
