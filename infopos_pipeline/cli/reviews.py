"""``infopos review``: a person reads every open answer and decides on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.reviewing import Desk
from infopos_pipeline.cli.runs import workplace
from infopos_pipeline.cli.shared import Place, common, main, say_json, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError, did_you_mean

if TYPE_CHECKING:
    from infopos_pipeline.privacy.open_answers import OpenAnswer

Stored = Mapping[str, Sequence["OpenAnswer"]]
"""The open answers that a command is about, by wave."""


@main.command()
@wave_option("A wave; default: all that landed.")
@click.option("--item", metavar="I", help="An item with open answers; default: all.")
@click.option("--again", is_flag=True, help="Show reviewed answers too, so that a decision can be changed.")
@click.option("--json", "as_json", is_flag=True, help="Only how many answers have which status, as one JSON object.")
@common
def review(place: Place, wave: str | None, item: str | None, again: bool, as_json: bool) -> None:
    """Read the open answers that nobody has read yet: accept, edit or drop each of them.

    Redaction took names out, and may have missed some. What is accepted or edited gets into the report of its wave at
    the next run; everything else stays out. Decisions are read from the terminal or from standard input, a line each,
    and stored one by one.

    \b
    Example: infopos review --wave 2017
    """
    from infopos_pipeline.orchestration.reviews import answers_redactor

    waves, items = _waves(place, wave), _items(place, item)
    resource = workplace(place)
    key = resource.check_key()
    stored = _stored(place, waves, items)
    if as_json:
        say_json({"study": place.study.name, "answers": list(_counts(stored, items))})
        return
    queue = [(name, row) for name, rows in stored.items() for row in rows if _shown(row, again)]
    if key is None or not queue:
        say(_nothing(stored))
    else:
        items_shown, language = place.study.items, place.study.declared.language
        redacts = partial(answers_redactor, resource, place.study)
        desk = Desk(place, key, redacts, lambda row: items_shown[row.about].label.text(language))
        desk.review(queue)
        desk.renew_withdrawn()
    _say_counts(_stored(place, waves, items))


def _waves(place: Place, wave: str | None) -> list[str]:
    landed = [found.wave for found in landed_waves(place.home.landing(place.study.name))]
    if wave is None or wave in landed:
        return landed if wave is None else [wave]
    raise UserError(
        said("Wave {wave} has not landed (there are: {landed}).", wave=wave, landed=", ".join(landed) or said("none"))
    )


def _items(place: Place, item: str | None) -> list[str]:
    from infopos_pipeline.quality.open_answers import open_items

    known = [found.name for found in open_items(place.study)]
    if item is None or item in known:
        return known if item is None else [item]
    there = ", ".join(known) or said("none")
    raise UserError(
        said(
            "No item with open answers is called '{item}' (there are: {there}).{meant}",
            item=item,
            there=there,
            meant=did_you_mean(item, known),
        )
    )


def _stored(place: Place, waves: Sequence[str], items: Sequence[str]) -> Stored:
    from infopos_pipeline.orchestration.resources import open_warehouse
    from infopos_pipeline.orchestration.reviews import stored_answers

    if not place.home.warehouse.exists():
        return {wave: [] for wave in waves}
    with open_warehouse(place.home, place.study) as warehouse:
        everything = {wave: stored_answers(warehouse, place.study, wave) for wave in waves}
    return {wave: [row for row in rows if row.item in items] for wave, rows in everything.items()}


def _shown(row: OpenAnswer, again: bool) -> bool:
    """Whether an answer is to be read; one whose decision was undone has no text before the next run."""
    return bool(row.sealed) or (again and row.status != "unreviewed")


def _nothing(stored: Stored) -> str:
    if not stored:
        return said("Nothing to review: no wave has landed yet. The first infopos run lands the sample.")
    if not any(stored.values()):
        return said("Nothing to review: no open answers are stored here. They come with infopos run.")
    return said(
        "Nothing to review: somebody decided on every open answer here. To change a decision: infopos review --again"
    )


def _counts(stored: Stored, items: Sequence[str]) -> Iterator[dict[str, str | int]]:
    """How many answers have which status, by wave and item."""
    from infopos_pipeline.privacy.sealed_texts import STATUSES

    for wave, rows in stored.items():
        found = Counter((row.item, row.status) for row in rows)
        for item in items:
            yield {"wave": wave, "item": item, **{status: found[item, status] for status in STATUSES}}


def _say_counts(stored: Stored) -> None:
    """How far the review has got, and what brings it into the report."""
    for wave, rows in stored.items():
        if not rows:
            continue
        found = Counter(row.status for row in rows)
        say(
            said(
                "Wave {wave}: {accepted} accepted, {edited} edited, {dropped} dropped, {unreviewed} unreviewed. "
                "What was accepted or edited gets into the report with: infopos run --wave {wave}",
                wave=wave,
                accepted=found["accepted"],
                edited=found["edited"],
                dropped=found["dropped"],
                unreviewed=found["unreviewed"],
            )
        )
        waiting = sum(1 for row in rows if row.status == "unreviewed" and not row.sealed)
        if waiting:
            say(said("  The text of {waiting} of them comes back with that run; then review it.", waiting=waiting))
