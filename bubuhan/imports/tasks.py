"""Long imports, outside of a request: the page shows their progress and can be left."""

from uuid import UUID

from procrastinate.contrib.django import app

from bubuhan.imports import batching, undoing
from bubuhan.imports.models import ImportBatch
from bubuhan.kernel.actors import ActorRef


@app.task(name="imports.stage", queue="imports")
def stage(batch_id: str) -> None:
    """Check all rows of a batch."""
    batching.stage(ImportBatch.objects.get(id=UUID(batch_id)))


@app.task(name="imports.commit", queue="imports")
def commit(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Store a checked batch; can be run again after a break."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    if batch.state == ImportBatch.State.COMMITTING:
        batching.commit_all(batch, actor=ActorRef("user", actor_id, actor_name))


@app.task(name="imports.undo", queue="imports")
def undo(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Take a committed batch back."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    undoing.undo(batch, actor=ActorRef("user", actor_id, actor_name))
