"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.accounts.sweeping import sweep
from bubuhan.kernel import clock


@app.periodic(cron="17 2 * * *")
@app.task(name="accounts.sweep", queue="events", queueing_lock="accounts.sweep")
def sweep_daily(timestamp: int) -> None:
    """Remove what has expired, at night."""
    sweep(clock.now())
