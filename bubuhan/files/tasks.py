"""Where the job queue looks for tasks at start."""

from procrastinate.contrib.django import app

from bubuhan.files import actions
from bubuhan.kernel import clock


@app.periodic(cron="17 3 * * *")
@app.task(name="files.sweep", queue="upkeep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Every night: drop attachments that nobody refers to."""
    actions.sweep(clock.now())
