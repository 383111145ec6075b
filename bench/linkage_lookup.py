"""One look-up against a registry of a million people: who may this be? Through the product's own tables.

    python -m bench.linkage_lookup [--people 1000000] [--tries 500] [--seed 2027]

The registry is written by COPY with its blocking keys (`people_matchkey`), then `people.duplicates.find`
is asked as the typing officer and the import ask: half of the questions are people of the registry written
down anew with mistakes, half are strangers. Rivals on the same tables: the names nearest by trigrams
(pg_trgm, as other systems search), and an equal NIK.
"""

import argparse
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from bench.common import Times, table
from bubuhan.linkage.generator import REPORTING_SEEDS, Writer
from bubuhan.linkage.invented import Human, World
from bubuhan.linkage.places import kalsel
from bubuhan.linkage.records import Record

CHUNK = 20_000
WARM = 30
TRIGRAM = (
    "SELECT id FROM people_person WHERE name %% %s ORDER BY similarity(name, %s) DESC LIMIT 10"
)
Question = tuple[Record, UUID | None]  # the record asked for, and who it is when he is known


def fill(
    world: World, writer: Writer, people: int, dice: random.Random, tries: int
) -> list[Question]:
    """Write the registry; returns questions about people in it."""
    from django.db import connection, transaction

    asked = set(dice.sample(range(people), tries))
    questions: list[Question] = []
    with connection.cursor() as cursor:
        again = _drop_indexes(cursor)
    number = 0
    for houses in _chunks(world, people):
        ready: list[tuple[Human, Record, list[Human]]] = []
        for house in houses:
            ready.extend((human, writer.write(human, house), house) for human in house)
        with transaction.atomic():
            ids = _copy([record for _, record, _ in ready])
        for (human, _, house), person in zip(ready, ids, strict=True):
            if number in asked:
                questions.append((writer.write(human, house), person))
            number += 1
    with connection.cursor() as cursor:
        for statement in again:
            cursor.execute(statement)
        cursor.execute("ANALYZE people_person, people_matchkey")
    return questions


def _chunks(world: World, people: int) -> Iterator[list[list[Human]]]:
    made, chunk, size = 0, [], 0
    while made < people:
        house = world.household()[: people - made]
        chunk.append(house)
        made, size = made + len(house), size + len(house)
        if size >= CHUNK or made >= people:
            yield chunk
            chunk, size = [], 0


def _copy(records: list[Record]) -> list[UUID]:
    """Persons and their keys."""
    from django.db import connection

    from bubuhan.kernel.bulk import copy_in
    from bubuhan.kernel.ids import uuid7
    from bubuhan.kernel.text import name_key
    from bubuhan.linkage.blocking import hash64, prepared_keys
    from bubuhan.linkage.scorer import prepare
    from bubuhan.people.models import Person, nik_index

    ids = [uuid7() for _ in records]
    copy_in(Person, (
        Person(
            id=one, name=r.name[:120], name_key=name_key(r.name)[:120], sex=r.sex, birth_date=r.birth_date,
            birth_precision=r.birth_precision, birth_place=r.birth_place, nik=r.nik or None, nik_blind=nik_index(r.nik),
            phone=r.phones[0] if r.phones else "", phone_other=r.phones[1] if len(r.phones) > 1 else "",
            address=r.address, area_code=r.areas[0] if r.areas else "", example=True, rev=1, looked_rev=1,
        )
        for one, r in zip(ids, records, strict=True)
    ))  # fmt: skip
    sql = "COPY people_matchkey (key, person_id) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.set_types(["int8", "uuid"])
        for one, record in zip(ids, records, strict=True):
            for key in {hash64(k) for k in prepared_keys(prepare(record))}:
                copy.write_row((key, one))
    return ids


def _drop_indexes(cursor: Any) -> list[str]:
    """Take the indexes off for the loading; returns the statements that put them back."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'people_person' AND indexname NOT LIKE '%%_pkey'"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'people_matchkey'::regclass AND contype = 'p'"
    )
    key = cursor.fetchone()[0]
    cursor.execute(f'ALTER TABLE people_matchkey DROP CONSTRAINT "{key}"')
    back = f'ALTER TABLE people_matchkey ADD CONSTRAINT "{key}" PRIMARY KEY (key, person_id)'
    return ["SET maintenance_work_mem = '1GB'", back, *(definition for _, definition in found)]


def ask(questions: list[Question], work: Callable[[Record], list[UUID]]) -> tuple[Times, float]:
    """Times of each question, and the share of the known people who were among the answers."""
    seconds, hits, known = [], 0, 0
    for number, (record, person) in enumerate([*questions[:WARM], *questions]):
        started = perf_counter()
        answers = work(record)
        took = perf_counter() - started
        if number < WARM:
            continue
        seconds.append(took)
        if person is not None:
            known += 1
            hits += person in answers
    return Times.of(seconds), hits / max(1, known)


def ours(record: Record) -> list[UUID]:
    from bubuhan.people import duplicates

    return [found.row_id for found in duplicates.find(record)]


def by_name(record: Record) -> list[UUID]:
    return _rows(TRIGRAM, [record.name, record.name])


def by_nik(record: Record) -> list[UUID]:
    from bubuhan.people.models import nik_index

    return _rows("SELECT id FROM people_person WHERE nik_blind = %s", [nik_index(record.nik)])


def _rows(sql: str, values: list[Any]) -> list[UUID]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def main() -> None:
    """Fill a fresh instance, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=1_000_000)
    options.add_argument("--tries", type=int, default=500)
    options.add_argument("--seed", type=int, default=REPORTING_SEEDS[0])
    given = options.parse_args()
    from bubuhan.site.cli import open_instance

    folder = Path(tempfile.mkdtemp(prefix="bubuhan-lookup-"))
    folder.chmod(0o711)
    dice = random.Random(given.seed)
    world, writer = World(dice, kalsel()), Writer(dice, kalsel())
    try:
        with open_instance(str(folder)):
            started = perf_counter()
            questions = fill(world, writer, given.people, dice, given.tries // 2)
            filled = perf_counter() - started
            strangers = [world.household() for _ in range(given.tries // 2)]
            questions += [(writer.write(house[0], house), None) for house in strangers]
            dice.shuffle(questions)
            rows = []
            for words, work in (
                ("**ours** (`people.duplicates.find`)", ours),
                ("names nearest by trigrams, 10", by_name),
                ("an equal NIK", by_nik),
            ):
                times, recall = ask(questions, work)
                rows.append([words, f"{times.p50:.1f}", f"**{times.p95:.1f}**", f"{recall:.3f}"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{given.people:,} persons, written with their keys in {filled:.0f} s; {given.tries} questions.\n"
    )
    print(table(("", "p50 ms", "p95 ms", "the right person among the answers"), rows))


if __name__ == "__main__":
    main()
