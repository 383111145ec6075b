"""Reads of this room that others use."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bubuhan.response.models import Clock


def climbing() -> Any:
    """A queryset of the cases (`case_id`) for which the ladder is at work."""
    return Clock.objects.filter(stopped_at=None, rung__gt=0).values("case_id")


def clocks_of(case_id: UUID) -> Sequence[Clock]:
    """The clocks that run for a case, the soonest first."""
    return list(Clock.objects.filter(case_id=case_id, stopped_at=None).order_by("due_at", "id"))
