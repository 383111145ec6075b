"""The background process: reactions to events and, inside it, the scheduler of periodic jobs.

It runs at a lower priority than the web server, so that receiving reports stays quick while
reactions catch up. Three lanes in one process: what must follow soon, one at a time and so in order;
what may take minutes (a long import, nightly upkeep); and what waits for somebody else's server
(messages to people), a few at a time. Neither of these holds the first lane up.
"""

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any

from bubuhan.site.children import end_with_parent

NICE = 10
HEARTBEAT_SECONDS = 5.0
QUICK = ("events", "site", "builtin")
LONG = ("imports", "upkeep")
NETWORK = ("messages",)
WAITING_AT_ONCE = 4  # a gateway that does not answer keeps one of these busy, not all of them


def main() -> None:
    """Work until told to stop; jobs of a worker that died are taken over after its heartbeat ends."""
    end_with_parent()
    step_back()
    import django

    django.setup()
    from procrastinate.contrib.django import app

    # A copy with the asynchronous connector: jobs that queue jobs keep using the transactional one.
    connector: Any = app.connector
    asyncio.run(_work(app.with_connector(connector.get_worker_connector())))


def step_back() -> None:
    """Take a low priority, so that receiving reports stays quick.

    Linux shares the processor between sessions first ("autogroup") and looks at `nice` only within
    one: as the leader of a session of our own we lower the session too.
    """
    os.nice(NICE)
    group = Path("/proc/self/autogroup")
    if os.getsid(0) == os.getpid() and group.exists():
        with contextlib.suppress(OSError):
            group.write_text(str(NICE))


async def _work(app: Any) -> None:
    """Run all lanes; the stop signal reaches the quick one, which then ends the others too."""
    options: dict[str, Any] = {
        "delete_jobs": "successful",
        "update_heartbeat_interval": HEARTBEAT_SECONDS,
        "shutdown_graceful_timeout": 10,
    }
    async with app.open_async():
        lanes = [
            asyncio.create_task(
                app.run_worker_async(
                    name=name,
                    queues=list(queues),
                    concurrency=at_once,
                    install_signal_handlers=False,
                    **options,
                )
            )
            for name, queues, at_once in (
                ("bubuhan-long", LONG, 1),
                ("bubuhan-network", NETWORK, WAITING_AT_ONCE),
            )
        ]
        await app.run_worker_async(name="bubuhan", queues=list(QUICK), concurrency=1, **options)
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
