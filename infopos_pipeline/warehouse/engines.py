"""The rows of a lazy frame in Arrow batches, from whichever engine it lies in.

Belongs here: what differs between engines once a frame is asked for. Not here: what is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import narwhals as nw
import pyarrow as pa

from infopos_pipeline.problems import discreet

Tally = Counter[tuple[int, tuple[str, ...]]]
"""How many rows are in a cell, by the place of its table and its categories."""
ROWS = 1 << 17
"""Rows in a batch: enough to forget what a batch costs, and few enough to be a small part of any memory."""


def batches(frame: nw.LazyFrame[Any]) -> Iterator[pa.RecordBatch]:
    """The rows of a frame, in batches of at most :data:`ROWS`; an engine that can keeps only those in memory."""
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        yield from native.to_arrow_reader(ROWS)
    else:
        yield from frame.collect("pyarrow").to_native().to_batches(max_chunksize=ROWS)


def counted_apart(frame: nw.LazyFrame[Any], count: Callable[[Iterable[pa.RecordBatch]], Tally]) -> Tally:
    """What ``count`` finds in the rows of a frame: an engine with executors counts on each, and adds up."""
    if not frame.implementation.is_spark_like():
        return count(batches(frame))
    counted = frame.to_native().mapInArrow(partial(_counted, count), "place int, cell array<string>, n long")
    found = counted.groupBy("place", "cell").sum("n").toArrow()
    places, cells, numbers = (column.to_pylist() for column in found.columns)
    return Counter({(place, tuple(cell)): n for place, cell, n in zip(places, cells, numbers, strict=True)})


def _counted(
    count: Callable[[Iterable[pa.RecordBatch]], Tally], rows: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """What is found in the rows of an executor, as rows."""
    found = discreet(count)(rows)
    yield pa.RecordBatch.from_arrays(
        [
            pa.array([place for place, _ in found], pa.int32()),
            pa.array([cell for _, cell in found], pa.list_(pa.string())),
            pa.array(found.values(), pa.int64()),
        ],
        ["place", "cell", "n"],
    )
