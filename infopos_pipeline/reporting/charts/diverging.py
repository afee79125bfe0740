"""A diverging stacked bar: a scale's negative side left of a zero line, its positive side right, its middle across it.

The bar has the length of all answers together, on a track with room for them on either side, so that pictures can be
compared. Every segment has its label and percentage at the end of a line of its own: those of the positive side stand
above the bar and end there, all others stand under it and begin there, so that no line crosses a text and a segment of
any width, or of none, has a label.

Source: the middle category split at the zero line as in Heiberger & Robbins, "Design of diverging stacked bar charts
for Likert scales and other applications", Journal of Statistical Software 57(5), 2014.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.charts.colours import diverging
from infopos_pipeline.reporting.charts.drawing import (
    INK,
    LINE,
    MUTED,
    PLATE,
    PLOT,
    TEXT,
    TRACK_COLOUR,
    Row,
    rectangle,
    rule,
    written,
)
from infopos_pipeline.reporting.charts.lettering import width, wrapped
from infopos_pipeline.reporting.figures import Answer
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Chart

_BAR, _TAIL, _APART, _SPACE = 34, 8, 4, 5
_ZERO, _PERCENT = PLOT / 2, PLOT / 200


@dataclass(frozen=True)
class Sides:
    """The answers from the far negative end to the far positive one."""

    negative: tuple[Answer, ...]
    middle: tuple[Answer, ...]
    positive: tuple[Answer, ...]


def sides(chart: Chart, study: Study, answers: Sequence[Answer]) -> Sides | None:
    """The answers by side, if the chart is declared to diverge.

    None too if a number is withheld, since no segment after it would stand where it should, or if disclosure control
    has merged answers of two sides: both are drawn as bars under each other.
    """
    found: dict[str, list[Answer]] = {"negative": [], "middle": [], "positive": []}
    for answer in answers:
        of = {_side(option, chart) for option in _options(answer.category, chart, study)}
        if chart.form != "diverging" or answer.withheld or answer.pct is None or len(of) > 1:
            return None
        found[of.pop()].append(answer)
    if not answers:
        return None
    # From left to right; where the scale is declared with its positive end first, against its order.
    turned = answers[0] in found["positive"]
    ordered = {side: tuple(reversed(of) if turned else of) for side, of in found.items()}
    return Sides(ordered["negative"], ordered["middle"], ordered["positive"])


def _options(category: str, chart: Chart, study: Study) -> Sequence[str]:
    """The options that a category is: several if disclosure control has merged them."""
    merges = [recoding.merges for recoding in study.disclosure.recodings if recoding.item == chart.item]
    return next((merge[category].options for merge in merges if category in merge), (category,))


def _side(option: str, chart: Chart) -> str:
    return "positive" if option in chart.positive else "middle" if option in chart.middle else "negative"


@dataclass(frozen=True)
class _Segment:
    """An answer with the edges of its segment."""

    answer: Answer
    colour: str
    left: float
    right: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


def diverging_bar(found: Sides, language: Language) -> Iterator[Row]:
    """The marks of the bar and its labels."""
    segments = _segments(found)
    split = len(segments) - len(found.positive)
    below = [_Label(segment, language, above=False) for segment in segments[:split]]
    above = [_Label(segment, language, above=True) for segment in segments[split:]]
    top = sum(label.height for label in above) + _TAIL
    bottom = top + _BAR
    yield rectangle(0, top, PLOT, bottom, TRACK_COLOUR)
    for segment in segments:
        if segment.right > segment.left:
            yield rectangle(segment.left, top, segment.right, bottom, segment.colour)
    # Between neighbours a line of the plate: they stay apart in any print.
    yield from (rule(one.left, top, one.left, bottom, PLATE, 1.5) for one in segments[1:])
    yield rule(_ZERO, top - _APART, _ZERO, bottom + _APART, INK, 2)
    # The outermost stands farthest from the bar: its line passes beside the texts of the others.
    y = 0.0
    for label in reversed(above):
        yield from label.rows(y, top)
        y += label.height
    y = bottom + _TAIL
    for label in reversed(below):
        yield from label.rows(y, bottom)
        y += label.height


def _segments(found: Sides) -> list[_Segment]:
    """The segments from left to right; the middle of those between the sides is the zero line."""
    answers = [*found.negative, *found.middle, *found.positive]
    colours = diverging(len(found.negative), len(found.middle), len(found.positive))
    before = sum(answer.pct or 0.0 for answer in found.negative)
    x = _ZERO - _PERCENT * (before + sum(answer.pct or 0.0 for answer in found.middle) / 2)
    segments = []
    for answer, colour in zip(answers, colours, strict=True):
        right = x + _PERCENT * (answer.pct or 0.0)
        segments.append(_Segment(answer, colour, x, right))
        x = right
    return segments


class _Label:
    """The label and percentage of a segment: above the bar they end at its middle, under it they begin there."""

    def __init__(self, segment: _Segment, language: Language, *, above: bool) -> None:
        self.segment, self.above = segment, above
        self.pct = numbers.percentage(segment.answer.pct, language)
        self.long = width(self.pct, TEXT, bold=True)
        room = segment.centre if above else PLOT - segment.centre
        self.lines = wrapped(segment.answer.label, room - self.long - 3 * _SPACE, TEXT)

    @property
    def height(self) -> int:
        return len(self.lines) * LINE

    def rows(self, y: float, edge: float) -> Iterator[Row]:
        """From its top, with the line from its first text to the edge of the bar."""
        x, align = self.segment.centre, "right" if self.above else "left"
        yield rule(x, y + 2 if self.above else y + LINE - 2, x, edge, MUTED, 1)
        away = -_SPACE if self.above else _SPACE
        yield written(x + away, y, self.pct, bold=True, align=align)
        for place, words in enumerate(self.lines):
            indent = self.long + _SPACE
            yield written(x + away + (-indent if self.above else indent), y + place * LINE, words, align=align)
