"""``infopos questionnaire`` and ``infopos invitations``: what a survey system needs for the next wave."""

from __future__ import annotations

from pathlib import Path

import click

from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.files import read_file, write_atomic
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.study.study import LATEST


@main.command()
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file to write, such as survey.lss.")
@wave_option("As it was asked in this wave. Default: as it is now.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@common
def questionnaire(place: Place, output: Path, wave: str | None, force: bool) -> None:
    """Write the questionnaire as a LimeSurvey survey structure (.lss), to be imported there.

    Question and answer codes are those of the study's binding, so that the next export is read without a change.

    \b
    Example: infopos questionnaire --output survey-2023.lss
    """
    from infopos_pipeline.reporting.questionnaires.limesurvey import limesurvey_structure

    content, remarks = limesurvey_structure(place.study.at(wave or LATEST))
    _write(output, content, force)
    for remark in remarks:
        click.echo(remark)
    say(
        said(
            "{output} has the questionnaire of {study}. In LimeSurvey: Create survey, Import.",
            output=output,
            study=place.study.name,
        )
    )


@main.command()
@click.option("--frame", required=True, type=click.Path(path_type=Path), help="The municipalities to approach.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file to write, such as people.csv.")
@click.option("--force", is_flag=True, help="Overwrite files.")
@common
def invitations(place: Place, frame: Path, output: Path, force: bool) -> None:
    """Write the municipalities of a frame as a list of participants that LimeSurvey imports.

    A municipality without a token gets a random one; the frame with all tokens is then written beside the list. Keep
    both from others: who has a token can answer in its name. Names and e-mail addresses are taken over from columns
    firstname, lastname and email.

    \b
    Example: infopos invitations --frame frame.csv --output participants.csv
    """
    from infopos_pipeline.reporting.questionnaires.invitations import invitations as invitations_of

    declared = place.study.frame
    if declared is None:
        raise UserError(
            said(
                "The study {study} declares no frame in study.yaml, so nobody can be invited from one.",
                study=place.study.name,
            )
        )
    listed = invitations_of(read_file(frame, frame.name), frame.name, place.study, declared)
    beside = output.with_name(f"{frame.stem}-with-tokens.csv")
    if listed.frame is not None:
        _may_write(output, force)
        _write(beside, listed.frame, force)
    _write(output, listed.content, force)
    say(
        said(
            "{output} has {participants} participants. In LimeSurvey: Survey participants, Import, CSV file.",
            output=output,
            participants=listed.participants,
        )
    )
    if listed.frame is not None:
        say(said("Tokens were made: give {beside} as the frame of this wave from now on.", beside=beside))
    if listed.addresses < listed.participants:
        say(
            said(
                "{number} have no e-mail address: when importing, do not filter blank e-mail addresses.",
                number=listed.participants - listed.addresses,
            )
        )


def _may_write(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise UserError(said("{path} is there already; give another name, or overwrite it with --force.", path=path))


def _write(path: Path, content: bytes, force: bool) -> None:
    _may_write(path, force)
    write_atomic(path, content)
