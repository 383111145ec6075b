"""Is the process alive, and can the instance work? Cheap enough to ask every second."""

from datetime import timedelta
from functools import lru_cache

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from bubuhan.accounts.policy import public
from bubuhan.kernel import clock

WORKER_SILENT = timedelta(seconds=30)


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, worker and migrations are well, else 503; says which one is not.

    Shape: {"status": "ok"|"unavailable", "database": bool, "worker": bool, "migrations": bool}.
    """
    parts = readiness()
    well = all(parts.values())
    answer = JsonResponse(
        {"status": "ok" if well else "unavailable", **parts}, status=200 if well else 503
    )
    # Asked ten times a second while starting: a "not yet" is an answer, not a line in the log.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def readiness() -> dict[str, bool]:
    """The three parts that must work. One query when all is well."""
    try:
        migrated = _migrated()
        worker = migrated and _worker_alive()
    except DatabaseError:
        return {"database": False, "worker": False, "migrations": False}
    return {"database": True, "worker": worker, "migrations": migrated}


def _worker_alive() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row = cursor.fetchone()
    last = row[0] if row else None
    return last is not None and clock.now() - last < WORKER_SILENT


def _migrated() -> bool:
    """Asked of the database until the answer is yes; the code of a process does not change."""
    if _known_migrated.cache_info().currsize:
        return True
    from bubuhan.site.prepare import pending_migrations

    return not pending_migrations() and _known_migrated()


@lru_cache(maxsize=1)
def _known_migrated() -> bool:
    return True
