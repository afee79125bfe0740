"""Rows of a slice on their way into the warehouse: texts of an ENUM by their numbers, and in parts if there are many.

DuckDB would look up every text of an ENUM by itself; and a slice that is larger than memory rests in a file without a
name until all of it is there, so that a part without the rest never gets into the warehouse.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa


class Staging:
    """A slice in parts. Nobody can open its file, which is gone with the process that made it, however that ends.

    ``values`` are by column the texts that its numbers stand for, the same in every part.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._writer: pa.RecordBatchStreamWriter | None = None
        self.values: Mapping[str, list[str]] = {}
        self.columns: tuple[str, ...] = ()
        self.rows = self.parts = 0

    def add(self, rows: pa.Table) -> None:
        """Add the rows of a part, with the same columns and dictionaries as those before.

        Raises:
            ValueError: they are others.
        """
        numbered, values = by_number(rows)
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._file, numbered.schema)
            self.values, self.columns = values, tuple(rows.column_names)
        elif values != self.values:
            raise ValueError("every part of a slice has the same dictionaries")
        self._writer.write_table(numbered)
        self.rows += rows.num_rows
        self.parts += 1

    def reader(self) -> pa.RecordBatchReader:
        """All rows, one after the other; once."""
        assert self._writer is not None
        self._writer.close()
        self._file.seek(0)
        return pa.ipc.open_stream(self._file)


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """Take in a slice in parts; what was not put into the warehouse by the end is gone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=folder) as file:
        yield Staging(file)


def by_number(rows: pa.Table) -> tuple[pa.Table, Mapping[str, list[str]]]:
    """The rows with numbers in place of texts that have one, and the texts by column."""
    values: dict[str, list[str]] = {}
    rows = rows.unify_dictionaries()
    for place, name in enumerate(rows.column_names):
        column = rows.column(place)
        if pa.types.is_dictionary(column.type) and column.num_chunks:
            values[name] = column.chunk(0).dictionary.to_pylist()
            indices = pa.chunked_array([chunk.indices for chunk in column.chunks])
            rows = rows.set_column(place, name, indices)
    return rows, values
