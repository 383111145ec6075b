"""The uploaded file at rest: encrypted (it may hold many NIK), in the instance's data folder."""

import base64
from pathlib import Path
from uuid import UUID

from django.conf import settings

from bubuhan.kernel import crypto


def keep(batch_id: UUID, data: bytes) -> None:
    """Write the file of a batch; whole or not at all."""
    target = _path(batch_id)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_suffix(".part")
    part.write_bytes(crypto.encrypt(base64.b85encode(data).decode()))
    part.replace(target)


def fetch(batch_id: UUID) -> bytes | None:
    """The file as it was uploaded; None when it is no longer kept."""
    try:
        return base64.b85decode(crypto.decrypt(_path(batch_id).read_bytes()))
    except FileNotFoundError:
        return None


def forget(batch_id: UUID) -> None:
    """Remove the file of a batch."""
    _path(batch_id).unlink(missing_ok=True)


def _path(batch_id: UUID) -> Path:
    return Path(settings.FILES_DIR).parent / "imports" / f"{batch_id}.enc"
