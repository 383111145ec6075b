"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.privacy.retention import run_automatic


@app.periodic(cron="10 18 * * *")
@app.task(name="privacy.retain", queue="upkeep", queueing_lock="privacy.retain")
def retain(timestamp: int) -> None:
    """Every night (02:10 WITA): the retention rules that an office lets run by themselves."""
    run_automatic(clock.now())
