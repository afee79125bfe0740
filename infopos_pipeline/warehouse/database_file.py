"""The DuckDB file itself: opened by one process at a time, made and rewritten whole, changed in transactions.

Here: locks, making, rewriting and putting aside the file, and what is said when it cannot be read or written. Not here:
what stands in it (`store`).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
from filelock import FileLock, Timeout

from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError

if sys.platform != "win32":
    import resource

LOCK_SECONDS = 120
"""How long a second process waits for the first; a run of a small study takes seconds."""


_DAMAGE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,
    duckdb.InvalidInputException,
)
"""What DuckDB raises where it cannot read or write; the last two where a transaction cannot be committed, and where a
text is none any more. It checks a block when it reads it: damage shows up at any time, as an error of no closer type
than ``duckdb.Error``."""
_OF_SPARK = ("pyspark.", "py4j.")
"""The modules of what Spark raises, which finds out as late that a file beside this one is gone or damaged."""
_REMEDY = said(
    "If the disk is full or the folder may not be written, mend that; if the file is damaged or no DuckDB file, make "
    "it anew from what landed: infopos restore"
)


class WarehouseError(UserError):
    """The warehouse cannot be used; the message says what to do."""


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


class DatabaseFile:
    """A DuckDB file. A context manager: a lock file keeps other processes out while it is open.

    Whoever deletes text from it makes the file ``to_rewrite`` first, and calls :meth:`rewrite` after.

    Raises:
        WarehouseError: another process holds it for longer than ``wait`` seconds, or it is no such file.
    """

    def __init__(self, path: Path, wait: float = LOCK_SECONDS) -> None:
        self.path = path
        self._lock = _lock(path, wait)
        self.to_rewrite = path.with_suffix(".rewrite")
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        try:
            self._lock.acquire()
        except Timeout:
            raise _held(self.path) from None
        try:
            if not self.path.exists():
                self._create()
            # What DuckDB put aside of rows that were too many for memory stays where a process was killed.
            shutil.rmtree(self.path.with_name(f"{self.path.name}.tmp"), ignore_errors=True)
            self._connection = _connected(self.path)
            self.path.chmod(0o600)
            if self.to_rewrite.exists():
                self.rewrite()
        except duckdb.Error as error:
            self._let_go()
            if "set lock" in str(error):
                message = said(
                    "Another program has the warehouse {path} open. Close it there, then try again.", path=self.path
                )
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
        return WarehouseError(
            said("The warehouse {path} cannot be read or written. {remedy}", path=self.path, remedy=_REMEDY)
        )

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

    def rewrite(self) -> None:
        """Copy the database into a fresh file: DuckDB keeps deleted text in its blocks, also after CHECKPOINT and
        VACUUM.

        Whoever deletes text makes the file ``to_rewrite`` first. Where an interruption leaves the text behind,
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
        self.to_rewrite.unlink(missing_ok=True)
        self._connection = _connected(self.path)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """What the block does is done whole, or not at all.

        Raises:
            WarehouseError: the file cannot be read or written.
        """
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
    return (
        said("The warehouse cannot be read or written. {remedy}", remedy=_REMEDY)
        if module.startswith(_OF_SPARK) or (kind and _is_damage(kind))
        else message
    )


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that takes a quarter of a memory that is limited, by ``ulimit -d``: of a cgroup DuckDB knows itself.

    Nothing is compressed: a byte an answer is small enough, and trying every way to compress takes as long as all the
    rest of writing it.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {"force_compression": "uncompressed"}
    if sys.platform != "win32":
        soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
        if soft != resource.RLIM_INFINITY:
            settings["memory_limit"] = f"{soft // 4} B"
    return duckdb.connect(str(path), config=settings)


def _is_damage(kind: type[BaseException]) -> bool:
    return kind is duckdb.Error or issubclass(kind, _DAMAGE) or kind.__module__.startswith(_OF_SPARK)


def _log(path: Path) -> Path:
    """Where DuckDB keeps what it has not written into a database yet."""
    return path.with_name(f"{path.name}.wal")


def _lock(path: Path, wait: float) -> FileLock:
    return FileLock(path.with_suffix(".lock"), timeout=wait, mode=0o600)


def _held(path: Path) -> WarehouseError:
    return WarehouseError(
        said("Another run holds the warehouse {path}. Wait until it is done, then try again.", path=path)
    )
