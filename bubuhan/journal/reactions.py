"""What happens next: one job per event, each reaction once, failures visible.

`site.wiring` fills `TABLE` (event name -> functions). A reaction is `def f(event: Event) -> None`;
it runs in its own unit together with the row that says it ran, so it happens exactly once.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bubuhan.journal.models import Event, ReactionRun
from bubuhan.journal.recording import unit
from bubuhan.kernel import clock
from bubuhan.kernel.quick import prepared

log = structlog.get_logger(__name__)

Reaction = Callable[[Event], None]
TABLE: dict[str, tuple[Reaction, ...]] = {}
MAX_ATTEMPTS = 8


def wire(table: dict[str, tuple[str, ...]]) -> None:
    """Take the wiring (event name -> dotted paths) and import every function it names."""
    TABLE.clear()
    TABLE.update(
        {name: tuple(import_string(path) for path in paths) for name, paths in table.items()}
    )


def name_of(reaction: Reaction) -> str:
    return f"{reaction.__module__.removeprefix('bubuhan.')}.{reaction.__name__}"


class ReactionsFailed(Exception):
    """At least one reaction of the event failed and wants another try."""


@app.task(
    name="journal.react",
    queue="events",
    retry=RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=3),
    pass_context=True,
)
def react(context: Any, event_id: str) -> None:
    """Run the reactions of one event that have not run yet."""
    last = context.job.attempts + 1 >= MAX_ATTEMPTS
    failed = run(UUID(event_id), last_try=last)
    if failed and not last:
        raise ReactionsFailed(", ".join(failed))


def enqueue(events: Sequence[Event]) -> None:
    """Hand events that have reactions to the job queue, in the caller's transaction.

    In SQL rather than with `react.batch_defer`: that one reads back the ids of the jobs, which a
    pipeline cannot wait for.
    """
    wanted = [str(event.id) for event in events if event.name in TABLE]
    if wanted:
        prepared(_DEFER, [react.queue, react.name, wanted])


_DEFER = """
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
  %s, %s, 0, NULL, NULL, jsonb_build_object('event_id', event_id), NULL
)::procrastinate_job_to_defer_v1))
FROM unnest(%s::text[]) AS event_id
"""


def run(event_id: UUID, *, last_try: bool = False, only: str | None = None) -> list[str]:
    """Run what is still to run for one event; return the names of the reactions that failed."""
    event = Event.objects.filter(id=event_id).first()
    if event is None:
        return []
    failed: list[str] = []
    for reaction in TABLE.get(event.name, ()):
        name = name_of(reaction)
        if only not in (None, name):
            continue
        try:
            _run_once(event, reaction, name)
        except Exception as error:
            log.exception(
                "reaction failed", reaction=name, event_id=str(event.id), event_name=event.name
            )
            _note_failure(event, name, error, last_try)
            failed.append(name)
    return failed


def _run_once(event: Event, reaction: Reaction, name: str) -> None:
    """The reaction and the row that it is done in one transaction: either both are kept or neither."""
    with unit():
        if prepared(_CLAIM, [event.id, name, event.name, clock.now()], rows=True):
            reaction(event)


# Whoever comes second waits here until the first has committed, and then gets no row.
_CLAIM = """
INSERT INTO journal_reactionrun AS run (event_id, reaction, event_name, state, attempts, error, at)
VALUES (%s, %s, %s, 'done', 1, '', %s)
ON CONFLICT (event_id, reaction) DO UPDATE
SET state = 'done', attempts = run.attempts + 1, error = '', at = excluded.at
WHERE run.state <> 'done'
RETURNING id
"""


def _note_failure(event: Event, name: str, error: Exception, last_try: bool) -> None:
    with transaction.atomic():
        row, _ = ReactionRun.objects.select_for_update().get_or_create(
            event_id=event.id,
            reaction=name,
            defaults={
                "event_name": event.name,
                "state": ReactionRun.State.RETRYING,
                "at": clock.now(),
            },
        )
        if row.state == ReactionRun.State.DONE:
            return
        row.state = ReactionRun.State.FAILED if last_try else ReactionRun.State.RETRYING
        # The first line alone: in the next ones PostgreSQL quotes the row, with names and stories.
        row.error = f"{type(error).__name__}: {error}".split("\n", 1)[0][:2000]
        row.attempts += 1
        row.at = clock.now()
        row.save(update_fields=["state", "error", "attempts", "at"])


def retry(run_id: int) -> bool:
    """Operator's retry of one failed reaction, at once; True when it succeeded."""
    row = ReactionRun.objects.get(id=run_id)
    return not run(row.event_id, last_try=True, only=row.reaction)


def drain(limit: int = 10_000) -> int:
    """Run every waiting job in this process until none is left (tests, imports, demo)."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    done = 0
    while done < limit:
        job = (
            ProcrastinateJob.objects.filter(status="todo", task_name="journal.react")
            .order_by("id")
            .first()
        )
        if job is None:
            return done
        with transaction.atomic(), connection.cursor() as cursor:
            # The model is read-only by its library.
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
        run(UUID(job.args["event_id"]), last_try=True)
        done += 1
    return done
