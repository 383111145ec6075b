"""Periodic work of this room, in the quick lane."""

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.response.scanning import scan


@app.periodic(cron="* * * * *")
@app.task(name="response.scan", queue="site", queueing_lock="response.scan")
def look(timestamp: int) -> None:
    """Every minute: whatever is past its time climbs one rung."""
    scan(clock.now())
