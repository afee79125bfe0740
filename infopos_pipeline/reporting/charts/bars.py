"""A chart of one item's frequencies: bars under each other, or a diverging bar where one is declared.

Horizontal bars in the order of the options, each under its own label and with its percentage beside it, on a track
that runs from 0 to 100: so pictures can be compared, long labels fit a narrow screen, and no axis is needed. A line
across a bar is its interval. An option nobody chose stands here with 0%: a scale is seen whole. A number that is
withheld has no bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from infopos_pipeline.reporting.charts.colours import ordered
from infopos_pipeline.reporting.charts.diverging import diverging_bar, sides
from infopos_pipeline.reporting.charts.drawing import (
    INK,
    LINE,
    NOMINAL,
    PLATE,
    PLOT,
    TEXT,
    TRACK_COLOUR,
    Row,
    picture,
    rectangle,
    rule,
    specification,
    written,
)
from infopos_pipeline.reporting.charts.lettering import wrapped
from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.sentences import base_text, chart_sentence
from infopos_pipeline.reporting.tables.intervals import SAMPLED
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Chart

_TRACK, _BAR, _GAP, _CAP = 308, 16, 16, 4

Limits = tuple[float, float]


def chart_picture(
    chart: Chart, study: Study, results: Sequence[Result], language: Language, drawn: str = ""
) -> Picture:
    """The picture of a chart, from the results of one wave; ``drawn`` is its SVG if it was drawn before."""
    title, description = chart.title.text(language), chart_in_words(chart, study, results, language)
    if drawn:
        return Picture(chart.name, title, description, drawn)
    return picture(chart.name, title, description, chart_spec(chart, study, results, language))


def chart_svg(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> str:
    """The picture of a chart as SVG."""
    return chart_picture(chart, study, results, language).svg


def chart_spec(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of a chart."""
    found = _Found(chart, study, results, language)
    return specification(found.rows(), chart.title.text(language), found.caption)


def chart_in_words(chart: Chart, study: Study, results: Sequence[Result], language: Language) -> str:
    """Every number of the picture in words, after what it shows."""
    found = _Found(chart, study, results, language)
    every = "; ".join(found.in_words(answer) for answer in found.answers)
    sentence = chart_sentence(chart, study, results, language)
    return " ".join([f"{found.base}.", sentence, *([f"{every}."] if every else [])])


class _Found:
    """What a chart shows: the answers to its item, and their intervals as far as it draws them."""

    def __init__(self, chart: Chart, study: Study, results: Sequence[Result], language: Language) -> None:
        self.chart, self.study, self.language = chart, study, language
        self.figures = Figures(results, chart.name)
        self.variable: Variable = study.variables[chart.item]
        self.answers = self.figures.answers(self.variable, language)
        self.base = base_text(chart, study, self.figures, language)
        self.sides = sides(chart, study, self.answers)
        self.of_frame = study.frame is not None and chart.item in study.frame.facts

    @property
    def caption(self) -> str:
        """The base, what the line across a bar is, and what stands in place of a number that is withheld."""
        parts = [self.base]
        if any(map(self.limits, self.answers)):
            parts.append(say("chart_interval", self.language))
        if any(answer.withheld for answer in self.answers):
            parts.append(say("chart_withheld", self.language, mark=numbers.WITHHELD))
        return "; ".join(parts)

    def limits(self, answer: Answer) -> Limits | None:
        """The interval of a bar. Of whom the frame describes everyone is known; a segment is no bar."""
        if self.of_frame or self.sides or answer.withheld or answer.pct is None:
            return None
        found = (self.figures.limits(self.chart.item, method, answer.category) for method in SAMPLED)
        return next(filter(None, found), None)

    def in_words(self, answer: Answer) -> str:
        """`Tevreden: 50,7% (95%-interval 39,6% tot 61,7%)`."""
        if answer.withheld:
            return say("labelled", self.language, label=answer.label, text=say("withheld", self.language))
        pct = numbers.percentage(answer.pct, self.language)
        limits = self.limits(answer)
        if limits:
            low, high = (numbers.percentage(limit, self.language) for limit in limits)
            pct = say("pct_interval", self.language, pct=pct, low=low, high=high)
        return say("labelled", self.language, label=answer.label, text=pct)

    def rows(self) -> Iterator[Row]:
        """The marks of the picture; without any answer a line that says so."""
        if not self.figures.asked(self.chart.item):
            yield written(0, 0, say("not_asked", self.language))
        elif all(answer.pct is None and not answer.withheld for answer in self.answers):
            yield written(0, 0, say("no_answers", self.language))
        elif self.sides:
            yield from diverging_bar(self.sides, self.language)
        else:
            yield from self._bars()

    def _bars(self) -> Iterator[Row]:
        is_ordered = self.variable.kind == "ordinal"
        colours = ordered(len(self.answers)) if is_ordered else [NOMINAL] * len(self.answers)
        top = 0
        for answer, colour in zip(self.answers, colours, strict=True):
            for label in wrapped(answer.label, PLOT, TEXT):
                yield written(0, top, label)
                top += LINE
            yield from self._bar(answer, top, colour)
            top += _BAR + _GAP

    def _bar(self, answer: Answer, top: int, colour: str) -> Iterator[Row]:
        pct, limits, middle = answer.pct or 0.0, self.limits(answer), top + _BAR / 2
        yield rectangle(0, top, _TRACK, top + _BAR, TRACK_COLOUR)
        if pct:
            yield rectangle(0, top, _x(pct), top + _BAR, colour)
        if limits:
            low, high = map(_x, limits)
            # A halo first: the line shows on the darkest bar and on the track.
            for tone, thick in ((PLATE, 4.0), (INK, 1.5)):
                yield rule(low, middle, high, middle, tone, thick)
                yield from (rule(x, middle - _CAP, x, middle + _CAP, tone, thick) for x in (low, high))
        end = _x(max(pct, limits[1] if limits else 0.0))
        shown = numbers.percentage(answer.pct, self.language, absent=answer.absent)
        yield written(end + 6, top, shown, bold=True)


def _x(pct: float) -> float:
    return _TRACK * pct / 100
