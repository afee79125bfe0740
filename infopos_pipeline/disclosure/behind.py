"""What stands behind each row of results: the figures that must be public before the row may be.

Counts and percentages stand for themselves. Means, deviations, tests and p-values say something of a whole table, and
may be published where every count of that table may be. Rows that rest on more than any table shows (bootstrap
intervals, contrasts of two predictors, the search for the test that was used) are never published, nor are those of
whom a filter holds for and tests whose predictor is a number or has tick boxes, nor a row of which is not said here
what stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from infopos_pipeline.disclosure.answers import PossibleAnswers
from infopos_pipeline.disclosure.figures import Figure, base_figure, category_options, frequency_figure, table_figures
from infopos_pipeline.disclosure.recoding import FREQUENCIES
from infopos_pipeline.statistics.counting import FILTER, Counts
from infopos_pipeline.statistics.hypotheses import EXPLORATORY
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.testing import HOLM_HYPOTHESIS
from infopos_pipeline.statistics.uncertainty import FINITE_POPULATION, WILSON, WORST_CASE
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Hypothesis, Table

Behind = frozenset[Figure] | None
"""The figures behind a row; None if it can never be published."""

_NOTHING: frozenset[Figure] = frozenset()
_OF_TESTS = frozenset({"test_statistic", "df", "p_value", "effect", "effect_low", "effect_high", "stars"})
_OF_LISTS = (FINITE_POPULATION, WORST_CASE)


@dataclass(frozen=True)
class RowsBehind:
    """Answers for every row of results of a wave which figures stand behind it.

    ``study`` knows every category that occurs in the results.
    """

    study: Study
    counts: Counts
    results: Sequence[Result]
    possible: PossibleAnswers

    @cached_property
    def _places(self) -> dict[str, Table]:
        return self.study.places()

    def behind(self, row: Result) -> Behind:
        """The figures behind a row."""
        if self._filtered(row):
            return None
        if row.statistic == "verdict":
            return self._verdict(row)
        if row.statistic == "p_adjusted":
            return self._family(row)
        if row.statistic in _OF_TESTS:
            return self._test(row)
        place = self._places.get(row.place)
        if place is None:
            return None
        if row.item in place.facts:
            return self._fact(row, place)
        if row.statistic in ("mean", "sd"):  # of everyone: every value of a number would have to be public
            return self._table(row, row.group_value) if row.group else None
        return self._frequency(row, place) if row.statistic in FREQUENCIES else None

    def _filtered(self, row: Result) -> bool:
        """Whether a row is of those for whom a filter holds: what is left out is the difference with a table of all."""
        place = self._places.get(row.place)
        if row.group == FILTER or (place is not None and place.filter is not None):
            return True
        return any(
            row.item == hypothesis.name or self._is_of(row, hypothesis)
            for hypothesis in self.study.hypotheses.values()
            if hypothesis.filter and row.profile
        )

    def _is_of(self, row: Result, hypothesis: Hypothesis) -> bool:
        """Whether a row is of the tests of a hypothesis, or the contrast of its predictors."""
        outcomes = {test.outcome for test in hypothesis.profiles.values()}
        groups = (*hypothesis.predictors, hypothesis.name)
        return row.place == hypothesis.table and row.item in outcomes and row.group in groups

    def _frequency(self, row: Result, place: Table) -> Behind:
        base = base_figure(row, place)
        if not row.category:
            return frozenset({base})
        figure = frequency_figure(row, place, self.study)
        if row.statistic == "n":
            return frozenset({figure})
        if row.method not in ("", WILSON, *_OF_LISTS) or (row.method in _OF_LISTS and self._passes_over(row.item)):
            # A worst case, without those who were passed over, gives their number away; no table shows it.
            return None
        return frozenset({figure, base})

    def _passes_over(self, item: str) -> bool:
        """Whether a variable passes over some who could have answered: they were not asked, or none of its options
        holds.
        """
        return self.possible.leaves_out(item) or any(root in self.study.routing for root in self.possible.roots(item))

    def _fact(self, row: Result, place: Table) -> Behind:
        fact = place.facts[row.item]
        if not fact.item:
            return _NOTHING
        return frozenset({Figure(fact.item, category_options(self.study.variables[fact.item], fact.category or ""))})

    def _table(self, row: Result, value: str = "") -> Behind:
        item, group = self.study.variables[row.item], self.study.variables[row.group]
        return frozenset(table_figures(item, group, self.counts, value))

    def _test(self, row: Result) -> Behind:
        """Of the outcome's whole table, or of one option's: who chose it, and who answered."""
        if row.group not in self.study.variables or not self.study.variables[row.group].grouping:
            return None
        whole = self._table(row)
        if not row.category or whole is None:
            return whole
        return frozenset(figure for figure in whole if figure.options in ((), (row.category,)))

    def _family(self, row: Result) -> Behind:
        """An adjusted p-value says something of every test it is adjusted for."""
        hypotheses = self.study.hypotheses.values()
        own = [
            h for h in hypotheses if h.table == row.place and row.group in h.predictors and row.profile in h.profiles
        ]
        own = [h for h in own if h.profiles[row.profile].outcome == row.item]  # type: ignore[index]
        if row.method == HOLM_HYPOTHESIS:
            tables = {(row.place, predictor) for h in own for predictor in h.predictors}
        else:
            kinds = {h.exploratory for h in own}
            tables = {(h.table, predictor) for h in hypotheses if h.exploratory in kinds for predictor in h.predictors}
        return self._union(
            other
            for other in self.results
            if other.statistic == "p_value" and other.profile == row.profile and (other.place, other.group) in tables
        )

    def _verdict(self, row: Result) -> Behind:
        if row.text == EXPLORATORY or self.study.disclosure.verdicts:
            return _NOTHING
        hypothesis = self.study.hypotheses[row.item]
        return self._union(
            other
            for other in self.results
            if other.statistic == "p_value"
            and (other.profile, other.place) == (row.profile, hypothesis.table)
            and other.group in hypothesis.predictors
        )

    def _union(self, rows: Iterable[Result]) -> Behind:
        together: set[Figure] = set()
        for row in rows:
            behind = None if self._filtered(row) else self._test(row)
            if behind is None:
                return None
            together |= behind
        return frozenset(together)
