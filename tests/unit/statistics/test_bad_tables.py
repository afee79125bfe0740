"""Input that is no table, and tables on which a test has nothing to say: a clear message or a documented outcome."""

import sys
from fractions import Fraction
from subprocess import run
from typing import Any

import numpy as np
import pytest

from infopos_pipeline.statistics.contingency import LARGEST_TOTAL, TableError, contingency_table
from infopos_pipeline.statistics.outcome import Effect, PValue, outcome
from infopos_pipeline.statistics.registry import TESTS, run_test

NAMES = [
    "chi_square",
    "fisher",
    "spearman",
    "kendall",
    "mann_whitney_asymptotic",
    "mann_whitney_exact",
    "linear_by_linear",
    "linear_by_linear_exact",
    "student",
    "welch",
    "kruskal",
    "jonckheere",
    "cochran_armitage",
    "mcnemar_exact",
    "marginal_homogeneity_exact",
    "wilcoxon_signed_rank_exact",
    "boschloo",
    "permutation_means",
]

OF_PAIRS = {"mcnemar_exact", "marginal_homogeneity_exact", "wilcoxon_signed_rank_exact"}
KEEP_EMPTY_MARGINS = {*OF_PAIRS, "boschloo"}
"""Pairs and fixed groups: an empty margin says something there; they have a test of their own below."""
EXACT = {"fisher", "mann_whitney_exact", "linear_by_linear_exact", "permutation_means"}


@pytest.mark.parametrize(
    ("counts", "scores", "message"),
    [
        ([], None, "The table is empty"),
        ([[]], None, "The table is empty"),
        ([[1, 2], [3]], None, "Rows differ in length: row 1 has 2 counts, row 2 has 1"),
        ([[1, -2]], None, "cannot be negative, found -2"),
        ([[1, 2.5]], None, "must be a whole number, found 2.5"),
        ([[1, float("nan")]], None, "must be a whole number, found nan"),
        ([[1, float("inf")]], None, "must be a whole number, found inf"),
        ([[1, True]], None, "must be a whole number, found True"),
        ([[1, None]], None, "must be a whole number, found None"),
        ([[1, "2"]], None, "must be a whole number, found '2'"),
        ([1, 2], None, "Expected a row of counts, found 1"),
        ("12", None, "Expected a table"),
        ({"a": 1}, None, "Expected a table"),
        (7, None, "Expected a table: a list of rows of counts, found 7"),
        ([["x" * 100]], None, r"found 'x+\.\.\."),
        ([[LARGEST_TOTAL, 1]], None, "add up to more than"),
        ([[1, 2]], [1], "There are 1 scores for 2 columns"),
        ([[1, 2]], [1, float("nan")], "A score must be a finite number"),
        ([[1, 2]], [1, False], "A score must be a finite number"),
        ([[1, 2]], [1, 1e200], "A score must be a finite number"),
        ([[1, 2]], "ab", "Expected a list of scores"),
    ],
)
def test_what_is_no_table_is_refused(counts: Any, scores: Any, message: str) -> None:
    with pytest.raises(TableError, match=message):
        contingency_table(counts, scores)


def test_whole_numbers_of_any_type_are_counts() -> None:
    table = contingency_table(np.array([[1, 2], [3, 4]]), (Fraction(1, 2), np.float64(3)))
    assert table.counts == ((1, 2), (3, 4))
    assert table.scores == (0.5, 3.0)
    assert contingency_table([[1.0, 2.0]]).counts == ((1, 2),)


def test_helpers_of_the_table() -> None:
    table = contingency_table([[1, 0, 3], [0, 0, 0], [2, 0, 2]], [1, 2, 4])
    assert table.shape == (3, 3)
    assert table.n == 8
    assert table.row_totals == (4, 0, 4)
    assert table.column_totals == (3, 0, 5)
    assert table.group_means == (3.25, None, 2.5)
    assert table.without_empty().counts == ((1, 3), (2, 2))
    assert table.without_empty().scores == (1, 4)
    assert contingency_table([[1, 2, 3]], [2, 1, 2]).by_score().counts == ((2, 4),)


def test_the_registry_holds_the_names_of_the_command_line() -> None:
    assert list(TESTS) == NAMES
    for name, test in TESTS.items():
        assert test.name == name
        assert set(test.label) == {"nl", "en"}
        assert test.conditions.endswith(".")
        assert test.reference


def test_an_unknown_test_names_the_nearest() -> None:
    with pytest.raises(TableError, match=r"There is no test 'fischer'\. Did you mean fisher"):
        run_test("fischer", contingency_table([[1, 2], [3, 4]]))
    with pytest.raises(TableError, match="Did you mean chi_square, fisher"):
        run_test("???", contingency_table([[1, 2], [3, 4]]))


@pytest.mark.parametrize("name", NAMES)
def test_nobody_at_all(name: str) -> None:
    result = run_test(name, contingency_table([[0, 0], [0, 0]]))
    assert result.p_value is None
    assert result.reason


@pytest.mark.parametrize("name", [name for name in NAMES if name not in KEEP_EMPTY_MARGINS])
@pytest.mark.parametrize("counts", [[[4]], [[4, 0], [0, 0]], [[3, 0], [5, 0]], [[3, 5], [0, 0]], [[1, 0], [0, 0]]])
def test_nothing_to_compare(name: str, counts: list[list[int]]) -> None:
    """An exact test has p = 1: no other table has these margins. Other tests have no p-value, and say why."""
    result = run_test(name, contingency_table(counts))
    assert result.p_value == (1.0 if name in EXACT else None)
    assert result.reason


def test_pairs_and_fixed_groups_keep_empty_margins() -> None:
    changed = run_test("mcnemar_exact", contingency_table([[0, 5], [0, 0]]))
    assert changed.p_value == pytest.approx(2 / 2**5)
    assert changed.effect is None
    assert "infinite" in (changed.reason or "")
    for name in OF_PAIRS:
        assert run_test(name, contingency_table([[0, 5], [0, 0]])).p_value == pytest.approx(2 / 2**5)
    for name in OF_PAIRS:
        unchanged = run_test(name, contingency_table([[5, 0], [0, 4]]))
        assert (unchanged.p_value, unchanged.reason) == (1, "nobody changed")
    assert run_test("boschloo", contingency_table([[5, 0], [9, 0]])).p_value == 1
    assert run_test("boschloo", contingency_table([[5, 1], [0, 0]])).p_value is None


@pytest.mark.parametrize("name", ["student", "welch"])
def test_too_little_spread_for_a_t_test(name: str) -> None:
    assert run_test(name, contingency_table([[3, 0], [0, 4]])).reason == "the scores do not vary within the groups"
    assert "too few" in (run_test(name, contingency_table([[1, 0], [0, 1]])).reason or "")
    assert run_test(name, contingency_table([[2, 1, 0], [0, 1, 1]], [7, 7, 7])).p_value is None


def test_one_respondent_in_a_group() -> None:
    table = contingency_table([[1, 0, 0], [2, 3, 4]])
    assert run_test("student", table).p_value is not None
    assert run_test("welch", table).p_value is None
    assert run_test("mann_whitney_exact", table).p_value == pytest.approx(3 / 10)


@pytest.mark.parametrize(
    "name", ["mann_whitney_exact", "mann_whitney_asymptotic", "student", "welch", "permutation_means"]
)
def test_two_group_tests_refuse_three_groups(name: str) -> None:
    result = run_test(name, contingency_table([[1, 2], [3, 1], [2, 2]]))
    assert result.p_value is None
    assert "two groups" in (result.reason or "")


def test_tests_of_a_shape_refuse_other_shapes() -> None:
    wide = contingency_table([[1, 2, 3], [3, 2, 1]])
    for name in ("cochran_armitage", "mcnemar_exact", "boschloo"):
        assert "two" in (run_test(name, wide).reason or "")


def test_equal_scores_are_one_category() -> None:
    merged = run_test("mann_whitney_exact", contingency_table([[2, 1, 3], [4, 1, 0]], [1, 1, 2]))
    assert merged.p_value == run_test("mann_whitney_exact", contingency_table([[3, 3], [5, 0]])).p_value


def test_a_result_never_holds_what_is_no_number() -> None:
    result = outcome(
        "any", 5, statistic=float("inf"), p=PValue(1 + 1e-12), effect=Effect("size", float("nan"), 0.0, float("inf"))
    )
    assert result.statistic is None
    assert result.p_value == 1
    assert result.effect_name == "size"
    assert result.reason == "statistic is infinite; effect is undefined; effect_high is infinite"
    assert list(result.as_dict()) == (
        [
            "test",
            "statistic",
            "df",
            "p_value",
            "p_low",
            "p_high",
            "effect",
            "effect_name",
            "effect_low",
            "effect_high",
            "n",
            "reason",
        ]
    )


def test_the_registry_is_imported_without_scipy() -> None:
    """SciPy takes a quarter of a second that a command without a test should not pay."""
    code = "import sys, infopos_pipeline.statistics.registry; sys.exit('scipy' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
