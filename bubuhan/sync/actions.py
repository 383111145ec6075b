"""Writes of the phone's door: take a push, and what the office does with a refused command."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection
from pydantic import ValidationError

from bubuhan import journal
from bubuhan.accounts.actions import device_for_token
from bubuhan.accounts.policy import Actor
from bubuhan.journal import Touch
from bubuhan.kernel.fields import EncryptedText
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.quick import pipelined, prepared
from bubuhan.sync import parcels as reading
from bubuhan.sync import queries
from bubuhan.sync.applying import TRANSIENT, Halted, Moment, apply_each, apply_whole, only_bulk
from bubuhan.sync.checking import problem_of, read_json
from bubuhan.sync.mending import Fix, mended
from bubuhan.sync.models import Outcome, Receipt
from bubuhan.sync.parcels import Parcel
from bubuhan.sync.queries import Caller
from bubuhan.sync.schemas import PushRequest

log = structlog.get_logger(__name__)
SPACE_CAP = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the answer: a receipt, stored or (for `seq_conflict`) not."""

    seq: int
    id: UUID | None
    type: str
    outcome: str
    problem: dict[str, Any] | None
    replayed: bool
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pushed:
    """Answer to a push: a line per command looked at, and where to go on."""

    lines: list[Told]
    next_seq: int
    stopped: Problem | None


def push(token: str, raw: bytes, now: datetime, *, parcel: bool = False) -> Pushed:
    """Take a push: all receipts and effects in one transaction, the phone's row locked.

    `parcel`: work of a former holder, whose phone may have been handed over since.
    Raises Problem token_unknown, device_revoked, forbidden, not_json, bad_command (nothing is kept).
    """
    for whole in (True, False, False):  # the last: another phone sent the same command just now
        try:
            found = _push(token, raw, now, whole=whole, parcel=parcel)
        except (Halted, DatabaseError) as error:
            if not whole and isinstance(error, TRANSIENT):
                raise
            _mend_connection()
            log.info("push is tried again", whole=whole, error=repr(error.__cause__ or error))
            continue
        if found is None:
            device_for_token(token, now)  # says why not, outside the transaction it must outlive
            raise Problem("token_unknown")
        return found
    raise Problem("try_again")


def _mend_connection() -> None:
    """Before the next try: replace a connection that the database has left (it was restarted)."""
    if not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def _push(
    token: str, raw: bytes, now: datetime, *, whole: bool, parcel: bool = False
) -> Pushed | None:
    # The first try shows by itself whether the database is there: no question beforehand.
    connection.health_check_done = whole  # type: ignore[attr-defined]
    with journal.unit(savepoints=not whole) as around:
        caller = queries.locked_caller(token, parcel=parcel)
        if caller is None:
            return None
        request, parcels = _read(raw)
        if request.device != caller.device_id:
            raise Problem("token_unknown", "device")
        moment = Moment(caller.actor, now, _clock_offset(request, caller, now))
        fresh, stopped = _next_ones(caller, parcels)
        for one in fresh:
            reading.open_(one)
        before = queries.told_before(
            caller.device_id, (p.seq for p in parcels if p.seq <= caller.last_seq)
        )
        if whole and only_bulk(fresh):
            around.enter_context(pipelined())
        (apply_whole if whole else apply_each)(fresh, moment)
        _store(caller, request, fresh, moment)
    lines = _lines(parcels, fresh, before)
    return Pushed(lines, caller.last_seq + len(fresh) + 1, stopped)


def _read(raw: bytes) -> tuple[PushRequest, list[Parcel]]:
    found = read_json(raw)
    try:
        request = PushRequest.model_validate(found)
    except ValidationError as error:
        inner = problem_of(error, PushRequest)
        where = f"bagian “{inner.field}” tidak benar" if inner.field else "bentuknya tidak dikenal"
        raise Problem("bad_command", inner.field, why=where) from error
    return request, [reading.label(c["seq"], c) for c in found["commands"]]


def _next_ones(caller: Caller, parcels: Sequence[Parcel]) -> tuple[list[Parcel], Problem | None]:
    """Those that come next in order; a gap ends it. Earlier numbers only get their receipt again."""
    fresh: list[Parcel] = []
    for parcel in parcels:
        expected = caller.last_seq + len(fresh) + 1
        if parcel.seq == expected:
            fresh.append(parcel)
        elif parcel.seq > expected:
            return fresh, Problem("seq_gap", "seq", expected=expected)
    return fresh, None


def _lines(
    parcels: Sequence[Parcel], fresh: Sequence[Parcel], before: dict[int, Receipt]
) -> list[Told]:
    new = {id(p): _told(p) for p in fresh}
    now_known = {p.seq: p for p in fresh}
    lines: list[Told] = []
    for parcel in parcels:
        if id(parcel) in new:
            lines.append(new[id(parcel)])
        elif parcel.seq in before:
            lines.append(_again(parcel, before[parcel.seq]))
        elif parcel.seq in now_known:  # the same number twice in one push
            first = now_known[parcel.seq]
            lines.append(
                _told(first, replayed=True) if first.id == parcel.id else _conflict(parcel)
            )
    return lines


def _told(parcel: Parcel, replayed: bool = False) -> Told:
    problem = parcel.problem.as_dict() if parcel.problem else None
    return Told(
        parcel.seq, parcel.id, parcel.type, _outcome(parcel), problem, replayed, parcel.data or {}
    )


def _again(parcel: Parcel, receipt: Receipt) -> Told:
    if receipt.command_id != parcel.id:
        return _conflict(parcel)
    return Told(
        receipt.seq,
        receipt.command_id,
        receipt.type,
        receipt.outcome,
        receipt.problem,
        True,
        receipt.data or {},
    )


def _conflict(parcel: Parcel) -> Told:
    problem = Problem("seq_conflict", "seq").as_dict()
    return Told(parcel.seq, parcel.id, parcel.type, Outcome.REFUSED, problem, False, {})


def _outcome(parcel: Parcel) -> Outcome:
    if parcel.problem:
        return Outcome.REFUSED
    return Outcome.DUPLICATE if parcel.duplicate else Outcome.ACCEPTED


def _store(caller: Caller, request: PushRequest, fresh: Sequence[Parcel], moment: Moment) -> None:
    """Receipts and the phone's own row, in one statement; only a refused command keeps its body."""
    rows = [_receipt_row(parcel) for parcel in fresh]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(8)]
    contact = [
        caller.last_seq + len(fresh),
        moment.received_at,
        moment.offset_ms,
        request.app_version,
        request.pending,
        *_state_of(request),
    ]
    prepared(_STORE, [caller.device_id, moment.received_at, *columns, *contact, caller.device_id])


def _state_of(request: PushRequest) -> tuple[Any, ...]:
    """What the phone said of itself: told or not, and the values."""
    state = request.phone
    if state is None:
        return (False, None, None, None, None, None)
    told = (state.files, state.storage_used, state.storage_quota, state.persisted)
    return (True, state.oldest_at, *told)


def _receipt_row(parcel: Parcel) -> tuple[Any, ...]:
    problem = json.dumps(parcel.problem.as_dict()) if parcel.problem else None
    data = json.dumps(parcel.data, default=str) if parcel.data else None
    body = EncryptedText().get_prep_value(json.dumps(parcel.raw)) if parcel.problem else None
    outcome = str(_outcome(parcel))
    return (parcel.seq, parcel.id, parcel.type, outcome, problem, data, body, parcel.made_at)


_STORE = """
WITH stored AS (
  INSERT INTO sync_receipt (device_id, received_at, seq, command_id, type, outcome, problem, data,
                            body, made_at, settled_by, settled_how, settled_why)
  SELECT %s, %s, t.*, '', '', ''
  FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[],
              %s::bytea[], %s::timestamptz[]) AS t
)
UPDATE accounts_device SET last_seq = %s, last_seen_at = %s, clock_offset_ms = %s,
  app_version = coalesce(%s, app_version), pending = coalesce(%s, pending),
  (pending_since, files_pending, storage_used, storage_quota, persisted) = (
    SELECT CASE WHEN told THEN a ELSE pending_since END, CASE WHEN told THEN b ELSE files_pending END,
           CASE WHEN told THEN c ELSE storage_used END, CASE WHEN told THEN e ELSE storage_quota END,
           CASE WHEN told THEN f ELSE persisted END
    FROM (VALUES (%s::bool, %s::timestamptz, %s::int, %s::bigint, %s::bigint, %s::bool))
      AS state(told, a, b, c, e, f))
WHERE id = %s
"""


def _clock_offset(request: PushRequest, caller: Caller, now: datetime) -> int:
    if request.sent_at is None:
        return caller.clock_offset_ms
    return int((now - request.sent_at).total_seconds() * 1000)


def retry(
    actor: Actor, receipt_id: int, now: datetime, *, fix: Fix | None = None, value: str = ""
) -> Receipt:
    """Process a refused command once more, as its sender; with `fix`, one field of it set to `value`.

    Raises its problem when it fails again; then nothing is changed.
    """
    with journal.unit():
        receipt = queries.refusal(actor, receipt_id)
        receipt = (
            Receipt.objects.select_for_update(of=("self",))
            .select_related("device__user")
            .get(id=receipt.id)
        )
        if receipt.settled_at:
            raise Problem("conflict")
        raw = json.loads(receipt.body)
        parcel = reading.label(receipt.seq, mended(raw, fix, value.strip()) if fix else raw)
        reading.open_(parcel)
        sender = receipt.device.user.actor(receipt.device_id)
        apply_each([parcel], Moment(sender, receipt.received_at, receipt.device.clock_offset_ms))
        if parcel.problem:
            raise parcel.problem
        receipt.outcome = _outcome(parcel)
        receipt.data, receipt.problem, receipt.body = parcel.data, None, ""
        why = f"{fix.label} diperbaiki di kantor" if fix else ""
        _settle(receipt, actor, Receipt.How.RETRIED, why, now)
    return receipt


def dismiss(actor: Actor, receipt_id: int, why: str, now: datetime) -> Receipt:
    """Put a refused command aside with a reason; it stays stored. Raises Problem field_missing."""
    reason = " ".join(why.split())
    if not reason:
        raise Problem("field_missing", "why", name="alasan")
    with journal.unit():
        receipt = queries.refusal(actor, receipt_id)
        if receipt.settled_at:
            raise Problem("conflict")
        _settle(receipt, actor, Receipt.How.DISMISSED, reason[:300], now)
    return receipt


def _settle(receipt: Receipt, actor: Actor, how: "Receipt.How", why: str, now: datetime) -> None:
    receipt.settled_at, receipt.settled_by = now, actor.name[:120]
    receipt.settled_how, receipt.settled_why = how, why
    receipt.save()
    journal.record(
        "refusal.settled",
        actor=actor.ref,
        subject=("receipt", str(receipt.id)),
        area=receipt.device.user.area_code,
        data={
            "how": str(how),
            "why": why,
            "command": str(receipt.command_id),
            "type": receipt.type,
        },
        at=now,
    )


def cap_spaces(cap: int = SPACE_CAP) -> int:
    """Keep the newest `cap` documents of each space; tell phones that the older ones are gone."""
    dropped = 0
    for space, docs in queries.overfull(cap).items():
        with journal.unit():
            journal.touch(*(Touch(space, kind, doc_id, gone=True) for kind, doc_id in docs))
        dropped += len(docs)
    return dropped
