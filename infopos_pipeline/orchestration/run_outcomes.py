"""What a run of a wave came to: whether it ended well, what failed or is to be looked at, and which "
"verdicts changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from infopos_pipeline.messages import said
from infopos_pipeline.warehouse import told_plainly

_FOR_PROGRAMMERS = re.compile(r"^(infopos_pipeline[\w.]+: |\w+: \[Errno \d+\] )")
"""What stands before the message of an error that is made for users, or of one of the system about a file."""


@dataclass(frozen=True)
class VerdictChange:
    """A hypothesis of which a profile says something else than after the run before."""

    hypothesis: str
    profile: str
    before: str
    after: str


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended. ``failures`` are messages without a cell in them, by step; ``warnings`` the names of the asset
    checks that warn.
    """

    wave: str
    run_id: str
    success: bool
    failures: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: tuple[VerdictChange, ...]


Verdicts = Mapping[tuple[str, str, str], str]
"""The verdicts of a wave by hypothesis, profile and rule."""


def verdicts(output: Path) -> Verdicts:
    """The verdicts among the outputs of a wave; none where there are no results that can be read."""
    try:
        with (output / "results.csv").open(encoding="utf-8", newline="") as lines:
            return {
                (row["item"], row["profile"], row["method"]): row["text"]
                for row in csv.DictReader(lines)
                if row["statistic"] == "verdict"
            }
    except (OSError, UnicodeError, KeyError):
        return {}


def run_outcome(wave: str, result: dg.ExecuteInProcessResult, before: Verdicts, after: Verdicts) -> RunOutcome:
    """What a run in this process came to, with the verdicts of the wave before and after it."""
    failures = [_message(event) for event in result.filter_events(lambda event: event.is_step_failure)]
    warnings = [
        found.check_name
        for found in result.get_asset_check_evaluations()
        if not found.passed and found.severity == dg.AssetCheckSeverity.WARN
    ]
    changes = [
        VerdictChange(key[0], key[1], before[key], text) for key, text in after.items() if before.get(key, text) != text
    ]
    return RunOutcome(
        wave, result.run_id, result.success, tuple(dict.fromkeys(failures)), tuple(warnings), tuple(changes)
    )


def _message(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    failure = data.user_failure_data
    if failure is not None and failure.description:
        return failure.description
    error = data.error.cause if data.error and data.error.cause else data.error
    return _FOR_PROGRAMMERS.sub("", told_plainly(error.message.strip())) if error else said("the step failed")
