"""Taking the runs of a wave out of Dagster's history, whatever database that is in: SQLite in the home, or PostgreSQL.

Dagster 1.13 deletes a run and its events, and keeps what it noted of them elsewhere: results of checks, the last event
of each asset with its previews, what its daemon wrote down. Databases keep what is deleted in free space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import dagster as dg
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetKeyTable,
    SqlEventLogStorageMetadata,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import BackfillTagsTable, BulkActionsTable, RunStorageSqlMetadata
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage
from dagster._core.storage.schedules.schema import (
    InstigatorsTable,
    JobTable,
    JobTickTable,
    ScheduleStorageSqlMetadata,
)
from dagster._core.storage.schedules.sql_schedule_storage import SqlScheduleStorage
from sqlalchemy import Connection, MetaData, delete, func, select, update

from infopos_pipeline.orchestration.keys import ARRIVAL_TAG, wave_job_name
from infopos_pipeline.study import Study

Connect = Callable[[], AbstractContextManager[Connection]]
"""Opens a connection to one of Dagster's databases."""


def forget_runs(instance: dg.DagsterInstance, study: Study, wave: str, arrivals: Sequence[str]) -> None:
    """Remove the runs of a wave with all that they left behind; the runs themselves last, since they name the rest.

    Args:
        instance: the instance that has them.
        study: the study of the wave.
        wave: the wave.
        arrivals: the ids of its arrivals, beside those that its runs name.
    """
    events, schedules, storage = instance.event_log_storage, instance.schedule_storage, instance.run_storage
    assert isinstance(events, SqlEventLogStorage)
    assert isinstance(schedules, SqlScheduleStorage)
    assert isinstance(storage, SqlRunStorage)
    runs = [
        run
        for run in instance.get_runs(dg.RunsFilter(tags={"dagster/partition": wave}))
        if run.job_name == wave_job_name(study) or any(key.path[0] == study.name for key in run.asset_selection or ())
    ]
    ids = [run.run_id for run in runs]
    for run_id in ids:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        events.delete_events(run_id)
        _delete_files_of(events, run_id)
    for connect in _event_logs(events):
        _forget_events(connect, study, wave, ids)
        _compact(connect, SqlEventLogStorageMetadata)
    named = [arrival for run in runs if (arrival := run.tags.get(ARRIVAL_TAG))]
    _forget_ticks(schedules.connect, [*ids, *arrivals, *named])
    _compact(schedules.connect, ScheduleStorageSqlMetadata)
    _forget_backfills(storage.connect, {run.tags["dagster/backfill"] for run in runs if "dagster/backfill" in run.tags})
    for run_id in ids:
        storage.delete_run(run_id)
    _compact(storage.connect, RunStorageSqlMetadata)


def _event_logs(events: SqlEventLogStorage) -> Iterator[Connect]:
    """The databases of events that outlive a run: one, or with SQLite that of the assets, and that of events of no run
    once there were any.
    """
    yield events.index_connection
    if isinstance(events, SqliteEventLogStorage) and Path(events.path_for_shard(RUNLESS_RUN_ID)).exists():
        yield partial(events.run_connection, RUNLESS_RUN_ID)


def _delete_files_of(events: SqlEventLogStorage, run_id: str) -> None:
    """Delete the database of a run's events, if it had one of its own."""
    if isinstance(events, SqliteEventLogStorage):
        shard = Path(events.path_for_shard(run_id))
        for file in shard.parent.glob(f"{shard.name}*"):
            file.unlink()


def _forget_events(connect: Connect, study: Study, wave: str, run_ids: Sequence[str]) -> None:
    """Remove what is kept when the events of a run are deleted, and events of no run: the checks of exports that went
    to quarantine.
    """
    logged, checks, keys = SqlEventLogStorageTable.c, AssetCheckExecutionsTable.c, AssetKeyTable.c
    of_the_study = json.dumps([study.name]).removesuffix("]") + ","
    with connect() as connection:
        of_no_run = connection.execute(select(logged.id, logged.event).where(logged.run_id == RUNLESS_RUN_ID))
        told = [number for number, event in of_no_run if _tells_of(json.loads(event), study, wave)]
        for condition in (
            logged.id.in_(told),
            (logged.partition == wave) & logged.asset_key.startswith(of_the_study, autoescape=True),
        ):
            connection.execute(delete(SqlEventLogStorageTable).where(condition))
        for condition in (
            checks.run_id.in_(run_ids),
            (checks.partition == wave) & checks.asset_key.startswith(of_the_study, autoescape=True),
        ):
            connection.execute(delete(AssetCheckExecutionsTable).where(condition))
        for run_id in run_ids:
            # A run that comes to no asset is noted as the last one of each it was to make; the event is an earlier one.
            event = update(AssetKeyTable).where(keys.last_materialization.contains(run_id, autoescape=True))
            connection.execute(event.values(last_materialization=None))
            connection.execute(update(AssetKeyTable).where(keys.last_run_id == run_id).values(last_run_id=None))
        connection.execute(update(AssetKeyTable).values(cached_status_data=None))


def _tells_of(event: dict[str, dict[str, dict[str, object]]], study: Study, wave: str) -> bool:
    """Whether an event, as Dagster writes it in JSON, is of an asset of the study for this wave."""
    told = (event.get("dagster_event") or {}).get("event_specific_data") or {}
    key = told.get("asset_key")
    return told.get("partition") == wave and isinstance(key, dict) and key["path"][0] == study.name


def _forget_ticks(connect: Connect, names: Sequence[str]) -> None:
    """Remove what the daemon notes of the runs that a sensor or a schedule asked for: by their ids and arrivals."""
    with connect() as connection:
        for name in names:
            told = JobTickTable.c.tick_body.contains(name, autoescape=True)
            connection.execute(delete(JobTickTable).where(told))
            for table, column in ((InstigatorsTable, "instigator_body"), (JobTable, "job_body")):
                connection.execute(update(table).values({column: func.replace(table.c[column], name, "")}))


def _forget_backfills(connect: Connect, ids: set[str]) -> None:
    """Remove what Dagster notes of launches of several waves at once that the wave was in: their names stand in one
    text; the runs of the other waves stay.
    """
    with connect() as connection:
        connection.execute(delete(BackfillTagsTable).where(BackfillTagsTable.c.backfill_id.in_(ids)))
        connection.execute(delete(BulkActionsTable).where(BulkActionsTable.c.key.in_(ids)))


def _compact(connect: Connect, tables: MetaData) -> None:
    """Write a database anew without what was deleted; of PostgreSQL the tables of Dagster only, and the values that it
    notes as common in them.
    """
    with connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(tables.tables)}")
        else:
            connection.exec_driver_sql("VACUUM")
