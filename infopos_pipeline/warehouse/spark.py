"""A Spark session, and functions of ours that run on its executors.

Belongs here: starting Spark, with no more settings than privacy asks for, and getting Python functions and Arrow rows
across. Not here: which rows those are (``spark_slices``). Everything about a cluster is said in Spark's own
configuration (``SPARK_CONF_DIR``, ``PYSPARK_SUBMIT_ARGS``).

Rows and errors may quote cells: what fails on an executor is told as :func:`discreet` tells it, since Spark copies the
words of an error into its logs.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError, discreet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_Found = TypeVar("_Found")

_OF_A_CLUSTER = ("MASTER", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR", "SPARK_HOME", "SPARK_REMOTE")
"""What says where else Spark is to work; without any of it, it works on this machine, and nobody else gets to it."""
_SETTINGS = {
    "spark.io.encryption.enabled": "true",  # what does not fit into memory, and rows between stages
    "spark.ui.enabled": "false",  # it has no login
    "spark.ui.showConsoleProgress": "false",
}
_ALONE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.authenticate": "true"}
_ROWS = 1 << 13
"""Rows that go from Python to Spark at a time."""


def session() -> SparkSession:
    """The Spark session of this process, started at the first call; it ends with the process.

    Raises:
        UserError: pyspark or Java is not there, or Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UserError(said("The engine spark needs PySpark: pip install infopos[spark]")) from None
    if (active := SparkSession.getActiveSession()) is not None:
        return active
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = _SETTINGS if any(os.environ.get(name) for name in _OF_A_CLUSTER) else _SETTINGS | _ALONE
    builder = SparkSession.builder.appName("infopos")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with _nothing_said():
            return builder.getOrCreate()
    except Exception:
        message = said(
            "Spark does not start. It needs Java 17 or later (java on the path, or JAVA_HOME) and, to work on a "
            "cluster, settings that fit it."
        )
    raise UserError(message)


@contextmanager
def _nothing_said() -> Iterator[None]:
    """Let Java begin without our standard error: on it, it would log every error of an executor, and much besides."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@discreet
def of_each(number: int, find: Callable[[int], _Found]) -> list[_Found]:
    """What a function finds for 0, 1, … up to ``number``, each on an executor; in that order."""
    found = _on_executors(number, partial(_pickled, find), "place long, found binary").toArrow()
    pickled = dict(zip(found["place"].to_pylist(), found["found"].to_pylist(), strict=True))
    return [pickle.loads(pickled[place]) for place in range(number)]  # noqa: S301 # of our own executors


def rows_of_each(number: int, make: Callable[[int], pa.Table], schema: str) -> DataFrame:
    """The rows that a function makes for 0, 1, … up to ``number``, each on an executor, as a frame with this schema."""
    return _on_executors(number, partial(_batches, make), schema)


def _on_executors(number: int, find: Callable[[int], Iterable[pa.RecordBatch]], schema: str) -> DataFrame:
    """One task a number."""
    return session().range(0, number, 1, number).mapInArrow(partial(_of_numbers, find), schema)


def _of_numbers(
    find: Callable[[int], Iterable[pa.RecordBatch]], numbers: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    for batch in numbers:
        for number in batch.column(0).to_pylist():
            yield from find(number)


def _pickled(find: Callable[[int], Any], number: int) -> list[pa.RecordBatch]:
    found = pickle.dumps(discreet(find)(number))
    return [pa.RecordBatch.from_pydict({"place": [number], "found": pa.array([found], pa.binary())})]


def _batches(make: Callable[[int], pa.Table], number: int) -> Iterator[pa.RecordBatch]:
    yield from discreet(make)(number).to_batches(max_chunksize=_ROWS)


@discreet
def write_parquet(rows: DataFrame, folder: Path, key: str, entity: str) -> None:
    """Write rows as Parquet, a folder a value of ``key`` in them, spread by ``entity`` over files of a good size.

    In a file they are in order of the entity, and those of the same in an order that their other columns give: nothing
    tells in which order they came.
    """
    from pyspark.sql import functions

    order = functions.xxhash64(*rows.columns)
    rows.repartition(entity).sortWithinPartitions(key, entity, order).write.partitionBy(key).parquet(f"file://{folder}")


def read_parquet(folder: Path, schema: str) -> DataFrame:
    """The rows of a folder, with the columns of this schema; one that no file has is null."""
    # Spark takes the name of a folder to read for a pattern, but not that of one to write.
    pattern = re.sub(r"([{}\[\]*?\\])", r"\\\1", str(folder))
    return session().read.schema(schema).parquet(f"file://{pattern}")
