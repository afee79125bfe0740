"""How far a run is, on a terminal: one line that updates itself. Elsewhere nothing is shown."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.speaking import spoken
from infopos_pipeline.messages import said

if TYPE_CHECKING:
    from infopos_pipeline.orchestration.run_steps import Step

_DOING: Mapping[str, str] = {
    "reading": said("reading and checking"),
    "counting": said("counting"),
    "testing": said("calculating and testing"),
    "tables": said("making tables"),
    "charts": said("drawing charts"),
    "report": said("writing the report"),
}
_WIDTH = 24
"""Characters of the bar; the words beside it get the rest of the line."""


@contextmanager
def run_progress(quiet: bool) -> Iterator[Callable[[Step], None] | None]:
    """Show on standard error the steps that begin, if that is a terminal and nobody asked for quiet."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    # A stream of our own: while a step runs, Dagster points that of the process at a log of the step.
    with (
        os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding) as terminal,
        click.progressbar(
            length=1,
            label=spoken(said("starting")),
            file=terminal,
            width=_WIDTH,
            bar_template="[%(bar)s]  %(label)s",
        ) as bar,
    ):

        def follow(step: Step) -> None:
            bar.length, bar.label = step.of, _described(step)
            bar.update(1)

        yield follow


def _described(step: Step) -> str:
    doing = _DOING[step.doing]
    text = said(
        "wave {wave}: {doing} (step {number} of {of})", wave=step.wave, doing=doing, number=step.number, of=step.of
    )
    return spoken(text)[: shutil.get_terminal_size().columns - _WIDTH - len("[]  ") - 1]
