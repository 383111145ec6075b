"""Attachments over HTTP: `PUT /files/<sha256>` in resumable parts, `HEAD` tells how far it came."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from bubuhan.accounts.actions import device_for_token
from bubuhan.accounts.policy import Actor
from bubuhan.files import actions, queries
from bubuhan.files.actions import MOST_BYTES, Part
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.sync.views import answer, bearer, phone_door, problem_answer

_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")
_HASH = re.compile(r"[0-9a-f]{64}")


@phone_door("PUT", "HEAD")
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take a part of an attachment, or tell its state."""
    actor = _sender(request)
    if not _HASH.fullmatch(sha256):
        raise Problem("file_name")
    if request.method == "HEAD":
        return _state(sha256)
    try:
        taken = actions.receive(_part(request, sha256), by=actor.ref, now=clock.now())
    except Problem as problem:
        if problem.code != "file_offset":
            raise
        return problem_answer(problem, offset=problem.values["offset"])
    status = 200 if taken.again else 201 if taken.complete else 202
    return answer({"offset": taken.offset}, status)


def _sender(request: HttpRequest) -> Actor:
    """The phone behind the token, else whoever is signed in. Raises Problem("token_unknown")."""
    signed_in: Actor | None = getattr(request, "actor", None)
    if "HTTP_AUTHORIZATION" not in request.META and signed_in:
        return signed_in
    device = device_for_token(bearer(request))
    return device.user.actor(device.id)


def _state(sha256: str) -> HttpResponse:
    row = queries.state(sha256)
    if row is None:
        raise Problem("not_found")
    response = HttpResponse(content_type="application/json")
    response["Upload-Offset"] = str(row.received)
    response["Upload-Length"] = str(row.total)
    response["Upload-Complete"] = "1" if row.completed_at else "0"
    return response


@dataclass(frozen=True, slots=True)
class _Range:
    first: int
    last: int
    total: int


def _part(request: HttpRequest, sha256: str) -> Part:
    length = _length(request)
    header = request.headers.get("Content-Range")
    span = _span(header) if header else _Range(0, length - 1, length)
    if span.total > MOST_BYTES or length > MOST_BYTES:
        raise Problem("file_too_large", limit=MOST_BYTES // 1024 // 1024)
    if length != span.last - span.first + 1:
        raise Problem("file_range", "Content-Range", why="panjangnya berbeda dari isi kiriman")
    try:
        data = request.read(length)
    except OSError as error:
        raise Problem("try_again") from error
    if not data:
        raise Problem("file_range", why="isinya kosong")
    # A connection that broke half-way: what did arrive is kept, the phone goes on from there.
    return Part(sha256, span.first, span.total, data, request.headers.get("Content-Type", ""))


def _span(header: str) -> _Range:
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        raise Problem("file_range", "Content-Range", why="tulis seperti “bytes 0-1023/4096”")
    span = _Range(*(int(group) for group in match.groups()))
    if not span.first <= span.last < span.total:
        raise Problem("file_range", "Content-Range", why="awal, akhir dan jumlahnya tidak cocok")
    return span


def _length(request: HttpRequest) -> int:
    raw = request.META.get("CONTENT_LENGTH") or ""
    if not raw.isascii() or not raw.isdigit() or int(raw) == 0:
        raise Problem(
            "file_range", "Content-Length", why="isinya kosong atau panjangnya tidak disebut"
        )
    return int(raw)
