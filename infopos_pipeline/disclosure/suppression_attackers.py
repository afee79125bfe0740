"""Who must not learn what from a choice of suppressed figures, and why a choice does not keep it from them.

Belongs here: the attackers of one component, and for an unprotected figure the inequality that every protecting choice
satisfies. Not here: the search for a choice (suppression).

Source: M. Fischetti and J. J. Salazar-González, Management Science 47 (2001), 1008-1027: capacity constraints with
sliding protection levels, from the dual of the attacker's problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from infopos_pipeline.disclosure.linear_program import (
    EPSILON,
    Deadline,
    Extreme,
    LinearProgram,
    Mask,
    Numbers,
    whole_program,
)
from infopos_pipeline.disclosure.linked import LinkedSet, Places
from infopos_pipeline.disclosure.suppression_witnesses import Spread, Witnesses, whole_width

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_CORNERS = 10
"""How many other corners of a program are tried before whole numbers are asked for, which takes much longer."""

_SEED = 20010804  # any fixed number does; it makes the tries the same in every run

_NO_DUAL = 1e-9
"""Below this a dual value is 0: duals of counts are fractions with small denominators."""


@dataclass(frozen=True)
class Attacker:
    """Somebody who knows some figures whatever is published.

    Attributes:
        known: those figures.
        targets: the figures that this attacker must not narrow down.
        insider: the place of the insider in the list that was given; None for the outsider.
    """

    known: Mask
    targets: tuple[int, ...]
    insider: int | None


@dataclass(frozen=True)
class Cut:
    """``coefficients @ y ≥ 1`` for every choice y of suppressed figures (0 or 1 each) that protects a target.

    For a bridge it is ``coefficients @ y ≥ y[target]``, for every cheapest choice.

    ``attacker``, ``target``, ``low`` and ``high`` say what is not protected without.
    """

    coefficients: Numbers
    attacker: Attacker
    target: int
    low: float
    high: float
    bridge: bool = False

    @property
    def row(self) -> Numbers:
        """The inequality as ``row @ y ≥ required``."""
        row = self.coefficients.copy()
        if self.bridge:
            row[self.target] -= 1
        return row

    @property
    def required(self) -> float:
        """The right-hand side of the inequality."""
        return 0.0 if self.bridge else 1.0


class Separation:
    """Looks in one component for figures that a choice of suppressed figures does not protect.

    Args:
        linked: the component.
        widths: for every figure the width it needs, at least; 0 if it is not sensitive.
        attackers: the outsider first.
        hideable: which figures can be suppressed.
        deadline: when to stop.
    """

    def __init__(
        self,
        linked: LinkedSet,
        widths: Places,
        attackers: Sequence[Attacker],
        hideable: Mask,
        deadline: Deadline,
    ) -> None:
        from scipy.sparse import csr_array, vstack

        self._figures = csr_array(linked.figures.astype(np.float64))
        self._rows = csr_array(vstack([self._figures, linked.relations]).astype(np.float64))
        self._values = linked.values.astype(np.float64)
        self._low, self._high = np.zeros(self._rows.shape[0]), np.zeros(self._rows.shape[0])
        self._program = LinearProgram(self._rows, self._low, self._high, deadline)
        self._widths = widths
        self._attackers = attackers
        self._hideable = hideable
        self._deadline = deadline
        self._witnesses = Witnesses(linked)

    def cuts(self, hidden: Mask) -> list[Cut]:
        """A cut for every target that is not protected from someone when the figures ``hidden`` are not published.

        It is the first attacker with such targets whose cuts these are; none if there is nobody.

        Raises:
            TimeUp: the deadline has passed.
        """
        for attacker in self._attackers:
            public = ~hidden | attacker.known
            spread = self._witnesses.spread(public, whole=False)
            self._publish(public)
            tried = (
                self._cut(attacker, target, public, spread)
                for target in attacker.targets
                if not self._apart(target, spread)
            )
            found = [cut for cut in tried if cut is not None]
            if found:
                return found
        return []

    def bridges(self, hidden: Mask, chosen: Iterable[int]) -> Iterator[Cut]:
        """For every chosen figure that is suppressed for nothing, what it takes for that not to be so.

        A suppressed figure that anybody can work out exactly might as well be published: the cheapest choice has
        none. So whoever suppresses it must suppress something else that moves one of its limits.

        Raises:
            TimeUp: the deadline has passed.
        """
        outsider = self._attackers[0]
        public = ~hidden | outsider.known
        spread = self._witnesses.spread(public, whole=False)
        self._publish(public)
        for figure in chosen:
            if spread[1][figure] - spread[0][figure] <= EPSILON:
                cut = self._cut(outsider, figure, public, spread, bridge=True)
                if cut is not None:
                    yield cut

    def whole_cuts(self, hidden: Mask) -> Iterator[Cut]:
        """The same for an attacker who knows that all cells are whole numbers, where that narrows an interval further.

        Of these nothing better is known than that something else must be suppressed too.

        Raises:
            TimeUp: the deadline has passed.
            SolverFailed: the solver gave up.
        """
        # Tables that agree with all that any of them knows prove something to each of them.
        together = np.logical_or.reduce([attacker.known for attacker in self._attackers])
        self._move_apart(~hidden | together, np.flatnonzero(self._widths > 0)[~together[self._widths > 0]].tolist())
        for attacker in self._attackers:
            public = ~hidden | attacker.known
            unproven, spread = self._move_apart(public, attacker.targets)
            self._publish(public)
            unproven = [target for target in unproven if not self._whole_by_chance(target, spread)]
            for target in unproven:
                low = self._whole_extreme(public, target, spread, largest=False)
                high = self._whole_extreme(public, target, spread, largest=True)
                if high - low < self._widths[target]:
                    free = public & self._hideable & ~attacker.known
                    yield Cut(np.where(free, 1.0, 0.0), attacker, target, low, high)

    def _move_apart(self, public: Mask, targets: Sequence[int]) -> tuple[list[int], Spread]:
        """The targets for which no whole tables were found that are far enough apart, and the tables' spread."""
        spread = self._witnesses.spread(public, whole=True)
        unproven = [target for target in targets if not self._apart(target, spread)]
        # One table that moves many targets proves more than one table for each.
        left = len(unproven) + 1
        while 1 < len(unproven) < left:
            left = len(unproven)
            self._whole_and_apart(public, unproven, spread, up=True)
            self._whole_and_apart(public, unproven, spread, up=False)
            unproven = [target for target in unproven if not self._apart(target, spread)]
        return unproven, spread

    def _apart(self, target: int, spread: Spread) -> bool:
        return self._enough(spread[0][target], spread[1][target], target, bridge=False)

    def _enough(self, low: float, high: float, target: int, *, bridge: bool) -> bool:
        """Whether an interval is what a target needs; for a bridge anything that is no single value."""
        if bridge:
            return bool(high - low > EPSILON)
        return whole_width(low, high) >= int(self._widths[target])

    def _witness(self, cells: Numbers, spread: Spread) -> None:
        """Keep a table, and widen a spread of tables with which it belongs."""
        table = self._witnesses.add(cells)
        np.minimum(spread[0], table, out=spread[0])
        np.maximum(spread[1], table, out=spread[1])

    def _publish(self, public: Mask) -> None:
        """Let the linear program know the public figures and no others."""
        limits = self._values[public]
        self._low[: len(public)][~public], self._high[: len(public)][~public] = -np.inf, np.inf
        self._low[: len(public)][public] = self._high[: len(public)][public] = limits
        self._program.limit(self._low, self._high)

    def _cut(
        self, attacker: Attacker, target: int, public: Mask, spread: Spread, *, bridge: bool = False
    ) -> Cut | None:
        row = self._figures[[target]].toarray()[0]
        limits: list[Extreme] = []
        for largest in (True, False):
            limits.append(self._program.extreme(row, largest=largest))
            cells = limits[-1].cells
            if cells is not None:
                self._witness(cells, spread)
            if cells is None or self._enough(spread[0][target], spread[1][target], target, bridge=bridge):
                return None
        highest, lowest = limits
        if self._enough(lowest.value, highest.value, target, bridge=bridge):
            return None
        # A published figure that would be suppressed can be at most its value smaller, and any amount larger.
        free = np.flatnonzero(public & self._hideable & ~attacker.known)
        up, down = highest.duals[: len(public)], lowest.duals[: len(public)]
        wider = np.where((up > _NO_DUAL) | (down < -_NO_DUAL), np.inf, 0.0)
        wider += np.where(-up > _NO_DUAL, -up, 0) * self._values + np.where(down > _NO_DUAL, down, 0) * self._values
        coefficients = np.zeros(len(public))
        missing = 0.0 if bridge else float(self._widths[target]) - (highest.value - lowest.value)
        # If only whole numbers make it too narrow, anything that moves either limit may be what is missing.
        coefficients[free] = np.minimum(wider[free] / missing, 1.0) if missing > EPSILON else wider[free] > 0
        return Cut(
            coefficients,
            attacker,
            target,
            float(np.ceil(lowest.value - EPSILON)) + 0.0,
            float(np.floor(highest.value + EPSILON)) + 0.0,
            bridge,
        )

    def _whole_by_chance(self, target: int, spread: Spread) -> bool:
        """Whether tables at corners of the linear program, mostly of whole numbers, are far enough apart.

        Besides the extremes those nearby are tried that small costs of the cells lead to.
        """
        row = self._figures[[target]].toarray()[0]
        generator = np.random.default_rng(_SEED)
        costs = generator.random((_CORNERS, len(row))) * (generator.random((_CORNERS, len(row))) < 0.05) / _CORNERS
        for cost in [np.zeros(len(row)), *costs]:
            for largest in (True, False):
                found = self._program.extreme(row + cost, largest=largest)
                if found.cells is None:
                    # The true table can be changed along a direction of whole numbers, as far as one likes.
                    return self._program.extreme(row, largest=True).cells is None
                if np.abs(found.cells - np.rint(found.cells)).max(initial=0) < EPSILON:
                    self._witness(found.cells, spread)
            if self._apart(target, spread):
                return True
        return False

    def _whole_and_apart(self, public: Mask, targets: Sequence[int], spread: Spread, *, up: bool) -> None:
        """Find a whole table in which as many targets as possible lie as far from tables found before as they need.

        The numbers of the program are the cells, then for each target how far it moves, counted up to its width.
        """
        from scipy.sparse import block_array, eye_array

        public_rows, limits = self._public_rows(public)
        sign, cells, count = (1 if up else -1), self._rows.shape[1], len(targets)
        blocks: Any = [[public_rows, None], [sign * self._figures[targets], -eye_array(count)]]
        start = sign * spread[0 if up else 1][targets]
        found = whole_program(
            np.concatenate([np.zeros(cells), -np.ones(count)]),
            block_array(blocks, format="csr"),
            np.concatenate([limits, start]),
            np.concatenate([limits, np.full(count, np.inf)]),
            (
                np.concatenate([np.zeros(cells), np.full(count, -np.inf)]),
                np.concatenate([np.full(cells, np.inf), self._widths[targets].astype(np.float64)]),
            ),
            self._deadline,
            whole=np.arange(cells + count) < cells,
        )
        assert found is not None  # no target counts for more than its width
        self._witness(found[:cells], spread)

    def _public_rows(self, public: Mask) -> tuple[csr_array, Numbers]:
        """The rows that everybody knows, and their values."""
        known = np.append(public, np.ones(self._rows.shape[0] - len(public), dtype=np.bool_))
        values = np.append(self._values, np.zeros(self._rows.shape[0] - len(public)))
        return self._rows[np.flatnonzero(known)], values[known]

    def _whole_extreme(self, public: Mask, target: int, spread: Spread, *, largest: bool) -> float:
        """The smallest or largest value of a target in whole tables; infinite if nothing bounds it."""
        public_rows, limits = self._public_rows(public)
        row = self._figures[[target]].toarray()[0]
        cells = self._rows.shape[1]
        found = whole_program(
            -row if largest else row,
            public_rows,
            limits,
            limits,
            (np.zeros(cells), np.full(cells, np.inf)),
            self._deadline,
        )
        if found is None:
            return np.inf  # the true table agrees with what is public, and counts are not below 0
        self._witness(found, spread)
        return float(np.rint(row @ np.rint(found)))
