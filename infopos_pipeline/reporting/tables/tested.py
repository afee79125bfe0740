"""Tests as readers meet them: raw and adjusted p-values side by side, and the effect with its interval.

Here: the tests of one hypothesis, the table of the tests behind a place, and the place that holds nothing but tests.
Not here: verdicts (``verdicts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.tables.notes_of_tests import notes_of_tests
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import adjustment_label, effect_label, hypothesis_label, method_label
from infopos_pipeline.reporting.words.wording import enumeration, say
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Hypothesis, ProfileTest, Table

PROFILES: tuple[Profile, ...] = ("as_published", "recommended")
_INFINITE = "∞"


@dataclass(frozen=True)
class Effect:
    """The size of an effect with its interval, as the results hold it: the three rows, where they are there."""

    rows: tuple[Result | None, Result | None, Result | None]

    @property
    def name(self) -> str:
        """Which effect it is; "" if there is none."""
        return self.rows[0].method if self.rows[0] else ""

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers that are there."""
        return tuple(row.value for row in self.rows if row and row.value is not None)

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The interval."""
        low, high = (row.value if row else None for row in self.rows[1:])
        return low, high

    def text(self, language: Language) -> str:
        """`0,38 [0,06; 0,62]`; no number if it could not be computed."""
        value, low, high = (_effect_number(row, language) for row in self.rows)
        if value == numbers.NO_NUMBER or numbers.NO_NUMBER in (low, high):
            return value
        return say("effect_interval", language, value=value, low=low, high=high)


def _effect_number(row: Result | None, language: Language) -> str:
    if row is None or row.value is None:
        return _INFINITE if row and f"{row.statistic} is infinite" in row.text else numbers.NO_NUMBER
    return numbers.mean(row.value, language)


@dataclass(frozen=True)
class Tested:
    """One test: the row of its stars, its p-value, that adjusted by each method, and its effect."""

    row: Result
    p: float | None
    adjusted: Mapping[str, float | None]
    effect: Effect


def tests_at(figures: Figures) -> list[Tested]:
    """The tests at a place in one profile, in order."""
    return [
        Tested(
            row,
            figures.number(row.item, "p_value", row.category, row.group, row.group_value, row.method),
            {
                name: figures.number(row.item, "p_adjusted", row.category, row.group, row.group_value, name)
                for name in figures.methods("p_adjusted")
                if figures.row(row.item, "p_adjusted", row.category, row.group, row.group_value, name)
            },
            effect_at(figures, row.item, row.category, row.group, row.group_value),
        )
        for row in figures.tests()
    ]


def effect_at(figures: Figures, item: str, category: str, group: str, box: str = "") -> Effect:
    """The effect of one predictor, or of a box of it; of a hypothesis, the contrast between its two."""
    names = ("effect", "effect_low", "effect_high")
    value, low, high = (figures.row(item, name, category, group, box) for name in names)
    return Effect((value, low, high))


def tests_of(hypothesis: Hypothesis, results: Sequence[Result], profile: Profile) -> list[Tested]:
    """The tests of a hypothesis in one profile; none in a profile that it does not declare.

    None either if one of them is withheld: what is said of a hypothesis is said of all its tests.
    """
    declared = declared_test(hypothesis, profile)
    if declared is None:
        return []
    own = [row for row in results if row.place == hypothesis.table and row.profile == profile]
    own = [row for row in own if row.item == declared.outcome and row.group in hypothesis.predictors]
    if any(row.suppressed for row in own if row.statistic == "stars"):
        return []
    return [test for test in tests_at(Figures(results, hypothesis.table, profile)) if _is_of(test, hypothesis, profile)]


def declared_test(hypothesis: Hypothesis, profile: Profile) -> ProfileTest | None:
    """What a hypothesis declares for a profile, if it has it."""
    return next((test for name, test in hypothesis.profiles.items() if name == profile), None)


def _is_of(test: Tested, hypothesis: Hypothesis, profile: Profile) -> bool:
    declared = declared_test(hypothesis, profile)
    return declared is not None and test.row.item == declared.outcome and test.row.group in hypothesis.predictors


def profiles_with_tests(place: str, results: Sequence[Result]) -> list[Profile]:
    """The profiles that have tests at a place, the published one first."""
    return [profile for profile in PROFILES if Figures(results, place, profile).tests()]


def model_of_tests(
    place: Table, study: Study, results: Sequence[Result], language: Language, profile: Profile
) -> TableModel:
    """The tests behind a table in one profile, each hypothesis (the family of its tests) under its own heading."""
    figures = Figures(results, place.name, profile)
    columns, groups = groups_of_tests(place, study, figures, language)
    withheld = [say("note_tests_withheld", language)] if figures.tests_withheld else []
    notes = (*notes_of_tests(place, study, figures, language), *withheld)
    title = say("tests_title", language, title=place.title.text(language), profile=say(profile, language))
    return TableModel(f"{place.name}-{profile}", title, say("predictor", language), columns, groups, notes)


def groups_of_tests(
    place: Table, study: Study, figures: Figures, language: Language, *, outcome: bool = False
) -> tuple[tuple[Column, ...], tuple[RowGroup, ...]]:
    """The tests of a place by hypothesis; with ``outcome`` in a column where the table around them does not say it."""
    found = tests_at(figures)
    adjustments = figures.methods("p_adjusted")
    columns = [
        *([Column(say("outcome", language), "texts")] if outcome else []),
        Column(say("base", language)),
        Column(say("effect", language)),
        Column(say("p_value", language)),
        *(Column(adjustment_label(name, language)) for name in adjustments),
        *([] if outcome else [Column(say("stars", language), "texts")]),
    ]
    groups = []
    for heading, tests in _by_hypothesis(place, study, found, figures.profile, language):
        rows = []
        several = len({test.effect.name for test in tests if test.effect.name}) > 1
        for test in tests:
            cells = cells_of_test(test, adjustments, language, named=several)
            item = study.variables[test.row.item].label.text(language)
            rows.append(
                Row(
                    label_of_test(test, study, language),
                    (Cell(item), *cells) if outcome else (*cells, Cell(test.row.text)),
                )
            )
        groups.append(RowGroup(heading, tuple(rows)))
    return tuple(columns), tuple(groups)


def _by_hypothesis(
    place: Table, study: Study, found: Sequence[Tested], profile: Profile, language: Language
) -> Iterator[tuple[str, list[Tested]]]:
    """The tests under a heading that names hypothesis, test and effect; what belongs to none stands last."""
    left = list(found)
    for hypothesis in study.hypotheses.values():
        tests = [test for test in left if hypothesis.table == place.name and _is_of(test, hypothesis, profile)]
        if tests:
            left = [test for test in left if test not in tests]
            yield f"{hypothesis_label(hypothesis, study, language)}\n{_methods(tests, language)}", tests
    if left:
        yield _methods(left, language), left


def _methods(tests: Sequence[Tested], language: Language) -> str:
    """`Toets: exacte toets van Boschloo; effect: risicoverschil`."""
    methods = [method_label(name, language) for name in dict.fromkeys(test.row.method for test in tests)]
    effects = [effect_label(name, language) for name in dict.fromkeys(test.effect.name for test in tests) if name]
    key = "test_and_effect" if effects else "test_named"
    return say(key, language, tests=enumeration(methods, language), effects=enumeration(effects, language))


def label_of_test(test: Tested, study: Study, language: Language) -> str:
    """The predictor, its box and the option of the outcome where each is tested."""
    predictor, outcome = study.variables[test.row.group], study.variables[test.row.item]
    label = predictor.label.text(language)
    for variable, category in ((predictor, test.row.group_value), (outcome, test.row.category)):
        if category:
            option = variable.category_label(category, language)
            label = say("predictor_option", language, predictor=label, option=option)
    return label


def cells_of_test(test: Tested, adjustments: Sequence[str], language: Language, *, named: bool = False) -> list[Cell]:
    """N, the effect with its interval (``named`` where those around it are of another kind), p, and p adjusted."""
    n = test.row.base
    effect = test.effect.text(language)
    if named and test.effect.name:
        short, _, _ = effect_label(test.effect.name, language).partition(" (")
        effect = f"{short}\n{effect}"
    p_values = [test.p, *(test.adjusted.get(name) for name in adjustments)]
    return [
        Cell(numbers.count(n), numbers=() if n is None else (n,)),
        Cell(effect, numbers=test.effect.values),
        *(Cell(numbers.p_value(p, language), numbers=() if p is None else (p,)) for p in p_values),
    ]
