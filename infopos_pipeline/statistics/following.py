"""What is followed through the waves: values of every wave, and the answers of two or more of them side by side.

Here: reading the answer patterns of a wave and those before it in the terms of that wave. Not here: counting them
(`panel_counting`), changes and tests as results (`trend_results`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.statistics.change import OverlappingWaves, overlapping_waves
from infopos_pipeline.statistics.counting import BETWEEN, answer_reader
from infopos_pipeline.statistics.panel_counting import AnswerPattern, followed_variables
from infopos_pipeline.statistics.several_waves import AnswerPatterns, answer_patterns
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.comparability import earlier_options, meanings
from infopos_pipeline.study.missing import Missing
from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.trends import Indicator

Value = float | None
"""What a municipality's answer counts for: 1 or 0 for a share, a score or number for a mean; None without an answer."""
Reader = Callable[[str], Value]
"""From a cell of an answer pattern to its value."""


@dataclass(frozen=True)
class Followed:
    """One indicator in one wave and those before it.

    Attributes:
        indicator: the share of a category of a variable, or its mean.
        waves: all waves by name, the one it is about last.
        asked: those of them that asked it.
        comparable: those of them whose answers can be read in the terms of the last one that asked it.
        values: of every group of municipalities with the same answers their value by wave, and how many they are.
        own: the same for a wave that is not comparable, in its own terms, if it has the category.
    """

    indicator: Indicator
    waves: tuple[str, ...]
    asked: tuple[str, ...]
    comparable: tuple[str, ...]
    values: tuple[tuple[Mapping[str, Value], int], ...]
    own: Mapping[str, Mapping[float, int]]

    def level(self, wave: str) -> Mapping[float, int] | None:
        """How many municipalities have each value in a wave, by value; None if it has none to show."""
        if wave not in self.comparable:
            return self.own.get(wave)
        counted: Counter[float] = Counter()
        for values, n in self.values:
            value = values.get(wave)
            if value is not None:
                counted[value] += n
        return dict(sorted(counted.items()))

    @property
    def answered(self) -> bool:
        """Whether anybody gave an answer that compares."""
        return any(value is not None for values, _ in self.values for value in values.values())

    def _scores(self, waves: Sequence[str]) -> list[float]:
        """Every value that occurs in some waves, ascending; both of a share."""
        found = {value for values, _ in self.values for wave in waves if (value := values.get(wave)) is not None}
        return sorted(found | ({0.0, 1.0} if self.indicator.category else set()))

    def overlapping(self, earlier: str) -> OverlappingWaves | None:
        """The last wave with an earlier one: who answered both, and who one only; None without any answer."""
        scores = self._scores((earlier, self.waves[-1]))
        place = {score: index for index, score in enumerate(scores)}
        if not place:
            return None
        pairs = [[0] * len(place) for _ in place]
        singles = {wave: [0] * len(place) for wave in (earlier, self.waves[-1])}
        for values, n in self.values:
            before, now = values.get(earlier), values.get(self.waves[-1])
            if before is not None and now is not None:
                pairs[place[before]][place[now]] += n
            elif before is not None:
                singles[earlier][place[before]] += n
            elif now is not None:
                singles[self.waves[-1]][place[now]] += n
        return overlapping_waves(pairs, singles[earlier], singles[self.waves[-1]], scores)

    def patterns(self) -> AnswerPatterns:
        """Who answered at least two of the comparable waves, by value in each."""
        counted: Counter[tuple[str | None, ...]] = Counter()
        for values, n in self.values:
            answers = (values.get(wave) for wave in self.comparable)
            counted[tuple(None if value is None else repr(value) for value in answers)] += n
        years = [float(wave) for wave in self.comparable if wave.isdecimal()]
        # Waves go by name: where names are numbers of different length, they are no times.
        times = years if len(years) == len(self.comparable) and years == sorted(set(years)) else None
        return answer_patterns(counted, {repr(score): score for score in self._scores(self.comparable)}, times)


def follow(study: Study, waves: Sequence[str], patterns: Sequence[AnswerPattern]) -> Iterator[Followed]:
    """Every indicator of some waves: each category of each closed variable, and the mean of each with scores; in order.

    What the last wave did not ask is in the terms of the last one that did. A wave whose export did not have a variable
    did not ask it.

    Args:
        study: the study of all waves.
        waves: the waves, the one it is about last.
        patterns: the patterns of its variables in those waves.
    """
    by_variable: dict[str, list[AnswerPattern]] = {}
    for pattern in patterns:
        by_variable.setdefault(pattern.variable, []).append(pattern)
    versions = {wave: study.at(wave) for wave in waves}
    for name in followed_variables(study, waves):
        own = by_variable.get(name, ())
        declared, left_out = [wave for wave in waves if versions[wave].asked(name)], _left_out(own)
        asked = tuple(wave for wave in declared if wave not in left_out)
        variable = versions[(asked or declared)[-1]].variables[name]
        categories = [None] if variable.kind in ("ordinal", "number") else []
        for category in (*categories, *variable.options, *variable.groups):
            yield _followed(Indicator(item=name, category=category), study, versions, asked, own)


def _left_out(patterns: Sequence[AnswerPattern]) -> set[str]:
    """The waves whose export did not have the variable, though the study says that they asked it."""
    answers = (answer for pattern in patterns for answer in pattern.answers)
    return {wave for wave, cell in answers if Missing.NOT_ASKED in cell.split(BETWEEN)}


def _followed(
    indicator: Indicator,
    study: Study,
    versions: Mapping[str, Study],
    asked: tuple[str, ...],
    patterns: Sequence[AnswerPattern],
) -> Followed:
    readers = {
        wave: reader for wave in asked if (reader := _reader(indicator, study, versions, wave, asked[-1])) is not None
    }
    own_readers = {
        wave: reader
        for wave in asked
        if wave not in readers and (reader := _reader(indicator, study, versions, wave, wave)) is not None
    }
    values: Counter[tuple[tuple[str, Value], ...]] = Counter()
    own: dict[str, Counter[float]] = {wave: Counter() for wave in own_readers}
    for pattern in patterns:
        values[tuple((wave, readers[wave](cell)) for wave, cell in pattern.answers if wave in readers)] += pattern.n
        for wave, cell in pattern.answers:
            if wave in own_readers and (value := own_readers[wave](cell)) is not None:
                own[wave][value] += pattern.n
    return Followed(
        indicator,
        tuple(versions),
        asked,
        tuple(readers),
        tuple((dict(pairs), n) for pairs, n in values.items()),
        {wave: dict(sorted(counted.items())) for wave, counted in own.items()},
    )


def _reader(
    indicator: Indicator, study: Study, versions: Mapping[str, Study], earlier: str, later: str
) -> Reader | None:
    """Reads a cell of an earlier wave in the terms of a later one; None if that cannot be done."""
    meant = meanings(study, indicator.item, earlier, later)
    if meant is None:
        return None
    then, now = versions[earlier].variables[indicator.item], versions[later].variables[indicator.item]
    counts_for: Mapping[str, float] | None
    if indicator.category is not None:
        if indicator.category not in {*now.options, *now.groups}:
            return None
        options = earlier_options(meant, now, indicator.category)
        if options is None:
            return None
        return _of_answers(then, lambda answer: float(bool(options & set(answer))))
    if then.kind == "number":
        return _of_answers(then, lambda answer: float(answer[0]))
    if any(len(meaning) != 1 for meaning in meant.values()):
        return None
    counts_for = {option: now.scores[meaning] for option, (meaning,) in meant.items()}
    return _of_answers(then, lambda answer: counts_for[answer[0]])


def _of_answers(variable: Variable, value: Callable[[tuple[str, ...]], float]) -> Reader:
    columns = [column.name for column in variable_columns(variable)]
    answer_of = answer_reader(variable)

    def read(cell: str) -> Value:
        answer = answer_of(dict(zip(columns, cell.split(BETWEEN), strict=True)))
        return None if answer is None else value(answer)

    return read
