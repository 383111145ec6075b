"""The common end of every write here: revision, timeline, journal; and small checks of input."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.cases.entries import Stamp, append, save, told_area, touches, who
from bubuhan.cases.guards import for_office
from bubuhan.cases.models import Case, EntryKind, State
from bubuhan.kernel import clock
from bubuhan.kernel.problems import Problem
from bubuhan.reports.commands import FileRef

FINISHED = (State.CLOSED, State.REJECTED)


def today(now: datetime | None = None) -> date:
    """The day in the office's own zone."""
    return timezone.localtime(now or clock.now()).date()


def opened(actor: Actor, verb: str, case_id: UUID, rev: int | None) -> Case:
    """A locked case that is still worked on. Raises what `for_office` raises, and `plan_case_finished`."""
    case = for_office(actor, verb, case_id, rev)
    if case.state in FINISHED:
        raise Problem("plan_case_finished")
    return case


def tell(
    event: str,
    actor: Actor,
    case: Case,
    stamp: Stamp,
    *,
    text: str = "",
    data: dict[str, Any] | None = None,
    kind: str = EntryKind.PLAN,
    files: Sequence[FileRef] = (),
    own_id: bool = False,
    quiet: bool = False,
) -> None:
    """A line of the timeline and the event: ids and codes in `data`, words only in `text`.

    `quiet`: a change of a draft; a new revision and the event, no line and nothing for phones.
    """
    save(case)
    if quiet:
        _record(event, actor, case, stamp, data=data, touched=[])
        return
    append(
        case,
        kind,
        stamp=stamp,
        **who(actor),
        text=text[:5000],
        data=data,
        files=files,
        own_id=own_id,
    )
    _record(event, actor, case, stamp, data=data, touched=touches(case))


def _record(
    event: str,
    actor: Actor,
    case: Case,
    stamp: Stamp,
    *,
    data: dict[str, Any] | None,
    touched: list[journal.Touch],
) -> None:
    journal.record(
        event,
        actor=actor.ref,
        subject=("case", case.id),
        area=told_area(case),
        data=data or {},
        touched=touched,
        at=stamp.at,
    )


def need(text: str, field: str, name: str, most: int = 300) -> str:
    """A text that must be there, trimmed. Raises `field_missing`."""
    found = " ".join(text.split())[:most]
    if not found:
        raise Problem("field_missing", field, name=name)
    return found


def chosen(value: str, allowed: Any, field: str, name: str) -> str:
    """A code of a list. Raises `field_invalid`."""
    if value not in allowed:
        raise Problem("field_invalid", field, name=name, why="pilihannya tidak ada dalam daftar")
    return value
