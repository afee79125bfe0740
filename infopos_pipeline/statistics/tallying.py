"""The rows of a frame, counted into the cells of many tables in one pass, in batches, on the codes of their categories.

Belongs here: counting, whatever the columns mean. Not here: which tables a study needs (counting). A batch is Arrow's,
which every engine gives; no row becomes a Python object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from infopos_pipeline.warehouse.engines import Tally, batches, counted_apart

Columns = tuple[str, ...]
Cell = tuple[str, ...]
_Codes = NDArray[Any]
_SMALL = np.iinfo(np.int16).max
"""Cells whose codes take two bytes."""
_DENSE = 1 << 16
"""Cells that a table may have and be counted in an array with a place for each, whether it occurs or not."""


def tally(frame: nw.LazyFrame[Any], tables: Sequence[Columns], entity: str) -> tuple[Tally, Tally]:
    """The rows in every cell of every table, and the distinct values of the column ``entity`` in them.

    A category is the text of a column, of a number its shortest form, and an empty text where there is none. The data
    are read once; rows whose entity has others too are looked at apart.
    """
    names = list(dict.fromkeys(name for columns in tables for name in columns))
    frame = frame.select(entity, *(name for name in names if name != entity))
    repeated = frame.group_by(entity).agg(rows=nw.len()).filter(nw.col("rows") > 1).select(entity)
    if len(repeated.head(1).collect()) == 0:
        rows = counted_apart(frame, lambda read: _rows(read, tables))
        return rows, Counter(rows)
    alone = counted_apart(frame.join(repeated, on=entity, how="anti"), lambda read: _rows(read, tables))
    together = pa.Table.from_batches(batches(frame.join(repeated, on=entity, how="semi"))).combine_chunks()
    (batch,) = together.to_batches()
    return alone + tally_batch(batch, tables), alone + tally_batch(batch, tables, entity)


def _rows(read: Iterable[pa.RecordBatch], tables: Sequence[Columns]) -> Tally:
    found: Tally = Counter()
    for batch in read:
        found.update(tally_batch(batch, tables))
    return found


def tally_batch(batch: pa.RecordBatch, tables: Sequence[Columns], distinct: str | None = None) -> Tally:
    """The rows of a batch in every cell, or the ``distinct`` values of a column in it."""
    names = dict.fromkeys(name for columns in tables for name in columns)
    coded = {name: _coded(batch.column(name)) for name in names}
    entities = _coded(batch.column(distinct)) if distinct else None
    return Counter(
        {
            (place, cell): n
            for place, columns in enumerate(tables)
            for cell, n in _cells([coded[name] for name in columns], batch.num_rows, entities)
        }
    )


@dataclass(frozen=True)
class _Coded:
    """Rows as codes, and by code the categories they stand for."""

    codes: _Codes
    cells: list[Cell]


def _coded(column: pa.Array) -> _Coded:
    numbers = pa.types.is_primitive(column.type)
    if numbers:
        column = compute.add(column.cast(pa.float64()), 0.0)  # one zero, not one below it as well
        column = compute.if_else(compute.is_nan(column), None, column)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    categories = encoded.dictionary.to_pylist()
    cells: list[Cell] = [(_number(one) if numbers else one,) for one in categories]
    cells.append(("",))
    codes = encoded.indices.fill_null(len(categories)) if encoded.null_count else encoded.indices
    return _Coded(codes.to_numpy(), cells)


def _number(value: float) -> str:
    """A number as a category: whole numbers without decimals."""
    return str(int(value)) if value.is_integer() else repr(value)


def _cells(columns: Sequence[_Coded], rows: int, entities: _Coded | None) -> Iterator[tuple[Cell, int]]:
    """The cells of a table that occur, and how often."""
    first, *others = columns or [_Coded(np.zeros(rows, dtype=np.int16), [()])]
    for other in others[:-1]:
        first = _crossed(first, other)
    last = others[-1] if others else _Coded(np.zeros(rows, dtype=np.int16), [()])
    codes, size = _pairs(first, last), len(first.cells) * len(last.cells)
    if entities is not None:
        distinct = np.unique(codes.astype(np.intp) * len(entities.cells) + entities.codes)
        codes = distinct // len(entities.cells)
    there, counts = _counted(codes, size)
    for code, n in zip(there.tolist(), counts.tolist(), strict=True):
        place, other_place = divmod(code, len(last.cells))
        yield first.cells[place] + last.cells[other_place], n


def _pairs(one: _Coded, other: _Coded) -> _Codes:
    """Two columns as one, with a code for each pair."""
    size = len(one.cells) * len(other.cells)
    first = one.codes.astype(np.int16 if size <= _SMALL else np.intp)
    codes: _Codes = first * len(other.cells) + other.codes
    return codes


def _crossed(one: _Coded, other: _Coded) -> _Coded:
    """Two columns as one, with codes for what occurs together only."""
    codes, size = _pairs(one, other), len(one.cells) * len(other.cells)
    there, _ = _counted(codes, size)
    if size > _DENSE:
        codes = np.searchsorted(there, codes)
    else:
        places = np.zeros(size, dtype=np.int32)
        places[there] = np.arange(len(there))
        codes = places[codes]
    pairs = (divmod(code, len(other.cells)) for code in there.tolist())
    return _Coded(codes, [one.cells[place] + other.cells[second] for place, second in pairs])


def _counted(codes: _Codes, size: int) -> tuple[NDArray[Any], NDArray[np.intp]]:
    if size > _DENSE:
        return np.unique(codes, return_counts=True)
    counts = np.bincount(codes, minlength=size)
    there = np.flatnonzero(counts)
    return there, counts[there]
