"""Sizes of effects with 95% intervals, from counts.

Here: one function an effect; each says where its interval comes from. Not here: tests, intervals of a single
share (`intervals`). Effects of two groups compare the first row with the second: positive (or above 1) means
that the first row scores higher, or has the larger share in the first column.
"""

from collections.abc import Callable
from functools import lru_cache
from math import atanh, exp, inf, lgamma, sqrt, tanh

import numpy as np

from infopos_pipeline.statistics.distributions import (
    log_factorial,
    noncentral_chi_square_parameter,
    noncentral_t_parameter,
    normal_quantile,
)
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.outcome import Effect

Z = normal_quantile(0.975)
LARGEST_RANGE = 1_000_000  # possible values of the first cell; past it an exact interval takes too long


def risk_difference(first: tuple[int, int], second: tuple[int, int]) -> Effect:
    """The share in the first column: first row minus second row, with Newcombe's hybrid score interval.

    Args:
        first: the two counts of the first row; a row without respondents gives no value.
        second: the two counts of the second row.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10 (no continuity correction).
    """
    name = "risk difference"
    if not sum(first) or not sum(second):
        return Effect(name, None)
    one, other = first[0] / sum(first), second[0] / sum(second)
    low_one, high_one = wilson(first[0], sum(first))
    low_other, high_other = wilson(second[0], sum(second))
    difference = one - other
    low = difference - sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    high = difference + sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return Effect(name, difference, max(low, -1.0), min(high, 1.0))


@lru_cache(maxsize=512)  # profiles, and the search for which test was used, ask for the same tables
def odds_ratio(first: tuple[int, int], second: tuple[int, int]) -> Effect:
    """The sample odds ratio of a 2×2 table, with the exact conditional interval of Fisher's test.

    Infinite (or its upper limit is) when the second or third cell is zero; undefined when a row or column is.

    Source: J. Cornfield, Proceedings of the Third Berkeley Symposium (1956), 4, 135-148; the interval R's
    fisher.test prints.
    """
    (a, b), (c, d) = first, second
    name = "odds ratio"
    if not (a + b and c + d and a + c and b + d):
        return Effect(name, None)
    value = a * d / (b * c) if b * c else inf
    lowest, highest = max(0, a - d), min(a + b, a + c)
    if highest - lowest > LARGEST_RANGE:
        return Effect(name, value)
    cells = np.arange(lowest, highest + 1)
    logs = -log_factorial(np.stack((cells, a + b - cells, a + c - cells, d - a + cells))).sum(axis=0)

    def upper_share(log_odds: float, start: int) -> float:
        weights = logs + log_odds * (cells - a)
        terms = np.exp(weights - weights.max())
        return float(terms[start - lowest :].sum() / terms.sum())

    low = 0.0 if a == lowest else exp(_root(lambda x: upper_share(x, a) - 0.025))
    high = inf if a == highest else exp(_root(lambda x: upper_share(x, a + 1) - 0.975))
    return Effect(name, value, low, high)


def _root(increasing: Callable[[float], float]) -> float:
    """Where an increasing function of a log odds ratio crosses zero."""
    low, high = -1.0, 1.0
    while increasing(low) > 0:
        low *= 2
    while increasing(high) < 0:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):  # no number lies between them
            break
        low, high = (low, middle) if increasing(middle) > 0 else (middle, high)
    return (low + high) / 2


def cramers_v(chi_square: float, n: int, rows: int, columns: int) -> Effect:
    """Cramér's V with Bergsma's correction for bias; interval from the noncentral chi-square.

    The interval's limits are the V of the two noncentralities at which the observed chi-square is the 97.5%
    and the 2.5% point. Needs at least two rows, two columns and two respondents.

    Sources: W. Bergsma, Journal of the Korean Statistical Society 42 (2013), 323-328; M. Smithson, Confidence
    Intervals (2003), chapter 4.
    """
    name = "Cramér's V (bias-corrected)"
    df = (rows - 1) * (columns - 1)
    if n < 2 or df == 0:
        return Effect(name, None)
    corrected = max(0.0, chi_square / n - df / (n - 1))
    smaller = min(size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)) - 1
    value = min(sqrt(corrected / smaller), 1.0) if smaller > 0 else None
    parameters = (noncentral_chi_square_parameter(level, chi_square, df) for level in (0.975, 0.025))
    low, high = (min(sqrt(parameter / (n * (min(rows, columns) - 1))), 1.0) for parameter in parameters)
    if not high:  # less association than chance gives in 97.5% of samples: the inversion is empty
        return Effect(name, value)
    return Effect(name, value, low, high)


def hedges_g(first_n: int, second_n: int, standardised: float) -> Effect:
    """Hedges' g: the difference of means in pooled deviations, corrected for bias.

    The correction is the exact gamma ratio; the interval comes from the noncentral t distribution and carries
    the same correction.

    Args:
        first_n: respondents in the first group.
        second_n: respondents in the second group.
        standardised: difference of the means divided by the pooled standard deviation.

    Sources: L. V. Hedges, Journal of Educational Statistics 6 (1981), 107-128; G. Cumming and S. Finch,
    Educational and Psychological Measurement 61 (2001), 532-574.
    """
    df = first_n + second_n - 2
    if df < 2:
        return Effect("Hedges' g", None)
    correction = exp(lgamma(df / 2) - lgamma((df - 1) / 2)) * sqrt(2 / df)
    scale = sqrt(1 / first_n + 1 / second_n)
    low, high = (noncentral_t_parameter(level, standardised / scale, df) * scale for level in (0.975, 0.025))
    return Effect("Hedges' g", correction * standardised, correction * low, correction * high)


def rank_biserial(u: float, first_n: int, second_n: int) -> Effect:
    """The rank-biserial correlation 2U/(n1 n2) - 1, with Newcombe's interval for U/(n1 n2).

    U is the number of pairs in which the first group scores higher, ties counting one half. The interval
    contains the probabilities θ with |U/(n1 n2) - θ| ≤ z·se(θ), with the Hanley-McNeil standard error at θ.

    Source: R. G. Newcombe, Statistics in Medicine 25 (2006), 559-573, method 5.
    """
    pairs = first_n * second_n
    share = u / pairs
    half = (first_n + second_n) / 2 - 1

    def error(theta: float) -> float:
        spread = 1 + half * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return Z * sqrt(max(theta * (1 - theta), 0.0) * spread / pairs)

    low = _limit(lambda theta: share - theta - error(theta), 0.0, share)
    high = _limit(lambda theta: share - theta + error(theta), share, 1.0)
    return Effect("rank-biserial correlation", 2 * share - 1, 2 * low - 1, 2 * high - 1)


def _limit(decreasing: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls from positive at low to negative at high crosses zero."""
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):  # no number lies between them
            break
        low, high = (middle, high) if decreasing(middle) > 0 else (low, middle)
    return (low + high) / 2


def spearman_rho(rho: float, n: int) -> Effect:
    """Spearman's rho with Fisher's z interval and the Bonett-Wright variance (1 + rho²/2)/(n - 3).

    Source: D. G. Bonett and T. A. Wright, Psychometrika 65 (2000), 23-28.
    """
    return _fisher_z("Spearman's rho", rho, n, 1 + rho * rho / 2)


def pearson_r(r: float, n: int) -> Effect:
    """Pearson's correlation with Fisher's z interval, variance 1/(n - 3)."""
    return _fisher_z("Pearson's r", r, n, 1.0)


def _fisher_z(name: str, value: float, n: int, numerator: float) -> Effect:
    if n < 4 or abs(value) >= 1:  # no finite interval exists on the z scale
        return Effect(name, value)
    half = Z * sqrt(numerator / (n - 3))
    return Effect(name, value, tanh(atanh(value) - half), tanh(atanh(value) + half))
