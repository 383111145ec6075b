"""The web server process: granian in WSGI mode, a few workers with a few threads each."""

import gc
import multiprocessing
import os
import warnings
from collections.abc import Callable
from typing import Any

from bubuhan.site.children import end_with_parent

WSGI = "bubuhan.site.wsgi:application"


def load(target: str) -> Callable[..., Any]:
    """Runs in each worker: the application, ready made when the parent was forked."""
    end_with_parent()
    return _application()


def _application() -> Callable[..., Any]:
    # Static files are found beside the code; a folder of collected ones is optional.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
    from bubuhan.site.wsgi import application

    return application


def share_memory() -> None:
    """Load everything before the workers are forked, so that they share its memory pages."""
    if multiprocessing.get_start_method() != "fork":
        return
    _application()
    from django.db import connections
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  (imports every view)
    connections.close_all()
    gc.collect()
    gc.freeze()


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    end_with_parent()
    server = Granian(
        WSGI,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("BUBUHAN_WEB_WORKERS") or default_workers()),
        blocking_threads=int(os.environ.get("BUBUHAN_WEB_THREADS") or 4),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    share_memory()
    server.serve(target_loader=load)


def default_workers() -> int:
    """Two workers, so that one slow page does not hold up everyone; more on a larger machine."""
    return min(max(2, os.cpu_count() or 1), 4)
