"""How far a run of waves in this process is, from the events that Dagster stores anyway: which step of how many, and
what is being done in it.

Not here: how that is shown (cli), and what a run came to (runs).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import dagster as dg

from infopos_pipeline.orchestration.keys import name_in_dagster
from infopos_pipeline.orchestration.slices import DESCRIPTIVES, HYPOTHESES, NON_RESPONSE, PATTERNS, TRENDS, WHICH_TEST
from infopos_pipeline.study import Study

Doing = Literal["reading", "counting", "testing", "tables", "charts", "report"]

_DOING: Mapping[str, Doing] = {
    "raw_responses": "reading",
    "responses": "reading",
    PATTERNS: "counting",
    "counts": "counting",
    DESCRIPTIVES: "testing",
    HYPOTHESES: "testing",
    WHICH_TEST: "testing",
    NON_RESPONSE: "testing",
    TRENDS: "testing",
    "risk": "testing",
    "tables": "tables",
    "charts": "charts",
}
"""What is done in a step, by its name without the study; in all others the report is made."""


@dataclass(frozen=True)
class Step:
    """A step that has begun: its wave, what is done in it, and which of how many it is over all waves of the run."""

    wave: str
    doing: Doing
    number: int
    of: int


class Steps:
    """The steps of the waves that run one after the other; ``follow`` is told of each when it begins."""

    def __init__(self, study: Study, job: dg.JobDefinition, waves: int, follow: Callable[[Step], None]) -> None:
        self._prefix, self._follow = name_in_dagster(study, ""), follow
        self._number, self._of = 0, len(job.nodes) * waves

    def listen(self, instance: dg.DagsterInstance, run_id: str, wave: str) -> None:
        """Follow one run; Dagster tells of its events in this process, after it has stored them."""

        def heard(entry: dg.EventLogEntry) -> None:
            event = entry.dagster_event
            if event is not None and event.is_step_start and event.step_key is not None:
                self._number += 1
                doing = _DOING.get(event.step_key.removeprefix(self._prefix), "report")
                self._follow(Step(wave, doing, self._number, self._of))

        instance.add_event_listener(run_id, heard)
