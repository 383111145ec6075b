"""Reading what a form of this room posted."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from bubuhan.kernel.problems import Problem
from bubuhan.response.actions import NewStep

_DIGITS = 7


def steps(request: HttpRequest) -> list[NewStep]:
    """The rungs of a ladder form, empty lines left out. Raises field_invalid."""
    columns = [request.POST.getlist(name) for name in ("to", "after", "hours")]
    found = []
    for to, after, hours in zip(*columns, strict=False):
        if not to.strip():
            continue
        raw = after.strip()
        if not raw.isascii() or not raw.isdigit() or len(raw) > _DIGITS:
            raise Problem("field_invalid", "after", name="sesudah batas", why="isi dengan angka")
        found.append(NewStep(to.strip(), int(raw), hours == "1"))
    return found


def back(request: HttpRequest, otherwise: str) -> str:
    """The page of ours a form was sent from."""
    target = request.POST.get("kembali", "")
    fine = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if fine else otherwise
