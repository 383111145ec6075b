"""Long imports, outside of a request: the page shows their progress and can be left.

Each job can be run again: reading starts anew, matching too; storing and undoing go on where they stopped.
"""

from uuid import UUID

from procrastinate.contrib.django import app

from bubuhan.imports import batching, copying, staging, undoing
from bubuhan.imports.models import ImportBatch, ImportFile
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.problems import Problem


@app.task(name="imports.stage", queue="imports")
def stage(batch_id: str) -> None:
    """Read, check and match all rows of a batch."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    if batch.state not in {ImportBatch.State.CHECKING, ImportBatch.State.MATCHING}:
        return
    try:
        staging.stage_and_match(batch)
    except Problem as problem:  # the page says it and offers the columns again
        ImportBatch.objects.filter(id=batch.id).update(
            state=ImportBatch.State.UPLOADED, failure=problem.message[:400]
        )


@app.task(name="imports.commit", queue="imports")
def commit(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Store a checked batch; can be run again after a break."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    if batch.state == ImportBatch.State.COMMITTING:
        batching.commit_all(batch, actor=ActorRef("user", actor_id, actor_name))


@app.task(name="imports.undo", queue="imports")
def undo(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Take a committed batch back; can be run again after a break."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    if batch.state == ImportBatch.State.UNDOING:
        undoing.undo(batch, actor=ActorRef("user", actor_id, actor_name))


@app.task(name="imports.copy", queue="imports")
def copy(file_id: str) -> None:
    """Make the coloured copy of one file."""
    file = ImportFile.objects.select_related("batch").get(id=UUID(file_id))
    if file.copy_state == ImportFile.Copy.MAKING:
        copying.make(file)
