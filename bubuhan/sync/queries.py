"""Reads of the phone's door: who calls, what was told before, what is new in a space."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef

from bubuhan.accounts.models import Device
from bubuhan.accounts.policy import VERBS, Actor, Role, area_q, require
from bubuhan.journal.models import Feed, SpaceCounter
from bubuhan.kernel import crypto, documents
from bubuhan.kernel.documents import Doc
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.quick import prepared
from bubuhan.sync.models import Outcome, Receipt

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """A phone in good standing, its owner as an actor, and how far its commands have come."""

    device_id: UUID
    actor: Actor
    last_seq: int
    clock_offset_ms: int


def locked_caller(token: str, *, parcel: bool = False) -> Caller | None:
    """The phone behind a token, its row locked until the transaction ends; one query.

    With `parcel` also one that was handed over. None when the token does not open the door:
    `accounts.actions.device_for_token` says why.
    """
    return _caller(token, _PARCEL if parcel else _CALLER)


def phone_of_parcel(token: str) -> Caller | None:
    """The phone in whose name a parcel comes: in good standing, or handed over since."""
    return _caller(token, _PARCEL.replace("FOR UPDATE OF d", ""))


def _caller(token: str, statement: str) -> Caller | None:
    rows = prepared(statement, [crypto.token_hash(token)], rows=True)
    if not rows or rows[0][5] not in VERBS["sync.use"]:
        return None
    row = rows[0]
    actor = Actor(
        user_id=row[3],
        name=row[4],
        role=Role(row[5]),
        area=row[6],
        person_id=row[7],
        device_id=row[0],
    )
    return Caller(device_id=row[0], actor=actor, last_seq=row[1], clock_offset_ms=row[2])


_CALLER = """
SELECT d.id, d.last_seq, d.clock_offset_ms, u.id, u.name, u.role, u.area_code, u.person_id
FROM accounts_device d JOIN accounts_user u ON u.id = d.user_id
WHERE d.token_hash = %s AND d.revoked_at IS NULL AND u.is_active
FOR UPDATE OF d
"""


_PARCEL = _CALLER.replace(
    "d.revoked_at IS NULL AND u.is_active",
    "((d.revoked_at IS NULL AND u.is_active) OR d.successor_id IS NOT NULL)",
)


def told_before(device_id: UUID, seqs: Iterable[int]) -> dict[int, Receipt]:
    """Receipts of these sequence numbers."""
    wanted = list(seqs)
    if not wanted:
        return {}
    found = Receipt.objects.filter(device_id=device_id, seq__in=wanted).defer("body")
    return {receipt.seq: receipt for receipt in found}


def accepted_ids(ids: Sequence[UUID]) -> set[UUID]:
    """Which of these commands were accepted before, from whatever phone."""
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT command_id FROM sync_receipt WHERE command_id = ANY(%s) AND outcome = 'accepted'",
            [list(ids)],
        )
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One document at its position; `doc` is None when it is gone for this phone."""

    pos: int
    kind: str
    doc_id: str
    doc: Doc | None


@dataclass(frozen=True, slots=True)
class News:
    """What a pull brings. `reset`: the phone is ahead of us and must start this space anew."""

    items: list[NewsItem]
    next: int
    more: bool
    reset: bool = False


def news(device: Device, actor: Actor, space: str, after: int, limit: int) -> News:
    """Documents of a space after a position. Raises Problem("space_forbidden").

    A renderer that leaves a document out tells the phone that it is gone. One that fails on a
    document leaves that one for its next change: it must not keep the others from arriving. When it
    is the database that failed, the whole answer fails and the phone asks again.
    """
    if space not in device.spaces:
        raise Problem("space_forbidden", "space", space=space)
    rows = list(Feed.objects.filter(space=space, pos__gt=after).order_by("pos")[: limit + 1])
    if not rows and after > _last_pos(space):
        return News([], 0, True, reset=True)
    page = rows[:limit]
    rendered = _render(actor, [row for row in page if not row.gone])
    items = [
        NewsItem(row.pos, row.kind, row.doc_id, rendered.get((row.kind, row.doc_id)))
        for row in page
        if (row.kind, row.doc_id) not in rendered.broken
    ]
    return News(items, page[-1].pos if page else after, len(rows) > limit)


class _Rendered(dict[tuple[str, str], Doc]):
    """Documents by kind and id, and those whose renderer failed."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: set[tuple[str, str]] = set()


def _render(actor: Actor, rows: Sequence[Feed]) -> _Rendered:
    found = _Rendered()
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.doc_id)
    for kind, ids in by_kind.items():
        renderer = documents.registry.get(kind)
        if renderer is None:
            continue
        try:
            found.update(((kind, i), doc) for i, doc in renderer(actor, ids).items())
        except Exception:
            log.exception("documents failed, rendering one by one", kind=kind)
            _render_singly(found, renderer, actor, kind, ids)
    return found


def _render_singly(
    found: _Rendered, renderer: documents.Renderer, actor: Actor, kind: str, ids: Sequence[str]
) -> None:
    for doc_id in ids:
        try:
            found.update(((kind, i), doc) for i, doc in renderer(actor, [doc_id]).items())
        except (OperationalError, InterfaceError):
            raise  # the database is busy or away: the phone asks again, nothing is passed over
        except Exception:
            log.exception("document failed", kind=kind, doc=doc_id)
            found.broken.add((kind, doc_id))


def _last_pos(space: str) -> int:
    return SpaceCounter.objects.filter(code=space).values_list("pos", flat=True).first() or 0


def overfull(cap: int) -> dict[str, list[tuple[str, str]]]:
    """Spaces with more than `cap` documents: the oldest ones too many, as (kind, id)."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERFULL, [cap])
        found: dict[str, list[tuple[str, str]]] = {}
        for space, kind, doc_id in cursor.fetchall():
            found.setdefault(space, []).append((kind, doc_id))
    return found


_OVERFULL = """
SELECT space, kind, doc_id FROM (
  SELECT space, kind, doc_id, row_number() OVER (PARTITION BY space ORDER BY pos DESC) AS place
  FROM journal_feed WHERE NOT gone AND space <> 'national'
) ranked WHERE place > %s ORDER BY space, place DESC
"""


def open_refusals(actor: Actor, limit: int = 200) -> list[Receipt]:
    """Refused commands of phones in the actor's area that nobody has settled, newest first.

    A command that was repaired on the phone and accepted later (same id) is not shown any more.
    Raises Problem("forbidden").
    """
    require(actor, "refusal.settle")
    later = Receipt.objects.filter(command_id=OuterRef("command_id"), outcome=Outcome.ACCEPTED)
    rows = (
        Receipt.objects.filter(area_q(actor, "device__user__area_code"))
        .filter(~Exists(later), outcome=Outcome.REFUSED, settled_at=None)
        .select_related("device__user")
        .order_by("-received_at")
    )
    return list(rows[:limit])


def refusal(actor: Actor, receipt_id: int) -> Receipt:
    """One refused command of the actor's area. Raises Problem not_found, forbidden."""
    require(actor, "refusal.settle")
    found = (
        Receipt.objects.filter(area_q(actor, "device__user__area_code"), id=receipt_id)
        .filter(outcome=Outcome.REFUSED)
        .select_related("device__user")
        .first()
    )
    if found is None:
        raise Problem("not_found")
    return found
