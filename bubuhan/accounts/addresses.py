"""Whose address a request comes from."""

from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Address of the browser or phone.

    Headers are not looked at here: behind a trusted proxy `site.web` has put the visitor's address
    in its place already, and what anybody else claims in X-Forwarded-For counts for nothing.
    """
    address: str = request.META.get("REMOTE_ADDR") or "unknown"
    return address
