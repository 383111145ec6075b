"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.plans import outcomes, scheduling


@app.periodic(cron="7 * * * *")
@app.task(name="plans.tell_due", queue="events", queueing_lock="plans.tell_due")
def tell_due(timestamp: int) -> None:
    """Visits, follow-ups and reviews whose day has come are told once each."""
    now = clock.now()
    scheduling.tell_due(now)
    outcomes.tell_due(now)
    outcomes.tell_reviews(now)


@app.periodic(cron="41 17 * * *")  # 01.41 WITA
@app.task(name="plans.top_up", queue="upkeep", queueing_lock="plans.top_up")
def top_up(timestamp: int) -> None:
    """Every night: visits of the weeks to come."""
    scheduling.top_up(clock.now())
