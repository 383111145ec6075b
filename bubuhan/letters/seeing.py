"""Which letters' subjects may an actor read in full? Asked of the rooms above, which register here.

A letter names a person; who may not read the case in full gets neither its addressee nor its paper.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from bubuhan.accounts.policy import Actor
from bubuhan.letters.models import Letter

Seen = Callable[[Actor, set[UUID]], set[UUID]]
_asked: dict[str, Seen] = {}
OFFICE = "office"  # a letter about no person (surat tugas): its subject is the one who wrote it


def register(kind: str, seen: Seen) -> None:
    """`seen(actor, ids)` gives those ids that this actor sees in full. Idempotent."""
    _asked[kind] = seen


def in_full(actor: Actor, letters: Iterable[Letter]) -> set[UUID]:
    """Ids of the letters that this actor may read (one question per kind of subject)."""
    rows = list(letters)
    by_kind: dict[str, set[UUID]] = {}
    for one in rows:
        by_kind.setdefault(one.subject_kind, set()).add(one.subject_id)
    seen = {kind: _asked[kind](actor, ids) for kind, ids in by_kind.items() if kind in _asked}
    return {
        one.id
        for one in rows
        if one.subject_kind == OFFICE or one.subject_id in seen.get(one.subject_kind, ())
    }
