"""Verdicts: what each rule says of tests that stand or not, and of intervals around the smallest effect of interest."""

from __future__ import annotations

from math import exp, log

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.statistics.contingency import contingency_table
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.multiplicity import holm
from infopos_pipeline.statistics.outcome import TestResult
from infopos_pipeline.statistics.registry import TESTS, run_test
from infopos_pipeline.statistics.testing import HOLM_HYPOTHESIS, StudyTest
from infopos_pipeline.statistics.verdicts import _RATIOS, stars, verdict
from infopos_pipeline.study.shown import Hypothesis, ProfileTest

RAW = {"test": "fisher", "outcome": "x", "stars": [{"mark": "*", "below": 0.1}, {"mark": "**", "below": 0.05}]}
PUBLISHED = ProfileTest.model_validate(RAW)
RECOMMENDED = ProfileTest.model_validate({**RAW, "rule": "every_predictor", "smallest_effect": 0.2})
UNDECLARED = RECOMMENDED.model_copy(update={"smallest_effect": None})
HYPOTHESIS = Hypothesis.model_validate(
    {"name": "h", "place": "p", "table": "t", "statement": {"nl": "s", "en": "s"}, "predictors": ["a", "b"]}
    | {"profiles": {"recommended": RAW}}
)
TABLE = contingency_table([[1, 1], [1, 1]])


def made(declared, *tests, effect="risk difference"):
    """Tests of one hypothesis: (predictor, p-value, lower and upper limit of the effect)."""
    adjusted = holm([p for _, p, *_ in tests])
    return [
        StudyTest(
            HYPOTHESIS,
            "recommended",
            declared,
            predictor,
            str(place),
            TABLE,
            TestResult("fisher", None, None, p, None, None, None, effect, low, high, 4, None),
            ((HOLM_HYPOTHESIS, corrected),),
        )
        for place, ((predictor, p, low, high), corrected) in enumerate(zip(tests, adjusted, strict=True))
    ]


WIDE, NARROW = (-0.9, 0.9), (-0.1, 0.1)


def of_p_values(declared, **p_values):
    return verdict(made(declared, *((name, p, *WIDE) for name, several in p_values.items() for p in several)))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([0.099], [1.0], "supported"),
        ([0.5, 0.5, 0.049], [0.5], "supported"),
        ([0.1], [0.1], "not supported"),
        ([None], [0.2], "not supported"),
        ([None], [None], "not supported"),
        ([None], [0.01], "supported"),
    ],
)
def test_any_star_of_any_test_is_enough_for_the_published_rule(first, second, said):
    assert of_p_values(PUBLISHED, a=first, b=second) == said


def test_the_published_rule_counts_raw_p_values():
    many = [0.09] * 20
    assert of_p_values(PUBLISHED, a=many, b=many) == "supported"
    assert of_p_values(UNDECLARED, a=[0.04] * 20, b=[0.04] * 20) == "inconclusive"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([0.01], [0.04], "supported"),  # 2 x .01, then .04
        ([0.026], [0.04], "inconclusive"),  # 2 x .026 = .052, and what follows is no smaller
        ([0.02], [0.06], "partly supported"),
        ([0.06], [0.02], "partly supported"),
        ([0.5, 0.012], [0.6, 0.016], "supported"),  # 4 x .012 = .048; 3 x .016 = .048
        ([0.5, 0.0126], [0.6, 0.016], "inconclusive"),
        ([0.012, 0.012], [0.6, 0.5], "partly supported"),
        ([0.5], [0.6], "inconclusive"),
        ([None], [0.04], "partly supported"),
        ([None], [None], "inconclusive"),
        ([0.025], [0.05], "inconclusive"),  # at the level is not below it
    ],
)
def test_each_predictor_needs_a_test_that_stands_after_holm(first, second, said):
    assert of_p_values(UNDECLARED, a=first, b=second) == said
    assert of_p_values(UNDECLARED, b=second, a=first) == said


def test_a_hypothesis_of_one_predictor_is_supported_or_not_but_never_partly():
    assert of_p_values(UNDECLARED, a=[0.9, 0.01]) == "supported"
    assert of_p_values(UNDECLARED, a=[0.9, 0.04]) == "inconclusive"


def test_the_level_is_that_of_the_declaration():
    strict = UNDECLARED.model_copy(update={"alpha": 0.01})
    assert of_p_values(UNDECLARED, a=[0.011], b=[0.02]) == "supported"
    assert of_p_values(strict, a=[0.011], b=[0.02]) == "inconclusive"
    assert of_p_values(strict, a=[0.0049], b=[0.009]) == "supported"


def of_intervals(declared, *intervals, effect="risk difference"):
    tests = [("ab"[place % 2], 0.5, low, high) for place, (low, high) in enumerate(intervals)]
    return verdict(made(declared, *tests, effect=effect))


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((-0.19999, 0.19999), "not supported"),
        ((-0.2, 0.1), "inconclusive"),  # the smallest effect of interest itself is not excluded
        ((-0.1, 0.2), "inconclusive"),
        ((-0.1, 0.20001), "inconclusive"),
        ((-0.5, -0.3), "inconclusive"),
        ((0.3, 0.5), "inconclusive"),
        ((0.0, 0.0), "not supported"),
        ((0.05, 0.15), "not supported"),
        ((None, 0.1), "inconclusive"),
        ((-0.1, None), "inconclusive"),
        ((None, None), "inconclusive"),
    ],
)
def test_not_supported_needs_every_interval_within_the_smallest_effect_of_interest(interval, said):
    assert of_intervals(RECOMMENDED, NARROW, interval) == said
    assert of_intervals(RECOMMENDED, interval, NARROW) == said
    assert of_intervals(RECOMMENDED, NARROW, NARROW, NARROW, interval) == said


LIMITS = st.tuples(st.floats(-3, 3), st.floats(-3, 3)).map(sorted)


@given(st.lists(st.tuples(st.none() | st.floats(0, 1), LIMITS), min_size=1, max_size=6))
def test_without_a_declared_smallest_effect_nothing_is_ever_shown_not_to_hold(found):
    tests = [("ab"[place % 2], p, *limits) for place, (p, limits) in enumerate(found)]
    assert verdict(made(UNDECLARED, *tests)) != "not supported"
    declared, undeclared = (verdict(made(each, *tests)) for each in (RECOMMENDED, UNDECLARED))
    assert declared == undeclared or (declared, undeclared) == ("not supported", "inconclusive")


@given(LIMITS)
def test_turning_an_effect_around_changes_no_verdict(limits):
    low, high = limits
    assert of_intervals(RECOMMENDED, (low, high)) == of_intervals(RECOMMENDED, (-high, -low))
    as_ratio = [(exp(low), exp(high)), (exp(-high), exp(-low))]
    first, second = (of_intervals(RECOMMENDED, each, effect="odds ratio") for each in as_ratio)
    near = min(abs(abs(limit) - log(1.2)) for limit in limits) < 1e-12
    assert first == second or near


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((1 / 1.19, 1.19), "not supported"),
        ((1 / 1.21, 1.1), "inconclusive"),  # as far below 1 as 1.21 is above it
        ((0.81, 1.1), "inconclusive"),  # although .81 lies within .2 of 1
        ((0.9, 1.2), "inconclusive"),
        ((0.0, 1.1), "inconclusive"),
        ((0.9, None), "inconclusive"),
        ((-0.1, 0.1), "inconclusive"),  # no ratio lies there: that is not the scale of this effect
    ],
)
@pytest.mark.parametrize("effect", ["odds ratio", "odds ratio of the changes"])
def test_ratios_are_compared_with_1_on_the_logarithmic_scale(interval, said, effect):
    assert of_intervals(RECOMMENDED, interval, effect=effect) == said


def test_the_ratios_are_called_as_the_tests_call_them():
    table = contingency_table([[9, 3], [4, 8]], [1, 2])
    named = {run_test(name, table).effect_name for name in TESTS}
    assert {name for name in named if name and "ratio" in name} == _RATIOS


def test_an_effect_shown_to_exist_is_supported_however_small():
    tests = [("a", 0.001, 0.01, 0.05), ("b", 0.001, 0.01, 0.05)]
    assert verdict(made(RECOMMENDED, *tests)) == "supported"


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_smaller_p_value_never_loses_a_star(p, other):
    marks = ["", "*", "**"]
    smaller, larger = sorted((p, other))
    assert marks.index(stars(smaller, PUBLISHED)) >= marks.index(stars(larger, PUBLISHED))


VERDICTS = {
    "as_published": ["supported", "supported", "not supported", "supported", "supported", "supported"],
    "recommended": [
        "supported", "supported", "inconclusive", "partly supported", "partly supported", "inconclusive",
    ],
}  # fmt: skip


def test_the_verdicts_of_the_sample(study, sample_responses):
    frames = (nw.from_native(frame).lazy() for frame in (sample_responses.responses, sample_responses.approached))
    found = hypotheses_results(study, Counts(count(*frames, study), study), "2017")
    expectations = [name for name, hypothesis in study.hypotheses.items() if not hypothesis.exploratory]
    for profile, expected in VERDICTS.items():
        rows = [row for name in expectations for row in found[name] if row.statistic == "verdict"]
        assert [row.text for row in rows if row.profile == profile] == expected
        rules = {row.method for row in rows if row.profile == profile}
        assert rules == {"any_star" if profile == "as_published" else "every_predictor"}
