"""What anybody can work out of what is public: for each figure the smallest and the largest value it can have.

The attacker knows which cells there are, that counts are whole numbers of 0 or more, how tables hang together, and
whatever is published. The bounds are those of linear programs over the hidden cells, rounded inward to whole numbers.

Source: M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), 1008-1027 (the attacker's problems);
A. Hundepool and others, Statistical Disclosure Control (2012), chapter 4; the manual of τ-ARGUS (Statistics
Netherlands), on feasibility intervals.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.disclosure.linear_program import (
    EPSILON,
    ContradictoryFacts,
    Deadline,
    LinearProgram,
    Numbers,
)
from infopos_pipeline.disclosure.linked import Component, LinkedSet, components

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Interval = tuple[float, float]
"""The lowest and highest whole number a figure can be; the highest is infinite if nothing bounds it."""


@dataclass(frozen=True)
class Knowledge:
    """What is public about the figures of a linked set.

    Attributes:
        low: the lowest value each figure is known to have; 0 for a suppressed one.
        high: the highest; infinite for a suppressed one. A figure published exactly has the same low and high.
        extra: further facts, rows × figures; None for none. A published percentage p of a figure n with a base b,
            rounded to 1 decimal, is the two facts ``100 n - (p - 0.05) b ≥ 0`` and ``100 n - (p + 0.05) b ≤ 0``.
        extra_low: the lowest value of each row of ``extra @ figures``; may be minus infinity.
        extra_high: the highest; may be infinity.
    """

    low: Numbers
    high: Numbers
    extra: csr_array | None = None
    extra_low: Numbers | None = None
    extra_high: Numbers | None = None


def exactly_published(linked: LinkedSet, published: Collection[int]) -> Knowledge:
    """The knowledge of an attacker for whom some figures are published exactly and the others suppressed."""
    places = sorted(published)
    low, high = np.zeros(len(linked.values)), np.full(len(linked.values), np.inf)
    low[places] = high[places] = linked.values[places]
    return Knowledge(low, high)


def bounds(linked: LinkedSet, knowledge: Knowledge, targets: Sequence[int], *, seconds: float) -> list[Interval]:
    """For each target figure the interval of whole numbers that an attacker can narrow it down to.

    The true values in ``linked`` are not looked at. Where cells are shared by tables in ways that are no network, the
    interval of whole tables can be narrower still: then this is the interval of an attacker who solves linear
    programs.

    Raises:
        ContradictoryFacts: nothing agrees with all that is said to be public.
        TimeUp: not done within so many seconds.
        SolverFailed: the solver gave up; nothing may be concluded.
    """
    found = _told(knowledge, targets)
    for attack in _attacks(linked, knowledge, Deadline.after(seconds)):
        own = [place for place in targets if place in attack.places and place not in found]
        if not own:
            attack.check()
        found.update({place: attack.interval(place) for place in own})
    return [found[place] for place in targets]


def narrower(
    linked: LinkedSet, knowledge: Knowledge, widths: Mapping[int, int], *, seconds: float
) -> dict[int, Interval]:
    """The figures whose interval is narrower than the width they need, each with its interval; none if all is well.

    The same as :func:`bounds`, but a figure for which tables found on the way lie far enough apart is not looked at
    again, nor is what has nothing to do with these figures.

    Raises:
        ContradictoryFacts: nothing agrees with all that is said to be public.
        TimeUp: not done within so many seconds.
        SolverFailed: the solver gave up; nothing may be concluded.
    """
    told = _told(knowledge, list(widths))
    found = {place: (low, high) for place, (low, high) in told.items() if high - low < widths[place]}
    having = [place for place in widths if place not in told]
    for attack in _attacks(linked, knowledge, Deadline.after(seconds), having):
        for place in having:
            if place in attack.places and not attack.apart(place, widths[place]):
                low, high = attack.interval(place)
                if high - low < widths[place]:
                    found[place] = low, high
    return found


def _told(knowledge: Knowledge, targets: Sequence[int]) -> dict[int, Interval]:
    """The intervals of the targets that are known exactly anyway."""
    low, high = knowledge.low, knowledge.high
    return {place: (float(low[place]), float(high[place])) for place in targets if low[place] == high[place]}


class _Attack:
    """The linear program of one component, and how far apart the tables found so far put each of its figures."""

    def __init__(self, component: Component, low: Numbers, high: Numbers, deadline: Deadline) -> None:
        from scipy.sparse import csr_array, vstack

        part = component.linked
        self.places = {int(place): own for own, place in enumerate(component.figures)}
        self._figures = csr_array(part.figures.astype(np.float64))
        own_low, own_high = low[component.figures], high[component.figures]
        # That a sum of cells is 0 or more is nothing new; that a difference of cells is, may be.
        differences = part.figures.toarray().min(axis=1, initial=0) < 0
        told = np.isfinite(own_high) | (own_low > 0) | (differences & np.isfinite(own_low))
        no_slack = np.zeros(part.relations.shape[0])
        self._program = LinearProgram(
            csr_array(vstack([self._figures[np.flatnonzero(told)], part.relations])),
            np.concatenate([own_low[told], no_slack]),
            np.concatenate([own_high[told], no_slack]),
            deadline,
        )
        self._lowest = np.full(len(component.figures), np.inf)
        self._highest = np.full(len(component.figures), -np.inf)

    def check(self) -> None:
        """Solve without a target: the facts may contradict each other where nothing is looked for."""
        self._extreme(np.zeros(self._figures.shape[1]), largest=True)

    def interval(self, place: int) -> Interval:
        """The interval of a figure of the component."""
        row = self._figures[[self.places[place]]].toarray()[0]
        low, high = self._extreme(row, largest=False), self._extreme(row, largest=True)
        whole = float(np.ceil(low - EPSILON)) + 0.0, float(np.floor(high + EPSILON)) + 0.0  # no -0.0
        if whole[0] > whole[1]:
            raise ContradictoryFacts("No whole number agrees with all that is said to be public of a figure.")
        return whole

    def apart(self, place: int, width: int) -> bool:
        """Whether tables found so far already put a figure that far apart."""
        own = self.places[place]
        return bool(np.floor(self._highest[own] + EPSILON) - np.ceil(self._lowest[own] - EPSILON) >= width)

    def _extreme(self, objective: Numbers, *, largest: bool) -> float:
        extreme = self._program.extreme(objective, largest=largest)
        if extreme.cells is not None:
            values = self._figures @ extreme.cells
            self._lowest, self._highest = np.minimum(self._lowest, values), np.maximum(self._highest, values)
        return extreme.value


def _attacks(
    linked: LinkedSet, knowledge: Knowledge, deadline: Deadline, having: Collection[int] | None = None
) -> list[_Attack]:
    """One attack for every component (with any of the figures ``having``); further facts count as figures."""
    from scipy.sparse import csr_array, vstack

    figures, low, high = linked.figures, knowledge.low, knowledge.high
    if (low > high).any():
        raise ContradictoryFacts("A figure is said to be at least more than it is said to be at most.")
    if knowledge.extra is not None and knowledge.extra.shape[0]:
        if knowledge.extra_low is None or knowledge.extra_high is None:
            raise ValueError("Further facts need a lowest and a highest value a row.")
        figures = csr_array(vstack([figures, knowledge.extra @ figures]))
        low, high = np.concatenate([low, knowledge.extra_low]), np.concatenate([high, knowledge.extra_high])
    exact: NDArray[np.bool_] = low == high
    exact[len(linked.values) :] = False
    values = np.where(exact, low, 0).astype(np.int64)
    if (values[exact] != low[exact]).any():
        raise ContradictoryFacts("A count is said to be no whole number.")
    parts = components(LinkedSet(figures, linked.relations, values), np.flatnonzero(exact).tolist(), having=having)
    return [_Attack(part, low, high, deadline) for part in parts]
