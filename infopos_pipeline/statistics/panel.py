"""Exact tests of change between two waves: the panel that answered both, and the totals with the panel inside.

Under the hypothesis a municipality could just as well have given its two answers in the other order; whoever answered
one wave only could as well have answered the other. Here: tests that go through all these ways. Not here: McNemar's
test, which is the first one on two categories (`exact`), how much changed (`change`), more waves (`several_waves`).
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from infopos_pipeline.statistics.change import (
    NOT_SQUARE,
    OverlappingWaves,
    change_in_mean,
    overlapping_waves,
)
from infopos_pipeline.statistics.compositions import TooLargeError
from infopos_pipeline.statistics.conditional import first_row_distribution, whole_scores
from infopos_pipeline.statistics.contingency import ContingencyTable
from infopos_pipeline.statistics.distributions import normal_two_sided
from infopos_pipeline.statistics.means import group_moments
from infopos_pipeline.statistics.ordinal import NO_RESPONDENTS, midranks
from infopos_pipeline.statistics.outcome import Effect, PValue, TestResult, outcome
from infopos_pipeline.statistics.sums import Term, coins, two_sided_p_value

NOBODY_CHANGED = "nobody changed"
NOTHING_LEFT = "nobody changed, and those in one wave only leave nothing to compare"
TOO_LARGE = "there are too many ways to swap and deal the answers: asymptotic p-value (normal)"


def marginal_homogeneity_exact(table: ContingencyTable) -> TestResult:
    """The exact test that ordered answers have the same mean score before (rows) and after (columns).

    The statistic is the sum of the changes, later minus earlier. The p-value counts every way to swap the two answers
    of municipalities with a sum at least as far from zero. With two categories it is McNemar's exact test.

    Sources: A. Agresti, Biometrics 39 (1983), 505-510; R. A. Fisher, The Design of Experiments (1935), section 21.
    """
    name = "marginal_homogeneity_exact"
    if reason := _not_of_pairs(table):
        return outcome(name, table.n, reason=reason)
    whole = whole_scores(table.scores)
    changes = _changes(table, whole)
    if not changes:
        return outcome(name, table.n, statistic=0, p=1.0, reason=NOBODY_CHANGED)
    effect = change_in_mean(overlapping_waves(table.counts, scores=table.scores))
    p = two_sided_p_value(_swaps(changes), sum(step * n for step, n in changes.items() if step > 0))
    total = sum(
        cell * (after - before)
        for row, before in zip(table.counts, table.scores, strict=True)
        for cell, after in zip(row, table.scores, strict=True)
    )
    return outcome(name, table.n, statistic=total, p=p, effect=effect)


def wilcoxon_signed_rank_exact(table: ContingencyTable) -> TestResult:
    """Wilcoxon's signed-rank test of the changes, exact with ties; who did not change is left out (Wilcoxon's way).

    The statistic V is the sum of the mid-ranks of the rises. The p-value counts every way to give the ranks a sign with
    V at least as far from its expectation.

    Sources: F. Wilcoxon, Biometrics Bulletin 1 (1945), 80-83; M. Hollander, D. A. Wolfe and E. Chicken, Nonparametric
    Statistical Methods (2014), section 3.1; D. S. Kerby, Comprehensive Psychology 3 (2014), 11.IT.3.1 (the effect).
    """
    name = "wilcoxon_signed_rank_exact"
    if reason := _not_of_pairs(table):
        return outcome(name, table.n, reason=reason)
    changes = _changes(table, whole_scores(table.scores))
    if not changes:
        return outcome(name, table.n, statistic=0, p=1.0, reason=NOBODY_CHANGED)
    sizes = sorted({abs(step) for step in changes})
    ranks = dict(zip(sizes, midranks([changes[size] + changes[-size] for size in sizes]), strict=True))
    # Mid-ranks are whole or half; doubled they are whole.
    doubled = Counter({round(2 * ranks[abs(step)]) * (1 if step > 0 else -1): n for step, n in changes.items()})
    rises = sum(step * n for step, n in doubled.items() if step > 0)
    everything = sum(abs(step) * n for step, n in doubled.items())
    effect = Effect("matched-pairs rank-biserial correlation", 2 * rises / everything - 1)
    p = two_sided_p_value(_swaps(doubled), rises)
    return outcome(name, table.n, statistic=rises / 2, p=p, effect=effect)


def overlapping_waves_exact(waves: OverlappingWaves) -> TestResult:
    """The exact test that two waves that partly overlap have the same mean score, pairs and singles together.

    The answers of a pair are swapped, those of the singles are dealt over the two waves anew. The statistic is the
    total score of the later wave; the p-value counts the ways with a total at least as far from its expectation. If all
    are pairs it is `marginal_homogeneity_exact`, if none are `permutation_means`. That the singles of either wave are
    alike under the hypothesis is an assumption which pairs do not need: the panel's own test stands beside this one.

    Source: R. L. Einsporn and D. Habtzghi, Journal of Data Science 11 (2013), 767-779 (the permutations).
    """
    name = "overlapping_waves_exact"
    if not waves.n:
        return outcome(name, 0, reason=NO_RESPONDENTS)
    whole = whole_scores(waves.scores)
    changes = _changes(waves.pairs, whole)
    earlier, later = waves.singles.counts
    dealt = any(earlier) and any(later) and len({s for s, a, b in zip(whole, earlier, later, strict=True) if a + b}) > 1
    effect = change_in_mean(waves)
    if not changes and not dealt:
        return outcome(name, waves.n, p=1.0, effect=effect, reason=NOTHING_LEFT)
    total = sum(n * score for n, score in zip(waves.later, waves.scores, strict=True))
    terms, observed = _swaps(changes), sum(step * n for step, n in changes.items() if step > 0)
    reason = None
    try:
        if dealt:
            terms.append(_deal(later, earlier, whole))
            observed += sum(map(int.__mul__, later, whole))
        p = two_sided_p_value(terms, observed)
    except TooLargeError:
        p, reason = PValue(_normal(changes, waves.singles, whole)), TOO_LARGE
    return outcome(name, waves.n, statistic=total, p=p, effect=effect, reason=reason)


def _deal(later: Sequence[int], earlier: Sequence[int], whole: Sequence[int]) -> Term:
    """The total of the later wave's singles if the answers of all singles are dealt anew."""
    chances = first_row_distribution([later, earlier], whole)
    possible = chances.nonzero()[0]
    return Term(tuple(possible.tolist()), tuple(chances[possible].tolist()))


def _normal(changes: Counter[int], singles: ContingencyTable, whole: Sequence[int]) -> float:
    """The two-sided p-value by the mean and the variance of the same swaps and deals."""
    away = sum(step * n for step, n in changes.items()) / 2
    variance = sum(step * step * n for step, n in changes.items()) / 4
    (earlier, later), n = singles.row_totals, singles.n
    if earlier and later:
        everyone = group_moments(singles.column_totals, tuple(map(float, whole)))
        away += sum(map(int.__mul__, singles.counts[1], whole)) - later * everyone.mean
        variance += earlier * later / n * everyone.variance
    return normal_two_sided(away / sqrt(variance))


def _not_of_pairs(table: ContingencyTable) -> str | None:
    rows, columns = table.shape
    if rows != columns:
        return NOT_SQUARE
    return None if table.n else NO_RESPONDENTS


def _changes(table: ContingencyTable, whole: Sequence[int]) -> Counter[int]:
    """How many municipalities changed by how much; those that did not change are left out."""
    changes: Counter[int] = Counter()
    for row, before in zip(table.counts, whole, strict=True):
        for cell, after in zip(row, whole, strict=True):
            if cell and after != before:
                changes[after - before] += cell
    return changes


def _swaps(changes: Counter[int]) -> list[Term]:
    """The sum of the rises if every change could as well have been its opposite."""
    return [coins(size, changes[size] + changes[-size]) for size in sorted({abs(step) for step in changes})]
