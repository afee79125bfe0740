"""Intervals of a single share.

Here: Wilson for a share of respondents, the exact hypergeometric one for a share of a finite list, a cluster
bootstrap for shares of mentions. Not here: intervals of effects (`effects`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from math import comb, sqrt

from infopos_pipeline.statistics.distributions import normal_quantile

BOOTSTRAP_SEED = 20170621  # any fixed number does; it makes a bootstrap interval the same in every run
BOOTSTRAP_SAMPLES = 9_999


def wilson(count: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share of respondents, without continuity correction; between 0 and 1.

    Count and n need not be whole: an effective number of respondents will do.

    Raises:
        ValueError: no respondents, or a count outside 0 … n.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    _check(count, n)
    z = normal_quantile(0.5 + confidence / 2)
    share = count / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the exact limits are 0 and 1; rounding must not put them a hair inside.
    low = 0.0 if count == 0 else (centre - half) / (1 + z * z / n)
    high = 1.0 if count == n else (centre + half) / (1 + z * z / n)
    return low, high


def finite_population(count: int, n: int, population: int, confidence: float = 0.95) -> tuple[int, int]:
    """The exact interval of how many on a finite list have a property that `count` of `n` sampled ones have.

    For statements about the list itself only (75 of the 81 approached), never for association. Returns the
    lowest and the highest number on the list under which neither tail of the hypergeometric distribution,
    the observed count included, is below (1 - confidence)/2.

    Raises:
        ValueError: a count outside 0 … n, or n outside 1 … population.

    Source: H. S. Konijn, Statistical Theory of Sample Survey Design and Analysis (1973).
    """
    _check(count, n)
    if population < n:
        raise ValueError(f"A sample of {n} does not come from a list of {population}.")
    limit = (1 - confidence) / 2
    samples = comb(population, n)

    def chance(total: int, counts: range) -> float:
        return sum(comb(total, x) * comb(population - total, n - x) for x in counts) / samples

    totals = range(count, population - n + count + 1)
    # Either tail only grows, or only shrinks, with the total: halving finds the limits of long lists too.
    low = totals[bisect_left(totals, True, key=lambda total: chance(total, range(count, n + 1)) > limit)]
    high = totals[bisect_left(totals, True, key=lambda total: chance(total, range(count + 1)) <= limit) - 1]
    return low, high


def mention_shares(
    patterns: Sequence[Sequence[int]], counts: Sequence[int], confidence: float = 0.95
) -> tuple[tuple[float, float], ...]:
    """For each box the interval of its share of all mentions: a bootstrap of respondents, not of mentions.

    A respondent who ticks several boxes gives mentions that belong together, so whole respondents are
    drawn (fixed seed); the interval runs between the percentiles of the redrawn shares.

    Args:
        patterns: tick patterns, each with a 1 for a ticked and a 0 for an open box.
        counts: the number of respondents with each pattern.
        confidence: the share of redrawn samples between the limits.

    Raises:
        ValueError: no patterns, not a count a pattern, or no mentions at all.

    Source: A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), sections 3.8 and
    5.3.
    """
    import numpy as np

    ticks, totals = np.asarray(patterns, dtype=np.int64), np.asarray(counts, dtype=np.int64)
    if ticks.ndim != 2 or len(ticks) != len(totals) or not (totals @ ticks).sum():
        raise ValueError("Shares of mentions need a count a pattern and at least one ticked box.")
    generator = np.random.default_rng(BOOTSTRAP_SEED)
    drawn = generator.multinomial(totals.sum(), totals / totals.sum(), size=BOOTSTRAP_SAMPLES)
    mentions = (drawn @ ticks).astype(np.float64)
    mentions = mentions[mentions.sum(axis=1) > 0]
    shares = mentions / mentions.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, [0.5 - confidence / 2, 0.5 + confidence / 2], axis=0)
    return tuple(zip(low.tolist(), high.tolist(), strict=True))


def _check(count: float, n: float) -> None:
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"A share needs 0 ≤ count ≤ n and n ≥ 1, found count {count} and n {n}.")
