"""``infopos progress``, ``remove`` and ``restore``: a wave while it runs, one that must go, and all of them anew."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import click

from infopos_pipeline.cli.exports import read_checked
from infopos_pipeline.cli.runs import run_and_report, run_and_say, studies_with_waves, workplace
from infopos_pipeline.cli.shared import Place, common, export_format, main, say_json, wave_option
from infopos_pipeline.cli.speaking import say, spoken, wrong_usage
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.study import LATEST


@main.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--frame", type=click.Path(path_type=Path), help="The municipalities approached.")
@wave_option("The wave the export is of. Default: the newest.")
@export_format
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@common
def progress(
    place: Place, export: Path, frame: Path | None, wave: str | None, given: Format | None, as_json: bool
) -> None:
    """Show how far the response to a running wave is, from a partial export; stores and publishes nothing.

    \b
    Example: infopos progress results-survey.csv --frame frame.csv
    """
    from infopos_pipeline.quality.response_progress import response_progress

    asked = place.study.at(wave or LATEST)
    found = list(response_progress(read_checked(asked, export, frame, given), asked))
    if as_json:
        say_json({"study": place.study.name, "progress": [asdict(row) for row in found]})
        return
    language = place.study.declared.language
    headings = said("approached"), said("started"), said("finished"), said("response")
    rows = [("", *map(spoken, headings))]
    for row in found:
        label = spoken(said("everyone"))
        if row.fact:
            fact = place.study.variables[row.fact]
            label = f"{fact.label.text(language)}: {fact.category_label(row.category, language)}"
        share = f"{100 * row.finished / row.approached:.0f}%" if row.approached else "-"
        approached = "-" if row.approached is None else str(row.approached)
        rows.append((label, approached, str(row.started), str(row.finished), share))
    width = max(len(row[0]) for row in rows)
    for label, *numbers in rows:
        click.echo(f"{label:<{width}}  " + "  ".join(f"{number:>10}" for number in numbers))
    if place.study.frame and frame is None:
        say(said("Give the frame with --frame to see the response against those approached."))


@main.command()
@wave_option("The wave to remove.", required=True)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@common
def remove(place: Place, wave: str, yes: bool) -> None:
    """Remove a wave: its exports, good and bad, responses, results, outputs, interviews and runs. The other waves stay.

    What was released of it stays too: it cannot be taken back.

    \b
    Example: infopos remove --wave 2019 --yes
    """
    from infopos_pipeline.orchestration.instance import open_instance
    from infopos_pipeline.orchestration.removal import remove_wave

    if not _known(place, wave):
        landed = ", ".join(w.wave for w in landed_waves(place.home.landing(place.study.name))) or said("none")
        raise UserError(
            said(
                "There is no wave {wave} of {study} in this home (there are: {landed}).",
                wave=wave,
                study=place.study.name,
                landed=landed,
            )
        )
    if not yes and not sys.stdin.isatty():
        raise wrong_usage(said("remove deletes wave {wave} for good. Say --yes if that is what you want.", wave=wave))
    if not yes and not click.confirm(
        spoken(said("Remove wave {wave} of {study} with its export for good?", wave=wave, study=place.study.name))
    ):
        raise UserError(said("Nothing was changed."))
    resource = workplace(place)
    for folder in (place.home.incoming(place.study.name) / wave, place.home.quarantine(place.study.name, wave)):
        if folder.exists():
            shutil.rmtree(folder)
    with open_instance(place.home) as instance:
        later = remove_wave(instance, place.study, resource, wave)
    say(
        said(
            "Wave {wave} of {study} is gone from this home. What was released of it stays.",
            wave=wave,
            study=place.study.name,
        )
    )
    if later:
        say(said("The waves that were compared with it are made anew."))
        run_and_report(place, later)


def _known(place: Place, wave: str) -> bool:
    """Whether anything of a wave is here: its export, its outputs, or a bad export of it."""
    home, study = place.home, place.study.name
    folders = home.landing(study) / wave, home.output(study, wave), home.quarantine(study, wave)
    return any(folder.exists() for folder in folders)


@main.command()
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@common
def restore(place: Place, yes: bool) -> None:
    """Make the warehouse anew from the exports that landed, when its file is damaged or lost.

    The damaged file is kept beside it. Decisions on open answers were in it: those are to be reviewed again.

    \b
    Example: infopos restore --yes
    """
    from infopos_pipeline.warehouse import set_aside

    places = studies_with_waves(place)
    if not places:
        raise UserError(said("Nothing landed here, so there is nothing to restore from."))
    if not yes and not sys.stdin.isatty():
        raise wrong_usage(said("restore makes the warehouse anew. Say --yes if that is what you want."))
    if not yes and not click.confirm(spoken(said("Put the warehouse aside and make it anew from what landed?"))):
        raise UserError(said("Nothing was changed."))
    aside = set_aside(place.home.warehouse)
    if aside is not None:
        say(said("The old warehouse is kept as {aside}.", aside=aside))
    ended = [run_and_say(other, waves) for other, waves in places]
    if not all(ended):
        sys.exit(1)
