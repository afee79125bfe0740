"""The quotes of a wave as its report shows them: those that a person accepted, with the facts they may carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from infopos_pipeline.interviews.counting import PLACE, SATURATION
from infopos_pipeline.interviews.quotes import Quote, facts_shown
from infopos_pipeline.orchestration.draw_records import read_record
from infopos_pipeline.orchestration.reviews import stored_texts
from infopos_pipeline.orchestration.slices import WaveSlices
from infopos_pipeline.statistics.results import Result

if TYPE_CHECKING:
    from infopos_pipeline.reporting.report import ShownQuotes


def shown_quotes(slices: WaveSlices, results: Iterable[Result]) -> ShownQuotes:
    """The accepted quotes of a wave, by their text: no order tells which are of one interview.

    Raises:
        UserError: the record of the draws is damaged, or of another key.
    """
    from infopos_pipeline.reporting.report import ShownQuote, ShownQuotes

    study = slices.study
    if study.interviews is None:
        return ShownQuotes()
    quotes = stored_texts(slices.warehouse, study, slices.wave, Quote)
    held = [row.group_value for row in results if (row.place, row.group) == (PLACE, SATURATION)]
    facts = _facts(slices, list(dict.fromkeys(held)), study.interviews.facts)
    shown = [
        ShownQuote(quote.text, tuple(quote.themes), quote.taken, tuple(facts[quote.interview].items()))
        for quote in quotes
        if quote.text
    ]
    statuses = [quote.status for quote in quotes]
    return ShownQuotes(
        tuple(sorted(shown, key=lambda quote: (quote.text.casefold(), quote.text))),
        waiting=statuses.count("unreviewed"),
        dropped=statuses.count("dropped"),
    )


def _facts(slices: WaveSlices, held: Sequence[str], declared: Sequence[str]) -> dict[str, dict[str, str]]:
    """By interview the facts that its quotes may carry; none of an interview that no draw tells of."""
    study, folder = slices.study, slices.workplace.home.interviews(slices.study.name, slices.wave)
    record = read_record(folder, slices.workplace.key())
    drawn = record.drawn if record else {}
    known: dict[str, dict[str, str]] = {}
    if declared and drawn:
        rows = slices.warehouse.rows(study, "responses", ["pseudonym", *declared], "pseudonym", wave=slices.wave)
        known = {pseudonym: dict(zip(declared, facts, strict=True)) for pseudonym, *facts in rows}
    return facts_shown(
        {interview: known.get(drawn.get(interview, ""), {}) for interview in held},
        declared,
        study.disclosure.threshold,
    )
