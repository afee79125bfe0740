"""What an insider knows besides the figures it is said to know: the same figures elsewhere, and parts of its own.

Source: A. Hundepool and others, Statistical Disclosure Control (2012), chapter 4, on singletons: whoever is alone in a
cell knows that cell, and so everything that is counted of nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from infopos_pipeline.disclosure.linear_program import EPSILON, Deadline, LinearProgram, Numbers
from infopos_pipeline.disclosure.linked import LinkedSet

_MOST = 1_000.0
"""How many respondents a table may have that shows that one figure is no part of another; any number would do."""


def known_to_insiders(
    linked: LinkedSet, insiders: Sequence[Collection[int]], deadline: Deadline
) -> list[frozenset[int]]:
    """For each insider all figures that it knows exactly.

    A figure of 1 or less, of which an insider is told, is of the insider alone, and so are its parts: figures that
    are in no table larger. Of a larger figure the parts may be of others; there, only the same figure under another
    name is known too.

    Raises:
        TimeUp: the deadline has passed.
        SolverFailed: the solver gave up.
    """
    order = _Order(linked, deadline)
    values = linked.values
    known = []
    for insider in insiders:
        found = set(insider)
        for figure in insider:
            if values[figure] <= 1:
                found |= {part for part in np.flatnonzero(values <= 1).tolist() if order.within(part, figure)}
            else:
                same = np.flatnonzero(values == values[figure]).tolist()
                found |= {part for part in same if order.within(part, figure) and order.within(figure, part)}
        known.append(frozenset(found))
    return known


class _Order:
    """Tells which figures are parts of which, by looking for a table in which they are larger."""

    def __init__(self, linked: LinkedSet, deadline: Deadline) -> None:
        from scipy.sparse import csr_array

        self._figures = linked.figures.toarray().astype(np.float64)
        cells = self._figures.shape[1]
        rows = np.vstack([linked.relations.toarray(), np.ones(cells)]).astype(np.float64)
        high = np.append(np.zeros(len(rows) - 1), _MOST)
        self._program = LinearProgram(csr_array(rows), np.zeros(len(rows)), high, deadline)
        self._tables: Numbers = np.zeros((0, len(self._figures)))

    def within(self, part: int, whole: int) -> bool:
        """Whether a figure is in no table larger than another."""
        difference = self._figures[part] - self._figures[whole]
        if (difference <= 0).all():
            return True
        if (self._tables[:, part] > self._tables[:, whole] + EPSILON).any():
            return False
        cells = self._program.extreme(difference, largest=True).cells
        assert cells is not None  # a table has no more than so many respondents
        self._tables = np.vstack([self._tables, self._figures @ cells])
        return bool(difference @ cells <= EPSILON)
