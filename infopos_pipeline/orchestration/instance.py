"""The Dagster instance of a home: its configuration file, and opening it.

``dagster.yaml`` in the home's folder ``dagster/`` declares it. infopos writes that file, for a history in SQLite beside
it; one that somebody else put there is theirs and is taken as it is, such as that of ``deploy/``.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg
import yaml
from alembic.config import Config
from alembic.script import ScriptDirectory
from dagster._core.storage.event_log import SqliteEventLogStorage
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from infopos_pipeline.files import write_atomic
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.interrupted import end_interrupted
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Home


def dagster_yaml(base: str) -> str:
    """The instance's configuration, with its history under ``base``: one run at a time, no telemetry, no newsletter."""
    settings = {
        "storage": {"sqlite": {"base_dir": base}},
        "compute_logs": {
            "module": "dagster.core.storage.local_compute_log_manager",
            "class": "LocalComputeLogManager",
            "config": {"base_dir": f"{base}/compute_logs"},
        },
        "local_artifact_storage": {
            "module": "dagster.core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": base},
        },
        "concurrency": {"runs": {"max_concurrent_runs": 1}},
        # A process that dies before its run has begun: the queue waits for it no longer than Dagster's three minutes.
        "run_monitoring": {"enabled": True},
        "telemetry": {"enabled": False},
        "nux": {"enabled": False},
    }
    return _OURS + _COMMENT + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=1_000_000)


_OURS = """\
# Dagster keeps its history here; one run at a time, since a DuckDB file has one writer. Nothing is sent anywhere.
"""
"""The line that a file begins with which infopos wrote."""
_COMMENT = """\
# In a home infopos writes this file; one that begins otherwise is left as it is (docs/deploying.md).
"""


def write_instance_configuration(home: Home) -> Path:
    """Write ``dagster.yaml`` into the home unless it stands there, or another's; returns the folder that is
    DAGSTER_HOME.
    """
    home.shut()
    home.dagster.mkdir(exist_ok=True, mode=0o700)
    file = home.dagster / "dagster.yaml"
    content = dagster_yaml(str(home.dagster)).encode()
    if not _declared(home) and (not file.exists() or file.read_bytes() != content):
        write_atomic(file, content)
    return home.dagster


def _declared(home: Home) -> bool:
    """Whether the home has a ``dagster.yaml`` that infopos did not write."""
    file = home.dagster / "dagster.yaml"
    return file.exists() and not file.read_bytes().startswith(_OURS.encode())


@contextmanager
def open_instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """The instance of a home, for this process; runs that were interrupted are over.

    Raises:
        UserError: its history cannot be read or written, or the home has another history beside it.
    """
    folder = write_instance_configuration(home)
    declared = _declared(home)
    try:
        if not declared:
            _make_history(home)
        with _one_engine_a_file(), _instance_in(folder, declared) as instance:
            _refuse_second_history(instance, home)
            # Connections are kept, or PostgreSQL would get one a query; SQLite's storages do nothing at this.
            instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=20)
            end_interrupted(instance, home)
            yield instance
        return
    except Exception as error:
        # The storages of dagster-postgres hide what a lost connection said in the cause of an exception of their own.
        failed = next((one for one in (error, error.__cause__) if isinstance(one, (DBAPIError, sqlite3.Error))), None)
        if failed is None:
            raise
        reason = str(failed.orig if isinstance(failed, DBAPIError) else failed).partition("\n")[0]
    if declared:
        raise _unusable(folder, reason)
    raise UserError(
        said(
            "Dagster's history in {folder} cannot be read or written: {reason}. If the disk is full or "
            "the folder may not be written, mend that; if a file there is damaged, put the folder aside: "
            "nothing but the history of runs is in it. Then do the same again.",
            folder=folder,
            reason=reason,
        )
    )


def _instance_in(folder: Path, declared: bool) -> dg.DagsterInstance:
    """The instance that a folder declares. What is wrong with a file of somebody else is not quoted: a password may
    stand in it.
    """
    try:
        return dg.DagsterInstance.from_config(str(folder))
    except Exception as error:
        if not declared or isinstance(error.__cause__, DBAPIError):
            raise
        reason = str(error) if isinstance(error, ImportError) else type(error).__name__
    raise _unusable(folder, reason)


def _unusable(folder: Path, reason: str) -> UserError:
    return UserError(
        said(
            "Dagster's history, as {file} declares it, cannot be used: {reason}. Set the variables that the file "
            "names, install its packages, and see that its database answers. More says: DAGSTER_HOME='{folder}' "
            "dagster instance info",
            file=folder / "dagster.yaml",
            folder=folder,
            reason=reason,
        )
    )


def _refuse_second_history(instance: dg.DagsterInstance, home: Home) -> None:
    """Refuse a home with a history that its instance does not know of: a wave that is removed would stay in it."""
    kept, events = home.dagster / "history", instance.event_log_storage
    if not kept.exists():
        return
    if isinstance(events, SqliteEventLogStorage) and Path(events.path_for_shard("index")).is_relative_to(kept):
        return
    raise UserError(
        said(
            "{file} declares another history than the one that is in {folder} already: a wave that is removed would "
            "stay there. Delete history/ and schedules/ in that folder, or else that file.",
            file=home.dagster / "dagster.yaml",
            folder=home.dagster,
        )
    )


def _make_history(home: Home) -> None:
    """Make the databases of the history, all of them elsewhere first: Dagster makes one table after the other, and
    never again looks at a database that was made halfway.
    """
    with FileLock(home.dagster / "history.lock", mode=0o600):
        missing = [name for name in _HISTORY if not (home.dagster / name).exists()]
        if not missing:
            return
        fresh = home.dagster / ".fresh"
        if fresh.exists():
            shutil.rmtree(fresh)
        write_atomic(fresh / "dagster.yaml", dagster_yaml(str(fresh)).encode())
        with _one_engine_a_file(), dg.DagsterInstance.from_config(str(fresh)):
            pass
        for name in missing:
            (fresh / name).replace(home.dagster / name)
        shutil.rmtree(fresh)


_HISTORY = ("history", "schedules")
"""The folders in which Dagster keeps its databases."""


@contextmanager
def _one_engine_a_file() -> Iterator[None]:
    """Let Dagster's SQLite storages share one SQLAlchemy engine a file while this process works.

    They make a new engine and a new connection for every query (dagster 1.13): SQLAlchemy compiles every statement
    anew, and SQLite opens the file, writes its log back and waits for the disk each time. That is most of what a run
    of a small study costs. With ``synchronous=NORMAL`` SQLite keeps the file whole whatever happens; a power cut may
    cost the last events.
    """
    engines: dict[str, Engine] = {}

    def shared_engine(url: str, **options: Any) -> Engine:
        if url not in engines:
            engine = engines[url] = create_engine(url, **options | {"poolclass": QueuePool})
            event.listen(engine, "connect", _synchronous_normal)
            stack.callback(engine.dispose)
            # Dagster disposes of an engine after each query; this one goes when the process is done with the instance.
            engine.dispose = _keep  # type: ignore[method-assign]
        return engines[url]

    with ExitStack() as stack:
        for module in _SQLITE_STORAGES:
            stack.enter_context(patch(f"{module}.create_engine", shared_engine))
        stack.enter_context(patch.object(ScriptDirectory, "from_config", _migrations))
        yield


_read_migrations = ScriptDirectory.from_config
_known_migrations: dict[str | None, ScriptDirectory] = {}


def _migrations(config: Config) -> ScriptDirectory:
    """Dagster's migrations, read once: it reads all of them for every database that it opens, one a run among them."""
    place = config.get_main_option("script_location")
    if place not in _known_migrations:
        _known_migrations[place] = _read_migrations(config)
    return _known_migrations[place]


def _synchronous_normal(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


def _keep(close: bool = True) -> None:
    """Take the place of disposing of an engine."""


_SQLITE_STORAGES = (
    "dagster._core.storage.event_log.sqlite.sqlite_event_log",
    "dagster._core.storage.runs.sqlite.sqlite_run_storage",
    "dagster._core.storage.schedules.sqlite.sqlite_schedule_storage",
)
