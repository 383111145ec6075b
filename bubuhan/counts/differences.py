"""Two snapshots of one area, person by person: who is new, gone, moved, better, worse, changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from bubuhan.counts.models import Snapshot
from bubuhan.counts.tallying import GRADES
from bubuhan.geo import names
from bubuhan.kernel.problems import Problem
from bubuhan.lists.queries import title
from bubuhan.people.models import Person
from bubuhan.volunteers.models import Membership

KINDS: dict[str, str] = {
    "baru": "Baru",
    "berakhir": "Berakhir",
    "pindah": "Pindah wilayah tugas",
    "naik": "Derajat naik",
    "turun": "Derajat turun",
    "berubah": "Data berubah",
}
_RANK = {grade: place for place, grade in enumerate(GRADES)}
_FACT_WORDS = {
    "position": "jabatan",
    "organisation": "lembaga",
    "member_no": "nomor anggota",
    "decree_no": "nomor SK",
    "decree_issuer": "penerbit SK",
    "decree_date": "tanggal SK",
    "started_on": "tanggal mulai",
    "ends_on": "masa berlaku",
    "confirmed_at": "konfirmasi",
    "sex": "jenis kelamin",
    "born": "tanggal lahir",
    "nik_blind": "NIK",
}
_CHANGED = """
SELECT a.membership_id, a.person_id, a.name, a.pillar, a.area_code, a.grade, a.reasons, a.facts,
       b.membership_id, b.person_id, b.name, b.pillar, b.area_code, b.grade, b.reasons, b.facts
FROM (SELECT * FROM counts_snapshotrow WHERE snapshot_id = %(old)s) a
FULL JOIN (SELECT * FROM counts_snapshotrow WHERE snapshot_id = %(new)s) b
  ON a.membership_id = b.membership_id
WHERE a.digest IS DISTINCT FROM b.digest
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a snapshot as the comparison sees it."""

    membership_id: UUID
    person_id: UUID
    name: str
    pillar: str
    area: str
    grade: str
    reasons: list[dict[str, Any]]
    facts: dict[str, Any]


@dataclass(slots=True)
class Change:
    """What happened to one person in one pillar; `why` says it in words."""

    kind: str
    name: str
    person_id: UUID
    pillar: str
    area: str
    why: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return KINDS[self.kind]


def between(old: Snapshot, new: Snapshot) -> list[Change]:
    """All changes from `old` to `new`, sorted by kind and name. Raises `snapshot_pair`.

    One hat is followed by its membership; a hat that went and one that came for the same human (also
    when two rows were found to be one in between) make a move.
    """
    if old.area_code != new.area_code:
        raise Problem("snapshot_pair")
    found: list[Change] = []
    gone: list[Seen] = []
    came: list[Seen] = []
    for before, after in _pairs(old.id, new.id):
        if before and after:
            found += _changes(before, after)
        elif before:
            gone.append(before)
        elif after:
            came.append(after)
    found += _moves(gone, came)
    order = list(KINDS)
    return sorted(found, key=lambda c: (order.index(c.kind), c.name, c.pillar, c.area))


def summary(changes: Iterable[Change]) -> list[tuple[str, str, int]]:
    """`[(kind, word, how many)]`, every kind."""
    counted = dict.fromkeys(KINDS, 0)
    for change in changes:
        counted[change.kind] += 1
    return [(kind, KINDS[kind], count) for kind, count in counted.items()]


def _pairs(old: UUID, new: UUID) -> list[tuple[Seen | None, Seen | None]]:
    import json

    def seen(cells: tuple[Any, ...]) -> Seen | None:
        if cells[0] is None:
            return None
        *plain, reasons, facts = cells
        decoded = [json.loads(v) if isinstance(v, str) else v for v in (reasons, facts)]
        return Seen(*plain, *decoded)

    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"old": old, "new": new})
        return [(seen(row[:8]), seen(row[8:])) for row in cursor.fetchall()]


def _changes(before: Seen, after: Seen) -> list[Change]:
    """Of one membership that stands in both: moved, better or worse, other facts."""
    found = []
    if before.area != after.area:
        found.append(_change("pindah", after, [_way(before.area, after.area)]))
    if before.grade != after.grade:
        better = _RANK.get(after.grade, 9) < _RANK.get(before.grade, 9)
        found.append(_change("naik" if better else "turun", after, _grade_words(before, after)))
    words = _fact_words(before, after)
    if words:
        found.append(_change("berubah", after, [f"Berubah: {', '.join(words)}"]))
    return found


def _moves(gone: list[Seen], came: list[Seen]) -> list[Change]:
    """Hats that went and came: a pair of one human and pillar is a move."""
    heads = _heads({s.person_id for s in [*gone, *came]})
    waiting: dict[tuple[UUID, str], list[Seen]] = {}
    for one in came:
        waiting.setdefault((heads[one.person_id], one.pillar), []).append(one)
    found, left = [], []
    for one in gone:
        partners = waiting.get((heads[one.person_id], one.pillar))
        if partners:
            after = partners.pop()
            found.append(_change("pindah", after, [_way(one.area, after.area)]))
        else:
            left.append(one)
    ends = _ends([one.membership_id for one in left])
    found += [_change("berakhir", one, [ends.get(one.membership_id, "")]) for one in left]
    found += [_change("baru", one, []) for ones in waiting.values() for one in ones]
    return found


def _heads(person_ids: set[UUID]) -> dict[UUID, UUID]:
    rows = Person.objects.filter(id__in=person_ids).values_list("id", "same_as_id")
    return {p: p for p in person_ids} | {p: head or p for p, head in rows}


def _ends(membership_ids: list[UUID]) -> dict[UUID, str]:
    """How the registry says these ended."""
    rows = Membership.objects.filter(id__in=membership_ids, status="ended")
    return {
        m.id: f"Alasan: {title('end_reason', m.end_reason)}, {m.ended_on:%d-%m-%Y}" for m in rows
    }


def _change(kind: str, row: Seen, why: list[str]) -> Change:
    return Change(kind, row.name, row.person_id, row.pillar, row.area, [w for w in why if w])


def _way(before: str, after: str) -> str:
    return f"{names.label(before)} → {names.label(after)}"


def _grade_words(before: Seen, after: Seen) -> list[str]:
    """`Perlu diperbaiki → Sah`, and which reasons went or came."""
    texts = [[str(r.get("text", "")) for r in one.reasons] for one in (before, after)]
    solved = [t for t in texts[0] if t not in texts[1]]
    new = [t for t in texts[1] if t not in texts[0]]
    return [
        f"{GRADES.get(before.grade, before.grade)} → {GRADES.get(after.grade, after.grade)}",
        *([f"Selesai: {'; '.join(solved)}"] if solved else []),
        *([f"Baru: {'; '.join(new)}"] if new else []),
    ]


def _fact_words(before: Seen, after: Seen) -> list[str]:
    words = ["nama"] if before.name != after.name else []
    if before.person_id != after.person_id:
        words.append("digabung dengan data orang yang sama")
    return words + [
        word for key, word in _FACT_WORDS.items() if before.facts.get(key) != after.facts.get(key)
    ]
