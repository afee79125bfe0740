"""The section with what respondents wrote in their own words, as far as a person let it through."""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.reporting.document import Block, Heading, Section, listed, paragraphs
from infopos_pipeline.reporting.report import Report, ReviewedAnswers


def open_answers(report: Report) -> Section:
    """The open answers by item; sorted by their text, so that no order gives away who wrote what. Never in public."""
    shown = report.open_answers if report.release is None else ()
    blocks = [*paragraphs([report.say("open_answers_intro")])] if shown else []
    return Section(
        "open_answers",
        report.say("open_answers"),
        (*blocks, *(block for answers in shown for block in _item(answers, report))),
    )


def _item(answers: ReviewedAnswers, report: Report) -> Iterator[Block]:
    texts = sorted(answers.texts, key=lambda text: (text.casefold(), text))
    kept_out = [
        report.say(key, n=number)
        for key, number in (("open_unreviewed", answers.unreviewed), ("open_dropped", answers.dropped))
        if number
    ]
    yield Heading(report.study.items[answers.item].label.text(report.language))
    if texts:
        yield listed(texts, "answers")
    if kept_out:
        yield from paragraphs([" ".join(kept_out)])
