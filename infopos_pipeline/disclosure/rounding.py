"""Controlled rounding: every published figure becomes a multiple of a base, and everything still adds up.

Source: L. H. Cox, Journal of the American Statistical Association 82 (1987), 520-524 (zero-restricted controlled
rounding); A. Hundepool and others, Statistical Disclosure Control (2012), chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from infopos_pipeline.disclosure.attack import Knowledge
from infopos_pipeline.disclosure.linear_program import ContradictoryFacts, Deadline, TimeUp, whole_program
from infopos_pipeline.disclosure.linked import LinkedSet, Places, components
from infopos_pipeline.disclosure.linked_reduction import reduced

__all__ = ["NotRoundable", "Rounding", "TimeUp", "known_of_rounded", "round_figures"]

_PRICE_OF_FURTHER = 1_000
"""What a step beyond the neighbouring multiples costs, in units of the base."""


class NotRoundable(Exception):  # noqa: N818
    """No multiples of the base close to the figures add up."""


@dataclass(frozen=True)
class Rounding:
    """Rounded figures.

    Attributes:
        base: what all of them are multiples of.
        figures: the places of the figures that were rounded, in increasing order.
        values: the rounded value of each of those.
        further: whether some figure could not become a neighbouring multiple, or stay the multiple that it is.
    """

    base: int
    figures: Places
    values: Places
    further: bool


def round_figures(linked: LinkedSet, figures: Sequence[int], base: int, *, seconds: float) -> Rounding:
    """Round figures to neighbouring multiples of a base that add up, with the smallest total distance.

    There are hidden cells of 0 or more that have exactly the rounded figures. A multiple of the base stays what it is.
    Only where this is impossible does a figure move one multiple further, as few of them as possible; 0 always stays 0.
    Of roundings at the same distance that which raises earlier figures is taken.

    Args:
        linked: the figures and the cells they share.
        figures: places of the figures to round; the others are not published.
        base: a whole number above 1; mostly 3 or 5.
        seconds: the time limit.

    Raises:
        NotRoundable: nothing adds up, even with one multiple further.
        TimeUp: not done in time.
        SolverFailed: the solver gave up.
        ValueError: a base below 2.
    """
    if base < 2:
        raise ValueError(f"Rounding needs a base of 2 or more, found {base}.")
    deadline = Deadline.after(seconds)
    places = np.unique(np.asarray(figures, dtype=np.int64))
    rounded = np.zeros(len(linked.values), dtype=np.int64)
    further = False
    for part in components(reduced(linked), having=places.tolist()):
        own = np.flatnonzero(np.isin(part.figures, places))
        try:
            values = _rounded(part.linked, own, base, 0, deadline)
        except ContradictoryFacts:
            further = True
            values = _rounded_further(part.linked, own, base, deadline)
        rounded[part.figures[own]] = values
    return Rounding(base, places, rounded[places], further)


def known_of_rounded(linked: LinkedSet, rounding: Rounding) -> Knowledge:
    """What an attacker knows of each figure: the values that could have been rounded so.

    Nobody knows which figures moved further, if any did; then every figure may have.
    """
    radius = 2 * rounding.base - 1 if rounding.further else rounding.base - 1
    low, high = np.zeros(len(linked.values)), np.full(len(linked.values), np.inf)
    low[rounding.figures] = np.maximum(rounding.values - radius, 0)
    high[rounding.figures] = rounding.values + radius
    return Knowledge(low, high)


def _rounded_further(part: LinkedSet, own: Places, base: int, deadline: Deadline) -> Places:
    try:
        return _rounded(part, own, base, 1, deadline)
    except ContradictoryFacts as impossible:
        raise NotRoundable(f"No multiples of {base} close to the figures add up.") from impossible


def _rounded(part: LinkedSet, own: Places, base: int, steps: int, deadline: Deadline) -> Places:
    """The rounded figures ``own`` of one component, at most so many steps beyond the neighbouring multiples.

    The numbers of the program are the cells, then for each figure which multiple it becomes, how far that is from its
    value, and how many steps beyond the neighbours.

    Raises:
        ContradictoryFacts: there are none.
    """
    from scipy.sparse import block_array, coo_array, csr_array, eye_array

    values = part.values[own].astype(np.float64)
    count, cells = len(own), part.figures.shape[1]
    lowest, highest = np.floor(values / base), np.ceil(values / base)
    one, no_cells = eye_array(count), coo_array((count, cells))
    blocks: Any = [
        [part.figures[own], -base * one, None, None],
        [part.relations, None, None, None],
        [no_cells, -base * one, one, None],  # the distance is at least the rounded less the true value
        [no_cells, base * one, one, None],  # and at least the true less the rounded one
        [no_cells, -one, None, one],  # the steps are at least what the multiple is above the upper neighbour
        [no_cells, one, None, one],  # and at least what it is below the lower one
    ]
    rows = csr_array(block_array(blocks))
    equal = np.zeros(count + part.relations.shape[0])
    low = np.concatenate([equal, -values, values, -highest, lowest])
    high = np.concatenate([equal, np.full(4 * count, np.inf)])
    # Distances are whole, and all of these together stay below 1.
    ties = np.arange(1, count + 1) / (4 * count * (count + 1))
    nothing, unlimited = np.zeros(count), np.full(count, np.inf)
    room = np.where(values == 0, 0.0, float(steps))
    found = whole_program(
        np.concatenate([np.zeros(cells), ties, np.ones(count), np.full(count, float(_PRICE_OF_FURTHER * base))]),
        rows,
        low,
        high,
        (
            np.concatenate([np.zeros(cells), np.maximum(lowest - room, 0), nothing, nothing]),
            np.concatenate([np.full(cells, np.inf), highest + room, unlimited, unlimited]),
        ),
        deadline,
        whole=np.arange(cells + 3 * count) >= cells,
    )
    assert found is not None  # no cost is below 0
    return base * np.rint(found[cells : cells + count]).astype(np.int64)
