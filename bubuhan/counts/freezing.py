"""The canonical form of a snapshot, its hash, and the check that nothing changed since.

One JSON line for the head (area, time, who, note, numbers), then one per row in the order area, pillar,
membership; keys sorted, no spaces, UTF-8. SHA-256 over these lines; Ed25519 over the hash's text.
Anyone with the XLSX, the list and the public key can do the same sum again (docs/hitungan.md).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bubuhan.counts.models import Snapshot, SnapshotRow
from bubuhan.kernel import signing

if TYPE_CHECKING:
    from hashlib import _Hash

PURPOSE = "snapshot/1"


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: `whole`: the hash fits; `genuine`: this instance signed that hash."""

    whole: bool
    genuine: bool

    @property
    def ok(self) -> bool:
        return self.whole and self.genuine


class Sealer:
    """Collects rows in order and gives the hash at the end."""

    def __init__(self) -> None:
        self._rows: _Hash = sha256()

    def add(self, rows: Iterable[SnapshotRow]) -> None:
        """Take rows in the order area, pillar, membership."""
        for row in rows:
            self._rows.update(row_line(row))

    def seal(self, snapshot: Snapshot) -> str:
        """The hash over head and rows, as hex."""
        return sha256(head_line(snapshot) + self._rows.hexdigest().encode() + b"\n").hexdigest()


def head_line(snapshot: Snapshot) -> bytes:
    """The head as the hash sees it."""
    return _line(
        {
            "id": str(snapshot.id),
            "area": snapshot.area_code,
            "label": snapshot.area_label,
            "at": snapshot.taken_at.isoformat(),
            "by": [snapshot.taken_by_id, snapshot.taken_by],
            "note": snapshot.note,
            "rows": snapshot.row_count,
            "body": snapshot.body,
        }
    )


def row_line(row: SnapshotRow) -> bytes:
    """One row as the hash sees it."""
    return _line(
        [
            str(row.membership_id),
            str(row.person_id),
            row.name,
            row.pillar,
            row.area_code,
            row.grade,
            row.reasons,
            row.facts,
        ]
    )


def digest(row: SnapshotRow) -> str:
    """A short hash of what a comparison of two snapshots looks at."""
    return sha256(row_line(row)).hexdigest()[:16]


def check(snapshot: Snapshot) -> Check:
    """Read everything again and compare (about a second per 50,000 rows)."""
    sealer = Sealer()
    sealer.add(rows_in_order(snapshot))
    return Check(sealer.seal(snapshot) == snapshot.hash, genuine(snapshot))


def genuine(snapshot: Snapshot) -> bool:
    """True when this instance signed the stored hash."""
    try:
        raw = signing.unb64(snapshot.signature)
    except ValueError:
        return False
    return signing.verify(PURPOSE, snapshot.hash.encode(), snapshot.key_id, raw)


def rows_in_order(snapshot: Snapshot) -> Iterable[SnapshotRow]:
    """Rows in the order of the canonical form, in constant memory."""
    found = SnapshotRow.objects.filter(snapshot=snapshot)
    return found.order_by("area_code", "pillar", "membership_id").iterator(chunk_size=2000)


def _line(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"
