"""From the tests of a hypothesis to a verdict, by the rule its profile declares.

    any_star          supported as soon as any test of any predictor has a star, else not supported: the published rule
    every_predictor   supported if every predictor has a test that stands after Holm, partly supported if some have;
                      else not supported if every interval lies within the smallest effect of interest, else
                      inconclusive

That nothing was shown is never said to show that there is nothing: without a declared smallest effect the second
rule gives "inconclusive" (Lakens, Scheel and Isager 2018 on equivalence; power after the fact says nothing that p does
not: Hoenig and Heisey 2001).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Literal

from infopos_pipeline.statistics.testing import StudyTest
from infopos_pipeline.study.shown import ProfileTest

Verdict = Literal["supported", "partly supported", "not supported", "inconclusive"]

_RATIOS = frozenset({"odds ratio", "odds ratio of the changes"})
"""Effects whose null value is 1: their distance from it is taken on the logarithmic scale."""


def stars(p_value: float | None, declared: ProfileTest) -> str:
    """The mark of the lowest threshold that the p-value lies under; none without a p-value."""
    under = [star for star in declared.stars if p_value is not None and p_value < star.below]
    return min(under, key=lambda star: star.below).mark if under else ""


def verdict(tests: Sequence[StudyTest]) -> Verdict:
    """The verdict of one hypothesis in one profile, from all its tests there."""
    declared = tests[0].declared
    if declared.rule == "any_star":
        return "supported" if any(stars(test.result.p_value, declared) for test in tests) else "not supported"
    predictors = dict.fromkeys(test.predictor for test in tests)
    shown = [any(test.survives for test in tests if test.predictor == name) for name in predictors]
    if any(shown):
        return "supported" if all(shown) else "partly supported"
    return "not supported" if all(_negligible(test) for test in tests) else "inconclusive"


def _negligible(test: StudyTest) -> bool:
    """Whether the whole interval of the effect lies closer to none than the smallest effect of interest."""
    smallest, low, high = test.declared.smallest_effect, test.result.effect_low, test.result.effect_high
    if smallest is None or low is None or high is None:
        return False
    if test.result.effect_name in _RATIOS:
        return low > 0 and -log(1 + smallest) < log(low) and log(high) < log(1 + smallest)
    return -smallest < low and high < smallest
