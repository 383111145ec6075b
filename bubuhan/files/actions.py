"""Writes of the attachments: take a part, finish a file, sweep what nobody refers to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bubuhan import journal
from bubuhan.files import photos, references, sniffing, storage
from bubuhan.files.models import StoredFile
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem

MOST_BYTES = 20 * 1024 * 1024
KEEP_UNUSED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `first` .. `first + len(data) - 1` of a file of `total` bytes; `claimed` is its Content-Type.

    `paper`: a PDF is taken too (letters and certificates, through a form of the office).
    """

    sha256: str
    first: int
    total: int
    data: bytes
    claimed: str = ""
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How far the file has come. `again`: it was complete before."""

    offset: int
    complete: bool
    again: bool = False


def receive(part: Part, *, by: ActorRef, now: datetime) -> Taken:
    """Take one part; parts of one file are taken one after another, whoever sends them.

    Raises Problem file_too_large, file_type, file_size, file_offset, file_hash_mismatch (what had
    arrived is dropped), file_broken (likewise), disk_full.
    """
    if part.total > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    with storage.room_for(2 * part.total), journal.unit():
        row = _locked_row(part, by, now)
        if row.completed_at:
            return Taken(row.total, complete=True, again=True)
        _check(part, row)
        storage.write_at(part.sha256, part.first, part.data)
        row.received += len(part.data)
        problem = _finish(row, part, by, now) if row.received == row.total else None
        if problem is None:
            row.save()
        else:
            storage.remove(row.sha256)
            row.delete()
    if problem:
        raise problem
    return Taken(row.received, complete=row.completed_at is not None)


def _locked_row(part: Part, by: ActorRef, now: datetime) -> StoredFile:
    fresh = StoredFile(
        sha256=part.sha256, total=part.total, sent_by_kind=by.kind, sent_by_id=by.id, created_at=now
    )
    StoredFile.objects.bulk_create([fresh], ignore_conflicts=True)
    return StoredFile.objects.select_for_update().get(sha256=part.sha256)


def _check(part: Part, row: StoredFile) -> None:
    if row.received == 0:
        row.total = part.total
    if row.total != part.total:
        raise Problem("file_size", total=row.total)
    if part.first != row.received:
        raise Problem("file_offset", offset=row.received)
    if part.first == 0 and len(part.data) >= sniffing.HEAD:
        _type_of(part.data[: sniffing.HEAD], part)


def _type_of(head: bytes, part: Part) -> str:
    mime = sniffing.sniff(head)
    wanted = part.paper or mime != sniffing.PAPER
    if mime is None or not wanted or not sniffing.agrees(part.claimed, mime):
        raise Problem("file_type")
    return mime


def _finish(row: StoredFile, part: Part, by: ActorRef, now: datetime) -> Problem | None:
    """Check the whole and put it in its place; the problem, if there is one."""
    path = storage.partial(row.sha256)
    if storage.hash_of(path) != row.sha256:
        return Problem("file_hash_mismatch")
    try:
        with path.open("rb") as file:
            row.mime = _type_of(file.read(sniffing.HEAD), part)
        if row.mime.startswith("image/"):
            ready = path.with_suffix(".clean")
            size = photos.clean(path, row.mime, ready, storage.thumb(row.sha256))
            row.width, row.height = size.width, size.height
            path.unlink()
        else:
            ready = path
    except Problem as problem:
        return problem
    storage.keep(row.sha256, ready)
    row.completed_at = now
    journal.record(
        "file.completed",
        actor=by,
        subject=("file", row.sha256),
        data={"sha256": row.sha256},
        at=now,
    )
    return None


def sweep(now: datetime) -> int:
    """Delete files of more than seven days ago, whole or partial, that nobody refers to."""
    old = StoredFile.objects.filter(created_at__lt=now - KEEP_UNUSED)
    removed = 0
    for sha256 in sorted(references.unused(list(old.values_list("sha256", flat=True)))):
        StoredFile.objects.filter(sha256=sha256).delete()
        storage.remove(sha256)
        removed += 1
    return removed
