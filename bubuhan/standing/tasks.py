"""Where the job queue looks for tasks at start."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.standing import actions


@app.periodic(cron="23 18 * * *")  # 02.23 WITA
@app.task(name="standing.nightly", queue="upkeep", queueing_lock="standing.nightly")
def nightly(timestamp: int) -> None:
    """Every night: letters that ran out, double roles of everybody, grades that time changed."""
    actions.nightly(clock.now())
