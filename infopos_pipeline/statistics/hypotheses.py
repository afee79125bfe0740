"""Hypotheses as results: their tests, adjusted p-values, effects, stars, contrasts and verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from infopos_pipeline.statistics.contrasts import contrast_results
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.descriptives import filter_results, mean_results
from infopos_pipeline.statistics.results import Profile, Result
from infopos_pipeline.statistics.testing import StudyTest, study_tests
from infopos_pipeline.statistics.verdicts import stars, verdict
from infopos_pipeline.study import Study
from infopos_pipeline.study.shown import Hypothesis

EXPLORATORY = "exploratory"
"""Stands in place of a verdict: nothing was expected, so nothing is confirmed."""


def hypotheses_results(study: Study, counts: Counts, wave: str) -> dict[str, list[Result]]:
    """The results of every hypothesis, by name.

    All are computed together, since p-values are adjusted over the whole study.
    """
    tests = study_tests(study, counts)
    return {
        name: [
            *(filter_results(wave, hypothesis.table, name, hypothesis.filter, counts) if hypothesis.filter else ()),
            *_results(hypothesis, tests, study, counts, wave),
        ]
        for name, hypothesis in study.hypotheses.items()
    }


def _results(
    hypothesis: Hypothesis, tests: list[StudyTest], study: Study, counts: Counts, wave: str
) -> Iterator[Result]:
    for profile in hypothesis.profiles:
        own = [test for test in tests if test.hypothesis is hypothesis and test.profile == profile]
        yield from _profile_results(hypothesis, profile, own, study, counts.where(hypothesis.filter), wave)


def _profile_results(
    hypothesis: Hypothesis, profile: Profile, tests: list[StudyTest], study: Study, counts: Counts, wave: str
) -> Iterator[Result]:
    for test in tests:
        yield from _test_results(test, wave)
    declared = tests[0].declared
    if declared.rule == "every_predictor":
        yield from contrast_results(tests, study, counts, wave)
    if (
        study.tables[hypothesis.table].layout == "means"
        and declared.outcome not in study.tables[hypothesis.table].items
    ):
        predictors = [study.variables[name] for name in hypothesis.predictors]
        for groups in (predictor for predictor in predictors if predictor.grouping):
            outcome = study.variables[declared.outcome]
            yield from mean_results(wave, hypothesis.table, groups, outcome, counts, profile)
    yield Result(
        wave=wave,
        profile=profile,
        place=hypothesis.place,
        item=hypothesis.name,
        statistic="verdict",
        text=EXPLORATORY if hypothesis.exploratory else verdict(tests),
        method=EXPLORATORY if hypothesis.exploratory else declared.rule,
    )


def _test_results(test: StudyTest, wave: str) -> Iterator[Result]:
    found = test.result
    effect = found.effect_name or ""
    for statistic, value, method in (
        ("test_statistic", found.statistic, found.test),
        ("df", found.df, found.test),
        ("p_value", found.p_value, found.test),
        *(("p_adjusted", value, name) for name, value in test.adjusted),
        ("effect", found.effect, effect),
        ("effect_low", found.effect_low, effect),
        ("effect_high", found.effect_high, effect),
        ("stars", None, found.test),
    ):
        reason = (found.reason or "") if value is None else ""
        yield Result(
            wave=wave,
            profile=test.profile,
            place=test.hypothesis.table,
            item=test.declared.outcome,
            category=test.category,
            group=test.predictor,
            group_value=test.box,
            statistic=statistic,  # type: ignore[arg-type]
            value=value,
            text=stars(found.p_value, test.declared) if statistic == "stars" else reason,
            base=found.n,
            method=method,
        )
