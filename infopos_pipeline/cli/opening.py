"""``infopos open`` and ``infopos completion``: to the report, and into the shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click
from click.shell_completion import get_completion_class

from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.reporting.documents import FILES, PAGE

DOCUMENTS: Mapping[str, str] = {"html": PAGE, **dict(FILES.items())}
"""The files of a wave that people read, by what the option calls them."""


@main.command("open")
@wave_option("The wave. Default: the last one with a report.")
@click.option("--format", "kind", type=click.Choice(list(DOCUMENTS)), default="html", help="Which file. Default: html.")
@click.option("--print", "only_print", is_flag=True, help="Print where it is; so it is without a display.")
@common
def open_report(place: Place, wave: str | None, kind: str, only_print: bool) -> None:
    """Open the report of a wave.

    \b
    Example: infopos open --wave 2019
    """
    name, study = DOCUMENTS[kind], place.study.name
    landed = [found.wave for found in landed_waves(place.home.landing(study))]
    paths = [place.home.output(study, one) / name for one in ([wave] if wave else landed)]
    there = [path for path in paths if path.exists()]
    if not there:
        raise UserError(_none_yet(name, wave, landed))
    if only_print or not _has_display() or click.launch(str(there[-1])) != 0:
        click.echo(there[-1])


def _none_yet(name: str, wave: str | None, landed: list[str]) -> str:
    if wave is None:
        return said("There is no {name} yet. Make it: infopos run", name=name)
    if wave in landed:
        return said("Wave {wave} has no {name} yet. Make it: infopos run --wave {wave}", wave=wave, name=name)
    listed = ", ".join(landed) or said("none")
    return said("Wave {wave} has not landed (there are: {landed}).", wave=wave, landed=listed)


def _has_display() -> bool:
    """Whether a program with a window can be seen: on Linux a display is named in the environment."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script by which a shell completes commands, options, studies and waves.

    \b
    Example: infopos completion bash >> ~/.bashrc
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "infopos", "_INFOPOS_COMPLETE").source())
