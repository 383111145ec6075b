"""Reading what a form posted; anything malformed is a Problem in words."""

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest

from bubuhan.accounts.policy import Actor
from bubuhan.kernel.problems import Problem


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in (the middleware has checked that somebody is)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def text(request: HttpRequest, name: str) -> str:
    """A text, trimmed; "" when it was not sent."""
    return request.POST.get(name, "").replace("\0", "").strip()


def key(request: HttpRequest, name: str, words: str) -> UUID:
    """An id chosen on the page. Raises field_missing."""
    try:
        return UUID(text(request, name))
    except ValueError:
        raise Problem("field_missing", name, name=words) from None


def optional_key(request: HttpRequest, name: str) -> UUID | None:
    """An id, or None when there is none."""
    try:
        return UUID(text(request, name))
    except ValueError:
        return None


def day(request: HttpRequest, name: str, words: str) -> date:
    """A date. Raises field_invalid."""
    try:
        return date.fromisoformat(text(request, name))
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="pilih tanggal") from None


def hour(request: HttpRequest, name: str, words: str) -> time:
    """A time of day. Raises field_invalid."""
    try:
        return time.fromisoformat(text(request, name)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="tulis seperti 20:00") from None


def whole(request: HttpRequest, name: str, words: str) -> int:
    """A whole number. Raises field_invalid."""
    raw = text(request, name)
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise Problem("field_invalid", name, name=words, why="isi dengan angka")
    return int(raw)


def weekdays(request: HttpRequest) -> list[int]:
    """The ticked days of the week, 0 Monday."""
    return sorted({int(raw) for raw in request.POST.getlist("days") if raw in set("0123456")})
