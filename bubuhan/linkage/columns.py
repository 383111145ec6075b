"""Records as columns of a table, for the batch lane: made in several processes, never on a disk.

What Python knows best (names, addresses) is computed here, a column at a time; what is only a slice of
something else is left to DuckDB (`FEATURES`). Both together are the features of `features.prepare`,
and `tests/test_columns.py` holds them to that.
"""

import gc
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context

import pyarrow as pa

from bubuhan.linkage.features import (
    COLUMNS,
    address_key,
    area_levels,
    first_word,
    nik_says,
    place_key,
)
from bubuhan.linkage.names import name_forms
from bubuhan.linkage.records import Record

CHUNK = 20_000
Raw = tuple[list[str], ...]
"""Records as lists, in the order of `raw`: far quicker to hand to another process than objects."""

_LISTS = ("tokens", "alias", "phones", "desa", "kecamatan", "kabupaten")
_TEXT = (
    "id", "full", "sound", "core", "core_sorted", "first", "initials", "wild", "father", "spouse",
    "number", "zeroed", "said", "said_sex", "stated", "precision", "written_sex", "place", "address",
)  # fmt: skip

_SURE = "(stated <> '' and precision <> 'unknown')"
_DAY = "(precision = 'day' and right(stated, 4) <> '0101')"
FEATURES = {
    "nik": "case when zeroed = '' then number else '' end",
    "nik_head": "left(number, 15)",
    "nik_a": "left(nik, 8)",
    "nik_b": "substr(nik, 9)",
    "nik_kept": "case when nik <> '' then nik else rtrim(nik_head, '0') end",
    "nik_10": "substr(nik, 7)",
    "nik12": "left(number, 12)",
    "nik_date": "substr(said, 3)",
    "damaged": "case when number <> '' then zeroed else '' end",
    "born": f"case when not {_SURE} then said when {_DAY} then stated else '' end",
    "swapped": "left(born, 4) || substr(born, 7, 2) || substr(born, 5, 2)",
    "born6": "substr(born, 3)",
    "day": "substr(born, 5)",
    "month": f"case when not {_SURE} then left(said, 6)"
    f" when {_DAY} or precision = 'month' then left(stated, 6) else '' end",
    "year": f"coalesce(try_cast(left(case when {_SURE} then stated else said end, 4) as integer), 0)",
    "year_text": "case when year = 0 then '' else cast(year as varchar) end",
    "vague": f"case when {_SURE} and not {_DAY} and precision <> 'month' then '1' else '' end",
    "sex": "case when written_sex <> '' then written_sex else said_sex end",
}
"""Features that DuckDB computes from the columns of `schema`; a later one may use an earlier one."""


@cache
def schema() -> pa.Schema:
    """`row` (number), the columns made in Python as text, lists of text, and `rarity`."""
    lists = [(name, pa.list_(pa.string())) for name in _LISTS]
    texts = [(name, pa.string()) for name in _TEXT]
    return pa.schema([("row", pa.int32()), *texts, *lists, ("rarity", pa.int32())])


def features_sql(source: str) -> str:
    """Table `person`: `row` and all features of `Prepared`, from a table with columns of `schema`."""
    made = ", ".join(f"{sql} as {name}" for name, sql in FEATURES.items())
    names = ", ".join(f'"{name}"' for name in COLUMNS)  # `full` is a word of SQL
    return f"select row, {names} from (select *, {made} from {source})"  # noqa: S608


def raw(records: list[Record]) -> Raw:
    """What one chunk of records holds, list by list."""
    return (
        [r.id for r in records],
        [r.name for r in records],
        [r.sex for r in records],
        [r.birth_date.isoformat() if r.birth_date else "" for r in records],
        [r.birth_precision for r in records],
        [r.birth_place for r in records],
        [r.nik for r in records],
        ["1" if r.nik_damaged else "" for r in records],
        ["\0".join(r.phones) for r in records],
        ["\0".join(r.areas) for r in records],
        [r.address for r in records],
        ["1" if r.name_is_spouse else "" for r in records],
    )


def batch(first: int, lists: Raw) -> pa.RecordBatch:
    """One chunk of records, numbered from `first`."""
    gc.disable()  # millions of small tuples, none in a cycle
    try:
        ids, names, sexes, dates, precisions, places, niks, zeroed, phones, areas, streets, _ = (
            lists
        )
        said = [nik_says(nik) for nik in niks]
        made = {
            "row": range(first, first + len(ids)),
            "id": ids,
            "number": [nik if facts is not None else "" for nik, facts in zip(niks, said, strict=True)],
            "zeroed": zeroed,
            "said": [facts[0] if facts else "" for facts in said],
            "said_sex": [facts[1] if facts else "" for facts in said],
            "stated": [text.replace("-", "") for text in dates],
            "precision": precisions,
            "written_sex": sexes,
            "place": [place_key(text) for text in places],
            "address": [address_key(text) for text in streets],
            "phones": [text.split("\0") if text else [] for text in phones],
            **_names(names, lists[11]),
        }  # fmt: skip
        by_area = _areas(areas)
        return pa.record_batch(
            [
                by_area[field.name] if field.name in by_area else pa.array(made[field.name], field.type)
                for field in schema()
            ],
            schema=schema(),
        )  # fmt: skip
    finally:
        gc.enable()


def _names(names: list[str], marked: list[str]) -> dict[str, list[object]]:
    """The columns that come from a name; `marked`: "1" where it may be the husband's."""
    forms = [name_forms(name) for name in names]
    return {
        "full": [f.full for f in forms],
        "sound": [f.sound for f in forms],
        "core": [f.core for f in forms],
        "core_sorted": [f.core_sorted for f in forms],
        "first": [first_word(f) for f in forms],
        "tokens": [f.tokens for f in forms],
        "initials": [f.initials for f in forms],
        "wild": ["1" if f.wild else "" for f in forms],
        "alias": [f.alias for f in forms],
        "father": [f.father for f in forms],
        "spouse": ["1" if f.is_spouse else mark for f, mark in zip(forms, marked, strict=True)],
        "rarity": [f.rarity for f in forms],
    }


def _areas(areas: list[str]) -> dict[str, pa.Array]:
    """Desa, kecamatan and kabupaten; few areas, many records, so each area is taken apart once."""
    places = {text: place for place, text in enumerate(dict.fromkeys(areas))}
    levels = [area_levels(tuple(text.split("\0")) if text else ()) for text in places]
    at = pa.array([places[text] for text in areas], pa.int32())
    kind = pa.list_(pa.string())
    return {
        name: pa.array([three[place] for three in levels], kind).take(at)
        for place, name in enumerate(("desa", "kecamatan", "kabupaten"))
    }


def batches(records: Iterable[Record], processes: int = 1) -> Iterator[pa.RecordBatch]:
    """All chunks in order; with several processes (begun only when there is more than one
    chunk) only a few chunks are held at a time."""
    chunks = _chunks(records)
    first = list(islice(chunks, 2))
    chunks = chain(first, chunks)
    if processes < 2 or len(first) < 2:
        for place, chunk in chunks:
            yield batch(place, chunk)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(batch, *work) for work in islice(chunks, processes + 1)]
        while waiting:
            done = waiting.pop(0).result()
            waiting.extend(pool.submit(batch, *work) for work in islice(chunks, 1))
            yield done


def _chunks(records: Iterable[Record]) -> Iterator[tuple[int, Raw]]:
    source, first = iter(records), 0
    while chunk := list(islice(source, CHUNK)):
        yield first, raw(chunk)
        first += len(chunk)
