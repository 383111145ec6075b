"""`bubuhan link findings`: likely doubles and double roles as JSON, with the rows they came from.

Reads three rooms (imports, people, standing), hence here, on the top floor.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from bubuhan import journal
from bubuhan.imports import held
from bubuhan.imports.models import ImportFile, ImportRow
from bubuhan.linkage.blocking import CAP, prepared_keys
from bubuhan.linkage.records import Record
from bubuhan.linkage.scorer import Prepared, default_model, prepare
from bubuhan.people import duplicates
from bubuhan.people.models import DuplicateProposal, LinkDecision, Person, SourceRecord
from bubuhan.people.queries import heads_of
from bubuhan.standing import actions, doubles, groups, likely, pairing, raising, rules

IDENTITY = frozenset(["nik_two_names", "member_unsure", "rows_contradict"])
"""Codes of problems that hold a row because nobody can tell whose it is."""
IF_SAME = "bila orang yang sama"
MOST_ROWS = 20  # of one person that a waiting row is told with
Place = dict[str, Any] | None


def write(target: Path) -> dict[str, int]:
    """Look at whoever was not looked at yet, write the file, return how many findings of each kind."""
    duplicates.look()
    for chunk in actions.chunks(raising.many_hats(), actions.CHUNK):
        with journal.unit():
            raising.look(groups.heads_of(chunk))
    places = _Places()
    pairs = list(_duplicates(places))
    found = {"duplicates": pairs, "double_roles": list(_double_roles(places, pairs))}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    target.write_text(text + "\n", "utf-8")
    return {kind: len(rows) for kind, rows in found.items()}


def _duplicates(places: "_Places") -> Iterator[dict[str, Any]]:
    """Pairs once each: rows joined to one person, pairs of the desk, rows that wait."""
    told: set[frozenset[tuple[str | None, str]]] = set()
    for pair in (*_joined(places), *_of_desk(places), *_held(places)):
        key = frozenset(
            (side["person"], json.dumps(side["source"])) for side in (pair["a"], pair["b"])
        )
        if len(key) == 2 and key not in told:
            told.add(key)
            yield pair


class _Places:
    """Where imported rows stand: `{"file", "sheet", "row"}` of a row and of a person's first row."""

    def __init__(self) -> None:
        self._sheets: dict[UUID, dict[int, tuple[str, str]]] = defaultdict(dict)
        for file in ImportFile.objects.order_by("number"):
            for place, name in enumerate(file.sheets):
                self._sheets[file.batch_id][file.first_sheet + place] = (file.name, name)
        self.rows: dict[UUID, list[ImportRow]] = defaultdict(list)
        self.held: list[ImportRow] = []
        light = ImportRow.objects.exclude(batch__state="undone").defer(
            "cells", "applied", "changes"
        )
        for row in light.order_by("batch__created_at", "batch_id", "sheet", "row").iterator():
            if row.outcome == "held":
                self.held.append(row)
            elif row.person_id and row.done:
                self.rows[row.person_id].append(row)

    def of(self, row: ImportRow) -> dict[str, Any]:
        file, sheet = self._sheets[row.batch_id].get(row.sheet, ("", ""))
        return {"file": file, "sheet": sheet, "row": row.row}

    def first(self, person: UUID) -> Place:
        rows = self.rows.get(person)
        return self.of(rows[0]) if rows else None


def _joined(places: _Places) -> Iterator[dict[str, Any]]:
    """Each later row of a person against his first one: what the machine joined by itself."""
    scored = _scores([one for one, rows in places.rows.items() if len(rows) > 1])
    for person, rows in places.rows.items():
        first, *later = rows
        for row in later:
            told = scored.get((row.batch_id, row.sheet, row.row))
            sides = _side(person, places.of(first)), _side(person, places.of(row))
            yield _pair(*sides, told and told[0], told[1] if told else 1.0, "automatic")


def _scores(people: list[UUID]) -> dict[tuple[UUID, int, int], tuple[float, float]]:
    """What the engine says of each later row against the first row of its person."""
    model = default_model()
    out: dict[tuple[UUID, int, int], tuple[float, float]] = {}
    records: dict[UUID, list[tuple[tuple[UUID, int, int], Record]]] = defaultdict(list)
    rows = SourceRecord.objects.filter(origin="import", person_id__in=people)
    for row in rows.order_by("received_at", "id").iterator():
        batch, sheet, number = row.origin_id.split(":")
        if row.person_id:
            key = (UUID(batch), int(sheet), int(number))
            records[row.person_id].append((key, _record(row)))
    for some in records.values():
        first = prepare(some[0][1])
        for key, record in some[1:]:
            found = duplicates.judged(model, first, prepare(record))
            out[key] = (found.weight, found.probability)
    return out


def _record(row: SourceRecord) -> Record:
    body = row.body
    areas = tuple(a for a in (body.get("home", ""), row.area_code) if a)
    return Record(
        id=str(row.id), name=body.get("name", ""), sex=body.get("sex", ""), birth_date=row.birth_date,
        birth_precision="day" if row.birth_date else "unknown", birth_place=body.get("birth_place", ""),
        nik=row.nik or "", phones=tuple(body.get("phones", ())), areas=areas, address=body.get("address", ""),
    )  # fmt: skip


def _of_desk(places: _Places) -> Iterator[dict[str, Any]]:
    """Pairs that wait at the duplicate desk, and what people decided to be one there."""
    waiting = DuplicateProposal.objects.exclude(state="settled")
    joined = Person.objects.filter(same_as__isnull=False).only("id", "same_as")
    for a, b, weight, probability, band in waiting.values_list(
        "a_id", "b_id", "weight", "probability", "band"
    ):
        yield _pair(_side(a, places.first(a)), _side(b, places.first(b)), weight, probability, band)
    said = {
        (d.person_id, d.other_id): d.weight
        for d in LinkDecision.objects.filter(verdict="same", other_id__isnull=False)
    }
    for row in joined:
        head, other = row.same_as_id or row.id, row.id
        told = said.get((min(head, other), max(head, other)))
        sides = _side(head, places.first(head)), _side(other, places.first(other))
        yield _pair(*sides, told, 1.0, "automatic")


def _held(places: _Places) -> Iterator[dict[str, Any]]:
    """Rows that wait: whom the engine finds them like, then what the rules said of their identity."""
    rows: list[tuple[ImportRow, Prepared]] = []
    for some in held.Reader().lots([row.id for row in places.held]):
        yield from _like_persons(places, [(row, record) for row, record, new in some if not new])
        rows += [(row, prepare(record)) for row, record, _ in some]
    yield from _like_rows(places, rows)
    yield from _told_by_rules(places)


def _like_persons(
    places: _Places, rows: list[tuple[ImportRow, Record]]
) -> Iterator[dict[str, Any]]:
    """Held rows against the registry: with every row the person came from, or with him alone."""
    known = duplicates.find_many([record for _, record in rows])
    for (row, _), candidates in zip(rows, known, strict=True):
        here = _waiting(places, row)
        for one in candidates:
            who = one.row_id if one.row_id in places.rows else one.person_id
            sources: list[Place] = [places.of(r) for r in places.rows.get(who, ())[:MOST_ROWS]]
            for source in sources or [None]:
                if source != here["source"]:
                    yield _pair(_side(who, source), here, one.weight, one.probability, "desk")


def _like_rows(places: _Places, rows: list[tuple[ImportRow, Prepared]]) -> Iterator[dict[str, Any]]:
    """Held rows against each other: blocking keys and scores as at the desk, in memory."""
    by_key: dict[str, list[int]] = defaultdict(list)
    wanted = [prepared_keys(ready) for _, ready in rows]
    for place, keys in enumerate(wanted):
        for key in keys:
            by_key[key].append(place)
    model = default_model()
    for place, keys in enumerate(wanted):
        shared = Counter(
            other for k in keys if len(by_key[k]) <= CAP for other in by_key[k] if other < place
        )
        for other, _ in shared.most_common(duplicates.MOST_CANDIDATES):
            told = duplicates.judged(model, rows[other][1], rows[place][1])
            sides = _waiting(places, rows[other][0]), _waiting(places, rows[place][0])
            if told.band != "new" and sides[0]["source"] != sides[1]["source"]:
                yield _pair(*sides, told.weight, told.probability, "desk")


def _told_by_rules(places: _Places) -> Iterator[dict[str, Any]]:
    """Rows held for their identity, against whom they may be: a known person, or another row."""
    by_place = {(r.batch_id, r.sheet, r.row): r for r in places.held}
    for rows in places.rows.values():
        by_place |= {(r.batch_id, r.sheet, r.row): r for r in rows}
    for row in places.held:
        here = _waiting(places, row)
        for problem in row.problems:
            if problem.get("code") not in IDENTITY:
                continue
            for known, _ in problem.get("candidates") or ():
                other = UUID(str(known))
                yield _pair(_side(other, places.first(other)), here, None, None, "desk")
            for sheet, number in problem.get("rows") or ():
                twin = by_place.get((row.batch_id, sheet, number))
                if twin is not None and twin.person_id:
                    there = _waiting(places, twin)
                    ordered = (
                        (there, here) if (sheet, number) < (row.sheet, row.row) else (here, there)
                    )
                    yield _pair(*ordered, None, None, "desk")


def _waiting(places: _Places, row: ImportRow) -> dict[str, Any]:
    return _side(row.person_id, places.of(row))


def _side(person: UUID | None, source: Place) -> dict[str, Any]:
    """`person` is null for a row that waits: it is nobody yet, as the import's report has it."""
    return {"person": str(person) if person else None, "source": source}


def _pair(
    a: dict[str, Any], b: dict[str, Any], weight: float | None, probability: float | None, band: str
) -> dict[str, Any]:
    rounded = None if weight is None else round(weight, 3)
    chance = None if probability is None else round(probability, 6)
    return {"a": a, "b": b, "weight": rounded, "probability": chance, "band": band}


def _double_roles(places: _Places, pairs: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What stands, then what there is if two likely records are one person (`certain` false)."""
    rows = list(doubles.all_findings())
    heads = heads_of({person for person, _, _ in rows})
    told: set[tuple[str, tuple[str, ...]]] = set()
    for person, pillars, verdict in rows:
        head = str(heads.get(person, person))
        told.add((head, tuple(sorted(pillars))))
        yield _role(head, pillars, verdict)
    for one in (*_likely(), *_likely_held(places, pairs)):
        key = (str(one["person"]), tuple(sorted(one["pillars"])))
        if key not in told:
            told.add(key)
            yield one


def _likely() -> Iterator[dict[str, Any]]:
    """Pairs of the desk whose two persons have different hats."""
    found = list(likely.judge(likely.waiting()))
    heads = heads_of({person for one in found for person in (one.a, one.b)})
    for one in found:
        a, b = (str(heads.get(person, person)) for person in (one.a, one.b))
        pillars = [role.split("/")[0] for role in (one.first, one.second)]
        yield _role(a, pillars, one.verdict, other=b, condition=IF_SAME)


def _likely_held(places: _Places, pairs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pairs with a row that waits, whose hats differ: of the rows' pillars and of whom is known."""
    waiting = {json.dumps(places.of(row)): row.pillar for row in places.held if row.pillar}
    some = [
        (pair, [waiting.get(json.dumps(pair[side]["source"]), "") for side in ("a", "b")])
        for pair in pairs
    ]
    some = [(pair, pillars) for pair, pillars in some if any(pillars)]
    heads = groups.heads_of(
        {UUID(pair[side]["person"]) for pair, _ in some for side in ("a", "b") if pair[side]["person"]}
    )  # fmt: skip
    people = raising.gather(heads)
    table = rules.pair_rules()
    for pair, pillars in some:
        ids = [pair[side]["person"] for side in ("a", "b")]
        known = [heads.get(UUID(one), UUID(one)) if one else None for one in ids]
        one, other = (
            [pairing.Hat("", pairing.role(pillar, ""))] if pillar else people[who].hats if who else []
            for who, pillar in zip(known, pillars, strict=True)
        )  # fmt: skip
        who = known[0] if known[0] and (not pillars[0] or pillars[1]) else known[1]
        for found in likely.between(one, other, table) if who else ():
            pillars_of = [role.split("/")[0] for role in found.roles]
            yield _role(str(who), pillars_of, found.rule.verdict, condition=IF_SAME)


def _role(
    person: str, pillars: list[str], verdict: str, *, other: str | None = None, condition: str = ""
) -> dict[str, Any]:
    """`certain` is false, and `condition` says under which condition, while nobody has decided."""
    return {
        "person": person, "pillars": pillars, "verdict": verdict,
        "certain": not condition, "condition": condition, "other": other,
    }  # fmt: skip
