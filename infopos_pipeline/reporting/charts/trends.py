"""An indicator through the waves as a picture: small multiples of one layout, the same bytes on every run.

Waves stand at equal distances, each with its value, its interval and its N. What does not compare is not joined: a
wave that did not ask the question is a gap that says so, and where the question or its answers changed a dashed line
marks the break, with hollow dots before it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any

from infopos_pipeline.reporting.charts.drawing import (
    INK,
    MUTED,
    NOMINAL,
    PLATE,
    PLOT,
    TEXT,
    TRACK_COLOUR,
    Row,
    dot,
    picture,
    rule,
    specification,
)
from infopos_pipeline.reporting.charts.lettering import width
from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.trend_figures import BREAKS, Point, TrendLine, scale_text, score_text, value_text
from infopos_pipeline.reporting.words.numbers import decimal
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

MOST_WAVES = 11
"""The last waves that a picture shows; more would not fit its width."""

_AXIS, _ABOVE, _HEIGHT = 46, 24, 150
_SIZES = (TEXT, 12, 10)
"""The heights of the texts of a wave: the first one that fits between two waves."""
_DECIMALS, _UPRIGHT = 50, 65
"""From so many pixels a wave on, percentages have a decimal, and the words in a gap are not turned."""
_CHARACTER = 0.62
"""The width of a character in parts of its height, generously."""

_Domain = tuple[float, float]


def trend_picture(line: TrendLine, language: Language) -> Picture:
    """The picture of an indicator."""
    name = f"trend-{line.indicator.item}-{line.indicator.category or 'mean'}"
    title = line.variable.label.text(language)
    return picture(name, title, trend_in_words(line, language), trend_spec(line, language))


def trend_spec(line: TrendLine, language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    layout = _Layout(line, language)
    return specification(layout.rows(), line.variable.label.text(language), _subtitle(line, language), layout.height)


def trend_in_words(line: TrendLine, language: Language) -> str:
    """Every number of the picture in words, after what it shows, and where it breaks."""
    texts = [_point_in_words(point, line, language) for point in line.points]
    breaks = [
        say("break_in_words", language, wave=point.wave, why=say(f"break_{step}", language))
        for point, step in zip(line.points, line.steps, strict=True)
        if step in BREAKS
    ]
    return " ".join([f"{_subtitle(line, language)}. {'; '.join(texts)}.", *breaks])


def _subtitle(line: TrendLine, language: Language) -> str:
    category = line.indicator.category
    if category is not None:
        return say("chart_share", language, category=line.variable.category_label(category, language))
    scale = scale_text(line.variable, language)
    return say("chart_mean", language, scale=scale) if scale else say("mean", language)


def _point_in_words(point: Point, line: TrendLine, language: Language) -> str:
    if point.size.value is None:
        return say("labelled", language, label=point.wave, text=absence(point, language))
    sign = "%" if line.is_share else ""
    shown = {"wave": point.wave, "n": int(point.n or 0), "value": value_text(point.size.value, line.is_share, language)}
    if point.size.limits is None:
        return say("point_alone", language, **shown)
    low, high = (value_text(limit, line.is_share, language, sign) for limit in point.size.limits)
    return say("point_in_words", language, **shown, low=low, high=high)


def absence(point: Point, language: Language) -> str:
    """Why a wave has no value."""
    if not point.asked:
        return say("chart_not_asked", language)
    return say("nobody_answered" if point.comparable else "no_such_answer", language)


@dataclass(frozen=True)
class _Layout:
    """Where everything stands, in pixels from the upper left corner of the plot and its margins."""

    line: TrendLine
    language: Language

    @property
    def step(self) -> float:
        """The distance between two waves."""
        return (PLOT - _AXIS) / len(self.line.points)

    @property
    def size(self) -> int:
        """The height of a text of one wave."""
        shown = [self._number(point.size.value) for point in self.line.points if point.size.value is not None]
        words = [word for point in self.line.points for word in re.split(r"(?<=-)", point.wave)]
        longest = max(map(len, [*shown, *words]))
        return next((size for size in _SIZES if longest * size * _CHARACTER <= self.step), _SIZES[-1])

    @property
    def names(self) -> list[str]:
        """The waves in lines that fit their distance."""
        characters = max(1, int(self.step / (self.size * _CHARACTER)))
        return ["\n".join(textwrap.wrap(point.wave, characters)) for point in self.line.points]

    @property
    def top(self) -> int:
        """Of the plot: above it a number, and above that what a break is about."""
        return _ABOVE + (TEXT + 6 if any(step in BREAKS for step in self.line.steps) else 0)

    @property
    def bottom(self) -> int:
        """Of the plot."""
        return self.top + _HEIGHT

    @property
    def bases(self) -> int:
        """The top of the line of Ns, under the names of the waves."""
        lines = max(name.count("\n") + 1 for name in self.names)
        return self.bottom + 8 + lines * (self.size + 4)

    @property
    def height(self) -> int:
        """Of the plot with all that stands above and under it."""
        return self.bases + self.size + 4

    @property
    def domain(self) -> _Domain:
        """0 to 100, the ends of a scale, or the whole numbers around all values."""
        line = self.line
        if line.is_share:
            return 0.0, 100.0
        found = [*line.variable.scores.values()]
        found = found or [v for p in line.points for v in p.size.numbers] or [0.0]
        low, high = floor(min(found)), ceil(max(found))
        return float(low), float(max(high, low + 1))

    def rows(self) -> Iterator[Row]:
        """Every mark of the picture."""
        yield from self._axis()
        for (one, before), (other, after) in pairwise(enumerate(self.line.points)):
            if self.line.steps[other] == "joined":
                assert before.size.value is not None
                assert after.size.value is not None
                yield rule(
                    self._x(one), self._y(before.size.value), self._x(other), self._y(after.size.value), NOMINAL, 2
                )
        yield from self._breaks()
        for place, point in enumerate(self.line.points):
            yield from self._wave(place, point)

    def _x(self, place: float) -> float:
        return round(_AXIS + (place + 0.5) * self.step, 2)

    def _y(self, value: float) -> float:
        low, high = self.domain
        share = (min(max(value, low), high) - low) / (high - low)
        return round(self.top + _HEIGHT * (1 - share), 2)

    def _axis(self) -> Iterator[Row]:
        low, high = self.domain
        for tick in (low, (low + high) / 2, high):
            y = self._y(tick)
            yield rule(_AXIS, y, PLOT, y, MUTED if tick == low else TRACK_COLOUR, 1)
            label = f"{score_text(tick, self.language)}{'%' if self.line.is_share else ''}"
            yield _left(0, y - TEXT / 2, label, MUTED)
        yield _left(0, self.bases, say("base", self.language), MUTED)

    def _wave(self, place: int, point: Point) -> Iterator[Row]:
        x = self._x(place)
        yield self._centred(x, self.bottom + 8, self.names[place], INK)
        if point.size.value is None:
            yield from self._gap(x, absence(point, self.language))
            return
        yield self._centred(x, self.bases, str(int(point.n or 0)), MUTED)
        low, high = point.size.limits or (point.size.value, point.size.value)
        yield rule(x, self._y(low), x, self._y(high), NOMINAL, 2)
        fill = NOMINAL if point.comparable else PLATE
        yield dot(x, self._y(point.size.value), fill)
        top = self._y(max(high, point.size.value)) - self.size - 6
        yield {**self._centred(x, top, self._number(point.size.value), INK), "mark": "number"}

    def _number(self, value: float) -> str:
        if self.line.is_share and self.step < _DECIMALS:
            return f"{decimal(value, 0, self.language)}%"
        return value_text(value, self.line.is_share, self.language)

    def _gap(self, x: float, text: str) -> Iterator[Row]:
        """Words in place of a value; where waves stand close they are turned."""
        middle = self.top + _HEIGHT / 2
        if self.step < _UPRIGHT:
            yield {"mark": "turned", "x": x, "y": middle, "text": text, "size": self.size, "colour": MUTED}
            return
        lines = text.split(" ")
        yield self._centred(x, middle - len(lines) * (self.size + 4) / 2, "\n".join(lines), MUTED)

    def _breaks(self) -> Iterator[Row]:
        """A dashed line before every wave where something changed, and above it what; one text never covers another."""
        free = 0.0
        for place, step in enumerate(self.line.steps):
            if step not in BREAKS:
                continue
            x, text = self._x(place - 0.5), say(f"break_{step}", self.language)
            yield rule(x, TEXT + 4, x, self.bottom, INK, 1.5, dashed=True)
            long = width(text, TEXT)
            start = min(max(x - long / 2, 0), PLOT - long)
            if start >= free:
                yield _left(start, 0, text, INK)
                free = start + long

    def _centred(self, x: float, y: float, text: str, colour: str) -> Row:
        return {"mark": "centred", "x": x, "y": y, "text": text, "size": self.size, "colour": colour}


def _left(x: float, y: float, text: str, colour: str) -> Row:
    return {"mark": "left", "x": round(x, 2), "y": y, "text": text, "size": TEXT, "colour": colour}
