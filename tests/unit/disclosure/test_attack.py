"""What an attacker can work out, against published examples and against every whole-number table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from whole_tables import agreeing, all_tables, pair_sharing_rows, table_beside_its_rows

from infopos_pipeline.disclosure.attack import Knowledge, bounds, exactly_published, narrower
from infopos_pipeline.disclosure.linear_program import ContradictoryFacts, TimeUp
from infopos_pipeline.disclosure.linked import LinkedSet, components, table_with_margins
from infopos_pipeline.disclosure.linked_reduction import reduced

THREE_WAY = [[[1, 0], [1, 1]], [[1, 1], [0, 0]]]


def published_but(linked: LinkedSet, *suppressed: int) -> Knowledge:
    return exactly_published(linked, set(range(len(linked.values))) - set(suppressed))


def test_a_single_suppressed_cell_is_its_margin_less_the_others():
    # By hand: 8 and 19 of the row total 49 leave 22.
    linked = table_with_margins([[20, 50, 10], [8, 19, 22], [17, 32, 12]])

    assert bounds(linked, published_but(linked, 6), [6], seconds=10) == [(22, 22)]


def test_the_interval_of_fischetti_and_salazar():
    # M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), the first example: four suppressed
    # cells. The limits by hand: column C leaves 34 and row III 29 for (III, C), so that (II, C) is 34 - 29 at least;
    # row II leaves 30 at most.
    linked = table_with_margins([[20, 50, 10], [8, 19, 22], [17, 32, 12]])

    assert bounds(linked, published_but(linked, 4, 6, 8, 10), [6], seconds=10) == [(5, 30)]


def test_the_feasibility_interval_of_the_handbook():
    # A. Hundepool and others, Handbook on Statistical Disclosure Control, 2nd edition (2024), example 3 of section
    # 4.2, taken from Geurts (1992), table 10: x11 is from 3 to 6. The other three follow from x11 by subtraction. The
    # suppressed cells are not printed there; any values that fit the margins do.
    linked = table_with_margins([[5, 2], [1, 2], [3, 3]])
    assert linked.values[[2, 5, 8, 9, 10, 11]].tolist() == [7, 3, 6, 9, 7, 16]

    found = bounds(linked, published_but(linked, 0, 1, 3, 4), [0, 1, 3, 4], seconds=10)

    assert found == [(3, 6), (1, 4), (0, 3), (0, 3)]


def test_two_suppressed_cells_in_every_line_are_not_enough():
    # Federal Committee on Statistical Methodology, Statistical Policy Working Paper 22 (1994), chapter II: the table
    # of delinquent children by county and education. Rows 1 and 2 less columns 2 and 3 give the third cell of row 1.
    linked = table_with_margins([[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]])
    cells = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (2, 0), (2, 3), (3, 0), (3, 3)]
    suppressed = [5 * row + column for row, column in cells]

    found = dict(zip(cells, bounds(linked, published_but(linked, *suppressed), suppressed, seconds=10), strict=True))

    # Every table with these margins: the third cell of row 1 and two more, and all else follows.
    every = [
        (first, third, fourth, 20 - 15 - first - third, fifth)
        for first in range(6)
        for third in range(6 - first)
        for fourth in range(21)
        for fifth in range(21)
        if first + fourth == 35 - 10 - 14 and third + fifth == 30 - 10 - 7 and fourth + fifth == 55 - 20 - 15
    ]
    assert {table[3] for table in every} == {1}
    assert found[0, 3] == (1, 1)
    assert found[0, 1] == (min(table[0] for table in every), max(table[0] for table in every)) == (0, 4)


def test_three_linked_tables_reveal_what_no_two_of_them_do():
    # Ours: two-way margins of one 2 × 2 × 2 table, checked by going through every table.
    linked = table_with_margins(THREE_WAY)
    margins = {"AB": [2, 5, 11, 14], "AC": [6, 7, 15, 16], "BC": [18, 19, 21, 22]}
    every = all_tables(linked, [8], int(np.sum(THREE_WAY)))

    def interval(*published: str) -> tuple[float, float]:
        public = [place for name in published for place in margins[name]]
        possible = agreeing(every, linked.values, public)[:, 0]
        found = bounds(linked, exactly_published(linked, public), [0], seconds=10)[0]
        # The program over fractions can only leave more open.
        assert found[0] <= possible.min()
        assert found[1] >= possible.max()
        return float(possible.min()), found[1]

    for pair in (("AB", "AC"), ("AB", "BC"), ("AC", "BC")):
        low, high = interval(*pair)
        assert low < high
    public = [place for places in margins.values() for place in places]
    assert bounds(linked, exactly_published(linked, public), [0], seconds=10) == [(1, 1)]


def percentage(base: int, n: int, printed: float, count: int) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """A percentage with one decimal, as two facts about figures ``n`` and ``base`` out of so many."""
    rows = np.zeros((2, count))
    rows[:, n] = 100
    rows[:, base] = -(printed - 0.05), -(printed + 0.05)
    return csr_array(rows), np.array([0.0, -np.inf]), np.array([np.inf, 0.0])


def test_a_percentage_gives_its_count_away():
    # By hand: 33.25 % and 33.35 % of 30 are 9.975 and 10.005.
    linked = table_with_margins([10, 20])
    known = exactly_published(linked, [2])
    extra, low, high = percentage(base=2, n=0, printed=33.3, count=3)

    found = bounds(linked, Knowledge(known.low, known.high, extra, low, high), [0, 1], seconds=10)

    assert found == [(10, 10), (20, 20)]


def test_a_percentage_and_its_count_give_the_base_away():
    # By hand: 10 / 0.3335 and 10 / 0.3325 are 29.99 and 30.08.
    linked = table_with_margins([10, 20])
    known = exactly_published(linked, [0])
    extra, low, high = percentage(base=2, n=0, printed=33.3, count=3)

    assert bounds(linked, Knowledge(known.low, known.high, extra, low, high), [2], seconds=10) == [(30, 30)]


def test_a_percentage_with_neither_count_nor_base_leaves_both_open():
    linked = table_with_margins([10, 20])
    known = exactly_published(linked, [])
    extra, low, high = percentage(base=2, n=0, printed=33.3, count=3)

    found = bounds(linked, Knowledge(known.low, known.high, extra, low, high), [0, 2], seconds=10)

    assert found == [(0, np.inf), (0, np.inf)]


def test_intervals_are_rounded_inward():
    # By hand: 3 n is from 4 to 8, so that n is 2.
    linked = LinkedSet(csr_array([[1], [3]]), csr_array((0, 1), dtype=np.int64), np.array([2, 6]))

    assert bounds(linked, Knowledge(np.array([0, 4.0]), np.array([np.inf, 8.0])), [0], seconds=10) == [(2, 2)]


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ([1, 1, 3], [1, 1, 3]),  # 1 + 1 is not 3
        ([1, 1, 3], [1, 1, 9]),
        ([2, 0, 0], [1, 9, 9]),
        ([1.5, 0, 0], [1.5, 9, 9]),
    ],
)
def test_public_facts_that_contradict_each_other_are_refused(low, high):
    linked = table_with_margins([1, 1])

    with pytest.raises(ContradictoryFacts):
        bounds(linked, Knowledge(np.array(low, dtype=float), np.array(high, dtype=float)), [0, 1], seconds=10)


def test_a_contradiction_is_found_where_nothing_is_looked_for():
    linked = LinkedSet(
        csr_array([[1, 0], [0, 1], [0, 2]]), csr_array((0, 2), dtype=np.int64), np.array([1, 1, 2], dtype=np.int64)
    )
    knowledge = Knowledge(np.array([0.0, 1, 3]), np.array([5.0, 1, 4]))

    with pytest.raises(ContradictoryFacts):
        bounds(linked, knowledge, [0], seconds=10)


def test_the_time_limit_holds():
    linked = table_with_margins([[1, 2], [3, 4]])

    with pytest.raises(TimeUp):
        bounds(linked, published_but(linked, 0, 1, 3, 4), [0], seconds=0)


def random_pair(generator: np.random.Generator) -> tuple[LinkedSet, list[int], int]:
    sizes = 2, int(generator.integers(2, 4)), 2
    total = int(generator.integers(3, 7))
    joint = generator.multinomial(total, np.full(np.prod(sizes), 1 / np.prod(sizes))).reshape(sizes)
    if generator.random() < 0.5:
        return table_beside_its_rows(joint.sum(axis=2)), [sizes[0] * sizes[1], sizes[0]], total
    return pair_sharing_rows(joint.sum(axis=2), joint.sum(axis=1)), [sizes[0] * sizes[1], sizes[0] * sizes[2]], total


@pytest.mark.parametrize("seed", range(25))
def test_bounds_are_those_of_every_whole_table(seed):
    # Two tables that share a margin make a network, whose programs have whole-number extremes: equality must hold.
    generator = np.random.default_rng(seed)
    linked, sizes, total = random_pair(generator)
    count = len(linked.values)
    public = {place for place in range(count) if generator.random() < 0.5} | {count - 1}
    possible = agreeing(all_tables(linked, sizes, total), linked.values, public)

    expected = [(low, high) for low, high in zip(possible.min(axis=0), possible.max(axis=0), strict=True)]

    assert bounds(linked, exactly_published(linked, public), range(count), seconds=30) == expected
    small = reduced(linked)
    assert bounds(small, exactly_published(small, public), range(count), seconds=30) == expected
    widths = dict.fromkeys(range(count), 2)
    assert narrower(linked, exactly_published(linked, public), widths, seconds=30) == {
        place: interval for place, interval in enumerate(expected) if interval[1] - interval[0] < 2
    }


def test_a_known_total_of_several_tables_links_nothing():
    # Two one-way tables over the same 9 respondents, and a relation that says so.
    linked = LinkedSet(
        csr_array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 1]]),
        csr_array([[1, 1, -1, -1]]),
        np.array([4, 5, 9, 2, 7, 9]),
    )

    assert [part.figures.tolist() for part in components(linked)] == [[0, 1, 2, 3, 4, 5]]
    assert [part.figures.tolist() for part in components(linked, [2])] == [[0, 1, 2, 3, 4, 5]]
    assert [part.figures.tolist() for part in components(linked, [2, 5])] == [[0, 1, 2], [3, 4, 5]]
    assert [part.figures.tolist() for part in components(linked, [2, 5], having=[4])] == [[3, 4, 5]]


def test_cells_that_nothing_tells_apart_are_one():
    linked = LinkedSet(csr_array([[1, 1, 0], [1, 1, 1]]), csr_array((0, 3), dtype=np.int64), np.array([3, 5]))

    assert [part.linked.figures.toarray().tolist() for part in components(linked)] == [[[1, 0], [1, 1]]]


def test_a_reduced_set_has_the_same_figures_over_fewer_cells():
    # By hand: the rows of the second table are sums of the four cells of the first, and nothing is left to agree on.
    small = reduced(table_beside_its_rows([[1, 2], [3, 4]]))

    assert small.figures.toarray()[9:].tolist() == [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]]
    assert small.relations.shape == (0, 4)


def test_figures_of_a_shape_that_does_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        LinkedSet(csr_array([[1, 1]]), csr_array((0, 2), dtype=np.int64), np.array([1, 2]))
