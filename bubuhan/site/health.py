"""Is the process alive, and can it work?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from bubuhan.accounts.policy import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
