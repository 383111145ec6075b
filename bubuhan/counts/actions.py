"""Writes of counts: freeze, sign, enter what others published. One verb, one journal record."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.accounts.policy import Actor, require
from bubuhan.counts import body as bodies
from bubuhan.counts import reading
from bubuhan.counts.freezing import PURPOSE, Sealer, digest
from bubuhan.counts.models import (
    Absence,
    ControlTotal,
    SheetSigning,
    Snapshot,
    SnapshotRow,
    Unit,
)
from bubuhan.geo import queries as geo
from bubuhan.kernel import clock, signing
from bubuhan.kernel.bulk import copy_in
from bubuhan.kernel.ids import uuid7
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import codes
from bubuhan.people.models import Precision


@dataclass(frozen=True, slots=True)
class ControlValues:
    """A published number as an officer enters it."""

    area_code: str
    pillar: str
    number: int
    source: str
    said_on: date
    said_precision: str = Precision.DAY
    unit: str = Unit.PERSONS
    url: str = ""
    note: str = ""


def take(*, area: str, actor: Actor, note: str = "") -> Snapshot:
    """Freeze the count of an area now, with the list behind it. Raises `forbidden`, `area_unknown`.

    102,828 hats took 13.6 s of one processor and 145 MB (22 Nov 2026); a kab/kota takes a moment.
    """
    require(actor, "count.take", area)
    if area and geo.get(area) is None:
        raise Problem("area_unknown", "area", code=area)
    with journal.unit():
        snapshot = Snapshot(
            id=uuid7(),
            area_code=area,
            area_label=reading.label(area),
            taken_at=clock.now(),
            taken_by=actor.name,
            taken_by_id=str(actor.user_id),
            note=" ".join(note.split())[:250],
            token=secrets.token_hex(8),
        )
        _store(snapshot)
        journal.record(
            "snapshot.taken",
            actor=actor.ref,
            subject=("snapshot", snapshot.id),
            area=area,
            data={"rows": snapshot.row_count, "hash": snapshot.hash},
        )
    return snapshot


def sign(
    *,
    actor: Actor,
    snapshot_id: UUID,
    name: str,
    office: str,
    signed_on: date,
    nip: str = "",
    scan: str = "",
) -> SheetSigning:
    """Note that the head signed the sheet. Raises `forbidden`, `not_found`, `sheet_signed`, `date_ahead`,
    `signed_before_count`, `nip_invalid`. `scan`: hash of a complete file.
    """
    nip = "".join(nip.split())
    with journal.unit():
        snapshot = reading.snapshot_of(actor, snapshot_id)
        require(actor, "count.sign", snapshot.area_code)
        _check_signing(snapshot, signed_on, nip)
        signing_row, made = SheetSigning.objects.get_or_create(
            snapshot=snapshot,
            defaults={
                "name": " ".join(name.split())[:120],
                "nip": nip,
                "office": " ".join(office.split())[:160],
                "signed_on": signed_on,
                "by": actor.name,
                "by_id": str(actor.user_id),
                "at": clock.now(),
                "scan_sha256": scan,
            },
        )
        if not made:
            raise Problem("sheet_signed", name=signing_row.name)
        journal.record(
            "snapshot.signed",
            actor=actor.ref,
            subject=("snapshot", snapshot.id),
            area=snapshot.area_code,
            data={"name": signing_row.name, "on": str(signed_on), "scan": bool(scan)},
        )
    return signing_row


def set_control(
    *, actor: Actor, values: ControlValues, replaces: int | None = None, why: str = ""
) -> ControlTotal:
    """Enter a published number, or correct one (the former stays in the history).

    Raises `forbidden`, `pillar_unknown`, `date_ahead`, `not_found`, `control_replaced`.
    """
    require(actor, "control.edit", values.area_code)
    if values.pillar not in codes("pillar"):
        raise Problem("pillar_unknown", "pillar", value=values.pillar, options=_pillars())
    now = clock.now()
    if values.said_on > clock.day(now):
        raise Problem("date_ahead", "said_on", value=f"{values.said_on:%d-%m-%Y}")
    with journal.unit():
        old = _control(actor, replaces) if replaces else None
        row = ControlTotal.objects.create(
            by=actor.name,
            by_id=str(actor.user_id),
            at=now,
            **{f: getattr(values, f) for f in ControlValues.__slots__},
        )
        if old:
            _end_control(old, actor, why, row)
        journal.record(
            "control.set",
            actor=actor.ref,
            subject=("control", str(row.pk)),
            area=row.area_code,
            data={"pillar": row.pillar, "number": row.number, "replaces": replaces},
        )
    return row


def withdraw_control(*, actor: Actor, control_id: int, why: str) -> ControlTotal:
    """Take a number out of use, with a reason. Raises `forbidden`, `not_found`, `control_replaced`."""
    with journal.unit():
        row = _control(actor, control_id)
        require(actor, "control.edit", row.area_code)
        _end_control(row, actor, why, None)
        journal.record(
            "control.withdrawn",
            actor=actor.ref,
            subject=("control", str(row.pk)),
            area=row.area_code,
            data={"pillar": row.pillar, "number": row.number},
        )
    return row


def record_absence(
    *, actor: Actor, area: str, pillar: str, said_by: str, said_on: date, note: str = ""
) -> Absence:
    """Write down that a pillar does not exist in an area, and who said so.

    Raises `forbidden`, `pillar_unknown`, `date_ahead`, `absence_known`.
    """
    require(actor, "control.edit", area)
    if pillar not in codes("pillar"):
        raise Problem("pillar_unknown", "pillar", value=pillar, options=_pillars())
    now = clock.now()
    if said_on > clock.day(now):
        raise Problem("date_ahead", "said_on", value=f"{said_on:%d-%m-%Y}")
    with journal.unit():
        row, made = Absence.objects.get_or_create(
            area_code=area,
            pillar=pillar,
            withdrawn_at=None,
            defaults={
                "said_by": " ".join(said_by.split())[:160],
                "said_on": said_on,
                "note": " ".join(note.split())[:300],
                "by": actor.name,
                "by_id": str(actor.user_id),
                "at": now,
            },
        )
        if not made:
            raise Problem("absence_known", said_by=row.said_by)
        journal.record(
            "absence.recorded",
            actor=actor.ref,
            subject=("absence", str(row.pk)),
            area=area,
            data={"pillar": pillar, "said_by": row.said_by},
        )
    return row


def withdraw_absence(*, actor: Actor, absence_id: int) -> Absence:
    """The pillar exists after all. Raises `forbidden`, `not_found`."""
    with journal.unit():
        row = Absence.objects.select_for_update().filter(id=absence_id, withdrawn_at=None).first()
        if row is None or not actor.covers(row.area_code):
            raise Problem("not_found")
        require(actor, "control.edit", row.area_code)
        row.withdrawn_at, row.withdrawn_by = clock.now(), actor.name
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        journal.record(
            "absence.withdrawn",
            actor=actor.ref,
            subject=("absence", str(row.pk)),
            area=row.area_code,
            data={"pillar": row.pillar},
        )
    return row


def note_export(*, actor: Actor, snapshot: Snapshot, kind: str) -> None:
    """Journal that a list of names left the system as a file."""
    with journal.unit():
        journal.record(
            "snapshot.exported",
            actor=actor.ref,
            subject=("snapshot", snapshot.id),
            area=snapshot.area_code,
            data={"kind": kind, "rows": snapshot.row_count},
        )


def _store(snapshot: Snapshot) -> None:
    """Rows first, then the numbers counted from these very rows, then hash and signature.

    The snapshot's own row comes last: its foreign key is checked at the commit only.
    """
    sealer = Sealer()
    snapshot.row_count = 0
    for rows in _chunks(snapshot):
        for row in rows:
            row.digest = digest(row)
        copy_in(SnapshotRow, rows)
        sealer.add(rows)
        snapshot.row_count += len(rows)
    snapshot.body = bodies.build(snapshot)
    snapshot.hash = sealer.seal(snapshot)
    made = signing.sign(PURPOSE, snapshot.hash.encode())
    snapshot.key_id, snapshot.signature = made.key_id, made.text
    snapshot.save(force_insert=True)


def _chunks(snapshot: Snapshot, size: int = 5000) -> Iterator[list[SnapshotRow]]:
    chunk: list[SnapshotRow] = []
    for row in reading.rows_now(snapshot):
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pillars() -> str:
    return ", ".join(sorted(codes("pillar")))


def _check_signing(snapshot: Snapshot, signed_on: date, nip: str) -> None:
    if signed_on > clock.today():
        raise Problem("date_ahead", "signed_on", value=f"{signed_on:%d-%m-%Y}")
    if signed_on < clock.day(snapshot.taken_at):
        raise Problem("signed_before_count", "signed_on", taken=f"{snapshot.taken_at:%d-%m-%Y}")
    if nip and not (nip.isascii() and nip.isdigit() and len(nip) == 18):
        raise Problem("nip_invalid", "nip")


def _control(actor: Actor, control_id: int) -> ControlTotal:
    row = ControlTotal.objects.select_for_update().filter(id=control_id).first()
    if row is None or not actor.covers(row.area_code):
        raise Problem("not_found")
    if row.replaced_at:
        raise Problem("control_replaced")
    return row


def _end_control(row: ControlTotal, actor: Actor, why: str, successor: ControlTotal | None) -> None:
    row.replaced_at, row.replaced_by = clock.now(), actor.name
    row.replaced_why, row.successor = " ".join(why.split())[:250], successor
    fields: list[Any] = ["replaced_at", "replaced_by", "replaced_why", "successor"]
    row.save(update_fields=fields)
