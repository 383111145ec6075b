"""Periodic work of this room."""

from uuid import UUID

from procrastinate.contrib.django import app

from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.privacy import reminding
from bubuhan.privacy.retention import run_automatic, work


@app.periodic(cron="10 18 * * *")
@app.task(name="privacy.retain", queue="upkeep", queueing_lock="privacy.retain")
def retain(timestamp: int) -> None:
    """Every night (02:10 WITA): the retention rules that an office lets run by themselves."""
    run_automatic(clock.now())


@app.task(name="privacy.work", queue="upkeep")
def go_on(run_id: str, actor_id: str, actor_name: str) -> None:
    """A run that a head began; its page shows how far it is. Broken off, the night goes on with it."""
    work(UUID(run_id), ActorRef("user", actor_id, actor_name))


@app.periodic(cron="20 * * * *")
@app.task(name="privacy.remind", queue="upkeep", queueing_lock="privacy.remind")
def remind(timestamp: int) -> None:
    """Requests and breaches whose time is nearly over."""
    reminding.due_soon(clock.now())
