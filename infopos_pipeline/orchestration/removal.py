"""Removing a wave without a trace: its landed files, slices, outputs, interviews, runs, events and partition, and what
later waves hold of a comparison with it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import dagster as dg

from infopos_pipeline.ingest.landing import begin_removal, remove_landed, synthetic_waves
from infopos_pipeline.orchestration.keys import ARRIVAL_TAG, wave_job_name, waves_of
from infopos_pipeline.orchestration.provenance import waves_after
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.orchestration.slices import PATTERNS, TRENDS
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study

Statement = tuple[str, Sequence[str | int]]
"""SQL, and the values of its parameters."""


def remove_samples(instance: dg.DagsterInstance, study: Study, workplace: Workplace) -> list[str]:
    """Take the synthetic waves out of a home; their names."""
    synthetic = synthetic_waves(workplace.home.landing(study.name))
    for wave in synthetic:
        remove_wave(instance, study, workplace, wave)
    return synthetic


def remove_wave(instance: dg.DagsterInstance, study: Study, workplace: Workplace, wave: str) -> list[str]:
    """Remove a wave without a trace: its slices, outputs, interviews, runs, events, partition and landed files. Returns
    the waves that were compared with it, which must be made anew.

    From the first step on nobody finds it as a wave that landed; its landed files go last, so that whoever is
    interrupted can begin again.
    """
    landing = workplace.home.landing(study.name)
    later = waves_after(workplace, study, wave) if (landing / wave).exists() else []
    begin_removal(landing, wave)
    compared = [(PATTERNS, {"wave": one}) for one in later] + [("results", {"wave": w, "asset": TRENDS}) for w in later]
    with open_warehouse(workplace.home, study) as warehouse:
        warehouse.remove(study, wave, compared)
    for aside in workplace.home.warehouse.parent.glob("damaged-*"):  # what restore set aside holds the wave as well
        aside.unlink()
    for folder in (workplace.home.output(study.name, wave), workplace.home.interviews(study.name, wave)):
        if folder.exists():
            shutil.rmtree(folder)
    _remove_runs(instance, study, workplace.home, wave)
    instance.delete_dynamic_partition(waves_of(study).name or "", wave)
    remove_landed(landing, wave)
    return later


def _remove_runs(instance: dg.DagsterInstance, study: Study, home: Home, wave: str) -> None:
    """Remove the runs of a wave with all that they left behind; the runs themselves last, since they name the rest."""
    runs = [
        run
        for run in instance.get_runs(dg.RunsFilter(tags={"dagster/partition": wave}))
        if run.job_name == wave_job_name(study) or any(key.path[0] == study.name for key in run.asset_selection or ())
    ]
    for run in runs:
        instance.compute_log_manager.delete_logs(prefix=[run.run_id])
        instance.event_log_storage.delete_events(run.run_id)
    ids = [run.run_id for run in runs]
    _forget_events(home.dagster / "history" / "runs", study, wave, ids)
    arrivals = [path.name for path in (home.landing(study.name) / wave).glob("*/")]
    arrivals += [arrival for run in runs if (arrival := run.tags.get(ARRIVAL_TAG))]
    _forget_ticks(home.dagster / "schedules" / "schedules.db", [*ids, *arrivals])
    for run_id in ids:
        instance.run_storage.delete_run(run_id)
    _clear(home.dagster / "history" / "runs.db", [])


def _forget_events(history: Path, study: Study, wave: str, run_ids: Sequence[str]) -> None:
    """Remove what Dagster 1.13 keeps when the events of a run are deleted: the file they were in, the results of its
    checks, and the last event of each asset with its previews; and what is of no run: the checks of exports that went
    to quarantine, which lie in ``.db``, a file named after no run, as well.
    """
    for run_id in run_ids:
        for file in history.glob(f"{run_id}.db*"):
            file.unlink()
    of_the_study = json.dumps([study.name]).removesuffix("]") + ","
    told = "json_extract(event, '$.dagster_event.event_specific_data.{}') = ?"
    event = f"run_id = '' AND {told.format('partition')} AND {told.format('asset_key.path[0]')}"
    own = ("partition = ? AND substr(asset_key, 1, ?) = ?", (wave, len(of_the_study), of_the_study))
    statements: list[Statement] = [
        (f"DELETE FROM asset_check_executions WHERE {own[0]}", own[1]),
        (f"DELETE FROM event_logs WHERE {own[0]}", own[1]),
        (f"DELETE FROM event_logs WHERE {event}", (wave, study.name)),
        ("UPDATE asset_keys SET cached_status_data = NULL", ()),
    ]
    for run_id in run_ids:
        last = "last_materialization = NULL, last_run_id = NULL"
        statements.append(("DELETE FROM asset_check_executions WHERE run_id = ?", (run_id,)))
        statements.append((f"UPDATE asset_keys SET {last} WHERE last_run_id = ?", (run_id,)))
    for name in ("index.db", ".db"):
        _clear(history / name, statements)


def _forget_ticks(schedules: Path, names: Sequence[str]) -> None:
    """Remove what the daemon notes of the runs that a sensor or a schedule asked for: by their ids and arrivals."""
    statements: list[Statement] = []
    for name in names:
        statements.append(("DELETE FROM job_ticks WHERE instr(tick_body, ?)", (name,)))
        for table, column in (("instigators", "instigator_body"), ("jobs", "job_body")):
            statements.append((f"UPDATE {table} SET {column} = replace({column}, ?, '')", (name,)))
    _clear(schedules, statements)


def _clear(file: Path, statements: Sequence[Statement]) -> None:
    """Take rows out of one of Dagster's databases; ``VACUUM`` takes out of the file what is deleted."""
    if not file.exists():
        return
    with closing(sqlite3.connect(file)) as connection:
        for statement, values in statements:
            connection.execute(statement, values)
        connection.commit()
        connection.execute("VACUUM")
