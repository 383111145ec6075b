"""What a membership said before: every change of a field is kept with who, why and from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bubuhan.kernel import clock
from bubuhan.people.models import Origin
from bubuhan.volunteers.models import MemberFact, Membership

LABELS: dict[str, str] = {
    "member_no": "Nomor anggota",
    "area_code": "Wilayah tugas",
    "position": "Jabatan",
    "organisation": "Lembaga",
    "decree_no": "Nomor SK",
    "decree_issuer_type": "Jenis penerbit SK",
    "decree_issuer": "Penerbit SK",
    "decree_date": "Tanggal SK",
    "started_on": "Mulai bertugas",
    "started_precision": "Ketelitian tanggal mulai",
    "ends_on": "SK berlaku sampai",
    "ended_on": "Berakhir",
    "end_reason": "Alasan berakhir",
    "end_note": "Keterangan berakhir",
    "status": "Status",
    "available": "Siap tugas",
    "unavailable_until": "Tidak siap sampai",
    "confirmed_at": "Dikonfirmasi",
}


@dataclass(frozen=True, slots=True)
class Because:
    """Who changes something, through which door, and why."""

    by: str
    note: str = ""
    origin: str = Origin.OFFICE
    origin_id: str = ""


def text_of(value: Any) -> str:
    """A column's value as history keeps it: ISO dates, `ya` / `tidak`, "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def alter(
    member: Membership, new: Mapping[str, Any], why: Because, *, at: datetime | None = None
) -> dict[str, list[str]]:
    """Set what differs, raise the revision and keep a fact per field; saves the row.

    Returns `{field: [before, after]}` as text, {} when nothing differs (then nothing is written).
    The caller holds the row's lock and records the event.
    """
    differing = {f: v for f, v in new.items() if getattr(member, f) != v}
    if not differing:
        return {}
    when = at or clock.now()
    told = {f: [text_of(getattr(member, f)), text_of(v)] for f, v in differing.items()}
    for field, value in differing.items():
        setattr(member, field, value)
    member.rev += 1
    member.save(update_fields=[*differing, "rev", "updated_at"])
    MemberFact.objects.bulk_create(
        MemberFact(
            membership=member,
            field=field,
            old=before[:250],
            new=after[:250],
            origin=why.origin,
            origin_id=why.origin_id,
            note=why.note[:500],
            by=why.by[:120],
            at=when,
        )
        for field, (before, after) in told.items()
        if field in LABELS
    )
    return told
