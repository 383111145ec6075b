"""What happens at the door of a house: visits, notes, the result. Also written without signal.

When the case has meanwhile gone on without its writer (closed, given to another), text and photos
are kept as a late note: nothing that was seen in the field is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, Role, require
from bubuhan.cases import lifecycle
from bubuhan.cases.access import in_office
from bubuhan.cases.assigning import begin, finish_tasks
from bubuhan.cases.entries import Stamp, append, responded, save, told_area, touches, who
from bubuhan.cases.guards import Standing, may_work, may_write, once_involved, standing
from bubuhan.cases.models import Assignment, Case, CaseEntry, EntryKind
from bubuhan.kernel.problems import Problem
from bubuhan.lists import queries as lists
from bubuhan.reports import checks
from bubuhan.reports.commands import FileRef

_WEST = timezone(timedelta(hours=7))  # the last zone of the country in which a day begins
_DAY_MS = 86_400_000
_MOST_BEHIND_MS = 2 * _DAY_MS


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What was met and done. `met`: yes | no | family; `condition`: membaik | tetap | memburuk | ""."""

    visited_on: date
    met: str
    condition: str = ""
    found: str = ""
    done: str = ""
    next: str = ""
    due_id: UUID | None = None  # the promised visit it keeps


def visit(
    *,
    actor: Actor,
    case_id: UUID,
    report: VisitReport,
    files: Sequence[FileRef] = (),
    stamp: Stamp | None = None,
) -> CaseEntry:
    """Record a visit; going there means taking the task on. The entry's kind tells what it became.

    Raises `date_future`, `visit_before_case`, `not_found`, `forbidden`.
    """
    stamp = stamp or Stamp.fresh()
    with journal.unit():
        here = standing(actor, case_id)
        day = checks.day(report.visited_on, stamp.at, stamp.offset_ms, "visited_on")
        day = _not_before(here.case, day, stamp.offset_ms)
        data = {
            "visited_on": day.isoformat(),
            "met": report.met,
            "condition": report.condition,
            "done": report.done,
            "next": report.next,
            **({"due_id": str(report.due_id)} if report.due_id else {}),
        }
        text = report.found
        if not _allowed(actor, here, "visit", may_work(actor, here)):
            return _late(
                actor, here.case, stamp, text=text, data={**data, "meant": "visit"}, files=files
            )
        lost = _begin_if_offered(here, stamp)
        case = here.case
        if case.first_response_at is None and case.state != "resolved":
            responded(case, stamp.at)
        save(case)
        entry = append(
            case, EntryKind.VISIT, stamp=stamp, **who(actor), text=text, data=data, files=files
        )
        _tell(
            "case.visited",
            actor,
            case,
            entry,
            lost=lost,
            data={
                "met": report.met,
                "files": len(files),
                **({"due_id": data["due_id"]} if report.due_id else {}),
            },
        )
    return entry


def note(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    files: Sequence[FileRef] = (),
    contact: bool = False,
    stamp: Stamp | None = None,
) -> CaseEntry:
    """Add a note. `contact`: the office reached the person, which counts as the first response.

    Raises `field_missing`, `not_found`, `forbidden`.
    """
    stamp = stamp or Stamp.fresh()
    if not text.strip() and not files:
        raise Problem("field_missing", "text", name="catatan")
    with journal.unit():
        here = standing(actor, case_id)
        if not _allowed(actor, here, "note", may_write(actor, here)):
            return _late(actor, here.case, stamp, text=text, data={"meant": "note"}, files=files)
        case = here.case
        if contact and case.first_response_at is None and case.is_open and in_office(actor, case):
            responded(case, stamp.at)
        save(case)
        data = {"contact": True} if contact else {}
        entry = append(
            case, EntryKind.NOTE, stamp=stamp, **who(actor), text=text, data=data, files=files
        )
        _tell("case.noted", actor, case, entry, data={"contact": contact, "files": len(files)})
    return entry


def resolve(
    *,
    actor: Actor,
    case_id: UUID,
    outcome: str,
    summary: str,
    rev: int | None = None,
    stamp: Stamp | None = None,
) -> CaseEntry:
    """Say what became of it (list `outcome`); the office verifies and closes.

    Raises `field_invalid`, `field_missing`, `conflict`, `not_found`, `forbidden`.
    """
    stamp = stamp or Stamp.fresh()
    if outcome not in lists.codes("outcome"):
        raise Problem(
            "field_invalid", "outcome", name="hasil", why="pilihannya tidak ada dalam daftar"
        )
    if not summary.strip():
        raise Problem("field_missing", "summary", name="ringkasan")
    with journal.unit():
        here = standing(actor, case_id)
        case = here.case
        if rev is not None and case.rev != rev:
            raise Problem("conflict")
        helps = here.task is not None and here.task.part == Assignment.Part.SUPPORT
        may = may_work(actor, here) and not (helps and not in_office(actor, here.case))
        if not _allowed(actor, here, "resolve", may):
            data = {"meant": "resolve", "outcome": outcome}
            return _late(actor, case, stamp, text=summary, data=data, files=())
        lost = _begin_if_offered(here, stamp) + finish_tasks(case, stamp)
        case.state = lifecycle.next_state(case.state, "resolve")
        if case.first_response_at is None:
            responded(case, stamp.at)
        case.outcome, case.summary = outcome, summary.strip()
        case.resolved_at, case.deadline_at, case.review_at = (
            max(stamp.at, case.opened_at),
            None,
            None,
        )
        save(case)
        data = {"outcome": outcome}
        entry = append(
            case, EntryKind.RESOLVE, stamp=stamp, **who(actor), text=case.summary, data=data
        )
        _tell("case.resolved", actor, case, entry, lost=lost, data=data)
    return entry


def _allowed(actor: Actor, here: Standing, action: str, may: bool) -> bool:
    """True: do it. False: keep it as a late note. Raises `forbidden` for a stranger to the case.

    An officer at a screen is told that the case moved on (`case_state`); only who was in the field
    may have written without knowing.
    """
    fits = lifecycle.allows(here.case.state, action)
    if may and fits:
        return True
    if once_involved(actor, here.case):
        return False
    if may:
        if actor.role != Role.RELAWAN and actor.device_id is None:
            lifecycle.next_state(here.case.state, action)
        return False
    if here.level == "masked" and in_office(actor, here.case):
        raise Problem("case_protected")
    raise Problem("forbidden")


def _begin_if_offered(here: Standing, stamp: Stamp) -> list[UUID]:
    task = here.task
    if task is None or task.state != Assignment.State.OFFERED:
        return []
    return begin(here.case, task, stamp)


def _late(
    actor: Actor,
    case: Case,
    stamp: Stamp,
    *,
    text: str,
    data: dict[str, Any],
    files: Sequence[FileRef],
) -> CaseEntry:
    require(actor, "case.note")
    save(case)
    entry = append(
        case, EntryKind.LATE_NOTE, stamp=stamp, **who(actor), text=text, data=data, files=files
    )
    _tell("case.late_noted", actor, case, entry, data={"meant": data["meant"], "state": case.state})
    return entry


def _not_before(case: Case, day: date, offset_ms: int) -> date:
    """Nobody visits for a case that nobody had told of; the report may be older than its arrival.

    A phone whose clock runs behind (by up to two days, as measured) says "yesterday" and means
    today: the day is pulled forward to the case's first.
    """
    happened = case.reports.values_list("report__happened_on", flat=True)
    began = min([case.opened_at.astimezone(_WEST).date(), *happened])
    behind = min(max(offset_ms, 0), _MOST_BEHIND_MS)
    if day >= began:
        return day
    if day >= began - timedelta(days=-(-behind // _DAY_MS)):
        return began
    raise Problem(
        "visit_before_case", "visited_on", value=f"{day:%d-%m-%Y}", opened=f"{began:%d-%m-%Y}"
    )


def _tell(
    event: str,
    actor: Actor,
    case: Case,
    entry: CaseEntry,
    *,
    lost: Sequence[UUID] = (),
    data: dict[str, Any],
) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data={"entry": str(entry.id), **data},
        touched=touches(case, also=lost),
        at=entry.at,
    )
