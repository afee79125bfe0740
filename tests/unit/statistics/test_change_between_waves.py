"""How much changed between two waves: printed elsewhere, the ends at which two classics come out, and coverage."""

from itertools import combinations, product
from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from infopos_pipeline.statistics.change import (
    OverlappingWaves,
    _overlap,
    change_in_mean,
    change_in_share,
    overlapping_waves,
)
from infopos_pipeline.statistics.contingency import TableError
from infopos_pipeline.statistics.effects import risk_difference
from infopos_pipeline.statistics.outcome import Effect

quick = settings(derandomize=True, max_examples=60, deadline=None)
small = st.integers(0, 8)

# Pairs (both, earlier only, later only, neither) with the interval of the share before minus the share after by
# Newcombe's method 10, as printed in: Newcombe (1998), Statistics in Medicine 17, 2635-2650; M.-L. Tang et al. (2010);
# Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33, 2850-2875; Chang (2024), all four by way of the tests
# of the R package ratesci; and Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables (2017), ch. 8.
NEWCOMBE = [
    ((20, 12, 2, 16), "0.0562", "0.3292"),
    ((8, 3, 1, 2), "-0.1574", "0.4136"),
    ((1, 1, 7, 12), "-0.507", "-0.026"),
    ((7, 25, 2, 68), "0.133", "0.318"),
    ((59, 6, 16, 80), "-0.1186", "-0.0046"),
]


def limits(effect: Effect) -> tuple[float, float, float]:
    assert effect.value is not None
    assert effect.low is not None
    assert effect.high is not None
    return effect.low, effect.value, effect.high


@pytest.mark.parametrize(("cells", "low", "high"), NEWCOMBE)
def test_paired_shares_agree_with_newcombes_method(cells: tuple[int, ...], low: str, high: str) -> None:
    a, b, c, d = cells
    # A fall is negative here, so the printed limits change sign and place.
    found_low, _, found_high = limits(change_in_share(overlapping_waves([[a, b], [c, d]]), 0))
    for value, printed in ((-found_high, low), (-found_low, high)):
        assert round(value, len(printed.split(".")[1])) == float(printed)


def test_means_agree_with_the_partially_overlapping_samples_t_test() -> None:
    """B. Derrick, D. Toher and P. White, Quantitative Methods in Psychology 13 (2017), 120-126: p = 0.026; the limits
    are those of their R package Partiallyoverlapping, first sample minus second.
    """
    first, second = [20, 21, 16, 18, 14, 12, 14, 17], [10, 16, 18, 16, 15, 14, 13, 10]
    pairs = list(zip([14, 15, 18, 20, 11, 19, 14, 15], [15, 10, 15, 17, 13, 19, 12, 13], strict=True))
    scores = sorted({*first, *second, *(score for pair in pairs for score in pair)})
    waves = overlapping_waves(
        [[pairs.count((a, b)) for b in scores] for a in scores],
        [first.count(score) for score in scores],
        [second.count(score) for score in scores],
        scores,
    )
    low, value, high = limits(change_in_mean(waves))
    assert value == pytest.approx(-2)
    assert (-high, -low) == pytest.approx((0.26590297053, 3.73409702947), abs=1e-10)


@quick
@given(st.lists(small, min_size=2, max_size=2), st.lists(small, min_size=2, max_size=2))
def test_without_pairs_it_is_newcombes_interval_of_separate_samples(earlier: list[int], later: list[int]) -> None:
    assume(any(earlier) and any(later))
    waves = overlapping_waves([[0, 0], [0, 0]], earlier, later)
    separate = risk_difference((later[0], later[1]), (earlier[0], earlier[1]))
    assert limits(change_in_share(waves, 0)) == pytest.approx(limits(separate), abs=1e-12)


def values(counts: tuple[int, ...], scores: tuple[float, ...]) -> list[float]:
    return [score for score, n in zip(scores, counts, strict=True) for _ in range(n)]


def test_means_are_welchs_without_pairs_and_the_paired_t_tests_without_singles() -> None:
    separate = overlapping_waves([[0] * 3] * 3, [5, 3, 1], [2, 2, 9], [0, 1, 5])
    one, other = (values(counts, separate.scores) for counts in (separate.earlier, separate.later))
    expected = stats.ttest_ind(other, one, equal_var=False).confidence_interval()
    assert limits(change_in_mean(separate))[::2] == pytest.approx((expected.low, expected.high), rel=1e-10)
    pairs = [[5, 3, 1], [2, 2, 9], [0, 4, 3]]
    before = [score for score, row in zip((0, 1, 5), pairs, strict=True) for _ in range(sum(row))]
    after = [score for row in pairs for score, n in zip((0, 1, 5), row, strict=True) for _ in range(n)]
    expected = stats.ttest_rel(after, before).confidence_interval()
    found = change_in_mean(overlapping_waves(pairs, scores=[0, 1, 5]))
    assert limits(found)[::2] == pytest.approx((expected.low, expected.high), rel=1e-10)


@st.composite
def any_waves(draw: st.DrawFn) -> OverlappingWaves:
    width = draw(st.integers(2, 4))
    row = st.lists(small, min_size=width, max_size=width)
    waves = overlapping_waves([draw(row) for _ in range(width)], draw(row), draw(row))
    assume(sum(waves.earlier) > 1 and sum(waves.later) > 1)
    return waves


def turned(waves: OverlappingWaves) -> OverlappingWaves:
    return overlapping_waves(
        zip(*waves.pairs.counts, strict=True), waves.singles.counts[1], waves.singles.counts[0], waves.scores
    )


@quick
@given(any_waves(), st.integers(0, 60))
def test_waves_that_change_places_change_the_sign(waves: OverlappingWaves, more: int) -> None:
    for population in (None, waves.n + more):
        for one, other in (
            (change_in_share(waves, 0, population), change_in_share(turned(waves), 0, population)),
            (change_in_mean(waves, population), change_in_mean(turned(waves), population)),
        ):
            assert one.value == pytest.approx(-(other.value or 0.0), abs=1e-12)
            if one.low is not None:
                low, value, high = limits(one)
                assert (low, high) == pytest.approx((-limits(other)[2], -limits(other)[0]), abs=1e-9)
                assert low <= value <= high


@quick
@given(any_waves())
def test_the_interval_for_a_list_narrows_to_nothing_as_the_list_is_answered_whole(waves: OverlappingWaves) -> None:
    endless = limits(change_in_share(waves, 0))
    widths = []
    for population in (10**9, 4 * waves.n, 2 * waves.n, waves.n):
        low, _, high = limits(change_in_share(waves, 0, population))
        widths.append(high - low)
    assert widths[0] == pytest.approx(endless[2] - endless[0], abs=1e-6)
    if waves.singles.n == 0:
        assert widths == sorted(widths, reverse=True)
        assert widths[-1] == 0
        mean = change_in_mean(waves, waves.n)
        assert mean.low == mean.value == mean.high


def test_the_overlap_is_the_correlation_of_two_draws_from_one_list() -> None:
    """S. M. Tam (1984), by going through all pairs of draws of 4 and 3 that share 2 from a list of 6."""
    answers = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])  # the same in both waves, so that the draws alone matter
    means = np.array(
        [
            (answers[list(one)].mean(), answers[list(other)].mean())
            for one, other in product(combinations(range(6), 4), combinations(range(6), 3))
            if len({*one} & {*other}) == 2
        ]
    )
    waves = overlapping_waves([[1, 0], [0, 1]], [1, 1], [1, 0])
    assert _overlap(waves, (4, 3), 6) == pytest.approx(np.corrcoef(means.T)[0, 1], abs=1e-12)
    assert _overlap(waves, (4, 3), None) == pytest.approx(2 / sqrt(12))


def test_wilsons_limits_for_a_list_have_the_variance_of_a_draw_without_replacement() -> None:
    """Everybody on a list of 40 answered before, 30 of them after: only the later share is uncertain."""
    waves = overlapping_waves([[10, 5], [3, 12]], [4, 6])
    low, change, high = limits(change_in_share(waves, 0, 40))
    before, after = 19 / 40, 13 / 30
    assert change == pytest.approx(after - before)
    for share in (low + before, high + before):
        error = sqrt(share * (1 - share) / 30 * (40 - 30) / (40 - 1))
        assert abs(after - share) == pytest.approx(stats.norm.ppf(0.975) * error, rel=1e-9)


def test_intervals_of_a_near_census_cover_what_happened_on_the_list() -> None:
    """81 municipalities, 70 of which answer each wave, mostly the same; the change on the list is fixed."""
    generator = np.random.default_rng(5)
    before = np.array([1] * 40 + [0] * 41)
    after = np.array([1] * 32 + [0] * 8 + [1] * 17 + [0] * 24)
    truth = (after.sum() - before.sum()) / 81
    covered = {"share": 0, "mean": 0, "process": 0}
    runs = 600
    for _ in range(runs):
        eager = generator.random(81)
        there = [np.argsort(eager + 0.5 * generator.random(81))[:70] for _ in range(2)]
        asked = [np.isin(np.arange(81), chosen) for chosen in there]
        both, first, second = asked[0] & asked[1], asked[0] & ~asked[1], asked[1] & ~asked[0]
        pairs = [[int((both & (before == i) & (after == j)).sum()) for j in (0, 1)] for i in (0, 1)]
        singles = [
            [int((who & (answer == i)).sum()) for i in (0, 1)] for who, answer in ((first, before), (second, after))
        ]
        waves = overlapping_waves(pairs, *singles, scores=[0, 1])
        for name, effect in (
            ("share", change_in_share(waves, 1, 81)),
            ("mean", change_in_mean(waves, 81)),
            ("process", change_in_share(waves, 1)),
        ):
            low, _, high = limits(effect)
            covered[name] += low <= truth <= high
    assert 0.92 <= covered["share"] / runs <= 0.985
    assert 0.92 <= covered["mean"] / runs <= 0.985
    assert covered["process"] == runs  # an interval for the process is far too wide for the list


def test_intervals_of_a_process_cover_its_change() -> None:
    """60 pairs and 15 singles in each wave, correlated answers, shares 0.5 and 0.6."""
    generator = np.random.default_rng(6)
    joint = [0.4, 0.1, 0.2, 0.3]
    covered, apart, runs = 0, 0, 1000
    for _ in range(runs):
        a, b, c, d = (int(n) for n in generator.multinomial(60, joint))
        first, second = int(generator.binomial(15, 0.5)), int(generator.binomial(15, 0.6))
        waves = overlapping_waves([[a, b], [c, d]], [first, 15 - first], [second, 15 - second])
        low, _, high = limits(change_in_share(waves, 0))
        covered += low <= 0.1 <= high
        naive = risk_difference((waves.later[0], waves.later[1]), (waves.earlier[0], waves.earlier[1]))
        apart += limits(naive)[2] - limits(naive)[0] > high - low
    assert 0.935 <= covered / runs <= 0.975
    assert apart > 0.99 * runs  # what the overlap is worth


def test_what_has_no_interval_says_so() -> None:
    assert change_in_share(overlapping_waves([[0, 0], [0, 0]], [1, 2]), 0).value is None
    assert change_in_mean(overlapping_waves([[0, 0], [0, 0]], [1, 2])).value is None
    for certain in (overlapping_waves([[4, 0], [0, 3]]), overlapping_waves([[0, 4], [0, 0]])):
        assert change_in_mean(certain).low is None
        assert change_in_share(certain, 0).low is not None
    assert change_in_mean(overlapping_waves([[0, 0], [0, 0]], [1, 2], [1, 0])).low is None
    for population in (81, None):
        low, value, high = limits(change_in_share(overlapping_waves([[70, 0], [0, 0]], [5, 0], [5, 0]), 0, population))
        assert low < value == 0 < high


def test_what_are_no_waves_is_refused() -> None:
    with pytest.raises(TableError, match="found 1 rows and 2 columns"):
        overlapping_waves([[1, 2]])
    with pytest.raises(TableError, match="Rows differ in length"):
        overlapping_waves([[1, 2], [3, 4]], [1, 2, 3])
    with pytest.raises(TableError, match="There are 3 scores for 2 columns"):
        overlapping_waves([[1, 2], [3, 4]], scores=[1, 2, 3])
    for effect in (lambda waves: change_in_share(waves, 0, 9), lambda waves: change_in_mean(waves, 9)):
        with pytest.raises(TableError, match="10 municipalities do not come from a list of 9"):
            effect(overlapping_waves([[1, 2], [3, 4]]))
