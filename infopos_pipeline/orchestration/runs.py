"""Running a wave in this process: what the command line asks of Dagster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import dagster as dg

from infopos_pipeline.ingest.landing import landed_wave
from infopos_pipeline.orchestration.keys import ARRIVAL_TAG, wave_job_name, waves_of
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.run_outcomes import RunOutcome, run_outcome, verdicts
from infopos_pipeline.orchestration.run_steps import Step, Steps
from infopos_pipeline.orchestration.slices import outdated_before
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.study import Study

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's events go to its history; the command line says what a person wants to know."""


def run_waves(
    instance: dg.DagsterInstance,
    study: Study,
    workplace: Workplace,
    waves: Sequence[str],
    follow: Callable[[Step], None] | None = None,
) -> list[RunOutcome]:
    """Materialise everything of each wave, one Dagster run a wave, from the earliest on.

    An earlier wave that one is compared with runs before it, if its responses were made from something else than there
    is now, such as other declarations. ``follow`` is told of each step when it begins.
    """
    job = build_definitions([study], workplace).resolve_job_def(wave_job_name(study))
    outdated = outdated_before(workplace, study, waves)
    ordered = sorted({*waves, *(landed.wave for landed in outdated)})
    register_waves(instance, study, ordered)
    steps = Steps(study, job, len(ordered), follow) if follow else None
    outcomes = []
    for wave in ordered:
        run_id, output = str(uuid4()), workplace.home.output(study.name, wave)
        before = verdicts(output)
        if steps:
            steps.listen(instance, run_id, wave)
        landed = landed_wave(workplace.home.landing(study.name), wave)
        with _own_streams(), _partitions_known(instance):
            result = job.execute_in_process(
                instance=instance,
                partition_key=wave,
                raise_on_error=False,
                run_config=_QUIET,
                tags={ARRIVAL_TAG: landed.arrival.arrival} if landed else {},
                run_id=run_id,
            )
        outcomes.append(run_outcome(wave, result, before, verdicts(output)))
    return outcomes


@contextmanager
def _own_streams() -> Iterator[None]:
    """Give this process its streams back after a run. Dagster points them at a log of the run, and where that cannot be
    written, as on a full disk, it leaves them there: whatever is said then is lost.
    """
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    try:
        yield
    finally:
        for stream, copy in kept.items():
            os.dup2(copy, stream)
            os.close(copy)


@contextmanager
def _partitions_known(instance: dg.DagsterInstance) -> Iterator[None]:
    """Ask the history once whether a wave is a partition: Dagster asks for each asset that reads another, hundreds of
    times a run.
    """
    vars(instance)["has_dynamic_partition"] = cache(instance.has_dynamic_partition)
    try:
        yield
    finally:
        del vars(instance)["has_dynamic_partition"]


def register_waves(instance: dg.DagsterInstance, study: Study, waves: Sequence[str]) -> None:
    """Make partitions of waves that have none yet."""
    name = waves_of(study).name or ""
    known = instance.get_dynamic_partitions(name)
    instance.add_dynamic_partitions(name, [wave for wave in waves if wave not in known])
