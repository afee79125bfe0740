"""Removing a wave without a trace: its landed files, slices, outputs, interviews, runs, events and partition, and what
later waves hold of a comparison with it.
"""

from __future__ import annotations

import shutil

import dagster as dg

from infopos_pipeline.ingest.landing import begin_removal, remove_landed, synthetic_waves
from infopos_pipeline.orchestration.history import forget_runs
from infopos_pipeline.orchestration.keys import waves_of
from infopos_pipeline.orchestration.provenance import waves_after
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.orchestration.slices import PATTERNS, TRENDS
from infopos_pipeline.study import Study


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
    instance.delete_dynamic_partition(waves_of(study).name or "", wave)
    forget_runs(instance, study, wave, [path.name for path in (landing / wave).glob("*/")])
    remove_landed(landing, wave)
    return later
