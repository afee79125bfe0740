"""``infopos run`` and ``infopos dev``: Dagster, in this process or as a user interface."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.manner import Manner, tell, told_in_a_manner
from infopos_pipeline.cli.run_progress import run_progress
from infopos_pipeline.cli.serving_outputs import serve_outputs
from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.cli.summary import Summary
from infopos_pipeline.files import read_file
from infopos_pipeline.ingest.landing import land, landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.study import load_study
from infopos_pipeline.study.wording import wording

if TYPE_CHECKING:
    from infopos_pipeline.orchestration.resources import Workplace
    from infopos_pipeline.orchestration.workroom import Workroom


@main.command()
@wave_option("A wave; default: all that have changed.", "waves", multiple=True)
@click.option("--again", is_flag=True, help="Run unchanged waves too.")
@told_in_a_manner
@common
def run(place: Place, waves: Sequence[str], again: bool, manner: Manner) -> None:
    """Materialise waves: from the landed export to the report.

    Without --wave those run that have changed since their last run: in what arrived, what is declared, or the code. A
    home without waves of its own gets the synthetic sample waves.

    \b
    Example: infopos run --wave 2017
    """
    landed = _landed_or_samples(place)
    if not landed:
        raise UserError(said("Nothing landed yet. Add an export: infopos add EXPORT --wave W --frame FRAME"))
    for wave in waves:
        if wave not in landed:
            there = ", ".join(landed)
            raise UserError(
                said(
                    "Wave {wave} has not landed (there are: {there}). Add it: infopos add EXPORT --wave {wave}",
                    wave=wave,
                    there=there,
                )
            )
    chosen = waves or (landed if again else _changed(place))
    summary = Summary(place)
    for wave in landed if not waves else []:
        if wave not in chosen:
            summary.add(wave, "unchanged")
    if chosen:
        run_into(summary, chosen, quiet=manner.quiet)
    tell(summary, manner)


def _changed(place: Place) -> list[str]:
    """The waves that have changed since their last run."""
    from infopos_pipeline.orchestration.provenance import changed_names

    room = workroom(place)
    room.check_key()
    return changed_names(room, place.study)


@main.command()
@click.option("--port", default=3000, show_default=True, help="The port of the user interface.")
@common
def dev(place: Place, port: int) -> None:
    """Open Dagster's user interface on 127.0.0.1, with this home.

    A home without waves of its own gets the synthetic sample waves, ready to be materialised.

    \b
    Example: infopos dev --port 3333
    """
    from infopos_pipeline.orchestration.instance import open_instance, write_instance_configuration
    from infopos_pipeline.orchestration.interrupted import LAUNCHED, end_interrupted
    from infopos_pipeline.orchestration.links import GRAPH, OUTPUT_URL
    from infopos_pipeline.orchestration.runs import register_waves

    workroom(place)  # refuses an engine that does not exist before anything has changed; waits for no other process
    landed = _landed_or_samples(place)
    with open_instance(place.home) as instance:
        end_interrupted(instance, place.home, LAUNCHED)
        register_waves(instance, place.study, landed)
    os.environ["DAGSTER_HOME"] = str(write_instance_configuration(place.home))
    os.environ["INFOPOS_HOME"] = str(place.home.root)
    os.environ["INFOPOS_PROJECT"] = str(place.project.root)
    os.environ[OUTPUT_URL] = served = serve_outputs(place.home.root / "output", port + 1)
    say(said("The graph, with the report in it: {url}", url=f"http://127.0.0.1:{port}/{GRAPH}"))
    say(said("Reports and other outputs: {url}", url=f"{served}{place.study.name}/"))
    program = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "--host", "127.0.0.1", "--port", str(port), "--module-name", "infopos_pipeline.definitions"]
    # Dagster writes down where it was started; a folder of the user's may be named after somebody.
    arguments += ["--working-directory", str(place.project.root)]
    os.execv(program, [str(program), *arguments])  # noqa: S606 - replaces this process, no shell


def _landed_or_samples(place: Place) -> list[str]:
    """The waves that landed, by name; a home without any gets the samples."""
    landing = place.home.landing(place.study.name)
    if not landed_waves(landing):
        _land_samples(place)
    return [wave.wave for wave in landed_waves(landing)]


def _land_samples(place: Place) -> None:
    place.home.prepare()
    for wave in place.project.sample_waves(place.study.name):
        folder = place.project.wave_data(place.study.name, wave)
        frame = folder / "frame.csv"
        export = read_file(folder / "export.csv", "export.csv")
        frame_content = read_file(frame, frame.name) if frame.exists() else None
        asked = wording(place.study.at(wave))
        landing = place.home.landing(place.study.name)
        land(landing, wave, export, frame_content, synthetic=True, questionnaire=asked)


def workroom(place: Place) -> Workroom:
    """What work on the home needs, without Dagster.

    Raises:
        UserError: there is no such engine.
    """
    from infopos_pipeline.orchestration.workroom import Workroom

    room = Workroom(str(place.project.root), str(place.home.root))
    room.check_engine()
    return room


def workplace(place: Place) -> Workplace:
    """The resource that assets find the home and the project by.

    Raises:
        UserError: the key cannot be used for this home, or there is no such engine; said here, before a command has
            changed anything.
    """
    from infopos_pipeline.orchestration.resources import Workplace

    resource = Workplace(project_folder=str(place.project.root), home_folder=str(place.home.root))
    resource.check_engine()
    resource.check_key()
    return resource


def studies_with_waves(place: Place) -> list[tuple[Place, list[str]]]:
    """The studies of the project of which waves have landed in this home, with the names of those.

    Raises:
        StudyError: one of them is declared wrongly; said before a command has changed anything.
    """
    found = []
    for name in place.project.studies:
        landed = [landed.wave for landed in landed_waves(place.home.landing(name))]
        if landed:
            found.append((replace(place, study=load_study(place.project.schema_folder(name))), landed))
    return found


def run_and_report(place: Place, waves: Sequence[str]) -> None:
    """Run waves and say what came of it; exit 1 if one failed."""
    if not run_and_say(place, waves):
        sys.exit(1)


def run_and_say(place: Place, waves: Sequence[str]) -> bool:
    """Run waves and say what came of it; whether all of them ended well."""
    summary = Summary(place)
    run_into(summary, waves)
    summary.say(errors_only=False)
    return summary.ended_well


def run_into(summary: Summary, waves: Sequence[str], *, quiet: bool = False) -> None:
    """Run waves, with the steps shown unless it has to be quiet, and put into the summary what came of it."""
    from infopos_pipeline.orchestration.instance import open_instance
    from infopos_pipeline.orchestration.runs import run_waves

    place = summary.place
    place.home.prepare()
    resource = workplace(place)
    resource.start_engine()
    new_key = not resource.key_path.exists()
    with open_instance(place.home) as instance, run_progress(quiet) as follow:
        outcomes = run_waves(instance, place.study, resource, waves, follow)
    if new_key and resource.key_path.exists():
        summary.key_made = resource.key_path
    for outcome in outcomes:
        summary.add(outcome.wave, "done" if outcome.success else "failed", outcome)
