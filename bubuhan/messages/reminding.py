"""Shifts that begin within the hour: each is remembered once, then told like any other event."""

from datetime import datetime, timedelta

from bubuhan import journal
from bubuhan.duty.models import Shift
from bubuhan.journal.models import Event
from bubuhan.kernel.actors import SYSTEM

BEFORE = timedelta(hours=1)


def shifts_soon(now: datetime) -> int:
    """Write down which shifts begin soon. Returns how many are new."""
    soon = Shift.objects.filter(
        state=Shift.State.PLANNED, starts_at__gt=now, starts_at__lte=now + BEFORE
    )
    found = {str(shift.id): shift for shift in soon}
    known = Event.objects.filter(
        name="duty.shift_soon", subject_kind="shift", subject_id__in=found
    ).values_list("subject_id", flat=True)
    fresh = [found[one] for one in sorted(set(found) - set(known))]
    with journal.unit():
        for shift in fresh:
            journal.record(
                "duty.shift_soon",
                actor=SYSTEM,
                subject=("shift", shift.id),
                area=shift.area_code,
                data={"person": str(shift.person_id), "pillar": shift.pillar},
            )
    return len(fresh)
