"""Removing a wave without a trace: its landed files, slices, outputs, runs, events and partition."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import dagster as dg

from infopos_pipeline.ingest.landing import landed_waves, remove_landed
from infopos_pipeline.orchestration.keys import wave_job_name, waves_of
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.study import Study


def remove_samples(instance: dg.DagsterInstance, study: Study, workplace: Workplace) -> list[str]:
    """Take the synthetic waves out of a home; their names."""
    landed = landed_waves(workplace.home.landing(study.name))
    synthetic = [wave.wave for wave in landed if wave.arrival.synthetic]
    for wave in synthetic:
        remove_wave(instance, study, workplace, wave)
    return synthetic


def remove_wave(instance: dg.DagsterInstance, study: Study, workplace: Workplace, wave: str) -> None:
    """Remove a wave without a trace: its landed files, slices, outputs, runs, events and partition."""
    remove_landed(workplace.home.landing(study.name), wave)
    with open_warehouse(workplace.home, study) as warehouse:
        warehouse.remove(study, wave)
    shutil.rmtree(workplace.home.output(study.name, wave), ignore_errors=True)
    runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": wave}))
    removed = [
        run.run_id
        for run in runs
        if run.job_name == wave_job_name(study) or any(key.path[0] == study.name for key in run.asset_selection or ())
    ]
    for run_id in removed:
        instance.delete_run(run_id)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
    _forget_runs(workplace.home.dagster / "history" / "runs", removed)
    instance.delete_dynamic_partition(waves_of(study).name or "", wave)


def _forget_runs(history: Path, run_ids: Sequence[str]) -> None:
    """Remove what Dagster 1.13 keeps of a deleted run: the file of its events, the results of its checks, and the last
    event of each asset with its previews. ``VACUUM`` takes the deleted rows out of the file.
    """
    for run_id in run_ids:
        for file in history.glob(f"{run_id}.db*"):
            file.unlink()
    if not (index := history / "index.db").exists():
        return
    keys = [(run_id,) for run_id in run_ids]
    with closing(sqlite3.connect(index)) as connection:
        connection.executemany("DELETE FROM asset_check_executions WHERE run_id = ?", keys)
        connection.executemany("UPDATE asset_keys SET last_materialization = NULL WHERE last_run_id = ?", keys)
        connection.execute("UPDATE asset_keys SET cached_status_data = NULL")
        connection.commit()
        connection.execute("VACUUM")
