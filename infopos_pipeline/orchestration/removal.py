"""Removing a wave without a trace: its landed files, slices, outputs, runs, events and partition."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import dagster as dg

from infopos_pipeline.ingest.landing import begin_removal, remove_landed, synthetic_waves
from infopos_pipeline.orchestration.keys import wave_job_name, waves_of
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study


def remove_samples(instance: dg.DagsterInstance, study: Study, workplace: Workplace) -> list[str]:
    """Take the synthetic waves out of a home; their names."""
    synthetic = synthetic_waves(workplace.home.landing(study.name))
    for wave in synthetic:
        remove_wave(instance, study, workplace, wave)
    return synthetic


def remove_wave(instance: dg.DagsterInstance, study: Study, workplace: Workplace, wave: str) -> None:
    """Remove a wave without a trace: its slices, outputs, runs, events, partition and landed files.

    From the first step on nobody finds it as a wave that landed; its landed files go last, so that whoever is
    interrupted can begin again.
    """
    landing = workplace.home.landing(study.name)
    begin_removal(landing, wave)
    with open_warehouse(workplace.home, study) as warehouse:
        warehouse.remove(study, wave)
    if (output := workplace.home.output(study.name, wave)).exists():
        shutil.rmtree(output)
    _remove_runs(instance, study, workplace.home, wave)
    instance.delete_dynamic_partition(waves_of(study).name or "", wave)
    remove_landed(landing, wave)


def _remove_runs(instance: dg.DagsterInstance, study: Study, home: Home, wave: str) -> None:
    """Remove the runs of a wave with all that they left behind; the runs themselves last, since they name the rest."""
    runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": wave}))
    removed = [
        run.run_id
        for run in runs
        if run.job_name == wave_job_name(study) or any(key.path[0] == study.name for key in run.asset_selection or ())
    ]
    for run_id in removed:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        instance.event_log_storage.delete_events(run_id)
    _forget_events(home.dagster / "history" / "runs", study, wave, removed)
    for run_id in removed:
        instance.run_storage.delete_run(run_id)


def _forget_events(history: Path, study: Study, wave: str, run_ids: Sequence[str]) -> None:
    """Remove what Dagster 1.13 keeps when the events of a run are deleted: the file they were in, the results of its
    checks, and the last event of each asset with its previews; and what is of no run: the checks of exports that went
    to quarantine. ``VACUUM`` takes the deleted rows out of the file.
    """
    for run_id in run_ids:
        for file in history.glob(f"{run_id}.db*"):
            file.unlink()
    if not (index := history / "index.db").exists():
        return
    keys = [(run_id,) for run_id in run_ids]
    with closing(sqlite3.connect(index)) as connection:
        connection.executemany("DELETE FROM asset_check_executions WHERE run_id = ?", keys)
        of_the_study = json.dumps([study.name]).removesuffix("]") + ","
        for table in ("asset_check_executions", "event_logs"):
            condition = "partition = ? AND substr(asset_key, 1, ?) = ?"
            connection.execute(f"DELETE FROM {table} WHERE {condition}", (wave, len(of_the_study), of_the_study))
        connection.executemany("UPDATE asset_keys SET last_materialization = NULL WHERE last_run_id = ?", keys)
        connection.execute("UPDATE asset_keys SET cached_status_data = NULL")
        connection.commit()
        connection.execute("VACUUM")
