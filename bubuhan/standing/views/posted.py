"""Reading what a form posted; anything malformed is a Problem in words, never a crash."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest

from bubuhan.files import queries as files
from bubuhan.kernel.problems import Problem


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
