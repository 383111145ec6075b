"""Is a row somebody we know, and do rows of one batch contradict each other? Pure.

The exact rules of `people.matching` first; where one NIK stands with two names the linkage engine is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from bubuhan.imports.sheet_rows import Draft
from bubuhan.kernel.problems import Problem
from bubuhan.kernel.text import mask_nik, nik_facts
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import default_model, prepare, score
from bubuhan.people.matching import Known, MatchInput, MatchResult, Pool, decide, names_agree
from bubuhan.people.models import nik_index


def match_input(draft: Draft) -> MatchInput:
    """A row as the matcher wants it."""
    return MatchInput(
        name_key=draft.name_key,
        nik_blind=nik_index(draft.nik),
        birth_date=draft.birth_date if draft.birth_precision == "day" else None,
        phone=draft.phones[0] if draft.phones else "",
        areas=tuple(a for a in (draft.home_code, draft.area_code) if a),
    )


class BatchPool(Pool):
    """Persons by what the rules look up; one NIK may stand on several of them."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._niks: dict[bytes, set[UUID]] = defaultdict(set)
        super().__init__(known)

    def put(self, one: Known) -> None:
        super().put(one)
        if one.nik_blind:
            self._niks[bytes(one.nik_blind)].add(one.id)

    def holders(self, blind: bytes | None) -> list[Known]:
        """Everybody with this NIK, in a fixed order."""
        found = self._niks.get(bytes(blind), ()) if blind else ()
        return sorted((self.by_id[i] for i in found), key=lambda k: str(k.id))

    def decide(self, record: MatchInput, draft: Draft) -> MatchResult:
        """The exact rules; of several with one NIK the one whose name agrees, or of whom the engine is sure."""
        holders = self.holders(record.nik_blind)
        for holder in holders:
            if names_agree(record.name_key, holder.name_key):
                return MatchResult("same", holder.id, (holder.id,), ("nik_equal", "name_equal"))
        for holder in holders:
            if likely_one(record_of(draft), _record_of_known(holder, draft.nik)):
                return MatchResult("same", holder.id, (holder.id,), ("nik_equal",))
        if holders:
            ids = tuple(h.id for h in holders)
            return MatchResult("possible", None, ids, ("nik_equal", "name_differs"))
        return decide(record, self)

    def twins(self, record: MatchInput, candidates: Sequence[UUID]) -> bool:
        """True when the row is surely one of them, but which one cannot be told."""
        if len(candidates) < 2:
            return False
        sure = [decide(record, Pool([self.by_id[c]])).verdict == "same" for c in candidates]
        return sum(sure) > 1


def _record_of_known(known: Known, nik: str) -> Record:
    """Somebody known with this NIK, as the engine wants him."""
    return Record(
        id=str(known.id),
        name=known.name,
        birth_date=known.birth_date,
        birth_precision="day" if known.birth_date else "unknown",
        nik=nik,
        phones=known.phones,
        areas=tuple(sorted(known.areas)),
    )


def hold_conflicts(drafts: Sequence[Draft]) -> None:
    """Rows of one batch that contradict each other under one NIK are all held, each naming the others.

    Two names that cannot be one person's; or one name with two sexes, or birth dates far apart.
    """
    by_nik: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.nik and not draft.rejected:
            by_nik[draft.nik].append(draft)
    for nik, group in by_nik.items():
        if len(group) < 2:
            continue
        problem = _contradiction(nik, group)
        if problem is None:
            continue
        places = [[d.sheet, d.row] for d in group]
        for draft in group:
            draft.note(problem, holds=True)
            draft.problems[-1]["rows"] = [p for p in places if p != [draft.sheet, draft.row]][:9]


def _contradiction(nik: str, group: Sequence[Draft]) -> Problem | None:
    first = group[0]
    others = [d for d in group[1:] if not _one_name(first, d)]
    if others:
        names = " dan ".join(sorted({first.name, *(d.name for d in others)}))[:160]
        return Problem("nik_two_names", "nik", masked=mask_nik(nik), names=names)
    stated = nik_facts(nik)
    told = {d.birth_date for d in group if d.birth_date and d.birth_precision == "day"}
    born = sorted(b for b in told if (b.day, b.month) != (1, 1))
    proven = stated is None or any(_same_day(b, stated.birth_date) for b in born)
    if not proven and any(_far_apart(born[0], other) for other in born[1:]):
        return Problem("rows_contradict", "birth_date", what="tanggal lahir")
    return None


def _one_name(one: Draft, other: Draft) -> bool:
    """Two rows with one NIK: the names agree, or the engine is sure all the same."""
    if one.name_key == other.name_key or names_agree(one.name_key, other.name_key):
        return True
    return likely_one(record_of(one), record_of(other))


def likely_one(one: Record, other: Record) -> bool:
    """The linkage engine is sure: an equal NIK and strong agreement."""
    return score(default_model(), prepare(one), prepare(other)).band == "automatic"


def record_of(draft: Draft, key: UUID | None = None) -> Record:
    """A row as the linkage engine wants it."""
    return Record(
        id=str(key or f"{draft.sheet}:{draft.row}"),
        name=draft.name,
        sex=draft.sex,
        birth_date=draft.birth_date,
        birth_precision=draft.birth_precision,
        birth_place=draft.birth_place,
        nik=draft.nik,
        phones=draft.phones,
        areas=tuple(dict.fromkeys(a for a in (draft.home_code, draft.area_code) if a)),
        address=draft.address,
    )


def _same_day(one: date, other: date) -> bool:
    """Equal but for the century, which a NIK does not tell."""
    return (one.day, one.month, one.year % 100) == (other.day, other.month, other.year % 100)


def _far_apart(one: date, other: date) -> bool:
    """More than one of day, month and year differ, and it is no swap of day and month."""
    parts = sum(a != b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))
    swapped = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    return parts > 1 and not swapped
