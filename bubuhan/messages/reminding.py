"""What a day brings by itself, remembered once and then told like any other event: shifts, old figures."""

from datetime import datetime, timedelta

from bubuhan import journal
from bubuhan.directory.models import Service
from bubuhan.duty.models import Shift
from bubuhan.journal.models import Event
from bubuhan.kernel import clock
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


def figures_old(now: datetime) -> int:
    """Write down, once per figure, which services' room is known too long ago. Returns how many are new."""
    today = clock.day(now)
    old = Service.objects.filter(
        limited=True, active=True, partner__active=True, as_of__isnull=False
    )
    found = {
        str(one.id): one
        for one in old.select_related("partner")
        if one.as_of and (today - one.as_of).days > one.fresh_days
    }
    known = {
        (subject, as_of)
        for subject, as_of in Event.objects.filter(
            name="service.figure_old", subject_kind="service", subject_id__in=found
        ).values_list("subject_id", "data__as_of")
    }
    fresh = [one for key, one in found.items() if (key, str(one.as_of)) not in known]
    with journal.unit():
        for one in fresh:
            journal.record(
                "service.figure_old",
                actor=SYSTEM,
                subject=("service", one.id),
                area=one.partner.area_code,
                data={"partner": str(one.partner_id), "as_of": str(one.as_of)},
            )
    return len(fresh)
