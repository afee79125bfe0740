"""``infopos check`` and ``infopos add``: exports that users bring."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.manner import Manner, tell, told_in_a_manner
from infopos_pipeline.cli.other_studies import with_its_study
from infopos_pipeline.cli.runs import run_into, workplace, workroom
from infopos_pipeline.cli.shared import Place, common, export_format, main, say_json, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.cli.summary import Summary
from infopos_pipeline.files import read_file, readable
from infopos_pipeline.ingest.landing import synthetic_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, UserError
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.study import LATEST

if TYPE_CHECKING:
    from infopos_pipeline.quality import Answers


@main.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--frame", type=click.Path(path_type=Path), help="The municipalities approached.")
@wave_option("The wave the export is of. Default: the newest.")
@export_format
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@common
def check(
    place: Place, export: Path, frame: Path | None, wave: str | None, given: Format | None, as_json: bool
) -> None:
    """Check an export and say everything that is wrong; stores nothing.

    \b
    Example: infopos check results-survey.csv --frame frame.csv
    """
    try:
        answers = read_checked(place.study.at(wave or LATEST), export, frame, given)
    except InputError as error:
        problems = with_its_study(place, error.problems, export, given)
        if not as_json:
            raise InputError(problems) from None
        say_json({"ok": False, "problems": [problem.as_dict() for problem in problems]})
        sys.exit(1)
    remarks = (*answers.set_aside, *answers.notices)
    if as_json:
        say_json({"ok": True, "problems": [problem.as_dict() for problem in remarks]})
        return
    for remark in remarks:
        say(remark.line)
    say(said("{export} is fine: {number} respondents.", export=export.name, number=len(answers.answers)))
    if place.study.frame and frame is None:
        say(said("The respondents were not held against a frame; give it with --frame."))


@main.command()
@click.argument("export", type=click.Path(path_type=Path))
@wave_option("The wave the export is of, such as 2019.", required=True)
@click.option("--frame", type=click.Path(path_type=Path), help="The municipalities approached.")
@export_format
@told_in_a_manner
@common
def add(place: Place, export: Path, wave: str, frame: Path | None, given: Format | None, manner: Manner) -> None:
    """Check an export, land it and run its wave.

    A bad file goes to quarantine/ in the home with a report of what is wrong, and nothing else changes.

    \b
    Example: infopos add results-survey.csv --wave 2019 --frame frame.csv
    """
    from infopos_pipeline.orchestration.arrivals import take_in
    from infopos_pipeline.orchestration.provenance import waves_after

    content = readable(export, export.name)
    frame_content = _frame_content(place, wave, frame)
    names = export.name, frame.name if frame else "frame"
    workroom(place)  # refuses an engine that does not exist before anything has changed; waits for no other process
    summary = Summary(place)
    arrived = take_in(
        place.home,
        place.study,
        wave,
        content,
        frame_content,
        make_room=lambda: _remove_samples(summary),
        names=names,
        given=given,
    )
    summary.problems, summary.quarantine = arrived.problems, arrived.quarantine
    if arrived.landed is None:
        summary.problems = with_its_study(place, arrived.problems, export, given)
        summary.add(wave, "failed")
    else:
        run_into(summary, [wave, *waves_after(workplace(place), place.study, wave)], quiet=manner.quiet)
    tell(summary, manner)


def read_checked(study: Study, export: Path, frame: Path | None, given: Format | None) -> Answers:
    """The answers of an export, checked against its frame if one is given; ``given`` is its format.

    Raises:
        InputError: with every problem found.
    """
    from infopos_pipeline.quality.reading import read_answers

    content = readable(export, export.name)
    frame_content = read_file(frame, frame.name) if frame else None
    return read_answers(content, frame_content, study, (export.name, frame.name if frame else "frame"), given)


def _frame_content(place: Place, wave: str, frame: Path | None) -> bytes | None:
    """The frame given, else the one that landed with the wave before; a study that declares one cannot do without."""
    from infopos_pipeline.orchestration.arrivals import frame_of_before

    if frame is not None:
        return read_file(frame, frame.name)
    content = frame_of_before(place.home, place.study, wave)
    if content is not None or place.study.frame is None:
        return content
    raise UserError(
        said(
            "The study {study} needs the frame of municipalities approached: give it with --frame FILE.",
            study=place.study.name,
        )
    )


def _remove_samples(summary: Summary) -> None:
    """The first export of its own takes the synthetic waves out of a home."""
    place = summary.place
    if synthetic_waves(place.home.landing(place.study.name)):
        from infopos_pipeline.orchestration.instance import open_instance
        from infopos_pipeline.orchestration.removal import remove_samples

        with open_instance(place.home) as instance:
            summary.samples_removed = remove_samples(instance, place.study, workplace(place))
