"""Apply commands: first all as one whole, which is quick and nearly always works; and when one of
them fails, again with each in its own savepoint, so that the one that fails takes nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from pydantic import BaseModel

from bubuhan import journal
from bubuhan.accounts.policy import Actor
from bubuhan.kernel.commands import CommandContext
from bubuhan.kernel.problems import Problem
from bubuhan.sync import queries
from bubuhan.sync.parcels import Parcel, runs

log = structlog.get_logger(__name__)

# The database went away or broke a deadlock: nobody's command is at fault, the phone tries again.
TRANSIENT = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Moment:
    """Who pushes, when it reached us, and how far the phone's clock is behind ours."""

    actor: Actor
    received_at: datetime
    offset_ms: int


class Halted(Exception):
    """A command failed while all were tried as one whole: nothing of this attempt is kept."""


def only_bulk(parcels: Sequence[Parcel]) -> bool:
    """True when all that is ready has a bulk handler, which promises not to look at row counts."""
    ready = [p for p in parcels if p.ready]
    return bool(ready) and all(p.kind is not None and p.kind.bulk is not None for p in ready)


def apply_whole(parcels: Sequence[Parcel], moment: Moment) -> None:
    """The quick way, inside a unit without savepoints: run everything, or raise Halted.

    One alone goes through its bulk handler, too, when it has one.
    """
    ready = [p for p in parcels if p.ready]
    if len({p.id for p in ready}) != len(ready):
        raise Halted
    try:
        for run in runs(ready):
            kind, pairs = run[0].kind, [(_context(p, moment), _body(p)) for p in run]
            assert kind is not None
            if kind.bulk is not None:
                kind.bulk(pairs)
                continue
            for parcel, (context, body) in zip(run, pairs, strict=True):
                parcel.data = kind.handle(context, body)
    except Exception as error:
        raise Halted from error


def apply_each(parcels: Sequence[Parcel], moment: Moment) -> None:
    """The careful way: outcomes are put down on the parcels, one that fails takes no other along.

    Neighbours of one type with a bulk handler are tried together first, then one by one.
    Lets the TRANSIENT errors through: then nothing of the whole push is kept.
    """
    with connection.cursor() as cursor:
        # Foreign keys are otherwise checked at the commit, too late to tell whose fault it was.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    accepted = queries.accepted_ids([p.id for p in parcels if p.id and p.ready])
    for parcel in parcels:
        parcel.duplicate = parcel.id in accepted
    for run in runs([p for p in parcels if p.ready]):
        pairs = [(_context(p, moment), _body(p)) for p in run]
        ids = {p.id for p in run if p.id}
        if len(ids) == len(run) > 1 and accepted.isdisjoint(ids) and _together(run, pairs):
            accepted |= ids
            continue
        for parcel, (context, body) in zip(run, pairs, strict=True):
            _alone(parcel, context, body, accepted)


def _together(run: list[Parcel], pairs: list[tuple[CommandContext, BaseModel]]) -> bool:
    kind = run[0].kind
    if kind is None or kind.bulk is None:
        return False
    try:
        with journal.unit():
            kind.bulk(pairs)
    except TRANSIENT:
        raise
    except Exception as error:
        if not isinstance(error, Problem):
            log.warning("bulk handler failed, trying one by one", type=kind.name, error=repr(error))
        return False
    return True


def _alone(parcel: Parcel, context: CommandContext, body: BaseModel, accepted: set[UUID]) -> None:
    if context.command_id in accepted:  # sent twice in one push
        parcel.duplicate = True
        return
    assert parcel.kind is not None
    try:
        with journal.unit():
            parcel.data = parcel.kind.handle(context, body)
        accepted.add(context.command_id)
    except TRANSIENT:
        raise
    except Problem as problem:
        parcel.problem = problem
    except Exception as error:
        # Another phone of the same person may have sent the same command a moment ago.
        if isinstance(error, IntegrityError) and queries.accepted_ids([context.command_id]):
            parcel.duplicate = True
            return
        log.exception("command handler failed", type=parcel.type, command=str(parcel.id))
        parcel.problem = Problem("server_fault")


def _context(parcel: Parcel, moment: Moment) -> CommandContext:
    assert parcel.id is not None
    assert parcel.made_at is not None
    return CommandContext(
        actor=moment.actor,
        command_id=parcel.id,
        made_at=parcel.made_at,
        received_at=moment.received_at,
        base_rev=parcel.base_rev,
        clock_offset_ms=moment.offset_ms,
    )


def _body(parcel: Parcel) -> BaseModel:
    assert parcel.body is not None
    return parcel.body
