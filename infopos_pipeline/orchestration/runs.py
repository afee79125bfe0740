"""Running a wave in this process: what the command line asks of Dagster."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from infopos_pipeline.ingest.landing import landed_wave, landed_waves
from infopos_pipeline.orchestration.keys import ARRIVAL_TAG, wave_job_name, waves_of
from infopos_pipeline.orchestration.provenance import changed
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import outdated_before, responses_current
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import told_plainly

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's events go to its history; the command line says what a person wants to know."""


_FOR_PROGRAMMERS = re.compile(r"^(infopos_pipeline[\w.]+: |\w+: \[Errno \d+\] )")
"""What stands before the message of an error that is made for users, or of one of the system about a file."""


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended. ``failures`` are messages without a cell in them, by step."""

    wave: str
    run_id: str
    success: bool
    failures: tuple[str, ...]


def run_waves(
    instance: dg.DagsterInstance, study: Study, workplace: Workplace, waves: Sequence[str]
) -> list[RunOutcome]:
    """Materialise everything of each wave, one Dagster run a wave, from the earliest on.

    An earlier wave that one is compared with runs before it, if its responses were made from something else than there
    is now, such as other declarations.
    """
    job = build_definitions([study], workplace).resolve_job_def(wave_job_name(study))
    outdated = outdated_before(workplace, study, waves)
    ordered = sorted({*waves, *(landed.wave for landed in outdated)})
    register_waves(instance, study, ordered)
    outcomes = []
    for wave in ordered:
        landed = landed_wave(workplace.home.landing(study.name), wave)
        with _own_streams():
            result = job.execute_in_process(
                instance=instance,
                partition_key=wave,
                raise_on_error=False,
                run_config=_QUIET,
                tags={ARRIVAL_TAG: landed.arrival.arrival} if landed else {},
            )
        failures = [_message(event) for event in result.filter_events(lambda event: event.is_step_failure)]
        outcomes.append(RunOutcome(wave, result.run_id, result.success, tuple(dict.fromkeys(failures))))
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


def changed_names(workplace: Workplace, study: Study) -> list[str]:
    """The waves that a run would change, by name: by their outputs, or by what is in the warehouse."""
    landed = landed_waves(workplace.home.landing(study.name))
    with workplace.at_work():
        workplace.warehouse(study)  # once, or every look at the key would open it anew
        return [
            one.wave for one in landed if changed(workplace, study, one) or not responses_current(workplace, study, one)
        ]


def register_waves(instance: dg.DagsterInstance, study: Study, waves: Sequence[str]) -> None:
    """Make partitions of waves that have none yet."""
    name = waves_of(study).name or ""
    known = instance.get_dynamic_partitions(name)
    instance.add_dynamic_partitions(name, [wave for wave in waves if wave not in known])


def _message(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    failure = data.user_failure_data
    if failure is not None and failure.description:
        return failure.description
    error = data.error.cause if data.error and data.error.cause else data.error
    return _FOR_PROGRAMMERS.sub("", told_plainly(error.message.strip())) if error else "the step failed"
