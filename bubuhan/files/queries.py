"""Reads of the attachments."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bubuhan.files import storage
from bubuhan.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A complete file as it may be shown. The caller decides who may see it."""

    path: Path
    mime: str
    width: int | None
    height: int | None


def open_for(sha256: str, thumb: bool = False) -> OpenFile | None:
    """A complete file, or its small copy when it is a photo; None while it has not arrived."""
    row = StoredFile.objects.filter(sha256=sha256, completed_at__isnull=False).first()
    if row is None:
        return None
    if thumb and row.width:
        return OpenFile(storage.thumb(sha256), "image/jpeg", None, None)
    return OpenFile(storage.final(sha256), row.mime, row.width, row.height)


def state(sha256: str) -> StoredFile | None:
    """How far an upload has come."""
    return StoredFile.objects.filter(sha256=sha256).first()


def arrived(hashes: Collection[str]) -> set[str]:
    """Which of these files are complete."""
    found = StoredFile.objects.filter(sha256__in=hashes, completed_at__isnull=False)
    return set(found.values_list("sha256", flat=True))
