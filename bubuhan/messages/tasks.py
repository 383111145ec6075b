"""Work of the third lane: everything that waits for somebody else's server."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.messages import digests, reminding, sending


@app.task(name="messages.send_due", queue="messages")
def send_due() -> int:
    """Something was told just now."""
    return sending.send_due()


@app.periodic(cron="* * * * *")
@app.task(name="messages.send_waiting", queue="messages", queueing_lock="messages.send_waiting")
def send_waiting(timestamp: int) -> int:
    """What is due again, or waited for the morning."""
    return sending.send_due()


@app.periodic(cron="6 * * * *")
@app.task(name="messages.digests", queue="messages", queueing_lock="messages.digests")
def gather_digests(timestamp: int) -> int:
    """Daily summaries, where it is seven in the morning."""
    return digests.gather(clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="messages.shifts", queue="messages", queueing_lock="messages.shifts")
def remind_of_shifts(timestamp: int) -> int:
    """Whose shift begins within the hour."""
    return reminding.shifts_soon(clock.now())


@app.periodic(cron="50 22 * * *")
@app.task(name="messages.figures", queue="messages", queueing_lock="messages.figures")
def remind_of_figures(timestamp: int) -> int:
    """Every morning, before the daily summaries: whose figures of a service are too old."""
    return reminding.figures_old(clock.now())
