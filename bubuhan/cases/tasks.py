"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.cases.offers import lapse_due
from bubuhan.cases.opening import review_waiting
from bubuhan.kernel import clock


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.review_waiting", queue="events", queueing_lock="cases.review_waiting")
def review_waiting_cases(timestamp: int) -> None:
    """Raise the band of cases that have waited long enough."""
    review_waiting(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="cases.lapse_offers", queue="events", queueing_lock="cases.lapse_offers")
def lapse_offers(timestamp: int) -> None:
    """Let offers lapse that nobody answered, and go on where an officer asked for it."""
    lapse_due(clock.now())
