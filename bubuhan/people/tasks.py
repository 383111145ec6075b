"""Periodic work of this room, in the long lane."""

from procrastinate.contrib.django import app

from bubuhan.people import duplicates


@app.periodic(cron="* * * * *")
@app.task(name="people.look", queue="upkeep", queueing_lock="people.look")
def look(timestamp: int) -> int:
    """Compare persons that are new or changed with everybody; likely pairs go to the desk."""
    return duplicates.look()


@app.periodic(cron="10 19 * * *")
@app.task(name="people.full_pass", queue="upkeep", queueing_lock="people.full_pass")
def full_pass(timestamp: int) -> int:
    """Every night (03:10 WITA): the whole registry against itself, with the batch lane."""
    return duplicates.full_pass()
