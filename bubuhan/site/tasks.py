"""Periodic housekeeping of the whole instance (the scheduler runs inside the worker process)."""

import structlog
from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.manager import JobManager

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="site.take_over_stalled",
    queue="site",
    queueing_lock="site.take_over_stalled",
    pass_context=True,
)
async def take_over_stalled(context: JobContext, timestamp: int) -> int:
    """Queue again what a killed worker was doing; reactions are idempotent. Returns how many."""
    return await take_over(context.app.job_manager)


async def take_over(manager: JobManager) -> int:
    """Put jobs whose worker sends no heartbeat back in the queue."""
    stalled = list(await manager.get_stalled_jobs())
    for job in stalled:
        await manager.retry_job(job)
    if stalled:
        log.warning("jobs of a dead worker queued again", jobs=len(stalled))
    return len(stalled)


@app.periodic(cron="30 18 * * *")
@app.task(name="site.tidy", queue="site", queueing_lock="site.tidy")
def tidy(timestamp: int) -> None:
    """Every night (02:30 WITA): sessions that ended."""
    call_command("clearsessions")
