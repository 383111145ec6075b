"""Whose address a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Address of the browser or phone.

    Only behind the TLS proxy (BUBUHAN_HTTPS) is X-Forwarded-For believed, and only its last entry:
    that one the proxy wrote itself, everything before it the caller may have invented.
    """
    if settings.HTTPS:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if hops[-1].strip():
            return hops[-1].strip()
    address: str = request.META.get("REMOTE_ADDR") or "unknown"
    return address
