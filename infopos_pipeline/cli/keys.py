"""``infopos rotate-key``: a new key for the pseudonyms, and everything under it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.runs import run_and_say, studies_with_waves
from infopos_pipeline.cli.shared import Place, common, main
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.problems import UserError

if TYPE_CHECKING:
    from infopos_pipeline.orchestration.resources import Workplace


@main.command("rotate-key")
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@common
def rotate_key(place: Place, yes: bool) -> None:
    """Replace the key of the pseudonyms, which breaks every link to what was made before.

    The old key is destroyed. The responses and open answers of all studies are deleted from the home and made anew from
    the exports that landed, so that no old pseudonym equals a new one; open answers have to be reviewed again.

    \b
    Example: infopos rotate-key --yes
    """
    from infopos_pipeline.orchestration.resources import Workplace

    if not yes and not _on_a_terminal():
        raise click.UsageError("rotate-key destroys the key of the pseudonyms. Say --yes if that is what you want.")
    resource = Workplace(project_folder=str(place.project.root), home_folder=str(place.home.root))
    places = studies_with_waves(place)
    _announce(resource, places)
    if not yes and not click.confirm("Destroy the old key and break these links?"):
        raise UserError("Nothing was changed.")
    key = resource.rotate_key()
    click.echo(
        f"The new key {key.key_id} of the pseudonyms is in {resource.key_path}. Keep a copy of it, away from the home, "
        "and destroy your copies of the old one."
    )
    ended = [run_and_say(other, waves) for other, waves in places]
    if not all(ended):
        sys.exit(1)


def _on_a_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _announce(resource: Workplace, places: Sequence[tuple[Place, list[str]]]) -> None:
    """Say what a rotation will destroy, delete and make.

    Raises:
        UserError: there is nothing to rotate.
    """
    key_ids = sorted(resource.key_ids())
    present = resource.key_path.exists()
    if not present and not key_ids:
        raise UserError(
            f"There is no key at {resource.key_path} and nothing in this home was made under one: nothing to rotate. "
            "The first infopos run makes a key."
        )
    if present:
        click.echo(
            f"A new key takes the place of the one in {resource.key_path}. The old key is overwritten, and no backup "
            "of it is kept.\nAny other home that used it will refuse to run, until it gets a copy of the old key or is "
            "rotated too."
        )
    else:
        click.echo(f"There is no key at {resource.key_path}: a new one is made there.")
    if key_ids:
        click.echo(
            f"The responses made under the key {' and '.join(key_ids)} are deleted from this home, and with them all "
            "decisions of infopos review: every open answer comes back unreviewed."
        )
    for place, waves in places:
        click.echo(f"Made anew from what landed: {place.study.name} {', '.join(waves)}.")
    landing = resource.home.root / "landing"
    known = {place.study.name for place, _ in places}
    for name in sorted(path.name for path in landing.glob("*/") if landed_waves(path)):
        if name not in known:
            click.echo(f"Not made anew, since this project does not declare it: {name}.")
