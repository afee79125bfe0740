"""Secondary suppression: protected from everybody, and nothing cheaper is. Checked without any solver."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from scipy.sparse import csr_array
from whole_tables import (
    Tables,
    agreeing,
    all_tables,
    pair_sharing_rows,
    parts_of,
    table_beside_its_rows,
    tables_of,
    too_narrow,
)

from infopos_pipeline.disclosure.attack import bounds, exactly_published
from infopos_pipeline.disclosure.linear_program import TimeUp
from infopos_pipeline.disclosure.linked import LinkedSet, table_with_margins
from infopos_pipeline.disclosure.suppression import NotProtectable, suppress

INVESTMENT = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]


def test_a_suppressed_cell_gets_companions():
    # M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), the first example: with all margins
    # published, one suppressed cell needs three more, in a rectangle with it.
    linked = table_with_margins(INVESTMENT)
    margins = [3, 7, 11, 12, 13, 14, 15]

    found = suppress(linked, sensitive={6: 9}, fixed=margins, weights=np.array(linked.values), seconds=30)

    # By hand, all rectangles with (II, C), their cost, and how wide they make it.
    rectangles = {
        frozenset({4 * 1 + 2, 4 * 1 + column, 4 * row + 2, 4 * row + column}): (
            INVESTMENT[1][2] + INVESTMENT[1][column] + INVESTMENT[row][2] + INVESTMENT[row][column],
            min(INVESTMENT[1][2], INVESTMENT[row][column]) + min(INVESTMENT[1][column], INVESTMENT[row][2]),
        )
        for row in (0, 2)
        for column in (0, 1)
    }
    wide = {cells: cost for cells, (cost, width) in rectangles.items() if width >= 9}
    assert found == min(wide, key=wide.__getitem__) == {4, 6, 8, 10}


def test_what_looks_protected_in_every_line_is_not_enough():
    # The table of Statistical Policy Working Paper 22 (1994), chapter II, with its counts below 5.
    linked = table_with_margins([[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]])
    margins = [4, 9, 14, 19, 20, 21, 22, 23, 24]
    small = [1, 2, 3, 10, 13, 18]

    found = suppress(linked, sensitive=dict.fromkeys(small, 2), fixed=margins, weights=np.ones(25), seconds=30)

    public = set(range(25)) - found
    intervals = bounds(linked, exactly_published(linked, public), small, seconds=30)
    assert all(high - low >= 2 for low, high in intervals)
    assert set(small) <= found


def case(seed: int) -> tuple[LinkedSet, Tables, set[int]]:
    """A random linked set, its figures in every whole table of as many respondents, and its grand totals."""
    generator = np.random.default_rng(seed)
    kind = seed % 5
    if kind == 0:
        counts = generator.poisson(2, int(generator.integers(3, 6)))
        linked = table_with_margins(counts)
        return linked, all_tables(linked, [len(counts)], int(counts.sum())), {len(counts)}
    if kind < 3:
        shape = (2, int(generator.integers(2, 4))) if kind == 1 else (3, 3)
        total = int(generator.integers(3, 10 if kind == 1 else 8))
        counts = generator.multinomial(total, generator.dirichlet(np.ones(np.prod(shape)))).reshape(shape)
        linked = table_with_margins(counts)
        return linked, all_tables(linked, [counts.size], total), {len(linked.values) - 1}
    sizes = (2, int(generator.integers(2, 4)), 2)
    total = int(generator.integers(4, 8))
    joint = generator.multinomial(total, generator.dirichlet(np.full(np.prod(sizes), 2.0))).reshape(sizes)
    linked = pair_sharing_rows(joint.sum(axis=2), joint.sum(axis=1))
    if kind == 4:
        linked = table_beside_its_rows(joint.sum(axis=2))
        tables = all_tables(linked, [sizes[0] * sizes[1], sizes[0]], total)
        return linked, tables, {(sizes[0] + 1) * (sizes[1] + 1) - 1, len(linked.values) - 1}
    first = (sizes[0] + 1) * (sizes[1] + 1)
    tables = all_tables(linked, [sizes[0] * sizes[1], sizes[0] * sizes[2]], total)
    return linked, tables, {first - 1, len(linked.values) - 1}


def protect(linked: LinkedSet, totals: set[int], seed: int) -> tuple[dict[int, int], list[int], np.ndarray, set[int]]:
    """What is sensitive (1 and 2), who is alone, the weights, and what is never published."""
    generator = np.random.default_rng(1000 + seed)
    count = len(linked.values)
    sensitive = {place: 2 for place in range(count) if linked.values[place] in (1, 2) and place not in totals}
    alone = [place for place in sensitive if linked.values[place] == 1]
    withheld = {place for place in range(count) if place not in totals and generator.random() < 0.1}
    return sensitive, alone, generator.integers(1, 6, count).astype(float), withheld


# 200 tables; blocks keep the two workers of a test run busy evenly.
@pytest.mark.parametrize("block", range(20))
def test_nobody_can_bound_a_sensitive_figure_too_closely(block):
    protected = 0
    for seed in range(10 * block, 10 * block + 10):
        linked, tables, totals = case(seed)
        sensitive, alone, weights, withheld = protect(linked, totals, seed)
        hidden = set(range(len(linked.values))) - totals
        try:
            found = suppress(
                linked,
                sensitive=sensitive,
                withheld=withheld,
                fixed=totals,
                weights=weights,
                insiders=[{place} for place in alone],
                seconds=30,
            )
        except NotProtectable as raised:
            impossible = raised
        else:
            impossible = None
        if impossible is not None:
            insider = None if impossible.insider is None else alone[impossible.insider]
            nothing = too_narrow(linked, tables, totals, sensitive, alone)
            assert (impossible.figure, insider) in set(nothing), seed
            known = set() if insider is None else parts_of(tables, insider)
            left = agreeing(tables, linked.values, totals | known)[:, impossible.figure]
            assert (impossible.low, impossible.high) == (left.min(), left.max()), seed
            continue
        protected += 1
        public = set(range(len(linked.values))) - withheld - found
        assert not list(too_narrow(linked, tables, public, sensitive, alone)), seed
        assert {place for place in sensitive if place not in withheld} <= found <= hidden - withheld, seed
    assert protected >= 3


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_is_cheaper(seed):
    # Every choice of figures, one by one: 2 × 3 tables with margins have 11 figures that may be suppressed.
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(9, generator.dirichlet(np.full(6, 2.0))).reshape(2, 3)
    linked = table_with_margins(counts)
    tables = tables_of(9, 6) @ linked.figures.toarray().T
    sensitive, alone, weights, _ = protect(linked, {11}, seed)
    fixed = {11, 3} if seed % 3 == 0 and 3 not in sensitive else {11}
    others = [place for place in range(12) if place not in fixed and place not in sensitive]
    costs = [
        weights[[*sensitive, *more]].sum()
        for more in chain.from_iterable(combinations(others, size) for size in range(len(others) + 1))
        if not any(too_narrow(linked, tables, set(range(12)) - set(sensitive) - set(more), sensitive, alone))
    ]

    try:
        found = suppress(
            linked, sensitive=sensitive, fixed=fixed, weights=weights, insiders=[{place} for place in alone], seconds=30
        )
    except NotProtectable:
        assert not costs
    else:
        assert weights[sorted(found)].sum() == pytest.approx(min(costs))


def test_an_insider_subtracts_itself():
    # The singleton problem, by hand: two ones are the only suppressed cells of a row with the total 10. Nobody else can
    # tell them apart from 0 and 2, but each of the two respondents can.
    linked = table_with_margins([1, 1, 8])
    weights = np.array([1.0, 1.0, 1.0, 1.0])

    outsider = suppress(linked, sensitive={0: 2, 1: 2}, fixed=[3], weights=weights, seconds=30)
    insiders = suppress(linked, sensitive={0: 2, 1: 2}, fixed=[3], weights=weights, insiders=[{0}, {1}], seconds=30)

    assert outsider == {0, 1}
    assert insiders == {0, 1, 2}


def test_an_insider_need_not_be_protected_from_itself():
    # By hand: whoever is alone in row 1 knows both cells of it, and the column totals leave nothing else open.
    linked = table_with_margins([[1, 0], [4, 5]])

    found = suppress(linked, sensitive={0: 1, 2: 1}, fixed=[8], weights=np.ones(9), insiders=[{2}], seconds=30)

    assert {0, 2} <= found


def test_an_insider_can_know_a_sum():
    # By hand: of 2 + 2 + 6 = 10 the last is published. Who knows the first knows the second, under either of its names.
    linked = LinkedSet(
        csr_array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, 0, 0]]),
        csr_array((0, 3), dtype=np.int64),
        np.array([2, 2, 6, 10, 2]),
    )

    found = suppress(linked, sensitive={0: 2, 1: 2, 4: 2}, fixed=[3], weights=np.ones(5), insiders=[{0}], seconds=30)

    assert found == {0, 1, 2, 4}


def test_whole_numbers_can_say_more_than_fractions():
    # By hand: 2 x + 2 y = 4 and 2 x + z = 3 are published. Fractions leave x from 0 to 1.5 and z = 3 - 2 x from 0 to 3;
    # in whole numbers x is 0 or 1, and z 3 or 1.
    linked = LinkedSet(
        csr_array([[2, 2, 0], [2, 0, 1], [0, 0, 1], [1, 0, 0]]),
        csr_array((0, 3), dtype=np.int64),
        np.array([4, 3, 1, 1]),
    )

    with pytest.raises(NotProtectable) as raised:
        suppress(linked, sensitive={2: 3}, fixed=[0, 1], weights=np.ones(4), seconds=30)

    assert (raised.value.figure, raised.value.low, raised.value.high) == (2, 1, 3)
    assert suppress(linked, sensitive={2: 3}, fixed=[0], weights=np.ones(4), seconds=30) == {1, 2}


def test_what_only_whole_numbers_give_away_is_suppressed_too():
    # By hand: as above, with w = 3 - 2 x besides z. In fractions z and w reach from 0 to 3 whatever else is published;
    # in whole numbers only if neither of their sums with x is.
    linked = LinkedSet(
        csr_array([[2, 2, 0, 0], [2, 0, 1, 0], [2, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]]),
        csr_array((0, 4), dtype=np.int64),
        np.array([4, 3, 3, 1, 1]),
    )
    public = exactly_published(linked, {0, 1, 2})
    assert bounds(linked, public, [3, 4], seconds=30) == [(0, 3), (0, 3)]

    found = suppress(linked, sensitive={3: 3, 4: 3}, fixed=[0], weights=np.ones(5), seconds=30)

    assert found == {1, 2, 3, 4}


def test_the_solver_prints_nothing(capfd):
    suppress(table_with_margins(INVESTMENT), sensitive={6: 9}, fixed=[15], weights=np.ones(16), seconds=30)

    assert capfd.readouterr() == ("", "")


def test_what_is_fixed_and_sensitive_cannot_be_protected():
    linked = table_with_margins([1, 3])

    with pytest.raises(NotProtectable, match=r"Figure 0 cannot be protected.*anybody knows that it is from 1 to 1"):
        suppress(linked, sensitive={0: 1}, fixed=[0, 2], weights=np.ones(3), seconds=30)


def test_what_its_neighbours_give_away_cannot_be_protected():
    linked = table_with_margins([[1, 2], [3, 4]])

    with pytest.raises(NotProtectable) as raised:
        suppress(linked, sensitive={0: 1}, fixed=[1, 2], weights=np.ones(9), seconds=30)

    assert (raised.value.figure, raised.value.insider, raised.value.low, raised.value.high) == (0, None, 1, 1)


def test_what_only_an_insider_finds_is_said_of_the_insider():
    # By hand: of the total 2, whoever is counted in one of two ones knows that the other is 1.
    linked = table_with_margins([1, 1])

    with pytest.raises(NotProtectable, match="insider 0 knows") as raised:
        suppress(linked, sensitive={0: 2, 1: 2}, fixed=[2], weights=np.ones(3), insiders=[{1}], seconds=30)

    assert (raised.value.figure, raised.value.insider) == (0, 0)


def test_nothing_sensitive_means_nothing_suppressed():
    assert suppress(table_with_margins([[1, 2], [3, 4]]), sensitive={}, weights=np.ones(9), seconds=30) == frozenset()


def test_a_primary_suppression_without_a_width_is_kept():
    linked = table_with_margins([[1, 2], [3, 4]])

    assert suppress(linked, sensitive={4: 0}, fixed=[8], weights=np.ones(9), seconds=30) == {4}


def test_an_unbounded_figure_is_protected():
    # By hand: without the total nothing bounds the suppressed cell.
    linked = table_with_margins([1, 3])

    assert suppress(linked, sensitive={0: 50}, weights=np.ones(3), seconds=30) == {0, 2}


def test_the_same_input_gives_the_same_choice():
    linked, _, totals = case(7)
    sensitive, alone, _, _ = protect(linked, totals, 7)

    found = {
        suppress(
            linked,
            sensitive=sensitive,
            fixed=totals,
            weights=np.ones(len(linked.values)),
            insiders=[{place} for place in alone],
            seconds=30,
        )
        for _ in range(3)
    }

    assert len(found) == 1


def test_the_time_limit_holds():
    linked = table_with_margins(INVESTMENT)

    with pytest.raises(TimeUp):
        suppress(linked, sensitive={6: 9}, fixed=[15], weights=np.ones(16), seconds=0)


@pytest.mark.parametrize("weights", [[1.0, 1.0], [1.0, 0.0, 1.0]])
def test_weights_must_be_positive_and_one_a_figure(weights):
    with pytest.raises(ValueError, match="positive weight"):
        suppress(table_with_margins([1, 2]), sensitive={0: 1}, weights=weights, seconds=30)
