"""Reading what a request says, the same in every room; what is malformed is a Problem in words."""

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest, QueryDict

from bubuhan.accounts.policy import Actor
from bubuhan.kernel.problems import Problem


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in (the middleware has checked that somebody is)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by our middleware
    return actor


def by_htmx(request: HttpRequest) -> bool:
    """True when only a part of the page was asked for."""
    return bool(request.headers.get("HX-Request"))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is made from: the posted values, also when all were left empty; None to show it."""
    return request.POST if request.method == "POST" else None


def past_asked(request: HttpRequest) -> bool:
    """True when a page of settings was asked for with its history (`?riwayat=1`)."""
    return request.GET.get("riwayat") == "1"


def text(request: HttpRequest, name: str) -> str:
    """A posted text, trimmed; "" when it was not sent."""
    return request.POST.get(name, "").replace("\0", "").strip()


def ticked(request: HttpRequest, name: str) -> bool:
    """A check box, or a choice of yes and no."""
    return text(request, name) == "1"


def whole(request: HttpRequest, name: str, words: str) -> int:
    """A whole number. Raises `field_invalid`."""
    found = digits(text(request, name))
    if found is None:
        raise Problem("field_invalid", name, name=words, why="isi dengan angka")
    return found


def rev_of(request: HttpRequest, name: str = "rev") -> int | None:
    """The revision a form was made from, None when it does not say."""
    return digits(text(request, name))


def digits(raw: str) -> int | None:
    """A number of at most nine digits, None for anything else."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def key(request: HttpRequest, name: str, words: str) -> UUID:
    """An id chosen on the page. Raises `field_missing`."""
    found = optional_key(text(request, name))
    if found is None:
        raise Problem("field_missing", name, name=words)
    return found


def optional_key(raw: str) -> UUID | None:
    """An id, or None when there is none."""
    try:
        return UUID(raw)
    except ValueError:
        return None


def day(request: HttpRequest, name: str, words: str) -> date:
    """A date of a date field. Raises `field_invalid`."""
    try:
        return date.fromisoformat(text(request, name))
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="pilih tanggal") from None


def optional_day(request: HttpRequest, name: str, words: str) -> date | None:
    """A date, None when it was left open. Raises `field_invalid`."""
    return day(request, name, words) if text(request, name) else None


def hour(request: HttpRequest, name: str, words: str) -> time:
    """A time of day. Raises `field_invalid`."""
    try:
        return time.fromisoformat(text(request, name)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Problem("field_invalid", name, name=words, why="tulis seperti 20:00") from None


def optional_number(request: HttpRequest, name: str, words: str, most: int = 130) -> int | None:
    """A whole number up to `most`, None when it was left open. Raises `field_invalid`."""
    raw = text(request, name)
    found = digits(raw)
    if raw and (found is None or found > most):
        raise Problem("field_invalid", name, name=words, why=f"isi dengan angka sampai {most}")
    return found


def known_key(request: HttpRequest, name: str) -> UUID:
    """An id that a page of ours sent along. Raises `not_found` when it is none."""
    found = optional_key(text(request, name))
    if found is None:
        raise Problem("not_found")
    return found
