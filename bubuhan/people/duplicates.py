"""The linkage engine over the registry: who may be the same as somebody, and which pairs to show.

Candidates come from stored blocking keys (`MatchKey`), never from a scan; a key that too many
persons share says nothing and is left out. Scores come from `linkage` with the shipped model.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from bubuhan import journal
from bubuhan.kernel import clock
from bubuhan.kernel.actors import SYSTEM
from bubuhan.kernel.bulk import copy_in
from bubuhan.kernel.ids import uuid7
from bubuhan.linkage.blocking import CAP, hash64, prepared_keys
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import (
    FieldReason,
    Model,
    Prepared,
    ScoredPair,
    default_model,
    prepare,
    score,
)
from bubuhan.people import neighbours
from bubuhan.people.groups import Pair, pair
from bubuhan.people.models import Band, DuplicateProposal, LinkDecision, MatchKey, Person
from bubuhan.people.scope import areas_of as duty_areas

MOST_CANDIDATES = 60
CHUNK = 500
_FIELDS = (
    "id", "name", "sex", "birth_date", "birth_precision", "birth_place", "nik", "phone", "phone_other", "area_code",
    "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the registry who may be the one asked for. `person_id` is the head of his group."""

    person_id: UUID
    name: str
    weight: float
    probability: float
    band: str
    reasons: tuple[FieldReason, ...]
    row_id: UUID


def record_of(person: Person, areas: Iterable[str] = ()) -> Record:
    """A person as the engine wants it; `areas` are his duty areas."""
    return _record([getattr(person, field) for field in _FIELDS], areas)


def records_of(person_ids: Collection[UUID]) -> dict[UUID, Record]:
    """Many persons as records: two queries."""
    duties = duty_areas(person_ids)
    rows = Person.objects.filter(id__in=person_ids).values_list(*_FIELDS)
    return {row[0]: _record(row, duties.get(row[0], ())) for row in rows}


def _record(row: Sequence[Any], areas: Iterable[str]) -> Record:
    one, name, sex, born, precision, place, nik, phone, other, home, address = row[: len(_FIELDS)]
    return Record(
        id=str(one),
        name=name,
        sex=sex,
        birth_date=born,
        birth_precision=precision,
        birth_place=place,
        nik=nik or "",
        phones=tuple(p for p in (phone, other) if p),
        areas=tuple(dict.fromkeys(a for a in (home, *areas) if a)),
        address=address,
    )


def find(record: Record, *, limit: int = 10) -> list[Candidate]:
    """Who in the registry may be this one, the likeliest first; nobody below the desk's band."""
    return find_many([record], limit=limit)[0]


def find_many(records: Sequence[Record], *, limit: int = 10) -> list[list[Candidate]]:
    """`find` for many records with three queries in all (an import asks once per chunk)."""
    ready = [prepare(r) for r in records]
    near = _candidates([_hashed(p) for p in ready])
    known = _known({one for found in near.values() for one in found})
    model = default_model()
    return [
        _best(model, one, [known[k] for k in near.get(place, ()) if k in known])[:limit]
        for place, one in enumerate(ready)
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody of the registry, ready to be compared."""

    id: UUID
    head: UUID
    name: str
    ready: Prepared


def _known(wanted: Collection[UUID]) -> dict[UUID, _Known]:
    duties = duty_areas(wanted)
    rows = Person.objects.filter(id__in=wanted).values_list(*_FIELDS, "same_as")
    return {
        row[0]: _Known(
            row[0], row[-1] or row[0], row[1], prepare(_record(row, duties.get(row[0], ())))
        )
        for row in rows
    }


def _best(model: Model, one: Prepared, others: Iterable[_Known]) -> list[Candidate]:
    """Who of the others may be the one, the likeliest first; each group once."""
    best: dict[UUID, Candidate] = {}
    for other in others:
        found = judged(model, one, other.ready)
        before = best.get(other.head)
        if found.band == "new" or (before and before.weight >= found.weight):
            continue
        best[other.head] = Candidate(
            other.head,
            other.name,
            found.weight,
            found.probability,
            found.band,
            found.reasons,
            other.id,
        )
    return sorted(best.values(), key=lambda c: (-c.weight, c.person_id))


def judged(model: Model, one: Prepared, other: Prepared) -> ScoredPair:
    """The engine's score; an equal NIK is never passed over, whatever else differs."""
    found = score(model, one, other)
    if found.band == "new" and one.nik and one.nik == other.nik:
        return replace(found, band="desk")
    return found


def index(person_ids: Collection[UUID]) -> int:
    """Write the blocking keys of some persons anew; returns how many persons have keys now."""
    ready = {one: prepare(r) for one, r in records_of(person_ids).items()}
    return _write_keys(ready, person_ids)


def reindex(chunk: int = 5000) -> int:
    """Keys of everybody anew (after the rules of blocking changed). Returns how many persons."""
    done, last = 0, UUID(int=0)
    while True:
        ids = list(
            Person.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:chunk]
        )
        if not ids:
            return done
        with journal.unit():
            index(ids)
        done, last = done + len(ids), ids[-1]


def look(limit: int | None = None) -> int:
    """Compare persons that changed with everybody; put likely pairs on the desk. Returns how many.

    Each chunk is a unit of its own; several callers never take the same person.
    """
    done = 0
    while limit is None or done < limit:
        with journal.unit():
            some = (
                Person.objects.unlooked()
                .select_for_update(skip_locked=True)
                .order_by("id")
                .values_list("id", flat=True)
            )
            ids = list(some[:CHUNK])
            if not ids:
                return done
            _look_at(ids)
        done += len(ids)
    return done


def refresh(person_ids: Collection[UUID]) -> None:
    """Keys and likely pairs of a few persons at once: who types the next one finds them."""
    with journal.unit():
        _look_at(sorted(person_ids))


def look_again(person_ids: Collection[UUID]) -> None:
    """Something about these persons changed outside their own row (a hat): look at them anew."""
    Person.objects.filter(id__in=person_ids).update(looked_rev=0)


def propose_pairs(pairs: Iterable[Sequence[Any]]) -> int:
    """Score pairs of person ids (what follows them in a row is ignored) and show the likely ones.

    Pairs already decided keep their state. Returns how many stand on the desk now.
    """
    total, rows = 0, iter(pairs)
    while some := list(islice(rows, 2000)):
        keys = {pair(UUID(str(p[0])), UUID(str(p[1]))) for p in some if str(p[0]) != str(p[1])}
        with journal.unit():
            ids = {one for key in keys for one in key}
            ready = {one: prepare(r) for one, r in records_of(ids).items()}
            total += _propose(keys, ready)
    return total


def _look_at(ids: list[UUID]) -> None:
    ready = {one: prepare(r) for one, r in records_of(ids).items()}
    _write_keys(ready, ids)
    order = list(ready)
    near = _candidates([_hashed(ready[one]) for one in order])
    keys = {
        pair(one, other) for place, one in enumerate(order) for other in near[place] if other != one
    }
    keys |= set(
        DuplicateProposal.objects.filter(Q(a__in=ids) | Q(b__in=ids), state="open").values_list(
            "a_id", "b_id"
        )
    )
    more = {one for key in keys for one in key} - ready.keys()
    ready |= {one: prepare(r) for one, r in records_of(more).items()}
    _propose(keys, ready)
    Person.objects.filter(id__in=ids).update(looked_rev=F("rev"))
    neighbours.touch(ids)


def _propose(keys: Collection[Pair], ready: Mapping[UUID, Prepared]) -> int:
    """Write what the engine says about pairs; a pair that is likely no more leaves the desk."""
    heads = _heads({one for key in keys for one in key})
    model, now = default_model(), clock.now()
    likely: dict[Pair, ScoredPair] = {}
    gone: list[Pair] = []
    for key in keys:
        a, b = key
        if a not in ready or b not in ready or heads[a] == heads[b]:
            continue
        found = judged(model, ready[a], ready[b])
        if found.band == "new":
            gone.append(key)
        else:
            likely[key] = found
    fresh = _upsert([_proposal(key, found, model, now) for key, found in likely.items()])
    _withdraw(gone)
    if fresh:
        _tell(fresh)
    return len(likely)


def _proposal(key: Pair, found: ScoredPair, model: Model, now: Any) -> DuplicateProposal:
    return DuplicateProposal(
        id=uuid7(),
        a_id=key[0],
        b_id=key[1],
        weight=found.weight,
        probability=found.probability,
        band=Band.AUTOMATIC if found.band == "automatic" else Band.DESK,
        reasons=[asdict(r) for r in found.reasons],
        fields=sorted(r.field for r in found.reasons if r.weight > 0),
        model=model.version[:40],
        at=now,
        changed_at=now,
    )


def _upsert(rows: list[DuplicateProposal]) -> list[Pair]:
    """Insert, or refresh the score of what is there; returns the pairs that are new."""
    there = set(
        DuplicateProposal.objects.filter(a__in={r.a_id for r in rows}).values_list("a_id", "b_id")
    )
    DuplicateProposal.objects.bulk_create(
        sorted(rows, key=lambda r: (r.a_id, r.b_id)),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["a", "b"],
        update_fields=["weight", "probability", "band", "reasons", "fields", "model"],
    )
    return [(r.a_id, r.b_id) for r in rows if (r.a_id, r.b_id) not in there]


def _withdraw(keys: list[Pair]) -> None:
    """Take pairs off the desk that nobody decided about and that are not alike any more."""
    if not keys:
        return
    rows = DuplicateProposal.objects.filter(a__in={a for a, _ in keys}, state="open")
    ids = {p.id for p in rows.only("id", "a_id", "b_id") if (p.a_id, p.b_id) in set(keys)}
    said = LinkDecision.objects.filter(person_id__in={a for a, _ in keys}, other_id__isnull=False)
    decided = set(said.values_list("person_id", "other_id"))
    DuplicateProposal.objects.filter(
        id__in={p.id for p in rows if p.id in ids and (p.a_id, p.b_id) not in decided}
    ).delete()


def _tell(fresh: list[Pair]) -> None:
    people = sorted({str(one) for key in fresh for one in key})
    journal.record(
        "match.proposed",
        actor=SYSTEM,
        subject=("person", people[0]),
        data={"pairs": len(fresh), "persons": people},
    )


def _heads(ids: Collection[UUID]) -> dict[UUID, UUID]:
    rows = Person.objects.filter(id__in=ids).values_list("id", "same_as")
    return {one: head or one for one, head in rows}


def _hashed(one: Prepared) -> list[int]:
    return [hash64(key) for key in prepared_keys(one)]


def _write_keys(ready: Mapping[UUID, Prepared], ids: Collection[UUID]) -> int:
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_matchkey WHERE person_id = ANY(%s)", [list(ids)])
        copy_in(MatchKey, _keys(ready))
    return len(ready)


def _keys(ready: Mapping[UUID, Prepared]) -> Iterator[MatchKey]:
    for one, prepared in ready.items():
        for key in sorted(set(_hashed(prepared))):
            yield MatchKey(key=key, person_id=one)


def _candidates(wanted: Sequence[Collection[int]]) -> dict[int, list[UUID]]:
    """Place of the asker -> persons who share a key with him, those with most keys first: one query."""
    places = [place for place, keys in enumerate(wanted) for _ in keys]
    keys = [key for some in wanted for key in some]
    found: dict[int, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [places, keys, CAP + 1, CAP, MOST_CANDIDATES])
        for place, person in cursor.fetchall():
            found[place].append(person)
    return found


_CANDIDATES = """
WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest(%s::int[], %s::bigint[]) AS w(place, key)
), used AS MATERIALIZED (
  SELECT k.key, array_agg(m.person_id) AS people
  FROM (SELECT DISTINCT key FROM wanted) k
  CROSS JOIN LATERAL (SELECT person_id FROM people_matchkey WHERE key = k.key LIMIT %s) m
  GROUP BY k.key HAVING count(*) <= %s
), shared AS (
  SELECT w.place, p.person, count(*) AS keys
  FROM wanted w JOIN used u USING (key) CROSS JOIN LATERAL unnest(u.people) AS p(person)
  GROUP BY w.place, p.person
), ranked AS (
  SELECT place, person, keys,
         row_number() OVER (PARTITION BY place ORDER BY keys DESC, person) AS nth
  FROM shared
)
SELECT place, person FROM ranked WHERE nth <= %s ORDER BY place, nth
"""


def everybody(chunk: int = 20_000) -> Iterator[Record]:
    """The whole registry as records, a chunk at a time."""
    last = UUID(int=0)
    while True:
        ids = list(
            Person.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:chunk]
        )
        if not ids:
            return
        yield from records_of(ids).values()
        last = ids[-1]


def full_pass() -> int:
    """Everybody against everybody with the batch lane; returns how many pairs stand on the desk.

    Raises RuntimeError when the batch engine is not installed.
    """
    look()
    try:
        from bubuhan.linkage import training
    except ImportError as error:
        raise RuntimeError(
            "Mesin penilaian seluruh registri belum terpasang: pip install bubuhan[link]."
        ) from error
    return propose_pairs(training.score_batch(everybody()))
