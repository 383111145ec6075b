"""Records as columns of a table, for the batch lane: made in several processes, never on a disk."""

import gc
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from operator import attrgetter

import pyarrow as pa

from bubuhan.linkage.blocking import hash64, prepared_keys
from bubuhan.linkage.features import COLUMNS, LISTS, NUMBERS, prepare
from bubuhan.linkage.records import Record

CHUNK = 20_000


@cache
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
    gc.disable()  # millions of small tuples, none in a cycle
    try:
        ready = [prepare(record) for record in records]
        keys = [[hash64(key) for key in prepared_keys(p)] for p in ready]
        arrays = [pa.array(range(first, first + len(records)), pa.int32())]
        for name in COLUMNS:
            get = attrgetter(name)
            arrays.append(pa.array([get(p) for p in ready], schema().field(name).type))
        arrays.append(pa.array(keys, pa.list_(pa.int64())))
        return pa.record_batch(arrays, schema=schema())
    finally:
        gc.enable()


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


def _chunks(records: Iterable[Record]) -> Iterator[tuple[int, list[Record]]]:
    source, first = iter(records), 0
    while chunk := list(islice(source, CHUNK)):
        yield first, chunk
        first += len(chunk)
