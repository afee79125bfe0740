"""What ``dagster dev`` loads: the definitions of every study the project declares."""

from __future__ import annotations

import os

import dagster as dg

from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.project import find_home, find_project
from infopos_pipeline.study import load_study


def definitions_of_project() -> dg.Definitions:
    """Definitions from ``schemas/``, with the home and the project that the environment names."""
    # Whatever a run writes is its owner's alone.
    os.umask(0o077)
    project = find_project(os.environ)
    home = find_home(os.environ, project)
    if home.root.exists():
        # Plain `dagster dev` makes the folder itself, and leaves it and its history open to others.
        home.shut()
    studies = [load_study(project.schema_folder(name)) for name in project.studies]
    return build_definitions(studies, Workplace(project_folder=str(project.root), home_folder=str(home.root)))


defs = definitions_of_project()
