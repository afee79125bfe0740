"""Every test the hypotheses of a study ask for, and their p-values adjusted for how many there are.

Here: which table each test is run on, and the families over which p-values are adjusted. Not here: the tests themselves
(registry), verdicts, and how a test becomes rows of results (hypotheses).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from infopos_pipeline.statistics.contingency import ContingencyTable, contingency_table
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.descriptives import Distribution, grouped, scores_of
from infopos_pipeline.statistics.multiplicity import benjamini_hochberg, holm
from infopos_pipeline.statistics.outcome import TestResult, outcome
from infopos_pipeline.statistics.registry import run_test
from infopos_pipeline.statistics.results import Profile
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Variable
from infopos_pipeline.study.shown import Hypothesis, ProfileTest

HOLM_HYPOTHESIS = "holm, within the hypothesis"
HOLM_STUDY = "holm, over the study"
BENJAMINI_HOCHBERG_STUDY = "benjamini-hochberg, over the study"


MOST_CELLS = 4_000_000
"""The largest table of two numbers: each value of one by each value of the other."""


class TooManyNumbers(Exception):  # noqa: N818
    """A table of ``n`` respondents would have more than ``MOST_CELLS``."""

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(f"more than {MOST_CELLS} cells")


@dataclass(frozen=True)
class StudyTest:
    """One test of one hypothesis: by predictor, by ``box`` of one with tick boxes, and by option (``category``) where
    each is tested.

    ``adjusted`` holds adjusted p-values by the name of the adjustment.
    """

    hypothesis: Hypothesis
    profile: Profile
    declared: ProfileTest
    predictor: str
    category: str
    table: ContingencyTable
    result: TestResult
    adjusted: tuple[tuple[str, float | None], ...] = ()
    box: str = ""

    @property
    def survives(self) -> bool:
        """Whether the test stands at its level after Holm within the hypothesis."""
        p = dict(self.adjusted)[HOLM_HYPOTHESIS]
        return p is not None and p < self.declared.alpha


def study_tests(study: Study, counts: Counts) -> list[StudyTest]:
    """Every test of every hypothesis and profile, in declared order, with adjusted p-values.

    Holm (1979) within each hypothesis; Holm and Benjamini-Hochberg (1995) over all tests of the study in one profile.
    Exploratory tests are a family of their own, so that looking around costs the expectations nothing, nor the other
    way round.
    """
    tests = [
        StudyTest(hypothesis, profile, declared, predictor, category, table, result, box=box)
        for hypothesis in study.hypotheses.values()
        for profile, declared in hypothesis.profiles.items()
        for predictor in hypothesis.predictors
        for box in boxes_of(study.variables[predictor])
        for category, table, result in _run(hypothesis, declared, study.variables[predictor], study, counts, box)
    ]
    tests = _adjusted(tests, HOLM_HYPOTHESIS, holm, lambda test: (test.profile, test.hypothesis.name))
    for name, method in ((HOLM_STUDY, holm), (BENJAMINI_HOCHBERG_STUDY, benjamini_hochberg)):
        tests = _adjusted(tests, name, method, lambda test: (test.profile, str(test.hypothesis.exploratory)))
    return tests


def _run(
    hypothesis: Hypothesis, declared: ProfileTest, predictor: Variable, study: Study, counts: Counts, box: str
) -> list[tuple[str, ContingencyTable, TestResult]]:
    """Every table of a predictor with the category it is of and its test."""
    try:
        tables = list(tables_of(hypothesis, declared, predictor, study, counts, box))
    except TooManyNumbers as too_many:
        reason = "too many different numbers for one table; put them into classes"
        return [("", contingency_table([[too_many.n]]), outcome(declared.test, too_many.n, reason=reason))]
    return [(category, table, run_test(declared.test, table)) for category, table in tables]


def _adjusted(
    tests: Sequence[StudyTest],
    name: str,
    method: Callable[[Sequence[float | None]], list[float | None]],
    family: Callable[[StudyTest], tuple[str, str]],
) -> list[StudyTest]:
    """The tests with one more adjustment, over each family."""
    adjusted: dict[int, float | None] = {}
    for key in dict.fromkeys(map(family, tests)):
        members = [place for place, test in enumerate(tests) if family(test) == key]
        values = method([tests[place].result.p_value for place in members])
        adjusted |= dict(zip(members, values, strict=True))
    return [replace(test, adjusted=(*test.adjusted, (name, adjusted[place]))) for place, test in enumerate(tests)]


def boxes_of(predictor: Variable) -> tuple[str, ...]:
    """The boxes of a predictor that are tested one by one; "" for one that is tested as a whole."""
    return tuple(predictor.options) if predictor.kind == "multiple" else ("",)


def tables_of(
    hypothesis: Hypothesis, declared: ProfileTest, predictor: Variable, study: Study, counts: Counts, box: str = ""
) -> Iterator[tuple[str, ContingencyTable]]:
    """The tables to test, each under the category it is of ("" for the whole outcome), of those for whom the filter of
    the hypothesis holds.

    Rows are the predictor's options, the values of a number, or for a ``box`` "ticked it" and "did not"; for one
    option of the outcome the columns are "chose it" and "did not".

    Raises:
        TooManyNumbers: two numbers have more values together than a table can hold.
    """
    answer = study.variables[declared.outcome]
    groups = grouped(counts.where(hypothesis.filter), answer, predictor, box)
    spreads, row_scores = list(groups.values()), _row_scores(predictor, list(groups))
    if not spreads:  # nobody gave the number
        spreads, row_scores = [Distribution(0, dict.fromkeys(answer.options, 0))], []
    if hypothesis.each == "option":
        for option in answer.options:
            chose = [(s.counts[option], s.base - s.counts[option]) for s in spreads]
            yield option, contingency_table(chose, (1.0, 0.0), row_scores)
        return
    categories = categories_of(answer, spreads)
    if len(spreads) * len(categories) > MOST_CELLS:
        raise TooManyNumbers(sum(spread.base for spread in spreads))
    scores = scores_of(answer, Distribution(0, dict.fromkeys(categories, 0)))
    rows = [[s.counts.get(c, 0) for c in categories] for s in spreads]
    yield "", contingency_table(rows, [scores[c] for c in categories], row_scores)


def _row_scores(predictor: Variable, groups: Sequence[str]) -> list[float]:
    """The scores of groups in order: a number itself, or what an ordinal predictor declares beside their place."""
    if predictor.kind == "number":
        return [float(group) for group in groups]
    declared = list(predictor.scores.values()) if predictor.kind == "ordinal" else []
    return [] if declared == [float(place) for place, _ in enumerate(declared, start=1)] else declared


def categories_of(outcome: Variable, spreads: Sequence[Distribution]) -> list[str]:
    """The columns of a table: options in declared order; for a number, the values that occur."""
    if outcome.options:
        return list(outcome.options)
    return sorted({category for spread in spreads for category in spread.counts}, key=float) or ["0"]
