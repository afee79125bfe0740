"""The hidden cells behind the figures of a wave: joint tables of the questions, and what links them.

Figures over two questions make the two neighbours. The graph of all such pairs is filled up until it is chordal; its
cliques are the joint tables, and neighbouring cliques agree on the margin they share. Of such a decomposable set of
tables, margins that agree belong to one joint distribution of all questions: no attacker who had all of it at once
could know more than the linear program does. Where a clique would be too large, the pairs are taken as they are: the
bounds found are then wider than the best attacker's.

Source: S. L. Lauritzen, Graphical Models (1996), chapters 2 and 3; N. N. Vorobev, Theory of Probability and Its
Applications 7 (1962), 147-163.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.disclosure.answers import Classes, PossibleAnswers, first_of_each
from infopos_pipeline.disclosure.figures import Figure, counted
from infopos_pipeline.disclosure.linked import LinkedSet
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.study import Study

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_CELLS = 5_000
"""The largest joint table of a clique."""

Roots = tuple[str, ...]


@dataclass(frozen=True)
class JointTable:
    """One joint table: its roots, the class of every answer to each, and where its cells begin."""

    roots: Roots
    classes: tuple[Classes, ...]
    start: int

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of classes of each root."""
        return tuple(int(classes.max()) + 1 for classes in self.classes)

    @property
    def cells(self) -> NDArray[np.int64]:
        """The places of the cells in the linked set."""
        return self.start + np.arange(prod(self.shape)).reshape(self.shape)


def linked_set(figures: Sequence[Figure], study: Study, counts: Counts) -> tuple[LinkedSet, frozenset[int]]:
    """The figures of a wave as sums over hidden cells; and which rows behind them say how many respondents there are.

    The first ``len(figures)`` rows are the figures, in order. The rest are the totals of the joint tables: everybody
    knows how many respondents there are.
    """
    possible = PossibleAnswers(study, counts)
    tables = _tables(figures, possible)
    size = tables[-1].start + prod(tables[-1].shape) if tables else 0
    rows = [_figure_row(figure, tables, possible, size) for figure in figures]
    totals = [_row(size, table.cells.ravel(), 1) for table in tables]
    values = [counted(figure, counts).n for figure in figures] + [counts.respondents] * len(tables)
    relations = list(_relations(tables, size))
    linked = LinkedSet(
        figures=_sparse([*rows, *totals], size),
        relations=_sparse(relations, size),
        values=np.array(values, dtype=np.int64),
    )
    return linked, frozenset(range(len(figures), len(values)))


def _sparse(rows: Sequence[NDArray[np.int64]], size: int) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array(np.vstack(rows) if rows else np.zeros((0, size), dtype=np.int64))


def _row(size: int, places: NDArray[np.int64], weights: NDArray[np.int64] | int) -> NDArray[np.int64]:
    row = np.zeros(size, dtype=np.int64)
    row[places] = weights
    return row


def figure_roots(figure: Figure, possible: PossibleAnswers) -> Roots:
    """The roots of all variables a figure looks at, in declared order."""
    wanted = {root for variable in figure.variables for root in possible.roots(variable)}
    return tuple(name for name in possible.study.variables if name in wanted)


def _tables(figures: Sequence[Figure], possible: PossibleAnswers) -> list[JointTable]:
    """A table of its own for every root, with all that is told apart of it, and one for every clique, with what the
    figures over several roots tell apart.
    """
    used: dict[str, set[str]] = {}
    together: dict[str, set[str]] = {}
    groups: list[Roots] = []
    for figure in figures:
        roots = figure_roots(figure, possible)
        for root in roots:
            used.setdefault(root, set()).update(figure.variables)
            if len(roots) > 1:
                together.setdefault(root, set()).update(figure.variables)
        if len(roots) > 1 and roots not in groups:
            groups.append(roots)
    fine = {root: possible.classes(root, variables) for root, variables in used.items()}
    coarse = {root: possible.classes(root, variables) for root, variables in together.items()}
    sizes = {root: int(classes.max()) + 1 for root, classes in coarse.items()}
    ordered = [name for name in possible.study.variables if name in used]
    layouts: list[tuple[Roots, tuple[Classes, ...]]] = [((root,), (fine[root],)) for root in ordered]
    layouts += [(clique, tuple(coarse[root] for root in clique)) for clique in cliques(groups, sizes, ordered)]
    tables, start = [], 0
    for roots, classes in layouts:
        tables.append(JointTable(roots, classes, start))
        start += prod(tables[-1].shape)
    return tables


def cliques(groups: Sequence[Roots], sizes: Mapping[str, int], ordered: Sequence[str]) -> list[Roots]:
    """The maximal cliques of a chordal graph in which the roots of every group are neighbours.

    Roots are taken out one by one, the one that needs the fewest new edges first (minimum fill-in). If a clique has too
    many cells, the groups themselves are returned.
    """
    neighbours: dict[str, set[str]] = {root: set() for root in ordered if root in sizes}
    for group in groups:
        for one, other in combinations(group, 2):
            neighbours[one].add(other)
            neighbours[other].add(one)
    left, found = dict(neighbours), list[set[str]]()

    def missing(root: str) -> int:
        return sum(other not in left[one] for one, other in combinations(sorted(left[root]), 2))

    while left:
        root = min(left, key=missing)
        found.append({root, *left[root]})
        for one, other in combinations(sorted(left[root]), 2):
            left[one] = left[one] | {other}
            left[other] = left[other] | {one}
        left = {name: near - {root} for name, near in left.items() if name != root}
    if any(prod(sizes[root] for root in clique) > MOST_CELLS for clique in found):
        found = [set(group) for group in groups]
    maximal = [clique for clique in found if not any(clique < other for other in found)]
    unique = [clique for place, clique in enumerate(maximal) if clique not in maximal[:place]]
    return [tuple(name for name in ordered if name in clique) for clique in unique]


def _relations(tables: Sequence[JointTable], size: int) -> Iterator[NDArray[np.int64]]:
    """Tables that share roots agree on their joint margin, by the coarser of their classes.

    All pairs are compared, not only neighbours in the tree of cliques: what follows from others does no harm.
    """
    for place, one in enumerate(tables):
        for other in tables[place + 1 :]:
            shared = [root for root in one.roots if root in other.roots]
            if shared:
                yield from _agree(one, other, shared, size)


def _agree(one: JointTable, other: JointTable, shared: Iterable[str], size: int) -> Iterator[NDArray[np.int64]]:
    labels = []
    shared = list(shared)
    common = [_coarser(_classes(one, root), _classes(other, root)) for root in shared]
    for table in (one, other):
        axes = [
            common[shared.index(root)][first_of_each(classes)] if root in shared else np.zeros(n, dtype=np.int64)
            for root, classes, n in zip(table.roots, table.classes, table.shape, strict=True)
        ]
        # One label a cell: the classes of its shared roots, read in the order in which these are shared.
        strides = dict(zip(shared, _strides(common), strict=True))
        label = np.zeros(table.shape, dtype=np.int64)
        for axis, (root, codes) in enumerate(zip(table.roots, axes, strict=True)):
            shaped = codes.reshape([-1 if at == axis else 1 for at in range(len(table.roots))])
            label = label + shaped * strides.get(root, 0)
        labels.append(label.ravel())
    for value in np.unique(labels[0]):
        row = _row(size, one.cells.ravel()[labels[0] == value], 1)
        row[other.cells.ravel()[labels[1] == value]] = -1
        yield row


def _strides(codes: Sequence[Classes]) -> list[int]:
    sizes = [int(part.max()) + 1 for part in codes]
    return [prod(sizes[place + 1 :]) for place in range(len(sizes))]


def _classes(table: JointTable, root: str) -> Classes:
    return table.classes[table.roots.index(root)]


def _coarser(one: Classes, other: Classes) -> Classes:
    """The coarser of two ways to put answers into classes, one of which splits the other."""
    return one if one.max() <= other.max() else other


def _figure_row(
    figure: Figure, tables: Sequence[JointTable], possible: PossibleAnswers, size: int
) -> NDArray[np.int64]:
    roots = figure_roots(figure, possible)
    table = next(table for table in tables if set(roots) <= set(table.roots))
    firsts = {root: first_of_each(_classes(table, root)) for root in roots}
    weights = np.zeros([len(firsts[root]) for root in roots], dtype=np.int64)
    for place in np.ndindex(weights.shape):
        at = {root: firsts[root][index] for root, index in zip(roots, place, strict=True)}
        answers = {
            name: possible.answers(name)[tuple(at[root] for root in possible.roots(name))] for name in figure.variables
        }
        weights[place] = figure.weight(answers)
    axes = [slice(None) if root in roots else np.newaxis for root in table.roots]
    spread = np.broadcast_to(weights[tuple(axes)], table.shape)
    return _row(size, table.cells.ravel(), spread.ravel())
