"""Where the bytes lie: FILES_DIR/aa/bb/<sha256>, `.thumb` beside it, FILES_DIR/partial while arriving."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from bubuhan.kernel.problems import Problem

KEEP_FREE = 200 * 1024 * 1024  # the database needs room, too


def final(sha256: str) -> Path:
    """Place of a complete file."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def thumb(sha256: str) -> Path:
    """Place of a photo's small copy."""
    return final(sha256).with_suffix(".thumb")


def partial(sha256: str) -> Path:
    """Place of a file that is still arriving."""
    return Path(settings.FILES_DIR) / "partial" / sha256


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Raise Problem("disk_full") before, or instead of the system's own error."""
    folder = Path(settings.FILES_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < size + KEEP_FREE:
            raise Problem("disk_full")
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Problem("disk_full") from error
        raise


def write_at(sha256: str, offset: int, data: bytes) -> None:
    """Append durably. What a crash left beyond `offset` was never confirmed and is cut off."""
    path = partial(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        file.seek(offset)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def hash_of(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(sha256: str, source: Path) -> None:
    """Move a finished file to its final place, in one step."""
    target = final(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def remove(sha256: str) -> None:
    """Delete everything there is of a file."""
    for path in (
        partial(sha256),
        partial(sha256).with_suffix(".clean"),
        thumb(sha256),
        final(sha256),
    ):
        with suppress(FileNotFoundError):
            path.unlink()
