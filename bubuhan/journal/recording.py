"""Fact and event in one transaction; feed positions last, under lock; jobs in the same commit.

Why positions are counters and not a sequence: a sequence number is taken before the commit, so a
reader can see 7 while 6 is still uncommitted and skip 6 for ever. The counter row stays locked
until the commit, so positions become visible in order.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bubuhan.journal.models import Event
from bubuhan.kernel import clock
from bubuhan.kernel.actors import ActorRef


@dataclass(frozen=True, slots=True)
class Touch:
    """A document changed in a space (or left it, when `gone`)."""

    space: str
    kind: str
    doc_id: str
    gone: bool = False


@dataclass(slots=True)
class _Pending:
    events: list[Event] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)


_pending: ContextVar[_Pending | None] = ContextVar("journal_pending", default=None)


@contextmanager
def unit() -> Generator[None, None, None]:
    """One unit of work: a transaction whose events, jobs and positions are written at its end.

    Nested units are savepoints: when one fails, what was recorded inside it vanishes with it.
    """
    outer = _pending.get()
    if outer is not None:
        marks = len(outer.events), len(outer.touches)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del outer.events[marks[0] :]
            del outer.touches[marks[1] :]
            raise
        return
    pending = _Pending()
    token = _pending.set(pending)
    try:
        with transaction.atomic():
            yield
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
        Event.objects.bulk_create(pending.events, batch_size=1000)
        reactions.enqueue(pending.events)
    if pending.touches:
        _advance(pending.touches)


def _advance(touches: Sequence[Touch]) -> None:
    """Give every touched document a new position; spaces are locked in sorted order."""
    latest: dict[tuple[str, str, str], bool] = {}
    for one in touches:
        key = (one.space, one.kind, one.doc_id)
        latest.pop(key, None)  # a later touch moves the document to the end
        latest[key] = one.gone
    counts: dict[str, int] = {}
    for space, _, _ in latest:
        counts[space] = counts.get(space, 0) + 1
    spaces = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_spacecounter AS c (code, pos) "
            "SELECT * FROM unnest(%s::text[], %s::bigint[]) ORDER BY 1 "
            "ON CONFLICT (code) DO UPDATE SET pos = c.pos + excluded.pos RETURNING code, pos",
            [spaces, [counts[s] for s in spaces]],
        )
        free = {code: pos - counts[code] for code, pos in cursor.fetchall()}
        rows: list[tuple[str, str, str, int, bool]] = []
        for (space, kind, doc_id), gone in latest.items():
            free[space] += 1
            rows.append((space, kind, doc_id, free[space], gone))
        cursor.execute(
            "INSERT INTO journal_feed (space, kind, doc_id, pos, gone) "
            "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bool[]) "
            "ON CONFLICT (space, kind, doc_id) DO UPDATE SET pos = excluded.pos, gone = excluded.gone",
            [list(column) for column in zip(*rows, strict=True)],
        )
