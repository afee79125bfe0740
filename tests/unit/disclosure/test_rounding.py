"""Controlled rounding: additive, close, and no more known afterwards than the intervals say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from whole_tables import pair_sharing_rows, tables_of

from infopos_pipeline.disclosure.attack import bounds
from infopos_pipeline.disclosure.linear_program import TimeUp
from infopos_pipeline.disclosure.linked import LinkedSet, table_with_margins
from infopos_pipeline.disclosure.rounding import NotRoundable, known_of_rounded, round_figures


@pytest.mark.parametrize("base", [3, 5])
@pytest.mark.parametrize("seed", range(10))
def test_rounded_tables_add_up_and_stay_close(seed, base):
    generator = np.random.default_rng(seed)
    shape = (int(generator.integers(2, 6)), int(generator.integers(2, 6)))
    linked = table_with_margins(generator.poisson(4, shape))

    rounding = round_figures(linked, range(len(linked.values)), base, seconds=30)

    rounded = rounding.values.reshape([size + 1 for size in shape])
    assert (rounded[:-1].sum(axis=0) == rounded[-1]).all()
    assert (rounded[:, :-1].sum(axis=1) == rounded[:, -1]).all()
    assert (rounding.values % base == 0).all()
    # J. Causey, L. H. Cox and L. R. Ernst, JASA 80 (1985), 903-909: two-way tables always have such a rounding.
    assert not rounding.further
    assert (np.abs(rounding.values - linked.values) < base).all()
    assert (rounding.values[linked.values % base == 0] == linked.values[linked.values % base == 0]).all()
    intervals = bounds(linked, known_of_rounded(linked, rounding), range(len(linked.values)), seconds=30)
    assert all(low <= value <= high for (low, high), value in zip(intervals, linked.values, strict=True))
    again = round_figures(linked, range(len(linked.values)), base, seconds=30)
    assert (again.values == rounding.values).all()


@pytest.mark.parametrize("seed", range(10))
def test_no_rounding_is_closer(seed):
    # Every 2 × 3 table of multiples of 3, one by one.
    generator = np.random.default_rng(seed)
    linked = table_with_margins(generator.poisson(2, (2, 3)))
    values = linked.values

    rounding = round_figures(linked, range(len(values)), 3, seconds=30)

    totals = range(int(values[-1]) // 3, -(-int(values[-1]) // 3) + 1)
    every = np.vstack([3 * tables_of(total, 6) @ linked.figures.toarray().T for total in totals])
    allowed = every[(np.abs(every - values) < 3).all(axis=1)]
    assert np.abs(rounding.values - values).sum() == np.abs(allowed - values).sum(axis=1).min()


def test_rounded_linked_tables_agree():
    linked = pair_sharing_rows([[1, 4], [2, 2]], [[3, 2], [4, 0]])

    rounding = round_figures(linked, range(len(linked.values)), 3, seconds=30)

    assert rounding.values[[2, 5, 8]].tolist() == rounding.values[[11, 14, 17]].tolist()
    assert rounding.values[13] == 0  # 0 stays 0


def test_three_way_tables_may_need_a_step_further():
    # B. D. Causey, L. H. Cox and L. R. Ernst, JASA 80 (1985), 903-909: no zero-restricted rounding of this table
    # exists. By hand: whichever of its two values the first cell takes, the total is not the one it must be.
    table = np.zeros((2, 2, 2), dtype=np.int64)
    table[0, 0, 0] = table[0, 1, 1] = table[1, 0, 1] = table[1, 1, 0] = 1
    linked = table_with_margins(table)

    rounding = round_figures(linked, range(27), 2, seconds=30)

    assert rounding.further
    assert (rounding.values[linked.values == 0] == 0).all()
    assert (np.abs(rounding.values - linked.values) <= 3).all()
    assert rounding.values.tolist() == table_with_margins(rounding.values.reshape(3, 3, 3)[:2, :2, :2]).values.tolist()
    knowledge = known_of_rounded(linked, rounding)
    assert (knowledge.low <= linked.values).all()
    assert (knowledge.high >= linked.values).all()
    assert (knowledge.high - rounding.values == 3).all()


def test_what_an_attacker_knows_of_a_rounded_figure():
    # By hand: 3 can come from 1 to 5, 0 from 0 to 2; what is not published is anything.
    linked = table_with_margins([4, 0, 1])

    rounding = round_figures(linked, [0, 1], 3, seconds=30)

    assert rounding.values.tolist() == [3, 0]
    knowledge = known_of_rounded(linked, rounding)
    assert knowledge.low.tolist() == [1, 0, 0, 0]
    assert knowledge.high.tolist() == [5, 2, np.inf, np.inf]


def test_what_cannot_be_rounded_is_refused():
    # The second figure is 100 times the first: no multiples of 3 near 1 and 100 are.
    linked = LinkedSet(csr_array([[1], [100]]), csr_array((0, 1), dtype=np.int64), np.array([1, 100]))

    with pytest.raises(NotRoundable):
        round_figures(linked, [0, 1], 3, seconds=30)


def test_a_base_of_1_is_refused():
    with pytest.raises(ValueError, match="base of 2"):
        round_figures(table_with_margins([1, 2]), [0], 1, seconds=30)


def test_the_time_limit_holds():
    with pytest.raises(TimeUp):
        round_figures(table_with_margins([[1, 2], [3, 4]]), range(9), 3, seconds=0)
