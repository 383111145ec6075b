"""Uploaded files at rest: encrypted (they may hold many NIK), in the instance's data folder."""

import base64
from pathlib import Path
from uuid import UUID

from django.conf import settings

from bubuhan.kernel import crypto


def keep(key: UUID, data: bytes) -> None:
    """Write one file; whole or not at all."""
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_suffix(".part")
    part.write_bytes(crypto.encrypt(base64.b64encode(data).decode()))
    part.replace(target)


def fetch(key: UUID) -> bytes | None:
    """The file as it was kept; None when it is no longer there."""
    try:
        return base64.b64decode(crypto.decrypt(_path(key).read_bytes()))
    except FileNotFoundError:
        return None


def forget(key: UUID) -> None:
    """Remove one file."""
    _path(key).unlink(missing_ok=True)


def _path(key: UUID) -> Path:
    return Path(settings.FILES_DIR).parent / "imports" / f"{key}.enc"
