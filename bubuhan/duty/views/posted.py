"""Reading what a form posted; anything malformed is a Problem in words."""

from django.http import HttpRequest


def weekdays(request: HttpRequest) -> list[int]:
    """The ticked days of the week, 0 Monday."""
    return sorted({int(raw) for raw in request.POST.getlist("days") if raw in set("0123456")})
