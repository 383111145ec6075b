"""An officer sets the urgency himself, with a reason. The rule knows only what was answered; he knows the place.

His word stands until the rule sees something graver than what it saw when he spoke. It is kept as the
first of the case's reasons, with the score the rule had then.
"""

from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases import triage
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import for_office
from bubuhan.cases.kinds import EntryKind
from bubuhan.cases.lifecycle import next_state
from bubuhan.cases.models import Case
from bubuhan.cases.rules import times_for
from bubuhan.kernel.problems import Problem

MOST = 300  # letters of a reason


def set_band(
    *,
    actor: Actor,
    case_id: UUID,
    band: str,
    reason: str,
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> Case:
    """Another urgency, with the reason; the deadline follows it.

    Raises `field_invalid` (the band, or the same as before), `field_missing` (the reason), `case_state`,
    `conflict`, `forbidden`, `case_protected`, `not_found`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        case = for_office(actor, "case.band", case_id, rev)
        next_state(case.state, "band")
        before, why = case.band, " ".join(reason.split())[:MOST]
        if band not in triage.BANDS or band == before:
            raise Problem(
                "field_invalid", "band", name="kegawatan", why="pilih kegawatan yang lain"
            )
        if not why:
            raise Problem("field_missing", "reason", name="alasan")
        case.band = band
        case.reasons = [
            said(actor, why, case.score),
            *(r for r in case.reasons if "score" not in r),
        ]
        _deadline(case)
        save(case)
        data = {"from": before, "to": band}
        append(case, EntryKind.TRIAGE, stamp=stamp, **who(actor), text=why, data=data)
        journal.record(
            "case.band_set",
            actor=actor.ref,
            subject=("case", case.id),
            area=told_area(case),
            data=data,
            touched=touches(case),
            at=stamp.at,
        )
    return case


def said(actor: Actor, why: str, score: int) -> dict[str, Any]:
    """The officer's word among the reasons; `score` is what the rule had found by then."""
    return {"text": f"Ditetapkan {actor.name}: {why}", "points": 0, "score": score}


def _deadline(case: Case) -> None:
    """What the service level promises for the new band, counted from when its clock began."""
    times = times_for(case.area_code, case.need, case.band)
    if case.first_response_at is None:
        case.deadline_at = times.respond_by(case.opened_at)
    else:
        case.deadline_at = times.resolve_by(case.first_response_at)
