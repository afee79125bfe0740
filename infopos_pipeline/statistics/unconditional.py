"""Boschloo's test: Fisher's p-value as a statistic, with only the sizes of the two groups taken as fixed.

The two-sided test orders the tables by Fisher's two-sided p-value, as Boschloo did and as R's Exact package
does unless told otherwise; so its p-value never exceeds Fisher's. SciPy's `boschloo_exact` doubles the
smaller one-sided p-value instead (tsmethod = "central" in R), which can exceed Fisher's, and takes the
columns for the groups: that is why it is not used here.

Source: R. D. Boschloo, Statistica Neerlandica 24 (1970).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.statistics.compositions import TooLargeError
from infopos_pipeline.statistics.distributions import log_factorial
from infopos_pipeline.statistics.tables import RELATIVE_TOLERANCE

Reals = NDArray[np.float64]
Alternative = Literal["two-sided", "less", "greater"]

_GRID = 1_001
LARGEST_NUMBER = 4_000_000  # tables with these group sizes; past it the test is not done


@lru_cache(maxsize=512)  # profiles, and the search for which test was used, ask for the same tables
def boschloo_p_value(
    first: tuple[int, int], second: tuple[int, int], alternative: Alternative = "two-sided"
) -> tuple[float, float]:
    """The p-value of a 2×2 table with two non-empty rows, and the Fisher p-value that orders the tables.

    For a common share π the chance of a table at least as extreme is the binomial mean, over the number s of
    respondents in the first column, of its chance given s. The p-value is its maximum over π from 0 to 1,
    found on a grid that is refined around its highest points.

    Args:
        first: the two counts of the first group.
        second: the two counts of the second group.
        alternative: "less" if the first group's share in the first column would be smaller, "greater" if
            it would be larger.

    Raises:
        TooLargeError: there are more tables with these group sizes than LARGEST_NUMBER.
    """
    sizes = sum(first), sum(second)
    if (sizes[0] + 1) * (sizes[1] + 1) > LARGEST_NUMBER:
        raise TooLargeError
    n, observed_total = sum(sizes), first[0] + second[0]
    by_total = [_fisher_p_values(sizes, total, alternative) for total in range(n + 1)]
    fisher_p = float(by_total[observed_total][1][first[0] - max(0, observed_total - sizes[1])])
    limit = fisher_p * (1 + RELATIVE_TOLERANCE)
    extreme = np.array([chances[p <= limit].sum() for chances, p in by_total])
    totals = np.arange(n + 1)
    logs = log_factorial(np.array(n)) - log_factorial(totals) - log_factorial(n - totals)

    def chance(shares: Reals) -> Reals:
        powers = totals * np.log(shares)[:, None] + (n - totals) * np.log1p(-shares)[:, None]
        return np.asarray(np.exp(logs + powers) @ extreme)

    return min(_maximum(chance), 1.0), min(fisher_p, 1.0)


def _fisher_p_values(sizes: tuple[int, int], total: int, alternative: Alternative) -> tuple[Reals, Reals]:
    """The chance and Fisher's p-value of every table with this first column total, by its first cell."""
    first = np.arange(max(0, total - sizes[1]), min(sizes[0], total) + 1)
    second = total - first
    logs = -log_factorial(np.stack((first, sizes[0] - first, second, sizes[1] - second))).sum(axis=0)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    if alternative == "less":
        return chances, np.cumsum(chances)
    if alternative == "greater":
        return chances, np.cumsum(chances[::-1])[::-1]
    order = np.argsort(chances)
    # Each table's p-value sums the tables up to its own chance, those within the tolerance above it too.
    reach = np.searchsorted(chances[order], chances * (1 + RELATIVE_TOLERANCE), side="right")
    return chances, np.cumsum(chances[order])[reach - 1]


def _maximum(function: Callable[[Reals], Reals]) -> float:
    """The highest value on (0, 1): a grid, then finer grids around its three highest peaks."""
    # Both ends are left out: there everybody answers the same, which no ordering calls extreme.
    shares = np.linspace(0, 1, _GRID + 1)[1:-1]
    values = function(shares)
    padded = np.concatenate(([-1.0], values, [-1.0]))
    peaks = np.flatnonzero((values >= padded[:-2]) & (values >= padded[2:]))
    best = float(values.max())
    for peak in peaks[np.argsort(values[peaks])[-3:]]:
        centre, width = shares[peak], 1 / _GRID
        while width > 1e-12:
            finer = np.clip(np.linspace(centre - width, centre + width, 41), 1e-15, 1 - 1e-15)
            found = function(finer)
            centre, width = finer[int(found.argmax())], width / 10
            best = max(best, float(found.max()))
    return best
