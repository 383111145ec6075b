"""What this room does when something happened elsewhere."""

from uuid import UUID

from bubuhan.journal.models import Event
from bubuhan.people import duplicates


def hat_changed(event: Event) -> None:
    """Reaction on memberships: where a person serves is part of who may be the same as he."""
    if event.subject_kind == "person":
        duplicates.look_again([UUID(event.subject_id)])
