"""What must hold of every table: order and transposition, the scores' unit, p-values between 0 and 1, no warning."""

import warnings
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from infopos_pipeline.statistics.contingency import ContingencyTable, contingency_table
from infopos_pipeline.statistics.exact import pearson_chi_square
from infopos_pipeline.statistics.registry import TESTS, run_test
from infopos_pipeline.statistics.which_test import PAIRED


def same(value: float | None, expected: float | None, rel: float = 1e-8) -> bool:
    """Whether two p-values agree: both missing, or equal up to rounding."""
    if value is None or expected is None:
        return value is expected
    return value == pytest.approx(expected, rel=rel, abs=1e-14)


quick = settings(derandomize=True, max_examples=60, deadline=None)
names = st.sampled_from(sorted(TESTS))


@st.composite
def small_tables(
    draw: st.DrawFn, rows: tuple[int, int] = (1, 4), columns: tuple[int, int] = (1, 4)
) -> ContingencyTable:
    """Tables of a few respondents, empty rows and columns included."""
    height, width = draw(st.integers(*rows)), draw(st.integers(*columns))
    cells = st.integers(0, 5)
    return contingency_table([[draw(cells) for _ in range(width)] for _ in range(height)])


@quick
@given(small_tables())
def test_every_test_has_a_defined_answer(table: ContingencyTable) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in TESTS:
            result = run_test(name, table)
            assert result.test == name
            assert result.n == table.n
            assert result.p_value is not None or result.reason
            assert result.p_value is None or 0 <= result.p_value <= 1
            for value in result.as_dict().values():
                assert value is None or value == value  # never NaN
            if result.effect is not None and result.effect_low is not None and result.effect_high is not None:
                assert result.effect_low <= result.effect_high


@quick
@given(small_tables())
def test_fisher_and_chi_square_ignore_every_order(table: ContingencyTable) -> None:
    turned = contingency_table([row[::-1] for row in table.counts[::-1]])
    for name in ("fisher", "chi_square"):
        p = run_test(name, table).p_value
        for other in (turned, table.transposed()):
            assert same(run_test(name, other).p_value, p, 1e-9)


@quick
@given(small_tables())
def test_ordered_tests_are_symmetric(table: ContingencyTable) -> None:
    both_reversed = contingency_table([row[::-1] for row in table.counts[::-1]])
    for name in ("spearman", "kendall", "linear_by_linear", "linear_by_linear_exact", "jonckheere"):
        p = run_test(name, table).p_value
        assert same(run_test(name, both_reversed).p_value, p, 1e-8)
        assert same(run_test(name, table.transposed()).p_value, p, 1e-8)


@quick
@given(small_tables(rows=(2, 2)))
def test_two_groups_can_change_places(table: ContingencyTable) -> None:
    swapped = contingency_table(table.counts[::-1])
    for name in ("mann_whitney_exact", "mann_whitney_asymptotic", "student", "welch", "permutation_means", "boschloo"):
        one, other = run_test(name, table), run_test(name, swapped)
        assert same(other.p_value, one.p_value)
        if one.effect is not None and other.effect is not None:
            assert other.effect == pytest.approx(-one.effect, abs=1e-12)


@quick
@given(small_tables(rows=(2, 3), columns=(2, 4)), st.floats(0.001, 1e6), st.floats(-1e3, 1e3))
def test_the_unit_of_the_scores_does_not_matter(table: ContingencyTable, unit: float, zero: float) -> None:
    scaled = contingency_table(table.counts, [zero + unit * score for score in table.scores])
    for name in ("student", "welch", "permutation_means", "linear_by_linear", "linear_by_linear_exact", "spearman"):
        assert same(run_test(name, scaled).p_value, run_test(name, table).p_value, 1e-5)


@quick
@given(small_tables(rows=(2, 2), columns=(2, 4)))
def test_columns_may_come_in_any_order_if_their_scores_come_along(table: ContingencyTable) -> None:
    turned = contingency_table([row[::-1] for row in table.counts], table.scores[::-1])
    for name in ("mann_whitney_exact", "student", "permutation_means", "spearman", "kruskal", "linear_by_linear_exact"):
        assert same(run_test(name, turned).p_value, run_test(name, table).p_value, 1e-9)


@quick
@given(small_tables(rows=(2, 2), columns=(2, 2)))
def test_in_two_by_two_tables_tests_coincide(table: ContingencyTable) -> None:
    """With two categories the exact rank, score and linear-by-linear tests are one and the same."""
    p = run_test("linear_by_linear_exact", table).p_value
    for name in ("mann_whitney_exact", "permutation_means"):
        assert same(run_test(name, table).p_value, p, 1e-9)
    assert same(run_test("kruskal", table).p_value, run_test("linear_by_linear", table).p_value, 1e-9)
    used = table.without_empty()
    if used.shape == (2, 2):
        z = run_test("cochran_armitage", table).statistic
        assert z is not None
        assert z * z == pytest.approx(pearson_chi_square(used), abs=1e-9)


@quick
@given(small_tables(rows=(2, 2)))
def test_two_rows_are_ranked_alike_by_all_rank_tests(table: ContingencyTable) -> None:
    """Mann-Whitney, Kruskal-Wallis, Jonckheere and Kendall's test agree on two groups."""
    p = run_test("mann_whitney_asymptotic", table).p_value
    for name in ("kruskal", "jonckheere", "kendall"):
        assert same(run_test(name, table).p_value, p, 1e-8)


@quick
@given(st.integers(2, 12), st.integers(2, 12), st.integers(1, 23))
def test_a_more_extreme_table_is_no_more_likely(first: int, second: int, total: int) -> None:
    """With the margins fixed, p falls as the first cell moves away from its expectation on either side."""
    assume(total < first + second)
    cells = range(max(0, total - second), min(first, total) + 1)
    p = {
        a: run_test("fisher", contingency_table([[a, first - a], [total - a, second - total + a]])).p_value
        for a in cells
    }
    expected = first * total / (first + second)
    for a, b in pairwise(cells):
        near, far = (a, b) if a >= expected else (b, a) if b <= expected else (a, a)
        assert (p[far] or 0) <= (p[near] or 0) + 1e-12


@quick
@given(small_tables(rows=(2, 2), columns=(2, 2)))
def test_boschloo_never_exceeds_fisher(table: ContingencyTable) -> None:
    result = run_test("boschloo", table)
    if result.p_value is not None and result.statistic is not None:
        assert result.p_value <= result.statistic + 1e-9


@quick
@given(small_tables(rows=(2, 2), columns=(2, 2)))
def test_mcnemar_depends_on_those_who_changed_only(table: ContingencyTable) -> None:
    (_, up), (down, _) = table.counts
    assume(table.n)
    other = contingency_table([[7, down], [up, 1]])
    assert same(run_test("mcnemar_exact", table).p_value, run_test("mcnemar_exact", other).p_value, 1e-8)


@quick
@given(small_tables(), names)
def test_an_empty_column_changes_nothing(table: ContingencyTable, name: str) -> None:
    assume(name not in {*PAIRED, "boschloo", "cochran_armitage"})  # these ask for two columns, or as many as rows
    wider = contingency_table([[*row, 0] for row in table.counts])
    assert same(run_test(name, wider).p_value, run_test(name, table).p_value, 1e-9)
