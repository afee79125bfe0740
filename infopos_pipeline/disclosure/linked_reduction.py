"""The same linked set with fewer cells and relations, so that programs over it are small.

Nothing is lost: each step leaves exactly the same values possible for the figures together.

Source: E. D. Andersen and K. D. Andersen, Mathematical Programming 71 (1995), 221-245, on presolving: duplicate
columns, implied free columns, linearly dependent rows.
"""

from __future__ import annotations

import numpy as np

from infopos_pipeline.disclosure.linear_program import Numbers
from infopos_pipeline.disclosure.linked import LinkedSet, Places, beyond

_BLOCK = 100
"""How many relations are compared with the independent ones at once."""


def reduced(linked: LinkedSet) -> LinkedSet:
    """The same figures over fewer cells: a cell that is a sum of others is written as that sum, cells that only occur
    together become one cell, and relations that follow from others are left out.
    """
    from scipy.sparse import csr_array

    count = len(linked.values)
    rows = _together(np.vstack([linked.figures.toarray(), linked.relations.toarray()]).astype(np.int64))
    gone: list[int] = []
    while (found := _sum_of_others(rows[count:])) is not None:
        relation, cell = found
        said = rows[count + relation] * rows[count + relation, cell]
        # The relation itself becomes 0 = 0.
        having = np.flatnonzero(rows[:, cell])
        rows[having] -= np.outer(rows[having, cell], said)
        gone.append(cell)
    figures, relations = np.split(_together(np.delete(rows, gone, axis=1)), [count])
    return LinkedSet(csr_array(figures), csr_array(_independent(relations)), linked.values)


def _together(rows: Places) -> Places:
    """Of cells with the same column only the first: they only ever occur as their sum."""
    if not rows.size:
        return rows
    return rows[:, np.sort(np.unique(rows, axis=1, return_index=True)[1])]


def _sum_of_others(relations: Places) -> tuple[int, int] | None:
    """A relation that says that a cell is a sum of others, and that cell."""
    for sign in (1, -1):
        signed = sign * relations
        lonely = np.flatnonzero(((signed > 0).sum(axis=1) == 1) & (signed.max(axis=1, initial=0) == 1))
        if len(lonely):
            return int(lonely[0]), int(signed[lonely[0]].argmax())
    return None


def _independent(relations: Places) -> Places:
    """The relations without those that follow from ones before them."""
    relations = relations[relations.any(axis=1)]
    rows = relations.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    basis: Numbers = np.zeros((0, relations.shape[1]))
    kept: list[int] = []
    for start in range(0, len(rows), _BLOCK):
        block = slice(start, start + _BLOCK)
        rest = beyond(rows[block], np.zeros(len(rows[block])), basis, np.zeros(len(basis)))[0]
        for place in np.flatnonzero(np.linalg.norm(rest, axis=1) > 1e-9 * lengths[block]).tolist():
            row = beyond(rows[[start + place]], np.zeros(1), basis, np.zeros(len(basis)))[0]
            length = float(np.linalg.norm(row))
            if length > 1e-9 * lengths[start + place]:
                basis = np.vstack([basis, row / length])
                kept.append(start + place)
    return relations[kept]
