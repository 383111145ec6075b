"""The example ladder of a new instance; every row says "contoh" and is the office's to edit."""

from bubuhan.kernel import clock
from bubuhan.response.models import LadderStep, Rung

BY = "contoh awal"
_HOUR, _DAY = 60, 24 * 60
# band -> (to, minutes after the deadline, only working time)
LADDER: dict[str, tuple[tuple[str, int, bool], ...]] = {
    "darurat": (
        (Rung.RESPONDER, 0, False),
        (Rung.COORDINATOR, 10, False),
        (Rung.OFFICER, 20, False),
        (Rung.HEAD, 45, False),
    ),
    "tinggi": (
        (Rung.RESPONDER, 0, False),
        (Rung.COORDINATOR, 2 * _HOUR, False),
        (Rung.OFFICER, 6 * _HOUR, False),
        (Rung.HEAD, _DAY, False),
    ),
    "sedang": (
        (Rung.RESPONDER, 0, False),
        (Rung.COORDINATOR, 8 * _HOUR, True),
        (Rung.OFFICER, 16 * _HOUR, True),
        (Rung.HEAD, 40 * _HOUR, True),
    ),
    "rendah": (
        (Rung.RESPONDER, 0, False),
        (Rung.COORDINATOR, 16 * _HOUR, True),
        (Rung.OFFICER, 40 * _HOUR, True),
    ),
}


def load_rules() -> int:
    """Insert the nation's example for bands that never had a ladder. Idempotent; returns rows added."""
    known = set(LadderStep.objects.filter(area_code="").values_list("band", flat=True))
    now = clock.now()
    rows = [
        LadderStep(
            band=band,
            position=n,
            to=to,
            after_minutes=after,
            working_hours=working,
            example=True,
            valid_from=now,
            by=BY,
        )
        for band, steps in LADDER.items()
        if band not in known
        for n, (to, after, working) in enumerate(steps, start=1)
    ]
    LadderStep.objects.bulk_create(rows)
    return len(rows)
