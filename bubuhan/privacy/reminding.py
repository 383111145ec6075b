"""Clocks of the desk that are nearly over: each is said once, and told by `messages`."""

from datetime import datetime, timedelta
from typing import Any

from bubuhan import journal
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM
from bubuhan.privacy.models import OPEN, Breach, DataRequest

BEFORE = timedelta(hours=24)


def due_soon(now: datetime) -> int:
    """Write down what must be done within a day and was not said yet. Returns how many are new."""
    until = now + BEFORE
    requests = DataRequest.objects.filter(state__in=OPEN, due_at__lte=until)
    breaches = Breach.objects.filter(closed_at=None, due_at__lte=until)
    with journal.unit():
        said = _say("data_request", requests, event="data_request.due_soon")
        return said + _say("breach", breaches, event="breach.due_soon")


def _say(kind: str, rows: Any, *, event: str) -> int:
    found = {str(one.id): one for one in rows}
    known = set(
        Event.objects.filter(name=event, subject_kind=kind, subject_id__in=found).values_list(
            "subject_id", flat=True
        )
    )
    fresh = [one for key, one in found.items() if key not in known]
    for one in fresh:
        journal.record(
            event,
            actor=SYSTEM,
            subject=(kind, one.id),
            area=one.area_code,
            data={"due_at": one.due_at.isoformat()},
        )
    return len(fresh)
