"""How a command that runs waves tells what came of it: as text, as JSON, or nothing but errors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from infopos_pipeline.cli.shared import say_json
from infopos_pipeline.cli.summary import Summary


@dataclass(frozen=True)
class Manner:
    """How a command that runs waves tells of it: nothing but errors, or one JSON object."""

    quiet: bool = False
    as_json: bool = False


def told_in_a_manner(command: Callable[..., None]) -> Callable[..., None]:
    """Options of a command that runs waves; it gets a :class:`Manner`."""

    @click.option("--quiet", is_flag=True, help="Print nothing but errors.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
    @wraps(command)
    def wrapped(*args: Any, quiet: bool, as_json: bool, **options: Any) -> None:
        command(*args, manner=Manner(quiet, as_json), **options)

    return wrapped


def tell(summary: Summary, manner: Manner) -> None:
    """End a command with its summary; exit 1 if something failed."""
    if manner.as_json:
        say_json(summary.as_dict())
    else:
        summary.say(errors_only=manner.quiet)
    if not summary.ended_well:
        sys.exit(1)
