"""Where one instance keeps its database files, chosen once and written down in DIR/engine.json.

Normally DIR/pg and DIR/run. When root started us and the server's account may not enter DIR
(root's home is 0700), a folder of our own below /var/lib/bubuhan is used instead. Permissions of
folders that exist already are never changed.
"""

import errno
import json
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from bubuhan.site.engine import errors
from bubuhan.site.engine.binaries import Account, may_enter

LONGEST_SOCKET = 107  # sun_path of Linux without its closing zero; macOS has 103
SOCKET_NAME = ".s.PGSQL.5432"
SHARED_BASES = (Path("/var/lib/bubuhan"), Path("/var/tmp/bubuhan"))  # noqa: S108


@dataclass(frozen=True)
class Places:
    """The folders of one embedded server, and why they are where they are."""

    base: str
    pgdata: str
    socket: str
    account: str
    why: str


def prepare_data_dir(data_dir: Path, account: Account | None) -> None:
    """Create DIR when it is missing; an existing one stays as it is."""
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        if not data_dir.exists():
            data_dir.mkdir(mode=0o700)
            data_dir.chmod(0o711 if account else 0o700)
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"x")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise errors.no_space_left(str(data_dir)) from error
        raise errors.not_writable(str(data_dir), error.strerror or str(error)) from error


def choose(data_dir: Path, account: Account | None) -> Places:
    """The places written down in DIR/engine.json, or new ones, which are then written down."""
    note = data_dir / "engine.json"
    if note.exists():
        places = Places(**json.loads(note.read_text()))
        if Path(places.pgdata).exists():
            return _with_socket(places, account, note)
    base, why = _base(data_dir, account)
    places = Places(str(base), str(base / "pg"), "", account.name if account else "", why)
    return _with_socket(places, account, note)


def shared_base() -> Path:
    """Our own folder outside DIR (root only), for what the server's account must be able to reach."""
    for base in SHARED_BASES:
        try:
            if not base.exists():
                base.mkdir(mode=0o755)
                base.chmod(0o755)
            if base.stat().st_uid == 0 and os.access(base, os.W_OK):
                return base
        except OSError:
            continue
    raise errors.not_writable(str(SHARED_BASES[0]), "tidak dapat dibuat")


def _base(data_dir: Path, account: Account | None) -> tuple[Path, str]:
    if may_enter(data_dir, account):
        return data_dir, "folder data instansi"
    base = shared_base() / f"{data_dir.resolve().name}-{secrets.token_hex(4)}"
    base.mkdir(mode=0o711)
    name = account.name if account else ""
    return base, f"akun {name} tidak boleh memasuki {data_dir.resolve()}"


def _with_socket(places: Places, account: Account | None, note: Path) -> Places:
    """Make sure of a private socket folder with a short enough path, and write the choice down."""
    folder = Path(places.socket or Path(places.base) / "run")
    if len(str(folder / SOCKET_NAME)) > _longest() or not _private(folder, account):
        folder = Path(tempfile.mkdtemp(prefix="bubuhan-"))
        _give(folder, account)
    chosen = Places(**{**asdict(places), "socket": str(folder)})
    text = json.dumps(asdict(chosen), indent=1)
    if not note.exists() or note.read_text() != text:
        note.write_text(text)
    return chosen


def _longest() -> int:
    return LONGEST_SOCKET if os.uname().sysname == "Linux" else 103


def _private(folder: Path, account: Account | None) -> bool:
    """Create the folder for the server alone, or check that an existing one is exactly that."""
    try:
        folder.mkdir(mode=0o700)
        _give(folder, account)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    owner = account.uid if account else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077


def own_folder(folder: Path, account: Account | None) -> None:
    """Create a folder 0700 that belongs to the server's account."""
    folder.mkdir(mode=0o700)
    _give(folder, account)


def _give(folder: Path, account: Account | None) -> None:
    if account:
        os.chown(folder, account.uid, account.gid)


def require_space(place: Path, need_mb: int) -> None:
    """Raise EngineError when the disk of this place has less free than that."""
    free_mb = shutil.disk_usage(place).free // 1_000_000
    if free_mb < need_mb:
        raise errors.disk_full(str(place), free_mb, need_mb)
