"""The responders held against everyone approached: every draw from the frame, SciPy, and what is refused."""

from itertools import product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from infopos_pipeline.statistics.contingency import TableError, contingency_table
from infopos_pipeline.statistics.non_response import response_exact
from infopos_pipeline.statistics.registry import run_test


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=2, max_size=4))
def test_every_draw_from_the_frame_is_counted(kinds: list[tuple[int, int]]) -> None:
    approached = {kind: there + silent for kind, (there, silent) in enumerate(kinds)}
    responded = {kind: there for kind, (there, _) in enumerate(kinds)}
    n = sum(responded.values())

    def ways(draw: tuple[int, ...]) -> int:
        return prod(comb(approached[kind], number) for kind, number in enumerate(draw))

    draws = [draw for draw in product(*(range(size + 1) for size in approached.values())) if sum(draw) == n]
    observed = ways(tuple(responded.values()))
    result = response_exact(approached, responded)
    if not sum(approached.values()):
        assert result.p_value is None
        return
    expected = sum(ways(draw) for draw in draws if ways(draw) <= observed) / comb(sum(approached.values()), n)
    assert result.p_value == pytest.approx(expected, rel=1e-9)
    if result.statistic is not None:
        assert result.statistic == pytest.approx(observed / comb(sum(approached.values()), n), rel=1e-9)


def test_two_kinds_agree_with_scipy_and_any_number_with_fishers_test() -> None:
    result = response_exact({"north": 40, "south": 41}, {"north": 39, "south": 34})
    expected = stats.fisher_exact([[39, 1], [34, 7]])
    assert result.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert result.n == 81
    regions = {"a": 30, "b": 20, "c": 31}
    there = {"a": 30, "b": 15, "c": 30}
    fisher = run_test("fisher", contingency_table([[30, 0], [15, 5], [30, 1]]))
    found = response_exact(regions, there)
    assert (found.p_value, found.statistic) == (fisher.p_value, fisher.statistic)
    assert (found.effect, found.effect_low, found.effect_high) == (fisher.effect, fisher.effect_low, fisher.effect_high)


def test_facts_together_are_their_combinations() -> None:
    approached = {("north", "small"): 20, ("north", "large"): 20, ("south", "small"): 20, ("south", "large"): 21}
    responded = {("north", "small"): 20, ("north", "large"): 12, ("south", "small"): 13, ("south", "large"): 21}
    together = response_exact(approached, responded)
    north = response_exact({"north": 40, "south": 41}, {"north": 32, "south": 34})
    assert (together.p_value or 1) < 0.001 < (north.p_value or 0)  # either fact alone would have missed it


def test_a_full_response_leaves_nothing_to_compare() -> None:
    for responded in ({"north": 3, "south": 4}, {}):
        result = response_exact({"north": 3, "south": 4}, responded)
        assert result.p_value == 1
        assert "everybody answered" in (result.reason or "")
    assert response_exact({"north": 5}, {"north": 3}).p_value == 1


@pytest.mark.parametrize(
    ("responded", "message"),
    [
        ({"north": 4}, "4 responders of a kind of which 3"),
        ({"east": 1}, "1 responders of a kind of which 0"),
        ({"north": -1}, "cannot be negative"),
    ],
)
def test_responders_that_were_not_approached_are_refused(responded: dict[str, int], message: str) -> None:
    with pytest.raises(TableError, match=message):
        response_exact({"north": 3, "south": 4}, responded)
