"""Periodic work of this room."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.referrals import answering, receiving


@app.periodic(cron="*/10 * * * *")
@app.task(name="referrals.remind", queue="events", queueing_lock="referrals.remind")
def remind(timestamp: int) -> None:
    """Say once per step that a partner has not answered, or that somebody has not arrived."""
    now = clock.now()
    answering.remind(now)
    receiving.remind(now)
