"""The slices in the DuckDB file of a home: replaced whole or not at all, with what they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import enum_type, enum_values, sql_text
from infopos_pipeline.warehouse.database_file import DatabaseFile, quoted
from infopos_pipeline.warehouse.parquet_folders import ParquetFolders
from infopos_pipeline.warehouse.staging import Staging, by_number, staging
from infopos_pipeline.warehouse.tables import PROVENANCE, TEXT, TableDefinition, study_tables


class Warehouse(DatabaseFile):
    """The warehouse of a home: the tables of its studies, in one file, and slices in Parquet files that it tells of."""

    @property
    def parquet(self) -> ParquetFolders:
        """The slices in Parquet files."""
        return ParquetFolders(self.path.with_name("parquet"))

    def staging(self) -> AbstractContextManager[Staging]:
        """Take in a slice in parts."""
        return staging(self.path.parent)

    _within = False

    def prepare(self, study: Study) -> None:
        """Make a study's schema and tables, and add the columns it declares anew; what stands there stays."""
        query = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = ?"
        present: dict[str, dict[str, str]] = {}
        for table_name, column, kind in self.connection.execute(query, [study.name]).fetchall():
            present.setdefault(table_name, {})[column] = kind
        changes = [
            change
            for name, table in study_tables(study).items()
            for change in _changes(_full(study, name), table, present.get(name, {}))
        ]
        if changes:
            with self.transaction() as connection:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(study.name)}")
                for change in changes:
                    connection.execute(change)

    def replace(
        self,
        study: Study,
        table: str,
        rows: pd.DataFrame | pa.Table | Staging,
        made_from: str = "",
        **slice_values: str,
    ) -> None:
        """Replace one slice by ``rows``, matched by column name, in one transaction with what it was made from.

        ``slice_values`` gives every column that names the table's slice, such as ``wave="2017"``; ``rows`` lacks them.
        Of rows that came in parts the order of the parts does not stay: they are put in order of their first column.
        """
        definition = self._definition(study, table, slice_values)
        if isinstance(rows, Staging):
            incoming, values, order = rows.reader(), rows.values, _order(rows) if rows.parts > 1 else ""
        else:
            arrow = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
            (incoming, values), order = by_number(arrow), ""
        selected = [_text_again(name, definition, values.get(name)) for name in incoming.schema.names]
        selected += [f"{sql_text(value)} AS {quoted(column)}" for column, value in slice_values.items()]
        query = f"SELECT {', '.join(selected)} FROM incoming {order}"
        erasing = self._erasing(study, definition, slice_values)
        with erasing, self._registered(incoming), self.transaction() as connection:
            self._delete(connection, study, definition.name, slice_values)
            connection.execute(f"INSERT INTO {_full(study, table)} BY NAME {query}")
            self._note(connection, study, _slice_name(table, slice_values), made_from)
        self.parquet.keep(study.name, table, slice_values["wave"], made_from)

    def note(self, study: Study, kind: str, made_from: str, **values: str) -> None:
        """Keep what something was made from that has no rows here, such as a file; :meth:`made_from` tells it."""
        with self.transaction() as connection:
            self._note(connection, study, _slice_name(kind, values), made_from)

    def _note(self, connection: duckdb.DuckDBPyConnection, study: Study, named: dict[str, str], made_from: str) -> None:
        self._delete(connection, study, PROVENANCE.name, named)
        insert = f"INSERT INTO {_full(study, PROVENANCE.name)} BY NAME SELECT ? AS wave, ? AS slice, ? AS made_from"
        connection.execute(insert, [*named.values(), made_from])

    def made_from(self, study: Study, table: str, **slice_values: str) -> str | None:
        """What a slice was made from, as it was said when it was written; None if there is no such slice."""
        named = _slice_name(table, slice_values)
        at = study.name, named["wave"]
        if at not in self._known:
            rows = self.rows(study, PROVENANCE.name, ["slice", "made_from"], "slice", wave=named["wave"])
            self._known[at] = dict(rows)
        return self._known[at].get(named["slice"])

    @cached_property
    def _known(self) -> dict[tuple[str, str], dict[str, str]]:
        """By study and wave what each slice was made from, as far as it was asked for since anything was written: of a
        hundred slices that are read together each is asked for. Nobody else writes while the file is open.
        """
        return {}

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """As that of the file; one inside another is part of it."""
        self._known.clear()
        if self._within:
            yield self.connection
            return
        self._within = True
        try:
            with super().transaction() as connection:
                yield connection
        finally:
            self._within = False
            self._known.clear()

    def update(self, study: Study, table: str, changed: Mapping[str, str | bytes], **where: str) -> int:
        """Put other values into the rows that agree with ``where``, in one transaction; how many rows there were."""
        definition = study_tables(study)[table]
        new = ", ".join(f"{quoted(column)} = ?" for column in changed)
        condition, values = _where(where)
        with self._erasing(study, definition, where), self.transaction() as connection:
            query = f"UPDATE {_full(study, table)} SET {new} {condition}"
            (number,) = connection.execute(query, [*changed.values(), *values]).fetchall()[0]
        return int(number)

    def rows(
        self, study: Study, table: str, columns: Sequence[str], order: str, **slice_values: str
    ) -> list[tuple[Any, ...]]:
        """The rows of the slices that agree with ``slice_values``, in the order of the columns named by ``order``."""
        where, values = _where(slice_values)
        selected = ", ".join(map(quoted, columns))
        query = f"SELECT {selected} FROM {_full(study, table)} {where} ORDER BY {order}"
        return self.connection.execute(query, values).fetchall()

    def relation(self, study: Study, table: str, *waves: str) -> duckdb.DuckDBPyRelation:
        """The rows of some waves as a lazy relation, for counting where they lie."""
        rows = self.connection.table(f"{study.name}.{table}")
        return rows.filter(duckdb.ColumnExpression("wave").isin(*map(duckdb.ConstantExpression, waves)))

    def remove(self, study: Study, wave: str, besides: Sequence[tuple[str, Mapping[str, str]]] = ()) -> None:
        """Delete every row of a wave, and leave no deleted text in the file.

        ``besides`` are slices that go with it, each a table and what names the slice: other waves' that tell of it.
        """
        self.to_rewrite.touch(mode=0o600)
        with self.transaction() as connection:
            for table in study_tables(study):
                self._delete(connection, study, table, {"wave": wave})
            for table, named in besides:
                self._delete(connection, study, table, named)
                self._delete(connection, study, PROVENANCE.name, _slice_name(table, named))
        self.parquet.remove(study.name, wave)
        self.rewrite()

    def key_ids(self) -> frozenset[str]:
        """The ids of the keys that the slices here were made under, of all studies."""
        rows = frozenset(
            key_id
            for table in self._tables("column_name = 'key_id'")
            for (key_id,) in self.connection.execute(f"SELECT DISTINCT key_id FROM {table}").fetchall()
        )
        return rows | self.parquet.key_ids()

    def forget_pseudonyms(self) -> None:
        """Delete every row of every study that is about one respondent, and leave no deleted text in the file."""
        self.to_rewrite.touch(mode=0o600)
        with self.transaction() as connection:
            for table in self._tables("column_name IN ('key_id', 'pseudonym') OR table_name = 'open_answers'"):
                connection.execute(f"DELETE FROM {table}")
            for table in self._tables(f"table_name = '{PROVENANCE.name}'"):
                # Slices of counts are no longer those of any responses here either.
                connection.execute(f"DELETE FROM {table}")
        self.parquet.remove_all()
        self.rewrite()

    def _tables(self, condition: str) -> list[str]:
        """The tables of all studies with a column of which ``condition`` holds."""
        query = f"SELECT DISTINCT schema_name, table_name FROM duckdb_columns() WHERE NOT internal AND ({condition})"
        rows = self.connection.execute(query).fetchall()
        return [f"{quoted(schema)}.{quoted(table)}" for schema, table in sorted(rows)]

    @contextmanager
    def _erasing(self, study: Study, definition: TableDefinition, where: Mapping[str, str]) -> Iterator[None]:
        """Leave no text in the file that the block takes out of the rows that agree with ``where``."""
        before = self._erasable(study, definition, where)
        if before:
            self.to_rewrite.touch(mode=0o600)
        yield
        if before - self._erasable(study, definition, where):
            self.rewrite()
        self.to_rewrite.unlink(missing_ok=True)

    def _erasable(self, study: Study, definition: TableDefinition, where: Mapping[str, str]) -> set[str]:
        if definition.erased is None:
            return set()
        rows = self.rows(study, definition.name, [definition.erased], quoted(definition.erased), **where)
        return {text for (text,) in rows} - {""}

    @contextmanager
    def _registered(self, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        """Let SQL call the rows ``incoming``; around a transaction, since one that failed takes no further call."""
        self.connection.register("incoming", rows)
        try:
            yield
        finally:
            self.connection.unregister("incoming")

    def _definition(self, study: Study, table: str, slice_values: Mapping[str, str]) -> TableDefinition:
        definition = study_tables(study)[table]
        if set(slice_values) != set(definition.slice_by):
            raise ValueError(f"a slice of {table} is named by {', '.join(definition.slice_by)}")
        return definition

    def _delete(
        self, connection: duckdb.DuckDBPyConnection, study: Study, table: str, slice_values: Mapping[str, str]
    ) -> None:
        where, values = _where(slice_values)
        connection.execute(f"DELETE FROM {_full(study, table)} {where}", values)


def _changes(full: str, table: TableDefinition, present: Mapping[str, str]) -> Iterator[str]:
    """What makes of a table that is there, or is not, the one that is declared; every row in it stays."""
    if not present:
        columns = ", ".join(f"{quoted(column)} {kind}" for column, kind in table.columns.items())
        yield f"CREATE TABLE {full} ({columns})"
        return
    for column, kind in table.columns.items():
        if column not in present:
            # DuckDB adds no column with a constraint; the default alone keeps older waves true.
            yield f"ALTER TABLE {full} ADD COLUMN {quoted(column)} {kind.replace('NOT NULL ', '')}"
        elif set(values := enum_values(kind)) - set(known := enum_values(present[column])) and known:
            yield f"ALTER TABLE {full} ALTER {quoted(column)} SET DATA TYPE {enum_type([*known, *values])}"


def _text_again(name: str, definition: TableDefinition, values: Sequence[str] | None) -> str:
    """What to select of a column that has numbers in place of texts to have the texts again."""
    column = quoted(name)
    if values is None:
        return column
    kind = definition.columns.get(name, TEXT).partition(" NOT NULL")[0]
    return f"([{', '.join(map(sql_text, values))}]::{kind}[])[{column} + 1] AS {column}"


def _order(rows: Staging) -> str:
    """The rows by their first column, and those that have the same there in an order that their other columns give."""
    first, *others = rows.columns
    return f"ORDER BY {quoted(first)}, hash({', '.join(map(quoted, others))})"


def _slice_name(table: str, slice_values: Mapping[str, str]) -> dict[str, str]:
    rest = [value for column, value in slice_values.items() if column != "wave"]
    return {"wave": slice_values["wave"], "slice": "/".join([table, *rest])}


def _full(study: Study, table: str) -> str:
    return f"{quoted(study.name)}.{quoted(table)}"


def _where(values: Mapping[str, str]) -> tuple[str, list[str]]:
    conditions = " AND ".join(f"{quoted(column)} = ?" for column in values)
    return (f"WHERE {conditions}" if conditions else ""), list(values.values())
