"""What a shell completes on a line that is being typed: studies and waves. A mistake in the line completes nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import click

from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Project, find_home, find_project


def study_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """The studies of the project that begin as typed."""
    with suppress(UserError, OSError):
        return [name for name in _project(context).studies if name.startswith(typed)]
    return []


def landed_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """The landed waves of the study on the line that begin as typed."""
    with suppress(UserError, OSError, ValueError):
        project = _project(context)
        home = find_home(os.environ, project, context.params.get("home"))
        study = project.choose_study(context.params.get("study_name"))
        return [found.wave for found in landed_waves(home.landing(study)) if found.wave.startswith(typed)]
    return []


def _project(context: click.Context) -> Project:
    return find_project(os.environ, context.params.get("project"))
