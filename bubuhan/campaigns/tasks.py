"""Where the job queue looks for tasks at start."""

from procrastinate.contrib.django import app

from bubuhan.campaigns import actions
from bubuhan.kernel import clock


@app.periodic(cron="11 18 * * *")  # 02.11 WITA, before the nightly grading
@app.task(name="campaigns.nightly", queue="upkeep", queueing_lock="campaigns.nightly")
def nightly(timestamp: int) -> None:
    """Every night: campaigns whose last day is over end by themselves."""
    actions.close_due(clock.now())
