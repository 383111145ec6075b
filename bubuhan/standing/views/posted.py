"""Reading what a form posted; anything malformed is a Problem in words, never a crash."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest

from bubuhan.accounts.policy import Actor
from bubuhan.files import queries as files
from bubuhan.kernel.problems import Problem


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in (the middleware has checked that somebody is)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def by_htmx(request: HttpRequest) -> bool:
    """True when only a part of the page was asked for."""
    return bool(request.headers.get("HX-Request"))


def text(request: HttpRequest, name: str) -> str:
    """A text, trimmed; "" when it was not sent."""
    return request.POST.get(name, "").strip()


def day(request: HttpRequest, name: str, words: str) -> date | None:
    """A date of a date field, None when empty. Raises field_invalid."""
    raw = text(request, name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="pilih tanggal") from None


def whole(request: HttpRequest, name: str, words: str) -> int | None:
    """A whole number up to 200, None when empty. Raises field_invalid."""
    raw = text(request, name)
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit() or int(raw[:9]) > 200:
        raise Problem("field_invalid", name, name=words, why="isi dengan angka sampai 200")
    return int(raw)


def key(request: HttpRequest, name: str) -> UUID:
    """An id of a form. Raises not_found."""
    try:
        return UUID(text(request, name))
    except ValueError:
        raise Problem("not_found") from None


def upload(request: HttpRequest, name: str = "file") -> "UploadedFile[Any] | None":
    """The file of a form, if one was chosen."""
    found = request.FILES.get(name)
    return found if isinstance(found, UploadedFile) else None


def serve(sha256: str, allowed: bool) -> FileResponse:
    """A stored file, for who was found to be allowed; a PDF is handed over, not opened here."""
    found = files.open_for(sha256) if allowed else None
    if found is None:
        raise Problem("not_found")
    paper = found.mime == "application/pdf"
    response = FileResponse(
        found.path.open("rb"), content_type=found.mime, as_attachment=paper,
        filename=f"berkas-{sha256[:8]}.pdf" if paper else "",
    )  # fmt: skip
    response["Cache-Control"] = "private, max-age=3600"
    return response
