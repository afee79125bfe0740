"""``infopos interviews``: draw whom to interview, and write the topic guides. What names somebody is in files alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from infopos_pipeline.cli.runs import workplace
from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.cli.translated import TranslatedGroup
from infopos_pipeline.messages import said
from infopos_pipeline.study.model import Language


@main.group(cls=TranslatedGroup)
def interviews() -> None:
    """The interviews of a wave: whom to ask, what to ask, and what was said.

    \b
    Examples:
      infopos interviews draw --wave 2017 --n 6
      infopos interviews guide --wave 2017
      infopos interviews add interview_*.md codes.csv --wave 2017
      infopos interviews review --wave 2017
    """


@interviews.command("draw")
@wave_option("The wave, such as 2019.", required=True)
@click.option(
    "--n", type=click.IntRange(min=1), help="How many interviews are wanted in all. Default: as the time before."
)
@click.option("--seed", type=click.IntRange(min=0), help="The seed of the first draw. Default: a random one.")
@click.option(
    "--stratify", metavar="FACT", help="Divide them in proportion over the categories of a fact of the frame."
)
@click.option("--refused", multiple=True, metavar="INTERVIEW", help="Who was drawn and refused. Can be repeated.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file for the list with names.")
@common
def draw_command(
    place: Place, wave: str, n: int | None, seed: int | None, stratify: str | None, refused: Sequence[str], output: Path
) -> None:
    """Draw at random whom to interview, from those who said yes to it.

    Who was drawn stays so when the wave is added again with more answers: only open places are filled. Whoever refused
    is replaced by the next, and the others stay. Seed, list and outcome are recorded under pseudonyms; names are in one
    file, for you alone.

    \b
    Examples:
      infopos interviews draw --wave 2017 --n 6 --stratify regio
      infopos interviews draw --wave 2017 --refused interview_03
    """
    from infopos_pipeline.orchestration.interviews import Wanted, draw_interviews

    wanted = Wanted(n, seed, stratify, refused, output)
    drawn = draw_interviews(workplace(place), place.study, wave, wanted)
    for name in drawn.no_longer_willing:
        say(
            said("{interview} stands, though who was drawn for it is not among the willing now.", interview=name),
            err=True,
        )
    if drawn.new:
        say(
            said(
                "Drawn from the {willing} that are willing in wave {wave}: {interviews}.",
                willing=drawn.willing,
                wave=wave,
                interviews=", ".join(drawn.new),
            )
        )
    else:
        say(said("Nobody new was drawn: there are as many interviews as are wanted."))
    standing = drawn.record.standing
    say(
        said(
            "To be held: {number} ({interviews}). Seed {seed}.",
            number=len(standing),
            interviews=", ".join(standing) or said("none"),
            seed=drawn.record.seed,
        )
    )
    say(said("Who they are stands in {path}, for you alone.", path=drawn.names_list))


@interviews.command("guide")
@wave_option("The wave, such as 2019.", required=True)
@click.option("--interview", "only", multiple=True, metavar="INTERVIEW", help="Can be repeated. Default: all.")
@click.option("--language", type=click.Choice(["nl", "en"]), help="Default: that of the study.")
@common
def guide_command(place: Place, wave: str, only: Sequence[str], language: Language | None) -> None:
    """Write a topic guide for each interview, from the respondent's own answers and the themes of the study.

    What does not go together in the answers stands first, as a question. A guide concerns one identified respondent: it
    is for the interviewer alone.

    \b
    Example: infopos interviews guide --wave 2017 --interview interview_02
    """
    from infopos_pipeline.orchestration.interviews import write_guides

    guides = write_guides(workplace(place), place.study, wave, only, language)
    for name in guides.without_answers:
        say(said("{interview} has no guide: its answers are not in the export any more.", interview=name), err=True)
    if guides.paths:
        say(said("Topic guides, each about one identified respondent; do not share them:"))
    for path in guides.paths:
        click.echo(f"  {path}")
