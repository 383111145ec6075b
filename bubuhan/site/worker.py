"""The background process: reactions to events and, inside it, the scheduler of periodic jobs.

It runs at a lower priority than the web server, so that receiving reports stays quick while
reactions catch up.
"""

import os
from typing import Any

from bubuhan.site.children import end_with_parent

NICE = 10
HEARTBEAT_SECONDS = 5.0


def main() -> None:
    """Work until told to stop; jobs of a worker that died are taken over after its heartbeat ends."""
    end_with_parent()
    os.nice(NICE)
    import django

    django.setup()
    from procrastinate.contrib.django import app

    # A copy with the asynchronous connector: jobs that queue jobs keep using the transactional one.
    connector: Any = app.connector
    worker_app = app.with_connector(connector.get_worker_connector())
    worker_app.run_worker(
        name="bubuhan",
        concurrency=1,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        shutdown_graceful_timeout=10,
    )
