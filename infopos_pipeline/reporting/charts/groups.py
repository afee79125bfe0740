"""The groups of a table side by side: under each predictor a row an option, in it a dot a group, joined by a line.

Percentages stand on a track from 0 to 100, means on their scale. Every dot has its number above it; numbers that would
cover each other move aside and keep their order. A group is told by shape and filling, not by colour alone. A number
that is withheld or that is not there has no dot, and its row says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from infopos_pipeline.reporting.charts.colours import GROUPS
from infopos_pipeline.reporting.charts.drawing import (
    LINE,
    MUTED,
    PLOT,
    SMALL,
    SMALL_LINE,
    TEXT,
    TRACK_COLOUR,
    Row,
    dot,
    picture,
    rule,
    specification,
    written,
)
from infopos_pipeline.reporting.charts.lettering import width, wrapped
from infopos_pipeline.reporting.document import Picture
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.trend_figures import scale_text, score_text
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import enumeration, say, units
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Table

_LEFT, _RIGHT, _TRACK, _ROW, _GAP, _BETWEEN = 36, PLOT - 40, 14, 12, 16, 8
_INSET, _NAME = 7, 16
"""From the edge to the middle of a dot in the key, and on to the name behind it."""


def has_groups(table: Table, study: Study) -> bool:
    """Whether a table compares groups, no more of them than there are shapes to tell them by."""
    shown = table.layout in ("crosstab", "means") and bool(table.by)
    return shown and all(len(study.variables[name].options) <= len(GROUPS) for name in table.by)


def groups_picture(table: Table, study: Study, results: Sequence[Result], language: Language) -> Picture:
    """The picture of a table with groups, from the results of one wave."""
    title, words = table.title.text(language), groups_in_words(table, study, results, language)
    return picture(f"{table.name}-groups", title, words, groups_spec(table, study, results, language))


def groups_pictures(table: Table, study: Study, results: Sequence[Result], language: Language) -> tuple[Picture, ...]:
    """A table with groups in pictures that are not too long for a page: means in one, percentages one a predictor."""
    compared = list(_comparisons(table, study, results, language))
    if table.layout == "means" or len(compared) == 1:
        return (groups_picture(table, study, results, language),)
    return tuple(
        picture(
            f"{table.name}-groups-{number}", one.heading, one.in_words(), _alone(one, _caption(table, study, language))
        )
        for number, one in enumerate(compared, start=1)
    )


def _alone(comparison: _Comparison, caption: str) -> dict[str, Any]:
    """A comparison under its own title."""
    rows, bottom = comparison.rows(0.0, headed=False)
    return specification(rows, comparison.heading, caption, bottom - _GAP)


def groups_svg(table: Table, study: Study, results: Sequence[Result], language: Language) -> str:
    """The picture of a table with groups as SVG."""
    return groups_picture(table, study, results, language).svg


def groups_spec(table: Table, study: Study, results: Sequence[Result], language: Language) -> dict[str, Any]:
    """The Vega-Lite specification of the picture."""
    top, rows = 0.0, []
    for comparison in _comparisons(table, study, results, language):
        drawn, top = comparison.rows(top)
        rows += drawn
    return specification(rows, table.title.text(language), _caption(table, study, language), top - _GAP)


def groups_in_words(table: Table, study: Study, results: Sequence[Result], language: Language) -> str:
    """Every number of the picture in words, with the N of every group."""
    caption = _caption(table, study, language)
    return " ".join([f"{caption}.", *(found.in_words() for found in _comparisons(table, study, results, language))])


def _caption(table: Table, study: Study, language: Language) -> str:
    """What the numbers are, percentages of the groups or means on a scale, and of whom if not of everybody."""
    parts = [_measure(table, study, language)]
    if table.filter:
        parts.append(say("filtered", language, filter=table.filter.text(language)))
    return "; ".join(parts)


def _measure(table: Table, study: Study, language: Language) -> str:
    if table.layout != "means":
        return say("groups_percent", language, units=units(study, "respondents", language))
    scales = [scale_text(study.variables[name], language) for name in table.items]
    return "; ".join(say("chart_mean", language, scale=scale) if scale else say("mean", language) for scale in scales)


@dataclass(frozen=True)
class _Value:
    """A number of one group, or what stands in place of it."""

    group: int
    size: float | None
    shown: str
    absent: str


@dataclass(frozen=True)
class _Comparison:
    """The groups of one predictor on one item: their names with N, and by row the number of each."""

    heading: str
    names: tuple[str, ...]
    bases: tuple[str, ...]
    values: tuple[tuple[str, tuple[_Value, ...]], ...]
    domain: tuple[float, float]
    ends: tuple[str, str]
    language: Language

    def in_words(self) -> str:
        """`Knelpunten – Ja (N = 29), Nee (N = 22). Tevreden: Ja 41,4%, Nee 63,6%; …`."""
        groups = ", ".join(self._named())
        rows = []
        for label, values in self.values:
            each = ", ".join(
                f"{self.names[value.group]} {value.absent if value.size is None else value.shown}" for value in values
            )
            rows.append(say("labelled", self.language, label=label, text=each) if label else each)
        return f"{say('labelled', self.language, label=self.heading, text=groups)}. {'; '.join(rows)}."

    def _named(self) -> list[str]:
        return [
            say("headed_base", self.language, label=name, n=base)
            for name, base in zip(self.names, self.bases, strict=True)
        ]

    def rows(self, top: float, *, headed: bool = True) -> tuple[list[Row], float]:
        """The marks from a height on, and where what follows may begin."""
        rows: list[Row] = []
        for words in wrapped(self.heading, PLOT, TEXT, bold=True) if headed else ():
            rows.append(written(0, top, words, bold=True))
            top += LINE
        key, top = self._key(top)
        rows += key
        for label, values in self.values:
            drawn, top = self._row(label, values, top)
            rows += drawn
        return rows, top + _GAP

    def _key(self, top: float) -> tuple[list[Row], float]:
        """The shape of every group with its name and N, as many on a line as fit."""
        rows: list[Row] = []
        x = 0.0
        for group, name in enumerate(self._named()):
            colour, fill, shape = GROUPS[group]
            long = _NAME + width(name, TEXT)
            if x and x + long > PLOT:
                x, top = 0.0, top + LINE
            rows.append(dot(x + _INSET, top + LINE / 2, fill, colour, shape))
            lines = wrapped(name, PLOT - x - _NAME, TEXT)
            rows += [written(x + _NAME, top + LINE * n, words, colour=colour) for n, words in enumerate(lines)]
            top += LINE * (len(lines) - 1)
            x += long + 2 * _BETWEEN
        return rows, top + LINE + _BETWEEN

    def _row(self, label: str, values: Sequence[_Value], top: float) -> tuple[list[Row], float]:
        rows: list[Row] = []
        for words in wrapped(label, PLOT, TEXT) if label else ():
            rows.append(written(0, top, words))
            top += LINE
        missing = [
            say("labelled", self.language, label=self.names[v.group], text=v.absent) for v in values if v.size is None
        ]
        for words in wrapped("; ".join(missing), PLOT, SMALL) if missing else ():
            rows.append(written(0, top, words, colour=MUTED, size=SMALL))
            top += SMALL_LINE
        here = sorted((value for value in values if value.size is not None), key=lambda value: value.size or 0.0)
        if not here:
            return rows, top + _BETWEEN
        places = [self._x(value.size or 0.0) for value in here]
        middle = top + LINE + _TRACK / 2
        rows += [rule(_LEFT, middle, _RIGHT, middle, TRACK_COLOUR, 4)]
        rows += [written(_LEFT - 8, middle - SMALL_LINE / 2, self.ends[0], colour=MUTED, size=SMALL, align="right")]
        rows += [written(_RIGHT + 8, middle - SMALL_LINE / 2, self.ends[1], colour=MUTED, size=SMALL)]
        if len(here) > 1:
            rows.append(rule(places[0], middle, places[-1], middle, MUTED, 2))
        lengths = [width(value.shown, TEXT, bold=True) for value in here]
        for value, x, at in zip(here, places, apart(places, lengths), strict=True):
            colour, fill, shape = GROUPS[value.group]
            rows.append(dot(x, middle, fill, colour, shape))
            rows.append(written(at, top, value.shown, colour=colour, bold=True, align="centred"))
        return rows, top + LINE + _TRACK + _ROW

    def _x(self, size: float) -> float:
        low, high = self.domain
        return _LEFT + (_RIGHT - _LEFT) * (min(max(size, low), high) - low) / (high - low)


def apart(places: Sequence[float], lengths: Sequence[float]) -> list[float]:
    """The middles of texts near some places, in their order: none covers another, and none leaves the plot.

    Pushed to the right as far as needed, then back to the left from the edge; each pair that touches shares the way.
    """
    middles = list(places)
    for _ in range(len(middles)):
        for one in range(len(middles) - 1):
            short = (lengths[one] + lengths[one + 1]) / 2 + _BETWEEN - (middles[one + 1] - middles[one])
            if short > 0:
                middles[one] -= short / 2
                middles[one + 1] += short / 2
    edge = 0.0
    for place, length in enumerate(lengths):
        middles[place] = max(middles[place], edge + length / 2)
        edge = middles[place] + length / 2 + _BETWEEN
    edge = PLOT
    for place in reversed(range(len(lengths))):
        middles[place] = min(middles[place], edge - lengths[place] / 2)
        edge = middles[place] - lengths[place] / 2 - _BETWEEN
    return middles


def _comparisons(table: Table, study: Study, results: Sequence[Result], language: Language) -> Iterator[_Comparison]:
    """Every predictor with every item, in declared order."""
    figures = Figures(results, table.name)
    for predictor in (study.variables[name] for name in table.by):
        for item in (study.variables[name] for name in table.items):
            yield _comparison(table, item, predictor, figures, language)


def _comparison(table: Table, item: Variable, predictor: Variable, figures: Figures, language: Language) -> _Comparison:
    groups = list(predictor.options)
    names = [predictor.label.text(language), *([item.label.text(language)] if len(table.items) > 1 else [])]
    bases = [
        numbers.count(
            figures.number(item.name, "n", "", predictor.name, group),
            figures.absent(item.name, "n", "", predictor.name, group),
        )
        for group in groups
    ]
    return _Comparison(
        enumeration(names, language),
        tuple(predictor.category_label(group, language) for group in groups),
        tuple(bases),
        tuple(_values(table, item, predictor, figures, language)),
        *_scale(table, item, figures, language),
        language,
    )


def _values(
    table: Table, item: Variable, predictor: Variable, figures: Figures, language: Language
) -> Iterator[tuple[str, tuple[_Value, ...]]]:
    """The rows with a number a group: one of the means, or one an answer that the results hold, in their order."""
    if table.layout == "means":
        found = [_value(figures, item, "mean", "", predictor, place, language) for place in _places(predictor)]
        yield "", tuple(found)
        return
    answers = [
        answer for group in predictor.options for answer in figures.answers(item, language, predictor.name, group)
    ]
    for category, label in {answer.category: answer.label for answer in answers}.items():
        found = [_value(figures, item, "pct", category, predictor, place, language) for place in _places(predictor)]
        yield label, tuple(found)


def _places(predictor: Variable) -> range:
    return range(len(predictor.options))


def _value(
    figures: Figures, item: Variable, statistic: str, category: str, predictor: Variable, place: int, language: Language
) -> _Value:
    row = figures.row(item.name, statistic, category, predictor.name, list(predictor.options)[place])
    size = row.value if row else None
    shown = numbers.mean(size, language) if statistic == "mean" else numbers.percentage(size, language)
    withheld = row is not None and row.suppressed
    return _Value(place, size, shown, say("withheld" if withheld else "no_observations", language))


def _scale(
    table: Table, item: Variable, figures: Figures, language: Language
) -> tuple[tuple[float, float], tuple[str, str]]:
    """The ends of the track, and what stands at them: 0 and 100, those of a scale, or whole numbers around means."""
    if table.layout != "means":
        return (0.0, 100.0), ("0%", "100%")
    found = [*item.scores.values()] or [
        row.value for row in figures.rows if (row.item, row.statistic) == (item.name, "mean") and row.value is not None
    ]
    low, high = floor(min(found, default=0.0)), ceil(max(found, default=1.0))
    high = max(high, low + 1)
    return (float(low), float(high)), (score_text(low, language), score_text(high, language))
