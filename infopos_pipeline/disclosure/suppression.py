"""Secondary suppression: the cheapest figures to withhold so that nobody can narrow down a sensitive one.

All tables of a linked set are looked at together. The choice is proven: no cheaper one protects every sensitive figure
from the outsider and from every insider, and attacking the result confirms that it does.

Source: M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), 1008-1027: Benders' decomposition, with
protection levels that slide. The singleton problem: A. Hundepool and others, Statistical Disclosure Control (2012),
section 4.4.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike

from infopos_pipeline.disclosure.attack import exactly_published, narrower
from infopos_pipeline.disclosure.linear_program import (
    EPSILON,
    Deadline,
    Mask,
    Numbers,
    SolverFailed,
    TimeUp,
    whole_program,
)
from infopos_pipeline.disclosure.linked import Component, LinkedSet, components
from infopos_pipeline.disclosure.linked_reduction import reduced
from infopos_pipeline.disclosure.suppression_attackers import Attacker, Cut, Separation
from infopos_pipeline.disclosure.suppression_insiders import known_to_insiders

__all__ = ["NotProtectable", "TimeUp", "suppress"]


class NotProtectable(Exception):  # noqa: N818
    """No choice of suppressed figures protects some figure.

    Attributes:
        figure: the place of the figure.
        insider: the place of the insider who can narrow it down; None if anybody can.
        low: the lowest whole number it can be if everything is suppressed that may be.
        high: the highest.
    """

    def __init__(self, figure: int, insider: int | None, low: float, high: float) -> None:
        who = "anybody" if insider is None else f"insider {insider}"
        super().__init__(
            f"Figure {figure} cannot be protected: with all suppressed that may be, "
            f"{who} knows that it is from {low:g} to {high:g}."
        )
        self.figure, self.insider, self.low, self.high = figure, insider, low, high


def suppress(
    linked: LinkedSet,
    *,
    sensitive: Mapping[int, int],
    withheld: Collection[int] = (),
    fixed: Collection[int] = (),
    weights: ArrayLike,
    insiders: Sequence[Collection[int]] = (),
    seconds: float,
) -> frozenset[int]:
    """The figures to suppress, those that are sensitive themselves included and those withheld anyway left out.

    Of equally cheap choices one is taken, the same for the same input in every run.

    Args:
        linked: the figures and the cells they share.
        sensitive: places of figures that need protection (primary suppression), each with the width that is left of its
            interval of whole numbers at least: highest minus lowest.
        withheld: places of figures that are never published.
        fixed: places of figures that are public already or must be published; of what is withheld too, this holds.
        weights: for every figure a positive number, the cost of suppressing it.
        insiders: for each insider the places of figures it knows exactly. Someone alone in a figure of 1 is such an
            insider, and knows every part of that figure as well. Other sensitive figures keep their width against it.
        seconds: the time limit of everything.

    Raises:
        NotProtectable: no choice protects some figure.
        ContradictoryFacts: no table at all has the values.
        TimeUp: no choice was proven to be the cheapest in time.
        SolverFailed: the solver gave up, or its choice does not stand up to an attack.
        ValueError: weights that are not positive, or not one a figure.
    """
    deadline = Deadline.after(seconds)
    costs = np.asarray(weights, dtype=np.float64)
    if costs.shape != linked.values.shape or not (costs > 0).all():
        raise ValueError("Every figure needs a positive weight.")
    linked = reduced(linked)
    public = frozenset(fixed)
    hidden = frozenset(withheld) - public
    known = known_to_insiders(linked, insiders, deadline)
    for figure in sorted(public & set(sensitive)):
        if sensitive[figure] > 0:
            raise NotProtectable(figure, None, float(linked.values[figure]), float(linked.values[figure]))
    parts = [_Part(part, sensitive, hidden, public, costs, known) for part in components(linked, sorted(public))]
    suppressed = frozenset(chain.from_iterable(part.solve(deadline) for part in parts))
    published = set(range(len(costs))) - hidden - suppressed
    _confirm(linked, published, sensitive, known, deadline)
    return suppressed


def _confirm(
    linked: LinkedSet,
    published: Collection[int],
    sensitive: Mapping[int, int],
    known: Sequence[frozenset[int]],
    deadline: Deadline,
) -> None:
    """Attack the result as a whole, knowing nothing of how it was found."""
    for extra in [frozenset[int](), *dict.fromkeys(known)]:
        widths = {figure: width for figure, width in sensitive.items() if figure not in extra}
        knowledge = exactly_published(linked, {*published, *extra})
        found = narrower(linked, knowledge, widths, seconds=deadline.left())
        if found:
            raise SolverFailed(f"Figures {sorted(found)} turned out not to be protected.")


@dataclass(frozen=True)
class _Best:
    """The cheapest choice found so far that protects from attackers who think in fractions."""

    cost: float
    hidden: Mask


class _Part:
    """One component of the set, and the search for its cheapest choice."""

    def __init__(
        self,
        component: Component,
        sensitive: Mapping[int, int],
        withheld: frozenset[int],
        public: frozenset[int],
        costs: Numbers,
        known: Sequence[frozenset[int]],
    ) -> None:
        places = component.figures.tolist()
        self._component = component
        self._widths = np.array([sensitive.get(place, 0) for place in places], dtype=np.int64)
        self._hideable = np.array([place not in public and place not in withheld for place in places], dtype=np.bool_)
        self._withheld = np.array([place in withheld for place in places], dtype=np.bool_)
        self._forced = np.array([place in sensitive for place in places], dtype=np.bool_) & self._hideable
        self._costs = costs[component.figures]
        self._cuts: list[Cut] = []
        self._attackers = self._all_attackers(places, known)

    def _all_attackers(self, places: list[int], known: Sequence[frozenset[int]]) -> list[Attacker]:
        targets = np.flatnonzero(self._widths > 0).tolist()
        nothing = np.zeros(len(places), dtype=np.bool_)
        attackers = [Attacker(nothing, tuple(targets), None)]
        seen = {nothing.tobytes()}
        for insider, figures in enumerate(known):
            mask = np.array([place in figures for place in places], dtype=np.bool_)
            if mask.tobytes() not in seen:
                seen.add(mask.tobytes())
                attackers.append(Attacker(mask, tuple(target for target in targets if not mask[target]), insider))
        return attackers

    def solve(self, deadline: Deadline) -> list[int]:
        """The places, in the whole set, of the figures to suppress."""
        if not self._widths.any():
            return [int(place) for place in self._component.figures[self._forced]]
        separation = Separation(self._component.linked, self._widths, self._attackers, self._hideable, deadline)
        # If this does not protect everything, nothing does.
        for cut in separation.cuts(self._withheld | self._hideable):
            self._refuse_impossible(cut)
        best: _Best | None = None
        while True:
            chosen = self._cheapest(deadline)
            if best is not None and self._costs[chosen].sum() >= best.cost - 1e-9:
                if not self._kept(list(separation.whole_cuts(best.hidden | self._withheld))):
                    return [int(place) for place in self._component.figures[best.hidden]]
                best = None
                continue
            self._cuts += self._useless(separation, chosen)
            best = self._extended(chosen, best, separation)

    def _extended(self, chosen: Mask, best: _Best | None, separation: Separation) -> _Best:
        """Suppress more until all is protected, learning cuts on the way; the best choice so far.

        That cells are whole numbers is left for :meth:`solve`: it takes long to look at and seldom says more.
        """
        while True:
            found = self._learned(separation, chosen)
            if not found:
                # What can be worked out anyway can be published: nobody learns anything from it.
                chosen = chosen.copy()
                chosen[[cut.target for cut in self._useless(separation, chosen)]] = False
                cost = float(self._costs[chosen].sum())
                return best if best is not None and best.cost <= cost else _Best(cost, chosen)
            chosen = chosen.copy()
            for cut in found:
                if cut.coefficients @ chosen < 1 - EPSILON:
                    worth = np.where(chosen, 0.0, cut.coefficients) / self._costs
                    chosen[int(np.argmax(worth))] = True

    def _learned(self, separation: Separation, chosen: Mask) -> list[Cut]:
        return self._kept(separation.cuts(chosen | self._withheld))

    def _useless(self, separation: Separation, chosen: Mask) -> list[Cut]:
        return list(separation.bridges(chosen | self._withheld, np.flatnonzero(chosen & ~self._forced).tolist()))

    def _kept(self, found: list[Cut]) -> list[Cut]:
        for cut in found:
            self._refuse_impossible(cut)
        self._cuts += found
        return found

    def _refuse_impossible(self, cut: Cut) -> None:
        if not (cut.coefficients > 0).any():
            figure = int(self._component.figures[cut.target])
            raise NotProtectable(figure, cut.attacker.insider, cut.low, cut.high)

    def _cheapest(self, deadline: Deadline) -> Mask:
        """The cheapest choice that satisfies all cuts so far."""
        from scipy.sparse import csr_array

        if not self._cuts:
            return self._forced.copy()
        rows = [cut.row for cut in self._cuts]
        found = whole_program(
            self._costs,
            csr_array(np.array(rows)),
            np.array([cut.required for cut in self._cuts]),
            np.full(len(rows), np.inf),
            (self._forced.astype(np.float64), self._hideable.astype(np.float64)),
            deadline,
        )
        assert found is not None  # every choice is bounded
        return np.asarray(found > 0.5, dtype=np.bool_)
