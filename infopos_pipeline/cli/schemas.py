"""``infopos schema``: the JSON Schemas of declarations, and whether every study is declared as it should be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from infopos_pipeline.cli.shared import errors_said, main
from infopos_pipeline.cli.speaking import say, say_error
from infopos_pipeline.messages import said
from infopos_pipeline.problems import message_of
from infopos_pipeline.project import find_project
from infopos_pipeline.study import StudyError, load_study
from infopos_pipeline.study.json_schema import write_json_schemas


@main.command()
@click.option("--study", "name", metavar="S", help="Check this study only. Default: all of them.")
@click.option(
    "--project", type=click.Path(path_type=Path), help="Folder with schemas/. Default: INFOPOS_PROJECT or upwards."
)
@errors_said
def schema(name: str | None, project: Path | None) -> None:
    """Write the JSON Schemas of declaration files to schemas/json/, and check what is declared.

    An editor that knows YAML completes and checks declarations with them.

    \b
    Example: infopos schema --study buurtpeiling
    """
    place = find_project(os.environ, project)
    studies = place.studies if name is None else (place.choose_study(name),)
    folder = write_json_schemas(place.root / "schemas")
    wrong = 0
    for study in studies:
        try:
            found = load_study(place.schema_folder(study))
        except StudyError as error:
            say_error(message_of(error))
            wrong += 1
            continue
        say(
            said(
                "{study} is declared as it should be: {items} items, {bindings} bindings, {hypotheses} hypotheses.",
                study=study,
                items=len(found.items),
                bindings=len(found.bindings),
                hypotheses=len(found.hypotheses),
            )
        )
    say(said("The JSON Schemas are in {folder}.", folder=folder))
    if wrong:
        sys.exit(1)
