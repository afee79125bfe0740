"""Every table of whole numbers that agrees with what is public, by going through all of them: no solver takes part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array

from infopos_pipeline.disclosure.linked import LinkedSet, table_with_margins

Tables = NDArray[np.int64]


def tables_of(total: int, cells: int) -> Tables:
    """Every way to put ``total`` respondents into ``cells`` cells: tables × cells."""
    rows = [np.bincount(chosen, minlength=cells) for chosen in combinations_with_replacement(range(cells), total)]
    return np.array(rows, dtype=np.int64).reshape(-1, cells)


def pair_sharing_rows(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> LinkedSet:
    """Two tables with margins that must agree on their totals of rows."""
    first, second = table_with_margins(one), table_with_margins(other)
    (height, width), (_, other_width) = np.shape(one), np.shape(other)
    relations = np.hstack([np.kron(np.eye(height), np.ones(width)), -np.kron(np.eye(height), np.ones(other_width))])
    return LinkedSet(
        csr_array(block_array([[first.figures, None], [None, second.figures]])),
        csr_array(relations.astype(np.int64)),
        np.concatenate([first.values, second.values]),
    )


def table_beside_its_rows(table: Sequence[Sequence[int]]) -> LinkedSet:
    """A table with margins and, as a table of its own, the totals of its rows."""
    first, second = table_with_margins(table), table_with_margins(np.sum(table, axis=1))
    height, width = np.shape(table)
    relations = np.hstack([np.kron(np.eye(height), np.ones(width)), -np.eye(height)])
    return LinkedSet(
        csr_array(block_array([[first.figures, None], [None, second.figures]])),
        csr_array(relations.astype(np.int64)),
        np.concatenate([first.values, second.values]),
    )


def all_tables(linked: LinkedSet, sizes: Sequence[int], total: int) -> Tables:
    """The values of the figures in every whole table with this many respondents; ``sizes`` are the cells of each
    joint table.
    """
    found = tables_of(total, sizes[0])
    for size in sizes[1:]:
        more = tables_of(total, size)
        found = np.hstack([np.repeat(found, len(more), axis=0), np.tile(more, (len(found), 1))])
    relations = linked.relations.toarray()
    agree = (found @ relations.T == 0).all(axis=1)
    return found[agree] @ linked.figures.toarray().T


def agreeing(tables: Tables, values: NDArray[np.int64], public: Collection[int]) -> Tables:
    """Those tables that agree with the published figures."""
    places = sorted(public)
    return tables[(tables[:, places] == values[places]).all(axis=1)]


def parts_of(tables: Tables, figure: int) -> set[int]:
    """The figures that count nobody but respondents of a figure: in no table at all are they larger."""
    return set(np.flatnonzero((tables <= tables[:, [figure]]).all(axis=0)).tolist())


def too_narrow(
    linked: LinkedSet,
    tables: Tables,
    public: Collection[int],
    sensitive: dict[int, int],
    insiders: Collection[int] = (),
) -> Iterator[tuple[int, int | None]]:
    """Each sensitive figure that somebody can bound to less than its width, with the insider who can."""
    for insider in (None, *insiders):
        known = set() if insider is None else parts_of(tables, insider)
        left = agreeing(tables, linked.values, {*public, *known})
        for figure, width in sensitive.items():
            if figure not in known and left[:, figure].max() - left[:, figure].min() < width:
                yield figure, insider
