"""Headers of pages that Django and django-csp do not set themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(
    [
        "camera=(self)",
        "microphone=(self)",
        "geolocation=(self)",
        *(
            f"{name}=()"
            for name in (
                "display-capture",
                "midi",
                "payment",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
    ]
)


class PageHeaders:
    """Permissions-Policy on everything; nothing a signed-in person saw stays in a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if getattr(request, "actor", None) is not None:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
