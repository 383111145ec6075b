"""The web server process: granian in WSGI mode, a few workers with a few threads each."""

import gc
import os
import warnings
from collections.abc import Callable
from typing import Any

from bubuhan.site.children import end_with_parent

WSGI = "bubuhan.site.wsgi:application"


def load(target: str) -> Callable[..., Any]:
    """Runs in each worker: Django is loaded here, not in the parent that only passes sockets on.

    Loading before the fork would share pages, but the parent's own copy costs more than it saves
    (measured with two workers: 412 MB resident against 376).
    """
    end_with_parent()
    # Static files are found beside the code; a folder of collected ones is optional.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
    from bubuhan.site.wsgi import application

    gc.freeze()
    return behind_proxy(application)


def behind_proxy(application: Callable[..., Any]) -> Callable[..., Any]:
    """With BUBUHAN_HTTPS=1, take the visitor's address from the proxy on this machine.

    Without it everybody would share one address, and one person's wrong codes would lock out all.
    BUBUHAN_PROXY names other proxies (addresses or networks, comma separated) to believe.
    """
    if os.environ.get("BUBUHAN_HTTPS") != "1":
        return application
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    trusted = os.environ.get("BUBUHAN_PROXY") or "127.0.0.1"
    wrapped: Callable[..., Any] = wrap_wsgi_with_proxy_headers(application, trusted.split(","))
    return wrapped


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
    server.serve(target_loader=load)


def default_workers() -> int:
    """Two workers, so that one slow page does not hold up everyone; more on a larger machine."""
    return min(max(2, os.cpu_count() or 1), 4)
