"""Tables that share hidden cells: every figure as a sum over cells, and which figures have nothing to do with others.

Belongs here: the shape of a linked set, its parts, and one ordinary table as such a set. Not here: which cells a
study has (joint), or what can be worked out of them (attack).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infopos_pipeline.disclosure.linear_program import ContradictoryFacts, Numbers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Places = NDArray[np.int64]


@dataclass(frozen=True)
class LinkedSet:
    """Every figure of a wave that could be published, as sums over hidden cells of its joint tables.

    A hidden cell is an unknown count of 0 or more; what cannot occur (a structural zero) is not a cell.

    Attributes:
        figures: figures × cells, whole numbers of 0 or more; ``figures @ cells`` are the values.
        relations: relations × cells, whole numbers; ``relations @ cells`` is 0, since joint tables agree on the
            margins they share. There may be none.
        values: the true value of each figure.
    """

    figures: csr_array
    relations: csr_array
    values: Places

    def __post_init__(self) -> None:
        if self.figures.shape != (len(self.values), self.relations.shape[1]):
            raise ValueError(
                f"{len(self.values)} values do not fit {self.figures.shape} figures × cells and "
                f"{self.relations.shape} relations × cells."
            )


@dataclass(frozen=True)
class Component:
    """A part of a linked set that can be looked at by itself.

    Attributes:
        linked: the part; cells that no figure and no relation tells apart are one cell.
        figures: for each of its figures the place in the whole set.
    """

    linked: LinkedSet
    figures: Places


def table_with_margins(table: ArrayLike) -> LinkedSet:
    """One ordinary table of counts with all its margins, its own cells being the hidden ones.

    The figures are in the order of the table with every margin put last: those of a 2 × 2 table are the two cells and
    the total of row 1, those of row 2, then the totals of both columns and the grand total.
    """
    from scipy.sparse import csr_array

    counts = np.asarray(table, dtype=np.int64)
    places = np.arange(counts.size).reshape(counts.shape)
    rows = np.zeros((int(np.prod([size + 1 for size in counts.shape])), counts.size), dtype=np.int64)
    for row, chosen in zip(rows, product(*(range(size + 1) for size in counts.shape)), strict=True):
        one_cell_or_all = tuple(
            slice(None) if place == size else place for place, size in zip(chosen, counts.shape, strict=True)
        )
        row[places[one_cell_or_all]] = 1
    figures = csr_array(rows)
    return LinkedSet(figures, csr_array((0, counts.size), dtype=np.int64), rows @ counts.ravel())


def components(
    linked: LinkedSet, known: Collection[int] = (), *, having: Collection[int] | None = None
) -> list[Component]:
    """The parts of a linked set that can be solved apart, in order of their first figure.

    Args:
        linked: the whole set.
        known: figures that everybody knows exactly. Of one that is 0 all cells are 0; and a figure or relation that
            follows from known figures says nothing new, so that it links nothing. All other known figures link.
        having: only parts with any of these figures; None for all parts.

    A figure without cells, or with all its cells known to be 0, is a part by itself.

    Raises:
        ContradictoryFacts: known figures follow from each other, but their values do not.
    """
    from scipy.sparse import csr_array, vstack
    from scipy.sparse.csgraph import connected_components

    zero = [place for place in known if linked.values[place] == 0]
    cells = np.flatnonzero(linked.figures[zero].sum(axis=0) == 0) if zero else np.arange(linked.figures.shape[1])
    figures, relations = csr_array(linked.figures[:, cells]), csr_array(linked.relations[:, cells])
    silent, idle = _following(figures, relations, linked.values, sorted(known))
    relations = relations[np.setdiff1d(np.arange(relations.shape[0]), idle)]
    linking = np.setdiff1d(np.arange(len(linked.values)), silent)
    rows = csr_array(vstack([figures[linking], relations]))
    height, width = rows.shape
    entries = rows.tocoo()
    joined = csr_array(
        (np.ones(len(entries.data)), (entries.coords[0], entries.coords[1] + height)),
        shape=(height + width, height + width),
    )
    labels = connected_components(joined, directed=False)[1].astype(np.int64)
    wanted = np.isin(linking, list(having)) if having is not None else np.ones(len(linking), dtype=np.bool_)
    return [
        _component(linked.values, figures, relations, linking, labels, label)
        for label in dict.fromkeys(labels[: len(linking)][wanted].tolist())
    ]


def _component(
    values: Places, figures: csr_array, relations: csr_array, linking: Places, labels: Places, label: int
) -> Component:
    """The component with a label; labels are of the linking figures, then the relations, then the cells."""
    from scipy.sparse import csr_array

    own_figures = linking[labels[: len(linking)] == label]
    own_relations = np.flatnonzero(labels[len(linking) : len(linking) + relations.shape[0]] == label)
    own_cells = np.flatnonzero(labels[len(linking) + relations.shape[0] :] == label)
    dense = np.vstack([figures[own_figures][:, own_cells].toarray(), relations[own_relations][:, own_cells].toarray()])
    # Cells with the same column only ever occur as their sum.
    different = np.sort(np.unique(dense, axis=1, return_index=True)[1]) if dense.size else np.arange(len(own_cells))
    dense = dense[:, different]
    part = LinkedSet(csr_array(dense[: len(own_figures)]), csr_array(dense[len(own_figures) :]), values[own_figures])
    return Component(part, own_figures)


def _following(
    figures: csr_array, relations: csr_array, values: Places, known: list[int]
) -> tuple[list[int], list[int]]:
    """The known figures that follow from known ones before them, and the relations that follow from known figures."""
    dense = figures[known].toarray().astype(np.float64)
    basis = np.zeros((0, figures.shape[1]))
    said = np.zeros(0)
    silent = []
    # Figures over fewer cells come first, so that a sum of several is what is found to follow.
    for row, place in sorted(zip(dense, known, strict=True), key=lambda pair: (np.count_nonzero(pair[0]), pair[1])):
        if not row.any():
            continue
        rest, value = beyond(row[None, :], np.array([float(values[place])]), basis, said)
        length = float(np.linalg.norm(rest))
        if length > 1e-9 * float(np.linalg.norm(row)):
            basis, said = np.vstack([basis, rest / length]), np.append(said, value / length)
            continue
        silent.append(place)
        if abs(value[0]) > 1e-6:
            raise ContradictoryFacts(f"Figure {place} is {values[place]}, but other known figures say otherwise.")
    rows = relations.toarray().astype(np.float64)
    rest = beyond(rows, np.zeros(len(rows)), basis, said)[0]
    idle = np.linalg.norm(rest, axis=1) <= 1e-9 * np.linalg.norm(rows, axis=1)
    return silent, np.flatnonzero(idle).tolist()


def beyond(rows: Numbers, values: Numbers, basis: Numbers, said: Numbers) -> tuple[Numbers, Numbers]:
    """What rows say beyond an orthonormal basis, and what is left of their values."""
    for _ in range(2):  # the second time takes away what rounding left
        shares = rows @ basis.T
        rows, values = rows - shares @ basis, values - shares @ said
    return rows, values
