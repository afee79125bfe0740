"""Raking: a published example, what holds of any weights, shares whose answer is known, and what is refused."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.statistics import raking
from infopos_pipeline.statistics.contingency import TableError
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.raking import rake, weighted_share

quick = settings(derandomize=True, max_examples=40, deadline=None)
Cells = Mapping[tuple[str, ...], int]


def cells(table: Sequence[Sequence[int]]) -> dict[tuple[str, ...], int]:
    return {(f"row {i}", f"column {j}"): n for i, row in enumerate(table) for j, n in enumerate(row)}


def margins(table: Sequence[Sequence[int]]) -> list[dict[str, int]]:
    return [
        {f"row {i}": sum(row) for i, row in enumerate(table)},
        {f"column {j}": sum(column) for j, column in enumerate(zip(*table, strict=True))},
    ]


def test_weights_agree_with_kalton_and_flores_cervantes() -> None:
    """G. Kalton and I. Flores-Cervantes, Journal of Official Statistics 19 (2003), 81-97, raking to two margins; as
    printed in the output of the test kalton.R of the R package survey (table B).
    """
    sample = [[20, 40, 40], [50, 140, 310], [100, 50, 50], [30, 100, 70]]
    frame = [[80, 40, 55], [60, 150, 340], [170, 60, 200], [55, 165, 125]]
    printed = [["1.81", "1.45", "2.02"], ["1.08", "0.87", "1.21"], ["2.20", "1.76", "2.45"], ["1.83", "1.47", "2.04"]]
    raked = rake(cells(sample), margins(frame))
    for cell, text in zip(raked.weights, (text for row in printed for text in row), strict=True):
        # A weight of 1 stands for 1500 in the frame by 1000 in the sample.
        assert f"{raked.weights[cell] * 1500 / 1000:.2f}" == text


def test_one_fact_is_poststratification() -> None:
    raked = rake({("a",): 10, ("b",): 30}, [{"a": 25, "b": 75}])
    assert raked.weights == pytest.approx({("a",): 1.0, ("b",): 1.0})
    raked = rake({("a",): 10, ("b",): 30}, [{"a": 40, "b": 40}])
    assert raked.weights == pytest.approx({("a",): 2.0, ("b",): 2 / 3})
    assert (raked.lowest, raked.highest, raked.n, raked.population) == pytest.approx((2 / 3, 2.0, 40, 80))
    # L. Kish (1992): 1 + cv², with the variance of the weights over all responders.
    weights = np.repeat([2.0, 2 / 3], [10, 30])
    assert raked.design_effect == pytest.approx(1 + weights.var() / weights.mean() ** 2)
    assert raked.effective_n == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


tables = st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=2, max_size=3)


@quick
@given(tables, tables)
def test_weighted_responders_have_the_margins_of_the_frame(sample: list[list[int]], frame: list[list[int]]) -> None:
    sample, frame = sample[: min(len(sample), len(frame))], frame[: min(len(sample), len(frame))]
    raked = rake(cells(sample), margins(frame))
    weighted = {cell: raked.weights[cell] * n for cell, n in raked.responders.items()}
    assert sum(weighted.values()) == pytest.approx(raked.n)
    for fact, margin in enumerate(margins(frame)):
        for category, wanted in margin.items():
            found = sum(n for cell, n in weighted.items() if cell[fact] == category)
            assert found / raked.n == pytest.approx(wanted / raked.population, abs=1e-11)
    assert raked.design_effect >= 1 - 1e-12
    # Raking multiplies by row and by column only: it leaves the association of the facts as it was.
    a, b, c, d = (raked.weights[f"row {i}", f"column {j}"] for i in (0, 1) for j in (0, 1))
    assert a * d == pytest.approx(b * c, rel=1e-9)


def test_the_same_input_gives_the_same_weights_whatever_its_order() -> None:
    sample, frame = [[8, 5, 2], [3, 9, 4]], [[10, 9, 6], [5, 10, 9]]
    one = rake(cells(sample), margins(frame))
    assert rake(cells(sample), margins(frame)) == one
    turned = dict(reversed(cells(sample).items()))
    assert rake(turned, margins(frame)).weights == pytest.approx(one.weights, rel=1e-10)


def test_without_margins_that_tell_anything_a_weighted_share_is_the_plain_one() -> None:
    raked = rake({("all",): 60}, [{"all": 81}])
    found = weighted_share(raked, {("all",): 21})
    assert found.value == 21 / 60
    # The variance is p(1 - p)/(n - 1), which is that of 59 respondents.
    assert (found.low, found.high) == pytest.approx(wilson(21 / 60 * 59, 59))
    listed = weighted_share(raked, {("all",): 21}, population=81)
    effective = 59 / (1 - 60 / 81)
    assert (listed.low, listed.high) == pytest.approx(wilson(21 / 60 * effective, effective))


def test_what_the_margins_tell_is_certain() -> None:
    """The share of a region is known from the frame, whoever answered."""
    sample, frame = [[8, 5, 2], [3, 9, 4]], [[10, 9, 6], [5, 10, 9]]
    raked = rake(cells(sample), margins(frame))
    found = weighted_share(raked, {cell: n for cell, n in cells(sample).items() if cell[0] == "row 0"})
    assert found.value == pytest.approx(25 / 49, abs=1e-10)
    assert (found.low, found.high) == pytest.approx((25 / 49, 25 / 49), abs=1e-6)


def test_nobody_and_everybody_keep_an_interval_unless_the_list_is_complete() -> None:
    sample = [[8, 5, 2], [3, 9, 4]]
    raked = rake(cells(sample), margins([[10, 9, 6], [5, 10, 9]]))
    nobody = weighted_share(raked, {})
    assert (nobody.value, nobody.low) == (0, 0)
    assert nobody.high == pytest.approx(wilson(0, raked.effective_n)[1])
    everybody = weighted_share(raked, cells(sample), population=49)
    assert everybody.value == pytest.approx(1)
    assert everybody.low is not None
    assert everybody.low > 1 - (nobody.high or 0)
    complete = rake(cells(sample), margins(sample))
    assert complete.weights == pytest.approx(dict.fromkeys(complete.weights, 1.0))
    known = weighted_share(complete, {("row 0", "column 0"): 4}, population=31)
    assert known.low == known.high == known.value == pytest.approx(4 / 31)
    assert weighted_share(raked, {}, {}).value is None


def test_weighted_shares_cover_the_list_where_plain_ones_miss_it() -> None:
    """400 municipalities of two sizes; large ones answer half as often and say yes far more often."""
    generator = np.random.default_rng(12)
    frame, yes = {"small": 200, "large": 200}, {"small": 60, "large": 140}
    covered = {"weighted": 0, "plain": 0}
    runs = 400
    for _ in range(runs):
        there = {("small",): 120, ("large",): 60}
        chosen = {(size,): int(generator.hypergeometric(yes[size], 200 - yes[size], there[size,])) for size in frame}
        found = weighted_share(rake(there, [frame]), chosen, population=400)
        assert found.low is not None
        assert found.high is not None
        covered["weighted"] += found.low <= 0.5 <= found.high
        low, high = wilson(sum(chosen.values()), 180)
        covered["plain"] += low <= 0.5 <= high
    assert 0.92 <= covered["weighted"] / runs <= 0.985
    assert covered["plain"] / runs < 0.8


@pytest.mark.parametrize(
    ("responders", "frame", "message"),
    [
        ({}, [{"a": 1}], "needs responders"),
        ({("a",): 0}, [{"a": 1}], "needs responders"),
        ({("a",): 1}, [], "needs responders"),
        ({("a", "x"): 1}, [{"a": 1}], "for each of their facts a margin"),
        ({("a", "x"): 1}, [{"a": 3}, {"x": 4}], "different numbers: 3, 4"),
        ({("a",): 2}, [{"a": 3, "b": 1}], "Nobody answered of b: merge"),
        ({("a",): 2, ("c",): 1}, [{"a": 3}], "nobody in the frame of c"),
        ({("a",): 2, ("c",): 1}, [{"a": 3, "c": 0}], "nobody in the frame of c"),
        ({("a",): -2}, [{"a": 3}], "cannot be negative"),
    ],
)
def test_what_cannot_be_raked_says_why(responders: Cells, frame: list[dict[str, int]], message: str) -> None:
    with pytest.raises(TableError, match=message):
        rake(responders, frame)


def test_combinations_too_empty_for_the_margins_say_so() -> None:
    """Every responder in row 0 is in column 0 and the other way round, but not in the frame."""
    with pytest.raises(TableError, match=f"after {raking.MOST_ROUNDS} rounds"):
        rake(
            {("row 0", "column 0"): 5, ("row 1", "column 1"): 5},
            [{"row 0": 3, "row 1": 7}, {"column 0": 5, "column 1": 5}],
        )


def test_more_yes_than_answers_is_refused() -> None:
    raked = rake({("a",): 3, ("b",): 2}, [{"a": 4, "b": 4}])
    for chosen, answered in (({("a",): 4}, None), ({("a",): 2}, {("a",): 1}), ({}, {("a",): 4}), ({("c",): 0}, None)):
        with pytest.raises(TableError, match="More chose than answered"):
            weighted_share(raked, chosen, answered)
    with pytest.raises(TableError, match="5 municipalities do not come from a list of 4"):
        weighted_share(raked, {}, population=4)


def test_a_question_that_some_did_not_answer_is_a_share_of_those_that_did() -> None:
    raked = rake({("a",): 10, ("b",): 30}, [{"a": 40, "b": 40}])
    found = weighted_share(raked, {("a",): 4, ("b",): 6}, {("a",): 8, ("b",): 12})
    assert found.value == pytest.approx((2 * 4 + 2 / 3 * 6) / (2 * 8 + 2 / 3 * 12))
    every = weighted_share(raked, {("a",): 5, ("b",): 15})
    assert found.low is not None
    assert every.low is not None
    assert (found.high or 0) - found.low > (every.high or 0) - every.low
