"""The rows of a lazy frame in Arrow batches, from whichever engine it lies in.

Belongs here: what differs between engines once a frame is asked for. Not here: what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import narwhals as nw
import pyarrow as pa

_Found = TypeVar("_Found")
ROWS = 1 << 17
"""Rows in a batch: enough to forget what a batch costs, and few enough to be a small part of any memory."""


def batches(frame: nw.LazyFrame[Any]) -> Iterator[pa.RecordBatch]:
    """The rows of a frame, in batches of at most :data:`ROWS`; an engine that can keeps only those in memory."""
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        yield from native.to_arrow_reader(ROWS)
    else:
        yield from frame.collect("pyarrow").to_native().to_batches(max_chunksize=ROWS)


def counted_apart(frame: nw.LazyFrame[Any], count: Callable[[Iterable[pa.RecordBatch]], _Found]) -> _Found:
    """What ``count`` finds in the rows of a frame."""
    return count(batches(frame))
