"""Where the job queue looks for tasks at start."""

from procrastinate.contrib.django import app

from bubuhan.sync import actions


@app.periodic(cron="41 2 * * *")
@app.task(name="sync.cap_spaces", queue="upkeep", queueing_lock="sync.cap_spaces")
def cap_spaces(timestamp: int) -> None:
    """Every night: keep each space within what a small phone can hold."""
    actions.cap_spaces()
