"""The verdicts on the hypotheses: as published, by either choice of tests, what survives, how large the effects are.

A test that does not survive shows nothing, and says nothing of the contrary either: every text here keeps to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.tables.tested import (
    PROFILES,
    Effect,
    Tested,
    declared_test,
    effect_at,
    label_of_test,
    tests_of,
)
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import effect_label, hypothesis_label, method_label, numbered
from infopos_pipeline.reporting.words.wording import enumeration, quoted, say
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.statistics.testing import HOLM_HYPOTHESIS
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Hypothesis, ProfileTest

if TYPE_CHECKING:
    from infopos_pipeline.statistics.audit import Audit, AuditedFigure

_DAGGER = "†"
_STANDS = "✓ "
SUPPORTED, PARTLY = "supported", "partly supported"
INCONCLUSIVE, NOT_SUPPORTED = "inconclusive", "not supported"


def expected(study: Study) -> list[Hypothesis]:
    """The hypotheses that have a verdict: of an exploratory one nothing was expected."""
    return [hypothesis for hypothesis in study.hypotheses.values() if not hypothesis.exploratory]


def verdict(hypothesis: Hypothesis, results: Sequence[Result], profile: Profile = "as_published") -> str:
    """The verdict on a hypothesis by the tests of a profile; "" if there is none."""
    row = Figures(results, hypothesis.place, profile).row(hypothesis.name, "verdict")
    return row.text if row else ""


def verdict_profiles(study: Study, results: Sequence[Result]) -> list[Profile]:
    """The profiles that give a verdict on any hypothesis, the published one first."""
    return [p for p in PROFILES if any(verdict(hypothesis, results, p) for hypothesis in expected(study))]


def published_verdicts(audit: Audit | None) -> dict[str, AuditedFigure]:
    """What was printed about each hypothesis, by its name."""
    figures = audit.figures if audit else ()
    return {figure.figure.key.item: figure for figure in figures if figure.figure.key.statistic == "verdict"}


@dataclass(frozen=True)
class Weighed:
    """A hypothesis with the tests that weigh most: the recommended ones, where there are any."""

    hypothesis: Hypothesis
    profile: Profile
    tests: tuple[Tested, ...]

    @property
    def declared(self) -> ProfileTest:
        """What is declared of those tests."""
        return self.hypothesis.profiles["recommended" if self.profile == "recommended" else "as_published"]

    def survives(self, test: Tested) -> bool:
        """Whether a test stands at the declared level after Holm within the hypothesis."""
        p = test.adjusted.get(HOLM_HYPOTHESIS)
        return p is not None and p < self.declared.alpha

    @property
    def surviving(self) -> list[Tested]:
        """The tests that stand."""
        return [test for test in self.tests if self.survives(test)]

    @property
    def partly(self) -> bool:
        """Whether some predictors have a test that stands, and others have none."""
        standing = {test.row.group for test in self.surviving}
        return bool(standing) and standing != {test.row.group for test in self.tests}

    @property
    def item(self) -> str:
        """The outcome."""
        return self.declared.outcome


def weighed(hypothesis: Hypothesis, results: Sequence[Result]) -> Weighed:
    """The recommended tests of a hypothesis, else the published ones."""
    for profile in reversed(PROFILES):
        tests = tests_of(hypothesis, results, profile)
        if tests:
            return Weighed(hypothesis, profile, tuple(tests))
    return Weighed(hypothesis, next(iter(hypothesis.profiles)), ())


def verdict_model(study: Study, results: Sequence[Result], audit: Audit | None, language: Language) -> TableModel:
    """A row a hypothesis: the verdict as published and by each choice of tests, what survives Holm, and the effects."""
    published = published_verdicts(audit)
    profiles = verdict_profiles(study, results)
    columns = [
        *([Column(say("verdict_published", language), "texts")] if published else []),
        *(Column(say(f"verdict_{profile}", language), "texts") for profile in profiles),
        Column(say("effect_by_predictor", language), "texts"),
    ]
    rows = []
    for hypothesis in expected(study):
        found = weighed(hypothesis, results)
        cells = (
            *([_printed(published.get(hypothesis.name), language)] if published else []),
            *(_verdict_cell(found, results, profile, language) for profile in profiles),
            effects_of(found, study, results, language),
        )
        rows.append(Row(hypothesis_label(hypothesis, study, language), cells))
    return TableModel(
        "verdicts",
        say("verdicts_title", language),
        say("hypothesis", language),
        tuple(columns),
        (RowGroup("", tuple(rows)),),
        _notes(study, results, any(map(_differs, published.values())), language),
    )


def verdict_word(text: str, language: Language) -> str:
    """A verdict in the reader's language."""
    return say(text, language) if text else numbers.NO_NUMBER


def printed_word(value: str) -> str:
    """A verdict as it was printed, from the name it has in the figures."""
    return value.replace("_", " ")


def _printed(figure: AuditedFigure | None, language: Language) -> Cell:
    """The printed verdict, marked where it does not follow from the tests."""
    if figure is None:
        return Cell(numbers.NO_NUMBER)
    return Cell(printed_word(figure.figure.value), _DAGGER if _differs(figure) else "")


def _differs(figure: AuditedFigure) -> bool:
    return figure.kind == "verdict" or figure.status == "different"


def _verdict_cell(found: Weighed, results: Sequence[Result], profile: Profile, language: Language) -> Cell:
    """The verdict; how many tests have a star, where stars decide; how many of those that weigh stand after Holm."""
    lines = [verdict_word(verdict(found.hypothesis, results, profile), language)]
    declared, tests = declared_test(found.hypothesis, profile), tests_of(found.hypothesis, results, profile)
    shown: list[float] = []
    if declared and declared.rule == "any_star" and tests:
        shown += [sum(bool(test.row.text) for test in tests), len(tests)]
        lines.append(say("starred", language, some=shown[-2], all=shown[-1]))
    if profile == found.profile and any(HOLM_HYPOTHESIS in test.adjusted for test in tests):
        shown += [len(found.surviving), len(tests)]
        lines.append(say("survive", language, some=shown[-2], all=shown[-1]))
    return Cell("\n".join(lines), numbers=tuple(shown))


def effects_of(found: Weighed, study: Study, results: Sequence[Result], language: Language) -> Cell:
    """The effect of each predictor with its interval, under the name of the effect.

    Of many options the ones that stand; where none does, the range of all of them: the largest of several is large by
    chance.
    """
    name = next((test.effect.name for test in found.tests if test.effect.name), "")
    if not name:
        return Cell(numbers.NO_NUMBER)
    lines = [effect_label(name, language)]
    shown: list[float] = []
    for predictor in found.hypothesis.predictors:
        tests = [test for test in found.tests if test.row.group == predictor]
        standing = [test for test in tests if found.survives(test)]
        one_by_one = standing or (tests if len(tests) == 1 else [])
        for test in one_by_one:
            label, text = label_of_test(test, study, language), test.effect.text(language)
            mark = _STANDS if standing else ""
            lines.append(mark + say("labelled", language, label=label, text=text))
            shown += test.effect.values
        if tests and not one_by_one:
            label = study.variables[predictor].label.text(language)
            lines.append(_range(label, tests, language))
            shown += [test.effect.values[0] for test in tests if test.effect.values]
    for category, contrast in _contrasts(found, results) if found.partly else ():
        option = study.variables[found.item].category_label(category, language) if category else ""
        label = say("difference", language) if not option else say("difference_on", language, option=option)
        lines.append(say("labelled", language, label=label, text=contrast.text(language)))
        shown += contrast.values
    return Cell("\n".join(lines), numbers=tuple(shown))


def _contrasts(found: Weighed, results: Sequence[Result]) -> Iterator[tuple[str, Effect]]:
    """The effect of the first predictor minus that of the second, for the whole outcome or for each option that stands.

    Only where it has an interval: without one it says nothing of whether the two differ.
    """
    figures = Figures(results, found.hypothesis.table, found.profile)
    for category in dict.fromkeys(test.row.category for test in found.surviving):
        contrast = effect_at(figures, found.item, category, found.hypothesis.name)
        if None not in contrast.limits:
            yield category, contrast


def _range(label: str, tests: Sequence[Tested], language: Language) -> str:
    """From the lowest to the highest effect over the options."""
    values = [test.effect.values[0] for test in tests if test.effect.values]
    if not values:
        return say("labelled", language, label=label, text=numbers.NO_NUMBER)
    low, high = (numbers.mean(value, language) for value in (min(values), max(values)))
    return say("range_of_options", language, label=label, low=low, high=high, n=len(values))


def _notes(study: Study, results: Sequence[Result], differs: bool, language: Language) -> tuple[str, ...]:
    found = [weighed(hypothesis, results) for hypothesis in expected(study)]
    levels = dict.fromkeys(w.declared.alpha for w in found if w.tests)
    notes = [say("verdict_differs", language, mark=_DAGGER)] if differs else []
    if levels:
        shown = enumeration([numbers.threshold(level, language) for level in levels], language)
        notes += [say("note_survives", language, alpha=shown, tests=_tests_by_hypothesis(found, study, language))]
        notes += [say("note_effects", language)]
    if any(len(w.tests) > len(w.hypothesis.predictors) for w in found):
        notes += [say("note_options", language)]
    return tuple(notes)


def _tests_by_hypothesis(found: Sequence[Weighed], study: Study, language: Language) -> str:
    """`Mann-Whitneytoets (exact) (1 en 2), exacte toets van Boschloo (3 en 4)`."""
    which: dict[str, list[str]] = {}
    for w in found:
        for method in dict.fromkeys(test.row.method for test in w.tests):
            which.setdefault(method, []).append(str(numbered(study)[w.hypothesis.name]))
    return ", ".join(
        f"{method_label(method, language)} ({enumeration(places, language)})" for method, places in which.items()
    )


def partly_texts(study: Study, results: Sequence[Result], language: Language) -> list[str]:
    """On each hypothesis that is partly supported: which predictor stands, and how much the two differ."""
    return [
        _partly(weighed(hypothesis, results), study, results, language)
        for hypothesis in expected(study)
        if any(verdict(hypothesis, results, profile) == PARTLY for profile in PROFILES)
        if weighed(hypothesis, results).tests
    ]


def _partly(found: Weighed, study: Study, results: Sequence[Result], language: Language) -> str:
    predictors = found.hypothesis.predictors
    standing = [name for name in predictors if any(test.row.group == name for test in found.surviving)]
    labels = {name: study.variables[name].label.text(language) for name in predictors}
    parts = [
        say(
            "partly_stands",
            language,
            number=numbered(study)[found.hypothesis.name],
            some=quoted([labels[name] for name in predictors if name in standing], language),
            rest=quoted([labels[name] for name in predictors if name not in standing], language),
        )
    ]
    contrasts = [_contrast(found, *contrast, study, language) for contrast in _contrasts(found, results)]
    return " ".join(parts + (contrasts or [say("contrast_absent", language)]))


def _contrast(found: Weighed, category: str, contrast: Effect, study: Study, language: Language) -> str:
    """The difference between the two predictors, and what its interval says."""
    low, high = contrast.values[1:]
    option = study.variables[found.item].category_label(category, language) if category else ""
    first, second = (study.variables[name].label.text(language) for name in found.hypothesis.predictors[:2])
    return say(
        "contrast_zero" if low <= 0 <= high else "contrast_apart",
        language,
        of_option=say("of_option", language, option=option) if option else "",
        effect=effect_label(next(test.effect.name for test in found.tests if test.effect.name), language),
        value=contrast.text(language),
        first=first,
        second=second,
    )


def reading_texts(study: Study, results: Sequence[Result], language: Language) -> list[str]:
    """What the verdicts that occur do and do not say, by the rule that gave them."""
    given = {
        (declared.rule, verdict(hypothesis, results, profile))
        for hypothesis in expected(study)
        for profile, declared in hypothesis.profiles.items()
    }
    keys = {
        "reading_inconclusive": any(word == INCONCLUSIVE for _, word in given),
        "reading_no_star": ("any_star", NOT_SUPPORTED) in given,
        "reading_negligible": ("every_predictor", NOT_SUPPORTED) in given,
    }
    return [say(key, language) for key, occurs in keys.items() if occurs]
