"""``infopos rotate-key``: a new key for the pseudonyms, and everything under it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.runs import run_and_say, studies_with_waves
from infopos_pipeline.cli.shared import Place, common, main
from infopos_pipeline.cli.speaking import say, spoken, wrong_usage
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.messages import joined, said
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
        raise wrong_usage(said("rotate-key destroys the key of the pseudonyms. Say --yes if that is what you want."))
    resource = Workplace(project_folder=str(place.project.root), home_folder=str(place.home.root))
    places = studies_with_waves(place)
    _announce(resource, places)
    if not yes and not click.confirm(spoken(said("Destroy the old key and break these links?"))):
        raise UserError(said("Nothing was changed."))
    key = resource.rotate_key()
    say(
        said(
            "The new key {key_id} of the pseudonyms is in {key_path}. Keep a copy of it, away from the "
            "home, and destroy your copies of the old one.",
            key_id=key.key_id,
            key_path=resource.key_path,
        )
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
            said(
                "There is no key at {key_path} and nothing in this home was made under one: nothing to "
                "rotate. The first infopos run makes a key.",
                key_path=resource.key_path,
            )
        )
    if present:
        say(
            said(
                "A new key takes the place of the one in {key_path}. The old key is overwritten, and no backup of it "
                "is kept.\nAny other home that used it will refuse to run, until it gets a copy of the old key or is "
                "rotated too.",
                key_path=resource.key_path,
            )
        )
    else:
        say(said("There is no key at {key_path}: a new one is made there.", key_path=resource.key_path))
    if key_ids:
        say(
            said(
                "The responses made under the key {key_ids} are deleted from this home, and with them all "
                "decisions of infopos review: every open answer comes back unreviewed.",
                key_ids=joined(said(" and "), key_ids),
            )
        )
    for place, waves in places:
        say(said("Made anew from what landed: {study} {waves}.", study=place.study.name, waves=", ".join(waves)))
    landing = resource.home.root / "landing"
    known = {place.study.name for place, _ in places}
    for name in sorted(path.name for path in landing.glob("*/") if landed_waves(path)):
        if name not in known:
            say(said("Not made anew, since this project does not declare it: {name}.", name=name))
