"""The floor: the fastest way known here to read an export and count the same tables, and nothing besides.

A CSV file is read by Arrow, dictionary-encoded and in parts, so that a file larger than memory needs no more than a
small one (no cell here holds a line end), or by DuckDB, with every column an ENUM; an SPSS file by polars-readstat.
Answers become small integers, 0 for none; a crosstab is one ``numpy.bincount`` of two of them in one. Nothing is
checked, kept, pseudonymised or explained.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from polars_readstat import scan_readstat
from pyarrow import csv

Codes = NDArray[np.int16]
Counts = NDArray[np.intp]
Counted = tuple[dict[str, Counts], dict[str, Counts]]
Answers = Mapping[str, Sequence[Any]]
"""By column the cells that are answers, in the order of their codes."""
Reader = Callable[[Path, Answers], Iterator[dict[str, Codes]]]
_PART, _BLOCK = 1 << 26, 1 << 22
"""Bytes in memory at a time, and those that a core decodes at a time. Arrow's own stream decodes on one core."""
_ROWS = 100_000
"""Rows that DuckDB gives at a time."""


def count(path: Path, codebook: Mapping[str, Any], read: Reader | None = None) -> Counted:
    """By column and by crosstab how often each code occurs."""
    read = read or (by_polars if path.suffix == ".sav" else by_arrow)
    classes = codebook["classes"]
    answers = {
        **{name: list(cells.values()) for name, cells in codebook["choices"].items()},
        **dict.fromkeys(codebook["boxes"], codebook["box_cells"]),
        **{name: list(range(high + 1)) for name, (_, high) in codebook["numbers"].items()},
    }
    sizes = {name: len(cells) + 1 for name, cells in answers.items()} | {classes["name"]: len(classes["below"]) + 1}
    class_of = np.searchsorted([0, *classes["below"].values()], np.arange(sizes[classes["of"]]) - 1, side="right")
    frequencies = {name: np.zeros(size, dtype=np.intp) for name, size in sizes.items()}
    crosstabs = {(a, b): np.zeros(sizes[a] * sizes[b], dtype=np.intp) for a, b in codebook["crosstabs"]}
    for codes in read(path, answers):
        codes[classes["name"]] = class_of.astype(np.int16)[codes[classes["of"]]]
        for name, counted in frequencies.items():
            counted += np.bincount(codes[name], minlength=len(counted))
        for (group, outcome), counted in crosstabs.items():
            counted += np.bincount(codes[group] * sizes[outcome] + codes[outcome], minlength=len(counted))
    return frequencies, {f"{a} × {b}": counted.reshape(sizes[a], sizes[b]) for (a, b), counted in crosstabs.items()}


def by_arrow(path: Path, answers: Answers) -> Iterator[dict[str, Codes]]:
    """The codes of a CSV file by column, in parts."""
    places = {name: {str(cell): place for place, cell in enumerate(cells, start=1)} for name, cells in answers.items()}
    text = pa.dictionary(pa.int32(), pa.string())
    wanted = csv.ConvertOptions(include_columns=list(answers), column_types=dict.fromkeys(answers, text))
    with path.open("rb") as file:
        headings = file.readline().decode().strip().replace('"', "").split(",")
        options = csv.ReadOptions(column_names=headings, block_size=_BLOCK)
        while part := file.read(_PART):
            table = csv.read_csv(io.BytesIO(part + file.readline()), options, convert_options=wanted)
            yield {name: _codes(table.column(name), places[name]) for name in answers}


def _codes(column: pa.ChunkedArray, places: Mapping[str, int]) -> Codes:
    coded = []
    for chunk in column.chunks:
        lookup = np.array([places.get(cell, 0) for cell in chunk.dictionary.to_pylist()], dtype=np.int16)
        coded.append(lookup[chunk.indices.to_numpy()])
    return np.concatenate(coded)


def by_duckdb(path: Path, answers: Answers) -> Iterator[dict[str, Codes]]:
    """The codes of a CSV file by column, in parts."""
    cells = {name: ", ".join(f"'{cell}'" for cell in cells) for name, cells in answers.items()}
    columns = ", ".join(f'"{name}"::ENUM ({listed}) AS "{name}"' for name, listed in cells.items())
    texts = f"read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '\"')"
    for batch in duckdb.connect().sql(f"SELECT {columns} FROM {texts}").to_arrow_reader(_ROWS):
        places = {name: batch.column(name).indices.cast(pa.int16()).fill_null(-1) for name in answers}
        yield {name: place.to_numpy() + 1 for name, place in places.items()}


def by_polars(path: Path, answers: Answers) -> Iterator[dict[str, Codes]]:
    """The codes of an SPSS file by column."""
    frame = scan_readstat(str(path)).select(list(answers)).collect()
    codes = {}
    for name, cells in answers.items():
        lookup = np.zeros(int(max(cells)) + 2, dtype=np.int16)
        lookup[np.array(cells, dtype=int) + 1] = np.arange(1, len(cells) + 1)
        codes[name] = lookup[frame[name].fill_null(-1).cast(pl.Int16).to_numpy() + 1]
    yield codes
