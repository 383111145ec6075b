"""Reads of the journal."""

from uuid import UUID

from bubuhan.journal.models import Event, ReactionRun


def history(kind: str, subject_id: UUID | str, limit: int = 200) -> list[Event]:
    """Newest first: everything that happened to one thing."""
    return list(
        Event.objects.filter(subject_kind=kind, subject_id=str(subject_id)).order_by("-id")[:limit]
    )


def open_reactions(limit: int = 200) -> list[ReactionRun]:
    """Reactions that failed or are being retried, newest first (the operator's page)."""
    return list(ReactionRun.objects.exclude(state=ReactionRun.State.DONE).order_by("-at")[:limit])
