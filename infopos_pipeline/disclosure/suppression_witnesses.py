"""Tables that prove figures protected: what an attacker who sees the published figures cannot exclude.

Source: M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), 1008-1027: the congruent tables that
solve the attacker's problems.
"""

from __future__ import annotations

from math import ceil, floor, inf

import numpy as np

from infopos_pipeline.disclosure.linear_program import EPSILON, Mask, Numbers
from infopos_pipeline.disclosure.linked import LinkedSet

Spread = tuple[Numbers, Numbers]
"""The lowest and highest value of every figure in some tables."""


def whole_width(low: float, high: float) -> float:
    """How many whole numbers lie between two values, the first not counted."""
    return inf if high == inf else floor(high + EPSILON) - ceil(low - EPSILON)


class Witnesses:
    """Tables found so far, as the values they give to every figure.

    A table that agrees with all published figures shows what an attacker cannot exclude.
    """

    def __init__(self, linked: LinkedSet) -> None:
        self._linked = linked
        self._values = linked.values.astype(np.float64)
        # The true values agree with whatever is published.
        self._tables = self._values[None, :].repeat(64, axis=0)
        self._deviates = np.zeros(self._tables.shape, dtype=np.float32)
        self._whole = np.ones(len(self._tables), dtype=np.bool_)
        self._count = 1

    def add(self, cells: Numbers) -> Numbers:
        """Keep a table, given by its cells; the values of its figures."""
        rounded = np.rint(cells)
        whole = bool(np.abs(cells - rounded).max(initial=0) < EPSILON and not (self._linked.relations @ rounded).any())
        table = np.asarray(self._linked.figures @ (rounded if whole else cells), dtype=np.float64)
        if self._count == len(self._tables):
            self._tables, self._deviates = np.tile(self._tables, (2, 1)), np.tile(self._deviates, (2, 1))
            self._whole = np.tile(self._whole, 2)
        self._tables[self._count] = table
        self._deviates[self._count] = np.abs(table - self._values) > EPSILON
        self._whole[self._count] = whole
        self._count += 1
        return table

    def spread(self, public: Mask, *, whole: bool) -> tuple[Numbers, Numbers]:
        """For every figure the lowest and the highest value in tables that agree with the public figures.

        With ``whole`` only tables of whole numbers count.
        """
        agree = self._deviates[: self._count] @ public.astype(np.float32) == 0
        if whole:
            agree &= self._whole[: self._count]
        tables = self._tables[: self._count][agree]
        return tables.min(axis=0), tables.max(axis=0)
