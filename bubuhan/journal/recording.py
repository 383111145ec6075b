"""Fact and event in one transaction; feed positions last, under lock; jobs in the same commit.

Why positions are counters and not a sequence: a sequence number is taken before the commit, so a
reader can see 7 while 6 is still uncommitted and skip 6 for ever. The counter row stays locked
until the commit, so positions become visible in order.
"""

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef
from bubuhan.kernel.quick import prepared


@dataclass(frozen=True, slots=True)
class Touch:
    """A document changed in a space (or left it, when `gone`)."""

    space: str
    kind: str
    doc_id: str
    gone: bool = False


@dataclass(slots=True)
class _Pending:
    savepoints: bool
    events: list[Event] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)


_pending: ContextVar[_Pending | None] = ContextVar("journal_pending", default=None)


@contextmanager
def unit(*, savepoints: bool = True) -> Generator[ExitStack, None, None]:
    """One unit of work: a transaction whose events, jobs and positions are written at its end.

    Nested units are savepoints: when one fails, what was recorded inside it vanishes with it.
    `savepoints=False`, on the outermost, is for bulk work that is all or nothing: nested units
    then only join, and one that fails dooms the whole, even when its error is caught.
    Gives a stack for what must be closed after the events are written and before the commit.
    """
    outer = _pending.get()
    if outer is not None:
        marks = len(outer.events), len(outer.touches)
        try:
            with transaction.atomic(savepoint=outer.savepoints), ExitStack() as stack:
                yield stack
        except BaseException:
            del outer.events[marks[0] :]
            del outer.touches[marks[1] :]
            raise
        return
    pending = _Pending(savepoints)
    token = _pending.set(pending)
    try:
        with transaction.atomic(), ExitStack() as stack:
            yield stack
            _flush(pending)
    finally:
        _pending.reset(token)


def record(
    name: str,
    *,
    actor: ActorRef,
    subject: tuple[str, UUID | str],
    area: str = "",
    data: dict[str, Any] | None = None,
    touched: Iterable[Touch] = (),
    at: datetime | None = None,
) -> Event:
    """Write down what happened. Call it last in an action, inside `unit()`.

    `data` must be JSON and hold no NIK, no health detail and no free text of a sensitive case.
    Raises RuntimeError outside a unit: an event without its fact would be a lie.
    """
    pending = _pending.get()
    if pending is None:
        raise RuntimeError(f"journal.record({name!r}) outside journal.unit()")
    event = Event(
        at=at or clock.now(),
        name=name,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        area_code=area,
        data=data or {},
    )
    pending.events.append(event)
    pending.touches.extend(touched)
    return event


def touch(*touched: Touch) -> None:
    """Mark documents changed without an event of their own (lists and guides at load time)."""
    pending = _pending.get()
    if pending is None:
        raise RuntimeError("journal.touch() outside journal.unit()")
    pending.touches.extend(touched)


def _flush(pending: _Pending) -> None:
    from bubuhan.journal import reactions

    if pending.events:
        _write(pending.events)
        reactions.enqueue(pending.events)
    if pending.touches:
        _advance(pending.touches)


def _write(events: Sequence[Event]) -> None:
    """All events in one statement (the ORM's way costs this hot path three times as much)."""
    rows = [
        (
            *(event.id, event.at, event.name, event.actor_kind, event.actor_id, event.actor_name),
            *(event.subject_kind, event.subject_id, event.area_code, json.dumps(event.data)),
        )
        for event in events
    ]
    prepared(_INSERT_EVENTS, [list(column) for column in zip(*rows, strict=True)])


_INSERT_EVENTS = """
INSERT INTO journal_event (id, at, name, actor_kind, actor_id, actor_name, subject_kind, subject_id,
                           area_code, data)
SELECT * FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::text[], %s::text[], %s::text[], %s::jsonb[])
"""


def _advance(touches: Sequence[Touch]) -> None:
    """Give every touched document a new position; spaces are locked in sorted order."""
    latest: dict[tuple[str, str, str], bool] = {}
    for one in touches:
        key = (one.space, one.kind, one.doc_id)
        latest.pop(key, None)  # a later touch moves the document to the end
        latest[key] = one.gone
    columns = [list(column) for column in zip(*latest, strict=True)]
    prepared(_INSERT_POSITIONS, [*columns, list(latest.values())])


_INSERT_POSITIONS = """
WITH touched AS (
  SELECT *, row_number() OVER (PARTITION BY space ORDER BY nth) AS place
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[])
    WITH ORDINALITY AS t (space, kind, doc_id, gone, nth)
), counted AS (
  INSERT INTO journal_spacecounter AS c (code, pos)
  SELECT space, count(*) FROM touched GROUP BY space ORDER BY space
  ON CONFLICT (code) DO UPDATE SET pos = c.pos + excluded.pos
  RETURNING code, pos
), sizes AS (
  SELECT space, count(*) AS size FROM touched GROUP BY space
)
INSERT INTO journal_feed (space, kind, doc_id, pos, gone)
SELECT touched.space, kind, doc_id, counted.pos - size + place, gone
FROM touched JOIN counted ON counted.code = touched.space JOIN sizes ON sizes.space = touched.space
ON CONFLICT (space, kind, doc_id) DO UPDATE SET pos = excluded.pos, gone = excluded.gone
"""
