"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.duty.actions import make_ahead
from bubuhan.kernel import clock


@app.periodic(cron="41 17 * * *")  # 01.41 WITA
@app.task(name="duty.make_ahead", queue="upkeep", queueing_lock="duty.make_ahead")
def make_shifts_ahead(timestamp: int) -> None:
    """The shifts of repeating patterns for the day that came into reach."""
    make_ahead(clock.now())
