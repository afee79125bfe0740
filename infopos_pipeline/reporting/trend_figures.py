"""Finding the numbers of trends: what an indicator was in every wave, where its line breaks, how much it changed.

Here: the results at the place ``trends`` as points, steps and changes, and how those are written. Not here: tables
(``trend_tables``), pictures (``trend_charts``), sentences (``trends_section``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import ALPHA
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.results import NOT_ASKED, Result
from infopos_pipeline.statistics.trend_results import ALL_WAVES, HOLM_FAMILY, NOT_COMPARABLE, TRENDS, WAVE
from infopos_pipeline.study import Study
from infopos_pipeline.study.comparability import earlier_options, meanings, members
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.trends import Indicator

BREAKS = ("wording", "options")
"""The steps that do not compare."""

Step = Literal["", "joined", "apart", "wording", "options"]
"""From the last value before a wave to its own: none, comparable and the wave right before it, comparable but further
back, or not comparable because the question, or the answers to it, were others.
"""


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, as far as there are any: percentages, points of them, or means."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def limits(self) -> tuple[float, float] | None:
        """The interval, if there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def numbers(self) -> tuple[float, ...]:
        """What is there."""
        return tuple(number for number in (self.value, self.low, self.high) if number is not None)


@dataclass(frozen=True)
class Point:
    """An indicator in a wave; ``state`` is empty if it compares with the last, else why it does not, as results say."""

    wave: str
    n: float | None
    size: Estimate
    state: str = ""

    @property
    def asked(self) -> bool:
        """Whether the question was in the questionnaire of the wave."""
        return self.state != NOT_ASKED

    @property
    def comparable(self) -> bool:
        """Whether it was asked so that it compares with how it was asked last."""
        return self.state not in (NOT_ASKED, NOT_COMPARABLE)


@dataclass(frozen=True)
class Change:
    """What changed since an earlier wave ("" for a trend over all waves), and its adjusted p-value if it was tested."""

    earlier: str
    n: float | None
    size: Estimate
    p_adjusted: float | None

    @property
    def shown(self) -> bool:
        """Whether a change was shown."""
        return self.p_adjusted is not None and self.p_adjusted < ALPHA


@dataclass(frozen=True)
class TrendLine:
    """An indicator through the waves, as it was asked last: its points, and the step that leads to each."""

    indicator: Indicator
    variable: Variable
    points: tuple[Point, ...]
    steps: tuple[Step, ...]

    @property
    def is_share(self) -> bool:
        """Whether it is the share of a category, in percent; else it is a mean."""
        return self.indicator.category is not None

    @property
    def breaks(self) -> bool:
        """Whether there is a wave that did not ask it, or a step that does not compare."""
        return any(not point.asked for point in self.points) or any(step in BREAKS for step in self.steps)


class Trends:
    """The trends of a report by indicator: ``indicators`` are all of them, ``family`` those that are tested."""

    def __init__(self, report: Report) -> None:
        self.report, self.study, self.language, self.waves = report, report.study, report.language, report.waves
        self.figures = Figures(report.results, TRENDS)
        levels = [row for row in self.figures.rows if row.group == WAVE]
        self.indicators = list(dict.fromkeys(Indicator(item=r.item, category=r.category or None) for r in levels))
        self.family = [one for one in report.study.trends.family if one in self.indicators]

    def label(self, one: Indicator) -> str:
        """What an indicator is called: the question and the answer, or the question and that it is a mean."""
        variable = self.study.variables[one.item]
        item = variable.label.text(self.language)
        if one.category is None:
            return say("indicator_mean", self.language, item=item)
        return say("indicator", self.language, item=item, category=variable.category_label(one.category, self.language))

    def points(self, one: Indicator, waves: Sequence[str]) -> tuple[Point, ...]:
        """The values of an indicator in some waves."""
        return tuple(self._point(one, wave) for wave in waves)

    def line(self, one: Indicator, waves: Sequence[str], all_waves: Study) -> TrendLine:
        """An indicator through some waves of the study of all waves."""
        points = self.points(one, waves)
        last = next((point.wave for point in reversed(points) if point.asked), waves[-1])
        variable = all_waves.at(last).variables[one.item]
        return TrendLine(one, variable, points, tuple(_steps(one, all_waves, points)))

    def changes(self, one: Indicator, kind: str) -> list[Change]:
        """The changes since earlier waves, in order: of the totals or of the panel."""
        return [
            Change(row.group_value, row.value, self._size(one, kind, row.group_value), self._p(one, kind, row))
            for row in self.figures.rows
            if (row.item, row.category or None) == (one.item, one.category)
            if (row.group, row.statistic) == (kind, "n")
        ]

    def tests(self, kind: str) -> list[str]:
        """The tests of one kind of comparison, in order; over all waves the trend is the first."""
        return list(dict.fromkeys(r.method for r in self.figures.rows if (r.group, r.statistic) == (kind, "p_value")))

    def trend(self, one: Indicator, test: str) -> Change | None:
        """A test of an indicator over all waves, with its effect if that is a change; None if it was not made."""
        row = self._row(one, "p_value", ALL_WAVES, method=test)
        adjusted = self._row(one, "p_adjusted", ALL_WAVES, method=f"{HOLM_FAMILY}: {test}")
        if row is None:
            return None
        return Change("", row.base, self._size(one, ALL_WAVES, method="change per wave"), _value(adjusted))

    def _point(self, one: Indicator, wave: str) -> Point:
        name = "mean" if one.category is None else "pct"
        n, *size = (self._row(one, part, WAVE, wave) for part in ("n", name, f"{name}_low", f"{name}_high"))
        return Point(wave, _value(n), Estimate(*map(_value, size)), NOT_ASKED if n is None else n.text)

    def _size(self, one: Indicator, group: str, wave: str = "", method: str | None = None) -> Estimate:
        """An effect in the unit of the indicator: of a share in percentage points."""
        unit = 1 if one.category is None else 100
        rows = (self._row(one, name, group, wave, method) for name in ("effect", "effect_low", "effect_high"))
        return Estimate(*(None if value is None else unit * value for value in map(_value, rows)))

    def _p(self, one: Indicator, kind: str, of: Result) -> float | None:
        return _value(self._row(one, "p_adjusted", kind, of.group_value))

    def _row(
        self, one: Indicator, statistic: str, group: str, wave: str = "", method: str | None = None
    ) -> Result | None:
        return self.figures.row(one.item, statistic, one.category or "", group, wave, method)


def _value(row: Result | None) -> float | None:
    return None if row is None else row.value


def _steps(one: Indicator, study: Study, points: Sequence[Point]) -> Iterator[Step]:
    last: Point | None = None
    for before, point in zip((None, *points), points, strict=False):
        if point.size.value is None:
            yield ""
            continue
        yield "" if last is None else _step(one, study, last, point, adjacent=last is before)
        last = point


def _step(one: Indicator, study: Study, before: Point, after: Point, *, adjacent: bool) -> Step:
    if (before.comparable and after.comparable) or _in_own_terms(one, study, before, after):
        return "joined" if adjacent else "apart"
    return "wording" if meanings(study, one.item, before.wave, after.wave) is None else "options"


def _in_own_terms(one: Indicator, study: Study, before: Point, after: Point) -> bool:
    """Whether two values compare of which neither does with the last: each is in the terms of its own wave."""
    meant = meanings(study, one.item, before.wave, after.wave)
    if meant is None or before.comparable or after.comparable:
        return False
    then, now = (study.at(wave).variables[one.item] for wave in (before.wave, after.wave))
    if one.category is not None:
        return earlier_options(meant, now, one.category) == members(then, one.category)
    scores = (({now.scores[option] for option in meaning}, then.scores[name]) for name, meaning in meant.items())
    return all(later == {score} for later, score in scores)


def scale_text(variable: Variable, language: Language) -> str:
    """`1 = Zeer tevreden, 5 = Zeer ontevreden`: what the ends of a scale stand for; "" of a number."""
    if not variable.options:
        return ""
    scores = variable.scores
    low, high = min(scores, key=scores.__getitem__), max(scores, key=scores.__getitem__)
    return say(
        "mean_scale",
        language,
        low=score_text(scores[low], language),
        first=variable.category_label(low, language),
        high=score_text(scores[high], language),
        last=variable.category_label(high, language),
    )


def score_text(score: float, language: Language) -> str:
    """A score: whole if it is."""
    return numbers.decimal(score, 0, language) if score == int(score) else numbers.mean(score, language)


def value_text(value: float | None, share: bool, language: Language, sign: str = "%") -> str:
    """A percentage or a mean."""
    return numbers.percentage(value, language, sign) if share else numbers.mean(value, language)


def change_text(value: float | None, share: bool, language: Language) -> str:
    """A change with its sign: points at one decimal, a mean at two; one that is rounded to zero has none."""
    text = value_text(value, share, language, "")
    risen = value is not None and value > 0 and any(digit in text for digit in "123456789")
    return f"+{text}" if risen else text


def limits_text(size: Estimate, share: bool, language: Language) -> str:
    """`[17,8; 44,9]`; "" without limits."""
    if size.limits is None:
        return ""
    low, high = (value_text(limit, share, language, "") for limit in size.limits)
    return say("interval", language, low=low, high=high)
