"""``infopos export``: the data of a wave, and what describes them; ``infopos report``: its report in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from infopos_pipeline.cli.runs import workplace
from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.files import write_atomic
from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.reporting.data_out.data_formats import FORMATS, Format
from infopos_pipeline.study.model import Language


@main.command()
@wave_option("The wave, such as 2019.", required=True)
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Can be repeated. Default: all.")
@click.option("--language", type=click.Choice(["nl", "en"]), help="Of labels. Default: that of the study.")
@click.option(
    "--replace", is_flag=True, help="Write into a folder that holds files already, over those of the same name."
)
@common
def export(
    place: Place, wave: str, folder: Path, formats: Sequence[Format], language: Language | None, replace: bool
) -> None:
    """Write the responses of a wave as data files, with a codebook and the analyses as SPSS syntax.

    \b
    sav       SPSS data: labels, missing values, multiple-response sets
    csv       names of options, with a codebook beside it
    parquet   the same, with labels in the metadata
    spss      SPSS syntax that repeats the analyses on the .sav
    codebook  a page to read
    ddi       the codebook as DDI-Codebook XML

    The data are those of each respondent under a pseudonym, without direct identifiers and open answers: for inside
    use. What may leave the house comes from infopos release.

    \b
    Example: infopos export --wave 2019 --to export-2019 --format sav --format spss
    """
    from infopos_pipeline.orchestration.data_out import exported_files
    from infopos_pipeline.orchestration.slices import require_landed

    _require_room(folder, replace)
    resource = workplace(place)
    landed = require_landed(resource, place.study, wave)
    files = exported_files(place.study, resource, landed, formats or FORMATS, language)
    _write_and_say(folder, files, place, landed)
    say(said("Internal: pseudonymised answers of each respondent, not anonymous data and not disclosure-controlled."))


@main.command()
@wave_option("The wave, such as 2019.", required=True)
@click.option("--language", type=click.Choice(["nl", "en"]), help="Default: that of the study.")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="A new folder.")
@click.option(
    "--replace", is_flag=True, help="Write into a folder that holds files already, over those of the same name."
)
@common
def report(place: Place, wave: str, language: Language | None, folder: Path, replace: bool) -> None:
    """Write the report of a wave in another language, as page, Word document, PDF and workbook.

    In the language of the study infopos run writes it beside the results.

    \b
    Example: infopos report --wave 2017 --language en --to report-en
    """
    from infopos_pipeline.orchestration.reports import reports_in
    from infopos_pipeline.orchestration.slices import require_landed

    _require_room(folder, replace)
    resource = workplace(place)
    landed = require_landed(resource, place.study, wave)
    files = reports_in(place.study, resource, landed, language or place.study.declared.language)
    _write_and_say(folder, files, place, landed)
    say(said("Internal: not disclosure-controlled. What may leave the house comes from infopos release."))


def _require_room(folder: Path, replace: bool) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not replace:
        raise UserError(
            said(
                "{folder} holds files already. Name a new folder, or say --replace to write over its files.",
                folder=folder,
            )
        )


def _write_and_say(folder: Path, files: Mapping[str, bytes], place: Place, landed: LandedWave) -> None:
    """Write the files, in a folder for its owner alone, and say where they are."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    for name, content in files.items():
        write_atomic(folder / name, content)
    invented = said(" (synthetic sample data)") if landed.arrival.synthetic else ""
    say(said("Wave {wave} of {study}{invented}:", wave=landed.wave, study=place.study.name, invented=invented))
    for name in files:
        click.echo(f"  {folder / name}")
