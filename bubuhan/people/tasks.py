"""Periodic work of this room, in the long lane."""

from procrastinate.contrib.django import app

from bubuhan.people import duplicates


@app.periodic(cron="* * * * *")
@app.task(name="people.look", queue="upkeep", queueing_lock="people.look")
def look(timestamp: int) -> int:
    """Compare persons that are new or changed with everybody; likely pairs go to the desk."""
    return duplicates.look()
