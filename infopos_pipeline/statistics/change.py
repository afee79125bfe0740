"""How much changed between two waves that share most of their municipalities, with intervals that know it.

Here: two waves counted as pairs and singles, and the size of the change in a share and in a mean. Not here: tests of
change (`panel`), more than two waves (`several_waves`), two groups without overlap (`effects`). A change is later minus
earlier: positive means a rise.

Every function takes `population`, the number of municipalities on one list that both waves were drawn from. Without it
the interval is about the process behind the answers, of which these municipalities are an example. With it, about what
the municipalities on this list would have answered if all had: who answered is taken for a random draw from the list,
the interval shrinks as the draw grows, and vanishes when everybody on it answered twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from infopos_pipeline.statistics.contingency import ContingencyTable, TableError, contingency_table
from infopos_pipeline.statistics.distributions import student_quantile
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.means import GroupMoments, group_moments
from infopos_pipeline.statistics.ordinal import correlation
from infopos_pipeline.statistics.outcome import Effect

NOT_SQUARE = "the table must have the same categories before (rows) as after (columns)"


@dataclass(frozen=True)
class OverlappingWaves:
    """Two waves of which some municipalities answered both; build it with `overlapping_waves`.

    Attributes:
        pairs: the municipalities in both waves, by category in the earlier (row) and in the later wave (column).
        singles: those in one wave only, by category: the earlier wave in the first row, the later in the second.
    """

    pairs: ContingencyTable
    singles: ContingencyTable

    @property
    def earlier(self) -> tuple[int, ...]:
        """Everyone in the earlier wave, by category."""
        return tuple(map(int.__add__, self.pairs.row_totals, self.singles.counts[0]))

    @property
    def later(self) -> tuple[int, ...]:
        """Everyone in the later wave, by category."""
        return tuple(map(int.__add__, self.pairs.column_totals, self.singles.counts[1]))

    @property
    def scores(self) -> tuple[float, ...]:
        """The value of each category."""
        return self.pairs.scores

    @property
    def n(self) -> int:
        """The municipalities in either wave, each counted once."""
        return self.pairs.n + self.singles.n


def overlapping_waves(
    pairs: Iterable[Iterable[object]],
    earlier_only: Iterable[object] | None = None,
    later_only: Iterable[object] | None = None,
    scores: Iterable[object] | None = None,
) -> OverlappingWaves:
    """Two waves, validated.

    Args:
        pairs: a square table of counts (all zero for separate samples).
        earlier_only: the counts by category of those in the earlier wave only; none unless given.
        later_only: the same of the later wave.
        scores: a value for each category; 1, 2, … unless given.

    Raises:
        TableError: no such table, or not the same categories everywhere.
    """
    table = contingency_table(pairs, scores)
    rows, columns = table.shape
    if rows != columns:
        raise TableError(f"Pairs need {NOT_SQUARE}: found {rows} rows and {columns} columns.")
    nobody = [0] * columns
    return OverlappingWaves(table, contingency_table([earlier_only or nobody, later_only or nobody], table.scores))


def change_in_share(waves: OverlappingWaves, category: int, population: int | None = None) -> Effect:
    """The change in the share of one category, with the hybrid score interval that allows for the overlap.

    Wilson's limits of either share are combined with the correlation of the two shares, which is the phi coefficient
    among the pairs (with Newcombe's correction) times the overlap n12/√(n1 n2). If all are pairs this is Newcombe's
    method for paired shares, if none are it is his method for separate samples; so panel and totals use one method.
    With a population N, Wilson's n becomes n(N - 1)/(N - n) and the overlap (n12/(n1 n2) - 1/N)/√((1/n1 - 1/N)(1/n2 -
    1/N)). No value if a wave has no respondents.

    Args:
        waves: the two waves.
        category: the place of the category, from 0.
        population: the length of the list, for statements about it only.

    Raises:
        TableError: more municipalities than the list is long.

    Sources: R. G. Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10, and 873-890, method 10; G. Y. Zou
    and A. Donner, Statistics in Medicine 27 (2008), 1693-1702; S. M. Tam, The American Statistician 38 (1984), 288-289.
    """
    name = "change in share"
    sizes = _sizes(waves, population)
    if not all(sizes):
        return Effect(name, None)
    one, other = (counts[category] / n for counts, n in zip((waves.earlier, waves.later), sizes, strict=True))
    (low_one, high_one), (low_other, high_other) = (
        _share_limits(share, n, population) for share, n in zip((one, other), sizes, strict=True)
    )
    r = _phi(waves.pairs, category) * _overlap(waves, sizes, population)
    change = other - one

    def reach(first: float, second: float) -> float:
        return sqrt(max(first * first + second * second - 2 * r * first * second, 0.0))

    low = change - reach(other - low_other, high_one - one)
    high = change + reach(high_other - other, one - low_one)
    return Effect(name, change, max(low, -1.0), min(high, 1.0))


def change_in_mean(waves: OverlappingWaves, population: int | None = None) -> Effect:
    """The change in the mean score, with the interval of the partially overlapping samples t-test.

    The variance is s1²/n1 + s2²/n2 - 2 r s1 s2 n12/(n1 n2), r the correlation among the pairs; with a population N
    every 1/n and n12/(n1 n2) is less 1/N. If all are pairs this is the paired t interval, if none are it is Welch's.
    The interval is left out where the scores do not vary, which is no certainty.

    Raises:
        TableError: more municipalities than the list is long.

    Sources: B. Derrick, B. Russ, D. Toher and P. White, Journal of Modern Applied Statistical Methods 16 (2017),
    137-157 (T_new2); S. M. Tam, The American Statistician 38 (1984), 288-289.
    """
    name = "change in mean"
    sizes = _sizes(waves, population)
    if not all(sizes):
        return Effect(name, None)
    one, other = (group_moments(counts, waves.pairs.unit_scores) for counts in (waves.earlier, waves.later))
    span = max(waves.scores) - min(waves.scores)
    change = span * (other.mean - one.mean)
    if waves.pairs.n == population:
        return Effect(name, change, change, change)
    if min(sizes) < 2:
        return Effect(name, change)
    left = 1 / population if population else 0.0
    covariance = _pair_correlation(waves.pairs) * sqrt(one.variance * other.variance)
    variance = (
        one.variance * (1 / one.n - left)
        + other.variance * (1 / other.n - left)
        - 2 * covariance * (waves.pairs.n / (one.n * other.n) - left)
    )
    if variance <= 1e-15 * (one.variance + other.variance):
        return Effect(name, change)
    half = span * sqrt(variance) * student_quantile(0.975, _degrees_of_freedom(waves, one, other))
    return Effect(name, change, change - half, change + half)


def _sizes(waves: OverlappingWaves, population: int | None) -> tuple[int, int]:
    if population is not None and waves.n > population:
        raise TableError(f"{waves.n} municipalities do not come from a list of {population}.")
    return sum(waves.earlier), sum(waves.later)


def _share_limits(share: float, n: int, population: int | None) -> tuple[float, float]:
    if n == population:
        return share, share
    effective = n * (population - 1) / (population - n) if population else n
    return wilson(share * effective, effective)


def _phi(pairs: ContingencyTable, category: int) -> float:
    """The phi coefficient of choosing the category before and after, pulled towards zero as Newcombe does."""
    n, both = pairs.n, pairs.counts[category][category]
    before, after = pairs.row_totals[category], pairs.column_totals[category]
    margins = before * (n - before) * after * (n - after)
    if not margins:
        return 0.0
    product = both * (n - before - after + both) - (before - both) * (after - both)
    return (max(product - n / 2, 0.0) if product > 0 else product) / sqrt(margins)


def _overlap(waves: OverlappingWaves, sizes: tuple[int, int], population: int | None) -> float:
    """How much of the correlation among the pairs is left between the two totals."""
    first, second = sizes
    if population in sizes:  # a whole wave is no draw: it does not vary with the other
        return 0.0
    left = 1 / population if population else 0.0
    return (waves.pairs.n / (first * second) - left) / sqrt((1 / first - left) * (1 / second - left))


def _pair_correlation(pairs: ContingencyTable) -> float:
    """The correlation of the scores before and after; zero where either does not vary."""
    scores = pairs.unit_scores
    for totals in (pairs.row_totals, pairs.column_totals):
        if len({score for score, total in zip(scores, totals, strict=True) if total}) < 2:
            return 0.0
    return correlation(pairs, scores, scores)


def _degrees_of_freedom(waves: OverlappingWaves, one: GroupMoments, other: GroupMoments) -> float:
    """Between those of the paired t-test and Welch's, by the share of respondents that are in one wave only."""
    parts = one.variance / one.n, other.variance / other.n
    welch = sum(parts) ** 2 / (parts[0] ** 2 / (one.n - 1) + parts[1] ** 2 / (other.n - 1))
    pairs, singles = waves.pairs.n, waves.singles.n
    return pairs - 1 + (welch - pairs + 1) * singles / (singles + 2 * pairs)
