"""Runs whose process was killed: Dagster would count them as under way for ever, and start no other.

A process holds the lock of its run while it works on it; the system takes the lock from a process that dies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import dagster as dg
from filelock import FileLock, Timeout

from infopos_pipeline.project import Home

WORKED_ON = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
"""The states of a run that some process works on."""
LAUNCHED = (dg.DagsterRunStatus.STARTING, *WORKED_ON)
"""Those, and that of a run whose process has not come to its lock yet."""


@contextmanager
def working_on(home: Home, run_id: str, wait: float = -1) -> Iterator[None]:
    """Hold the lock of a run.

    Raises:
        Timeout: another process holds it for longer than ``wait`` seconds; -1 waits for as long as it takes.
    """
    folder = home.dagster / "at_work"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{run_id}.lock"
    with FileLock(path, timeout=wait, mode=0o600):
        yield
    path.unlink(missing_ok=True)


def end_interrupted(
    instance: dg.DagsterInstance, home: Home, statuses: Sequence[dg.DagsterRunStatus] = WORKED_ON
) -> None:
    """Report the runs as failed that are in one of these states and that no process works on."""
    for run in instance.get_runs(dg.RunsFilter(statuses=list(statuses))):
        with suppress(Timeout), working_on(home, run.run_id, wait=0):
            instance.report_run_failed(run, "The process of this run was stopped. Run the wave again.")
