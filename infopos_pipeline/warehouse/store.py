"""One DuckDB file: opened by one process at a time, its slices replaced whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from infopos_pipeline.problems import UserError
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse.tables import PROVENANCE, TableDefinition, study_tables

LOCK_SECONDS = 120
"""How long a second process waits for the first; a run of a small study takes seconds."""


_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.TransactionException)
"""What DuckDB raises where it cannot read or write; the last where a transaction cannot be committed. It checks a block
when it reads it: damage shows up at any time, as an error of no closer type than ``duckdb.Error``."""
_REMEDY = (
    "If the disk is full or the folder may not be written, mend that; if the file is damaged or no DuckDB file, make "
    "it anew from what landed: infopos restore"
)


class WarehouseError(UserError):
    """The warehouse cannot be used; the message says what to do."""


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


class Warehouse:
    """The warehouse of a home. A context manager: a lock file keeps other processes out while it is open.

    Raises:
        WarehouseError: another process holds it for longer than ``wait`` seconds, or the file is no warehouse.
    """

    def __init__(self, path: Path, wait: float = LOCK_SECONDS) -> None:
        self.path = path
        self._lock = _lock(path, wait)
        self._to_rewrite = path.with_suffix(".rewrite")
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Warehouse:
        try:
            self._lock.acquire()
        except Timeout:
            raise _held(self.path) from None
        try:
            if not self.path.exists():
                self._create()
            self._connection = duckdb.connect(str(self.path))
            self.path.chmod(0o600)
            if self._to_rewrite.exists():
                self._rewrite()
        except duckdb.Error as error:
            self._let_go()
            if "set lock" in str(error):
                message = f"Another program has the warehouse {self.path} open. Close it there, then try again."
                raise WarehouseError(message) from None
            raise self._unusable() from None
        except BaseException:
            self._let_go()
            raise
        return self

    def _let_go(self) -> None:
        try:
            if self._connection is not None:
                self._connection.close()
        finally:
            self._connection = None
            self._lock.release()

    def _unusable(self) -> WarehouseError:
        return WarehouseError(f"The warehouse {self.path} cannot be read or written. {_REMEDY}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._let_go()
        if kind is not None and _is_damage(kind):
            raise self._unusable() from None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open connection."""
        if self._connection is None:
            raise RuntimeError("the warehouse is not open")
        return self._connection

    def prepare(self, study: Study) -> None:
        """Make a study's schema and tables, and add the columns it declares anew; what stands there stays."""
        query = "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = ?"
        present: dict[str, set[str]] = {}
        for table_name, column in self.connection.execute(query, [study.name]).fetchall():
            present.setdefault(table_name, set()).add(column)
        tables = study_tables(study)
        if all(set(table.columns) <= present.get(name, set()) for name, table in tables.items()):
            return
        with self._transaction() as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(study.name)}")
            for name, table in tables.items():
                columns = ", ".join(f"{quoted(column)} {kind}" for column, kind in table.columns.items())
                connection.execute(f"CREATE TABLE IF NOT EXISTS {_full(study, name)} ({columns})")
                for column, kind in table.columns.items():
                    if column not in present.get(name, table.columns):
                        # DuckDB adds no column with a constraint; the default alone keeps older waves true.
                        free = kind.replace("NOT NULL ", "")
                        connection.execute(f"ALTER TABLE {_full(study, name)} ADD COLUMN {quoted(column)} {free}")

    def replace(
        self, study: Study, table: str, rows: pd.DataFrame | pa.Table, made_from: str = "", **slice_values: str
    ) -> None:
        """Replace one slice by ``rows``, matched by column name, in one transaction with what it was made from.

        ``slice_values`` gives every column that names the table's slice, such as ``wave="2017"``; ``rows`` lacks them.
        """
        definition = self._definition(study, table, slice_values)
        arrow = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
        for column, value in slice_values.items():
            arrow = arrow.append_column(column, pa.array([value] * arrow.num_rows, pa.string()))
        erasing = self._erasing(study, definition, slice_values)
        with erasing, self._registered(arrow), self._transaction() as connection:
            self._delete(connection, study, definition.name, slice_values)
            connection.execute(f"INSERT INTO {_full(study, table)} BY NAME SELECT * FROM incoming")
            self._note(connection, study, _slice_name(table, slice_values), made_from)

    def note(self, study: Study, kind: str, made_from: str, **values: str) -> None:
        """Keep what something was made from that has no rows here, such as a file; :meth:`made_from` tells it."""
        with self._transaction() as connection:
            self._note(connection, study, _slice_name(kind, values), made_from)

    def _note(self, connection: duckdb.DuckDBPyConnection, study: Study, named: dict[str, str], made_from: str) -> None:
        self._delete(connection, study, PROVENANCE.name, named)
        insert = f"INSERT INTO {_full(study, PROVENANCE.name)} BY NAME SELECT ? AS wave, ? AS slice, ? AS made_from"
        connection.execute(insert, [*named.values(), made_from])

    def made_from(self, study: Study, table: str, **slice_values: str) -> str | None:
        """What a slice was made from, as it was said when it was written; None if there is no such slice."""
        rows = self.rows(study, PROVENANCE.name, ["made_from"], "made_from", **_slice_name(table, slice_values))
        return str(rows[0][0]) if rows else None

    def update(self, study: Study, table: str, changed: Mapping[str, str | bytes], **where: str) -> int:
        """Put other values into the rows that agree with ``where``, in one transaction; how many rows there were."""
        definition = study_tables(study)[table]
        new = ", ".join(f"{quoted(column)} = ?" for column in changed)
        condition, values = _where(where)
        with self._erasing(study, definition, where), self._transaction() as connection:
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
        self._to_rewrite.touch(mode=0o600)
        with self._transaction() as connection:
            for table in study_tables(study):
                self._delete(connection, study, table, {"wave": wave})
            for table, named in besides:
                self._delete(connection, study, table, named)
                self._delete(connection, study, PROVENANCE.name, _slice_name(table, named))
        self._rewrite()

    def key_ids(self) -> frozenset[str]:
        """The ids of the keys that the slices here were made under, of all studies."""
        return frozenset(
            key_id
            for table in self._tables("column_name = 'key_id'")
            for (key_id,) in self.connection.execute(f"SELECT DISTINCT key_id FROM {table}").fetchall()
        )

    def forget_pseudonyms(self) -> None:
        """Delete every row of every study that is about one respondent, and leave no deleted text in the file."""
        self._to_rewrite.touch(mode=0o600)
        with self._transaction() as connection:
            for table in self._tables("column_name IN ('key_id', 'pseudonym') OR table_name = 'open_answers'"):
                connection.execute(f"DELETE FROM {table}")
            for table in self._tables(f"table_name = '{PROVENANCE.name}'"):
                # Slices of counts are no longer those of any responses here either.
                connection.execute(f"DELETE FROM {table}")
        self._rewrite()

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
            self._to_rewrite.touch(mode=0o600)
        yield
        if before - self._erasable(study, definition, where):
            self._rewrite()
        self._to_rewrite.unlink(missing_ok=True)

    def _erasable(self, study: Study, definition: TableDefinition, where: Mapping[str, str]) -> set[str]:
        if definition.erased is None:
            return set()
        rows = self.rows(study, definition.name, [definition.erased], quoted(definition.erased), **where)
        return {text for (text,) in rows} - {""}

    def _create(self) -> None:
        """Make the file under another name first: one that is made halfway, as on a full disk, never opens again."""
        fresh = self._fresh()
        duckdb.connect(str(fresh)).close()
        fresh.chmod(0o600)
        _log(self.path).unlink(missing_ok=True)
        fresh.replace(self.path)

    def _fresh(self) -> Path:
        """Where a new file is made, without what an interruption left there."""
        fresh = self.path.with_name(f".{self.path.name}.fresh")
        for path in (fresh, _log(fresh)):
            path.unlink(missing_ok=True)
        return fresh

    def _rewrite(self) -> None:
        """Copy the database into a fresh file: DuckDB keeps deleted text in its blocks, also after CHECKPOINT and
        VACUUM.

        Whoever deletes text makes the file ``_to_rewrite`` first. Where an interruption leaves the text behind,
        it stays, and the next opening catches up.
        """
        # All of it must be in the old file, or its log would outlive it.
        self.connection.execute("CHECKPOINT")
        fresh = self._fresh()
        here = self.connection.execute("SELECT current_database()").fetchall()[0][0]
        self.connection.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS fresh")
        self.connection.execute(f"COPY FROM DATABASE {quoted(here)} TO fresh")
        self.connection.execute("DETACH fresh")
        self.connection.close()
        fresh.chmod(0o600)
        fresh.replace(self.path)
        self._to_rewrite.unlink(missing_ok=True)
        self._connection = duckdb.connect(str(self.path))

    @contextmanager
    def _registered(self, rows: pa.Table) -> Iterator[None]:
        """Let SQL call the rows ``incoming``; around a transaction, since one that failed takes no further call."""
        self.connection.register("incoming", rows)
        try:
            yield
        finally:
            self.connection.unregister("incoming")

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException as error:
            # A transaction that could not be committed is rolled back already, as is one of a database that gave up.
            with suppress(duckdb.Error):
                self.connection.execute("ROLLBACK")
            if not _is_damage(type(error)):
                raise
            unusable = self._unusable()
        else:
            return
        raise unusable

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


def _slice_name(table: str, slice_values: Mapping[str, str]) -> dict[str, str]:
    rest = [value for column, value in slice_values.items() if column != "wave"]
    return {"wave": slice_values["wave"], "slice": "/".join([table, *rest])}


def _full(study: Study, table: str) -> str:
    return f"{quoted(study.name)}.{quoted(table)}"


def _where(values: Mapping[str, str]) -> tuple[str, list[str]]:
    conditions = " AND ".join(f"{quoted(column)} = ?" for column in values)
    return (f"WHERE {conditions}" if conditions else ""), list(values.values())


def set_aside(path: Path, wait: float = LOCK_SECONDS) -> Path | None:
    """Put the file of a warehouse beside itself under another name, so that a new one can be made; None without one.

    Raises:
        WarehouseError: another process holds it for longer than ``wait`` seconds.
    """
    if not path.exists():
        return None
    try:
        with _lock(path, wait):
            number = 1 + sum(1 for _ in path.parent.glob("damaged-*.duckdb"))
            aside = path.with_name(f"damaged-{number}.duckdb")
            if _log(path).exists():
                _log(path).replace(_log(aside))
            path.replace(aside)
    except Timeout:
        raise _held(path) from None
    return aside


def told_plainly(message: str) -> str:
    """The message of an error as a history holds it; what to do, where it is DuckDB's and it cannot read or write."""
    module, _, name = message.partition(":")[0].rpartition(".")
    kind = getattr(duckdb, name, None) if "duckdb" in module else None
    return f"The warehouse cannot be read or written. {_REMEDY}" if kind and _is_damage(kind) else message


def _is_damage(kind: type[BaseException]) -> bool:
    return kind is duckdb.Error or issubclass(kind, _DAMAGE)


def _log(path: Path) -> Path:
    """Where DuckDB keeps what it has not written into a database yet."""
    return path.with_name(f"{path.name}.wal")


def _lock(path: Path, wait: float) -> FileLock:
    return FileLock(path.with_suffix(".lock"), timeout=wait, mode=0o600)


def _held(path: Path) -> WarehouseError:
    return WarehouseError(f"Another run holds the warehouse {path}. Wait until it is done, then try again.")
