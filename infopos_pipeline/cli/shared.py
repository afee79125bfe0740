"""What every command needs: the group, the common options, the place it is about, and how things are said."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from infopos_pipeline import __version__
from infopos_pipeline.cli.completing import landed_names, study_names
from infopos_pipeline.cli.program import Program
from infopos_pipeline.cli.speaking import check_language, say, say_error, spoken
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, UserError, message_of
from infopos_pipeline.project import Home, Project, find_home, find_project
from infopos_pipeline.study import Study, StudyError, load_study
from infopos_pipeline.study.bindings import FORMATS
from infopos_pipeline.study.names import NAME_PATTERN

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="infopos")
def main() -> None:
    """Survey waves in, trustworthy tables out.

    \b
    infopos run                                       the sample study, from export to report
    infopos check results-survey.csv --frame frame.csv    what is wrong with an export
    infopos add results-survey.csv --wave 2019 --frame frame.csv
    infopos draft poll.csv --study poll               a study of your own, declared from its export
    """
    check_language()


@dataclass(frozen=True)
class Place:
    """The project, the home and the study a command is about."""

    project: Project
    home: Home
    study: Study


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Options every command takes; the command gets a :class:`Place`. Errors of a user end with exit 1."""

    @click.option(
        "--study",
        "study_name",
        metavar="S",
        shell_complete=study_names,
        help="The study. Default: the only one there is, else infopos.",
    )
    @click.option(
        "--home", type=click.Path(path_type=Path), help="Folder with your state. Default: INFOPOS_HOME or .infopos."
    )
    @click.option(
        "--project", type=click.Path(path_type=Path), help="Folder with schemas/. Default: INFOPOS_PROJECT or upwards."
    )
    @wraps(command)
    @errors_said
    def wrapped(*args: Any, study_name: str | None, home: Path | None, project: Path | None, **options: Any) -> None:
        os.umask(0o077)
        found = find_project(os.environ, project)
        study = load_study(found.schema_folder(found.choose_study(study_name)))
        command(Place(found, find_home(os.environ, found, home), study), *args, **options)

    return wrapped


def errors_said(command: Callable[..., None]) -> Callable[..., None]:
    """Say the errors of a user in a line each, and end with exit 1."""

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except InputError as error:
            say_problems(error.problems)
            sys.exit(1)
        except (UserError, StudyError) as error:
            say_error(message_of(error))
            sys.exit(1)
        except OSError as error:
            if error.filename is None and error.errno not in _NO_ROOM:  # whoever read our output has gone away
                raise
            name, reason = error.filename or said("A file"), error.strerror
            say_error(said("{name} cannot be used ({reason}). ", name=name, reason=reason) + _remedy(error))
            sys.exit(1)

    return wrapped


def _remedy(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return said("Make room there, then do the same again; or name another --home.")
    return said("Mend that, then do the same again; or name another --home.")


export_format = click.option(
    "--format", "given", type=click.Choice(FORMATS), help="What wrote the export. Default: as it is recognised."
)
"""The option that says what wrote an export."""


def wave_option(help_text: str, *names: str, **attributes: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option that names a wave; shells complete it with those that landed."""
    return click.option(
        "--wave",
        *names,
        metavar="W",
        callback=_wave_name,
        shell_complete=landed_names,
        help=help_text,
        **attributes,
    )


def _wave_name(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Check names of waves as options give them."""
    for name in value if isinstance(value, tuple) else [] if value is None else [value]:
        if not NAME_PATTERN.fullmatch(name):
            name_rule = said("a wave's name has only small letters, digits, - and _, such as 2017.")
            raise click.BadParameter(spoken(name_rule))
    return value


def say_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


_SAID = 20
"""Problems of one kind in one file that a screen shows; the rest are counted."""


def say_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, a line each, and how many they are. Of each kind the first are printed."""
    number: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        number[problem.file, problem.code] += 1
        if number[problem.file, problem.code] <= _SAID:
            say(problem.line, err=True)
    for (file, code), met in number.items():
        if met > _SAID:
            rest = said(
                "{file}: {rest} more like these; infopos check --json lists them all. [{code}]",
                file=file,
                rest=met - _SAID,
                code=code,
            )
            say(rest, err=True)
    say(said("1 problem.") if len(problems) == 1 else said("{number} problems.", number=len(problems)), err=True)
