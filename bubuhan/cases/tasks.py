"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.cases.opening import review_waiting
from bubuhan.kernel import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.review_waiting", queue="events", queueing_lock="cases.review_waiting")
def review_waiting_cases(timestamp: int) -> None:
    """Raise the band of cases that have waited long enough."""
    review_waiting(clock.now())
