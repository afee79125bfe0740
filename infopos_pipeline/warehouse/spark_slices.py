"""Slices that Spark writes and reads: Parquet files in place of rows in the DuckDB file, which says what they were made
from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from infopos_pipeline.problems import discreet
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import enum_values
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.warehouse.parquet_folders import KEY
from infopos_pipeline.warehouse.spark import read_parquet, rows_of_each, write_parquet
from infopos_pipeline.warehouse.staging import Staging
from infopos_pipeline.warehouse.store import Warehouse
from infopos_pipeline.warehouse.tables import study_tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ENTITY = "pseudonym"


@dataclass
class PartsToMake:
    """A slice of which executors make the parts when it is written, each by its number.

    Attributes:
        parts: how many there are.
        rows: how many rows they have together.
        make: makes a part.
    """

    parts: int = 0
    rows: int = 0
    make: Callable[[int], pa.Table] | None = None


class SparkSlices:
    """The slices of a home that Spark works with, beside its open ``warehouse``; as they are of :class:`Warehouse`."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    @contextmanager
    def staging(self) -> Iterator[PartsToMake]:
        """Take in a slice in parts."""
        yield PartsToMake()

    def made_from(self, study: Study, table: str, wave: str) -> str | None:
        """What a slice was made from; None if there is no such slice."""
        made_from = self._warehouse.made_from(study, table, wave=wave)
        there = made_from and self._warehouse.parquet.folder(study.name, table, wave, made_from).exists()
        return made_from if there else None

    def relation(self, study: Study, table: str, *waves: str) -> DataFrame:
        """The rows of some waves, for counting where they lie."""
        return reduce(lambda one, other: one.unionAll(other), [self._read(study, table, wave) for wave in waves])

    def _read(self, study: Study, table: str, wave: str) -> DataFrame:
        from pyspark.sql import functions

        made_from = self._warehouse.made_from(study, table, wave=wave) or ""
        folder = self._warehouse.parquet.folder(study.name, table, wave, made_from)
        columns = _columns(study, table)
        rows = read_parquet(folder, _schema(columns))
        # A column that is declared since is in no file: nobody was asked.
        rows = rows.fillna(str(Missing.NOT_ASKED), [name for name, kind in columns.items() if enum_values(kind)])
        return rows.select(functions.lit(wave).alias("wave"), *(rows[f"`{name}`"] for name in columns))

    @discreet
    def replace(self, study: Study, table: str, rows: Staging | PartsToMake, made_from: str, wave: str) -> None:
        """Replace one slice, by what was taken into :meth:`staging`, whole or not at all."""
        from pyarrow import parquet

        assert isinstance(rows, PartsToMake)
        assert rows.make is not None
        columns = _columns(study, table)
        made = rows_of_each(rows.parts, partial(_declared, rows.make, columns), _schema(columns))
        with self._warehouse.parquet.writing(study.name, table, wave, made_from) as folder:
            write_parquet(made, folder, KEY, _ENTITY)
            written = sum(parquet.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))
            if written != rows.rows:
                raise RuntimeError(f"{written} rows were written, and {rows.rows} were read")
        none = pa.table({_ENTITY: pa.array([], pa.string())})
        self._warehouse.replace(study, table, none, made_from, wave=wave)


def _columns(study: Study, table: str) -> Mapping[str, str]:
    """The columns in the files, with the types that DuckDB would give them."""
    return {name: kind for name, kind in study_tables(study)[table].columns.items() if name != "wave"}


def _schema(columns: Mapping[str, str]) -> str:
    kinds = {name: "double" if kind == "DOUBLE" else "string" for name, kind in columns.items()}
    return ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())


def _declared(make: Callable[[int], pa.Table], columns: Mapping[str, str], number: int) -> pa.Table:
    """A part with every column that is declared, and texts as texts."""
    table = make(number)

    def column(name: str, kind: str) -> pa.ChunkedArray | pa.Array:
        arrow = pa.float64() if kind == "DOUBLE" else pa.string()
        if name in table.column_names:
            return table.column(name).cast(arrow)
        return pa.repeat(pa.scalar(str(Missing.NOT_ASKED) if enum_values(kind) else None, arrow), table.num_rows)

    return pa.table({name: column(name, kind) for name, kind in columns.items()})
