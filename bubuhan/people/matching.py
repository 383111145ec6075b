"""Is it someone we know? The question, the answer, and the exact rules of the first floor.

`EngineMatcher` adds the linkage engine to them; callers need not know. Every answer carries its
reasons. Automatic "same" only on an equal valid NIK with an agreeing name, or on equal name, full
birth date and desa; what falls short of that but is striking is "possible" and waits for a human.
Rows of one group count as one person, told by its head.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Protocol
from uuid import UUID

from django.db.models import Q
from rapidfuzz.fuzz import ratio

from bubuhan.linkage.records import Record
from bubuhan.people.duplicates import Candidate, find_many
from bubuhan.people.models import Person

Verdict = Literal["same", "possible", "new"]


@dataclass(frozen=True, slots=True)
class MatchInput:
    """What is known about somebody. `birth_date` only when the full day is known.

    `record`: the same for the engine; without it only the exact rules speak.
    """

    name_key: str = ""
    nik_blind: bytes | None = None
    birth_date: date | None = None
    phone: str = ""
    areas: tuple[str, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the rules compare him; `areas` are his home and duty areas.

    `head` stands for his group when he is not its head himself.
    """

    id: UUID
    name: str
    name_key: str
    nik_blind: bytes | None
    birth_date: date | None
    phones: tuple[str, ...]
    areas: frozenset[str]
    head: UUID | None = None


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The verdict, the person when it is "same", all candidates, and why (codes of REASONS)."""

    verdict: Verdict
    person_id: UUID | None = None
    candidates: tuple[UUID, ...] = ()
    reasons: tuple[str, ...] = ()


REASONS: dict[str, str] = {
    "nik_equal": "NIK sama",
    "name_equal": "nama sama",
    "name_differs": "nama berbeda",
    "birth_equal": "tanggal lahir sama",
    "area_equal": "desa sama",
    "area_differs": "desa berbeda",
    "phone_equal": "nomor HP sama",
    "nik_differs": "NIK berbeda",
    "birth_unknown": "tanggal lahir belum diketahui",
}
AreasOf = Callable[[Collection[UUID]], Mapping[UUID, Iterable[str]]]


class Matcher(Protocol):
    """Anything that can answer for many records at once, in their order."""

    def match_many(self, records: Sequence[MatchInput]) -> list[MatchResult]: ...


class ExactMatcher:
    """The exact rules over the registry; one query for any number of records."""

    def __init__(self, areas_of: AreasOf | None = None) -> None:
        self._areas_of = areas_of

    def match_many(self, records: Sequence[MatchInput]) -> list[MatchResult]:
        pool = Pool(find_known(records, self._areas_of))
        return [decide(record, pool) for record in records]


class EngineMatcher:
    """The exact rules, and the linkage engine for what they do not see.

    What the rules call the same stays the same; what they doubt is never overruled by the engine;
    its automatic band is "same", its desk band "possible".
    """

    def __init__(self, areas_of: AreasOf | None = None) -> None:
        self._exact = ExactMatcher(areas_of)

    def match_many(self, records: Sequence[MatchInput]) -> list[MatchResult]:
        exact = self._exact.match_many(records)
        open_ones = [
            n for n, r in enumerate(records) if r.record is not None and exact[n].verdict == "new"
        ]
        asked = [r.record for r in (records[n] for n in open_ones) if r.record is not None]
        found: list[list[Candidate]] = find_many(asked) if asked else []
        for place, candidates in zip(open_ones, found, strict=True):
            if candidates:
                exact[place] = _by_engine(candidates)
        return exact


def _by_engine(candidates: Sequence[Candidate]) -> MatchResult:
    sure = [c for c in candidates if c.band == "automatic"]
    ids = tuple(c.person_id for c in sure or candidates)
    reasons = tuple(f"{r.field}_{r.level}" for r in candidates[0].reasons if r.weight > 0)
    if len(sure) == 1:
        return MatchResult("same", ids[0], ids, reasons)
    return MatchResult("possible", None, ids, reasons)


class Pool:
    """Persons indexed by what the rules look up. Grows while an import adds persons."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self.by_id: dict[UUID, Known] = {}
        self._by_nik: dict[bytes, set[UUID]] = defaultdict(set)
        self._by_name: dict[str, set[UUID]] = defaultdict(set)
        for one in known:
            self.put(one)

    def put(self, one: Known) -> None:
        """Add a person, or replace what was known of him."""
        self.by_id[one.id] = one
        if one.nik_blind:
            self._by_nik[bytes(one.nik_blind)].add(one.id)
        self._by_name[one.name_key].add(one.id)

    def with_nik(self, blind: bytes | None) -> list[Known]:
        """Everybody with this number: one human as a rule, several until the desk has decided."""
        found = self._by_nik.get(bytes(blind), set()) if blind else set()
        return sorted((self.by_id[i] for i in found), key=lambda k: str(k.id))

    def with_name(self, key: str) -> list[Known]:
        return sorted((self.by_id[i] for i in self._by_name.get(key, ())), key=lambda k: str(k.id))


def decide(record: MatchInput, pool: Pool) -> MatchResult:
    """The exact rules, pure: first NIK, then name with birth date and desa, then name with phone."""
    if holders := pool.with_nik(record.nik_blind):
        return _one_of([_to_head(_by_nik(record, one), one) for one in holders])
    if not record.name_key:
        return MatchResult("new")
    return _one_of([_to_head(_by_name(record, k), k) for k in pool.with_name(record.name_key)])


def _one_of(results: Sequence[MatchResult]) -> MatchResult:
    """One clear "same" wins; several, or only likely ones, are for a human to choose from."""
    same = {r.person_id: r for r in results if r.verdict == "same"}
    if len(same) == 1:
        return next(iter(same.values()))
    likely = list(same.values()) or [r for r in results if r.verdict == "possible"]
    if not likely:
        return MatchResult("new")
    ids = tuple(dict.fromkeys(c for r in likely for c in r.candidates))
    return MatchResult("possible", None, ids, likely[0].reasons)


def _to_head(result: MatchResult, one: Known) -> MatchResult:
    if one.head is None or result.verdict == "new":
        return result
    person = one.head if result.person_id else None
    return replace(result, person_id=person, candidates=(one.head,))


def names_agree(left: str, right: str) -> bool:
    """Two name keys that may well be one person's: equal, contained, or nearly equal."""
    if not left or not right:
        return True
    return left == right or left in right or right in left or ratio(left, right) >= 75


def near(left: Iterable[str], right: Iterable[str]) -> bool:
    """True when an area of one equals, contains or lies in an area of the other."""
    return any(
        a == b or a.startswith(b + ".") or b.startswith(a + ".")
        for a in left
        if a
        for b in right
        if b
    )


_COLUMNS = (
    "id", "name", "name_key", "nik_blind", "birth_date", "birth_precision", "phone", "phone_other", "area_code", "same_as",
)  # fmt: skip


def find_known(records: Sequence[MatchInput], areas_of: AreasOf | None = None) -> list[Known]:
    """Every person who could matter to any of the records, and the heads of their groups.

    One query, and one more when somebody belongs to a group.
    """
    blinds = {r.nik_blind for r in records if r.nik_blind}
    keys = {r.name_key for r in records if r.name_key}
    if not blinds and not keys:
        return []
    found = Person.objects.filter(Q(nik_blind__in=blinds) | Q(name_key__in=keys))
    rows = list(found.values_list(*_COLUMNS))
    heads = {r[-1] for r in rows if r[-1]} - {r[0] for r in rows}
    if heads:
        rows += list(Person.objects.filter(id__in=heads).values_list(*_COLUMNS))
    more = areas_of([r[0] for r in rows]) if areas_of and rows else {}
    return [_known(row, more.get(row[0], ())) for row in rows]


def _known(row: tuple[Any, ...], duty: Iterable[str]) -> Known:
    pid, name, key, blind, birth, precision, phone, other, area, head = row
    return Known(
        id=pid,
        name=name,
        name_key=key,
        nik_blind=bytes(blind) if blind else None,
        birth_date=birth if precision == "day" else None,
        phones=tuple(p for p in (phone, other) if p),
        areas=frozenset(a for a in (area, *duty) if a),
        head=head,
    )


def match(record: MatchInput, matcher: Matcher | None = None) -> MatchResult:
    """Match one record (the reaction's and the form's door)."""
    return (matcher or EngineMatcher()).match_many([record])[0]


def _by_nik(record: MatchInput, holder: Known) -> MatchResult:
    if names_agree(record.name_key, holder.name_key):
        return MatchResult("same", holder.id, (holder.id,), ("nik_equal", "name_equal"))
    return MatchResult("possible", None, (holder.id,), ("nik_equal", "name_differs"))


def _by_name(record: MatchInput, one: Known) -> MatchResult:
    if record.nik_blind and one.nik_blind:  # two valid numbers that differ
        if (
            record.birth_date
            and record.birth_date == one.birth_date
            and near(record.areas, one.areas)
        ):
            return MatchResult(
                "possible",
                None,
                (one.id,),
                ("name_equal", "birth_equal", "area_equal", "nik_differs"),
            )
        return MatchResult("new")
    place = near(record.areas, one.areas)
    phone = bool(record.phone) and record.phone in one.phones
    if record.birth_date and one.birth_date:
        if record.birth_date != one.birth_date:
            return MatchResult("new")
        if place:
            return _same(one, "name_equal", "birth_equal", "area_equal")
        return MatchResult(
            "possible", None, (one.id,), ("name_equal", "birth_equal", "area_differs")
        )
    if place and phone:
        return _same(one, "name_equal", "phone_equal", "area_equal")
    more = (
        record.phone,
        one.phones,
        record.birth_date,
        one.birth_date,
        record.nik_blind,
        one.nik_blind,
    )
    if place and not any(more):  # nothing more is known of either
        return _same(one, "name_equal", "area_equal", "birth_unknown")
    if place:
        return MatchResult(
            "possible", None, (one.id,), ("name_equal", "area_equal", "birth_unknown")
        )
    return MatchResult("new")


def _same(one: Known, *reasons: str) -> MatchResult:
    return MatchResult("same", one.id, (one.id,), reasons)
