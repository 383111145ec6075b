"""Long imports, outside of a request: the page shows their progress and can be left."""

from uuid import UUID

from procrastinate.contrib.django import app

from bubuhan.kernel.actors import ActorRef
from bubuhan.volunteers import import_batch, import_undo
from bubuhan.volunteers.models import ImportBatch


@app.task(name="volunteers.stage", queue="imports")
def stage(batch_id: str) -> None:
    """Check all rows of a batch."""
    import_batch.stage(ImportBatch.objects.get(id=UUID(batch_id)))


@app.task(name="volunteers.commit", queue="imports")
def commit(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Store a checked batch; can be run again after a break."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    if batch.state == ImportBatch.State.COMMITTING:
        import_batch.commit_all(batch, actor=ActorRef("user", actor_id, actor_name))


@app.task(name="volunteers.undo", queue="imports")
def undo(batch_id: str, actor_id: str, actor_name: str) -> None:
    """Take a committed batch back."""
    batch = ImportBatch.objects.get(id=UUID(batch_id))
    import_undo.undo(batch, actor=ActorRef("user", actor_id, actor_name))
