"""``infopos draft``: a first declaration of a study, from what there is."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import click

from infopos_pipeline.cli.shared import errors_said, export_format, main
from infopos_pipeline.cli.speaking import say, spoken
from infopos_pipeline.files import read_file
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Project, find_project
from infopos_pipeline.study import load_study
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.json_schema import write_json_schemas
from infopos_pipeline.study.names import NAME_PATTERN


@main.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option(
    "--questionnaire", type=click.Path(path_type=Path), help="The survey: .lss, .qsf, or .sav for its labels."
)
@click.option(
    "--study", "name", required=True, metavar="S", help="What the study will be called, such as buurtpeiling."
)
@export_format
@click.option(
    "--project", type=click.Path(path_type=Path), help="Folder with schemas/. Default: INFOPOS_PROJECT or upwards."
)
@errors_said
def draft(export: Path, questionnaire: Path | None, name: str, given: Format | None, project: Path | None) -> None:
    """Write a first declaration of a study, in schemas/, from an export and the questionnaire behind it.

    Where a person has to decide there is a TODO. The study can be run at once: infopos add EXPORT --study S --wave W

    \b
    Example: infopos draft results-survey.csv --questionnaire survey.lss --study buurtpeiling
    """
    from infopos_pipeline.drafting.draft import draft as drafted

    if not NAME_PATTERN.fullmatch(name):
        name_rule = said("a study's name has only small letters, digits, - and _.")
        raise click.BadParameter(spoken(name_rule), param_hint="'--study'")
    place = _project(project)
    folder = place.schema_folder(name)
    if folder.exists():
        raise UserError(
            said("{folder} is there already. Give the study another name, or move that folder away.", folder=folder)
        )
    asked = (read_file(questionnaire, questionnaire.name), questionnaire.name) if questionnaire else None
    found = drafted((read_file(export, export.name), export.name), name, asked, given)
    _write(folder, dict(found.files))
    write_json_schemas(folder.parent)
    say(
        said(
            "{folder}: {items} items, from an export recognised as {format}.",
            folder=folder,
            items=found.items,
            format=found.format,
        )
    )
    if found.decisions:
        one, several = (
            said("1 thing is for you to decide: look for TODO in the files."),
            said("{number} things are for you to decide: look for TODO in the files.", number=found.decisions),
        )
        say(one if found.decisions == 1 else several)
    say(said("A report at once: infopos add {export} --study {name} --wave W", export=export, name=name))


def _project(given: Path | None) -> Project:
    """The project; where there is none yet, the folder one is in becomes one."""
    try:
        return find_project(os.environ, given)
    except UserError:
        if given is not None or os.environ.get("INFOPOS_PROJECT"):
            raise
        return Project(Path.cwd())


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write a study's folder in one step, once its declarations are known to be whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        for path, content in files.items():
            (aside / folder.name / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / folder.name / path).write_text(content, encoding="utf-8")
        load_study(aside / folder.name)
        (aside / folder.name).rename(folder)
    finally:
        shutil.rmtree(aside)
