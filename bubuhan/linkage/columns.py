"""Records as columns of a table, for the batch lane: made in several processes, never on a disk."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from operator import attrgetter

import pyarrow as pa

from bubuhan.linkage.blocking import hash64, prepared_keys
from bubuhan.linkage.features import COLUMNS, LISTS, NUMBERS, prepare
from bubuhan.linkage.records import Record

CHUNK = 20_000
_VALUES = attrgetter(*COLUMNS)


def schema() -> pa.Schema:
    """`row` (number), `id`, the features, and `keys` (hashed blocking keys)."""
    kinds = {
        name: pa.list_(pa.string())
        if name in LISTS
        else pa.int32()
        if name in NUMBERS
        else pa.string()
        for name in COLUMNS
    }
    return pa.schema([("row", pa.int32()), *kinds.items(), ("keys", pa.list_(pa.int64()))])


def batch(first: int, records: list[Record]) -> pa.RecordBatch:
    """One chunk of records, numbered from `first`."""
    ready = [prepare(record) for record in records]
    keys = [[hash64(key) for key in prepared_keys(p)] for p in ready]
    columns = zip(*map(_VALUES, ready), strict=True)
    arrays = [list(range(first, first + len(records))), *map(list, columns), keys]
    return pa.record_batch(
        [pa.array(a, type=field.type) for a, field in zip(arrays, schema(), strict=True)],
        schema=schema(),
    )


def batches(records: Iterable[Record], processes: int = 1) -> Iterator[pa.RecordBatch]:
    """All chunks in order; with several processes only a few chunks are held at a time."""
    chunks = _chunks(records)
    if processes < 2:
        for first, chunk in chunks:
            yield batch(first, chunk)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(batch, *work) for work in islice(chunks, processes + 1)]
        while waiting:
            done = waiting.pop(0).result()
            waiting.extend(pool.submit(batch, *work) for work in islice(chunks, 1))
            yield done


def _chunks(records: Iterable[Record]) -> Iterator[tuple[int, list[Record]]]:
    source, first = iter(records), 0
    while chunk := list(islice(source, CHUNK)):
        yield first, chunk
        first += len(chunk)
