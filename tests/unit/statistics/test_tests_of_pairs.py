"""Exact tests of change between two waves: printed elsewhere, against going through every swap, and their laws."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from infopos_pipeline.statistics import conditional, panel, simulation, sums
from infopos_pipeline.statistics.change import OverlappingWaves, change_in_mean, overlapping_waves
from infopos_pipeline.statistics.contingency import ContingencyTable, contingency_table
from infopos_pipeline.statistics.panel import overlapping_waves_exact
from infopos_pipeline.statistics.registry import run_test

quick = settings(derandomize=True, max_examples=40, deadline=None)


def table_of(before: Sequence[float], after: Sequence[float]) -> ContingencyTable:
    """The square table of pairs listed one by one, scored by their values."""
    values = sorted({*before, *after})
    pairs = list(zip(before, after, strict=True))
    return contingency_table([[pairs.count((a, b)) for b in values] for a in values], values)


def test_mcnemar_agrees_with_fagerland_lydersen_and_laake() -> None:
    """Statistical Analysis of Contingency Tables (2017), chapter 8, complete response in Cavo et al.: P = 0.052479."""
    cavo = contingency_table([[59, 6], [16, 80]])
    assert run_test("mcnemar_exact", cavo).p_value == pytest.approx(0.052479, abs=5e-7)
    assert run_test("marginal_homogeneity_exact", cavo).p_value == pytest.approx(0.052479, abs=5e-7)


def test_prime_minister_agrees_with_agresti() -> None:
    """A. Agresti, Categorical Data Analysis (2002), section 10.1: 1600 voters, approval falls from 0.59 to 0.55; 95%
    interval of the change 0.04 ± 0.02, McNemar's z² = 17.36 with 86 and 150 off the diagonal.
    """
    ratings = contingency_table([[794, 150], [86, 570]])
    changed = run_test("marginal_homogeneity_exact", ratings)
    assert changed.statistic == 64
    assert changed.effect == pytest.approx(0.04)
    assert (changed.effect_low, changed.effect_high) == (pytest.approx(0.02, abs=5e-3), pytest.approx(0.06, abs=5e-3))
    assert changed.statistic**2 / (86 + 150) == pytest.approx(17.36, abs=5e-3)
    assert changed.p_value == pytest.approx(stats.binomtest(86, 236).pvalue, rel=1e-9)


def test_two_pathologists_agree_with_spss() -> None:
    """SPSS Exact Tests (Mehta and Patel), marginal homogeneity: 118 slides, exact two-sided p 0.307."""
    slides = [[22, 2, 2, 0, 0], [5, 7, 14, 0, 0], [0, 2, 36, 0, 0], [0, 1, 14, 7, 0], [0, 0, 3, 0, 3]]
    assert run_test("marginal_homogeneity_exact", contingency_table(slides)).p_value == pytest.approx(0.307, abs=5e-4)


def test_darwins_maize_agrees_with_fisher() -> None:
    """R. A. Fisher, The Design of Experiments (1935), section 21: 863 of 32768 ways reach 314, on either side."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    changed = run_test("marginal_homogeneity_exact", table_of([0] * 15, differences))
    assert changed.statistic == 314
    assert changed.p_value == pytest.approx(2 * 863 / 32768, rel=1e-12)


def test_depression_agrees_with_hollander_and_wolfe() -> None:
    """Hollander and Wolfe, example 3.1, as R's help of wilcox.test prints it: V = 40, p = 0.01953 on one side."""
    first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    result = run_test("wilcoxon_signed_rank_exact", table_of(second, first))
    assert result.statistic == 40
    assert result.p_value == pytest.approx(2 * 0.01953, abs=1e-5)
    assert result.effect == pytest.approx((40 - 5) / 45)  # the simple difference of Kerby (2014)


def test_wilcoxon_without_ties_agrees_with_scipy() -> None:
    differences = [3, -1, 8, 5, -2, 13, 4, 21, -6, 10]
    expected = stats.wilcoxon(differences, method="exact")
    result = run_test("wilcoxon_signed_rank_exact", table_of([0] * 10, differences))
    assert result.p_value == pytest.approx(expected.pvalue, rel=1e-12)
    assert min(result.statistic or 0, 55 - (result.statistic or 0)) == expected.statistic


@st.composite
def paired_tables(draw: st.DrawFn, most: int = 8) -> ContingencyTable:
    """A few pairs on two to four categories, some with uneven scores."""
    width = draw(st.integers(2, 4))
    cells = draw(st.lists(st.tuples(st.integers(0, width - 1), st.integers(0, width - 1)), min_size=1, max_size=most))
    scores = draw(st.sampled_from([[1, 2, 3, 4], [0, 0.1, 0.3, 0.7], [5, 2, 2, -1]]))[:width]
    return contingency_table([[cells.count((i, j)) for j in range(width)] for i in range(width)], scores)


def listed(table: ContingencyTable) -> list[tuple[Fraction, Fraction]]:
    """The pairs of a table one by one, scores as they are written."""
    scores = [Fraction(str(score)) for score in table.scores]
    return [
        (scores[i], scores[j]) for i, row in enumerate(table.counts) for j, cell in enumerate(row) for _ in range(cell)
    ]


def share(values: Sequence[Fraction], observed: Fraction) -> float:
    """The share of values at least as far from their mean as observed."""
    mean = sum(values, Fraction(0)) / len(values)
    return float(Fraction(sum(abs(value - mean) >= abs(observed - mean) for value in values), len(values)))


def signed_sums(sizes: Sequence[Fraction]) -> list[Fraction]:
    return [
        sum((s * x for s, x in zip(signs, sizes, strict=True)), Fraction(0))
        for signs in product((1, -1), repeat=len(sizes))
    ]


@quick
@given(paired_tables())
def test_every_swap_of_every_pair_is_counted(table: ContingencyTable) -> None:
    changes = [after - before for before, after in listed(table) if after != before]
    assume(changes)
    result = run_test("marginal_homogeneity_exact", table)
    assert result.p_value == pytest.approx(share(signed_sums(changes), sum(changes, Fraction(0))), rel=1e-12)
    assert result.statistic == pytest.approx(float(sum(changes)))
    sizes = sorted(map(abs, changes))
    ranks = [Fraction(2 * sizes.index(abs(x)) + sizes.count(abs(x)) + 1, 2) * (1 if x > 0 else -1) for x in changes]
    ranked = run_test("wilcoxon_signed_rank_exact", table)
    assert ranked.p_value == pytest.approx(share(signed_sums(ranks), sum(ranks, Fraction(0))), rel=1e-12)
    assert ranked.statistic == pytest.approx(float(sum(rank for rank in ranks if rank > 0)))


@quick
@given(paired_tables(30))
def test_waves_that_change_places_change_the_sign_of_everything(table: ContingencyTable) -> None:
    turned = contingency_table(zip(*table.counts, strict=True), table.scores)
    for name in ("marginal_homogeneity_exact", "wilcoxon_signed_rank_exact", "mcnemar_exact"):
        one, other = run_test(name, table), run_test(name, turned)
        assert one.p_value == (None if other.p_value is None else pytest.approx(other.p_value, rel=1e-12))
        if name != "mcnemar_exact" and one.effect is not None:
            assert other.effect == pytest.approx(-one.effect, abs=1e-12)


@quick
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_with_two_categories_all_tests_of_pairs_are_mcnemars(cells: list[int]) -> None:
    assume(any(cells))
    table = contingency_table([cells[:2], cells[2:]])
    p = run_test("mcnemar_exact", table).p_value
    for name in ("marginal_homogeneity_exact", "wilcoxon_signed_rank_exact"):
        assert run_test(name, table).p_value == pytest.approx(p, rel=1e-9)


def test_a_table_that_is_not_square_has_no_pairs() -> None:
    for name in ("marginal_homogeneity_exact", "wilcoxon_signed_rank_exact"):
        assert "same categories before" in (run_test(name, contingency_table([[1, 2, 3], [3, 2, 1]])).reason or "")


def test_past_the_stated_size_sums_are_simulated_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    table = contingency_table([[4, 2, 1], [3, 5, 2], [1, 6, 6]])
    exact = {
        name: run_test(name, table).p_value for name in ("marginal_homogeneity_exact", "wilcoxon_signed_rank_exact")
    }
    monkeypatch.setattr(sums, "LARGEST_WORK", 10)
    monkeypatch.setattr(simulation, "REPLICATES", 9_999)
    for name, p in exact.items():
        result = run_test(name, table)
        assert "9999 simulated sums" in (result.reason or "")
        assert result.p_low is not None
        assert result.p_high is not None
        assert p is not None
        assert result.p_low <= p <= result.p_high
        assert run_test(name, table) == result  # the same in every run


def test_scores_of_any_spacing_and_a_large_panel_have_a_p_value() -> None:
    uneven = contingency_table([[9, 3, 1], [3, 9, 4], [2, 5, 9]], [0, 0.123456789, 0.987654321])
    assert "simulated" in (run_test("marginal_homogeneity_exact", uneven).reason or "")
    many = run_test("marginal_homogeneity_exact", contingency_table([[40_000, 3_000], [3_300, 40_000]]))
    assert many.reason is None
    assert many.p_value == pytest.approx(stats.binomtest(3_000, 6_300).pvalue, rel=1e-8)


# Totals: pairs and singles together


def deals(waves: OverlappingWaves) -> Iterator[Fraction]:
    """The total of the later wave for every way to swap the pairs and to deal the singles."""
    scores = [Fraction(str(score)) for score in waves.scores]
    singles = [score for score, a, b in zip(scores, *waves.singles.counts, strict=True) for _ in range(a + b)]
    later = waves.singles.row_totals[1]
    for swapped in product(*listed(waves.pairs)):
        for chosen in combinations(range(len(singles)), later):
            yield sum(swapped, Fraction(0)) + sum((singles[place] for place in chosen), Fraction(0))


@st.composite
def small_waves(draw: st.DrawFn) -> OverlappingWaves:
    table = draw(paired_tables(5))
    counts = st.lists(st.integers(0, 2), min_size=table.shape[1], max_size=table.shape[1])
    return overlapping_waves(table.counts, draw(counts), draw(counts), table.scores)


@quick
@given(small_waves())
def test_every_swap_and_every_deal_is_counted(waves: OverlappingWaves) -> None:
    total = sum(n * Fraction(str(score)) for n, score in zip(waves.later, waves.scores, strict=True))
    result = overlapping_waves_exact(waves)
    assert result.p_value == pytest.approx(share(list(deals(waves)), Fraction(total)), rel=1e-10)
    assert result.n == waves.n


@quick
@given(paired_tables(20))
def test_totals_without_singles_are_the_panel(table: ContingencyTable) -> None:
    alone = overlapping_waves_exact(overlapping_waves(table.counts, scores=table.scores))
    assert alone.p_value == pytest.approx(run_test("marginal_homogeneity_exact", table).p_value, rel=1e-10)


@quick
@given(st.lists(st.integers(0, 5), min_size=3, max_size=3), st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_totals_without_pairs_are_separate_samples(earlier: list[int], later: list[int]) -> None:
    assume(any(earlier) and any(later))
    alone = overlapping_waves_exact(overlapping_waves([[0] * 3] * 3, earlier, later))
    separate = run_test("permutation_means", contingency_table([later, earlier]))
    assert alone.p_value == pytest.approx(separate.p_value, rel=1e-9)
    assert alone.effect == pytest.approx(change_in_mean(overlapping_waves([[0] * 3] * 3, earlier, later)).value)


@quick
@given(small_waves())
def test_totals_past_the_stated_size_are_asymptotic_and_say_so(waves: OverlappingWaves) -> None:
    """The normal distribution has the mean and the variance of all ways to swap and to deal."""
    found = np.array([float(total) for total in deals(waves)])
    assume(np.ptp(found) > 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditional, "LARGEST_STEP", -1)
        result = overlapping_waves_exact(waves)
    assume(result.reason)  # without singles to deal there is nothing that could be too much
    assert result.reason == panel.TOO_LARGE
    total = sum(n * score for n, score in zip(waves.later, waves.scores, strict=True))
    assert result.p_value == pytest.approx(2 * stats.norm.sf(abs(total - found.mean()) / found.std()), rel=1e-6)
    assert result.statistic == pytest.approx(total)


def test_totals_with_nothing_to_compare_say_so() -> None:
    nobody = overlapping_waves_exact(overlapping_waves([[0, 0], [0, 0]]))
    assert (nobody.p_value, nobody.reason) == (None, "there are no respondents")
    for alike in (
        overlapping_waves([[3, 0], [0, 4]]),
        overlapping_waves([[3, 0], [0, 4]], [2, 1]),
        overlapping_waves([[3, 0], [0, 4]], [2, 0], [5, 0]),
    ):
        assert (overlapping_waves_exact(alike).p_value, overlapping_waves_exact(alike).reason) == (
            1,
            panel.NOTHING_LEFT,
        )
