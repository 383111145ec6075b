"""Is it someone we know? The question, the answer, and the exact rules of the first floor.

The linkage engine will be another `Matcher`; its callers will not change. Every answer carries its
reasons. Automatic "same" only on an equal valid NIK with an agreeing name, or on equal name, full
birth date and desa; what falls short of that but is striking is "possible" and waits for a human.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from django.db.models import Q
from rapidfuzz.fuzz import ratio

from bubuhan.people.models import Person

Verdict = Literal["same", "possible", "new"]


@dataclass(frozen=True, slots=True)
class MatchInput:
    """What is known about somebody. `birth_date` only when the full day is known."""

    name_key: str = ""
    nik_blind: bytes | None = None
    birth_date: date | None = None
    phone: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the rules compare him; `areas` are his home and duty areas."""

    id: UUID
    name: str
    name_key: str
    nik_blind: bytes | None
    birth_date: date | None
    phones: tuple[str, ...]
    areas: frozenset[str]


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


class Pool:
    """Persons indexed by what the rules look up. Grows while an import adds persons."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self.by_id: dict[UUID, Known] = {}
        self._by_nik: dict[bytes, UUID] = {}
        self._by_name: dict[str, set[UUID]] = defaultdict(set)
        for one in known:
            self.put(one)

    def put(self, one: Known) -> None:
        """Add a person, or replace what was known of him."""
        self.by_id[one.id] = one
        if one.nik_blind:
            self._by_nik[bytes(one.nik_blind)] = one.id
        self._by_name[one.name_key].add(one.id)

    def with_nik(self, blind: bytes | None) -> Known | None:
        found = self._by_nik.get(bytes(blind)) if blind else None
        return self.by_id[found] if found else None

    def with_name(self, key: str) -> list[Known]:
        return sorted((self.by_id[i] for i in self._by_name.get(key, ())), key=lambda k: str(k.id))


def decide(record: MatchInput, pool: Pool) -> MatchResult:
    """The exact rules, pure: first NIK, then name with birth date and desa, then name with phone."""
    if holder := pool.with_nik(record.nik_blind):
        return _by_nik(record, holder)
    if not record.name_key:
        return MatchResult("new")
    namesakes = pool.with_name(record.name_key)
    results = [_by_name(record, one) for one in namesakes]
    same = [r for r in results if r.verdict == "same"]
    if len(same) == 1:
        return same[0]
    likely = same or [r for r in results if r.verdict == "possible"]
    if not likely:
        return MatchResult("new")
    ids = tuple(i for r in likely for i in r.candidates)
    return MatchResult("possible", None, ids, likely[0].reasons)


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


def find_known(records: Sequence[MatchInput], areas_of: AreasOf | None = None) -> list[Known]:
    """Every person who could matter to any of the records, in one query."""
    blinds = {r.nik_blind for r in records if r.nik_blind}
    keys = {r.name_key for r in records if r.name_key}
    if not blinds and not keys:
        return []
    rows = list(
        Person.objects.filter(Q(nik_blind__in=blinds) | Q(name_key__in=keys)).values_list(
            "id",
            "name",
            "name_key",
            "nik_blind",
            "birth_date",
            "birth_precision",
            "phone",
            "phone_other",
            "area_code",
        )
    )
    more = areas_of([r[0] for r in rows]) if areas_of and rows else {}
    return [
        Known(
            id=pid,
            name=name,
            name_key=key,
            nik_blind=bytes(blind) if blind else None,
            birth_date=birth if precision == "day" else None,
            phones=tuple(p for p in (phone, other) if p),
            areas=frozenset(a for a in (area, *more.get(pid, ())) if a),
        )
        for pid, name, key, blind, birth, precision, phone, other, area in rows
    ]


def match(record: MatchInput, matcher: Matcher | None = None) -> MatchResult:
    """Match one record (the reaction's and the form's door)."""
    return (matcher or ExactMatcher()).match_many([record])[0]


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
